#!/usr/bin/python3
"""backstop-replay from outside: equal books, planted rows, kills, a journal without its beginning, two at once, a moment of
the day, a rehearsal."""

import subprocess
import threading
import time
import tomllib

import pika

from replay_site import REPLAY, ReplayCase
from running_site import eventually, main, services
from upstream_publisher import Price


class Verify(ReplayCase):
    def test_books_of_every_kind_of_event_are_equal(self):
        stories = self.play()
        story = stories[0]
        [new] = self.publish(story, story.trade())
        self.publish(story, story.trade(action="bust", ref=new["id"]), story.trade(action="bust", ref="NOSUCH"),
                     story.trade(price=Price("1.12345")))
        self.publish(self.story(1), self.story(1).trade(), numbered=False)
        self.wait_watermark(story, 10, self.day)
        report = self.assert_equal_books()
        self.assertEqual(report["tables"], ["orders", "trades", "positions", "watermarks", "inbox", "parked", "orders_without_number", "backdated"])
        self.assertEqual((report["refused"], report["events"]), (2, 29))
        self.assertEqual(self.databases(f"%shadow\\_{self.day}%"), [])

    def test_a_corrupted_a_missing_and_a_doubled_row_are_each_named(self):
        one, two, three, _ = self.play()
        self.sql("UPDATE orders SET filled=filled+1 WHERE account=%s AND day=%s", one.account, self.day)
        self.sql("DELETE FROM trades WHERE account=%s AND day=%s LIMIT 1", two.account, self.day)
        self.sql("INSERT INTO trades SELECT account,day,exchange,segment,'DOUBLE',trade_no,exchange_order_id,client_order_id,token,"
                 "product,side,quantity,price,action,ref,state,settled_by,exchange_time_us FROM trades WHERE account=%s AND day=%s "
                 "LIMIT 1", three.account, self.day)
        self.sql("UPDATE positions SET buy_value=buy_value+1 WHERE account=%s AND day=%s", three.account, self.day)
        code, report = self.verify()
        self.assertEqual(code, 1)
        self.assertEqual(self.named(report), [("orders", "altered", "filled"), ("positions", "altered", "buy_value"),
                                              ("trades", "extra", ""), ("trades", "missing", "")])
        by_kind = {(one["table"], one["kind"]): one for one in report["differences"]}
        self.assertIn(f"{one.account},{self.day},NSE,FO", by_kind["orders", "altered"]["key"])
        self.assertEqual((by_kind["orders", "altered"]["live"], by_kind["orders", "altered"]["replayed"]), ("76", "75"))
        self.assertTrue(by_kind["trades", "missing"]["key"].startswith(two.account))
        self.assertTrue(by_kind["trades", "extra"]["key"].endswith(",DOUBLE"))
        # Cut down, only what is asked for is compared.
        self.assertEqual(self.verify("--account", one.account)[1]["verify_differences"], 1)
        self.assertEqual(self.verify("--partition", two.partition)[1]["verify_differences"], 1)
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "planted rows")
        self.assertEqual((code, report["failure"]), (0, ""))
        self.assert_equal_books()

    def test_an_event_without_a_number_that_was_not_booked_is_a_difference(self):
        self.play(trades=1)
        story = self.story()
        [event] = self.publish(story, story.trade(), numbered=False)
        eventually(lambda: self.books.trades(story.account), "it is booked")
        self.sql("DELETE FROM inbox WHERE source=%s", story.source)
        self.sql("DELETE FROM trades WHERE account=%s", story.account)
        self.sql("DELETE FROM positions WHERE account=%s", story.account)
        with self.start("verify", config=self.configuration(settle_ms=500)) as replay:
            code, report = replay.end()
        self.assertEqual((code, self.named(report)), (1, [("inbox", "missing", "")]))
        self.assertEqual(report["differences"][0]["key"], f"{story.source},{event['id']}")

    def test_a_journal_that_begins_in_the_middle_of_the_day_is_not_taken_for_whole(self):
        story = self.story()
        self.sql("INSERT INTO watermarks VALUES (%s,%s,%s,4,'test',1)", story.source, self.day, story.partition)
        placed = [self.publisher.place(story.trade(day=self.day)) for _ in range(6)]
        for event in placed[4:]:
            self.publisher.publish(event)
        self.wait_watermark(story, 6, self.day)
        code, report = self.verify()
        self.assertEqual((code, report["compared"]), (1, False))
        [gap] = report["gaps"]
        self.assertEqual((gap["source"], gap["first_missing"], gap["last_missing"]), (story.source, 1, 4))
        self.assertIn("begins in the middle", gap["reason"])
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "must be refused")
        self.assertEqual(code, 1)
        self.assertIn("whole day", report["failure"])
        self.assertEqual((self.bought(story.account), self.pauses()), (2 * 75, 0))

    def test_a_number_that_was_accepted_as_missing_is_passed_over_and_comes_too_late(self):
        story = self.story()
        first, late, last = [self.publisher.place(story.trade(day=self.day)) for _ in range(3)]
        self.publisher.publish(first)
        self.publisher.publish(last)
        self.wait_watermark(story, 1, self.day)
        self.sql("INSERT INTO accepted_gaps VALUES (%s,%s,%s,2,2,'test','lost at the source',1)", story.source, self.day,
                 story.partition)
        self.wait_watermark(story, 3, self.day, deadline_s=30)
        self.assert_equal_books()
        self.publisher.publish(late)
        self.assert_equal_books()
        self.assertEqual(self.bought(story.account), 2 * 75)

    def test_a_day_or_an_account_that_nobody_knows_is_not_equal(self):
        code, report = self.verify()
        self.assertEqual(code, 1)
        self.assertIn("neither", report["failure"])
        # A row of the day is enough to be known, and the record has not got it.
        self.sql("INSERT INTO positions VALUES ('CARRIED',%s,'NSE','FO',1,'NRML',75,1,0,0,0,0)", self.day)
        self.assert_equal_books()
        self.sql("UPDATE positions SET buy_quantity=1 WHERE day=%s", self.day)
        code, report = self.verify()
        self.assertEqual((code, report["failure"], self.named(report)), (1, "", [("positions", "extra", "")]))
        self.sql("DELETE FROM positions WHERE day=%s", self.day)
        story, *_ = self.play()
        self.assert_equal_books("--account", story.account)
        code, report = self.verify("--account", "NOSUCH1")
        self.assertEqual(code, 1)
        self.assertIn("account NOSUCH1: neither", report["failure"])
        self.assertEqual(self.databases(f"%shadow\\_{self.day}%"), [])

    def test_an_account_at_a_moment(self):
        story, *_ = self.play(trades=5)
        code, report = self.stack.replay("shadow", self.day, "--account", story.account, "--as-of", "09:15:02")
        self.assertEqual((code, [row["buy_quantity"] for row in report["positions"]], len(report["trades"])), (0, ["225"], 3))
        code, report = self.stack.replay("shadow", self.day, "--account", story.account, "--as-of", "09:14:59")
        self.assertEqual((code, report["positions"], report["trades"]), (0, [], []))
        code, report = self.stack.replay("shadow", self.day, "--account", "NOSUCH1", "--as-of", "09:15:02")
        self.assertEqual((code, report["failure"]), (1, "account: no account NOSUCH1 is known here"))
        self.assertEqual(self.databases(f"%shadow\\_{self.day}%"), [])


