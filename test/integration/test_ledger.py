#!/usr/bin/python3
"""backstop-ledger from outside: gaps, take-over, rows that the database refuses, one execution from two sources, busts."""

import contextlib
import os
import signal

from running_site import LEDGER, Program, SiteCase, eventually, main, wait_until
from upstream_events import DAY, TIME_US
from upstream_publisher import Price, encoded, routing_key
from upstream_site import remove_message

BIGINT_MAX = 2**63 - 1
UNITS_OF_A_TRADE = 75 * 1_013_500
TAKE_OVER_DEADLINE_S = 20


class LedgerCase(SiteCase):
    def publish(self, story, *events, numbered=True):
        placed = [self.publisher.place(event, numbered) for event in events]
        for event in placed:
            self.publisher.publish(event)
        return placed

    def settle(self, story):
        """Publishes one more event of the partition and waits for it: all before it is settled then, apart commits."""
        marker = self.story(story.partition)
        self.publish(marker, marker.trade(), numbered=False)
        eventually(lambda: self.books.trades(marker.account), "an event published afterwards is applied")

    def states(self, story):
        return [(row["id"], row["state"], row["settled_by"]) for row in self.books.trades(story.account)]

    def position(self, story):
        """(buy quantity, buy value in units) of the story's only position."""
        [row] = self.books.positions(story.account)
        return row["buy_quantity"], row["buy_value"]


class Corrections(LedgerCase):
    def test_correction_and_bust_in_transactions_of_their_own(self):
        story = self.story()
        [new] = self.publish(story, story.trade())
        self.settle(story)
        [correct] = self.publish(story, story.trade(action="correct", ref=new["id"], quantity=50, price=Price("100.05")))
        self.settle(story)
        self.assertEqual(self.position(story), (50, 50 * 1_000_500))
        [bust] = self.publish(story, story.trade(action="bust", ref=correct["id"], quantity=50, price=Price("100.05")))
        self.settle(story)
        self.assertEqual(self.states(story), [(new["id"], "corrected", correct["id"]), (correct["id"], "busted", bust["id"])])
        self.assertEqual(self.position(story), (0, 0))
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 3)
        self.assertEqual(self.books.parked_of(story.source), [])

    def test_correction_and_bust_in_one_batch(self):
        story = self.story()
        new = story.trade()
        correct = story.trade(action="correct", ref=new["id"], quantity=50)
        events = [self.publisher.place(event) for event in
                  (new, correct, story.trade(action="bust", ref=correct["id"], quantity=50), story.trade(quantity=25))]
        self.publisher.publish_batch(events)
        self.wait_watermark(story, 4, DAY)
        self.assertEqual([state for _, state, _ in self.states(story)], ["corrected", "busted", "live"])
        self.assertEqual(self.position(story), (25, 25 * 1_013_500))

    def test_a_second_bust_is_parked_but_the_same_bust_again_is_a_repeat(self):
        story, other = self.story(), self.story()
        [new] = self.publish(story, story.trade())
        bust = story.trade(action="bust", ref=new["id"])
        self.publish(story, bust)
        self.publish(story, bust | {"source": other.source})
        self.settle(story)
        self.assertEqual((self.books.parked_of(other.source), self.position(story)), ([], (0, 0)))
        self.publish(story, story.trade(action="bust", ref=new["id"]))
        self.settle(story)
        [parked] = self.books.parked_of(story.source)
        self.assertRegex(parked["reason"], "^ref: ")
        self.assertEqual(self.position(story), (0, 0))


    def test_a_bust_under_the_id_of_a_trade_is_parked(self):
        story = self.story()
        first, second = self.publish(story, story.trade(), story.trade())
        self.publish(story, story.trade(action="bust", ref=first["id"], id=second["id"]))
        self.settle(story)
        [parked] = self.books.parked_of(story.source)
        self.assertRegex(parked["reason"], "^id: already used")
        self.assertEqual(self.position(story)[0], 2 * 75)


