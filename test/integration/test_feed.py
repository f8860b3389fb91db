#!/usr/bin/python3
"""backstop-feed from outside: what becomes of a recorded day, of bad records in it, of a stop in the middle."""

import signal
import time

import zstandard

from running_site import FEED, Program, SiteCase, eventually, main, recorded
from upstream_events import DAY, NEXT_DAY
from upstream_publisher import Price

LONG_DAY = 6000
RATE = 2000


class RecordedDays(SiteCase):
    def test_a_day_from_a_file_is_numbered_in_file_order(self):
        story = self.story()
        lines = recorded([story.order(), story.trade(), story.trade(quantity=25)])
        code, output = self.run_feed(self.feed_config(story.source), lines)
        self.assertEqual(code, 0, output)
        self.wait_watermark(story, 3, DAY)
        self.assertEqual(self.bought(story.account), 100)

    def test_a_day_from_standard_input_plain_and_packed(self):
        for pack in (False, True):
            with self.subTest(pack=pack):
                story = self.story()
                lines = recorded([story.trade() for _ in range(50)])
                config = self.feed_config(story.source)
                with Program(self.stack, FEED, config, "--day-file", "-", pipe=True) as feed:
                    code = feed.end(zstandard.ZstdCompressor().compress(lines) if pack else lines)
                    self.assertEqual(code, 0, feed.output())
                self.wait_watermark(story, 50, DAY)
                self.checkpoint.unlink()

    def test_an_empty_day_is_done_at_once(self):
        code, output = self.run_feed(self.feed_config(self.story().source), b"")
        self.assertEqual(code, 0, output)

    def test_a_missing_and_a_cut_day_file_are_errors(self):
        story = self.story()
        code, output = self.run_program(FEED, self.feed_config(story.source), "--day-file", self.folder / "none")
        self.assertEqual(code, 1, output)
        self.assertIn("No such file", output)
        packed = zstandard.ZstdCompressor().compress(recorded([story.trade() for _ in range(500)]))
        code, output = self.run_feed(self.feed_config(story.source), packed[:-20])
        self.assertEqual(code, 1, output)
        self.assertIn("cut short", output)


class RefusedRecords(SiteCase):
    def setUp(self):
        super().setUp()
        self.channel = self.publisher._connection.channel()
        self.addCleanup(self.channel.close)
        self.channel.queue_purge("dlq.feed")

    def letters(self, count):
        """The bodies of `count` dead letters, which are taken out of their queue."""
        bodies = []

        def taken():
            while (answer := self.channel.basic_get("dlq.feed", auto_ack=True))[0]:
                bodies.append(answer[2])
            return len(bodies) >= count
        eventually(taken, f"{count} dead letters")
        return bodies

    def test_they_go_to_their_queue_with_the_reason_are_counted_and_stop_nothing(self):
        story = self.story()
        bad = {"price": recorded([story.trade(price=Price("1.00001"))]), "side": recorded([story.trade(side="short")]),
               "account": recorded([story.trade(account=None)]), "body": b"no json\n"}
        good = [recorded([story.trade()]) for _ in range(len(bad) + 1)]
        tomorrow = recorded([story.trade(day=NEXT_DAY)])
        lines = b"".join(line for pair in zip(good, bad.values()) for line in pair) + tomorrow + good[-1]
        with Program(self.stack, FEED, self.feed_config(story.source), "--day-file", "-", pipe=True) as feed:
            feed.write(lines)
            eventually(lambda: self.own_metric("backstop_feed_records_refused_total") == len(bad), "refusals are counted")
            eventually(lambda: self.own_metric("backstop_feed_events_confirmed_total") == len(good) + 1, "the rest is confirmed")
            self.assertEqual(feed.end(), 0, feed.output())
        self.wait_watermark(story, len(good), DAY)
        self.wait_watermark(story, 1, NEXT_DAY)  # an event of another day is numbered on its own
        letters = self.letters(len(bad))
        self.assertEqual(len(letters), len(bad))
        for (field, line), letter in zip(bad.items(), letters):
            reason, _, text = letter.partition(b"\n")
            self.assertRegex(reason.decode(), rf"^{field}: .")
            self.assertEqual(text.strip(), line.strip())


