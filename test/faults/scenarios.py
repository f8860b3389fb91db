"""The fault matrix of docs/architecture.md, one test for each row, on a running site. Each makes its fault happen at
exactly the moment that matters and proves that it did."""

import contextlib
import os
import signal
import sys
import time
import unittest

import pika
import pymysql

import upstream_site
from backstop_local import broker
from books import fold_day
from upstream_events import DAY, Story
from upstream_site import eventually, open_publisher, remove_message

from fault_site import LEDGERS, PARTITIONS, THIRD_LEDGER, wait_until
from feeding import Feeding
from gate import TO_CLIENT, TO_SERVER
from play import make_day
from verdict import compare_database, wait_applied

DEADLINE_S = 40
SCENARIO_SEED = 19_999  # its day is not that of a seed which anybody plays
WEIGHT_ROWS = 3000  # a transaction with more changed rows than the ledger's is not the one a deadlock ends


class Scenario(unittest.TestCase):
    """Vocabulary. Every test has a source and accounts of its own, all in one partition."""

    site = None

    def setUp(self):
        self.stack = self.site.stack
        self.connect()
        self.books = upstream_site.Books()
        self.addCleanup(self.books.close)
        self.addCleanup(self.site.calm)
        self.story = Story(PARTITIONS)
        self.partition = self.story.partition
        self.seq = 0

    def connect(self):
        """A publisher of its own, which goes past the gates."""
        self.publisher = open_publisher()

        def close():
            with contextlib.suppress(pika.exceptions.AMQPError):  # the broker may have been killed under it
                self.publisher.__exit__()
        self.addCleanup(close)

    def publish(self, count=1):
        """Publishes trades, numbered on -> the events."""
        return [self.publish_event(self.story.trade()) for _ in range(count)]

    def publish_event(self, event):
        self.seq += 1
        placed = self.publisher.place(event, numbered=False) | {"seq": self.seq}
        self.publisher.publish(placed)
        return placed

    def watermark(self):
        return self.books.watermark(self.story.source, DAY, self.partition)

    def owner(self):
        """Pid of the ledger that committed last."""
        [(owner,)] = self.stack.sql("SELECT owner FROM watermarks WHERE source = %s", (self.story.source,))
        return int(owner.rpartition(":")[2])

    def outcome(self, name):
        return self.site.metric(LEDGERS, "backstop_ledger_events_total", outcome=name)

    def wait_booked(self, count):
        """Waits for `count` trades; then everything must have been counted exactly once."""
        eventually(lambda: self.watermark() >= count, f"{count} trades are booked", DEADLINE_S)
        self.assertEqual(self.watermark(), count)
        self.assertEqual(len(self.books.trades(self.story.account)), count)
        self.assertEqual(sum(row["buy_quantity"] for row in self.books.positions(self.story.account)), 75 * count)
        self.assertEqual(self.books.parked_of(self.story.source), [])

    def active_ledger(self):
        """(name, pid) of the ledger that committed last."""
        pid = self.owner()
        [name] = [name for name in LEDGERS if self.stack.pid(name) == pid]
        return name, pid

    def log_since(self, name, size):
        return (self.stack.paths.log / f"{name}.log").read_text(encoding="utf-8", errors="replace")[size:]

    def log_sizes(self):
        return {name: len(self.log_since(name, 0)) for name in LEDGERS}


