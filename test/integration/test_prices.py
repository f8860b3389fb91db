#!/usr/bin/python3
"""Prices of an exchange that is not ours, and of any upstream: what an exit's limit stands on; and what an instrument's band is.

Needs the running stack of run.py with its exchange. The instruments are the test's own, so that nobody else tells their prices,
but for those of the simulated exchange, whose band moves on its way through all parts.
"""

import itertools
import json
import os
import signal
import sys
import time

from main_site import Instruments, MainSite, rupees
from running_site import FEED, ROOT, Program, SiteCase, eventually, main
from backstop_local.access import fetch
from upstream_publisher import encoded

sys.path.insert(0, str(ROOT / "test/support"))

from fix_exchange import FixExchange  # noqa: E402

TOKENS = itertools.count(910_000_000 + os.getpid() * 100)
CLOSE = 1_000_000  # 100 rupees: a limit of 90 is made of it where no last price is known
KEY = {207: "NSE", 1300: "FO"}


def entry(token, kind, price, action="1", **more):
    """One entry of group 268 as pairs; `price` None: left out."""
    pairs = [(279, action), (269, kind), (48, token), *KEY.items()]
    return pairs + ([] if price is None else [(270, price)]) + [(int(tag[1:]), value) for tag, value in more.items()]


class PriceCase(SiteCase):
    def setUp(self):
        super().setUp()
        self.account = self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1 OFFSET 7")[0][0]
        self.tokens = [next(TOKENS) for _ in range(3)]
        for token in self.tokens:
            self.stack.sql("INSERT INTO instruments VALUES ('NSE','FO',%s,%s,'',20991231,240000000,'CE',75,500,1800,0,0,%s,0,FALSE,FALSE)",
                           (token, f"T{token}CE", CLOSE))
            self.stack.sql("INSERT INTO positions (account,day,exchange,segment,token,product,open_quantity,open_value,buy_quantity,buy_value,"
                           "sell_quantity,sell_value) VALUES (%s,%s,'NSE','FO',%s,'NRML',75,75,0,0,0,0)", (self.account, self.stack.day, token))
        self.addCleanup(self.stack.sql, "DELETE FROM positions WHERE token>=910000000")

    def exit_of(self, token, *words):
        """The row of a dry run; of one that would be refused the reason, and no price."""
        done = self.stack.ctl("exit", "--account", self.account, "--exchange", "NSE", "--segment", "FO", "--token", str(token),
                              "--dry-run", "--json", *words)
        shown = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1 if shown["refusal"] else 0, done.stdout + done.stderr)
        [row] = shown["rows"] or [{"reason": shown["refusal"], "price": 0}]
        return row

    def wait_price(self, token, rupees):
        eventually(lambda: self.exit_of(token)["price"] == rupees, f"the exit's limit is {rupees}: {self.exit_of(token)}")

    def known(self, token):
        """(last, bid, ask) of the table, in units of 0.0001 rupee."""
        rows = self.stack.sql("SELECT last, bid, ask FROM prices WHERE exchange='NSE' AND segment='FO' AND token=%s", (token,))
        return rows[0] if rows else None

    def band(self, token):
        """(low, high) of the row that exits read, in units of 0.0001 rupee."""
        return self.stack.sql("SELECT band_low, band_high FROM instruments WHERE exchange='NSE' AND segment='FO' AND token=%s", (token,))[0]

    def wait_band(self, token, wanted):
        eventually(lambda: self.band(token) == wanted, f"the band is {wanted}, not {self.band(token)}")

    def wait_known(self, token, wanted):
        eventually(lambda: self.known(token) == wanted, f"the table holds {wanted}, not {self.known(token)}")


