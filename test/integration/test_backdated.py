#!/usr/bin/python3
"""Busts and corrections that bear today and are of a trade of an earlier day: booked to the day of their trade, brought forward, and
followed by every replay; where nobody can say of which, they are parked.

Needs the running stack of run.py and no exchange: the days are its own.
"""

import random

import test_carried
from books import POSITION, TRADE, fold_journal
from running_site import eventually, main

KEY = ("FO", test_carried.LATER, "NRML")
NO_TRADE = "ref: names no trade of this account"


class BackdatedCase(test_carried.CarriedCase):
    days = (20290000 + 100 * month + day for month in range(3, 13) for day in range(1, 29))

    def setUp(self):
        super().setUp()
        self.second, self.third = self.next_day(), self.next_day()
        self.addCleanup(self.sql, "DELETE FROM parked WHERE day BETWEEN 20290301 AND 20291231")
        self.addCleanup(self.sql, "DELETE FROM backdated WHERE day BETWEEN 20290301 AND 20291231")

    def trade(self, story, **changes):
        return story.trade(token=test_carried.LATER, **changes)

    def bust(self, story, trade, **changes):
        return self.trade(story, **{"action": "bust", "ref": trade["id"], "quantity": trade["quantity"], "side": trade["side"]} | changes)

    def opened(self, story, day):
        return self.begins_with(day, story.account).get(KEY, (0, 0))[0]

    def parked(self, story):
        return [reason for reason, in self.sql("SELECT reason FROM parked WHERE source LIKE %s ORDER BY parked_us,seq", story.source + "%")]

    def state(self, trade, day=None):
        return self.sql("SELECT CONCAT(state,''),settled_by FROM trades WHERE account=%s AND day=%s AND id=%s", trade["account"],
                        day or self.day, trade["id"])[0]

    def assert_all_equal(self, *days):
        """Every day, folded again from its own record, comes to the live books."""
        for day in days or (self.day, self.second):
            code, report = self.stack.replay("verify", day)
            self.assertEqual((code, report["differences"], report["gaps"], report["failure"]), (0, [], [], ""), day)
        self.assertEqual(self.ctl("day", "carried")["changed"], 0)


