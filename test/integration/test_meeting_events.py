#!/usr/bin/python3
"""What the books make of events that meet: what is a repeat, which state of an order stands, which number is used up.

Needs a running site, see upstream_site.py. Without one it is skipped (exit code 77); with REQUIRE_BROKER=1 it fails."""
import itertools
import os
import random
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from books import ORDER_COLUMNS
from books import Books as SecondBooks
from event_rules import FINAL_STATES
from test_upstream import SKIPPED, UpstreamCase
from upstream_events import DAY, TIME_US
from upstream_publisher import Price, encoded, partition_of, routing_key
from upstream_site import missing_environment


class Unnumbered(UpstreamCase):
    """What differs is no repeat, whatever id it carries."""

    def test_one_trade_id_on_two_exchanges_in_two_segments_and_for_two_accounts(self):
        story = self.story()
        first = story.trade(id="1001")
        trades = [first, {**first, "exchange": "BSE"}, {**first, "segment": "CM"}]
        self.publish(*trades, *trades, numbered=False)
        self.settle(story.partition)
        self.assertEqual([(row["exchange"], row["segment"]) for row in self.books.trades(story.account)],
                         [("NSE", "CM"), ("NSE", "FO"), ("BSE", "FO")])
        self.assertEqual(self.bought(story.account), 3 * 75)
        account = story.account + "Y"
        self.publish({**first, "account": account}, numbered=False)
        self.settle(partition_of(account, self.publisher.partitions))
        self.assertEqual(self.bought(account), 75)
        self.assertEqual(self.books.parked_of(story.source), [])

    def test_an_order_and_its_fill_under_one_id_in_either_order(self):
        for first, second in (("order", "trade"), ("trade", "order")):
            with self.subTest(first=first):
                story = self.story()
                events = {kind: getattr(story, kind)(id="X7") for kind in (first, second)}
                for kind in (first, second, first):
                    self.publish(events[kind], numbered=False)
                self.settle(story.partition)
                self.assertEqual((self.bought(story.account), len(self.books.orders(story.account))), (75, 1))
                self.assertEqual(self.books.parked_of(story.source), [])

    def test_states_of_an_order_under_one_id(self):
        story = self.story()
        self.publish(story.order(id="0", state="open", filled=0, remaining=150, exchange_time_us=TIME_US),
                     story.order(id="0", state="cancelled", remaining=0, exchange_time_us=TIME_US + 5), numbered=False)
        self.settle(story.partition)
        [row] = self.books.orders(story.account)
        self.assertEqual((row["state"], row["filled"]), ("cancelled", 75))

    def test_another_price_under_a_used_id_is_parked_with_the_field(self):
        story = self.story()
        first = story.trade(id="1001")
        self.publish(first, {**first, "price": Price("101.40")}, {**first, "received_time_us": TIME_US + 9},
                     numbered=False)
        self.settle(story.partition)
        [row] = self.books.parked_of(story.source)
        self.assertEqual(row["reason"], "id: already used by another trade: price differs")
        self.assertEqual(self.bought(story.account), 75)

    def test_a_bust_of_another_quantity_is_parked(self):
        story = self.story()
        self.publish(story.trade(id="T1"), story.trade(id="B1", action="bust", ref="T1", quantity=9999), numbered=False)
        self.settle(story.partition)
        [row] = self.books.parked_of(story.source)
        self.assertEqual(row["reason"], "quantity: not that of the trade it names")
        self.assertEqual(self.bought(story.account), 75)


class OrderStanding(UpstreamCase):
    """Which state of an order stands does not depend on the order of arrival or on the cut of a batch."""

    STATES = ["open", "trigger_pending", "partially_filled", "frozen", "filled", "cancelled", "rejected", "expired"]

    def state(self, story, number, state="open", filled=0, at=0, **more):
        return story.order(state=state, filled=filled, remaining=0 if state in FINAL_STATES else 150 - filled,
                           exchange_time_us=TIME_US + at, exchange_order_id=f"X{number}", client_order_id=f"C{number}", price=101,
                           **more)

    def row(self, story, number=1):
        [row] = [row for row in self.books.orders(story.account) if row["exchange_order_id"] == f"X{number}"]
        return row["state"], row["filled"]

    def test_open_and_two_cancels_in_every_order_as_one_message_and_as_several(self):
        story = self.story()
        count = itertools.count(1)
        for turns in itertools.permutations(range(3)):
            for cut in (0, 1, 2, 3):
                number = next(count)
                states = [self.state(story, number), self.state(story, number, "cancelled", 0, -5000),
                          self.state(story, number, "cancelled", 40, -2000)]
                states = [self.place(states[turn], False) for turn in turns]
                for part in (states[:cut], states[cut:]):
                    if part:
                        self.publisher.publish_batch(part, False)
        self.settle(story.partition)
        self.assertEqual({(row["state"], row["filled"]) for row in self.books.orders(story.account)},
                         {("cancelled", 40)})
        self.assertEqual(len(self.books.orders(story.account)), 24)

    def test_filled_stays_filled_unless_a_bust_says_otherwise(self):
        story = self.story()
        self.publish(self.state(story, 1, "filled", 150, 500_000), self.state(story, 1, "open", 0, 600_000))
        self.settle(story.partition)
        self.assertEqual(self.row(story), ("filled", 150))
        self.publish(self.state(story, 1, "open", 0, 700_000, follows="B1"))
        self.settle(story.partition)
        self.assertEqual(self.row(story), ("open", 0))

    def test_random_states_of_several_sources_are_those_of_the_second_books(self):
        """Each source in its order, sources meeting at random, messages and transactions cut at random."""
        dice = random.Random(20261128)
        sources = [self.story(0), self.story(0), self.story(0)]
        account = sources[0].account
        expected = SecondBooks(self.publisher.partitions)
        for _ in range(6):
            for _ in range(150):
                story = dice.choice(sources)
                events = [self.place({**self.state(story, dice.randrange(40), dice.choice(self.STATES),
                                                   dice.choice((0, 40, 150)), dice.randrange(3),
                                                   follows=dice.choice(("", "", "", "B1"))), "account": account},
                                     story is not sources[2]) for _ in range(dice.randint(1, 4))]
                for _ in range(dice.choice((1, 1, 2))):
                    self.publisher.publish_batch(events, False)
                for event in events:
                    expected.receive(event)
            self.settle(0)
        rows = {tuple(str(row[name]) for name in ORDER_COLUMNS) for row in self.books.orders(account)}
        self.assertEqual(rows, {tuple(map(str, row)) for row in expected.orders.values()})


