#!/usr/bin/python3
"""The reconciler: tells nothing while the books are right, whatever else happens, and every row that is not."""

import os
import random
import threading
import time
import unittest

from reconciler_site import COMPARED_S, ReconcilerCase
from running_site import eventually, main
from upstream_site import open_publisher

SEED = int(os.environ.get("BACKSTOP_SEED", random.randrange(1 << 32)))
KILLS = 4
DAY = 20261230  # only the open day is compared


class Reconciler(ReconcilerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_day(DAY)

    def setUp(self):
        super().setUp()
        first = self.story()
        self.publisher.publish(self.publisher.place(first.trade(day=DAY)))
        self.wait_watermark(first, 1, DAY)

    def publish_some(self, story, count):
        """New trades, corrections, busts, orders and events that will be parked; returns the last number."""
        rng = random.Random(SEED)
        known = []
        for _ in range(count):
            choice = rng.random()
            if choice < 0.3 or not known:
                event = story.trade(day=DAY, quantity=rng.randrange(1, 500))
                known.append(event["id"])
            elif choice < 0.4:
                event = story.trade(day=DAY, action="correct", ref=rng.choice(known), quantity=rng.randrange(1, 500))
            elif choice < 0.5:
                event = story.trade(day=DAY, action="bust", ref=rng.choice(known))
            elif choice < 0.55:
                event = story.trade(day=DAY, action="bust", ref="NONE")  # parked
            else:
                event = story.order(day=DAY, exchange_order_id=f"X{rng.randrange(20)}", filled=rng.randrange(75), remaining=75,
                                    exchange_time_us=1785728700123456 + rng.randrange(1000))
            event = self.publisher.place(event)
            self.publisher.publish(event)
        return event["seq"]

    def booked(self, count=40):
        story = self.story()
        self.wait_watermark(story, self.publish_some(story, count), DAY)
        return story

    def test_books_that_are_right(self):
        print(f"seed {SEED}", flush=True)
        with self.reconciler() as program:
            stories = [self.booked() for _ in range(3)]
            self.wait_rounds()
            for story in stories:
                self.assertEqual(self.found(story), set())
            self.assertGreater(self.figure("folded_events_total"), 0)
            self.assertEqual(self.figure("journal_incomplete"), 0, program.output())
            self.assertEqual(self.figure("differences", part="journal"), 0, program.output())

    def test_rows_changed_by_hand_are_found_and_forgotten_when_repaired(self):
        story = self.booked()
        key = f"{story.account}|{DAY}|1|2|53001|3"
        where = f"account='{story.account}'"
        trade = self.books.trades(story.account)[0]["id"]
        trade_key = f"{story.account}|{DAY}|1|2|{trade}"
        with self.reconciler():
            self.assert_equal_books(story)
            self.sql(f"UPDATE positions SET buy_quantity=buy_quantity+1 WHERE {where}")
            self.wait_found(story, {("positions", "altered", key)})
            self.sql(f"UPDATE positions SET buy_quantity=buy_quantity-1, open_quantity=7 WHERE {where}")
            self.wait_found(story, {("positions", "altered", key)})  # the day before has left nothing
            self.sql(f"UPDATE positions SET open_quantity=0 WHERE {where}")
            self.wait_found(story, set())
            self.sql(f"CREATE TABLE kept AS SELECT * FROM trades WHERE {where} AND id='{trade}';"
                     f"DELETE FROM trades WHERE {where} AND id='{trade}'")
            eventually(lambda: ("trades", "missing", "") in self.found(story), "the missing trade is found", 40)
            self.sql("INSERT INTO trades SELECT * FROM kept; UPDATE kept SET id='GHOST', state='live'")
            self.wait_found(story, set())
            self.sql("INSERT INTO trades SELECT * FROM kept; DROP TABLE kept")
            self.wait_found(story, {("trades", "extra", trade_key.replace(trade, "GHOST"))})
            self.sql(f"DELETE FROM trades WHERE {where} AND id='GHOST';"
                     f"UPDATE orders SET reason='none of ours' WHERE {where} LIMIT 1")
            eventually(lambda: [row[:2] for row in self.found(story)] == [("orders", "altered")], "the order is found", 40)
            self.sql(f"UPDATE orders SET reason='' WHERE {where}")
            self.wait_found(story, set())
            self.sql(f"CREATE TABLE kept AS SELECT * FROM orders WHERE {where}; UPDATE orders SET standing=UNHEX(REPEAT('0',48)) WHERE {where} LIMIT 1")
            eventually(lambda: [row[:2] for row in self.found(story)] == [("orders", "altered")], "what decides is found", 40)
            self.sql("REPLACE INTO orders SELECT * FROM kept")
            self.wait_found(story, set())
            self.sql(f"UPDATE orders SET as_sent='59=9' WHERE {where} LIMIT 1")
            eventually(lambda: [row[:2] for row in self.found(story)] == [("orders", "altered")], "what was sent is found", 40)
            self.sql("REPLACE INTO orders SELECT * FROM kept; DROP TABLE kept")
            self.wait_found(story, set())
            eventually(lambda: self.figure("differences", part="journal") == 0, "nothing differs")

    def test_a_row_that_is_repaired_while_no_reconciler_runs_is_forgotten_by_the_next(self):
        """And one that is not repaired stays told meanwhile: exits are held by it."""
        repaired, stays = self.booked(), self.booked()

        def change(story, by):
            self.sql(f"UPDATE positions SET buy_quantity=buy_quantity+({by}) WHERE account='{story.account}' LIMIT 1")
        with self.reconciler():
            for story in (repaired, stays):
                change(story, 1)
            for story in (repaired, stays):
                eventually(lambda story=story: self.found(story), "it is found", COMPARED_S)
        change(repaired, -1)
        self.addCleanup(change, stays, -1)
        self.assertTrue(self.found(repaired))
        with self.reconciler():
            eventually(lambda: not self.found(repaired), "it is forgotten", COMPARED_S)
            self.assertTrue(self.found(stays))
            self.wait_rounds()
            self.assertTrue(self.found(stays))

    def test_what_another_has_told_and_is_not_so_is_taken_back(self):
        """As a second reconciler does that ends in the middle, or a hand: exits would be held by it for ever."""
        told = self.booked()
        with self.reconciler():
            self.wait_rounds()
            self.sql("INSERT INTO differences (part,day,account,book,kind,key_hash,row_key,since_us) VALUES"
                     f" ({told.partition},{DAY},'{told.account}','positions','altered',7,'',1)")
            eventually(lambda: not self.found(told), "it is taken back", COMPARED_S)

    def test_the_sweep_comes_by_every_account_also_one_that_the_journal_does_not_know(self):
        story = self.booked()
        ghost = f"{story.account}9"
        with self.reconciler(sweep_accounts=2, touched_accounts_max=1):
            self.sql("INSERT INTO positions (account,day,exchange,segment,token,product,buy_quantity,buy_value,sell_quantity,sell_value)"
                     f" VALUES ('{ghost}',{DAY},'NSE','FO',53001,'NRML',75,1,0,0)")
            try:
                self.wait_found(story, {("positions", "extra", f"{ghost}|{DAY}|1|2|53001|3")})
                code = self.stack.ctl("differences", "--json")
                self.assertIn(ghost, code.stdout)
            finally:
                self.sql(f"DELETE FROM positions WHERE account='{ghost}'")
            self.wait_found(story, set())

    def test_books_that_cannot_be_read_are_not_taken_for_none(self):
        with self.reconciler(database={"user": "nobody"}) as program:
            eventually(lambda: self.page("/metrics")[0] == 200 and self.figure("last_compared_seconds", part="journal") > 1,
                       "it says for how long nothing has been compared", COMPARED_S)
            self.assertIn("the books could not be read", program.output())

    def test_a_day_whose_beginning_the_journal_has_not_got(self):
        story = self.booked()
        lost = f"'{story.source}-lost',{DAY},{story.partition}"
        with self.reconciler(round_deadline_ms=1000) as program:
            self.wait_rounds(1)
            self.sql(f"INSERT INTO watermarks VALUES ({lost},5,'nobody',1)")
            try:
                eventually(lambda: self.figure("journal_incomplete") == 1, "it says so", 40)
                self.assertIn("the record has not got all events", program.output())
            finally:
                self.sql(f"DELETE FROM watermarks WHERE source='{story.source}-lost'")
            eventually(lambda: self.figure("journal_incomplete") == 0, "it compares again", 40)
            self.assert_equal_books(story)

    def test_two_sources_of_one_account_and_events_without_a_number(self):
        first = self.story()
        second = self.story(first.partition)
        second.account = first.account
        with self.reconciler():
            trade = self.publisher.place(first.trade(day=DAY))
            self.publisher.publish(trade)
            self.wait_watermark(first, 1, DAY)
            self.publisher.publish(self.publisher.place(second.trade(day=DAY, action="correct", ref=trade["id"], quantity=10)))
            self.wait_watermark(second, 1, DAY)
            unnumbered = self.publisher.place(first.trade(day=DAY), False)
            for _ in range(3):
                self.publisher.publish(unnumbered)
            eventually(lambda: self.books.inbox(first.source), "it is in the books")
            self.assert_equal_books(first)
            self.assertEqual(self.figure("journal_incomplete"), 0)

    def test_a_gap_that_an_operator_has_accepted(self):
        story = self.story()
        events = [self.publisher.place(story.trade(day=DAY)) for _ in range(6)]
        with self.reconciler():
            for event in events[:2] + events[4:]:
                self.publisher.publish(event)
            self.wait_watermark(story, 2, DAY)
            self.wait_rounds()
            self.sql("INSERT INTO accepted_gaps VALUES"
                     f" ('{story.source}',{DAY},{story.partition},3,4,'asha','never sent',1)")
            self.publisher.publish(self.publisher.place(story.trade(day=DAY)))
            self.wait_watermark(story, 7, DAY)
            self.publisher.publish(events[2])  # comes after all: the ledger does not take it
            self.assert_equal_books(story)
            self.assertEqual(self.figure("journal_incomplete"), 0)

    def test_the_ledger_is_paused(self):
        story = self.booked()
        self.sql(f"INSERT INTO pauses (part,by_whom,reason,since_us) VALUES ({story.partition},'asha','a look',1)")
        try:
            with self.reconciler():
                last = self.publish_some(story, 30)
                eventually(lambda: self.page("/metrics")[0] == 200 and self.figure("held_events") >= 30, "they wait", 40)
                self.assert_equal_books(story)
                self.sql("DELETE FROM pauses")
                self.wait_watermark(story, last, DAY)
                self.assert_equal_books(story)
                self.assertEqual(self.figure("held_events"), 0)
        finally:
            self.sql("DELETE FROM pauses")

    def test_killed_at_random_moments_while_events_flow(self):
        print(f"seed {SEED}", flush=True)
        rng = random.Random(SEED)
        stories = [self.story(partition) for partition in range(self.stack.partitions)]
        done = threading.Event()

        def publish():
            with open_publisher() as publisher:
                while not done.is_set():
                    story = rng.choice(stories)
                    publisher.publish_batch([publisher.place(story.trade(day=DAY)) for _ in range(10)])
        thread = threading.Thread(target=publish)
        thread.start()
        try:
            for _ in range(KILLS):
                with self.reconciler() as program:
                    begun, moment_s = time.monotonic(), rng.uniform(0.1, 2)
                    eventually(lambda: time.monotonic() - begun >= moment_s, "its moment has come")
                    self.assertIsNone(program.process.poll(), program.output())
                    program.process.kill()
            with self.reconciler():
                self.wait_rounds(5)
                for story in stories:
                    self.assertEqual(self.found(story), set())
                self.assertEqual(self.figure("suspected_accounts"), 0)
        finally:
            done.set()
            thread.join()


if __name__ == "__main__":
    main()
