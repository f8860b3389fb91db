#!/usr/bin/python3
"""backstop-feed on a drop copy from outside: a FIX session in, the books out, through crashes on either side."""

import json
import signal
import sys
import time

from running_site import FEED, ROOT, Program, SiteCase, eventually, main
from upstream_events import DAY

sys.path.insert(0, str(ROOT / "test/support"))

from fix_exchange import FixExchange  # noqa: E402
from small_disk import small_disk  # noqa: E402

FILL = 75
EVENTS_OF_FILL = 2


def fill(story, number):
    """A report of a trade of 75 and its order."""
    fields = {37: f"X{story.name}-{number}", 17: f"E{story.name}-{number}", 150: "F", 39: "2", 11: f"C{number}",
              1: story.account, 48: 53001, 55: "NIFTY", 207: "NSE", 1300: "FO", 9302: "NRML", 54: 1, 38: FILL, 40: 2,
              44: "101.35", 59: 0, 32: FILL, 31: "101.3", 14: FILL, 151: 0, 6: 0, 75: DAY,
              60: "20260803-03:45:00.123456"}
    return list(fields.items())


class DropCopies(SiteCase):
    def setUp(self):
        super().setUp()
        self.exchange = self.enterContext(FixExchange("VENUE", "MEMBER"))
        self.subject = self.story()

    def drop_copy_config(self, tables=None, **changes):
        session = {"sender": "MEMBER", "target": "VENUE", "port": self.exchange.port, "heartbeat_s": 1,
                   "store_dir": str(self.folder / "fix")}
        feed = {"default_product": "MIS"} | changes
        return self.feed_config(self.subject.source, feed=feed, drop_copy=session, **(tables or {}))

    def start(self, **changes):
        return self.enterContext(Program(self.stack, FEED, self.drop_copy_config(**changes)))

    def fill(self, *numbers):
        for number in numbers:
            self.exchange.send("8", fill(self.subject, number))

    def wait_fills(self, count, deadline_s=20):
        self.wait_watermark(self.subject, count * EVENTS_OF_FILL, DAY, deadline_s)
        self.assertEqual(self.bought(self.subject.account), count * FILL)

    def generation_two(self):
        """Events applied of the stream that began anew."""
        return self.books.watermark(self.subject.source + "-g2", DAY, self.subject.partition)

    def test_it_runs_until_it_is_stopped_and_goes_on_where_it_was(self):
        feed = self.start()
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready")
        self.fill(*range(20))
        self.wait_fills(20)
        self.exchange.cut()
        self.fill(*range(20, 30))
        self.wait_fills(30)
        eventually(lambda: self.own_metric("backstop_feed_checkpoint_position") > 0, "the checkpoint follows")
        feed.process.send_signal(signal.SIGTERM)
        self.assertEqual(feed.process.wait(20), 0, feed.output())
        self.fill(*range(30, 40))
        self.start()
        self.wait_fills(40)

    def test_without_the_exchange_it_is_not_ready_and_says_why(self):
        self.exchange.__exit__()
        self.start()
        eventually(lambda: "exchange: not logged on" in self.page("/readyz")[1], "it says that the exchange is away")
        self.assertEqual(self.page("/livez")[0], 200)

    def test_a_full_disk_of_the_store_is_told_and_the_session_comes_back_with_room(self):
        disk = self.enterContext(small_disk(self.folder / "fix", 8))
        self.start()
        self.fill(*range(5))
        self.wait_fills(5)
        disk.fill()
        eventually(lambda: self.page("/readyz")[0] == 503 and "store: only" in self.page("/readyz")[1], "it says so")
        eventually(lambda: "exchange: not logged on" in self.page("/readyz")[1], "the session ends")
        self.fill(*range(5, 10))
        self.assertEqual(self.page("/livez")[0], 200)
        disk.free()
        self.wait_fills(10)
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready again")

    def test_kill_9_with_the_checkpoint_kept_and_lost(self):
        for lost in (False, True):
            with self.subTest(lost=lost):
                self.subject = self.story()
                self.exchange.begin_anew()
                feed = self.start()
                self.fill(*range(200))
                eventually(self.checkpoint.exists, "there is a checkpoint")
                feed.process.kill()
                feed.process.wait(20)
                self.fill(*range(200, 250))
                if lost:
                    self.checkpoint.unlink()
                second = self.start()
                self.wait_fills(250)
                second.process.kill()
                second.process.wait(20)
                self.checkpoint.unlink(missing_ok=True)

    def test_an_exchange_that_begins_anew_books_nothing_twice(self):
        feed = self.start()
        self.fill(*range(20))
        self.wait_fills(20)
        self.exchange.begin_anew()
        self.fill(0, *reversed(range(1, 25)))  # beyond the old numbers before anybody logs on
        eventually(lambda: self.generation_two() == 25 * EVENTS_OF_FILL, "the second stream is applied")
        self.assertEqual(self.bought(self.subject.account), 25 * FILL)
        self.assertEqual(self.own_metric("backstop_feed_generation"), 2)
        feed.process.kill()  # the restart must know which stream it is
        feed.process.wait(20)
        self.fill(25)
        self.start()
        eventually(lambda: self.generation_two() == 26 * EVENTS_OF_FILL, "the second stream goes on")
        self.assertEqual(self.bought(self.subject.account), 26 * FILL)

    def test_what_concerns_an_order_of_ours_goes_under_a_key_of_its_own(self):
        channel = self.publisher._connection.channel()
        self.addCleanup(channel.close)
        queue = channel.queue_declare("", exclusive=True).method.queue
        for kind in ("trade", "order"):
            channel.queue_bind(queue, "events", f"{kind}.{self.subject.partition:02d}.#")
        keys = {}

        def heard():
            while (answer := channel.basic_get(queue, auto_ack=True))[0]:
                for name in ("-1", "-2", "-3"):
                    if f'"E{self.subject.name}{name}"'.encode() in answer[2]:
                        keys[name] = answer[0].routing_key
            return len(keys) == 3
        feed = self.start(compress=False)
        reports = {1: {}, 2: {11: "BXABCDEFGHIJKLMNOPQRST"},
                   3: {11: "BXABCDEFGHIJKLMNOPQRST", 41: "C3", 150: "4", 39: "4"}}
        for number, changes in reports.items():
            self.exchange.send("8", list((dict(fill(self.subject, number)) | changes).items()))
            self.wait_watermark(self.subject, 2 * min(number, 2) + (number == 3), DAY)  # one message each
        eventually(heard, f"all three came; {keys}")
        base = f"{self.subject.partition:02d}"
        self.assertEqual(keys, {"-1": f"trade.{base}", "-2": f"trade.{base}.own", "-3": f"order.{base}.own"},
                         feed.output())

    def test_a_report_that_is_no_event_is_kept_aside_and_stops_nothing(self):
        self.start()
        self.exchange.send("8", fill(self.subject, 1))
        self.exchange.send("8", [(tag, "no account" if tag == 1 else value) for tag, value in fill(self.subject, 2)])
        self.fill(3)
        self.wait_fills(2)
        eventually(lambda: self.own_metric("backstop_feed_records_refused_total") == 1, "the refusal is counted")

    def report(self, number, **changes):
        """The fill with other fields (`_31`: tag 31); None: without it."""
        changed = dict(fill(self.subject, number)) | {int(name[1:]): value for name, value in changes.items()}
        return [(tag, value) for tag, value in changed.items() if value is not None]

    def send_report(self, number, first=(), **changes):
        self.exchange.send("8", [*first, *self.report(number, **changes)])

    def net(self):
        return sum(row["buy_quantity"] - row["sell_quantity"] for row in self.books.positions(self.subject.account))

    def dead_letters(self):
        return self.own_metric("backstop_feed_records_refused_total")

    def test_what_a_position_does_not_need_cannot_cost_it(self):
        self.start()
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready")
        self.send_report(1, _59="1", _40="P", _31="101.300000", _44="101.35125", _37="0")
        self.send_report(2, _54="5")  # sold short
        self.send_report(3, first=((57, ""), (115, "")))  # an empty field of the header
        data = "x\x0132=7500\x0114=0\x01y"
        self.send_report(4, first=((354, len(data)), (355, data)))
        eventually(lambda: self.net() == 2 * FILL, "all four are booked")
        self.assertNotIn("3", self.exchange.heard)  # nothing was rejected
        [first] = [order for order in self.books.orders(self.subject.account) if order["client_order_id"] == "C1"]
        self.assertEqual((first["exchange_order_id"], first["type"], first["validity"], first["as_sent"]),
                         ("C1", "other", "gtc", "44=101.35125 40=P"))
        self.assertEqual(self.dead_letters(), 0)

    def test_a_bust_without_quantity_and_price_takes_the_trade_back(self):
        self.start()
        self.send_report(1)
        self.send_report(2, _150="H", _19=f"E{self.subject.name}-1", _31=None, _32=None)
        self.wait_watermark(self.subject, 2 * EVENTS_OF_FILL, DAY)
        self.assertEqual(self.net(), 0)

    def test_a_bust_with_the_time_of_its_fill_shows_the_order_that_lives(self):
        self.start()
        lives = {"_39": "0", "_14": "0", "_151": str(FILL)}
        self.send_report(1, _17=f"N{self.subject.name}-1", _150="0", _31=None, _32=None, **lives)
        self.fill(1)
        self.send_report(1, _17=f"B{self.subject.name}-1", _150="H", _19=f"E{self.subject.name}-1", **lives)
        self.wait_watermark(self.subject, 1 + 2 * EVENTS_OF_FILL, DAY)
        [order] = self.books.orders(self.subject.account)
        self.assertEqual((order["state"], order["filled"], order["remaining"]), ("open", 0, FILL))
        self.assertEqual(self.net(), 0)

    def test_an_odd_report_at_the_head_of_a_session_costs_nobody_anything(self):
        feed = self.start()
        old = {"_75": None, "_60": "20260731-09:45", "_150": "D", "_39": "0", "_14": "0", "_151": "75", "_32": None, "_31": None}
        self.send_report(0, **old)
        self.fill(1, 2)
        self.wait_fills(2)
        eventually(lambda: self.books.watermark(self.subject.source, 20260731, self.subject.partition) == 1, "it has its own day")
        feed.process.kill()
        feed.process.wait(20)
        self.fill(3)
        self.start()
        self.wait_fills(3)
        self.assertEqual(self.own_metric("backstop_feed_generation"), 1)

    def test_the_numbers_do_not_depend_on_what_is_known_of_instruments(self):
        instruments = self.folder / "instruments.csv"
        instruments.write_text("exchange,segment,token,symbol\nNSE,FO,53001,NIFTY\n", encoding="utf-8")
        feed = self.start(instruments_file=str(instruments))
        self.send_report(1, _48=None)
        self.send_report(2, _48=None, _55="BANKNIFTY")  # refused
        self.send_report(3, _48=None)
        self.wait_watermark(self.subject, 3 * EVENTS_OF_FILL, DAY)
        self.assertEqual(self.bought(self.subject.account), 2 * FILL)
        eventually(lambda: self.dead_letters() == 1, "the dead letter is counted")
        feed.process.kill()
        feed.process.wait(20)
        self.checkpoint.unlink(missing_ok=True)
        instruments.write_text(instruments.read_text(encoding="utf-8") + "NSE,FO,53002,BANKNIFTY\n", encoding="utf-8")
        self.send_report(4, _48=None, _55="BANKNIFTY")
        self.start(instruments_file=str(instruments))
        self.wait_watermark(self.subject, 4 * EVENTS_OF_FILL, DAY)
        # The one that was refused has used up its number: its dead letter is the way back.
        self.assertEqual(self.bought(self.subject.account), 3 * FILL)
        self.assertEqual(len(self.books.orders(self.subject.account)), 3)
        self.assertEqual(self.dead_letters(), 0)

    def test_a_hole_that_the_exchange_never_fills_is_told_over_any_logon(self):
        feed = self.start()
        self.fill(0)
        self.wait_fills(1)
        self.exchange.deaf = True
        self.exchange.skip(3)
        self.fill(1)
        for _ in range(3):
            time.sleep(5)
            self.exchange.cut()
        eventually(lambda: "exchange: does not send message" in self.page("/readyz")[1], "it is not ready", 40)
        self.assertGreater(self.own_metric("backstop_feed_exchange_hole_seconds"), 19)
        self.assertIn("does not send messages that it was asked for", feed.output())
        self.exchange.deaf = False
        self.exchange.cut()
        self.wait_fills(2, 30)
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready again")

    def test_the_product_is_the_orders_or_the_customers_or_the_default(self):
        products = self.folder / "products.csv"
        products.write_text(f"account,product\n{self.subject.account},CNC\n", encoding="utf-8")
        self.start(products_file=str(products))
        without = [(tag, value) for tag, value in fill(self.subject, 1) if tag != 9302]
        self.exchange.send("8", without)
        self.exchange.send("8", fill(self.subject, 2))
        self.wait_fills(2)
        self.assertEqual(sorted(row["product"] for row in self.books.positions(self.subject.account)), ["CNC", "NRML"])
        self.assertEqual(self.own_metric("backstop_feed_product_total", **{"from": "customer"}), 1)

    def test_prices_are_asked_for_and_published_the_newest_of_each(self):
        channel = self.publisher._connection.channel()
        self.addCleanup(channel.close)
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, "prices", "price.NSE.FO")
        market = self.enterContext(FixExchange("MARKET", "MEMBER"))
        session = {"sender": "MEMBER", "target": "MARKET", "port": market.port, "heartbeat_s": 1,
                   "store_dir": str(self.folder / "fix-prices"), "interval_ms": 50}
        self.enterContext(Program(self.stack, FEED, self.drop_copy_config(tables={"prices": session})))
        eventually(lambda: "V" in market.heard, "it asks for prices")
        entries = [[(269, 2), (48, token), (207, "NSE"), (1300, "FO"), (270, price)] for token, price in
                   ((53001, "101.35"), (53002, "7.05"), (53001, "101.4"))]
        market.send("W", [(268, 3), *(field for entry in entries for field in entry)])
        heard = []

        def came():
            answer = channel.basic_get(queue, auto_ack=True)
            if answer[0]:
                heard.append(answer)
            return heard
        eventually(came, "prices come")
        _, properties, body = heard[0]
        self.assertEqual(properties.delivery_mode, 1)  # not kept over a restart of the broker
        self.assertEqual(json.loads(body)["prices"], [[53001, 101.4, 0, 0], [53002, 7.05, 0, 0]])


if __name__ == "__main__":
    main()