class OrdersWithoutNumber(UpstreamCase):
    def rows(self, story):
        return {row["exchange_order_id"]: row["state"] for row in self.books.orders(story.account)}

    def test_one_row_until_the_number_comes_and_one_behind_it(self):
        for none in ("0", "", "NONE", "  ", "n/a", "000"):
            with self.subTest(none=none):
                story = self.story()
                pending = story.order(exchange_order_id=none, client_order_id="C1", state="frozen", filled=0,
                                      exchange_time_us=TIME_US - 9)
                self.publish(pending)
                self.settle(story.partition)
                self.assertEqual(self.rows(story), {"C1": "frozen"})
                self.publish(story.order(exchange_order_id="N1", client_order_id="C1", state="open", filled=0))
                self.settle(story.partition)
                self.assertEqual(self.rows(story), {"N1": "open"})
                self.publish({**pending, "id": "again"})
                self.publish(story.order(exchange_order_id="N1", state="cancelled", filled=0, remaining=0,
                                         exchange_time_us=TIME_US + 9))
                self.settle(story.partition)
                self.assertEqual(self.rows(story), {"N1": "cancelled"})
                self.assertEqual(self.books.parked_of(story.source), [])

    def test_in_one_message_and_in_any_order(self):
        for turns in itertools.permutations(range(3)):
            story = self.story()
            events = [story.order(exchange_order_id="0", client_order_id="C1", state="frozen", filled=0),
                      story.order(exchange_order_id="N1", client_order_id="C1", state="open", filled=0),
                      story.order(exchange_order_id="N1", client_order_id="C1", exchange_time_us=TIME_US + 5)]
            self.publisher.publish_batch([self.place(events[turn]) for turn in turns], False)
            self.settle(story.partition)
            self.assertEqual(self.rows(story), {"N1": "partially_filled"})


class UsedUpNumbers(UpstreamCase):
    """A refused event uses up its number in the partition of its queue: nothing waits behind it."""

    # What is wrong with the first event of the stream; None: the field is not there.
    WRONG = [{"partition": None}, {"partition": "1"}, {"partition": -1}, {"partition": 999}, {"kind": "letter"},
             {"account": 7}, {"exchange": "NYSE"}, {"price": Price("1.23456")}, {"token": None}, {"id": ""},
             {"received_time_us": "now"}, {"side": None}]

    def applied_behind(self, first, story):
        """Publishes a body for number 1, then good events 2 and 3."""
        good = [self.place(story.trade()) for _ in range(3)][1:]
        self.publisher.publish_body(first, routing_key("trade", story.partition))
        for event in good:
            self.publisher.publish(event)
        self.settle(story.partition)
        self.assertEqual(self.bought(story.account), 2 * 75)
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 3)
        [row] = self.books.parked_of(story.source)
        self.assertEqual(row["seq"], 1)

    def test_whatever_is_wrong_with_it(self):
        for wrong in self.WRONG:
            with self.subTest(wrong=wrong):
                story = self.story()
                event = {**story.trade(), "partition": story.partition, "seq": 1}
                event = {name: value for name, value in {**event, **wrong}.items() if value is not None}
                self.applied_behind(encoded(event), story)

    def test_a_good_event_of_another_partition(self):
        if self.publisher.partitions < 2:
            self.skipTest("with one partition there is no other")
        story = self.story()
        other = (story.partition + 1) % self.publisher.partitions
        event = {**story.trade(), "account": story.account_in(other), "partition": other, "seq": 1}
        self.applied_behind(encoded(event), story)

    def test_an_event_that_breaks_off(self):
        story = self.story()
        body = encoded({**story.trade(), "partition": story.partition, "seq": 1, "last": "x"})
        fields = [part for part in body.split(b",") if b'"seq"' not in part]
        self.applied_behind(b",".join([fields[0], b'"seq":1', *fields[1:]])[:-20], story)


if __name__ == "__main__":
    if missing_environment():
        print(f"skipped: not set: {' '.join(missing_environment())}")
        sys.exit(1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED)
    unittest.main()