class Cut(ReplayCase):
    def test_by_time_number_source_and_partition(self):
        stories = self.play(trades=5)
        story = stories[1]
        for arguments, wanted in ((["--source", story.source], 6), (["--source", story.source, "--from-seq", 2, "--to-seq", 3], 2),
                                  (["--partition", story.partition], 6), (["--account", story.account], 6), ([], 24)):
            with self.subTest(arguments=arguments):
                code, report = self.stack.replay("shadow", self.day, "--fresh", *arguments)
                self.assertEqual((code, report["applied"]), (0, wanted))
                self.sql(f"DROP DATABASE `{report['shadow']}`")

    def test_dry_run_writes_nothing(self):
        self.play(trades=2)
        code, report = self.verify("--dry-run")
        self.assertEqual((code, report["events"]), (0, 12))
        self.assertEqual(self.databases(f"%shadow\\_{self.day}%"), [])


class Killed(ReplayCase):
    def test_a_fold_goes_on_where_it_was_killed(self):
        self.play(trades=40)
        small = self.configuration(batch_events_max=5)
        shadow = f"backstop_shadow_{self.day}"
        with self.start("verify", "--pace", 10, config=small) as replay:
            # The tables come one after the other behind the database.
            eventually(lambda: self.number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%s AND table_name='trades'",
                                           shadow) and self.number(f"SELECT COUNT(*) FROM `{shadow}`.trades") > 3,
                       "the fold has written some")
            replay.kill()
        report = self.assert_equal_books()
        self.assertTrue(report["resumed"])
        self.assertLess(report["applied"], 4 * 41)
        self.assertGreater(report["duplicates"], 0)

    def test_two_at_once(self):
        self.play(trades=40)
        with self.start("shadow", "--pace", 1):
            eventually(lambda: self.number("SELECT IS_USED_LOCK('backstop.replay')"), "the first has the lock")
            code, report = self.verify()
            self.assertEqual(code, 1)
            self.assertIn("another replay", report["failure"])

    def test_stopped_by_a_signal(self):
        self.play(trades=40)
        with self.start("shadow", "--pace", 1) as replay:
            eventually(lambda: self.databases(f"backstop_shadow_{self.day}"), "it has begun")
            replay.process.terminate()
            code, report = replay.end()
        self.assertEqual((code, report["stopped"]), (3, True))