class FaultMatrix(Scenario):
    def test_broker_restart(self):
        self.publish(20)
        self.stack.wait_restarted("rabbitmq", self.stack.kill("rabbitmq"), 90)
        self.connect()
        self.publish(20)
        self.wait_booked(40)

    def test_database_freeze(self):
        self.publish(1)
        self.wait_booked(1)
        self.site.database_gate.freeze()
        self.publish(100)
        time.sleep(1.5)  # this is the fault itself
        self.assertEqual(self.watermark(), 1)
        self.site.database_gate.thaw()
        self.wait_booked(101)

    def test_deadlock(self):
        """A foreign transaction holds the position, the ledger the watermark; then the foreign one wants the watermark."""
        self.publish(1)
        self.wait_booked(1)
        sizes = self.log_sizes()
        other = pymysql.connect(host="127.0.0.1", port=self.stack.ports["database"], user="backstop", database="backstop",
                                password=self.stack.secrets["BACKSTOP_DATABASE_PASSWORD"], read_timeout=30)
        self.addCleanup(other.close)
        cursor = other.cursor()
        cursor.execute("CREATE TABLE IF NOT EXISTS backstop.weight (n INT PRIMARY KEY) ENGINE=InnoDB")
        self.addCleanup(self.stack.sql, "DROP TABLE IF EXISTS weight")
        other.begin()
        cursor.execute(f"INSERT INTO weight SELECT seq FROM seq_1_to_{WEIGHT_ROWS}")
        cursor.execute("SELECT 1 FROM positions WHERE account = %s FOR UPDATE", (self.story.account,))
        self.publish(1)
        waiting = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT';"
        wait_until(lambda: self.stack.administer(waiting).strip() != "0", 5, "the ledger waits for the position")
        cursor.execute("SELECT seq FROM watermarks WHERE source = %s FOR UPDATE", (self.story.source,))
        self.assertEqual(cursor.fetchall(), ((1,),))
        other.rollback()
        self.wait_booked(2)
        self.assertTrue(any("1213" in self.log_since(name, size) for name, size in sizes.items()),
                        "the ledger's transaction was the victim of the deadlock")

    def test_lost_commit_reply(self):
        self.publish(1)
        self.wait_booked(1)
        gate = self.site.database_gate
        lost = gate.lost_answers
        gate.lose_answer(b"COMMIT")
        self.publish(10)
        wait_until(lambda: gate.lost_answers == lost + 1, 20, "the answer of a COMMIT is lost")
        self.wait_booked(11)

    def test_cut_mid_frame(self):
        gate = self.site.ledger_gate
        for direction in (TO_CLIENT, TO_SERVER):
            with self.subTest(direction=direction):
                cuts, before = gate.mid_frame_cuts, self.watermark()
                gate.cut_mid_frame(direction)
                self.publish(50)
                wait_until(lambda cuts=cuts: gate.mid_frame_cuts == cuts + 1, 20, "a frame is cut")
                self.wait_booked(before + 50)

    def test_kill_between_commit_and_ack(self):
        self.publish(1)
        self.wait_booked(1)
        self.site.ledger_gate.freeze(TO_SERVER)
        self.publish(1)
        self.wait_booked(2)
        name, pid = self.active_ledger()
        others = [other for other in LEDGERS if other != name]
        before = self.site.metric(others, "backstop_ledger_events_total", outcome="duplicate")
        os.kill(pid, signal.SIGKILL)
        self.site.ledger_gate.cut()
        self.site.ledger_gate.thaw()
        self.stack.wait_restarted(name, pid)
        self.publish(1)
        self.wait_booked(3)
        eventually(lambda: self.outcome("duplicate") > before,
                   "the unacknowledged event came again and was told to be a duplicate")

    def test_replaced_ledger(self):
        """A ledger that has been replaced in the middle of its transaction, and does not know it, must not commit it."""
        self.publish(1)
        self.wait_booked(1)
        name, pid = self.active_ledger()
        self.replace_standby(name)
        labels = {"reason": "fenced", "partition": str(self.partition)}
        fenced = self.site.metric([name], "backstop_ledger_transactions_again_total", **labels)
        held = self.site.database_gate.held_pieces
        self.site.database_gate.freeze(TO_SERVER)
        self.publish_event(self.story.order())
        wait_until(lambda: self.site.database_gate.held_pieces > held, 10, "the ledger begins its transaction")
        os.kill(pid, signal.SIGSTOP)
        try:
            self.site.ledger_gate.cut()
            eventually(lambda: self.watermark() == 2, "another ledger takes over", DEADLINE_S)
            self.publish_event(self.story.order(state="cancelled", remaining=0))
            eventually(lambda: self.watermark() == 3, "the order's last event is applied", DEADLINE_S)
            self.assertNotEqual(self.owner(), pid)
        finally:
            os.kill(pid, signal.SIGCONT)
        self.site.database_gate.thaw()
        eventually(lambda: self.site.metric([name], "backstop_ledger_transactions_again_total", **labels) > fenced,
                   "the replaced ledger is fenced off")
        [order] = self.books.orders(self.story.account)
        self.assertEqual((order["state"], self.watermark()), ("cancelled", 3))

    def replace_standby(self, active):
        """Until the end of the test a third ledger, which goes past the gate to the database, is the only standby."""
        config = self.stack.paths.etc / f"{THIRD_LEDGER}.toml"
        text = config.read_text(encoding="utf-8")
        port = f"port = {self.site.database_gate.port}\n"
        self.assertIn(port, text)
        self.addCleanup(config.write_text, text, encoding="utf-8")
        config.write_text(text.replace(port, f"port = {self.stack.ports['database']}\n"), encoding="utf-8")
        for name in LEDGERS:
            if name != active:
                self.addCleanup(self.site.start, name)
                self.site.stop(name)
        self.addCleanup(self.site.stop, THIRD_LEDGER)
        self.site.start(THIRD_LEDGER)

    def test_fail_back(self):
        """A ledger that was active, was replaced and becomes active again takes what the other one did for no gap."""
        self.publish(1)
        self.wait_booked(1)
        first, first_pid = self.active_ledger()
        os.kill(first_pid, signal.SIGSTOP)
        try:
            self.site.ledger_gate.cut()
            self.publish(20)
            self.wait_booked(21)
        finally:
            os.kill(first_pid, signal.SIGCONT)
        second, second_pid = self.active_ledger()
        self.assertNotEqual(second, first)
        gone = "backstop_ledger_connected"
        wait_until(lambda: self.site.metric([first], gone) == 0 or self.link_count(first) > 1, 20, "it has lost its link")
        self.site.wait_ready(first)
        sizes = self.log_sizes()
        os.kill(second_pid, signal.SIGKILL)
        self.publish(5)
        self.wait_booked(26)
        self.assertEqual(self.owner(), first_pid)
        self.assertNotIn("gap: events are missing", self.log_since(first, sizes[first]))
        self.stack.wait_restarted(second, second_pid)

    def link_count(self, name):
        return self.log_since(name, 0).count("link to the broker is open")

    def test_duplicates(self):
        events = self.publish(10)
        duplicates = self.outcome("duplicate")
        for event in events[::-1] + events:
            self.publisher.publish(event)
        self.publish(1)
        self.wait_booked(11)
        eventually(lambda: self.outcome("duplicate") >= duplicates + 20, "the duplicates are counted")

    def test_checkpoint_lost(self):
        """The feed sends the whole day again, with the same numbers; nothing is counted twice."""
        name = f"scenario-{self.story.name}"
        day_file, folder = make_day(self.site, name, SCENARIO_SEED, 3000)
        config, checkpoint = self.site.write_feed_config("feed", name, folder)
        expected = fold_day(day_file, name, PARTITIONS)
        for duplicates in (0, 3000):
            before = self.outcome("duplicate")
            with Feeding(self.stack, config, checkpoint, day_file) as feed:
                self.assertTrue(feed.done.wait(DEADLINE_S), "the feed is through")
            wait_applied(self.stack, expected, DEADLINE_S)
            eventually(lambda before=before, all=duplicates: self.outcome("duplicate") == before + all, f"{duplicates} duplicates", DEADLINE_S)
            checkpoint.unlink()
        result = compare_database(self.stack, expected)
        self.assertTrue(result.equal, result.as_text())

    def test_gap(self):
        """A message that disappears from its queue is noticed and fetched from the journal."""
        self.publish(1)
        self.wait_booked(1)
        for name in LEDGERS:
            self.addCleanup(self.site.start, name)
            self.site.stop(name)
        self.publish(5)
        remove_message(self.stack.amqp_url(), f"ledger.{self.partition:02d}", 2)
        for name in LEDGERS:
            self.site.start(name)
        labels = {"partition": str(self.partition)}
        wait_until(lambda: self.site.metric(LEDGERS, "backstop_ledger_gap_seconds", **labels) > 0, 20, "the gap is seen")
        self.assertEqual(self.watermark(), 2)
        self.wait_booked(6)
        wait_until(lambda: self.site.metric(LEDGERS, "backstop_ledger_gap_seconds", **labels) == 0, 20, "the gap is closed")

    def test_memory_alarm(self):
        """The broker stops the connections that publish; what it has already goes on into the books."""
        self.site.database_gate.freeze()
        self.publish(5)
        self.stack.rabbitmqctl("set_vm_memory_high_watermark", "0.0001")
        try:
            self.site.database_gate.thaw()
            self.wait_booked(5)
            wait_until(lambda: all(map(self.stack.ready, LEDGERS)), 10, "the ledgers are ready during the alarm")
        finally:
            self.stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", str(broker.memory_bytes()))
        self.publish(5)
        self.wait_booked(10)


class Recorder(unittest.TextTestResult):
    """Remembers every test's result by the name of its row."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.results = {}

    def startTest(self, test):
        self.begun = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        failed = any(failure[0] is test or getattr(failure[0], "test_case", None) is test
                     for failure in self.failures + self.errors)
        name = test.id().rpartition("test_")[2].replace("_", " ")
        self.results[name] = "failed" if failed else "passed"
        print(f"  scenario {name}: {self.results[name]}, {time.monotonic() - self.begun:.1f} s", flush=True)
        super().stopTest(test)


def run_scenarios(site, say, word=""):
    """Runs the rows of the fault matrix that have `word` in their name -> {row: "passed" or "failed"}; details of a failure go to standard error."""
    Scenario.site = site
    os.environ.update(site.stack.environment())
    say("the fault matrix, row by row")
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(FaultMatrix)
    suite = unittest.TestSuite(test for test in suite if word.replace(" ", "_") in test.id())
    runner = unittest.TextTestRunner(stream=sys.stderr, verbosity=0, resultclass=Recorder)
    return runner.run(suite).results
