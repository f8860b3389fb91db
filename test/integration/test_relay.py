#!/usr/bin/python3
"""Notices from the database to the notifier's queues: none is lost, whoever dies on the way, and urgent ones never wait.

Needs the running stack of run.py with an exchange. The stack's own relay and notifier rest meanwhile.
"""

import csv
import json
import time

import pika
from relay_site import RelayCase, eventually
from running_site import main
from upstream_publisher import encoded, partition_of

BACKLOG = 100_000
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
        self.assertLessEqual(max(found.values()), 2)  # what was not confirmed is sent once more, by the link alone

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
        self.assertGreater(still, 0, "the backlog was through before: nothing is proven")
        self.wait_queued(len(bulk) + 1, 120)
        print(f"urgent: {took_s * 1000:.0f} ms; {still} rows of the backlog after {time.monotonic() - begun:.1f} s")

    def test_what_has_expired_ends_whether_anybody_reads_its_message(self):
        self.write(3, state="queued", life_s=-1)
        self.write(2, urgent=True, life_s=-1)
        self.write(1, state="sending", life_s=-1)  # its notifier's
        self.write(1, state="queued")
        self.relay(relay={"sweep_every_ms": 100})
        eventually(lambda: self.states() == {"dead": 5, "sending": 1, "queued": 1}, "all but one have ended")
        self.assertEqual(set(self.stack.sql("SELECT reason FROM notices WHERE state='dead'")), {("expired",)})
        self.assertEqual(self.own_metric("backstop_relay_expired_total", lane="bulk"), 3)

    def test_what_is_queued_is_not_published_again_however_long_nobody_reads_it(self):
        self.write(20, state="queued", age_s=7200)
        self.write(20, state="queued", age_s=7200, urgent=True)
        self.write(5, state="sending", age_s=7200)
        self.relay(relay={"sweep_every_ms": 100})
        waited = self.write(1)
        self.assertEqual(self.take("notify.sms.bulk"), {waited[0]: 1})
        self.assertEqual(self.take("notify.sms.urgent"), {})


class Results(RelayCase):
    """What the square-off tells customers."""

    def activate(self):
        if json.loads(self.stack.ctl("site", "show", "--json").stdout)["state"] != "ACTIVE":
            self.stack.ctl("site", "activate", "--reason", "test", "--json")

    def command(self, account, epoch, **changes):
        """Publishes an exit of all; its id."""
        now_us = time.time_ns() // 1000
        command = {"kind": "command", "id": f"{self.prefix}-{now_us}", "account": account, "day": self.stack.day, "action": "exit",
                   "origin": "customer", "who": "test", "cancel_first": True, "price_policy": "protected", "validity": "ioc",
                   "epoch": epoch, "issued_us": now_us, "expires_us": now_us + 60_000_000} | changes
        connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        connection.channel().basic_publish("commands", f"squareoff.{partition_of(account, self.stack.partitions):02d}",
                                           encoded(command))
        connection.close()
        return command["id"]

    def told(self, command_id):
        """Rows (channel, template, urgent, fields) of a command that has ended, read in one statement with its end."""
        def ended():
            return self.stack.sql("SELECT n.channel, n.template, n.urgent, n.fields, n.created_us - c.ended_us FROM commands c"
                                  " LEFT JOIN notices n ON n.id LIKE CONCAT('exit:', c.id, ':%%')"
                                  " WHERE c.id=%s AND c.ended_us<>0 ORDER BY n.channel", (command_id,))
        return eventually(ended, "the command ends")

    def test_a_command_that_ends_and_its_notices_are_one_transaction(self):
        self.activate()
        account = self.stack.sql("SELECT account FROM customers ORDER BY account DESC LIMIT 1")[0][0]
        epoch = self.stack.sql("SELECT epoch FROM site_state")[0][0]
        by_the_clock = self.command(account, epoch, origin="system", token=2_000_000_000)
        self.assertEqual(self.told(by_the_clock), ((None,) * 5,))  # he has asked for nothing, and nothing has happened
        for command_id, template, urgent in (
                (self.command(account, epoch, token=2_000_000_000), "nothing_to_do", 1),
                (self.command(account, epoch + 1), "command_refused", 1)):
            rows = self.told(command_id)
            self.assertEqual([row[0] for row in rows], ["email", "sms"])
            for _, name, was_urgent, fields, late_us in rows:
                self.assertEqual((name, was_urgent, late_us), (template, urgent, 0))
                self.assertEqual(json.loads(fields)["account"], account)

    def test_nobody_is_told_of_an_account_that_is_no_customers(self):
        self.activate()
        epoch = self.stack.sql("SELECT epoch FROM site_state")[0][0]
        self.assertEqual(self.told(self.command("NOBODY1", epoch)), ((None,) * 5,))


class Broadcasts(RelayCase):
    WORDS = ("notify", "--template", "broadcast", "--field", "title=T", "--channel", "sms", "--json")

    def list(self, rows, header=("account", "mobile", "body")):
        path = self.folder / "list.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def notify(self, *words):
        done = self.stack.ctl(*self.WORDS, *map(str, words))
        return done.returncode, json.loads(done.stdout) if done.returncode == 0 else None, done.stderr

    def count(self):
        """Broadcasts alone: the results of commands that others gave may still come in."""
        return self.stack.sql("SELECT COUNT(*) FROM notices WHERE template='broadcast'")[0][0]

    def test_a_list_is_written_once_whatever_its_repetitions(self):
        account = self.stack.sql("SELECT account FROM customers LIMIT 1")[0][0]
        path = self.list([(account, "", "one, two"), ("", "919876543210", "three")])
        code, told, error = self.notify("--list", path, "--id", self.prefix, "--by", self.prefix)
        self.assertEqual((code, told["written"], told["repeated"]), (0, 2, 0), error)
        _, told, _ = self.notify("--list", path, "--id", self.prefix, "--by", self.prefix)
        self.assertEqual((told["written"], told["repeated"], self.count()), (0, 2, 2))
        details = [row[0] for row in self.stack.sql("SELECT detail FROM audit WHERE who=%s AND action='notify'", (self.prefix,))]
        self.assertEqual(len(details), 2)
        self.assertNotIn("919876543210", " ".join(details))
        shown = self.stack.ctl("notices", "--state", "waiting", "--json").stdout
        self.assertEqual(json.loads(shown)["by_state"]["waiting"], 2)
        self.assertNotIn("919876543210", shown)

    def test_bad_rows_are_told_by_line_and_refuse_the_list(self):
        account = self.stack.sql("SELECT account FROM customers LIMIT 1")[0][0]
        path = self.list([(account, "", "x"), ("", "12", "x"), ("NOBODY1", "", "x"), (account, "", "x")])
        code, _, error = self.notify("--list", path)
        self.assertEqual((code, self.count()), (1, 0), error)
        for wanted in ("line 3: mobile: must be", "line 4: account: unknown", "line 5: account: stands in line 2"):
            self.assertIn(wanted, error)
        code, told, error = self.notify("--list", path, "--skip-bad")
        self.assertEqual((code, told["written"], told["bad_rows"]), (0, 1, 3), error)

    def test_a_hundred_thousand_take_seconds(self):
        path = self.list([("", str(919_000_000_000 + number), "x") for number in range(BACKLOG)])
        begun = time.monotonic()
        code, told, error = self.notify("--list", path, "--id", self.prefix)
        took_s = time.monotonic() - begun
        self.assertEqual((code, told["written"], self.count()), (0, BACKLOG, BACKLOG), error)
        print(f"broadcast: {BACKLOG} rows written in {took_s:.1f} s")


if __name__ == "__main__":
    main()
