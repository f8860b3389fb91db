#!/usr/bin/python3
"""The replay of archive files: equal books, damaged files, and a day that database and broker have lost."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import tomllib

from archive_site import ARCHIVE, ArchiveCase, copied
from record_marks import wait_recorded
from replay_site import REPLAY, ReplayCase
from running_site import Program, eventually, main, services
from upstream_site import Books
from upstream_publisher import Price, encoded

LATER_DAY = 20261231
WHO = ("--by", "asha", "--reason", "a test")
# By table, what the journal tells of a row: not who wrote it and when.
BOOKS = {"orders": "*", "trades": "*", "positions": "*", "watermarks": "source,day,part,seq", "inbox": "source,day,id",
         "parked": "HEX(digest),part,source,day,seq,reason,body"}


class RestoreCase(ArchiveCase, ReplayCase):
    days = itertools.count(20261101)

    def dump(self):
        """The day's books as {table: rows}."""
        return {table: sorted(self.sql(f"SELECT {columns} FROM {table} WHERE day=%s", self.day)) for table, columns in BOOKS.items()}

    def archive_day(self, close=True):
        """Copies what the site's archive has of the day into this test's folder -> the file of the day."""
        if close:
            story = self.story()
            self.publisher.publish(self.publisher.place(story.trade(day=LATER_DAY)))
        sites = self.stack.paths.lib / "archive"
        wait_recorded(self.stack.amqp_url(), sites)
        shutil.rmtree(self.archive, ignore_errors=True)
        self.archive.mkdir()
        name = f"journal-{self.day}-000.bsa"
        for day in (self.day, LATER_DAY):
            for file in sites.glob(f"journal-{day}-*.bsa"):
                shutil.copy(file, self.archive)
        if close:
            self.close_days(name)
        return self.archive / name

    def close_days(self, name):
        """An archiver of this test's own closes the copy; it gets no message, for all are acknowledged."""
        self.port_file.unlink(missing_ok=True)
        self.stop_the_sites_archive()
        try:
            with Program(self.stack, ARCHIVE, self.archive_config(close_quiet_s=1)) as program:
                eventually(lambda: any(one["file"] == name and one["closed"] for one in self.files()), "the day is closed", 40)
                program.process.send_signal(signal.SIGTERM)
                self.assertEqual(program.process.wait(20), 0, program.output())
        finally:
            self.start_the_sites_archive()

    def replay(self, verb, *arguments):
        """(exit code, report) of a run of the stack's configuration."""
        return self.stack.replay(verb, self.day, *arguments)

    def swap(self, *arguments):
        return self.replay("swap", *WHO, *arguments)

    def shadows(self):
        return self.databases(f"%shadow\\_{self.day}%")

    def assert_good(self, answer):
        code, report = answer
        self.assertEqual((code, report["differences"], report["gaps"], report["failure"]), (0, [], [], ""))
        return report

    def assert_refused(self, answer, *told):
        """It ended with 1 and says why; no shadow is left, and nobody is paused."""
        code, report = answer
        self.assertEqual(code, 1, report)
        for one in told:
            self.assertIn(str(one), report["failure"])
        self.assertEqual((self.shadows(), self.pauses()), ([], 0))

    def ctl(self, *words):
        done = self.stack.ctl(*map(str, words))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout


