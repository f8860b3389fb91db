#!/usr/bin/python3
"""Notices from the database to the notifier's queues: none is lost, whoever dies on the way, and urgent ones never wait.

Needs the running stack of run.py with an exchange. The stack's own relay and notifier rest meanwhile.
"""

import time

from relay_site import RelayCase, eventually
from running_site import main

BACKLOG = 100_000
URGENT_DEADLINE_S = 2
SLOW_MARK = "USE backstop; CREATE TRIGGER slow_mark BEFORE UPDATE ON notices FOR EACH ROW DO SLEEP(3)"


class Relaying(RelayCase):
    def test_each_notice_comes_to_the_queue_of_its_channel_and_urgency(self):
        mails = self.write(120, "email")
        codes = self.write(3, "sms", urgent=True)
        self.relay()
        self.wait_queued(123)
        self.assertEqual(self.take("notify.email.bulk"), dict.fromkeys(mails, 1))
        self.assertEqual(self.take("notify.sms.urgent"), dict.fromkeys(codes, 1))
        self.assertEqual(self.own_metric("backstop_relay_confirmed_total", lane="bulk"), 120)
        self.assertEqual(self.own_metric("backstop_relay_confirmed_total", lane="urgent"), 3)

    def test_a_relay_killed_between_confirmation_and_mark_has_lost_nothing(self):
        self.stack.administer(SLOW_MARK)
        drop = "USE backstop; DROP TRIGGER IF EXISTS slow_mark"
        self.addCleanup(self.stack.administer, drop)
        one = self.write(1)
        killed = self.relay()
        eventually(lambda: self.take("notify.sms.bulk", 1) == {one[0]: 1}, "it is published")
        self.assertEqual(self.states(), {"waiting": 1})
        killed.process.kill()
        killed.process.wait()
        self.stack.administer(drop)
        self.relay()
        self.wait_queued(1)
        self.assertEqual(self.take("notify.sms.bulk"), {one[0]: 1})  # once more

    def test_two_relays_share_the_rows(self):
        first, second = self.relay(), self.relay()
        ids = self.write(20_000)
        self.wait_queued(len(ids))
        self.assertEqual(self.take("notify.sms.bulk"), dict.fromkeys(ids, 1))
        for program in (first, second):
            self.assertIsNone(program.process.poll(), program.output())

    def test_a_restart_of_the_broker_loses_nothing(self):
        self.relay()
        before = self.write(2_000)
        pid = self.stack.kill("rabbitmq")
        during = self.write(20_000) + self.write(5, urgent=True)
        self.stack.wait_restarted("rabbitmq", pid, 90)
        self.wait_queued(len(before) + len(during), 60)
        found = self.take("notify.sms.bulk") + self.take("notify.sms.urgent")
        self.assertEqual(set(found), set(before + during))

    def test_an_urgent_one_does_not_wait_for_a_hundred_thousand(self):
        bulk = self.write(BACKLOG)
        self.relay()
        eventually(lambda: self.states().get("queued", 0) > 0, "the backlog moves")
        begun = time.monotonic()
        urgent = self.write(1, urgent=True)
        found = self.take("notify.sms.urgent", 1)
        took_s = time.monotonic() - begun
        still = self.states().get("waiting", 0)
        self.assertEqual(found, {urgent[0]: 1})
        self.assertLess(took_s, URGENT_DEADLINE_S)
        self.assertGreater(still, 0, "the backlog was through before: nothing is proven")
        self.wait_queued(len(bulk) + 1, 120)
        print(f"urgent: {took_s * 1000:.0f} ms; {still} rows of the backlog after {time.monotonic() - begun:.1f} s")

    def test_what_was_queued_and_lost_is_published_again(self):
        lost = self.write(2, state="queued", age_s=60)
        recent = self.write(1, state="queued")
        self.relay(relay={"bulk_lost_after_s": 30, "sweep_every_ms": 100})
        self.assertEqual(self.take("notify.sms.bulk", 2), dict.fromkeys(lost, 1))
        eventually(lambda: self.states() == {"queued": 3}, "they are queued again")
        self.assertEqual(self.own_metric("backstop_relay_swept_total", lane="bulk"), len(lost))
        self.assertNotIn(recent[0], self.take("notify.sms.bulk"))


if __name__ == "__main__":
    main()
