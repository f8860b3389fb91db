#!/usr/bin/python3
"""What a foreign publisher may send, good and bad, and what the books then hold.

Needs a running site, see upstream_site.py. Without one it is skipped (exit code 77); with REQUIRE_BROKER=1 it fails."""
import json
import os
import sys
import unittest

import zstandard

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from upstream_events import DAY, NEXT_DAY, TIME_US, Story
from upstream_publisher import Price, encoded, partition_of, routing_key
from upstream_site import Books, eventually, missing_environment, open_publisher, parked_metric

BODY_BYTES_MAX = 4 << 20
SKIPPED = 77  # what ctest takes for "skipped"
COMMON_OF_ROWS = {"day": DAY, "exchange": "NSE", "segment": "FO", "token": 53001, "product": "NRML"}


class UpstreamCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.publisher = open_publisher()
        cls.addClassCleanup(cls.publisher.__exit__)
        cls.books = Books()
        cls.addClassCleanup(cls.books.close)

    def story(self, partition=None):
        return Story(self.publisher.partitions, partition)

    def place(self, event, numbered=True):
        return self.publisher.place(event, numbered)

    def publish(self, *events, numbered=True):
        """Places and publishes each event by itself; returns them as they were published."""
        placed = [self.place(event, numbered) for event in events]
        for event in placed:
            self.publisher.publish(event)
        return placed

    def settle(self, partition):
        """Publishes a good event and waits for its row: a queue is applied in order, so all before is settled then."""
        marker = self.story(partition)
        self.publish(marker.trade(), numbered=False)
        eventually(lambda: self.books.trades(marker.account), "a good event published afterwards is applied")

    def bought(self, account):
        """Quantity bought, by the positions of the account."""
        return sum(row["buy_quantity"] for row in self.books.positions(account))

    def ids(self, account):
        return {row["id"] for row in self.books.trades(account)}

    def assert_parked_body(self, body, partition, content_encoding=None, kept=None):
        """Publishes a body that is no message; it must be parked whole (or as `kept`), once, and the metric must tell."""
        before = parked_metric()
        self.publisher.publish_body(body, routing_key("trade", partition), content_encoding)
        self.settle(partition)
        rows = self.books.parked_body(kept or body)
        self.assertEqual([(row["part"], row["source"], row["day"], row["seq"], row["seen"]) for row in rows],
                         [(partition, "", 0, 0, 1)])
        self.assertRegex(rows[0]["reason"], r"^body: .")
        eventually(lambda: parked_metric() >= before + 1, "the metric of parked events has gone up")

    def assert_parked_event(self, field, event, key=None):
        """Publishes a placed event that is invalid at `field`; it must be parked for that, and the metric must tell."""
        before = parked_metric()
        body = encoded(event)
        partition = partition_of_key(key) if key else event_home(event, self.publisher.partitions)
        self.publisher.publish_body(body, key or routing_key("trade", partition))
        self.settle(partition)
        rows = self.books.parked_body(body)
        self.assertEqual([(row["part"], row["seen"]) for row in rows], [(partition, 1)])
        self.assertRegex(rows[0]["reason"], rf"^{field}: .")
        eventually(lambda: parked_metric() >= before + 1, "the metric of parked events has gone up")

    def assert_parked_as_read(self, field, event, key):
        """The same for an event that is valid by itself: the ledger writes it anew, field for field the same."""
        before = parked_metric()
        self.publisher.publish_body(encoded(event), key)
        self.settle(partition_of_key(key))
        [row] = self.books.parked_of(event["source"])
        self.assertEqual(json.loads(row["body"], parse_float=str), json.loads(encoded(event), parse_float=str))
        self.assertEqual((row["part"], row["seen"]), (partition_of_key(key), 1))
        self.assertRegex(row["reason"], rf"^{field}: .")
        eventually(lambda: parked_metric() >= before + 1, "the metric of parked events has gone up")


def partition_of_key(key):
    return int(key.split(".")[1])