class Booked(BackdatedCase):
    def test_a_bust_of_today_corrects_yesterday_and_what_today_began_with(self):
        story = self.story()
        trade, kept = self.book(story, self.trade(story), self.trade(story, quantity=10))
        self.open(self.second)
        bust, = self.book(story, self.bust(story, trade), day=self.second)
        self.assertEqual((self.opened(story, self.second), self.parked(story)), (10, []))
        self.assertEqual(self.state(trade), ("busted", bust["id"]))
        self.assertEqual(self.sql("SELECT COUNT(*) FROM trades WHERE account=%s AND day=%s", story.account, self.second)[0][0], 0)
        corrected = self.ctl("day", "carried")["corrected"]
        self.assertEqual([(one["account"], one["was_quantity"], one["quantity"]) for one in corrected], [(story.account, 85, 10)])
        self.assert_all_equal()
        self.assertEqual(self.state(kept), ("live", ""))

    def test_a_correction_has_its_row_in_the_day_of_its_trade_and_is_busted_from_a_later_one(self):
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.open(self.second)
        correction, = self.book(story, self.trade(story, action="correct", ref=trade["id"], quantity=20, price=None), day=self.second)
        self.assertEqual((self.opened(story, self.second), self.state(correction)), (20, ("live", "")))
        self.open(self.third)
        self.book(story, self.bust(story, correction, quantity=None, price=None), day=self.third)
        self.assertEqual([self.opened(story, day) for day in (self.second, self.third)], [0, 0])
        self.assert_all_equal(self.day, self.second, self.third)

    def test_told_twice_and_dated_either_way_it_counts_once(self):
        pairs = ((self.second, self.day), (self.day, self.second), (self.second, self.second))
        told = [(self.story(), first, second) for first, second in pairs]
        trades = [self.book(story, self.trade(story))[0] for story, _, _ in told]
        self.open(self.second)
        for (story, first, second), trade in zip(told, trades):
            bust = self.bust(story, trade)
            self.book(story, dict(bust), day=first)
            self.book(story, dict(bust), day=second)
            self.assertEqual((self.opened(story, self.second), self.parked(story), first), (0, [], first))
        self.assert_all_equal()

    def test_todays_own_trade_of_that_id_goes_first(self):
        story = self.story()
        old, = self.book(story, self.trade(story, quantity=30))
        self.open(self.second)
        new, = self.book(story, self.trade(story, id=old["id"], quantity=40), day=self.second)
        self.book(story, self.bust(story, new), day=self.second)
        self.assertEqual((self.state(old), self.state(new, self.second)[0], self.opened(story, self.second)), (("live", ""), "busted", 30))
        self.assert_all_equal()

    def test_a_swap_of_either_day_keeps_it(self):
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.open(self.second)
        self.book(story, self.bust(story, trade), self.trade(story, quantity=5), day=self.second)
        for day in (self.day, self.second):
            code, report = self.stack.replay("swap", day, "--by", "test", "--reason", "test")
            self.assertEqual((code, report["failure"]), (0, ""))
            self.assertEqual((self.opened(story, self.second), self.parked(story), self.state(trade)[0]), (0, [], "busted"))
        self.assert_all_equal()

    def corrected_and_busted(self, meanwhile=lambda: None):
        """A correction, and the bust of it, both of them today."""
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.open(self.second)
        correction, = self.book(story, self.trade(story, action="correct", ref=trade["id"], quantity=20, price=None), day=self.second)
        meanwhile()
        self.book(story, self.bust(story, correction, quantity=None, price=None), day=self.second)
        self.assertEqual(self.opened(story, self.second), 0)
        return story, correction

    def test_their_order_is_none_of_a_clock(self):
        """As if the host's clock had been an hour ahead, and was put right between the two."""
        hour_us = 3_600_000_000
        self.corrected_and_busted(lambda: self.sql(
            "UPDATE backdated SET turn=turn+%s+UNIX_TIMESTAMP(NOW(6))*1000000 WHERE day=%s", hour_us, self.second))
        self.assert_all_equal()

    def test_a_swap_changes_nothing_where_one_does_not_fit(self):
        story, correction = self.corrected_and_busted()
        self.sql("UPDATE backdated SET turn=-turn WHERE day=%s", self.second)  # the bust before what it busts
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "test", "--fresh")
        self.assertEqual(code, 1)
        self.assertIn("does not fit what the record has", report["failure"])
        self.assertIn(story.source, report["failure"])
        self.assertEqual((self.state(correction)[0], self.parked(story)), ("busted", []))
        self.sql("UPDATE backdated SET turn=-turn WHERE day=%s", self.second)
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "test", "--fresh")
        self.assertEqual((code, report["failure"]), (0, ""))
        self.assert_all_equal()

    def test_a_row_of_yesterday_altered_by_hand_is_still_told(self):
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.open(self.second)
        self.book(story, self.bust(story, trade), day=self.second)
        self.sql("UPDATE trades SET state='live',settled_by='' WHERE account=%s AND day=%s", story.account, self.day)
        code, report = self.stack.replay("verify", self.day)
        self.assertEqual((code, {one["column"] for one in report["differences"]}), (1, {"state", "settled_by"}))
        self.sql("DELETE FROM backdated WHERE account=%s", story.account)
        code, report = self.stack.replay("verify", self.second)
        self.assertEqual((code, {(one["table"], one["kind"]) for one in report["differences"]}), (1, {("parked", "missing")}))


class Parked(BackdatedCase):
    def assert_parked(self, story, *reasons):
        eventually(lambda: len(self.parked(story)) == len(reasons), "they are parked")
        self.assertEqual(self.parked(story), list(reasons))

    def test_before_its_trade_it_is_parked_and_a_redrive_books_it(self):
        story = self.story()
        self.book(story, self.trade(story, quantity=1))
        self.open(self.second)
        trade = self.trade(story)
        self.book(story, self.bust(story, trade), day=self.second)
        self.assert_parked(story, NO_TRADE)
        self.book(story, trade)
        self.assertEqual(self.opened(story, self.second), 76)
        result = self.stack.ctl("parked", "redrive", "--source", story.source, "--reason", "its trade is there now", "--by", "test")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        eventually(lambda: self.opened(story, self.second) == 1, "the redriven bust is booked to its day")
        self.assert_all_equal()

    def test_of_two_earlier_days_nobody_knows_which(self):
        story = self.story()
        first, = self.book(story, self.trade(story))
        self.open(self.second)
        self.book(story, self.trade(story, id=first["id"], quantity=20), day=self.second)
        self.open(self.third)
        self.book(story, self.bust(story, first), day=self.third)
        self.assert_parked(story, f"ref: names a trade of more than one earlier day: {self.day}, {self.second}")
        self.assertEqual(self.opened(story, self.third), 95)
        self.assert_all_equal(self.day, self.second, self.third)

    def test_what_does_not_fit_the_trade_is_parked_and_says_so(self):
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.open(self.second)
        self.book(story, self.bust(story, trade, exchange_order_id="another"), self.bust(story, trade, quantity=74),
                  self.bust(story, trade, side="sell"), self.bust(story, trade, product="MIS"), day=self.second)
        self.assert_parked(story, f"exchange_order_id: not that of the trade of {self.day} that it names",
                           "quantity: not that of the trade it names", "side: not that of the trade it names",
                           "product: not that of the trade it names")
        self.assertEqual(self.opened(story, self.second), 75)
        self.assert_all_equal()

    def test_another_bust_of_what_is_busted_and_an_id_that_is_taken(self):
        story = self.story()
        trade, other = self.book(story, self.trade(story), self.trade(story, quantity=10))
        self.open(self.second)
        self.book(story, self.bust(story, trade), self.bust(story, trade), self.bust(story, other, id=trade["id"]),
                  self.trade(story, action="correct", ref=other["id"], id=trade["id"]), day=self.second)
        self.assert_parked(story, "ref: that trade is busted already", "id: already used by another trade",
                           "id: already used by another trade: trade_no differs")
        self.assertEqual(self.opened(story, self.second), 10)
        self.assert_all_equal()

    def test_dated_a_day_that_has_begun_with_nothing_or_with_what_was_loaded(self):
        story = self.story()
        trade, = self.book(story, self.trade(story))
        self.book(story, self.bust(story, trade), day=self.third)  # never opened
        self.sql(f"INSERT INTO positions ({test_carried.COLUMNS},open_quantity,open_value,buy_quantity,buy_value,sell_quantity,sell_value) "
                 "VALUES (%s,%s,'NSE','FO',%s,'NRML',75,1,0,0,0,0)", story.account, self.second, test_carried.LATER)
        self.open(self.second)
        self.book(story, self.bust(story, trade), day=self.second)
        self.assert_parked(story, NO_TRADE, NO_TRADE)
        self.assertEqual((self.opened(story, self.second), self.state(trade)), (75, ("live", "")))