class FromAnExchange(PriceCase):
    def setUp(self):
        super().setUp()
        self.exchange = self.enterContext(FixExchange("VENUE", "PRICES"))
        self.drop_copy = self.enterContext(FixExchange("VENUE", "MEMBER"))
        self.start()

    def start(self):
        def session(sender, exchange):
            return {"sender": sender, "target": "VENUE", "port": exchange.port, "heartbeat_s": 1,
                    "store_dir": str(self.folder / sender.lower())}
        config = self.feed_config(self.story().source, feed={"default_product": "MIS"}, drop_copy=session("MEMBER", self.drop_copy),
                                  prices=session("PRICES", self.exchange) | {"interval_ms": 50})
        self.feed = self.enterContext(Program(self.stack, FEED, config))
        asked = self.exchange.heard.count("V")
        eventually(lambda: self.exchange.heard.count("V") > asked, "it asks for all prices")

    def send(self, kind, *entries, count=None):
        body = [pair for one in entries for pair in one]
        if kind == "W":
            body = [pair for pair in body if pair[0] != 279]
        self.exchange.send(kind, [(262, "prices"), (268, len(entries) if count is None else count), *body])

    def test_a_bid_alone_leaves_the_last_price_and_the_limit(self):
        token = self.tokens[0]
        self.send("W", entry(token, "2", "250"), entry(token, "0", "249.50"), entry(token, "1", "250.50"))
        self.wait_price(token, 225)
        self.send("X", entry(token, "0", "249.90"))
        self.wait_known(token, (2_500_000, 2_499_000, 2_505_000))
        self.assertEqual(self.exit_of(token)["price"], 225)
        self.send("X", entry(token, "1", None, action="2"))
        self.wait_known(token, (2_500_000, 2_499_000, None))
        self.send("X", entry(token, "2", None, action="2"))
        self.wait_known(token, (None, 2_499_000, None))
        self.assertEqual(self.exit_of(token)["price"], 90)

    def test_each_entry_is_judged_alone(self):
        first, second, third = self.tokens
        odd = [entry(first, "2", "1.000001"), entry(0, "2", "1"), entry(first, "2", "1", action="7"), entry(first, "2", None),
               entry(first, "2", "1", _60="yesterday"), entry(first, "2", "1", _60="20991231-00:00:00"),
               [(279, "1"), (48, first), *KEY.items(), (270, "1")]]
        for number, one in enumerate(odd):
            with self.subTest(odd=one):
                price = 250 + 10 * number
                self.send("X", entry(second, "2", price), one, entry(third, "2", price), count=9)
                self.wait_price(second, round(price * 0.9, 2))
                self.wait_price(third, round(price * 0.9, 2))
        self.assertIsNone(self.known(first))
        self.send("X", entry(second, "2", "400", _60="20260101-00:00:00"), entry(third, "2", "500"))
        self.wait_price(third, 450)  # its neighbour's time is of January

    def test_price_limits_move_the_band_and_are_judged_by_themselves(self):
        first, second, third = self.tokens
        self.send("X", entry(first, "2", "250", _1148="230", _1149="260"), entry(second, "g", None, _1148="240"))
        self.wait_band(first, (2_300_000, 2_600_000))
        self.wait_band(second, (2_400_000, 0))
        self.assertEqual(self.exit_of(first, "--limit", "229")["reason"], "price: outside the day's band")
        for number, odd in enumerate(({"_1148": "9", "_1149": "8"}, {"_1148": "1.00001"}, {"_1149": "-1"}, {"_1148": "x", "_1149": "9"},
                                      {"_1148": "1", "_1149": "2", "_1306": "1"})):
            with self.subTest(odd=odd):
                low, price = 200 + number, 300 + number
                self.send("X", entry(second, "g", None, _1148=low), entry(first, "2", price, **odd), entry(third, "2", price))
                self.wait_band(second, (low * 10_000, 0))
                eventually(lambda wanted=price: self.known(first)[0] == wanted * 10_000, "the price beside odd limits is taken")
                self.assertEqual(self.band(first), (2_300_000, 2_600_000))
        self.send("X", entry(first, "g", None, _1149="220"), entry(third, "2", "400"))  # below the low that stands
        self.wait_price(third, 360)
        self.assertEqual(self.band(first), (2_300_000, 2_600_000))
        self.send("X", entry(first, "g", None, _1148="210"))
        self.wait_band(first, (2_100_000, 2_200_000))
        self.send("X", entry(first, "g", None, action="2"))
        self.wait_band(first, (0, 0))

    def test_an_instrument_at_zero_or_below_is_excluded_and_its_neighbour_is_not(self):
        first, second, third = self.tokens
        self.send("X", entry(first, "2", "-1.25"), entry(second, "2", "0"), entry(third, "2", "250"))
        self.wait_price(third, 225)
        for token, shown in ((first, "-1.25"), (second, "0")):
            eventually(lambda one=token: self.exit_of(one)["reason"] != "", "it is excluded")
            row = self.exit_of(token)
            self.assertEqual(row["reason"], f"price: the last price is {shown}, no limit can be made of it")
        self.send("X", entry(first, "2", "250"))
        self.wait_price(first, 225)

    def test_what_is_known_outlives_session_and_feed(self):
        token = self.tokens[0]
        self.send("W", entry(token, "2", "250"))
        self.wait_price(token, 225)
        asked = self.exchange.heard.count("V")
        self.exchange.cut()
        eventually(lambda: self.exchange.heard.count("V") > asked, "it asks again", 30)
        self.send("X", entry(token, "0", "249"))
        self.wait_known(token, (2_500_000, 2_490_000, None))
        self.feed.process.send_signal(signal.SIGKILL)
        self.feed.process.wait(20)
        self.start()
        self.send("X", entry(token, "1", "251"))
        self.wait_known(token, (2_500_000, 2_490_000, 2_510_000))


