#!/usr/bin/python3
"""Messages with events of several sources, and orders whose names change: the order of the message decides, a number that has come is
not forgotten, and the replay comes to the same books."""

import itertools
import random

from replay_site import ReplayCase
from running_site import eventually, main
from upstream_publisher import Price, encoded, routing_key

FINAL_STATES = ("filled", "cancelled", "rejected", "expired")


class MixedCase(ReplayCase):
    days = itertools.count(20260901)

    def event(self, source, event, numbered=True, **more):
        """An event of one story under the source of another, placed."""
        return self.publisher.place({**event, "source": source.source, "day": self.day, **more}, numbered)

    def nothing(self, source, partition):
        """The next place of the source's stream, without an event."""
        place = self.publisher.place({**source.trade(account=source.account_in(partition)), "day": self.day})
        return {"kind": "nothing", "source": source.source, "day": self.day, "partition": partition, "seq": place["seq"]}

    def send(self, *events):
        """One message. The partition is the first one's that says it."""
        self.publisher.publish_body(encoded(list(events)), routing_key("trade", events[0]["partition"]))

    def settle(self, partition):
        """Waits until everything in front is done: a queue is applied in order."""
        marker = self.story(partition)
        self.publish(marker, marker.trade(), numbered=False)
        eventually(lambda: self.books.trades(marker.account), "a good event published afterwards is applied")

    def states(self, account):
        return {row["id"]: row["state"] for row in self.books.trades(account)}


class OneMessage(MixedCase):
    def test_a_trade_and_its_bust_of_an_unnumbered_source_whatever_stands_beside_them(self):
        for beside, turns in itertools.product(("nothing", "refused"), itertools.permutations(range(3))):
            with self.subTest(beside=beside, turns=turns):
                one, two, three = self.story(), self.story(), self.story()
                trade = self.event(one, one.trade(id="T1"))
                bust = self.event(two, one.trade(id="B1", action="bust", ref="T1"), numbered=False)
                third = self.nothing(three, one.partition)
                if beside == "refused":
                    third = {**self.event(three, one.trade(), numbered=False), "seq": 1, "price": Price("1.23456")}
                events = (trade, bust, third)
                self.send(*[events[turn] for turn in turns])
                self.settle(one.partition)
                busted = turns.index(0) < turns.index(1)
                self.assertEqual(self.states(one.account), {"T1": "busted" if busted else "live"})
        self.assert_equal_books()

    def test_the_first_of_two_contents_under_one_id_stands(self):
        for turns in itertools.permutations(range(4)):
            one, two, three = self.story(), self.story(), self.story()
            events = (self.event(one, one.trade(id="T1", quantity=75)), self.event(two, one.trade(id="T1", quantity=76)),
                      self.nothing(three, one.partition), self.event(three, one.trade(id="T1", quantity=77), numbered=False))
            self.send(*[events[turn] for turn in turns])
            self.settle(one.partition)
            first = next(events[turn] for turn in turns if turn != 2)
            self.assertEqual([row["quantity"] for row in self.books.trades(one.account)], [first["quantity"]])
        self.assert_equal_books()

    def test_one_event_that_the_database_refuses_does_not_change_the_order_of_the_others(self):
        one, two = self.story(), self.story()
        self.sql("INSERT INTO positions VALUES (%s,%s,'NSE','FO',7,'NRML',0,0,%s,0,0,0)", one.account, self.day, (1 << 63) - 10)
        events = []
        for number in range(40):
            if number == 15:
                events.append(self.event(one, one.trade(id="FULL", token=7)))
            events += [self.event(one, one.trade(id=f"T{number}")),
                       self.event(two, one.trade(id=f"B{number}", action="bust", ref=f"T{number}"), numbered=False)]
        self.send(*events)
        self.settle(one.partition)
        self.assertEqual(set(self.states(one.account).values()), {"busted"})
        [row] = self.books.parked_of(one.source)
        self.assertRegex(row["reason"], "^database: ")

    def test_a_hundred_sources_mixed_are_the_books_of_the_replay(self):
        dice = random.Random(20261128)
        stories = [self.story(0) for _ in range(100)]
        home = stories[0]
        for _ in range(40):
            events = []
            for _ in range(dice.randint(1, 60)):
                story = dice.choice(stories)
                numbered = stories.index(story) % 3 != 0
                trade = dice.choice(("new", "bust", "correct"))
                names = {"id": f"T{dice.randrange(60)}", "action": trade, "quantity": dice.choice((75, 75, 76)),
                         "ref": "" if trade == "new" else f"T{dice.randrange(60)}"}
                kind = dice.randrange(8)
                if kind == 0 and numbered:
                    events.append(self.nothing(story, home.partition))
                elif kind == 1 and numbered:
                    events.append({**self.event(story, home.trade(**names)), "price": Price("1.23456")})
                else:
                    events.append(self.event(story, home.trade(**names), numbered))
                if len(events) > 1 and dice.randrange(10) == 0:
                    events[-2:] = reversed(events[-2:])
            for _ in range(dice.choice((1, 1, 2))):
                self.send(*events)
        self.settle(home.partition)
        self.assert_equal_books()