class Together(BackdatedCase):
    """Any mixture: ids that come again, corrections of corrections, each dated any day up to the open one."""

    def some_events(self, story, choose, mine):
        events = []
        for _ in range(40):
            known = mine + events
            if not known or choose.random() < 0.5:
                again = {"id": choose.choice(known)["id"]} if known and choose.random() < 0.2 else {}
                events.append(self.trade(story, quantity=choose.randint(1, 9), **again))
                continue
            named = choose.choice(known)
            if choose.random() < 0.5:
                events.append(self.bust(story, named))
            else:
                events.append(self.trade(story, action="correct", ref=named["id"], quantity=choose.randint(1, 9)))
        return events

    def test_live_books_second_books_and_replays_agree(self):
        choose, stories = random.Random(23), [self.story(partition) for partition in range(self.stack.partitions)]
        days, sent = [self.day, self.second, self.third], []
        for count, day in enumerate(days, 1):
            if count > 1:
                self.open(day)
            for story in stories:
                mine = [event for event in sent if event["account"] == story.account and event["action"] != "bust"]
                placed = [self.publisher.place(event | {"day": choose.choice(days[:count])})
                          for event in self.some_events(story, choose, mine)]
                for event in placed:
                    self.publisher.publish(event)
                sent += placed
                for other in {event["day"] for event in placed}:
                    self.wait_watermark(story, max(event["seq"] for event in placed if event["day"] == other), other)
        expected = fold_journal((event | {"price": "101.35"} for event in sent),
                                begins_with={self.second: self.day, self.third: self.second})
        for story in stories:
            self.assert_as_expected(story.account, expected)
        booked, = self.sql("SELECT COUNT(*) FROM backdated WHERE of_day<>0 AND day IN (%s,%s)", self.second, self.third)[0]
        self.assertGreater(booked, 10)
        parked, = self.sql("SELECT COUNT(*) FROM parked WHERE day IN (%s,%s,%s)", *days)[0]
        self.assertEqual(parked, len(expected.parked))
        self.assert_all_equal(*days)

    def assert_as_expected(self, account, expected):
        rows = self.sql("SELECT day,buy_quantity FROM positions WHERE account=%s AND buy_quantity<>0", account)
        bought = {key[1]: row[POSITION["buy_quantity"]] for key, row in expected.positions.items() if key[0] == account}
        self.assertEqual(dict(rows), {day: quantity for day, quantity in bought.items() if quantity})
        states = {(day, name): state for day, name, state in self.sql(
            "SELECT day,id,CONCAT(state,'') FROM trades WHERE account=%s", account)}
        self.assertEqual(states, {(key[1], key[4]): row[TRADE["state"]] for key, row in expected.trades.items() if key[0] == account})
        opened = {day: self.begins_with(day, account).get(KEY, (0, 0))[0] for day in (self.second, self.third)}
        self.assertEqual(opened, {self.second: bought.get(self.day, 0),
                                  self.third: bought.get(self.day, 0) + bought.get(self.second, 0)})


if __name__ == "__main__":
    main()