class Restarts(SiteCase):
    def start_and_stop(self, number):
        """Starts a long day, ends the feed with a signal in the middle -> (story, config, exit code)."""
        story = self.story()
        config = self.feed_config(story.source)
        (self.folder / "day.ndjson").write_bytes(recorded([story.trade() for _ in range(LONG_DAY)]))
        with Program(self.stack, FEED, config, "--day-file", self.folder / "day.ndjson", "--rate", RATE) as feed:
            eventually(lambda: self.books.watermark(story.source, DAY, story.partition) > RATE // 2, "the day has begun")
            eventually(self.checkpoint.exists, "there is a checkpoint")
            feed.process.send_signal(number)
            code = feed.process.wait(20)
        self.assertLess(self.books.watermark(story.source, DAY, story.partition), LONG_DAY)
        return story, config, code

    def test_after_sigterm_and_sigkill_the_day_goes_on_from_the_checkpoint(self):
        for number, expected in ((signal.SIGTERM, 3), (signal.SIGKILL, -signal.SIGKILL)):
            with self.subTest(signal=number.name):
                story, config, code = self.start_and_stop(number)
                self.assertEqual(code, expected)
                code, output = self.run_program(FEED, config, "--day-file", self.folder / "day.ndjson")
                self.assertEqual(code, 0, output)
                self.assertIn("going on from the checkpoint", output)
                self.wait_watermark(story, LONG_DAY, DAY)
                self.assertEqual(self.bought(story.account), LONG_DAY * 75)
                self.checkpoint.unlink()

    def test_a_day_that_is_done_is_not_sent_again(self):
        story = self.story()
        config = self.feed_config(story.source)
        lines = recorded([story.trade() for _ in range(100)])
        self.assertEqual(self.run_feed(config, lines)[0], 0)
        self.wait_watermark(story, 100, DAY)
        duplicates = self.ledger_metric("backstop_ledger_events_total", outcome="duplicate")
        self.assertEqual(self.run_feed(config, lines + recorded([story.trade()]))[0], 0)
        self.wait_watermark(story, 101, DAY)
        self.assertEqual(self.ledger_metric("backstop_ledger_events_total", outcome="duplicate"), duplicates)

    def test_a_damaged_checkpoint_is_a_clear_error(self):
        story = self.story()
        config = self.feed_config(story.source)
        lines = recorded([story.trade()])
        self.assertEqual(self.run_feed(config, lines)[0], 0)
        good = self.checkpoint.read_bytes()
        for damaged in (good.replace(b"position 1", b"position 2"), good[:-3], b"", b"\0" * 64):
            with self.subTest(damaged=damaged[:20]):
                self.checkpoint.write_bytes(damaged)
                code, output = self.run_feed(config, lines)
                self.assertEqual(code, 1, output)
                self.assertIn("checkpoint", output)
                self.assertEqual(self.checkpoint.read_bytes(), damaged)
        self.checkpoint.write_bytes(good)
        code, output = self.run_feed(self.feed_config(self.story().source), lines)
        self.assertEqual((code, "of source" in output), (1, True), output)


class Speed(SiteCase):
    def seconds_of(self, lines, *arguments):
        config = self.feed_config(self.story().source)
        begun = time.monotonic()
        code, output = self.run_feed(config, lines, *arguments)
        self.assertEqual(code, 0, output)
        self.checkpoint.unlink()
        return time.monotonic() - begun

    def test_rate_holds_the_feed_back(self):
        story = self.story()
        self.assertGreaterEqual(self.seconds_of(recorded([story.trade() for _ in range(1000)]), "--rate", 1000), 0.99)

    def test_pace_follows_the_exchange_clock(self):
        story = self.story()
        first = story.trade()
        later = [story.trade(exchange_time_us=first["exchange_time_us"] + second * 1_000_000) for second in (5, 10)]
        lines = recorded([first, *later])
        self.assertLess(self.seconds_of(lines), 5)
        self.assertGreaterEqual(self.seconds_of(lines, "--pace", "10"), 1.0)


if __name__ == "__main__":
    main()
