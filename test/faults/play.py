"""Plays one seed: a day through the site under its schedule of faults, then the verdict."""

import datetime
import pathlib
import random
import re
import shutil
import subprocess
import threading
import time
import traceback

from books import fold_day

from fault_site import PARTITIONS, BooksWatch, StackError
from faults import FAULTS, Strike
from feeding import Feeding
from schedule import as_text, make_schedule
from verdict import compare_database, compare_journal, verify, wait_applied, wait_empty

GENERATE_DEADLINE_S = 120
LOCK_DEADLINE_S = 120
FEED_DEADLINE_S = 240
CUSTOMERS = 300
LEDGER_DIED = re.compile(r"exited: (ledger-\d) \((?!terminated by SIGKILL)([^;)]*)")
FIRST_DAY = datetime.date(2027, 1, 1)
DAYS = 20_000


def day_of(seed):
    """A trading day of the seed's own, so that seeds share nothing in database and journal."""
    return int((FIRST_DAY + datetime.timedelta(days=seed % DAYS)).strftime("%Y%m%d"))


def days_folder(site):
    return pathlib.Path(site.stack.paths.var) / "days"


def make_day(site, name, seed, events):
    """Generates the recorded day of a seed; returns (its file, its folder)."""
    folder = days_folder(site) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [str(site.stack.binary("test/support/daygen/backstop-daygen")), "--out", str(folder), "--seed", str(seed),
               "--events", str(events), "--customers", str(CUSTOMERS), "--day", str(day_of(seed))]
    subprocess.run(command, check=True, capture_output=True, timeout=GENERATE_DEADLINE_S)
    return folder / "day.ndjson.zst", folder


class Struck(threading.Thread):
    """One fault of the schedule, on a thread of its own: it waits for its time, then for its target to be whole."""

    def __init__(self, entry, site, feed, seed, begun, say):
        super().__init__(daemon=True)
        self.entry, self._site, self._feed, self._begun, self._say = entry, site, feed, begun, say
        self._random = random.Random(f"{seed} {entry.number}")
        self.struck_at = self.ended_at = None
        self.problem = None

    def run(self):
        function, target = FAULTS[self.entry.kind]
        time.sleep(max(0.0, self._begun + self.entry.at_s - time.monotonic()))  # the schedule itself
        lock = self._site.locks[target]
        if not lock.acquire(timeout=LOCK_DEADLINE_S):
            self.problem = f"{self.entry.kind}: the {target} did not get whole after the fault before"
            return
        try:
            self.struck_at = time.monotonic()
            told = function(Strike(self._site, self._feed, self._random))
            self.ended_at = time.monotonic()
            self._say(f"  {self.struck_at - self._begun:6.2f} s to {self.ended_at - self._begun:6.2f} s"
                      f"  {self.entry.kind}: {told}")
        except Exception as error:  # whatever it is, the fault did not do what it is for
            self.problem = f"{self.entry.kind}: {type(error).__name__}: {error}"
            self._say(f"  NOT STRUCK  {self.problem}\n{traceback.format_exc(limit=-3)}")
        finally:
            lock.release()


def play_seed(site, seed, events, seconds, journal_begin, say):
    """Returns the seed's part of the report. Never raises for what the site did wrong: that is in "problems"."""
    schedule = make_schedule(seed, FAULTS, seconds)
    say(f"{as_text(seed, schedule)}\n  {events:,} events, {events / seconds:.0f} a second, day {day_of(seed)}")
    return play(site, f"seed-{seed}", seed, schedule, events, max(1, int(events / seconds)), journal_begin, say)


def play(site, name, seed, schedule, events, rate, journal_begin, say):
    """One day with source `name` under a schedule -> report: faults, standstills, counts, problems."""
    begun = time.monotonic()
    day_file, folder = make_day(site, name, seed, events)
    config, checkpoint = site.write_feed_config("feed", name, folder)
    expected = fold_day(day_file, name, PARTITIONS)
    report = {"seed": seed, "day": day_of(seed), "problems": [], "faults": {}, "standstill_s": {}, "lost": 0, "duplicated": 0, "wrong": 0,
              "parked": 0, "journal_lost": 0, "journal_wrong": 0, "missed": 0, "verify_differences": 0}
    supervisor_log = site.stack.paths.log / "supervisord.log"
    already_said = supervisor_log.stat().st_size
    with (BooksWatch(site, name, day_of(seed)) as watch,
          Feeding(site.stack, config, checkpoint, day_file, rate) as feed):
        start = time.monotonic()
        struck = [Struck(entry, site, feed, seed, start, say) for entry in schedule]
        for fault in struck:
            fault.start()
        for fault in struck:
            fault.join(FEED_DEADLINE_S)
        try:
            if not feed.done.wait(FEED_DEADLINE_S):
                raise StackError(f"the feed did not end within {FEED_DEADLINE_S} s\n{site.stack.last_log_lines('feed')}")
            say(f"  {time.monotonic() - start:6.2f} s  the feed is through after {feed.starts} starts")
            wait_applied(site.stack, expected)
            wait_empty(site.stack)
        except StackError as error:
            report["problems"].append(str(error))
        report["feed_starts"] = feed.starts
        report["problems"] += [f"the feed ended by itself with {code}" for code in feed.unexpected]
    died = LEDGER_DIED.findall(supervisor_log.read_text(encoding="utf-8")[already_said:])
    report["problems"] += [f"{ledger} ended by itself: {how}" for ledger, how in died]
    note_faults(report, struck, watch)
    judge(site, name, expected, journal_begin, report)
    report["seconds"] = round(time.monotonic() - begun, 1)
    say(f"  {'ok' if is_good(report) else 'FAILED'}: lost {report['lost']} duplicated {report['duplicated']} wrong "
        f"{report['wrong']} parked {report['parked']} journal lost {report['journal_lost']} wrong "
        f"{report['journal_wrong']} verify {report['verify_differences']} missed faults {report['missed']}; {report['seconds']} s"
        + "".join(f"\n  {problem}" for problem in report["problems"]))
    return report


def note_faults(report, struck, watch):
    for fault in struck:
        kind = fault.entry.kind
        if fault.problem or fault.ended_at is None:
            report["missed"] += 1
            report["problems"].append(fault.problem or f"{kind}: did not end")
            continue
        report["faults"][kind] = report["faults"].get(kind, 0) + 1
        standstill = watch.standstill_s(fault.struck_at, fault.ended_at)
        if standstill is not None:
            report["standstill_s"][kind] = round(max(standstill, report["standstill_s"].get(kind, 0.0)), 2)


def judge(site, name, expected, journal_begin, report):
    report["next_offset"] = journal_begin
    try:
        result = compare_database(site.stack, expected)
        report |= {"rows": sum(result.rows.values()), "lost": result.lost, "duplicated": result.duplicated,
                   "wrong": result.wrong, "parked": result.parked}
        report["problems"] += [str(sample) for sample in result.samples]
        report.update(compare_journal(site.stack, name, expected, journal_begin))
        report["verify_differences"], told = verify(site.stack, report["day"])
        report["problems"] += told
    except Exception as error:  # a verdict that cannot be reached is a failure, not an end of the run
        report["problems"].append(f"no verdict: {type(error).__name__}: {error}")


def is_good(report):
    return not report["problems"] and all(
        report[count] == 0 for count in ("lost", "duplicated", "wrong", "parked", "journal_lost", "journal_wrong", "missed",
                               "verify_differences"))