class Swap(ReplayCase):
    def swap(self):
        return self.stack.replay("swap", self.day, "--by", "test", "--reason", "a test")

    def keep_publishing(self, story, stop, sent):
        while not stop.is_set():
            self.publish(story, story.trade())
            sent.append(1)

    def test_a_swap_during_live_flow_loses_and_doubles_nothing(self):
        stories = self.play()
        self.sql("UPDATE orders SET filled=0 WHERE day=%s", self.day)
        story, stop, sent = stories[0], threading.Event(), []
        flow = threading.Thread(target=self.keep_publishing, args=(story, stop, sent))
        flow.start()
        try:
            for _ in range(2):
                code, report = self.swap()
                self.assertEqual((code, report["failure"]), (0, ""))
                self.assertIn(report["old_books"], self.databases("backstop\\_old\\_%"))
        finally:
            stop.set()
            flow.join(20)
        self.wait_watermark(story, 6 + len(sent), self.day)
        self.assertEqual(self.bought(story.account), (5 + len(sent)) * 75)
        self.assertEqual(self.pauses(), 0)
        eventually(lambda: self.number("SELECT COUNT(*) FROM pauses") == 0, "the ledgers have caught up")
        self.assertIn("a test", self.sql("SELECT detail FROM audit WHERE action='replay swap' ORDER BY id DESC LIMIT 1")[0][0])
        self.assert_equal_books()

    def test_a_swap_takes_two_persons(self):
        self.play()
        config, tokens = self.config("replay", operators={"two_persons": True}), {}
        self.sql("DELETE FROM operators")
        for name, adder in (("ravi", None), ("asha", "ravi")):
            tokens[name] = self.folder / f"{name}.token"
            shown = ("--token-file", str(tokens[adder])) if adder else ()
            tokens[name].write_text(self.done("operator", "add", name, *shown)["token"], encoding="ascii")
        def swap(name, *words):
            with self.start("swap", "--by", name, "--reason", "a test", *words, config=config) as replay:
                return replay.end()
        for name, words in (("ravi", ("--token-file", str(tokens["ravi"]))), ("RAVI", ()), ("asha", ())):
            code, report = swap(name, *words)
            self.assertEqual((code, report["old_books"]), (1, ""))
            self.assertIn("another person", report["failure"])
        code, report = swap("asha", "--token-file", str(tokens["asha"]))
        self.assertEqual((code, report["failure"]), (0, ""))
        self.assertEqual(self.sql("SELECT state, asked_by, decided_by FROM approvals WHERE action='replay swap' ORDER BY id DESC LIMIT 1"),
                         [("done", "ravi", "asha")])
        self.assert_equal_books()

    def test_a_partition_that_is_catching_up_is_paused_anew(self):
        story, *_ = self.play()
        hole = self.story(story.partition)
        missing, held = [self.publisher.place(hole.trade()) for _ in range(2)]
        self.publisher.publish(held)
        for words in (("pause", "--reason", "a look"), ("resume",)):
            self.assertEqual(self.stack.ctl(words[0], str(story.partition), "--by", "ravi", *words[1:]).returncode, 0)
        rows = "SELECT by_whom,resumed_us<>0 FROM pauses"
        self.assertEqual(self.sql(rows), [("ravi", 1)])
        code, report = self.swap()
        self.assertEqual((code, report["failure"]), (0, ""))
        eventually(lambda: self.number("SELECT COUNT(*) FROM pauses") == 1, "the other partitions have caught up")
        self.assertEqual(self.sql(rows), [("test", 1)])
        self.publisher.publish(missing)
        eventually(lambda: self.number("SELECT COUNT(*) FROM pauses") == 0, "so has this one")
        self.assert_equal_books()

    def test_stopped_by_a_signal_it_has_changed_nothing(self):
        self.play(trades=40)
        before = self.databases("backstop_old_%")
        with self.start("swap", "--pace", 1, "--by", "test", "--reason", "a test") as replay:
            eventually(lambda: self.databases(f"backstop_shadow_{self.day}"), "it has begun")
            replay.process.terminate()
            code, report = replay.end()
        self.assertEqual((code, report["stopped"]), (3, True))
        self.assertEqual(self.stack.sql("SELECT part FROM pauses"), ())
        self.assertEqual(self.databases("backstop_old_%"), before)

    def test_rows_of_other_days_and_what_the_day_began_with_stay(self):
        story, *_ = self.play()
        self.sql("UPDATE positions SET open_quantity=7,open_value=70 WHERE day=%s AND account=%s", self.day, story.account)
        before = [self.number(f"SELECT COUNT(*) FROM {table} WHERE day<>%s", self.day) for table in
                  ("orders", "trades", "positions", "parked", "inbox", "watermarks")]
        self.assertEqual(self.swap()[0], 0)
        after = [self.number(f"SELECT COUNT(*) FROM {table} WHERE day<>%s", self.day) for table in
                 ("orders", "trades", "positions", "parked", "inbox", "watermarks")]
        self.assertEqual(before, after)
        self.assertEqual(self.sql("SELECT open_quantity,open_value FROM positions WHERE day=%s AND account=%s", self.day,
                                  story.account), [(7, 70)])

    def test_killed_while_the_ledgers_pause_or_the_tables_change(self):
        self.play()
        for fact in (self.pauses, lambda: self.number(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_name='swapping' AND table_schema=%s",
                f"backstop_shadow_{self.day}")):
            with self.start("swap", "--by", "test", "--reason", "killed") as replay:
                eventually(lambda: fact() or replay.process.poll() is not None, "it has come that far")
                replay.kill()
            code, report = self.swap()
            self.assertEqual((code, report["failure"]), (0, ""))
            self.assertEqual(self.pauses(), 0)
            self.assert_equal_books()

    def test_what_a_ledger_wrote_that_had_not_paused_is_fetched(self):
        """Killed behind the exchange, with old books that are further than the new ones."""
        story, *_ = self.play()
        shadow, old = f"backstop_shadow_{self.day}", f"backstop_old_{self.day}"
        self.sql(f"CREATE DATABASE `{shadow}`")
        self.sql(f"CREATE TABLE `{shadow}`.replay AS SELECT '{self.day}' AS purpose")
        self.sql(f"CREATE TABLE `{shadow}`.swapping AS SELECT 1 AS one, '{old}' AS old")
        self.sql(f"CREATE DATABASE `{old}`")
        for table in ("orders", "trades", "positions", "watermarks", "inbox", "parked"):
            self.sql(f"CREATE TABLE `{old}`.{table} AS SELECT * FROM {table} WHERE day={self.day}")
            self.sql(f"DELETE FROM {table} WHERE day={self.day}")
        code, report = self.verify()
        self.assertEqual(code, 1)
        self.assertIn("swap was cut off", report["failure"])
        code, report = self.swap()
        self.assertEqual((code, report["failure"], report["old_books"]), (0, "", old))
        self.assertEqual(self.bought(story.account), 5 * 75)
        self.assert_equal_books()

    def test_without_a_ledger_that_pauses_nothing_is_changed(self):
        self.play()
        for ledger in self.stack.ledgers:
            self.stack.supervisor.stop(ledger)
        try:
            eventually(lambda: not any(self.stack.pid(ledger) for ledger in self.stack.ledgers), "no ledger runs")
            with self.start("swap", "--by", "test", "--reason", "nobody there", config=self.configuration(drain_ms=500)) as replay:
                code, report = replay.end()
            self.assertEqual(code, 1)
            self.assertIn("paused in time", report["failure"])
            self.assertEqual(self.pauses(), 0)
        finally:
            for ledger in self.stack.ledgers:
                self.stack.supervisor.start(ledger)
        self.assert_equal_books()