class TwoSources(LedgerCase):
    def test_the_same_execution_through_two_sources_counts_once(self):
        for numbered in (True, False):
            with self.subTest(numbered=numbered):
                story, other = self.story(), self.story()
                duplicates = self.ledger_metric("backstop_ledger_events_total", outcome="duplicate")
                events = [story.trade() for _ in range(3)]
                self.publish(story, *events)
                self.publish(story, *[event | {"source": other.source} for event in events], numbered=numbered)
                self.settle(story)
                self.assertEqual(self.position(story), (3 * 75, 3 * UNITS_OF_A_TRADE))
                self.assertEqual(self.books.parked_of(other.source), [])
                found = self.ledger_metric("backstop_ledger_events_total", outcome="duplicate") - duplicates
                self.assertEqual(found, 3)

    def test_another_execution_under_the_same_id_is_parked(self):
        story, other = self.story(), self.story()
        [event] = self.publish(story, story.trade())
        self.publish(story, story.trade(id=event["id"], quantity=76, source=other.source))
        self.settle(story)
        [parked] = self.books.parked_of(other.source)
        self.assertRegex(parked["reason"], "^id: already used")
        self.assertEqual(self.position(story), (75, UNITS_OF_A_TRADE))
        self.assertEqual(self.books.watermark(other.source, DAY, story.partition), 1)


class RefusedRows(LedgerCase):
    def test_a_sum_beyond_bigint_parks_that_event_alone(self):
        story = self.story()
        self.publish(story, story.trade())
        self.settle(story)
        self.stack.sql("UPDATE positions SET buy_value = %s WHERE account = %s",
                       (BIGINT_MAX - 2 * UNITS_OF_A_TRADE, story.account))
        too_much = story.trade(quantity=1_000_000)
        events = [self.publisher.place(event) for event in (story.trade(), too_much, story.trade())]
        self.publisher.publish_batch(events)
        self.wait_watermark(story, 4, DAY)
        self.assertEqual(self.position(story), (3 * 75, BIGINT_MAX))
        [parked] = self.books.parked_of(story.source)
        self.assertEqual(parked["seq"], 3)
        self.assertRegex(parked["reason"], "^database: .*buy_value")
        self.assertNotIn(too_much["id"], [row["id"] for row in self.books.trades(story.account)])


class Gaps(LedgerCase):
    def gap_seconds(self, story):
        return self.ledger_metric("backstop_ledger_gap_seconds", partition=str(story.partition))

    def test_a_gap_holds_what_follows_is_alarmed_and_healed_from_the_journal(self):
        story = self.story()
        for name in self.stack.ledgers:
            self.addCleanup(self.stack.supervisor.start, name)
            self.stack.supervisor.stop(name)
            wait_until(lambda name=name: not self.stack.pid(name), 30, f"{name} stops")
        batches = [[self.publisher.place(story.trade()) for _ in range(4)] for _ in range(3)]
        for batch in batches:
            self.publisher.publish_batch(batch, pack=True)
        remove_message(self.stack.amqp_url(), f"ledger.{story.partition:02d}", 2)
        for name in self.stack.ledgers:
            self.stack.supervisor.start(name)
        eventually(lambda: self.gap_seconds(story) > 0, "the gap is seen")
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 4)
        self.assertEqual(len(self.books.trades(story.account)), 4)
        self.wait_watermark(story, 12, DAY)
        self.assertEqual(self.position(story), (12 * 75, 12 * UNITS_OF_A_TRADE))
        eventually(lambda: self.gap_seconds(story) == 0, "the gap is closed")
        eventually(lambda: self.ledger_metric("backstop_ledger_healed_events_total") >= 4, "healed events are counted")