def event_home(event, partitions):
    """The partition that a queue of an event with a broken account or partition is chosen by."""
    account = event.get("account")
    return partition_of(account, partitions) if isinstance(account, str) and account.isascii() else 0


class GoodEvents(UpstreamCase):
    def test_numbered_events_become_rows_with_exact_columns(self):
        story = self.story()
        order, trade = self.publish(story.order(), story.trade())
        self.settle(story.partition)
        shared = {**COMMON_OF_ROWS, "account": story.account, "side": "buy", "price": 1_013_500,
                  "exchange_order_id": order["exchange_order_id"], "client_order_id": order["client_order_id"],
                  "exchange_time_us": TIME_US}
        [row] = self.books.orders(story.account)
        self.assertEqual(len(row.pop("standing")), 24)
        self.assertEqual(row, {
            **shared, "id": order["id"], "type": "limit", "validity": "day", "quantity": 150, "filled": 75,
            "remaining": 75, "trigger_price": 0, "state": "partially_filled", "reason": "", "origin": "primary", "as_sent": ""})
        self.assertEqual(self.books.trades(story.account), [{
            **shared, "id": trade["id"], "trade_no": trade["trade_no"], "quantity": 75, "action": "new", "ref": "",
            "state": "live", "settled_by": ""}])
        self.assertEqual(self.books.positions(story.account), [{
            **COMMON_OF_ROWS, "account": story.account, "open_quantity": 0, "open_value": 0,
            "buy_quantity": 75, "buy_value": 76_012_500, "sell_quantity": 0, "sell_value": 0}])
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 2)
        self.assertEqual(self.books.parked_of(story.source), [])

    def test_unnumbered_events_published_twice_are_applied_once(self):
        story = self.story()
        events = [story.order(), story.trade()]
        self.publish(*events, numbered=False)
        self.publish(*events, numbered=False)
        self.settle(story.partition)
        self.assertEqual(self.bought(story.account), 75)
        self.assertEqual([row["id"] for row in self.books.inbox(story.source)], [event["id"] for event in events])
        self.assertEqual(self.books.parked_of(story.source), [])

    def test_replayed_numbers_are_dropped_and_the_stream_goes_on(self):
        story = self.story()
        events = self.publish(*(story.trade() for _ in range(3)))
        for event in events:
            self.publisher.publish(event)
        self.publish(story.trade())
        self.settle(story.partition)
        self.assertEqual(self.bought(story.account), 4 * 75)
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 4)

    def test_another_day_is_a_numbering_of_its_own(self):
        story = self.story()
        self.publish(story.trade(), story.trade(), story.trade(day=NEXT_DAY), story.trade())
        self.settle(story.partition)
        marks = [self.books.watermark(story.source, day, story.partition) for day in (DAY, NEXT_DAY)]
        self.assertEqual(marks, [3, 1])
        self.assertEqual([row["buy_quantity"] for row in self.books.positions(story.account)], [3 * 75, 75])

    def test_a_batch_of_mixed_kinds_plain_and_packed(self):
        for pack in (False, True):
            with self.subTest(pack=pack):
                story = self.story()
                events = [self.place(event) for event in (story.order(), story.trade(), story.trade(side="sell"))]
                self.publisher.publish_batch(events, pack)
                self.settle(story.partition)
                self.assertEqual(len(self.books.orders(story.account)), 1)
                self.assertEqual(self.ids(story.account), {event["id"] for event in events[1:]})
                self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 3)

    def test_unknown_fields_are_ignored(self):
        story = self.story()
        self.publish(story.trade(note="ignored", nested={"price": "none", "list": [[]]}))
        self.settle(story.partition)
        self.assertEqual(self.bought(story.account), 75)