class FromUpstream(PriceCase):
    def publish(self, lines, **more):
        body = {"kind": "prices", "exchange": "NSE", "segment": "FO", "time_us": time.time_ns() // 1000, "prices": lines} | more
        self.publisher.publish_body(json.dumps(body).encode(), "price.NSE.FO", exchange="prices")

    def test_lines_merge_and_are_judged_alone(self):
        first, second, third = self.tokens
        self.publish([[first, 250, 0, 0], [second, 250, 249, 251]])
        self.wait_price(second, 225)
        self.publish([[first, 0, 249.9, 0], [0, 1, 1, 1], [second, 1.00001, 1, 1], [third, "1", 1, 1], [third, 300, None, 301], [second, -1, 2]])
        self.wait_price(third, 270)
        self.assertEqual((self.known(first), self.known(second)), ((2_500_000, 2_499_000, None), (2_500_000, 2_490_000, 2_510_000)))
        self.publish([[first, None, 0, 0], [second, -0.5, 0, 0]], zero=[third])
        self.wait_known(first, (None, 2_499_000, None))
        for token in (second, third):
            self.assertIn("no limit can be made of it", self.exit_of(token)["reason"])


    def test_a_line_of_six_moves_the_band(self):
        first, second, third = self.tokens
        self.publish([[first, 250, 0, 0, 230, 260], [999_999_999, 250, 0, 0, 230, 260], [second, 250, 0, 0, 9, 8], [third, 250, 0, 0, 1]])
        self.wait_band(first, (2_300_000, 2_600_000))
        self.wait_price(second, 225)  # its band alone is refused
        self.assertEqual((self.band(second), self.known(third)), ((0, 0), None))
        self.assertEqual(self.stack.sql("SELECT 1 FROM instruments WHERE token=999999999"), ())
        self.publish([[first, 0, 0, 0, 0, None], [second, 0, 0, 0, 0, 300]])
        self.wait_band(first, (2_300_000, 0))
        self.wait_band(second, (0, 3_000_000))


class FromOurExchange(SiteCase):
    QUANTITY = 5

    def setUp(self):
        super().setUp()
        self.share = Instruments(self.stack.paths).first("NSE", "CM", lambda row: 1_000_000 < row["previous_close"] < 30_000_000)
        self.account = self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1 OFFSET 8")[0][0]

    def move_band(self, low, high):
        """At the exchange, by its operator."""
        query = f"exchange=NSE&segment=CM&token={self.share['token']}&low={rupees(low)}&high={rupees(high)}"
        self.assertEqual(fetch(f"{self.stack.venue_url()}/band?{query}", "POST")[0], 200)

    def exit_at(self, units, *words):
        """The row of an exit at this limit."""
        done = self.stack.ctl("exit", "--account", self.account, "--exchange", "NSE", "--segment", "CM", "--token", str(self.share["token"]),
                              "--product", "MIS", "--limit", rupees(units), "--json", *words)
        [row] = json.loads(done.stdout)["rows"]
        return row

    def net(self):
        return sum(row["net"] for row in self.done("positions", "--account", self.account)["positions"])

    def test_a_limit_that_was_outside_is_taken_once_the_band_has_moved(self):
        self.become("ACTIVE")
        low, high = self.share["band_low"], self.share["band_high"]
        below = low - self.share["tick"]
        with MainSite(self.stack, reset=True) as main_site:
            main_site.fill(self.account, self.share, "MIS", "buy", self.QUANTITY)
        eventually(lambda: self.net() == self.QUANTITY, "the books hold it")
        self.assertEqual(self.exit_at(below)["reason"], "price: outside the day's band")
        self.addCleanup(self.move_band, low, high)
        self.move_band(below, high)
        eventually(lambda: self.exit_at(below, "--dry-run")["reason"] == "", "the limit is inside the band that the exchange has told")
        row = self.exit_at(below, "--wait-s", "30")
        self.assertEqual((row["state"], row["done"]), ("done", self.QUANTITY), row)
        eventually(lambda: self.net() == 0, "the account is flat")


class Terms(PriceCase):
    def ctl(self, *words):
        done = self.stack.ctl(*words)
        return done.returncode, done.stdout, done.stderr

    def set(self, *words):
        code, output, complaint = self.ctl("instrument", "set", "NSE", "FO", str(self.tokens[0]), "--reason", "test", "--by", self.who, "--json", *words)
        return (code, json.loads(output)) if code == 0 else (code, complaint)

    def setUp(self):
        super().setUp()
        self.who = f"asha-{self.tokens[0]}"
        body = {"kind": "prices", "exchange": "NSE", "segment": "FO", "time_us": time.time_ns() // 1000,
                "prices": [[self.tokens[0], 250, 0, 0]]}
        self.publisher.publish_body(encoded(body), "price.NSE.FO", exchange="prices")
        self.wait_price(self.tokens[0], 225)

    def test_a_band_that_moved_is_used_at_once_and_stands_in_the_audit(self):
        token = self.tokens[0]
        code, told = self.set("--band-low", "230", "--band-high", "260")
        self.assertEqual(code, 0, told)
        self.assertEqual((told["instruments"][0]["before"]["band_low"], told["instruments"][0]["after"]["band_low"]), (0, 230))
        self.assertEqual(self.exit_of(token)["price"], 230)
        self.assertEqual(self.exit_of(token, "--limit", "229")["reason"], "price: outside the day's band")
        self.assertEqual(self.exit_of(token, "--limit", "229", "--outside-band")["price"], 229)
        self.assertEqual(self.exit_of(token, "--limit", "229.01", "--outside-band")["reason"], "price: not a multiple of the tick")
        [(action, detail)] = self.stack.sql("SELECT action, detail FROM audit WHERE who=%s", (self.who,))
        self.assertEqual((action, detail), ("instrument set", f"NSE FO {token}: band 0-0, freeze 1800, lot 75, tick 0.05 to band 230-260, "
                                                              "freeze 1800, lot 75, tick 0.05: test"))
        self.set("--freeze-quantity", "75", "--lot", "25", "--tick", "0.1")
        code, output, _ = self.ctl("instrument", "show", "NSE", "FO", str(token), "--json")
        self.assertEqual((code, json.loads(output)["instruments"][0]["after"]),
                         (0, {"band_low": 230, "band_high": 260, "freeze_quantity": 75, "lot": 25, "tick": 0.1}))

    def test_what_cannot_be_changes_nothing(self):
        for words, told in ((("--band-low", "10", "--band-high", "9"), "band-low: "), (("--lot", "0"), "lot: "), ((), "band-low: give it")):
            code, complaint = self.set(*words)
            self.assertEqual((code, told in complaint), (2, True), complaint)
        code, _, complaint = self.ctl("instrument", "set", "NSE", "FO", "1999999999", "--lot", "1", "--reason", "test")
        self.assertEqual((code, "is unknown" in complaint), (1, True), complaint)
        path = self.folder / "terms.csv"
        path.write_text(f"exchange,segment,token,lot\nNSE,FO,{self.tokens[0]},50\nNSE,FO,1999999999,5\n", encoding="ascii")
        code, _, complaint = self.ctl("instrument", "load", "--file", str(path), "--reason", "test", "--by", self.who)
        self.assertEqual((code, "line 3: token: " in complaint), (1, True), complaint)
        self.assertEqual(self.stack.sql("SELECT lot FROM instruments WHERE token=%s", (self.tokens[0],)), ((75,),))
        self.assertEqual(self.stack.sql("SELECT 1 FROM audit WHERE who=%s", (self.who,)), ())
        path.write_text(f"exchange,segment,token,lot\nNSE,FO,{self.tokens[0]},50\n", encoding="ascii")
        self.assertEqual(self.ctl("instrument", "load", "--file", str(path), "--reason", "test", "--by", self.who)[0], 0)
        self.assertEqual(self.stack.sql("SELECT lot FROM instruments WHERE token=%s", (self.tokens[0],)), ((50,),))


if __name__ == "__main__":
    main()
