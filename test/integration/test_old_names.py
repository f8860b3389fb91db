#!/usr/bin/python3
"""An exchange's number is given to another contract: what earlier days hold under it keeps its name, and its last day.

Needs the running stack of run.py and no exchange: the days are its own.
"""

import itertools
import json

import test_carried
from running_site import main

TERMS = "lot,tick,freeze_quantity,band_low,band_high,previous_close,last_price,trade_for_trade"
tokens = itertools.count(880001)


class NamesCase(test_carried.CarriedCase):
    days = (20280000 + 100 * month + day for month in range(3, 13) for day in range(1, 29))

    def setUp(self):
        super().setUp()
        self.token = next(tokens)
        self.addCleanup(self.sql, "DELETE FROM former_instruments WHERE token=%s", self.token)
        self.addCleanup(self.sql, "DELETE FROM instruments WHERE token=%s", self.token)
        self.load("OLD", self.day, 75)

    def load(self, symbol, expiry, lot, how="REPLACE", end=""):
        self.sql(f"{how} INTO instruments (exchange,segment,token,symbol,series,expiry,strike,option_type,{TERMS}) VALUES "
                 f"('NSE','FO',%s,%s,'',%s,0,'',%s,5,0,0,0,0,0,0) {end}", self.token, symbol, expiry, lot)

    def versions(self):
        """[(until, symbol, lot)] of what the number stood for."""
        return [tuple(row) for row in self.sql(
            "SELECT until_day,symbol,lot FROM former_instruments WHERE token=%s ORDER BY until_day", self.token)]

    def named(self, what, story, day):
        result = self.stack.ctl(what, "--account", story.account, "--day", str(day), "--json", *(["--all"] if what == "orders" else []))
        return {one["symbol"] for one in json.loads(result.stdout)[what]}

    def command(self, story, day):
        """A command of the day about this number; its rows are written as the square-off would."""
        name = f"old-{story.name}"
        self.sql("INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,expires_us,body,state,reason,accepted_us,ended_us)"
                 " VALUES (%s,%s,%s,%s,'exit','customer','x',1,1,2,'{}','done','',1,2)", name, story.account, story.partition, day)
        self.sql("INSERT INTO command_rows (command_id,number,action,exchange,segment,token,product,side,exchange_order_id,asked,wanted,done,"
                 "attempts,state,reason) VALUES (%s,1,'exit','NSE','FO',%s,'NRML','sell','',75,75,75,1,'done','')", name, self.token)
        self.addCleanup(self.sql, "DELETE FROM commands WHERE id=%s", name)
        self.addCleanup(self.sql, "DELETE FROM command_rows WHERE command_id=%s", name)
        return name

    def assert_old_yesterday_and_gone_today(self, story, tomorrow, told):
        self.assertEqual((told["expired"], told["carried"], self.begins_with(tomorrow, story.account)), (1, 0, {}))
        for what in ("positions", "orders"):
            self.assertEqual(self.named(what, story, self.day), {"OLD"}, what)
        shown = self.ctl("commands", "show", self.command(story, self.day))
        self.assertEqual([row["symbol"] for row in shown["rows"]], ["OLD"])