class BadEvents(UpstreamCase):
    # field that the reason must name, what is changed in a good trade
    BAD_FIELDS = [
        ("price", {"price": "101.35"}), ("quantity", {"quantity": "75"}), ("side", {"side": 1}),
        ("token", {"token": [53001]}), ("ref", {"ref": {}}), ("id", {"id": True}), ("day", {"day": "20260803"}),
        ("kind", {"kind": 7}),
        ("kind", {"kind": "quote"}), ("exchange", {"exchange": "NYSE"}), ("segment", {"segment": "fo"}),
        ("product", {"product": "BO"}), ("side", {"side": "short"}), ("action", {"action": "amend"}),
        ("price", {"price": Price("101.35001")}), ("price", {"price": Price("101.35000")}),
        ("price", {"price": Price("1.0135e2")}), ("price", {"price": Price("-0.05")}), ("price", {"price": 0}),
        ("quantity", {"quantity": 10**12}), ("quantity", {"quantity": -75}), ("quantity", {"quantity": Price("75.0")}),
        ("price", {"price": 10**9}), ("id", {"id": "1" * 1_000_000}), ("seq", {"seq": 10**19}), ("seq", {"seq": 0}),
        ("account", {"account": "lower"}), ("account", {"account": "A" * 17}), ("day", {"day": 20260230}),
        ("quantity", {"quantity": 100_000_000, "price": 10_000_000}), ("ref", {"action": "correct"}),
        ("ref", {"ref": "E1"}),
    ]

    def test_an_invalid_field_parks_the_event_with_its_name(self):
        for field, changes in self.BAD_FIELDS:
            with self.subTest(field=field, changes=str(changes)[:60]):
                story = self.story()
                event = {**self.place(story.trade(), numbered=False), **changes}
                self.assert_parked_event(field, event)
                self.assertEqual(self.books.trades(story.account), [])
                self.assertEqual(self.books.inbox(story.source), [])

    def test_a_missing_field_parks_the_event_with_its_name(self):
        for field in self.place(self.story().trade(), numbered=False):
            with self.subTest(field=field):
                story = self.story()
                event = self.place(story.trade(), numbered=False)
                # The id shows whose row it is even where the account is missing.
                body_of = {name: value for name, value in event.items() if name != field}
                self.assert_parked_event(field, body_of)
                self.assertEqual(self.books.trades(story.account), [])

    def test_a_parked_event_uses_up_its_number(self):
        story = self.story()
        self.publish(story.trade(), story.trade(side="short"), story.trade())
        self.settle(story.partition)
        self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 3)
        self.assertEqual(self.bought(story.account), 2 * 75)
        [row] = self.books.parked_of(story.source)
        self.assertEqual((row["day"], row["part"], row["seq"]), (DAY, story.partition, 2))
        self.assertRegex(row["reason"], r"^side: .")

    def test_a_bad_event_within_a_batch_is_parked_and_the_others_are_applied(self):
        for pack in (False, True):
            with self.subTest(pack=pack):
                story = self.story()
                bad = {"price": Price("101.35001")}
                events = [self.place(story.trade(**changes)) for changes in ({}, bad, {})]
                self.publisher.publish_batch(events, pack)
                self.publish(story.trade())
                self.settle(story.partition)
                self.assertEqual(self.bought(story.account), 3 * 75)
                self.assertNotIn(events[1]["id"], self.ids(story.account))
                [row] = self.books.parked_of(story.source)
                self.assertEqual((row["seq"], row["body"]), (2, encoded(events[1])))
                self.assertRegex(row["reason"], r"^price: .")
                self.assertEqual(self.books.watermark(story.source, DAY, story.partition), 4)

    def test_a_correction_of_an_unknown_trade_is_parked(self):
        story = self.story()
        event = self.place(story.trade(action="bust", ref="E-unknown"), numbered=False)
        self.assert_parked_as_read("ref", event, routing_key("trade", story.partition))
        self.assertEqual(self.books.positions(story.account), [])


