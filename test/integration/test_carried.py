#!/usr/bin/python3
"""What a day begins with: positions of the day before, brought forward by our own books; late events, busts and replaced books of
that day change it after the opening, too.

Needs the running stack of run.py and no exchange: the days are its own.
"""

import collections
import itertools
import json
import random
import threading

from replay_site import ReplayCase
from running_site import eventually, main
from upstream_publisher import Price

EXPIRING, LATER, SHARE = 990001, 990002, 990003
COLUMNS = "account,day,exchange,segment,token,product"


def fold(events):
    """{(account, token, product): (net, paid less received)} of live trades; prices are all those of the first trade."""
    trades, nets = {}, collections.Counter()
    for event in events:
        if event["action"] == "bust":
            trades.pop(event["ref"])
        else:
            trades[event["id"]] = event
    for event in trades.values():
        nets[event["account"], event["token"], event["product"]] += event["quantity"] * (1 if event["side"] == "buy" else -1)
    return {key: net for key, net in nets.items() if net}


class CarriedCase(ReplayCase):
    days = itertools.count(20270301)  # the other files of replay begin in 2026

    def setUp(self):
        super().setUp()
        self.addCleanup(self.sql, "DELETE FROM trading_day")
        self.addCleanup(self.sql, "UPDATE gates SET carried=carried+1")
        self.addCleanup(self.sql, "DELETE FROM days_carried")
        self.sql("DELETE FROM trading_day")
        for token, segment, expiry in ((EXPIRING, "FO", self.day), (LATER, "FO", 20991231), (SHARE, "CM", 0)):
            self.sql("REPLACE INTO instruments (exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
                     "band_low,band_high,previous_close,last_price,trade_for_trade) VALUES ('NSE',%s,%s,%s,'',%s,0,'',1,500,0,0,0,0,0,0)",
                     segment, token, f"CARRY{token}", expiry)
        self.open(self.day)

    def ctl(self, *arguments, code=0):
        result = self.stack.ctl(*map(str, arguments), "--json")
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def open(self, day, *arguments):
        return self.ctl("day", "open", "--day", day, "--ahead", "--while-active", "--reason", "test", *arguments)

    def begins_with(self, day, account):
        """{(segment, token, product): (quantity, value)} of what the account's day began with."""
        return {tuple(row[:3]): tuple(row[3:]) for row in self.sql(
            "SELECT CONCAT(segment,''),token,CONCAT(product,''),open_quantity,open_value FROM positions WHERE day=%s AND account=%s AND "
            "(open_quantity<>0 OR open_value<>0)", day, account)}

    def next_day(self):
        day = next(self.days)
        return day

    def book(self, story, *events, day=None):
        """Publishes them for the day; in the books when it returns."""
        day = day or self.day
        placed = [self.publisher.place(event | {"day": day}) for event in events]
        for event in placed:
            self.publisher.publish(event)
        self.wait_watermark(story, placed[-1]["seq"], day)
        return placed