class SharesOfTheWindow(LedgerCase):
    MESSAGES = 450  # more than two ledgers' windows

    def kept(self, story):
        return self.stack.sql("SELECT COUNT(*) FROM held_events WHERE source=%s", (story.source,))[0][0]

    @contextlib.contextmanager
    def ledgers_away(self):
        for name in self.stack.ledgers:
            self.stack.supervisor.stop(name)
            wait_until(lambda name=name: not self.stack.pid(name), 30, f"{name} stops")
        yield
        for name in self.stack.ledgers:
            self.stack.supervisor.start(name)

    def forget(self, source):
        with self.ledgers_away():
            for table in ("held_events", "gaps"):
                self.stack.sql(f"DELETE FROM {table} WHERE source LIKE %s", (source + "-%",))

    def test_a_stream_without_its_beginning_costs_only_itself(self):
        story = self.story()
        first, *rest = [self.publisher.place(story.trade()) for _ in range(self.MESSAGES)]
        for event in rest:
            self.publisher.publish(event)
        self.settle(story)  # the neighbour
        eventually(lambda: self.kept(story) > 0, "what exceeds the share is in the database")
        self.assertEqual(self.books.trades(story.account), [])
        self.publisher.publish(first)
        self.wait_watermark(story, self.MESSAGES, DAY)
        self.assertEqual(self.position(story), (self.MESSAGES * 75, self.MESSAGES * UNITS_OF_A_TRADE))
        eventually(lambda: self.kept(story) == 0, "nothing is kept any more")

    def test_behind_holes_only_numbers_are_in_memory(self):
        story = self.story()
        self.addCleanup(self.forget, story.source)
        with self.ledgers_away():
            for number in range(40):  # 8 MB each, and 1 is missing
                self.stack.sql("INSERT INTO held_events (part,source,day,seq,body,held_us) SELECT %s,%s,%s,seq,REPEAT('x',4000000),1"
                               " FROM seq_2_to_3", (story.partition, f"{story.source}-{number}", DAY))
        self.settle(story)  # the neighbour
        eventually(lambda: self.ledger_metric("backstop_ledger_gap_seconds", partition=str(story.partition)) > 0, "the gaps are seen")
        peaks = [int(line.split()[1]) // 1024 for name in self.stack.ledgers
                 for line in open(f"/proc/{self.stack.pid(name)}/status", encoding="ascii") if line.startswith("VmHWM")]
        self.assertLess(max(peaks), 150)

    def test_what_came_through_the_wrong_queue_takes_no_place_behind_a_hole(self):
        """Its row and that of the right event with the same number: whichever came first, the trade is booked, the other is parked."""
        story = self.story()
        other = self.story((story.partition + 1) % self.stack.partitions)
        first, *rest = [self.publisher.place(story.trade()) for _ in range(self.MESSAGES)]
        for number, event in enumerate(rest):
            wrong = self.publisher.place(other.trade(), numbered=False) | {"source": story.source, "seq": event["seq"]}
            key = routing_key(event["kind"], event["partition"])
            bodies = [encoded(event), encoded(wrong)] if number % 10 == 0 else [encoded(event)]
            for body in bodies if number % 20 else reversed(bodies):
                self.publisher.publish_body(body, key)
        eventually(lambda: self.kept(story) > 0, "what exceeds the share is in the database")
        self.publisher.publish(first)
        self.wait_watermark(story, self.MESSAGES, DAY)
        self.assertEqual(self.position(story), (self.MESSAGES * 75, self.MESSAGES * UNITS_OF_A_TRADE))
        eventually(lambda: self.kept(story) == 0, "nothing is kept any more")
        eventually(lambda: len(self.books.parked_of(story.source)) == len(rest[::10]), "each that came through the wrong queue is parked")

    def test_holes_everywhere_and_a_ledger_that_is_replaced(self):
        story = self.story()
        events = [self.publisher.place(story.trade()) for _ in range(self.MESSAGES)]
        for event in events[1::2]:
            self.publisher.publish(event)
        self.settle(story)
        for name in self.stack.ledgers:
            self.stack.supervisor.stop(name)
            wait_until(lambda name=name: not self.stack.pid(name), 30, f"{name} stops")
            self.stack.supervisor.start(name)
        self.settle(story)
        for event in events[0::2]:
            self.publisher.publish(event)
        self.wait_watermark(story, self.MESSAGES, DAY)
        self.assertEqual(self.position(story), (self.MESSAGES * 75, self.MESSAGES * UNITS_OF_A_TRADE))
        self.assertEqual(self.books.parked_of(story.source), [])


