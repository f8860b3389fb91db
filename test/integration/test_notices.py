#!/usr/bin/python3
"""Notices from a row through the broker to the sink, while sink and gateways misbehave: each ends sent or dead, with a reason."""

import collections
import json
import pathlib
import re
import signal
import sys
import time
import unittest

from running_site import Program, SiteCase, eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))

from notice_site import CHANNELS, NoticeSite  # noqa: E402

NOTIFIER = "consumers/notifier/backstop-notifier"
SECRETS = ("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_SMTP_PASSWORD", "BACKSTOP_SMS_TOKEN",
           "BACKSTOP_PUSH_TOKEN")
DEADLINE_S = 40
CODE = {"code": "314159", "minutes": "5"}
QUICK = {"timeout_ms": 700, "bulk_per_second": 1000, "bulk_per_recipient_minute": 1000, "urgent_per_recipient_minute": 1000}


class NoticeCase(SiteCase):
    """The notifier of the stack rests: each test runs its own, with short waits, and names its notices after itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stack.supervisor.stop("notifier")
        eventually(lambda: cls.stack.pid("notifier") == 0, "the stack's notifier has ended", DEADLINE_S)

    @classmethod
    def tearDownClass(cls):
        cls.stack.supervisor.start("notifier")
        eventually(lambda: cls.stack.ready("notifier"), "the stack's notifier is back", DEADLINE_S)
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.site = NoticeSite(self.stack)
        self.addCleanup(self.site.close)
        self.addCleanup(self.site.sink, "faults", "DELETE")
        self.prefix = f"{self.id().rsplit('.', 1)[-1][5:25]}-{time.time_ns() // 1000}:"

    def notifier(self, name="notifier", wait=True, **changes):
        """A notifier of our own that is ready to serve."""
        changes = {"notifier": {"first_wait_ms": 20, "longest_wait_ms": 300, "urgent_longest_wait_ms": 300,
                                "lease_ms": 3000} | changes.pop("notifier", {})} | {
            channel: QUICK | changes.pop(channel, {}) for channel in CHANNELS} | changes
        self.port_file.unlink(missing_ok=True)
        path = self.config("notifier", **changes).rename(self.folder / f"{name}.toml")
        started = self.enterContext(Program(self.stack, NOTIFIER, path, secrets={one: self.stack.secrets[one] for one in SECRETS}))
        if wait:
            eventually(lambda: self.page("/readyz")[0] == 200, f"the {name} is ready", DEADLINE_S)
        return started

    def row(self, number, channel, urgent=False, **more):
        return self.site.row(f"{self.prefix}{number}", channel, urgent, **more)

    def fates(self):
        """{state: how many}, once every notice of this test has one; and each that is sent has arrived."""
        found = self.site.wait_fates(self.prefix, DEADLINE_S)
        arrived = self.site.arrivals(self.prefix)
        self.assertEqual([identity for identity, fate in found.items() if fate[0] == "sent" and identity not in arrived], [])
        return collections.Counter(fate[0] for fate in found.values())

    def reasons(self):
        return {fate[2] for fate in self.site.fates(self.prefix).values() if fate[0] == "dead"}


class Sending(NoticeCase):
    def test_each_channel_in_both_languages(self):
        self.notifier()
        rows = [self.row(f"{channel}-{language}", channel, urgent, template="login_code", fields=CODE, language=language)
                for channel in CHANNELS for language, urgent in (("en", True), ("hi", False))]
        self.site.send(rows)
        self.assertEqual(self.fates(), {"sent": 6})
        for channel in CHANNELS:
            [english] = self.site.texts(f"{self.prefix}{channel}-en")
            [hindi] = self.site.texts(f"{self.prefix}{channel}-hi")
            self.assertIn("314159 is your one-time code", english["text"])
            self.assertIn("ओटीपी 314159 है", hindi["text"])
        self.assertEqual(self.site.texts(f"{self.prefix}email-hi")[0]["title"], "आपका ओटीपी")

    def test_the_customer_s_own_address_and_language(self):
        self.notifier()
        account = f"N{time.time_ns() % 10**10}"
        self.stack.sql("INSERT INTO customers (account,name,email,mobile,branch,language,device) VALUES (%s,%s,%s,%s,'B1','hi','dev-9')",
                       (account, "आशा", f"{account}@example.org", "+919812345678"))
        self.site.send([self.row(channel, channel, to="", account=account, language="") for channel in CHANNELS])
        self.assertEqual(self.fates(), {"sent": 3})
        found = {channel: self.site.texts(self.prefix + channel)[0] for channel in CHANNELS}
        self.assertEqual([found[channel]["recipient"] for channel in CHANNELS],
                         [f"{account}@example.org", "+919812345678", "dev-9"])
        self.assertIn("प्रिय आशा", found["email"]["text"])

    def test_what_cannot_be_sent_is_dead_with_the_reason(self):
        notifier = self.notifier()
        secret = "somebody.private@@example.org"
        self.site.send([self.row(1, "email", to=secret), self.row(2, "sms", to="+91 98123 45678"), self.row(3, "push", to=""),
                        self.row(4, "email", to="a@b.c\r\nRCPT TO:<x@y.z>"), self.row(5, "sms", template="nothing"),
                        self.row(6, "sms", fields={"title": "no body"}), self.row(7, "push", life_s=-1),
                        self.row(8, "email", fields={"title": "T\r\nBcc: x@y.z", "body": "\r\n.\r\nQUIT"})])
        self.assertEqual(self.fates(), {"dead": 7, "sent": 1})
        self.assertEqual(self.reasons(), {"recipient: malformed", "recipient: there is none", "expired",
                                          "template nothing: there is none for sms", "field body: missing"})
        self.assertEqual(self.site.texts(self.prefix + "8")[0]["title"], "T  Bcc: x@y.z")
        said = notifier.output()
        self.assertIn(self.prefix + "1", said)
        self.assertNotIn(secret, said)
        self.assertNotIn("98123", said)

    def test_named_again_it_is_not_sent_again(self):
        self.notifier()
        rows = [self.row(number, "sms") for number in range(20)]
        self.site.send(rows)
        self.assertEqual(self.fates(), {"sent": 20})
        for times in (1, 2, 3):  # one after the other: what two messages name at the same moment is one repeat
            self.site.name("sms", False, [row[0] for row in rows] + [self.prefix + "unknown"])
            eventually(lambda wanted=20 * times: self.own_metric("backstop_notifier_notices_total", fate="repeated") == wanted,
                       "all are known", DEADLINE_S)
        self.assertEqual({one[0] for one in self.site.arrivals(self.prefix).values()}, {1})
        self.assertEqual(self.own_metric("backstop_notifier_notices_total", fate="unknown"), 3)


class Trouble(NoticeCase):
    def test_gateways_that_fail_refuse_time_out_and_answer_twice(self):
        self.notifier()
        for channel in ("sms", "push"):
            for kind, status, count in (("refuse", 400, 3), ("refuse", 500, 20), ("refuse", 429, 5), ("silent", 0, 2),
                                        ("lose", 0, 2), ("cut", 0, 5), ("twice", 0, 5)):
                self.site.fault(channel, kind, status=status, count=count)
        self.site.send([self.row(f"{channel}{number}", channel) for channel in ("sms", "push") for number in range(60)])
        self.assertEqual(self.fates(), {"sent": 114, "dead": 6})
        self.assertEqual(self.reasons(), {"gateway: 400"})
        self.assertEqual({one[0] for one in self.site.arrivals(self.prefix).values()}, {1})  # asked again, told "I have it"
        self.assertGreater(self.own_metric("backstop_notifier_attempts_total", outcome="duplicate"), 5)

    def test_a_mail_server_that_fails_refuses_and_times_out(self):
        self.notifier()
        for kind, status, count in (("refuse", 550, 3), ("refuse", 451, 10), ("lose", 0, 2), ("silent", 0, 1), ("cut", 0, 1)):
            self.site.fault("email", kind, status=status, count=count)
        self.site.send([self.row(number, "email") for number in range(40)])
        self.assertEqual(self.fates(), {"sent": 37, "dead": 3})
        self.assertEqual(self.reasons(), {"smtp: DATA: 550"})
        # Where the answer was lost nobody knows: it comes again, under the same Message-ID.
        self.assertLessEqual(sum(one[0] > 1 for one in self.site.arrivals(self.prefix).values()), 2)

    def test_attempts_have_an_end(self):
        self.notifier(notifier={"attempts_max": 3})
        self.site.fault("sms", "refuse", status=500, count=0, id=self.prefix)
        self.site.send([self.row(1, "sms", True)])
        self.assertEqual(self.fates(), {"dead": 1})
        self.assertEqual(self.reasons(), {"attempts: used up; last: gateway: 500"})

    def told(self, state):
        """{id: (reason, why it waits)} as backstopctl says."""
        rows = json.loads(self.stack.ctl("notices", "--state", state, "--limit", "1000", "--json").stdout)["newest"]
        return {one["id"]: (one["reason"], one["waits"]) for one in rows if one["id"].startswith(self.prefix)}

    def test_what_waits_says_for_what(self):
        """For the channel's rate, for the channel that is down, for nobody who reads."""
        self.site.insert([self.row("nobody", "push")])
        self.stack.sql("DELETE FROM notice_lanes")
        self.assertEqual(list(self.told("queued").values()), [("", "no notifier has read its queue yet")])
        notifier = self.notifier(sms={"bulk_per_second": 1, "bulk_burst": 1})
        self.site.fault("email", "silent", count=0)
        self.site.send([self.row(f"rate{number}", "sms") for number in range(40)] + [self.row(f"down{number}", "email") for number in range(9)])

        def says(name, pattern):
            return [one for identity, one in self.told("queued").items() if name in identity and re.search(pattern, one[1])]
        eventually(lambda: says("rate", r"\Aover the channel's rate of 1 a second\Z"), "the rate", DEADLINE_S)
        eventually(lambda: says("down", r"\Athe channel is down: smtp: .*"), "the channel", 60)
        notifier.process.send_signal(signal.SIGKILL)
        notifier.process.wait(DEADLINE_S)
        self.stack.sql("UPDATE notice_lanes SET seen_us=seen_us-31000000")
        eventually(lambda: says("rate", r"\Ano notifier has spoken of its queue since \d\d:\d\d:\d\d IST\Z"), "nobody reads", DEADLINE_S)
        self.stack.sql("DELETE FROM notices WHERE id LIKE %s", [self.prefix + "%"])

    def test_the_sink_is_killed_in_the_middle(self):
        self.notifier(notifier={"attempts_max": 100}, sms={"bulk_per_second": 300}, email={"bulk_per_second": 100})
        self.site.send([self.row(f"{channel}{number}", channel) for channel in CHANNELS for number in range(200)])
        eventually(lambda: self.site.counts(self.prefix).get("sent", 0) > 50, "some are sent", DEADLINE_S)
        self.stack.wait_restarted("notice_sink", self.stack.kill("notice_sink"))
        self.assertEqual(self.fates(), {"sent": 600})

    def test_the_notifier_is_killed_in_the_middle_and_two_go_on_side_by_side(self):
        first = self.notifier(sms={"bulk_per_second": 200})
        self.site.send([self.row(number, "sms") for number in range(600)])
        eventually(lambda: self.site.counts(self.prefix).get("sent", 0) > 50, "some are sent", DEADLINE_S)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait(DEADLINE_S)
        for name in ("second", "third"):
            self.notifier(name)
        self.assertEqual(self.fates(), {"sent": 600})
        self.assertEqual({one[0] for one in self.site.arrivals(self.prefix).values()}, {1})

    def test_it_ends_well_and_leaves_nothing_half_done(self):
        notifier = self.notifier(sms={"bulk_per_second": 100})
        self.site.send([self.row(number, "sms") for number in range(300)])
        eventually(lambda: self.site.counts(self.prefix).get("sent", 0) > 20, "some are sent", DEADLINE_S)
        notifier.process.send_signal(signal.SIGTERM)
        self.assertEqual(notifier.process.wait(DEADLINE_S), 0, notifier.output())
        self.assertNotIn("sending", self.site.counts(self.prefix))
        self.notifier("next")
        self.assertEqual(self.fates(), {"sent": 300})

    def test_codes_are_never_behind_bulk(self):
        self.notifier(sms={"bulk_per_second": 100, "bulk_burst": 10})
        self.site.send([self.row(f"bulk{number}", "sms") for number in range(1000)])
        eventually(lambda: self.site.counts(self.prefix).get("sent", 0) > 20, "bulk is under way", DEADLINE_S)
        for number in range(10):
            self.site.send([self.row(f"code{number}", "sms", True, template="login_code", fields=CODE)])
        code = self.prefix + "code"
        self.site.wait_fates(code, DEADLINE_S)
        created = dict(self.stack.sql("SELECT id,created_us FROM notices WHERE id LIKE %s", [code + "%"]))
        took_s = [(seen[1] - created[identity]) / 1e6 for identity, seen in self.site.arrivals(code).items()]
        self.assertEqual(len(took_s), 10)
        print(f"codes after at most {max(took_s):.2f} s")
        self.assertGreater(self.site.open_notices(self.prefix + "bulk"), 500)
        self.stack.sql("UPDATE notices SET expires_us=0 WHERE id LIKE %s AND state='queued'", [self.prefix + "bulk%"])