class Files(RestoreCase):
    def test_the_file_of_the_day_verifies_closed_and_still_open(self):
        story, *_ = self.play()
        path = self.archive_day(close=False)
        self.assert_refused(self.verify("--archive", path), path, f"byte {path.stat().st_size}: ", "--open takes it as it is")
        self.assert_good(self.verify("--archive", path, "--open"))
        path = self.archive_day()
        self.assertEqual(self.assert_good(self.verify("--archive", path))["events"], 24)
        self.assert_good(self.verify("--archive", self.archive / str(self.day)))
        report = self.assert_good(self.replay("shadow", "--archive", path, "--account", story.account, "--as-of", "09:15:02"))
        self.assertEqual([row["buy_quantity"] for row in report["positions"]], ["225"])
        self.sql("UPDATE orders SET filled=filled+1 WHERE account=%s AND day=%s", story.account, self.day)
        code, report = self.verify("--archive", path)
        self.assertEqual((code, self.named(report)), (1, [("orders", "altered", "filled")]))
        self.assertEqual(self.shadows(), [])

    def test_damaged_and_wrong_files_are_refused_by_every_verb(self):
        self.play()
        path, before = self.archive_day(), self.dump()
        size = path.stat().st_size
        later = self.archive / f"journal-{LATER_DAY}-000.bsa"

        def flipped(place):
            def change(data):
                data[place] ^= 16
                return data
            return copied(path, self.folder / f"flip{place}", change)

        def cut(end):
            return copied(path, self.folder / f"cut{end}", lambda data: data[:end])
        second = copied(path, self.folder / "again", lambda data: data)
        third = second.rename(second.with_name(f"journal-{self.day}-002.bsa"))
        cases = [([cut(end)], f"byte {end}: it ends without an index") for end in (size - 1, size // 2)]
        cases += [([cut(20)], "byte 0: header: cut short"), ([self.folder / "none.bsa"], "none.bsa"),
                  ([later], f"byte 0: it holds the day {LATER_DAY}, not {self.day}"), ([path, third], "wrong order")]
        cases += [([flipped(place)], "byte ") for place in (3, 40, size // 2, size - 60, size - 3)]
        for verb, *words in (("verify",), ("shadow",), ("swap", *WHO)):
            for paths, reason in cases:
                with self.subTest(verb=verb, paths=paths):
                    self.assert_refused(self.replay(verb, *words, "--archive", *paths), paths[-1], reason)
        self.assertEqual(self.dump(), before)
        self.assert_equal_books()

    def test_what_one_journal_has_begun_no_other_goes_on_with(self):
        self.play(trades=1)
        path = self.archive_day()
        code, report = self.replay("shadow", "--archive", path)
        self.assertEqual((code, self.shadows()), (0, [report["shadow"]]))
        code, told = self.verify()
        self.assertEqual(code, 1)
        self.assertIn(f"holds another replay ({self.day} from {path}); --fresh drops it", told["failure"])
        self.assert_equal_books("--fresh")

    def test_a_part_of_the_day_never_becomes_the_books(self):
        """A file that was cut where a block ends, taken by --open; and one that begins behind the day's beginning."""
        story, *_ = self.play()
        path = self.archive_day(close=False)
        self.publish(story, story.trade())
        self.wait_watermark(story, 7, self.day)
        before = self.dump()
        for verb in ("verify", "swap"):
            code, report = self.replay(verb, *(WHO if verb == "swap" else ()), "--archive", path, "--open")
            self.assertEqual((code, report["gaps"][0]["source"], report["gaps"][0]["first_missing"]), (1, story.source, 7))
        self.assertEqual((self.dump(), self.pauses()), (before, 0))


class Operators(RestoreCase):
    def park(self, story, *events):
        placed = self.publish(story, *events)
        self.wait_watermark(story, placed[-1]["seq"], self.day)
        return placed

    def decide(self):
        """Parks five events and redrives (with an edit), discards and leaves one; one is refused again, one gap accepted."""
        story = self.story(1)
        mended, refused, *_ = self.park(story, *(story.trade(price=Price(f"1.0000{number}")) for number in range(1, 5)))
        digests = {row["seq"]: row["digest"] for row in json.loads(
            self.ctl("parked", "list", "--source", story.source, "--json"))["rows"]}
        edit = self.folder / "edited.json"
        edit.write_bytes(encoded(mended | {"price": Price("101.35")}))
        self.ctl("parked", "redrive", digests[1], "--edit", edit, *WHO)
        bust = story.trade(action="bust", ref="NOSUCH")
        edit.write_bytes(encoded(refused | {name: bust[name] for name in ("action", "ref")} | {"price": Price("101.35")}))
        self.stack.ctl("parked", "redrive", digests[2], "--edit", str(edit), *WHO)
        self.ctl("parked", "discard", digests[3], *WHO)
        other = self.story(2)
        first, _, last = [self.publisher.place(other.trade(day=self.day)) for _ in range(3)]
        for event in (first, last):
            self.publisher.publish(event)
        eventually(lambda: other.source in self.ctl("gap", "show", "--json"), "the ledger tells of the gap")
        self.ctl("gap", "accept", "--source", other.source, "--day", self.day, "--partition", other.partition, "--through", 2, *WHO)
        self.wait_watermark(other, 3, self.day, deadline_s=30)
        self.assertEqual(self.bought(story.account), 75)
        return story, digests

    def test_what_operators_have_done_is_no_difference_and_stays_done(self):
        story, digests = self.decide()
        before = self.dump()
        self.assertEqual({row[0] for row in before["parked"]}, {digests[2], digests[4]})
        self.assertEqual(self.assert_equal_books()["verify_differences"], 0)
        path = self.archive_day()
        self.assert_good(self.verify("--archive", path))
        for source in ([], ["--archive", path]):
            self.assert_good(self.swap(*source))
            self.assertEqual(self.dump(), before)
            self.assert_equal_books()
        # What they have settled is lost: the journal still tells what was redriven, so it cannot be applied again.
        self.sql("DELETE FROM parked_settled WHERE day=%s", self.day)
        self.sql("DELETE FROM parked WHERE day=%s", self.day)
        self.assert_good(self.swap())
        left = {digest for digest, in self.sql("SELECT HEX(digest) FROM parked WHERE source=%s", story.source)}
        self.assertEqual(left, {digests[2], digests[3], digests[4]})
        self.assert_equal_books()
        # So is what they had accepted as missing.
        [gap] = self.sql("SELECT source,day,part,first_seq,last_seq,1 FROM passed_gaps WHERE day=%s", self.day)
        self.sql("DELETE FROM passed_gaps WHERE day=%s", self.day)
        code, report = self.swap("--archive", path)
        self.assertEqual((code, [(one["source"], one["first_missing"], one["last_missing"]) for one in report["gaps"]]),
                         (1, [(gap[0], 2, 2)]))
        self.sql("INSERT INTO passed_gaps VALUES (%s,%s,%s,%s,%s,%s)", *gap)
        self.assert_good(self.swap("--archive", path))
        self.assert_equal_books()


class BadInput(RestoreCase):
    def test_wrong_use_names_the_option(self):
        configuration = ("--config", str(self.stack.paths.etc / "replay.toml"))
        for words, named in ((["verify", "--day", 0], "--day"), (["verify", "--day", 20261399], "--day"),
                             (["verify", "--day", "today"], "--day"), (["verify", "--day", self.day, "--open"], "--open"),
                             (["verify", "--day", self.day, "--colour"], "--colour"), (["swap", "--by", "test", "--reason", "none"], "--day"),
                             (["fold", "--day", self.day], "no command fold"),
                             (["verify", "--day", self.day, "--journal", "--archive", "x"], "--archive")):
            with self.subTest(words=words):
                done = subprocess.run([str(self.stack.binary(REPLAY)), words[0], *configuration, *map(str, words[1:])],
                                      env=self.stack.environment(), capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(named, done.stderr)

    def test_two_at_once(self):
        self.play(trades=40)
        with self.start("verify", "--pace", 1):
            eventually(lambda: self.number("SELECT IS_USED_LOCK('backstop.replay')"), "the first has the lock")
            code, report = self.swap()
            self.assertEqual((code, self.pauses()), (1, 0))
            self.assertIn("another replay", report["failure"])

    def test_without_a_broker(self):
        self.play(trades=1)
        before = self.dump()
        tables = tomllib.loads((self.stack.paths.etc / "replay.toml").read_text(encoding="utf-8"))
        tables["amqp"]["hosts"] = ["127.0.0.1:1"]
        path = self.folder / "replay.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        with self.start("swap", *WHO, config=path) as replay:
            code, report = replay.end()
        self.assertIn("127.0.0.1:1", report["failure"])
        self.assertEqual((code, self.pauses(), self.dump()), (1, 0, before))
        self.assert_equal_books()

    def test_the_database_is_killed_in_the_middle_of_a_fold(self):
        self.play(trades=40)
        before = self.dump()
        shadow = f"backstop_shadow_{self.day}"
        small = self.configuration(batch_events_max=5)
        with self.start("verify", "--pace", 10, config=small) as replay:
            made = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%s AND table_name='trades'"
            eventually(lambda: self.number(made, shadow) and self.number(f"SELECT COUNT(*) FROM `{shadow}`.trades") > 3,
                       "the fold has written some")
            self.stack.wait_restarted("mariadb", self.stack.kill("mariadb"), 60)
            code, report = replay.end()
        self.assertEqual(code, 1)
        self.assertRegex(report["failure"], "[Ll]ost connection|gone away|connect")
        self.reconnect()
        self.assertEqual(self.dump(), before)
        self.assertTrue(self.assert_equal_books()["resumed"])

    def reconnect(self):
        """After a restart of the database."""
        self.database.ping(reconnect=True)
        type(self).books = Books()
        self.addClassCleanup(self.books.close)

    def test_an_operators_pauses_of_all_partitions_stay(self):
        self.play()
        before = self.dump()
        self.addCleanup(self.sql, "DELETE FROM pauses")
        self.ctl("pause", "all", "--by", "ravi", "--reason", "a look")
        self.assert_good(self.swap())
        self.assertEqual(self.sql("SELECT DISTINCT by_whom,reason FROM pauses"), [("ravi", "a look")])
        self.assertEqual((self.pauses(), self.dump()), (self.stack.partitions, before))
        self.ctl("resume", "all", "--by", "ravi")
        self.assert_equal_books()


class LostDay(RestoreCase):
    def test_the_books_are_built_from_the_archive_and_the_day_goes_on(self):
        story, *others = self.play()
        self.publish(others[0], others[0].trade(price=Price("1.12345")))
        self.publish(others[1], others[1].trade(), numbered=False)
        self.wait_watermark(others[0], 7, self.day)
        eventually(lambda: len(self.books.trades(others[1].account)) == 6, "the one without a number is booked")
        unreadable = f"no event at all {story.name}".encode()
        self.publisher.publish_body(unreadable, f"trade.{story.partition:02d}")
        eventually(lambda: self.books.parked_body(unreadable), "what could not be read is parked")
        before = self.dump()
        path = self.archive_day()
        for table in (*BOOKS, "record_heads"):  # or the ledgers would begin to fetch it themselves
            self.sql(f"DELETE FROM {table} WHERE day=%s", self.day)
        self.sql("DELETE FROM parked WHERE day=0")
        self.assert_good(self.swap("--archive", path))
        self.assertEqual(self.dump(), before)
        self.assertEqual(len(self.books.parked_body(unreadable)), 1)
        self.assert_good(self.verify("--archive", path))
        self.publish(story, story.trade())
        self.wait_watermark(story, 7, self.day)
        self.assertEqual(self.bought(story.account), 6 * 75)

    def test_books_whose_heads_are_known_come_back_by_themselves(self):
        story, *_ = self.play()
        before = self.dump()
        for table in BOOKS:
            self.sql(f"DELETE FROM {table} WHERE day=%s", self.day)
        self.wait_watermark(story, 6, self.day, deadline_s=40)
        eventually(lambda: self.dump() == before, "all of the day is back", 40)
        self.assert_equal_books()


if __name__ == "__main__":
    main()