class Openings(CarriedCase):
    def test_each_product_by_its_rule_once_and_shown_before_it_is_done(self):
        story, tomorrow = self.story(), self.next_day()
        self.book(story, story.trade(token=LATER), story.trade(token=LATER, side="sell", quantity=25, price=Price("102.00")),
                  story.trade(token=LATER, product="MIS", side="sell"), story.trade(token=EXPIRING),
                  *(story.trade(token=SHARE, segment="CM", product=product, side=side, quantity=quantity)
                    for product, side, quantity in (("CNC", "buy", 10), ("MIS", "sell", 5), ("MTF", "buy", 7), ("NRML", "sell", 3))))
        closed = self.ctl("day", "close", "--reason", "test")
        told = closed["carried"]
        self.assertEqual((told["carried"], told["settled"], told["expired"], told["intraday_left_open"]), (3, 3, 1, 2))
        self.assertEqual({(one["account"], one["symbol"], one["net"]) for one in told["left_open"]},
                         {(story.account, f"CARRY{LATER}", -75), (story.account, f"CARRY{SHARE}", -5)})
        again = self.stack.ctl("day", "close", "--reason", "test")
        self.assertEqual((again.returncode, f"day: {self.day} is over since" in again.stderr), (1, True), again.stderr)
        rehearsed = self.open(tomorrow, "--dry-run")
        self.assertEqual((rehearsed["carried"]["carried"], self.begins_with(tomorrow, story.account)), (3, {}))
        self.assertEqual(self.open(tomorrow)["carried"]["carried"], 3)
        wanted = {("FO", LATER, "NRML"): (50, 75 * 1_013_500 - 25 * 1_020_000), ("FO", LATER, "MIS"): (-75, -75 * 1_013_500),
                  ("CM", SHARE, "MTF"): (7, 7 * 1_013_500)}
        self.assertEqual(self.begins_with(tomorrow, story.account), wanted)
        shown = self.ctl("day", "carried")
        self.assertEqual((shown["from_day"], shown["loaded"], shown["changed"], shown["corrected"]), (self.day, False, 0, []))
        self.assertEqual(self.ctl("day", "carry", "--reason", "once more")["changed"], 0)
        self.assertEqual(self.begins_with(tomorrow, story.account), wanted)

    def test_what_trades_on_before_the_opening_keeps_both(self):
        story, tomorrow = self.story(), self.next_day()
        self.book(story, story.trade(token=LATER))
        self.book(story, story.trade(token=LATER, side="sell", quantity=25), day=tomorrow)
        self.open(tomorrow)
        [row] = self.sql("SELECT open_quantity,buy_quantity,sell_quantity FROM positions WHERE day=%s AND account=%s", tomorrow,
                         story.account)
        self.assertEqual(row, (75, 0, 25))
        shown = self.stack.ctl("positions", "--account", story.account, "--json")
        # Nobody has named this account as a customer: the command says so, and shows what it holds.
        self.assertIn('"net":50', shown.stdout)

    def test_what_was_loaded_is_compared_and_kept(self):
        story, tomorrow = self.story(), self.next_day()
        self.book(story, story.trade(token=LATER))
        self.sql(f"INSERT INTO positions ({COLUMNS},open_quantity,open_value,buy_quantity,buy_value,sell_quantity,sell_value) VALUES "
                 "(%s,%s,'NSE','FO',%s,'NRML',80,1,0,0,0,0)", story.account, tomorrow, LATER)
        told = self.open(tomorrow)["carried"]
        self.assertEqual((told["loaded"], told["changed"]), (True, 1))
        [difference] = told["changes"]
        self.assertEqual((difference["account"], difference["was_quantity"], difference["quantity"]), (story.account, 80, 75))
        self.book(story, story.trade(token=LATER))
        self.assertEqual(self.begins_with(tomorrow, story.account), {("FO", LATER, "NRML"): (80, 1)})