class Reused(NamesCase):
    def held(self):
        """A position, and an order, of the contract that ends today."""
        story = self.story()
        self.book(story, story.order(token=self.token), story.trade(token=self.token))
        return story

    def test_loaded_on_the_evening_of_its_last_day(self):
        story, tomorrow = self.held(), self.next_day()
        self.load("NEW", 20991231, 20)
        self.assertEqual(self.named("positions", story, self.day), {"OLD"})  # the day goes on, and so does its contract
        self.assert_old_yesterday_and_gone_today(story, tomorrow, self.open(tomorrow)["carried"])
        self.book(story, story.trade(token=self.token), day=tomorrow)
        self.assertEqual(self.named("positions", story, tomorrow), {"NEW"})

    def test_loaded_in_the_morning_before_the_next_day_is_opened(self):
        story, tomorrow = self.held(), self.next_day()
        self.ctl("day", "close", "--reason", "test")
        self.load("NEW", 20991231, 20, "INSERT", "ON DUPLICATE KEY UPDATE symbol=VALUES(symbol),expiry=VALUES(expiry),lot=VALUES(lot)")
        self.assert_old_yesterday_and_gone_today(story, tomorrow, self.open(tomorrow)["carried"])

    def test_loaded_when_the_next_day_is_open(self):
        story, tomorrow = self.held(), self.next_day()
        told = self.open(tomorrow)["carried"]
        self.sql("DELETE FROM instruments WHERE token=%s", self.token)
        self.load("NEW", 20991231, 20, "INSERT")
        self.assert_old_yesterday_and_gone_today(story, tomorrow, told)
        # A late trade of yesterday is still of yesterday's contract.
        self.book(story, story.trade(token=self.token))
        self.assertEqual(self.begins_with(tomorrow, story.account), {})

    def test_loaded_on_an_evening_that_was_not_listed_as_its_last(self):
        """Listed for Thursday, which becomes a holiday: it ends on Wednesday, and that evening its number is another's."""
        for how in ("replace", "update", "delete"):
            with self.subTest(how):
                self.sql("DELETE FROM former_instruments WHERE token=%s", self.token)
                self.load("OLD", self.next_day(), 75)
                self.sql("DELETE FROM former_instruments WHERE token=%s", self.token)
                story = self.held()
                if how == "replace":
                    self.load("NEW", 20991231, 20)
                elif how == "update":
                    self.sql("UPDATE instruments SET symbol='NEW',expiry=20991231,lot=20 WHERE token=%s", self.token)
                else:
                    self.sql("DELETE FROM instruments WHERE token=%s", self.token)
                    self.load("NEW", 20991231, 20, "INSERT")
                self.assertEqual(self.versions(), [(self.day + 1, "OLD", 75)])
                self.assertEqual(self.named("positions", story, self.day), {"OLD"})

    def test_what_a_mass_exit_comes_to_has_not_the_new_owners_price(self):
        story, mass = self.held(), f"old-{self.token}"
        self.load("NEW", 20991231, 20)
        self.sql("UPDATE instruments SET last_price=1000000 WHERE token=%s", self.token)
        body = {"kind": "command", "action": "exit", "origin": "system", "who": "ravi", "epoch": 1, "day": self.day, "issued_us": 1, "expires_us": 2}
        self.sql("INSERT INTO mass_exits (id,request,accounts,why,requested_by,requested_us,state) VALUES (%s,%s,%s,'test','ravi',1,'waiting')",
                 mass, json.dumps(body, separators=(",", ":")), story.account + "\n")
        self.addCleanup(self.sql, "DELETE FROM mass_exits WHERE id=%s", mass)
        told = self.ctl("mass-exit", "show", mass)
        self.assertEqual((told["positions"], told["unpriced"], told["value"]), (1, 1, 0))

    def test_a_number_whose_contract_had_expired_is_the_new_ones_at_once(self):
        self.load("OLD", self.day - 1, 75)
        self.sql("DELETE FROM former_instruments WHERE token=%s", self.token)
        self.load("NEW", 20991231, 20)
        self.assertEqual(self.versions(), [(self.day, "OLD", 75)])

    def test_taken_off_the_list_and_given_to_nobody(self):
        story, tomorrow = self.held(), self.next_day()
        self.ctl("day", "close", "--reason", "test")
        self.sql("DELETE FROM instruments WHERE token=%s", self.token)
        self.assert_old_yesterday_and_gone_today(story, tomorrow, self.open(tomorrow)["carried"])

    def test_given_again_and_again(self):
        story, days = self.held(), [self.day]
        for name in ("SECOND", "THIRD"):
            self.ctl("day", "close", "--reason", "test")
            days.append(self.next_day())
            self.load(name, days[-1], 50)
            self.open(days[-1])
            self.book(story, story.trade(token=self.token), day=days[-1])
        self.assertEqual([self.named("positions", story, day) for day in days], [{"OLD"}, {"SECOND"}, {"THIRD"}])


class Kept(NamesCase):
    def test_a_load_that_changes_nothing_keeps_nothing(self):
        for _ in range(2):
            self.load("OLD", self.day, 75)
            self.ctl("day", "close", "--reason", "test")
            self.load("OLD", self.day, 75)
            self.open(self.next_day())
        self.sql("UPDATE instruments SET band_low=1,freeze_quantity=2 WHERE token=%s", self.token)
        self.assertEqual(self.versions(), [])

    def test_a_lot_that_is_corrected_on_the_last_day_holds_at_once(self):
        self.load("OLD", self.day, 65)
        self.assertEqual(self.versions(), [(self.day, "OLD", 75)])
        self.sql("UPDATE instruments SET lot=60 WHERE token=%s", self.token)
        self.assertEqual(self.versions(), [(self.day, "OLD", 75)])  # 65 was no whole day's
        self.load("NEW", 20991231, 20)
        self.load("NEW", 20991231, 25)
        self.assertEqual(self.versions(), [(self.day, "OLD", 75), (self.day + 1, "OLD", 60)])
        self.load("OLD", self.day, 60)  # the older file again
        self.assertEqual(self.versions(), [(self.day, "OLD", 75)])

    def test_a_migration_that_was_cut_off_is_run_again(self):
        """DDL commits by itself: all of it is there, and it is not noted as done."""
        row, = self.sql("SELECT number,name,checksum FROM migrations WHERE number=35")
        self.addCleanup(self.sql, "INSERT IGNORE INTO migrations (number,name,checksum) VALUES (%s,%s,%s)", *row)
        self.load("OLD", self.day, 65)
        self.sql("DELETE FROM migrations WHERE number=35")
        result = self.stack.ctl("migrate")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(self.sql("SELECT number,name,checksum FROM migrations WHERE number=35"), [row])
        self.load("OLD", self.day, 60)
        self.assertEqual(self.versions(), [(self.day, "OLD", 75)])


if __name__ == "__main__":
    main()