class Rehearse(ReplayCase):
    def test_the_events_arrive_on_another_vhost_as_they_were(self):
        self.play(trades=3)
        self.stack.rabbitmqctl("add_vhost", "drill")
        self.addCleanup(self.stack.rabbitmqctl, "delete_vhost", "drill")
        self.stack.rabbitmqctl("set_permissions", "-p", "drill", "backstop", ".*", ".*", ".*")
        connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url("drill")))
        self.addCleanup(connection.close)
        channel = connection.channel()
        channel.exchange_declare("events", "topic", durable=True)
        channel.queue_declare("all")
        channel.queue_bind("all", "events", "#")
        code, report = self.stack.replay("rehearse", self.day, "--to-vhost", "drill")
        self.assertEqual((code, report["events"]), (0, 16))
        keys = [method.routing_key for method, _, _ in (channel.basic_get("all", auto_ack=True) for _ in range(16))]
        self.assertEqual(len([key for key in keys if key.startswith("trade.")]), 12)
        self.assertIsNone(channel.basic_get("all")[0])

    def test_never_onto_the_live_one(self):
        with self.start("rehearse", "--to-vhost", "backstop") as replay:
            self.assertEqual(replay.process.wait(20), 2)


class WrongUse(ReplayCase):
    def test_is_refused_with_2(self):
        for arguments in (["verify", "--pace", "0"], ["verify", "--partition", "9"], ["swap", "--by", "x"],
                          ["shadow", "--as-of", "10:00"], ["shadow", "--from-time", "25:00"],
                          ["swap", "--by", "x", "--reason", "y", "--partition", "1"]):
            with self.subTest(arguments=arguments), self.start(*arguments) as replay:
                self.assertEqual(replay.process.wait(20), 2)

    def test_names_what_is_wrong_before_the_site_is_asked(self):
        """With a configuration whose database is not there: nobody can have been asked."""
        tables = tomllib.loads((self.stack.paths.etc / "replay.toml").read_text(encoding="utf-8"))
        tables["database"] |= {"port": 1}
        config = self.folder / "replay.toml"
        config.write_text(services.toml(tables), encoding="utf-8")
        day_after_tomorrow = time.strftime("%Y%m%d", time.gmtime(time.time() + 2 * 86400))
        for words, told in ((("verify", "--account", "Ä1"), "--account: has a character that is not allowed, it may have A-Z 0-9: 'Ä1'"),
                            (("verify", "--acount", "A1"), "verify has no option --acount; did you mean --account?"),
                            (("verfy",), "no command verfy; did you mean verify?"), (("verify", "--day", "7"), "--day: must be a date"),
                            (("verify", "--pace", "0"), "--pace: "), (("shadow", "--from-time", "25:00"), "--from-time: not a time"),
                            (("verify", "--partition", "9"), "--partition: must be 0 to 3, not 9"), (("shadow", "--as-of", "10:00"), "--as-of: needs --account"),
                            (("shadow", "--day", day_after_tomorrow, "--account", "A1", "--as-of", "09:20"), "--as-of: 09:20 is still to come: at the exchanges it is"),
                            (("shadow", "--day", day_after_tomorrow, "--from-time", "09:20"), "--from-time: 09:20 is still to come")):
            done = subprocess.run([str(self.stack.binary(REPLAY)), *words, "--config", str(config)], env=self.stack.environment(), capture_output=True,
                                  text=True, timeout=20, check=False)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertIn(told, done.stderr)


if __name__ == "__main__":
    main()