class WrongPartition(UpstreamCase):
    def setUp(self):
        if self.publisher.partitions < 2:
            self.skipTest("with one partition there is no wrong one")

    def wrong(self, story):
        return (story.partition + 1) % self.publisher.partitions

    def test_a_right_event_in_the_queue_of_another_partition_is_parked(self):
        story = self.story()
        event = self.place(story.trade(), numbered=False)
        self.assert_parked_as_read("partition", event, routing_key("trade", self.wrong(story)))
        self.assertEqual(self.books.trades(story.account), [])

    def test_a_wrong_field_in_the_right_queue_is_parked(self):
        story = self.story()
        event = {**self.place(story.trade(), numbered=False), "partition": self.wrong(story)}
        self.assert_parked_event("partition", event, routing_key("trade", story.partition))
        self.assertEqual(self.books.trades(story.account), [])

    def test_field_and_queue_that_agree_with_each_other_but_not_with_the_account_are_parked(self):
        story = self.story()
        event = {**self.place(story.trade(), numbered=False), "partition": self.wrong(story)}
        self.assert_parked_event("partition", event, routing_key("trade", self.wrong(story)))
        self.assertEqual(self.books.trades(story.account), [])


class BadBodies(UpstreamCase):
    def one_trade(self):
        story = self.story()
        return story, encoded(self.place(story.trade(), numbered=False))

    def test_text_that_is_not_json(self):
        story, body = self.one_trade()
        for bad in (body[:-1], b"no json " + body, body + body, b"\xef\xbb\xbf" + body):
            with self.subTest(body=bad[:20]):
                self.assert_parked_body(bad, story.partition)
                self.assertEqual(self.books.trades(story.account), [])

    def test_json_that_is_no_event(self):
        story = self.story()
        for bad in (b'"%s"', b'["%s"]'):
            with self.subTest(body=bad):
                self.assert_parked_body(bad % story.name.encode(), story.partition)

    def test_a_truncated_zstd_frame(self):
        story, body = self.one_trade()
        packed = zstandard.ZstdCompressor().compress(body)
        self.assert_parked_body(packed[:-7], story.partition, "zstd")
        self.assertEqual(self.books.trades(story.account), [])

    def test_bytes_that_are_no_zstd_frame_and_an_unknown_encoding(self):
        for content_encoding in ("zstd", "gzip"):
            with self.subTest(content_encoding=content_encoding):
                story, body = self.one_trade()
                self.assert_parked_body(body, story.partition, content_encoding)

    def test_a_body_over_4_mib(self):
        """More than the limit is not kept either."""
        story, body = self.one_trade()
        large = body + b" " * (BODY_BYTES_MAX + 1 - len(body))
        self.assert_parked_body(large, story.partition, kept=large[:BODY_BYTES_MAX])
        self.assertEqual(self.books.trades(story.account), [])

    def test_a_body_of_4_mib_is_applied(self):
        story, body = self.one_trade()
        self.publisher.publish_body(body + b" " * (BODY_BYTES_MAX - len(body)), routing_key("trade", story.partition))
        self.settle(story.partition)
        self.assertEqual(self.bought(story.account), 75)

    def test_a_zstd_frame_that_unpacks_over_4_mib(self):
        for claims_its_size in (True, False):
            with self.subTest(claims_its_size=claims_its_size):
                story, body = self.one_trade()
                large = body + b" " * (64 << 20)
                packed = zstandard.ZstdCompressor(write_content_size=claims_its_size).compress(large)
                self.assertLess(len(packed), 1 << 20)
                self.assert_parked_body(packed, story.partition, "zstd")
                self.assertEqual(self.books.trades(story.account), [])

    def test_a_batch_of_over_10000_events(self):
        story, body = self.one_trade()
        self.assert_parked_body(b"[" + body + b",{}" * 10_000 + b"]", story.partition)
        self.assertEqual(self.books.trades(story.account), [])

    def test_deep_nesting(self):
        story, body = self.one_trade()
        depth = 1_000_000
        nested = b"[" * depth + b"]" * depth
        for bad in (body[:-1] + b',"note":' + nested + b"}", b"[" * depth + body + b"]" * depth):
            with self.subTest(body=bad[:10]):
                self.assert_parked_body(bad, story.partition)
                self.assertEqual(self.books.trades(story.account), [])


if __name__ == "__main__":
    if missing_environment():
        print(f"skipped: not set: {' '.join(missing_environment())}")
        sys.exit(1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED)
    unittest.main()
