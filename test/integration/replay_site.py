"""Days of their own for the tests of the replay: each is published, booked by the ledgers, and then looked at."""

import datetime
import itertools
import json
import os
import subprocess
import tempfile
import tomllib

import pymysql

from running_site import SiteCase
from backstop_local import processes, services

REPLAY = "producers/replay/backstop-replay"
SECOND_US = 1_000_000
END_DEADLINE_S = 20


class ReplayCase(SiteCase):
    # That no other test uses; one for each test, so that none sees another's rows.
    days = itertools.count(20261001)

    def setUp(self):
        super().setUp()
        self.day = next(self.days)
        midnight = datetime.datetime.strptime(f"{self.day} +0530", "%Y%m%d %z")
        self.opening_us = int(midnight.timestamp() + 9.25 * 3600) * SECOND_US  # 09:15 at the exchange
        env = os.environ
        self.database = pymysql.connect(
            host=env["BACKSTOP_DATABASE_HOST"], port=int(env["BACKSTOP_DATABASE_PORT"]), user=env["BACKSTOP_DATABASE_USER"],
            password=env["BACKSTOP_DATABASE_PASSWORD"], database=env["BACKSTOP_DATABASE_NAME"], autocommit=True,
            connect_timeout=10, read_timeout=60)
        self.addCleanup(self.database.close)

    def sql(self, statement, *values):
        """Rows as tuples; without a result, the number of rows that were changed."""
        with self.database.cursor() as cursor:
            changed = cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else changed

    def number(self, statement, *values):
        return self.sql(statement, *values)[0][0]

    def publish(self, story, *events, numbered=True):
        placed = [self.publisher.place(event | {"day": self.day}, numbered) for event in events]
        for event in placed:
            self.publisher.publish(event)
        return placed

    def play(self, trades=5):
        """An order and some trades, a second apart, for an account in each partition; in the books when it returns."""
        stories = [self.story(partition) for partition in range(self.stack.partitions)]
        for story in stories:
            events = [story.order(exchange_time_us=self.opening_us)] + [story.trade(exchange_time_us=self.opening_us + second * SECOND_US) for second in range(trades)]
            self.publish(story, *events)
        for story in stories:
            self.wait_watermark(story, trades + 1, self.day)
        return stories

    def configuration(self, **settings):
        """The stack's, with changes of the section [replay] -> its path."""
        tables = tomllib.loads((self.stack.paths.etc / "replay.toml").read_text(encoding="utf-8"))
        tables["replay"].update(settings)
        path = self.folder / "replay.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def start(self, verb, *arguments, config=None):
        """A replay as a child; a context manager."""
        return Replay(self.stack, verb, self.day, config or self.stack.paths.etc / "replay.toml", arguments)

    def verify(self, *arguments):
        return self.stack.replay("verify", self.day, *arguments)

    def assert_equal_books(self, *arguments):
        code, report = self.verify(*arguments)
        self.assertEqual((code, report["differences"], report["gaps"], report["failure"]), (0, [], [], ""))
        return report

    def named(self, report):
        return sorted((one["table"], one["kind"], one["column"]) for one in report["differences"])

    def pauses(self):
        """Those that hold a ledger; a partition that is catching up is held no more."""
        return self.number("SELECT COUNT(*) FROM pauses WHERE resumed_us=0")

    def databases(self, pattern):
        return [name for name, in self.sql("SHOW DATABASES LIKE %s", pattern)]


class Replay:
    """A running backstop-replay. A context manager: it is gone at exit."""

    def __init__(self, stack, verb, day, config, arguments):
        self._output = tempfile.TemporaryFile("w+b")
        self.process = subprocess.Popen(
            [str(stack.binary(REPLAY)), verb, "--config", str(config), "--day", str(day), "--json", *map(str, arguments)],
            env=stack.environment() | {processes.MARK: str(stack.paths.var)}, stdin=subprocess.DEVNULL, stdout=self._output,
            stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self._output.close()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(END_DEADLINE_S)

    def end(self, deadline_s=90):
        """(exit code, report) once it has ended by itself."""
        code = self.process.wait(deadline_s)
        self._output.seek(0)
        return code, json.loads(self._output.read() or b"{}")