class TakeOver(LedgerCase):
    def owner(self, story):
        [(owner,)] = self.stack.sql("SELECT owner FROM watermarks WHERE source = %s", (story.source,))
        return int(owner.rpartition(":")[2])

    def test_when_the_active_ledger_dies_another_one_goes_on(self):
        story = self.story()
        self.publish(story, story.trade())
        self.wait_watermark(story, 1, DAY)
        first = self.owner(story)
        [name] = [name for name in self.stack.ledgers if self.stack.pid(name) == first]
        os.kill(first, signal.SIGKILL)
        self.publish(story, *[story.trade() for _ in range(20)])
        self.wait_watermark(story, 21, DAY, TAKE_OVER_DEADLINE_S)
        self.assertNotEqual(self.owner(story), first)
        self.assertEqual(self.position(story)[0], 21 * 75)
        self.stack.wait_restarted(name, first)


class Told(LedgerCase):
    def test_up_to_when_a_source_has_told_of_a_market_is_noted_with_its_events(self):
        """Which orders of ours end unasked hangs on it: in order, by the exchange's clock, nothing from the future."""
        story = self.story()
        minute = 60_000_000

        def told_at(minutes, received=None, **changes):
            at = TIME_US + minutes * minute
            return story.order(exchange_time_us=at, received_time_us=received or at, **changes)

        self.publish(story, told_at(0))
        self.settle(story)
        self.assertEqual(self.books.told_times(story.source), [(story.partition, "FO", TIME_US, 0)])
        ours = dict(exchange_order_id="N1", client_order_id="BX1", origin="backstop")
        self.publish(story, told_at(2, **ours), told_at(9, received=TIME_US), told_at(3, segment="CM"))
        self.settle(story)
        self.assertEqual(self.books.told_times(story.source), [
            (story.partition, "CM", TIME_US + 3 * minute, 0),
            (story.partition, "FO", TIME_US + 2 * minute, TIME_US + 2 * minute)])
        late = self.publisher.place(told_at(5))
        behind = self.publisher.place(told_at(7))
        self.publisher.publish(behind)
        self.settle(story)
        self.assertEqual(self.books.told_times(story.source)[1][2], TIME_US + 2 * minute)  # behind a hole
        self.publisher.publish(late)
        self.wait_watermark(story, behind["seq"], DAY)
        self.assertEqual(self.books.told_times(story.source)[1][2], TIME_US + 7 * minute)


class Pages(LedgerCase):
    def test_a_ledger_that_works_says_so(self):
        for name in self.stack.ledgers:
            self.assertTrue(self.stack.ready(name), name)
            self.assertIn("backstop_ledger_watermark", self.stack.metrics(name))

    def test_a_ledger_without_database_and_broker_lives_but_is_not_ready_and_stops_when_told(self):
        config = self.config("ledger-1", database={"port": 1}, amqp={"hosts": ["127.0.0.1:1"]})
        with Program(self.stack, LEDGER, config) as ledger:
            eventually(lambda: self.page("/livez")[0] == 200, "it lives")
            status, text = self.page("/readyz")
            self.assertEqual(status, 503)
            self.assertRegex(text, "broker: (.|\n)*database: ")
            self.assertEqual(self.page("/other")[0], 404)
            ledger.process.send_signal(signal.SIGTERM)
            self.assertEqual(ledger.process.wait(20), 0, ledger.output())


if __name__ == "__main__":
    main()