class OrdersWithNames(MixedCase):
    def state(self, story, number, client, state="open", at=0, **more):
        return story.order(exchange_order_id=number, client_order_id=client, state=state, filled=0,
                           remaining=0 if state in FINAL_STATES else 150, exchange_time_us=self.opening_us + at, **more)

    def rows(self, account):
        return {(row["exchange_order_id"], row["state"]) for row in self.books.orders(account)}

    def assert_rows(self, wanted, *states):
        """What the books have of these states, in every order, in one message and as several."""
        for turns in itertools.permutations(range(len(states))):
            for together in (True, False):
                with self.subTest(turns=turns, together=together):
                    story = self.story()
                    events = [self.event(story, {**self.state(story, *states[turn][:2], **dict(zip(("state", "at"), states[turn][2:])))})
                              for turn in turns]
                    if together:
                        self.send(*events)
                    else:
                        for event in events:
                            self.publisher.publish(event)
                            self.settle(story.partition)
                    self.settle(story.partition)
                    self.assertEqual(self.rows(story.account), wanted)
                    self.assertEqual(self.books.parked_of(story.source), [])

    def test_a_state_without_a_name_does_not_make_the_number_forgotten(self):
        self.assert_rows({("O1", "cancelled")}, ("O1", "C1", "open", 1), ("O1", "", "cancelled", 2), ("0", "C1", "open", 3))
        self.assert_equal_books()

    def test_an_order_with_several_names_has_one_row(self):
        self.assert_rows({("O1", "open")}, ("O1", "C1", "open", 1), ("O1", "C2", "open", 2), ("NONE", "C1", "frozen", 9))
        self.assert_equal_books()

    def test_a_name_that_is_another_orders_number_takes_nothing_from_it(self):
        self.assert_rows({("77", "open"), ("O9", "open")}, ("77", "C1", "open", 1), ("0", "77", "open", 9), ("O9", "77", "open", 5))
        self.assert_equal_books()

    def test_random_states_are_the_same_in_the_replay(self):
        dice = random.Random(8)
        stories = [self.story(partition) for partition in range(self.stack.partitions)]
        for _ in range(60):
            story = dice.choice(stories)
            events = []
            for _ in range(dice.choice((1, 2, 5, 30))):
                order = dice.randrange(6)
                client = dice.choice((f"C{order}", f"C{order}", f"C{order}a", ""))
                number = f"O{order}" if not client else dice.choice((f"O{order}", f"O{order}", "0", client))
                events.append(self.event(story, self.state(story, number, client, dice.choice(("open", "frozen", "cancelled")),
                                                           dice.randrange(5))))
            self.send(*events)
        for story in stories:
            self.settle(story.partition)
        self.assert_equal_books()


if __name__ == "__main__":
    main()