class Corrections(CarriedCase):
    def test_late_trades_and_busts_go_on_into_all_days_behind(self):
        story, second, third = self.story(), self.next_day(), self.next_day()
        [first] = self.book(story, story.trade(token=LATER))
        self.open(second)
        self.book(story, story.trade(token=LATER, quantity=20), day=second)
        self.open(third)
        key = ("FO", LATER, "NRML")
        self.assertEqual([self.begins_with(day, story.account)[key][0] for day in (second, third)], [75, 95])
        self.book(story, story.trade(token=LATER, quantity=5), story.trade(action="bust", ref=first["id"], token=LATER))
        self.assertEqual([self.begins_with(day, story.account)[key][0] for day in (second, third)], [5, 25])
        corrected = self.ctl("day", "carried")["corrected"]
        self.assertEqual([(one["account"], one["was_quantity"], one["quantity"]) for one in corrected], [(story.account, 95, 25)])
        # All of it taken back: nothing is left that the days could begin with.
        [late] = self.sql("SELECT id FROM trades WHERE account=%s AND day=%s AND quantity=5", story.account, self.day)
        self.book(story, story.trade(action="bust", ref=late[0], token=LATER, quantity=5))
        self.assertEqual([self.begins_with(day, story.account) for day in (second, third)], [{}, {key: (20, 20 * 1_013_500)}])

    def test_a_row_altered_by_hand_is_told_and_mended(self):
        story, tomorrow = self.story(), self.next_day()
        self.book(story, story.trade(token=LATER))
        self.open(tomorrow)
        self.sql("UPDATE positions SET open_quantity=7500 WHERE day=%s AND account=%s", tomorrow, story.account)
        told = self.ctl("day", "carried", code=1)
        self.assertEqual([(one["account"], one["was_quantity"], one["quantity"]) for one in told["changes"]],
                         [(story.account, 7500, 75)])
        self.assertEqual(self.ctl("day", "carry", "--reason", "a row was altered")["changed"], 1)
        self.assertEqual(self.ctl("day", "carried")["changed"], 0)

    def test_an_earlier_day_that_is_carried_again_takes_those_behind_along(self):
        story, second, third = self.story(), self.next_day(), self.next_day()
        self.book(story, story.trade(token=LATER))
        self.open(second)
        self.sql("UPDATE positions SET open_quantity=7500 WHERE day=%s AND account=%s", second, story.account)
        self.open(third)
        self.assertEqual(self.begins_with(third, story.account)["FO", LATER, "NRML"][0], 7500)
        self.assertEqual(self.ctl("day", "carry", "--day", second, "--reason", "a row was altered")["changed"], 1)
        self.assertEqual(self.begins_with(third, story.account)["FO", LATER, "NRML"][0], 75)

    def test_books_that_are_replaced_take_the_next_day_along(self):
        story, tomorrow = self.story(), self.next_day()
        self.book(story, story.trade(token=LATER))
        self.sql("UPDATE positions SET buy_quantity=100 WHERE day=%s AND account=%s", self.day, story.account)
        self.open(tomorrow)
        self.assertEqual(self.begins_with(tomorrow, story.account)["FO", LATER, "NRML"][0], 100)
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "a row was altered")
        self.assertEqual((code, report["failure"], report["openings_corrected"]), (0, "", 1))
        self.assertEqual(self.begins_with(tomorrow, story.account)["FO", LATER, "NRML"][0], 75)

    def test_a_day_that_is_opened_while_the_one_before_trades_on_begins_with_all_of_it(self):
        stories = [self.story(partition) for partition in range(self.stack.partitions) for _ in range(5)]
        tomorrow, choose, done = self.next_day(), random.Random(7), threading.Event()
        events = []

        def trade():
            while not done.is_set():
                story = choose.choice(stories)
                placed = [self.publisher.place(story.trade(
                    day=self.day, token=choose.choice((LATER, LATER + 10, LATER + 11)), quantity=choose.randint(1, 9),
                    side=choose.choice(("buy", "sell")))) for _ in range(choose.randint(1, 4))]
                live = [event for event in events if event["action"] == "new" and event["account"] == story.account]
                if live and choose.random() < 0.3:
                    bad = choose.choice(live)
                    bad["action"] = "taken back"
                    placed.append(self.publisher.place(story.trade(day=self.day, action="bust", ref=bad["id"], token=bad["token"],
                                                                   side=bad["side"], quantity=bad["quantity"])))
                for event in placed:
                    self.publisher.publish(dict(event))
                events.extend(placed)

        trader = threading.Thread(target=trade)
        trader.start()
        try:
            eventually(lambda: len(events) > 200, "some trades are out")
            for _ in range(6):
                self.open(tomorrow)
                self.ctl("day", "carry", "--reason", "once more")
                self.sql("DELETE FROM trading_day")
                self.open(self.day)
            eventually(lambda: len(events) > 400, "many more have come meanwhile")
        finally:
            done.set()
            trader.join()
        self.open(tomorrow)
        for story in stories:
            numbers = [event["seq"] for event in events if event["account"] == story.account]
            if numbers:
                self.wait_watermark(story, max(numbers), self.day)
        self.assertEqual(self.ctl("day", "carried")["changed"], 0)
        for event in events:
            event["action"] = "new" if event["action"] == "taken back" else event["action"]
        rows = self.sql("SELECT account,token,CONCAT(product,''),open_quantity FROM positions WHERE day=%s AND open_quantity<>0", tomorrow)
        self.assertEqual({tuple(row[:3]): row[3] for row in rows}, fold(events))
        self.assertGreater(len(events), 400)


if __name__ == "__main__":
    main()
