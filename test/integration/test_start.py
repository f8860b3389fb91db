#!/usr/bin/python3
"""How the programs start and refuse to: configuration, secrets, pages."""

import signal

from running_site import FEED, LEDGER, Program, SiteCase, eventually, main

CTL = "producers/ctl/backstopctl"


class Configuration(SiteCase):
    def test_a_good_one_passes_the_check(self):
        for program, config in ((FEED, self.feed_config("s1")), (LEDGER, self.config("ledger-1"))):
            code, output = self.run_program(program, config, "--check-config")
            self.assertEqual(code, 0, output)

    def test_every_problem_is_told_at_once(self):
        bad = {"amqp": {"heartbeat": 3}, "http": {"port": 70_000}, "log": {"level": "loud"}, "extra": {"key": 1}}
        feed = self.feed_config("Not A Source", feed={"linger_ms": 0}, **bad)
        ledger = self.config("ledger-1", ledger={"prefetch": "many", "batch_event_max": 5}, database={"socket": "x"}, **bad)
        shared = ["heartbeat", "port", "level", "extra"]
        for program, config, words in ((FEED, feed, [*shared, "source", "linger_ms"]),
                                       (LEDGER, ledger, [*shared, "prefetch", "batch_event_max", "socket"])):
            with self.subTest(program=program):
                code, output = self.run_program(program, config, "--check-config")
                self.assertEqual(code, 2, output)
                for word in words:
                    self.assertRegex(output, rf"\b{word}\b")

    def test_a_missing_or_unreadable_file_is_told(self):
        broken = self.folder / "broken.toml"
        broken.write_text("[amqp\n", encoding="utf-8")
        for path in (self.folder / "none.toml", broken):
            for program in (FEED, LEDGER):
                code, output = self.run_program(program, path, "--check-config")
                self.assertEqual((code, path.name in output), (2, True), output)

    def test_missing_secrets_are_named(self):
        code, output = self.run_program(LEDGER, self.config("ledger-1"), secrets=False)
        self.assertEqual(code, 2)
        self.assertIn("BACKSTOP_AMQP_PASSWORD", output)
        self.assertIn("BACKSTOP_DATABASE_PASSWORD", output)
        code, output = self.run_program(FEED, self.feed_config("s1"), secrets=False)
        self.assertEqual(code, 2)
        self.assertIn("BACKSTOP_AMQP_PASSWORD", output)
        self.assertIn("--day-file", output)

    def test_no_secret_is_ever_said(self):
        config = self.feed_config("s1", log={"level": "debug"})
        (self.folder / "day").write_bytes(b"")
        code, output = self.run_program(FEED, config, "--day-file", self.folder / "day")
        self.assertEqual(code, 0, output)
        for secret in self.stack.secrets.values():
            self.assertNotIn(secret, output)


class Pages(SiteCase):
    def test_a_feed_that_is_connected_is_ready_and_shows_its_metrics(self):
        with Program(self.stack, FEED, self.feed_config("s1"), "--day-file", "-", pipe=True) as feed:
            eventually(lambda: self.page("/readyz")[0] == 200, "the feed is ready")
            self.assertEqual(self.page("/livez")[0], 200)
            self.assertIn("backstop_feed_connected 1", self.page("/metrics")[1])
            feed.process.send_signal(signal.SIGTERM)
            self.assertEqual(feed.process.wait(20), 3, feed.output())

    def test_a_feed_without_broker_lives_and_says_why_it_is_not_ready(self):
        config = self.feed_config("s1", amqp={"hosts": ["127.0.0.1:1"]})
        with Program(self.stack, FEED, config, "--day-file", "-", pipe=True):
            eventually(lambda: self.page("/livez")[0] == 200, "the feed lives")
            status, text = self.page("/readyz")
            self.assertEqual((status, "broker: not connected" in text), (503, True), text)

    def test_a_port_that_is_taken_is_a_clear_error(self):
        config = self.feed_config("s1", http={"port": self.stack.ports["ledger-1"]})
        code, output = self.run_program(FEED, config, "--day-file", "-")
        self.assertEqual(code, 2, output)
        self.assertIn("cannot start", output)


if __name__ == "__main__":
    main()
