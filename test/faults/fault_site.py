"""The site that the fault tests disturb: a private stack with a gate before every link."""

import os
import pathlib
import sys
import threading
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local"), str(ROOT / "test/support"), str(ROOT / "test/integration")]

from backstop_local import metrics, services  # noqa: E402
from backstop_local.waiting import StackError, wait_until  # noqa: E402
from gate import Gate  # noqa: E402
from stack import Stack  # noqa: E402

HEARTBEAT_S = 2
PARTITIONS = 4
LEDGERS = ["ledger-1", "ledger-2"]  # these two always; the third comes and goes
THIRD_LEDGER = "ledger-3"
RESTART_DEADLINE_S = 90
SAMPLE_INTERVAL_S = 0.1


class Site:
    """Stack and gates. `feed_gate` and `ledger_gate` stand before the broker, `database_gate` before the database; the
    tests themselves go past them. A context manager: up on entry, down on exit."""

    def __init__(self, folder, say):
        os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
        self.feed_gate = Gate(lambda: self.stack.ports["amqp"])
        self.ledger_gate = Gate(lambda: self.stack.ports["amqp"])
        self.database_gate = Gate(lambda: self.stack.ports["database"])
        settings = {"amqp": {"hosts": [f"127.0.0.1:{self.ledger_gate.port}"], "heartbeat_s": HEARTBEAT_S},
                    "database": {"port": self.database_gate.port},
                    "ledger": {"partitions": PARTITIONS, "gap_alarm_ms": 300, "gap_heal_ms": 1000}}
        self.stack = Stack(folder, partitions=PARTITIONS, ledgers=len(LEDGERS) + 1, settings=settings, say=say, exchange=False)
        self.locks = {name: threading.Lock() for name in ("feed", "ledgers", "broker", "database")}

    def __enter__(self):
        try:
            self.stack.up(fresh=True)
            self.stop(THIRD_LEDGER)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.calm()
        try:
            self.stack.down()
        finally:
            for gate in self.gates():
                gate.close()

    def gates(self):
        return self.feed_gate, self.ledger_gate, self.database_gate

    def calm(self):
        for gate in self.gates():
            gate.calm()

    def stop(self, name):
        """Stops a program in good order; it stays down until start()."""
        self.stack.supervisor.stop(name)
        wait_until(lambda: not self.stack.pid(name), 30, f"{name} stops")

    def start(self, name):
        self.stack.supervisor.start(name)
        self.wait_ready(name)

    def wait_ready(self, name):
        wait_until(lambda: self.stack.ready(name), RESTART_DEADLINE_S, f"{name} is ready")

    def metric(self, programs, name, **labels):
        """Sum over programs; 0.0 for those that do not answer."""
        return sum(metrics.total(self.stack.metrics(program), name, **labels) for program in programs)

    def write_feed_config(self, name, source, folder):
        """Configuration of one feed with a source and a checkpoint of its own -> (its path, the checkpoint's path)."""
        tables = tomllib.loads((self.stack.paths.etc / "feed.toml").read_text(encoding="utf-8"))
        checkpoint = folder / "checkpoint.json"
        tables["amqp"]["hosts"] = [f"127.0.0.1:{self.feed_gate.port}"]
        tables["feed"] |= {"source": source, "checkpoint_file": str(checkpoint), "batch_events_max": 100}
        path = folder / f"{name}.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path, checkpoint


class BooksWatch:
    """Samples how far the books of one (source, day) have come, on a thread of its own, past the gates."""

    def __init__(self, site, source, day):
        self._site, self._source, self._day = site, source, day
        self.moved = []       # monotonic times at which the books were seen to have grown
        self.reached = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._thread.join(60)

    def _run(self):
        while not self._stopping.wait(SAMPLE_INTERVAL_S):
            try:
                rows = self._site.stack.sql("SELECT COALESCE(SUM(seq), 0) FROM watermarks WHERE source = %s AND day = %s",
                                            (self._source, self._day))
            except Exception:  # while the database is down there is nothing to see
                continue
            if rows[0][0] > self.reached:
                self.reached = int(rows[0][0])
                self.moved.append(time.monotonic())

    def standstill_s(self, begun, ended):
        """The longest time without growth from `begun` to the first growth after `ended`; None: there was none."""
        after = [moment for moment in self.moved if moment >= ended]
        if not after:
            return None
        points = [begun, *(moment for moment in self.moved if begun < moment < ended), after[0]]
        return max(later - earlier for earlier, later in zip(points, points[1:]))


__all__ = ["LEDGERS", "PARTITIONS", "THIRD_LEDGER", "BooksWatch", "Site", "StackError", "wait_until"]
