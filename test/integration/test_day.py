#!/usr/bin/python3
"""The trading day is the one that was opened: no event moves it, and without it every program says so and waits.

Needs the running stack of run.py with its exchange and all companions, and nobody else that trades there.
"""

import datetime
import itertools
import json
import os
import time

from main_site import Instruments, MainSite
from running_site import SiteCase, eventually, main
from backstop_local import metrics
from backstop_local.access import fetch
from upstream_publisher import Price

NO_DAY = "day: no trading day is open; open it with: backstopctl day open"
READY_S = 15
OTHER_DAYS = (20991231, 20000103)  # besides tomorrow, the first of December, and the same day of last year
COUNTER = itertools.count(os.getpid() * 1000)


class DayCase(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instruments = Instruments(cls.stack.paths)
        cls.accounts = iter([row[0] for row in cls.stack.sql("SELECT account FROM customers ORDER BY account DESC LIMIT 20")])

    def setUp(self):
        super().setUp()
        self.day = self.stack.day
        self.account = next(self.accounts)

    def ctl(self, *arguments):
        """(exit code, what it printed, what it complained about)"""
        result = self.stack.ctl(*arguments)
        return result.returncode, result.stdout, result.stderr

    def good(self, *arguments):
        code, output, complaint = self.ctl(*arguments, "--json")
        self.assertEqual(code, 0, output + complaint)
        return json.loads(output)

    def bad(self, told, *arguments, code=1):
        ended, output, complaint = self.ctl(*arguments)
        self.assertEqual(ended, code, output + complaint)
        self.assertIn(told, complaint)

    def audit(self, who):
        return self.stack.sql("SELECT action, detail FROM audit WHERE who=%s ORDER BY id", (who,))

    def not_ready(self, program):
        status, text = fetch(f"http://127.0.0.1:{self.stack.ports[program]}/readyz")
        return status == 503 and NO_DAY in text.decode()

    def close_day(self):
        """As on a morning before the first opening; it is opened again at the end of the test."""
        self.addCleanup(self.stack.open_day, self.day, "test over")
        self.stack.sql("DELETE FROM trading_day")


class Opening(DayCase):
    def test_it_is_opened_once_shown_and_never_backwards_by_mistake(self):
        who = f"asha-{next(COUNTER)}"
        shown = self.good("day", "show")
        self.assertEqual(shown["day"], self.day)
        again = self.good("day", "open", "--day", str(self.day), "--reason", "again", "--by", who)
        self.assertEqual((again, self.audit(who)), (shown, ()))
        self.bad(f"day: {self.day - 10000} is before the open day {self.day}", "day", "open", "--day", str(self.day - 10000),
                 "--reason", "typing mistake", "--by", who)
        self.bad("day: must be a date", "day", "open", "--day", "20260230", "--reason", "typing mistake", "--by", who, code=2)
        self.bad(f"day: {self.day + 10000} is later than today at the exchanges", "day", "open", "--day", str(self.day + 10000),
                 "--reason", "typing mistake", "--by", who)
        code, _, complaint = self.ctl("day", "open", "--day", str(self.day))
        self.assertEqual((code, "--reason is required" in complaint), (2, True), complaint)
        rehearsed = self.good("day", "open", "--day", str(self.day + 10000), "--ahead", "--while-active", "--reason", "drill", "--by", who, "--dry-run")
        self.assertEqual(rehearsed["day"], self.day + 10000)
        self.assertEqual((self.good("day", "show"), self.audit(who)), (shown, ()))

    def test_a_day_ahead_is_not_opened_while_the_site_is_active(self):
        """Orders that pend today are not among its books: exits would not see them."""
        self.become("ACTIVE")
        words = ("day", "open", "--day", str(self.day + 10000), "--ahead", "--reason", "typing mistake")
        for more in ((), ("--dry-run",)):
            self.bad("day: the site is ACTIVE, and orders that pend today", *words, *more)
        self.assertEqual(self.good("day", "show")["day"], self.day)

    def test_a_close_is_rehearsed(self):
        """What would end, and why; nothing is changed, and it ends as the real one would."""
        shown, name = self.good("day", "show"), f"close-{next(COUNTER)}"
        self.addCleanup(eventually, lambda: self.stack.ready("squareoff"), "the square-off is back", 60)
        self.addCleanup(self.stack.supervisor.start, "squareoff")
        self.stack.supervisor.stop("squareoff")  # it would end the command
        for table, key in (("commands", "id"), ("exits", "command_id")):
            self.addCleanup(self.stack.sql, f"DELETE FROM {table} WHERE {key}=%s", (name,))
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}','exiting','',1,0)",
                       (name, self.account, self.day))
        for number, state in enumerate(("planned", "planned", "sent")):
            self.stack.sql("INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,action,session,epoch,exchange,"
                           "segment,token,symbol,product,side,type,validity,quantity,price,target_client_order_id,target_exchange_order_id,state,"
                           "filled,planned_us,expires_us) VALUES (%s,%s,%s,%s,1,1,1,'exit','no-gateway',1,'NSE','FO',1,'X','NRML','sell','limit',"
                           "'ioc',150,1003500,'','',%s,0,1,2)", (f"BX{number}{name}", self.account, self.day, name, state))
        # Later ones, of another day, and more of them than are listed.
        self.addCleanup(self.stack.sql, "DELETE FROM commands WHERE who=%s", (name,))
        before = self.good("day", "close", "--reason", "test", "--by", name, "--dry-run")
        self.stack.sql("INSERT INTO commands VALUES " + ",".join(
            f"('{name}-{number}','{self.account}',0,{self.day - 1},'exit','system','{name}',1,1,2,'{{}}','exiting','',9,0)"
            for number in range(10_001)))
        told = self.good("day", "close", "--reason", "test", "--by", name, "--dry-run")
        self.assertEqual(told["ends"], before["ends"])
        self.assertEqual(told["ends_commands"], len(told["ends"]))
        self.assertEqual((told["ends_unsent"], told["ends_out"]),
                         tuple(sum(one[which] for one in told["ends"]) for which in ("unsent", "out")))
        self.assertTrue(told["dry_run"])
        self.assertLessEqual(told["ends_us"], time.time() * 1e6 + 1e6)
        self.assertEqual([one for one in told["ends"] if one["id"] == name],
                         [{"id": name, "account": self.account, "action": "exit", "unsent": 2, "out": 1, "reason": "day: over"}])
        self.assertEqual(told["carried"]["from_day"], self.day)
        code, text, _ = self.ctl("day", "close", "--reason", "test", "--by", name, "--dry-run")
        self.assertEqual((code, f"{name}  {self.account}" in text), (0, True), text)
        self.assertEqual((self.good("day", "show"), self.audit(name)), (shown, ()))
        self.addCleanup(self.stack.sql, "UPDATE trading_day SET ends_us=%s", (shown["ends_us"],))
        self.stack.sql("UPDATE trading_day SET ends_us=opened_us+1")
        self.bad(f"day: {self.day} is over since", "day", "close", "--reason", "test", "--dry-run")

    def test_a_site_is_not_activated_on_a_day_that_is_over(self):
        self.become("STANDBY")
        ends_us = self.stack.sql("SELECT ends_us FROM trading_day")[0][0]
        self.addCleanup(self.stack.sql, "UPDATE trading_day SET ends_us=%s", (ends_us,))
        self.stack.sql("UPDATE trading_day SET ends_us=opened_us+1")
        self.bad("day: " + str(self.day) + " is over since", "site", "activate", "--reason", "the main site does not answer")
        self.assertEqual(self.good("site", "show")["state"], "STANDBY")

    def test_each_opening_stands_in_history_and_audit(self):
        who, later = f"asha-{next(COUNTER)}", self.day + 10000
        self.addCleanup(self.stack.open_day, self.day, "test over", backwards=True)
        opened = self.good("day", "open", "--day", str(later), "--ahead", "--while-active", "--reason", "drill", "--by", who)
        self.assertEqual((opened["day"], opened["by"], opened["reason"]), (later, who, "drill"))
        back = self.good("day", "open", "--day", str(self.day), "--backwards", "--reason", "drill over", "--by", who)
        self.assertEqual((back["day"], self.good("day", "show")["day"]), (self.day, self.day))
        self.assertEqual(self.audit(who), (("day open", f"{self.day} to {later}: drill"),
                                           ("day open", f"{later} to {self.day}: drill over")))
        self.assertEqual(self.stack.sql("SELECT day FROM days_opened WHERE by_whom=%s ORDER BY id", (who,)), ((later,), (self.day,)))
        self.assertEqual(self.stack.sql("SELECT day FROM trading_day"), ((self.day,),))


