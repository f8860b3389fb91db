#!/usr/bin/python3
"""A customer gets out through this site: commands, cancels, exits and their ends against the simulated exchange.

Needs the running stack of run.py with an exchange, and nobody else that trades there.
"""

import json
import os
import pathlib
import signal
import sys
import time

from main_site import PLACED, Instruments, MainSite
from running_site import Program, SiteCase, eventually, main
from backstop_local import metrics
from upstream_publisher import encoded, partition_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))

from books_database import BooksDatabase  # noqa: E402
from compare_venue import Venue, compare_until_equal  # noqa: E402

AGREE_DEADLINE_S = 30
EXPIRES_US = 60_000_000
SQUAREOFF = "consumers/squareoff/backstop-squareoff"


class ExitAll(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instruments = Instruments(cls.stack.paths)
        cls.main_site = MainSite(cls.stack)
        cls.addClassCleanup(cls.main_site.__exit__)
        cls.accounts = iter([row[0] for row in cls.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 20")])

    def setUp(self):
        super().setUp()
        self.account = next(self.accounts)
        self.share = self.instruments.first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)
        self.command_id = f"test-{time.time_ns()}"

    def ctl(self, *arguments):
        """(exit code, what it printed as JSON or None, what it complained about)"""
        result = self.stack.ctl(*arguments, "--json")
        told = json.loads(result.stdout) if result.stdout.strip() else None
        return result.returncode, told, result.stderr

    def epoch(self):
        return self.done("site", "show")["epoch"]

    def publish(self, epoch):
        """A command to exit all, past backstopctl, which would refuse it by itself. Returns the row that came of it."""
        self.send_command(epoch)
        return self.wait_ended()

    def send_command(self, epoch):
        now_us = time.time_ns() // 1000
        command = {"kind": "command", "id": self.command_id, "account": self.account, "day": self.stack.day, "action": "exit",
                   "origin": "customer", "who": "test", "cancel_first": True, "price_policy": "protected", "validity": "ioc",
                   "epoch": epoch, "issued_us": now_us, "expires_us": now_us + EXPIRES_US}
        key = f"squareoff.{partition_of(self.account, self.stack.partitions):02d}"
        self.publisher.publish_body(encoded(command), key, exchange="commands")

    def wait_ended(self):
        return eventually(lambda: self.stack.sql("SELECT state, reason FROM commands WHERE id = %s AND ended_us <> 0",
                                                 (self.command_id,)), "the command has its answer")[0]

    def buy(self, quantity, product="MIS"):
        self.main_site.fill(self.account, self.share, product, "buy", quantity)
        self.wait_net(quantity)

    def net(self):
        return self.stack.sql("SELECT COALESCE(SUM(open_quantity + buy_quantity - sell_quantity), 0) FROM positions"
                              " WHERE account = %s AND day = %s", (self.account, self.stack.day))[0][0]

    def test_what_must_not_be_exited_stays_with_its_reason(self):
        """From the dry run to the end: the row is excluded, no order is made, the position is as it was."""
        def restrict(restricted):
            self.stack.sql("UPDATE instruments SET trade_for_trade=%s WHERE exchange='NSE' AND segment='CM' AND token=%s",
                           (restricted, self.share["token"]))
        why = "token: trade-for-trade, every trade must be delivered"
        self.become("ACTIVE")
        self.buy(3)
        restrict(1)
        self.addCleanup(restrict, 0)
        code, told, error = self.ctl("exit-all", "--account", self.account, "--dry-run")
        self.assertEqual((code, [(row["quantity"], row["reason"]) for row in told["rows"]]), (1, [(0, why)]), error)
        code, told, error = self.ctl("exit-all", "--account", self.account, "--id", self.command_id)
        self.assertEqual((code, [(row["state"], row["reason"]) for row in told["rows"]], told["orders"]), (1, [("excluded", why)], []), error)
        self.assertEqual(self.net(), 3)

    def wait_net(self, quantity):
        eventually(lambda: self.net() == quantity, f"the books hold {quantity}")

    def assert_books_agree(self):
        database = BooksDatabase("127.0.0.1", self.stack.ports["database"], "backstop", "backstop",
                                 self.stack.secrets["BACKSTOP_DATABASE_PASSWORD"])
        result = compare_until_equal(Venue(self.stack.venue_url()), database, self.stack.day, AGREE_DEADLINE_S)
        self.assertTrue(result["equal"], result)

    def exit_all(self):
        return self.done("exit-all", "--account", self.account, "--id", self.command_id, "--wait-s", "30")

    def test_a_site_in_standby_sends_nothing(self):
        self.become("ACTIVE")
        self.become("STANDBY")
        self.buy(3)
        code, _, complaint = self.ctl("exit-all", "--account", self.account)
        self.assertEqual(code, 1)
        self.assertIn("STANDBY", complaint)
        state, reason = self.publish(self.epoch())
        self.assertEqual(state, "refused", reason)
        self.assertIn("not active", reason)
        self.assertEqual(self.net(), 3)

    def test_a_command_of_another_activation_is_refused(self):
        self.become("ACTIVE")
        self.buy(3)
        state, reason = self.publish(self.epoch() + 1)
        self.assertEqual(state, "refused", reason)
        self.assertIn("epoch", reason)
        self.assertEqual(self.net(), 3)

    def test_a_command_that_comes_twice_is_done_once_and_answered_the_same(self):
        self.become("ACTIVE")
        self.buy(5)
        first, second = self.exit_all(), self.exit_all()
        self.assertEqual(first["state"], "done")
        self.assertEqual(second, first)
        self.wait_net(0)
        self.assert_books_agree()

    def test_a_mixed_book_becomes_flat(self):
        self.become("ACTIVE")
        future = self.instruments.first("NSE", "FO", lambda row: row["option_type"] == "" and row["freeze_quantity"] > 0)
        option = self.instruments.first("BSE", "FO", lambda row: row["option_type"] == "CE" and row["last_price"] > 100_000)
        lots = future["freeze_quantity"] // future["lot"] + 1
        self.main_site.fill(self.account, self.share, "CNC", "buy", 7)
        self.main_site.fill(self.account, future, "NRML", "sell", lots * future["lot"])
        self.main_site.fill(self.account, option, "MIS", "buy", 2 * option["lot"])
        self.main_site.order(self.account, self.share, "CNC", "sell", 4, self.share["band_high"], until=PLACED)
        eventually(lambda: len(self.books.positions(self.account)) == 3 and self.working_orders() == 1, "the books hold it all")
        told = self.exit_all()
        self.assertEqual(told["state"], "done", told)
        self.assertEqual({row["state"] for row in told["rows"]}, {"done"}, told)
        slices = [one for one in told["orders"] if one["symbol"] == future["symbol"]]
        self.assertGreater(len(slices), 1)
        self.assertLessEqual(max(one["quantity"] for one in slices), future["freeze_quantity"])
        self.assertEqual(sum(one["filled"] for one in slices), lots * future["lot"])
        eventually(lambda: self.open_positions() == 0 and self.working_orders() == 0, "nothing is left")
        self.assert_books_agree()

    def test_a_command_left_from_an_earlier_day_ends_when_a_square_off_starts(self):
        part = partition_of(self.account, self.stack.partitions)
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,%s,%s,'exit','customer','test',1,1,2,'{}','exiting','',1,0)",
                       (self.command_id, self.account, part, self.stack.day - 1))
        with Program(self.stack, SQUAREOFF, self.config("squareoff")) as program:
            ended = eventually(lambda: self.stack.sql("SELECT state, reason FROM commands WHERE id=%s AND ended_us<>0",
                                                      (self.command_id,)), "it has ended")
            self.assertEqual(tuple(ended[0]), ("done", "day: over"))
            self.assertIsNone(program.process.poll(), program.output())

    def test_after_a_pause_nothing_is_sold_that_was_sold_behind_it(self):
        self.become("ACTIVE")
        self.buy(5)
        part = partition_of(self.account, self.stack.partitions)
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        self.done("pause", str(part), "--by", "test", "--reason", "a look")
        before = self.published()
        self.main_site.fill(self.account, self.share, "MIS", "sell", 5)
        eventually(lambda: self.published() >= before + 3, "order, trade and the order's end wait in the ledger's queue")
        frozen = [self.stack.kill(name, signal.SIGSTOP) for name in self.stack.ledgers]
        self.addCleanup(lambda: [os.kill(pid, signal.SIGCONT) for pid in frozen])
        [resumed] = self.done("resume", str(part), "--by", "test")["pauses"]
        self.assertEqual(resumed["state"], "catching_up")
        self.send_command(self.epoch())
        eventually(lambda: self.exit_row() == ("waiting", "the books are catching up"), "the exit waits")
        self.assertEqual(self.net(), 5)  # as the books have it
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
        self.assertEqual(self.wait_ended()[0], "done")
        self.assertEqual(self.exit_row(), ("done", "the position is flat"))
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM exits WHERE command_id=%s", (self.command_id,)), ((0,),))
        self.assertEqual((self.net(), self.stack.sql("SELECT part FROM pauses")), (0, ()))
        self.assert_books_agree()

    def published(self):
        """Events that the broker has confirmed to the feed."""
        return metrics.total(self.stack.metrics("feed"), "backstop_feed_events_confirmed_total")

    def exit_row(self):
        rows = self.stack.sql("SELECT state, reason FROM command_rows WHERE command_id=%s", (self.command_id,))
        return tuple(rows[0]) if rows else None

    def working_orders(self):
        return len([row for row in self.books.orders(self.account) if row["remaining"] > 0])

    def open_positions(self):
        return len([row for row in self.books.positions(self.account) if row["buy_quantity"] != row["sell_quantity"]])


if __name__ == "__main__":
    main()
