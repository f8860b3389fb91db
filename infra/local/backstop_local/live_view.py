"""Shows observations: redrawn in place on a terminal, one plain line a second anywhere else."""

import os
import shutil
import sys

from .profit import rupees


def milliseconds(seconds):
    return "-" if seconds is None else f"{seconds * 1000:.1f} ms"


def rate(now, before):
    """Events applied per second between two observations."""
    passed = now.at - before.at if before else 0
    return max(0, now.applied - before.applied) / passed if passed > 0 else 0.0


def plain_line(now, events_per_second, total):
    return (f"{now.applied}{f'/{total}' if total else ''} applied, {events_per_second:.0f} events/s, "
            f"lag {' '.join(f'{part:02d}:{lag}' for part, lag in sorted(now.lag.items()))}, "
            f"queued {sum(count for name, count in now.queues.items() if name != 'journal')}, commit p50 {milliseconds(now.commit[0])} p99 {milliseconds(now.commit[1])}, "
            f"received to committed p50 {milliseconds(now.received_to_committed[0])} "
            f"p99 {milliseconds(now.received_to_committed[1])}, parked {now.parked}")


def screen(now, before, total, positions):
    """The lines of the terminal picture. `total` events, None where nobody knows how many come."""
    done = min(1.0, now.applied / total) if total else 0.0
    bar = f"[{'#' * round(done * 40):<40}] {done * 100:5.1f} %   {now.applied:,} of {total:,} events" if total else (
        f"{now.applied:,} events in the books")
    lines = [f"{bar}   {rate(now, before):,.0f} events/s",
             f"feed      read {now.read:,}  confirmed {now.confirmed:,}" + ("  BLOCKED by the broker" if now.blocked else ""),
             "lag       " + "  ".join(f"{part:02d}: {lag:,}" for part, lag in sorted(now.lag.items())),
             "queues    " + "  ".join(f"{name} {count:,}" for name, count in sorted(now.queues.items())
                                      if count or name.startswith("ledger.")),
             f"commit    p50 {milliseconds(now.commit[0])}  p99 {milliseconds(now.commit[1])}",
             f"received to committed   p50 {milliseconds(now.received_to_committed[0])}  "
             f"p99 {milliseconds(now.received_to_committed[1])}",
             f"parked {now.parked}   duplicates {now.duplicates}", ""]
    wide = max([24, *(len(row["symbol"]) for row in positions)]) + 2
    lines.append(f"{'account':<12}{'instrument':<{wide}}{'product':<8}{'net':>9}{'realised':>18}{'unrealised':>18}")
    for row in positions:
        unrealised = "-" if row["unrealised"] is None else rupees(row["unrealised"])
        lines.append(f"{row['account']:<12}{row['symbol']:<{wide}}{row['product']:<8}{row['net']:>9}"
                     f"{rupees(row['realised']):>18}{unrealised:>18}")
    return lines


def folded(lines, width):
    """The lines, those that are longer than the terminal is wide in several: the picture is drawn over, line by line."""
    width = max(width, 1)
    return [line[at:at + width] for line in lines for at in range(0, max(len(line), 1), width)]


class LiveView:
    """Draws on `output`. Without a terminal, or with TERM=dumb, no control codes; with NO_COLOR no colour."""

    def __init__(self, total, output=sys.stdout):
        self._total, self._output = total, output
        self._in_place = output.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._colour = self._in_place and "NO_COLOR" not in os.environ
        self._drawn = 0

    @property
    def interval_s(self):
        return 0.5 if self._in_place else 1.0

    def show(self, now, before, positions):
        if not self._in_place:
            print(plain_line(now, rate(now, before), self._total), file=self._output, flush=True)
            return
        width = shutil.get_terminal_size().columns
        lines = folded(screen(now, before, self._total, positions), width - 1)
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        body = "".join(f"\x1b[2K{self._painted(index, line)}\n" for index, line in enumerate(lines))
        self._output.write(up + "\x1b[J" + body)
        self._output.flush()
        self._drawn = len(lines)

    def finish(self, now, before, positions):
        """The whole picture once more, where it has not been drawn all the time."""
        if not self._in_place:
            print("\n".join(screen(now, before, self._total, positions)), file=self._output, flush=True)

    def _painted(self, index, line):
        return f"\x1b[1;36m{line}\x1b[0m" if self._colour and index == 0 else line
