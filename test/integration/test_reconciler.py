#!/usr/bin/python3
"""The reconciler: tells nothing while the books are right, whatever else happens, and every row that is not."""

import os
import random
import threading
import time
import unittest

from reconciler_site import ReconcilerCase
from running_site import eventually, main
from upstream_events import DAY
from upstream_site import open_publisher

SEED = int(os.environ.get("BACKSTOP_SEED", random.randrange(1 << 32)))
KILLS = 4


class Reconciler(ReconcilerCase):
    def publish_some(self, story, count):
        """New trades, corrections, busts, orders and events that will be parked; returns the last number."""
        rng = random.Random(SEED)
        known = []
        for _ in range(count):
            choice = rng.random()
            if choice < 0.3 or not known:
                event = story.trade(quantity=rng.randrange(1, 500))
                known.append(event["id"])
            elif choice < 0.4:
                event = story.trade(action="correct", ref=rng.choice(known), quantity=rng.randrange(1, 500))
            elif choice < 0.5:
                event = story.trade(action="bust", ref=rng.choice(known))
            elif choice < 0.55:
                event = story.trade(action="bust", ref="NONE")  # parked
            else:
                event = story.order(exchange_order_id=f"X{rng.randrange(20)}", filled=rng.randrange(75), remaining=75,
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
            eventually(lambda: self.figure("differences", part="journal") == 0, "nothing differs")


if __name__ == "__main__":
    main()
