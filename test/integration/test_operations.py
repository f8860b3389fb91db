#!/usr/bin/python3
"""What operators do to messages and books by backstopctl: pauses."""

import json
import os
import signal

import pymysql
from ctl_site import CtlCase
from running_site import eventually, main
from upstream_events import DAY

WHO = "asha"


class OperationsCase(CtlCase):
    def setUp(self):
        super().setUp()
        self.about = self.story()

    def publish(self, *events, numbered=True):
        placed = [self.publisher.place(event, numbered) for event in events]
        for event in placed:
            self.publisher.publish(event)
        return placed

    def watermark(self):
        return self.books.watermark(self.about.source, DAY, self.about.partition)


class Pauses(OperationsCase):
    def pause(self, *words):
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        return json.loads(self.good("pause", self.about.partition, "--by", WHO, "--reason", "a look", "--json", *words))

    def paused_metric(self):
        return self.ledger_metric("backstop_ledger_paused", partition=str(self.about.partition))

    def test_nothing_is_applied_until_resume_and_then_everything(self):
        story = self.about
        self.publish(*[story.trade() for _ in range(20)])
        [row] = self.pause()
        self.assertEqual((row["partition"], row["by"], row["reason"]), (story.partition, WHO, "a look"))
        self.assertRegex(row["drained_by"], r":\d+$")
        drained = self.watermark()
        self.publish(*[story.trade() for _ in range(30)])
        eventually(lambda: self.paused_metric() == len(self.stack.ledgers), "each ledger says that it is paused")
        other = self.story((story.partition + 1) % self.stack.partitions)
        self.publish(other.trade())
        self.wait_watermark(other, 1, DAY)
        self.assertEqual(self.watermark(), drained)
        self.good("resume", story.partition, "--by", WHO)
        self.wait_watermark(story, 50, DAY)
        self.assertEqual(self.bought(story.account), 50 * 75)
        eventually(lambda: self.paused_metric() == 0, "each ledger says that it goes on")
        self.assertEqual([action for action, _ in self.audit(WHO)][-2:], ["pause", "resume"])

    def test_ledgers_that_are_killed_and_started_again_stay_paused(self):
        story = self.about
        self.pause()
        self.publish(*[story.trade() for _ in range(10)], numbered=False)
        for name in self.stack.ledgers:
            before = self.stack.pid(name)
            os.kill(before, signal.SIGKILL)
            self.stack.wait_restarted(name, before)
        eventually(lambda: self.paused_metric() == len(self.stack.ledgers), "the new ledgers say that they are paused")
        other = self.story((story.partition + 1) % self.stack.partitions)
        self.publish(other.trade())
        self.wait_watermark(other, 1, DAY)
        self.assertEqual(self.books.trades(story.account), [])
        self.good("resume", story.partition, "--by", WHO)
        eventually(lambda: self.bought(story.account) == 10 * 75, "all that waited is applied")

    def test_a_transaction_under_way_is_waited_for_whosoever_it_is(self):
        """One that has passed the gate before the pause, as of a ledger that has been replaced."""
        late = pymysql.connect(host="127.0.0.1", port=self.stack.ports["database"], user="backstop", database="backstop",
                               password=self.stack.secrets["BACKSTOP_DATABASE_PASSWORD"])
        with late, late.cursor() as cursor:
            cursor.execute("SELECT part FROM gates WHERE part=%s LOCK IN SHARE MODE", (self.about.partition,))
            self.pause("--wait", "0")
            eventually(self.waits_at_the_gate, "a ledger waits for it")
            self.assertEqual(self.drained_by(), "")
            late.rollback()
        eventually(self.drained_by, "drained")

    def waits_at_the_gate(self):
        return self.stack.sql("SELECT id FROM information_schema.processlist WHERE info LIKE %s", ("%gates%FOR UPDATE",))

    def drained_by(self):
        return self.stack.sql("SELECT drained_by FROM pauses WHERE part=%s", (self.about.partition,))[0][0]

    def test_what_is_refused(self):
        self.bad(2, "partition: must be 0 to", "pause", 99, "--by", WHO, "--reason", "x")
        self.bad(2, "--by", "pause", 0, "--reason", "x")
        self.bad(1, "not paused", "resume", self.about.partition, "--by", WHO)
        self.pause()
        self.bad(1, f"paused already by {WHO}", "pause", "all", "--by", "ravi", "--reason", "x")
        self.assertEqual(len(self.stack.sql("SELECT part FROM pauses")), 1)


if __name__ == "__main__":
    main()