class WithoutMessage(NoticeCase):
    """Rows that no message names are found in the table: they wait for their turn, or message or notifier are lost."""
    LONG_US = 3_600_000_000
    LOOKS = {"sweep_every_ms": 100}

    def found(self):
        return self.own_metric("backstop_notifier_found_total")

    def last_sign_of_life_was_long_ago(self):
        self.stack.sql("UPDATE notices SET created_us=created_us-%s,changed_us=changed_us-%s WHERE id LIKE %s",
                       [self.LONG_US, self.LONG_US, self.prefix + "%"])

    def test_message_and_notifier_are_gone(self):
        self.site.insert([self.row(1, "sms", True), self.row(2, "email"), self.row(3, "push"), self.row(4, "sms", life_s=-1)])
        self.stack.sql("UPDATE notices SET state='sending',attempts=1 WHERE id LIKE %s", [self.prefix + "%"])
        self.last_sign_of_life_was_long_ago()
        self.notifier(notifier=self.LOOKS)
        self.assertEqual(self.fates(), {"sent": 3, "dead": 1})
        self.assertEqual(self.reasons(), {"expired"})
        self.assertEqual({one[0] for one in self.site.arrivals(self.prefix).values()}, {1})
        self.assertEqual(self.found(), 4)

    def test_a_living_notifier_is_at_work_on_it_after_all(self):
        slow = {"timeout_ms": 6000}
        settings = {"notifier": {"lease_ms": 18000}, "sms": slow}
        self.notifier(**settings)
        self.site.fault("sms", "slow", id=self.prefix, seconds=3, count=0)
        self.site.send([self.row(number, "sms") for number in range(3)])
        eventually(lambda: self.site.counts(self.prefix) == {"sending": 3}, "all are under way", DEADLINE_S)
        self.last_sign_of_life_was_long_ago()
        self.notifier("second", notifier={"lease_ms": 18000} | self.LOOKS, sms=slow)
        eventually(lambda: self.found() > 0, "they are found", DEADLINE_S)
        self.assertEqual(self.fates(), {"sent": 3})
        self.assertEqual({fate[1] for fate in self.site.fates(self.prefix).values()}, {1})  # attempts
        self.assertEqual({one[0] for one in self.site.arrivals(self.prefix).values()}, {1})

    def test_a_message_that_is_lost(self):
        self.site.insert([self.row(number, "sms", number % 2 == 0) for number in range(6)])
        self.stack.sql("UPDATE notices SET changed_us=changed_us-60000000,created_us=created_us-60000000 WHERE id LIKE %s",
                       [self.prefix + "%"])
        recent = self.row("recent", "sms", True)
        self.site.insert([recent])
        self.notifier(notifier=self.LOOKS | {"urgent_lost_after_s": 30, "bulk_lost_after_s": 30})
        eventually(lambda: self.site.counts(self.prefix) == {"sent": 6, "queued": 1}, "the lost ones are sent", DEADLINE_S)
        self.stack.sql("DELETE FROM notices WHERE id=%s", [recent[0]])

    def test_one_recipient_over_his_limit_delays_himself_alone_over_a_restart(self):
        limited = {"sms": {"urgent_per_recipient_minute": 6}}
        first = self.notifier(**limited)
        flood = [self.row(f"one{number}", "sms", True, to="+917011111111", life_s=3 if number < 10 else 3600)
                 for number in range(100)]
        self.site.send([*flood, self.row("other", "sms", True)])
        eventually(lambda: self.site.counts(self.prefix + "other") == {"sent": 1}, "the other one's is sent", 2)
        eventually(lambda: self.stack.sql("SELECT COUNT(*) FROM notices WHERE id LIKE %s AND state='queued' AND due_us=0",
                                          [self.prefix + "%"])[0][0] == 0, "nobody of the flood holds a message", DEADLINE_S)
        self.assertLessEqual(self.site.counts(self.prefix + "one")["sent"], 6)
        told = json.loads(self.stack.ctl("notices", "--state", "queued", "--limit", "1000", "--json").stdout)["newest"]
        waiting = {one["id"]: one["waits"] for one in told if one["id"].startswith(self.prefix + "one")}
        for text in waiting.values():  # none is without a reason
            self.assertRegex(text, r"\A(over the limit of 6 a minute for one recipient|\d+ for the same recipient are being sent), not before |\Ain its queue\Z")
        self.assertTrue([text for text in waiting.values() if re.fullmatch(r"over the limit .*, not before \d\d:\d\d:\d\d IST", text)], waiting)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait(DEADLINE_S)
        self.notifier("next", **limited)
        self.site.send([self.row("another", "sms", True)])
        eventually(lambda: self.site.counts(self.prefix + "another") == {"sent": 1}, "another one's is sent", 2)
        eventually(lambda: self.reasons() == {"expired"}, "what has expired has ended", DEADLINE_S)
        self.assertEqual(self.site.counts(self.prefix + "one").get("sending", 0), 0)
        self.stack.sql("DELETE FROM notices WHERE id LIKE %s", [self.prefix + "%"])


class Refused(NoticeCase):
    def test_configuration_and_templates_are_checked(self):
        folder = self.folder / "notices"
        folder.mkdir()
        (folder / "templates.toml").write_text('[hello]\nfields = ["word"]\n', encoding="utf-8")
        (folder / "hello.en.sms.txt").write_text("Hello {{words}}\n", encoding="utf-8")
        config = self.config("notifier", notifier={"templates_dir": str(folder)}, sms={"body": "{{phone}}"},
                             email={"starttls": "off"})
        code, said = self.run_program(NOTIFIER, config, "--check-config", secrets={one: "x" for one in SECRETS})
        self.assertEqual(code, 2)
        self.assertIn("hello.en.sms.txt: field words: templates.toml does not declare it", said)
        self.assertIn("sms.body: {{phone}} is none of", said)
        self.assertIn("email.starttls: must be required", said)


if __name__ == "__main__":
    main()
