"""The running stack as tests of our own programs see it: they start further feeds and ledgers, stop and kill them."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local"), str(ROOT / "test/integration"), str(ROOT / "test/support")]

from backstop_local import exchange, metrics, processes, services  # noqa: E402
from backstop_local.access import fetch  # noqa: E402
from stack import Stack, wait_until  # noqa: E402
from upstream_events import Story  # noqa: E402
from upstream_publisher import encoded  # noqa: E402
from upstream_site import Books, eventually, missing_environment, open_publisher  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"
FEED = "producers/feed/backstop-feed"
LEDGER = "consumers/ledger/backstop-ledger"
END_DEADLINE_S = 20
ADDED_BY_THE_FEED = ("source", "partition", "seq", "received_time_us")


def recorded(events):
    """Events as the lines of a recorded day."""
    return b"".join(encoded({name: value for name, value in event.items() if name not in ADDED_BY_THE_FEED}) + b"\n"
                    for event in events)


class Program:
    """One of our programs as a child with piped input, its output in a file. A context manager: it is gone at exit."""

    def __init__(self, stack, relative, config, *arguments, secrets=True, pipe=False):
        environment = stack.bare_environment() | {processes.MARK: str(stack.paths.var)}
        if isinstance(secrets, dict):
            environment |= secrets
        elif secrets:
            names = ("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD", *exchange.PASSWORDS.values())
            environment |= {name: stack.secrets[name] for name in names}
        self._output = tempfile.TemporaryFile("w+b")
        self.process = subprocess.Popen([str(stack.binary(relative)), "--config", str(config), *map(str, arguments)],
                                        env=environment, stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
                                        stdout=self._output, stderr=self._output)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(END_DEADLINE_S)
        if self.process.stdin:
            self.process.stdin.close()
        self._output.close()

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end(self, data=b""):
        """Closes its input after the last data and returns the exit code."""
        if self.process.stdin:
            self.write(data)
            self.process.stdin.close()
            self.process.stdin = None
        return self.process.wait(END_DEADLINE_S)

    def output(self):
        self._output.seek(0)
        return self._output.read().decode(errors="replace")


class SiteCase(unittest.TestCase):
    """Vocabulary of the tests below: every test has a folder, and makes sources and accounts of its own."""

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)
        cls.publisher = open_publisher()
        cls.addClassCleanup(cls.publisher.__exit__)
        cls.books = Books()
        cls.addClassCleanup(cls.books.close)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="site-")))
        self.port_file = self.folder / "port"

    @classmethod
    def open_day(cls, day):
        """Makes `day` the open one until the test class is over."""
        before = json.loads(cls.stack.ctl("day", "show", "--json").stdout)["day"]
        cls.stack.open_day(day, "test", backwards=True)
        cls.addClassCleanup(cls.stack.open_day, before, "test over", backwards=True)

    def done(self, *arguments):
        """What backstopctl prints as JSON; it must succeed."""
        result = self.stack.ctl(*arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def become(self, state):
        """ACTIVE, until the test ends, or STANDBY; from whichever of the two it is."""
        if state == "ACTIVE":
            self.addCleanup(self.become, "STANDBY")
        if self.done("site", "show")["state"] == state:
            return
        for step in ("activate",) if state == "ACTIVE" else ("return", "standby"):
            self.done("site", step, "--reason", "test")

    def story(self, partition=None):
        return Story(self.stack.partitions, partition)

    def config(self, program, **changes):
        """Writes a configuration like that of the stack's `program` with changes {table: {key: value}} -> its path."""
        tables = tomllib.loads((self.stack.paths.etc / f"{program}.toml").read_text(encoding="utf-8"))
        if program not in ("ctl", "replay"):
            tables["http"] = {"port": 0, "port_file": str(self.port_file)}
        for table, values in changes.items():
            tables.setdefault(table, {}).update(values)
        path = self.folder / f"{program}.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def feed_config(self, source, **changes):
        self.checkpoint = self.folder / "checkpoint"
        feed = {"source": source, "checkpoint_file": str(self.checkpoint)} | changes.pop("feed", {})
        return self.config("feed", feed=feed, **changes)

    def run_program(self, relative, config, *arguments, **options):
        """Runs it to its end -> (exit code, what it said)."""
        with Program(self.stack, relative, config, *arguments, **options) as program:
            return program.end(), program.output()

    def run_feed(self, config, lines, *arguments):
        """A feed of a day file with these lines, to its end -> (exit code, what it said)."""
        day = self.folder / "day.ndjson"
        day.write_bytes(lines)
        return self.run_program(FEED, config, "--day-file", day, *arguments)

    def page(self, path):
        """(status, text) of the program that wrote the port file; (0, "") before it has."""
        if not self.port_file.exists():
            return 0, ""
        status, body = fetch(f"http://127.0.0.1:{self.port_file.read_text().strip()}{path}")
        return status, body.decode()

    def own_metric(self, name, **labels):
        return metrics.total(metrics.parse(self.page("/metrics")[1]), name, **labels)

    def ledger_metric(self, name, **labels):
        """Sum over the stack's ledgers."""
        return sum(metrics.total(self.stack.metrics(ledger), name, **labels) for ledger in self.stack.ledgers)

    def wait_watermark(self, story, wanted, day, deadline_s=20):
        eventually(lambda: self.books.watermark(story.source, day, story.partition) >= wanted,
                   f"the books of {story.source} reach {wanted}", deadline_s)
        self.assertEqual(self.books.watermark(story.source, day, story.partition), wanted)

    def bought(self, account):
        return sum(row["buy_quantity"] for row in self.books.positions(account))


def main():
    """For the test files' last line."""
    if missing_environment() or not os.environ.get("BACKSTOP_VAR"):
        print(f"skipped: not set: {' '.join(missing_environment() or ['BACKSTOP_VAR'])}")
        sys.exit(1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED)
    unittest.main()


__all__ = ["FEED", "LEDGER", "Program", "SiteCase", "eventually", "main", "recorded", "services", "wait_until"]
