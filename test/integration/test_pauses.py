#!/usr/bin/python3
"""Pauses of a partition, and how it catches up after them."""

import json
import os
import signal

import pymysql
from ctl_site import DAY as OPEN_DAY, OperationsCase
from running_site import eventually, main
from upstream_events import DAY

WHO = "asha"


class Pauses(OperationsCase):
    def pause(self, *words):
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        return json.loads(self.good("pause", self.about.partition, "--by", WHO, "--reason", "a look", "--json", *words))["pauses"]

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
        [row] = json.loads(self.good("resume", story.partition, "--by", WHO, "--wait", "30", "--json"))["pauses"]
        self.assertEqual((row["state"], self.watermark(), self.row()), ("current", 50, None))
        self.assertEqual(self.bought(story.account), 50 * 75)
        eventually(lambda: self.paused_metric() == 0, "each ledger says that it goes on")
        self.assertEqual([action for action, _ in self.audit(WHO)][-2:], ["pause", "resume"])

    def test_it_is_told_as_a_pause_with_what_waits_and_not_as_an_age(self):
        story = self.about
        self.publish(story.trade(day=OPEN_DAY))
        self.wait_watermark(story, 1, OPEN_DAY)
        self.pause()
        self.publish(*[story.trade(day=OPEN_DAY) for _ in range(30)])

        def looked():
            status = json.loads(self.ctl("status", "--json")[1])
            [one] = [one for one in status["overview"]["partitions"] if one["number"] == story.partition]
            return status if one["missing"] == 30 else None
        status = eventually(looked, "the record has 30 events that the books have not")
        told = [one for one in status["troubles"] if one.startswith(f"partition {story.partition}:") and "compared" not in one]
        self.assertEqual(len(told), 1, told)
        self.assertRegex(told[0], rf": paused by {WHO} since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d IST: a look; 30 recorded events wait$")
        [lag] = [one for one in json.loads(self.good("lag", "--json"))["partitions"] if one["partition"] == story.partition]
        self.assertEqual((lag["behind_us"], lag["missing"], lag["paused"]), (None, 30, True))
        self.assertRegex(self.good("lag"), rf"\n +{story.partition} .* paused .* since .* IST; {WHO}: a look\n")
        self.good("resume", story.partition, "--by", WHO, "--wait", "30")

        def up_to_date():
            """The broker counts its messages every five seconds."""
            [lag] = [one for one in json.loads(self.good("lag", "--json"))["partitions"] if one["partition"] == story.partition]
            return lag["missing"] == 0 and lag["behind_us"] < 10_000_000
        eventually(up_to_date, "neither by the record nor by the queue it is behind")

    def test_without_a_ledger_nobody_says_that_it_goes_on(self):
        story = self.about
        self.pause()
        for name in self.stack.ledgers:
            self.addCleanup(eventually, lambda name=name: self.stack.ready(name), f"{name} is ready")
            self.addCleanup(self.stack.supervisor.start, name)
            self.stack.supervisor.stop(name)
        eventually(lambda: not any(map(self.stack.pid, self.stack.ledgers)), "the ledgers are stopped")
        told = f"no ledger reads ledger.{story.partition:02d}: start it"
        self.bad(1, told, "resume", story.partition, "--by", WHO)
        self.bad(1, told, "resume", story.partition, "--by", WHO, "--wait", "60")
        self.bad(1, told, "pause", story.partition, "--by", WHO, "--reason", "a look")
        self.assertEqual(self.row(), "paused")

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

    def row(self):
        """'paused', 'catching_up', or None where the partition is neither."""
        rows = self.stack.sql("SELECT IF(resumed_us=0,'paused','catching_up') FROM pauses WHERE part=%s", (self.about.partition,))
        return rows[0][0] if rows else None

    def freeze_ledgers(self):
        """They stand still until the test ends or `thaw` -> {name: pid}."""
        self.frozen = {name: self.stack.kill(name, signal.SIGSTOP) for name in self.stack.ledgers}
        self.addCleanup(self.thaw)

    def thaw(self, number=signal.SIGCONT):
        while self.frozen:
            name, pid = self.frozen.popitem()
            os.kill(pid, number)
            if number == signal.SIGKILL:
                self.stack.wait_restarted(name, pid)

    def pause_with_waiting(self, count):
        """A pause behind which so many trades wait, and a resume that no ledger has seen yet."""
        story = self.about
        self.pause()
        self.publish(*[story.trade() for _ in range(count)])
        self.freeze_ledgers()
        self.assertIn("Exits wait", self.good("resume", story.partition, "--by", WHO))
        self.assertEqual((self.row(), self.watermark()), ("catching_up", 0))

    def wait_current(self, wanted):
        """Until the partition has caught up; at no moment that is seen may it say so with fewer than `wanted` in its books."""
        def current():
            [(rows, done)] = self.stack.sql(
                "SELECT (SELECT COUNT(*) FROM pauses WHERE part=%s), COALESCE((SELECT seq FROM watermarks WHERE source=%s"
                " AND day=%s AND part=%s),0)", (self.about.partition, self.about.source, DAY, self.about.partition))
            if rows == 0:
                self.assertEqual(done, wanted)
            return rows == 0
        eventually(current, "the partition has caught up", 60)

    def test_after_a_resume_it_is_current_only_when_all_that_waited_is_applied(self):
        self.pause_with_waiting(300)  # more than a ledger takes at once
        self.bad(1, "still catching up", "resume", self.about.partition, "--by", WHO, "--wait", "1")
        lag = json.loads(self.good("lag", "--json"))["partitions"]
        [told] = [one for one in lag if one["partition"] == self.about.partition]
        self.assertEqual((told["paused"], told["catching_up"]), (False, True))
        self.thaw()
        self.wait_current(300)

    def test_ledgers_that_are_killed_while_they_catch_up(self):
        story = self.about
        missing = self.publisher.place(story.trade())  # until it is there, it goes on
        self.pause_with_waiting(300)
        for _ in range(2):
            self.thaw(signal.SIGKILL)
            self.assertEqual((self.row(), self.watermark()), ("catching_up", 0))
            self.freeze_ledgers()
        self.thaw()
        self.publisher.publish(missing)
        self.wait_current(301)

    def test_what_a_frozen_ledger_holds_is_waited_for_though_the_other_one_has_nothing_to_do(self):
        story = self.about
        self.publish(story.trade())
        self.wait_watermark(story, 1, DAY)
        [(owner,)] = self.stack.sql("SELECT owner FROM watermarks WHERE source=%s", (story.source,))
        self.pause()
        self.publish(*[story.trade() for _ in range(10)])
        active = next(name for name in self.stack.ledgers if owner.endswith(f":{self.stack.pid(name)}"))
        self.frozen = {active: self.stack.kill(active, signal.SIGSTOP)}
        self.addCleanup(self.thaw)
        self.good("resume", story.partition, "--by", WHO)
        queue = f"queues/backstop/ledger.{story.partition:02d}"
        # Or the broker has given the frozen one up already: then the other one may say that all is applied, and no sooner.
        eventually(lambda: self.row() is None or self.stack.management(queue).get("messages") == 11,
                   "the other ledger's mark is in the queue")
        self.thaw(signal.SIGKILL)
        self.wait_current(11)

    def test_paused_again_while_it_catches_up(self):
        self.pause_with_waiting(10)
        self.pause("--wait", "0")
        self.assertEqual((self.row(), self.drained_by()), ("paused", ""))
        self.thaw()
        eventually(self.drained_by, "drained")
        self.assertEqual(self.watermark(), 0)
        self.good("resume", self.about.partition, "--by", WHO, "--wait", "30")
        self.assertEqual((self.row(), self.watermark()), (None, 10))

    def test_a_mark_of_an_earlier_resume_ends_nothing(self):
        story = self.about
        self.pause_with_waiting(5)
        [(old,)] = self.stack.sql("SELECT resumed_us FROM pauses WHERE part=%s", (story.partition,))
        self.pause("--wait", "0")
        self.good("resume", story.partition, "--by", WHO)
        placed = [self.publisher.place(story.trade()) for _ in range(2)]
        self.publisher.publish_body(json.dumps({"kind": "catch_up", "partition": story.partition, "resumed_us": old},
                                               separators=(",", ":")).encode(), f"ledger.{story.partition:02d}", exchange="")
        self.publisher.publish(placed[1])
        parked = self.stack.sql("SELECT COUNT(*) FROM parked")
        self.thaw()
        self.wait_gap()  # nothing was in the way of the old mark, and the new one is held
        self.assertEqual((self.row(), self.watermark()), ("catching_up", 5))
        self.publisher.publish(placed[0])
        self.wait_current(7)
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM parked"), parked)

    def wait_gap(self):
        return eventually(lambda: [gap for gap in json.loads(self.good("gap", "show", "--json"))["gaps"]
                                   if gap["source"] == self.about.source], "the ledger tells of the gap")[0]

    def test_a_gap_keeps_it_waiting_until_the_gap_is_settled(self):
        story = self.about
        self.pause()
        placed = [self.publisher.place(story.trade()) for _ in range(4)]
        for event in (*placed[:2], placed[3]):
            self.publisher.publish(event)
        self.good("resume", story.partition, "--by", WHO)
        self.assertEqual(self.wait_gap()["first_missing"], 3)
        code, output, _ = self.ctl("status")
        self.assertEqual((code, self.row()), (1, "catching_up"))
        self.assertIn(f"partition {story.partition}: exits wait, the books are catching up", output)
        self.good("gap", "accept", "--source", story.source, "--day", DAY, "--partition", story.partition, "--through", 3,
                  "--by", WHO, "--reason", "never sent")
        self.wait_current(4)

    def other_session(self):
        return pymysql.connect(host="127.0.0.1", port=self.stack.ports["database"], user="backstop", database="backstop",
                               password=self.stack.secrets["BACKSTOP_DATABASE_PASSWORD"])

    def test_a_transaction_that_waits_at_the_gate_sees_the_pause_that_came_meanwhile(self):
        story = self.about
        with self.other_session() as holder, holder.cursor() as cursor:
            cursor.execute("SELECT part FROM gates WHERE part=%s FOR UPDATE", (story.partition,))
            self.publish(story.trade())
            eventually(lambda: self.waits_at_the_gate("SHARE MODE"), "the ledger's transaction waits")
            self.pause("--wait", "0")
            holder.rollback()
        eventually(self.drained_by, "drained")
        self.assertEqual((self.watermark(), self.books.trades(story.account)), (0, []))
        self.good("resume", story.partition, "--by", WHO)
        self.wait_watermark(story, 1, DAY)

    def test_a_transaction_under_way_is_waited_for_whosoever_it_is(self):
        """One that has passed the gate before the pause, as of a ledger that has been replaced."""
        with self.other_session() as late, late.cursor() as cursor:
            cursor.execute("SELECT part FROM gates WHERE part=%s LOCK IN SHARE MODE", (self.about.partition,))
            self.pause("--wait", "0")
            eventually(lambda: self.waits_at_the_gate("FOR UPDATE"), "a ledger waits for it")
            self.assertEqual(self.drained_by(), "")
            late.rollback()
        eventually(self.drained_by, "drained")

    def waits_at_the_gate(self, how):
        return self.stack.sql("SELECT id FROM information_schema.processlist WHERE info LIKE %s", (f"%gates%{how}",))

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
