#!/usr/bin/python3
"""What a dry run of an exit lists is what the real one does: the same rows, and the same orders left alone.

Needs the running stack of run.py with an exchange, and nobody else that trades there.
"""

import itertools
import json
import os
import time

from main_site import PLACED, Instruments, MainSite
from running_site import SiteCase, eventually, main
from upstream_publisher import partition_of

SKIPPED_ACCOUNTS = 25  # those before are other tests'


class DryRun(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main_site = MainSite(cls.stack, reset=True)
        cls.addClassCleanup(cls.main_site.__exit__)
        cls.accounts = iter([row[0] for row in cls.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 20 OFFSET %s",
                                                             (SKIPPED_ACCOUNTS,))])
        instruments = Instruments(cls.stack.paths)
        taken = []
        for _ in range(3):
            taken.append(instruments.first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000 and row not in taken))
        cls.held, cls.sold, cls.unheld = taken

    def setUp(self):
        super().setUp()
        self.account = next(self.accounts)
        self.ids = (f"dry-{os.getpid()}-{time.time_ns()}-{count}" for count in itertools.count(1))
        self.become("ACTIVE")

    def ctl(self, *words):
        """(exit code, what it printed as JSON)"""
        done = self.stack.ctl(*map(str, words), "--json")
        self.assertTrue(done.stdout, done.stderr)
        return done.returncode, json.loads(done.stdout)

    def fill(self, instrument, product, side, quantity):
        before = self.net()
        self.main_site.fill(self.account, instrument, product, side, quantity)
        eventually(lambda: abs(self.net() - before) == quantity, "the books have the fill")

    def pend(self, instrument, product, side):
        """An order far from the market -> the exchange's number of it, once the books have it."""
        before = self.pending()
        self.main_site.order(self.account, instrument, product, side, 2, instrument["band_high" if side == "sell" else "band_low"], until=PLACED)
        [number] = eventually(lambda: self.pending() - before, "the books have the order")
        return number

    def net(self):
        return sum(row["net"] for row in self.ctl("positions", "--account", self.account)[1]["positions"])

    def pending(self):
        return {order["exchange_order_id"] for order in self.ctl("orders", "--account", self.account)[1]["orders"]}

    @staticmethod
    def listed(told):
        """What both say of a row."""
        return [(row["action"], row["symbol"], row["product"], row["side"], row["exchange_order_id"]) for row in told["rows"]]

    def rehearsed_and_done(self, *words):
        """(the dry run, the real one, ended) of exit-all; both must list the same."""
        code, shown = self.ctl("exit-all", "--account", self.account, *words, "--dry-run")
        self.assertEqual(shown["refusal"], "")
        ended, told = self.ctl("exit-all", "--account", self.account, *words, "--id", next(self.ids), "--wait-s", 30)
        self.assertEqual(told["state"], "done", told)
        self.assertEqual(code, ended)
        self.assertEqual(self.listed(shown), self.listed(told))
        return shown, told

    def cancelled(self, told):
        return {row["exchange_order_id"] for row in told["rows"] if row["action"] == "cancel"}

    def test_orders_with_a_position_without_one_and_on_an_excluded_one(self):
        self.fill(self.held, "MIS", "buy", 5)
        self.fill(self.sold, "CNC", "sell", 3)
        on_held, other_side, without = (self.pend(self.held, "MIS", "sell"), self.pend(self.held, "MIS", "buy"),
                                        self.pend(self.unheld, "MIS", "buy"))
        stays = self.pend(self.sold, "CNC", "buy")
        shown, told = self.rehearsed_and_done()
        self.assertEqual(self.cancelled(told), {on_held, other_side, without})
        eventually(lambda: self.pending() == {stays}, "the order on the excluded position is what is left")
        rehearsed = {(row["symbol"], row["quantity"], row["reason"]) for row in shown["rows"] if row["action"] == "exit"}
        why = "product: sold from holdings, an exit would buy it back"
        self.assertEqual(rehearsed, {(self.held["symbol"], 5, ""), (self.sold["symbol"], 0, why)})
        done = {(row["symbol"], row["done"], row["reason"]) for row in told["rows"] if row["action"] == "exit"}
        self.assertEqual(done, rehearsed)

    def test_pending_orders_alone_are_cancelled(self):
        without = self.pend(self.unheld, "MIS", "buy")
        shown, told = self.rehearsed_and_done()
        self.assertEqual(self.cancelled(shown), {without})
        self.assertEqual((shown["nothing_to_do"], told["reason"]), ("positions: none is open",) * 2)
        eventually(lambda: self.pending() == set(), "it is cancelled")

    def test_filters_and_orders_that_are_to_stay(self):
        self.fill(self.held, "MIS", "buy", 5)
        stays = self.pend(self.unheld, "MIS", "buy")
        stands = self.pend(self.held, "MIS", "sell")
        for words, cancelled in ((("--side", "sell"), set()), (("--percent", 20, "--no-cancel-first"), set()), (("--side", "buy"), {stands})):
            shown, _ = self.rehearsed_and_done(*words)
            self.assertEqual(self.cancelled(shown), cancelled, words)
        eventually(lambda: (self.pending(), self.net()) == ({stays}, 0), "what was meant is gone")

    def test_what_is_refused_is_refused_in_both_with_the_same_words(self):
        self.fill(self.sold, "CNC", "sell", 3)
        words = ("exit", "--account", self.account, "--exchange", "NSE", "--segment", "CM", "--token", self.sold["token"])
        code, shown = self.ctl(*words, "--dry-run")
        self.assertEqual((code, shown["rows"]), (1, []))
        code, told = self.ctl(*words, "--id", next(self.ids), "--wait-s", 30)
        self.assertEqual((code, told["state"], told["reason"]), (1, "refused", shown["refusal"]))

    def test_a_cancel_of_an_order_that_is_not_there(self):
        pending = self.pend(self.unheld, "MIS", "buy")
        words = ("cancel", "--account", self.account, "--order", "12345", pending)
        _, shown = self.ctl(*words, "--dry-run")
        _, told = self.ctl(*words, "--id", next(self.ids), "--wait-s", 30)
        self.assertEqual([(row["exchange_order_id"], row["reason"]) for row in shown["rows"]],
                         [(row["exchange_order_id"], row["reason"]) for row in told["rows"]])

    def pause(self):
        partition = partition_of(self.account, self.stack.partitions)
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        self.done("pause", str(partition), "--by", "test", "--reason", "a look")
        return partition

    def test_in_paused_books_both_say_why_the_exit_waits(self):
        for with_order in (False, True):
            self.fill(self.held, "MIS", "buy", 5)
            cancelled = {self.pend(self.held, "MIS", "sell")} if with_order else set()
            partition = self.pause()
            code, shown = self.ctl("exit-all", "--account", self.account, "--dry-run")
            self.assertEqual((code, shown["waits"]), (0, "the books are paused"))
            self.assertIn("waits: the books are paused\n", self.stack.ctl("exit-all", "--account", self.account, "--dry-run").stdout)
            name = next(self.ids)
            _, told = self.ctl("exit-all", "--account", self.account, "--id", name, "--wait-s", 3)
            self.assertEqual((self.listed(told), self.cancelled(told)), (self.listed(shown), cancelled))
            states = [(row["action"], row["state"], row["reason"]) for row in told["rows"]]
            self.assertEqual(states, [("cancel", "working", "")] * with_order + [("exit", "waiting", shown["waits"])])
            self.done("resume", str(partition), "--by", "test", "--wait", "30")
            ended = eventually(lambda one=name: (row := self.done("commands", "show", one))["ended_us"] and row, "it goes on by itself", 30)
            self.assertEqual({(row["state"], row["reason"]) for row in ended["rows"]}, {("done", "")})
            eventually(lambda: self.net() == 0, "the account is flat")
            self.assertEqual(self.ctl("exit-all", "--account", self.account, "--dry-run")[1]["waits"], "")

    def in_doubt(self, heard):
        """An order of ours to sell 5, in doubt for 90 s; returns its id."""
        name, since_us = f"BXD{time.time_ns()}", time.time_ns() // 1000 - 90_000_000
        self.stack.sql("INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,action,session,epoch,exchange,segment,"
                       "token,symbol,product,side,type,validity,quantity,price,target_client_order_id,target_exchange_order_id,state,heard,planned_us,"
                       "expires_us,sent_us,doubt_us) VALUES (%s,%s,%s,'doubt',1,1,1,'exit','nse-1',1,'NSE','CM',%s,'X','MIS','sell','limit','ioc',5,1,"
                       "'','','doubt',%s,%s,%s,%s,%s)",
                       (name, self.account, self.stack.day, self.held["token"], heard, since_us, since_us, since_us, since_us))
        return name

    def test_what_two_persons_say_is_dead_is_free_for_exits(self):
        self.fill(self.held, "MIS", "buy", 5)

        def exitable():
            return self.ctl("exit-all", "--account", self.account, "--dry-run")[1]["rows"][-1]["quantity"]

        def resolve(name, *words):
            return self.ctl("in-doubt", "resolve", name, "--reason", "the exchange's desk", *words)[0]
        told_two = self.in_doubt(heard=2)
        self.assertEqual(exitable(), 0)
        self.assertEqual(resolve(told_two, "--dead"), 1)  # the exchange has told 2 filled
        self.assertEqual(exitable(), 0)
        self.assertEqual(resolve(told_two, "--filled", 2), 0)
        self.assertEqual(exitable(), 3)
        self.assertEqual(resolve(told_two, "--dead"), 1)
        self.stack.sql("DELETE FROM exits WHERE client_order_id=%s", (told_two,))
        name = self.in_doubt(heard=0)
        self.assertEqual(exitable(), 0)
        self.assertEqual(resolve(name, "--dead"), 0)
        self.assertEqual(exitable(), 5)
        code, told = self.ctl("exit-all", "--account", self.account, "--id", next(self.ids), "--wait-s", 30)
        self.assertEqual((code, told["outcome"]), (0, "done"), told)
        eventually(lambda: self.net() == 0, "the account is flat")
        eventually(lambda: self.stack.sql("SELECT state, ended_us>0 FROM exits WHERE client_order_id=%s", (name,)) == (("cancelled", 1),),
                   "the square-off has taken the end in")


if __name__ == "__main__":
    main()