class WithoutDay(DayCase):
    def test_every_program_says_so_and_goes_on_when_it_is_opened(self):
        pids = {name: self.stack.pid(name) for name in ("squareoff", "reconciler")}
        self.close_day()
        for name in pids:
            eventually(lambda name=name: self.not_ready(name), f"{name} is not ready, and says why", READY_S)
        for words in (("positions", "--account", self.account), ("orders", "--account", self.account),
                      ("exit-all", "--account", self.account, "--dry-run"), ("day", "show")):
            self.bad(NO_DAY, *words)
        code, _, complaint = self.ctl("positions", "--account", self.account, "--day", str(self.day))
        self.assertEqual(code, 0, complaint)
        code, output, _ = self.ctl("status")
        self.assertEqual((code, NO_DAY in output), (1, True), output)
        _, output, _ = self.ctl("doctor", "--json")
        self.assertIn(("site.day", "bad"), {(one["check"], one["level"]) for one in json.loads(output)["findings"]})
        self.stack.open_day(self.day, "test")
        for name, pid in pids.items():
            eventually(lambda name=name: self.stack.ready(name), f"{name} is ready", READY_S)
            self.assertEqual(self.stack.pid(name), pid, "it was restarted")
        self.good("positions", "--account", self.account)


class OtherDays(DayCase):
    """Trades and orders of the account under test, dated otherwise, from sources that number and that do not."""

    def setUp(self):
        super().setUp()
        self.share = self.instruments.first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)
        self.become("ACTIVE")

    def net(self):
        return sum(row["net"] for row in self.good("positions", "--account", self.account)["positions"])

    def hold(self, quantity):
        with MainSite(self.stack, reset=True) as main_site:
            main_site.fill(self.account, self.share, "MIS", "buy", quantity)
        eventually(lambda: self.net() == quantity, f"the books hold {quantity}")

    def fields(self):
        return {"account": self.account, "exchange": "NSE", "segment": "CM", "token": self.share["token"], "product": "MIS"}

    def days_off(self, count):
        """The date so many days after the open one."""
        return int((datetime.datetime.strptime(str(self.day), "%Y%m%d") + datetime.timedelta(days=count)).strftime("%Y%m%d"))

    def publish_days(self):
        """Returns the days; all of it is in the books."""
        days = {self.days_off(1), self.days_off(-1), self.days_off(-365), self.day // 10000 * 10000 + 1201, *OTHER_DAYS} - {self.day}
        story = self.story()
        for day in days:
            for event in (story.trade(day=day, quantity=7, price=Price("100"), **self.fields()), story.order(day=day, **self.fields())):
                self.publisher.publish(self.publisher.place(event))
            self.publisher.publish(self.publisher.place(story.trade(day=day, quantity=7, price=Price("100"), **self.fields()), False))
        eventually(lambda: {row[0] for row in self.stack.sql("SELECT day FROM positions WHERE account=%s AND buy_quantity=14",
                                                             (self.account,))} >= days, "they are booked to their own days")
        return days

    def test_they_change_nobodys_today(self):
        self.hold(3)
        shown = [("positions", "--account", self.account), ("orders", "--account", self.account), ("gap", "show", "--all")]
        before = [self.without_prices(self.good(*words)) for words in shown]
        self.assertGreater(len(self.publish_days()), 2)
        self.assertEqual([self.without_prices(self.good(*words)) for words in shown], before)
        rehearsed = self.good("exit-all", "--account", self.account, "--dry-run")
        self.assertEqual([row["quantity"] for row in rehearsed["rows"]], [3])
        done = self.good("exit-all", "--account", self.account, "--id", f"day-{time.time_ns()}", "--wait-s", "30")
        self.assertEqual((done["state"], self.net()), ("done", 0), done)
        compared = self.compared()
        eventually(lambda: self.compared() > compared + 2 * self.stack.partitions, "the reconciler goes on comparing", 60)
        self.assertEqual(self.stack.sql("SELECT day FROM differences"), ())

    @staticmethod
    def without_prices(told):
        """The rows of the one list that is told. The market moves while the test looks."""
        [rows] = told.values()
        return [{name: value for name, value in row.items() if name not in ("last_price", "profit")} for row in rows]

    def compared(self):
        return metrics.total(self.stack.metrics("reconciler"), "backstop_reconciler_rounds_total", outcome="compared")

    def test_their_numbers_hold_up_no_exit(self):
        """The order of another day has a number that today's stream of its source never reaches."""
        self.hold(3)
        name = f"day-{time.time_ns()}"
        top = f"{self.share['band_high'] // 10000}"
        self.good("exit", "--account", self.account, "--exchange", "NSE", "--segment", "CM", "--token", str(self.share["token"]),
                  "--limit", top, "--id", name, "--wait-s", "0")
        story = self.story()
        for day in (self.days_off(1), self.days_off(-365)):
            event = story.order(day=day, state="cancelled", remaining=0, **self.fields())
            self.publisher.publish(self.publisher.place(event))
        eventually(lambda: self.stack.sql("SELECT 1 FROM commands WHERE id=%s AND ended_us<>0", (name,)), "the exit comes to its end", 40)


if __name__ == "__main__":
    main()
