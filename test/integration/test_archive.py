#!/usr/bin/python3
"""The archive: has all that was confirmed whatever happens to the archiver and the broker, and refuses damaged files."""

import collections
import json
import os
import random
import signal
import threading
import time
import unittest

from archive_site import ARCHIVE, ArchiveCase, copied
from running_site import Program, eventually, main
from upstream_events import DAY, NEXT_DAY
from upstream_site import open_publisher

SEED = int(os.environ.get("BACKSTOP_SEED", random.randrange(1 << 32)))
KILLS = 8


class Archive(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.take_over()

    def publish_some(self, story, count, day=DAY):
        """Single events and batches, packed and not, of several accounts."""
        for number in range(count):
            events = [self.publisher.place(story.trade(day=day)) for _ in range(1 + number % 3)]
            if len(events) == 1:
                self.publisher.publish(events[0])
            else:
                self.publisher.publish_batch(events, pack=number % 2 == 0)

    def archiver(self, **changes):
        self.port_file.unlink(missing_ok=True)
        return Program(self.stack, ARCHIVE, self.archive_config(**changes))

    def archive_all(self, **changes):
        """Runs an archiver until it has everything, ends it and returns the journal."""
        with self.archiver(**changes) as program:
            self.wait_complete()
            program.process.send_signal(signal.SIGTERM)
            self.assertEqual(program.process.wait(20), 0, program.output())
        return self.journal()

    def test_the_archive_equals_the_journal(self):
        story = self.story()
        self.publish_some(story, 60)
        self.publish_some(story, 20, NEXT_DAY)
        self.publisher.publish_body(b"no event at all", f"trade.{story.partition:02d}")
        self.assert_archived(self.archive_all())
        self.assertLessEqual({f"journal-{DAY}-000.bsa", f"journal-{NEXT_DAY}-000.bsa"}, {one["file"] for one in self.files()})
        story = self.story()
        self.publish_some(story, 5)
        self.assert_archived(self.archive_all())  # goes on in the same files

    def test_a_message_of_two_days_stands_in_both_files(self):
        story = self.story()
        events = [self.publisher.place(story.trade(day=day)) for day in (DAY, NEXT_DAY)]
        self.publisher.publish_batch(events, pack=False)
        self.archive_all()
        for day in (DAY, NEXT_DAY):
            code, text, _ = self.tool("cat", self.archive / str(day), "--json")
            self.assertEqual((code, text.count(story.source)), (0, 2), day)

    def test_what_the_record_has_is_told_to_the_database_also_what_was_archived_without_it(self):
        story = self.story()
        def publish(count):
            for _ in range(count):
                self.publisher.publish(self.publisher.place(story.trade()))
        def head():
            rows = self.stack.sql("SELECT seq FROM record_heads WHERE source=%s", (story.source,))
            return rows[0][0] if rows else 0
        publish(3)
        self.archive_all()  # without [database]
        self.assertEqual(head(), 0)
        publish(2)
        self.port_file.unlink(missing_ok=True)
        with Program(self.stack, ARCHIVE, self.archive_config(with_database=True)):
            eventually(lambda: head() == 5, "the head is told")
        self.assertEqual(self.stack.sql("SELECT day,part FROM record_heads WHERE source=%s", (story.source,)),
                         ((DAY, story.partition),))

    def test_since_when_the_books_lack_what_is_recorded(self):
        """Of all that waits the oldest counts, not the newest; and not for how long the source was quiet before it."""
        story = self.story()
        placed = [self.publisher.place(story.trade()) for _ in range(4)]

        def since_us(seq):
            """When the books began to lack what the record has, once it has this number."""
            self.publisher.publish(placed[seq - 1])
            def rows():
                return self.stack.sql("SELECT seq,updated_us FROM record_heads WHERE source=%s", (story.source,))
            eventually(lambda: rows() and rows()[0][0] == seq, "the head is told")
            return rows()[0][1]
        self.port_file.unlink(missing_ok=True)
        with Program(self.stack, ARCHIVE, self.archive_config(with_database=True)):
            first = since_us(2)  # 1 is missing, so the ledger books none of them
            self.assertEqual(since_us(3), first)
            self.publisher.publish(placed[0])
            eventually(lambda: self.stack.sql("SELECT seq FROM watermarks WHERE source=%s", (story.source,)) == ((3,),), "the books have all of them")
            self.assertGreater(since_us(4), first)

    def test_a_folder_that_has_less_lowers_the_heads_and_not_the_age_of_what_is_lacking(self):
        story, gone = self.story(), self.story()
        placed = [self.publisher.place(story.trade()) for _ in range(2)]
        self.publisher.publish(placed[1])  # 1 is missing: the ledger books none

        def heads(one):
            return self.stack.sql("SELECT seq,updated_us FROM record_heads WHERE source=%s", (one.source,))
        self.port_file.unlink(missing_ok=True)
        with Program(self.stack, ARCHIVE, self.archive_config(with_database=True)):
            eventually(lambda: heads(story) and heads(story)[0][0] == 2, "the head is told")
        since_us = heads(story)[0][1] - 60_000_000
        self.stack.sql("UPDATE record_heads SET seq=9,updated_us=%s WHERE source=%s", (since_us, story.source))
        self.stack.sql("INSERT INTO record_heads VALUES (%s,%s,%s,5,1)", (gone.partition, gone.source, DAY))
        self.stack.sql("UPDATE record_progress SET through=through+1000")
        self.port_file.unlink(missing_ok=True)
        with Program(self.stack, ARCHIVE, self.archive_config(with_database=True)):
            eventually(lambda: not heads(gone), "the folder's heads stand")
            self.assertEqual(heads(story), ((2, since_us),))

    def test_killed_at_random_moments_nothing_is_lost_and_nothing_twice(self):
        print(f"seed {SEED}", flush=True)
        rng = random.Random(SEED)
        done = threading.Event()

        def publish():
            with open_publisher() as publisher:
                story = self.story()
                while not done.is_set():
                    days = rng.choice(((DAY,), (NEXT_DAY,), (DAY, NEXT_DAY)))
                    publisher.publish_batch([publisher.place(story.trade(day=day)) for day in days])
        thread = threading.Thread(target=publish)
        thread.start()
        try:
            for _ in range(KILLS):
                with self.archiver() as program:
                    begun = time.monotonic()
                    moment_s = rng.uniform(0.02, 0.8)
                    eventually(lambda: time.monotonic() - begun >= moment_s, "its moment has come")
                    self.assertIsNone(program.process.poll(), program.output())
                    program.process.kill()
        finally:
            done.set()
            thread.join()
        self.assert_archived(self.archive_all())
        for file in self.files():
            self.assertEqual(self.tool("verify", self.archive / file["file"], "--open")[0], 0)
        found = collections.Counter()
        wanted = {}
        for day in (DAY, NEXT_DAY):
            for line in self.tool("cat", self.archive / str(day), "--json")[1].splitlines():
                record = json.loads(line)
                found[day, record["offset"]] += 1
                for event in json.loads(record["body"]):
                    wanted[event["day"], record["offset"]] = 1
        self.assertEqual(dict(found), wanted)

    def test_days_in_turn_and_a_message_of_many_have_a_file_each(self):
        story = self.story()
        days = [20240101 + 100 * month + day for month in range(5) for day in range(20)]
        for _ in range(2):
            for day in days:
                self.publisher.publish(self.publisher.place(story.trade(day=day)))
        self.publisher.publish_batch([self.publisher.place(story.trade(day=day)) for day in days])
        self.assert_archived(self.archive_all())
        self.assertEqual(sorted(file["file"] for file in self.files() if file["file"] < "journal-2025"),
                         [f"journal-{day}-000.bsa" for day in days])
        for day in (days[0], days[16], days[-1]):
            self.assertEqual(self.tool("cat", self.archive / str(day), "--json")[1].count("\n"), 3)

    def test_a_damaged_file_is_refused_with_the_reason(self):
        self.publish_some(self.story(), 10)
        self.publish_some(self.story(), 1, NEXT_DAY)
        with self.archiver(close_quiet_s=1):
            name = f"journal-{DAY}-000.bsa"
            eventually(lambda: self.archive.exists() and any(one["file"] == name and one["closed"] for one in self.files()),
                       "the day is closed", 40)
        whole = self.archive / name
        code, text, _ = self.tool("verify", whole)
        self.assertEqual(code, 0)
        self.assertIn("good, closed", text)
        size = whole.stat().st_size
        for end, reason in ((size - 1, "not closed"), (size // 2, "not closed"), (20, "header: cut short"), (0, "header: cut short")):
            with self.subTest(end=end):
                cut = copied(whole, self.folder / "cut", lambda data, end=end: data[:end])
                code, _, problems = self.tool("verify", cut)
                self.assertEqual(code, 1)
                self.assertIn(reason, problems)
        for place in (3, 40, size // 2, size - 60, size - 3):
            with self.subTest(place=place):
                def flip(data, place=place):
                    data[place] ^= 16
                    return data
                bad = copied(whole, self.folder / "bad", flip)
                for tool in ("verify", "cat"):
                    code, _, problems = self.tool(tool, bad)
                    self.assertEqual(code, 1, f"{tool}: {problems}")
                    self.assertRegex(problems, rf"{bad}: (block \d+ at )?byte \d+: ")

    def test_retention_removes_old_days_and_says_so(self):
        for day in (20240728, 20240729, 20240730, 20240831, 20990101):  # the last: any event may name it
            self.publish_some(self.story(), 2, day)
        with self.archiver(close_quiet_s=1, keep_days=2) as program:
            eventually(lambda: self.archive.exists() and len({one["file"][8:16] for one in self.files()}) == 3
                       and self.own_metric("backstop_archive_removed_files_total") >= 2, "two days up to today are left", 40)
            self.assertIn("removed by the retention policy", program.output())
        self.assertEqual([one["file"] for one in self.files()][-2:], ["journal-20240831-000.bsa", "journal-20990101-000.bsa"])

    def test_without_room_on_the_disk_nothing_is_written(self):
        self.publish_some(self.story(), 3)
        with self.archiver(min_free_bytes=1 << 50):
            eventually(lambda: self.page("/metrics")[0] == 200 and self.own_metric("backstop_archive_refusing") == 1, "it refuses")
            self.assertIn("disk: too little room", self.page("/readyz")[1])
            self.assertEqual(self.own_metric("backstop_archive_written_bytes_total"), 0)
        self.assertEqual(list(self.archive.iterdir()), [])
        self.assert_archived(self.archive_all())

    def test_wrong_use(self):
        for arguments in (["verify"], ["cat"], ["list"], ["cat", "x", "--partition", "256"], ["--config"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.tool(*arguments)[0], 2)
        self.assertEqual(self.tool("list", self.folder / "none")[0], 1)
        self.assertEqual(self.tool("cat", "--help")[0], 0)


class BrokerRestart(ArchiveCase):
    """The publishers' own book is what counts: behind a restart the stream may lack what was confirmed."""

    def setUp(self):
        super().setUp()
        self.take_over()

    def test_the_archive_goes_on_behind_a_restart_of_the_broker(self):
        with Program(self.stack, ARCHIVE, self.archive_config()) as program:
            self.wait_complete()
            self.publisher.__exit__()  # it would not outlive the broker
            self.stack.wait_restarted("rabbitmq", self.stack.kill("rabbitmq"), 120)
            self.stack.wait_queues_registered()
            with open_publisher() as publisher:
                story = self.story()
                for _ in range(20):
                    publisher.publish(publisher.place(story.trade()))
            self.wait_complete()
            self.assertGreaterEqual(self.own_metric("backstop_archive_reconnects_total"), 1)
            self.assertIsNone(program.process.poll(), program.output())
        _, text, _ = self.tool("cat", self.archive / str(DAY), "--json")
        self.assertEqual(text.count(story.source), 20)


if __name__ == "__main__":
    main()
