#!/usr/bin/python3
"""backstop-daygen from outside: the same seed gives the same bytes, every event is valid, orders live as orders do, and
every dirty row of the data is refused with its reason. The program is named by BACKSTOP_DAYGEN; the part that needs the
real data skips unless BACKSTOP_DATA names its folder."""

import collections
import csv
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import zstandard

from books import fold_day, number_day, read_lines
from event_rules import FINAL_STATES, broken_rule, units

DAYGEN = os.environ.get("BACKSTOP_DAYGEN", "")
DATA = os.environ.get("BACKSTOP_DATA", "")
FILES = ("day.ndjson.zst", "instruments.csv", "customers.csv", "manifest.json")
EVENTS = 30_000
TICK_FOLDER = "nse-ticks-2021-06-11"


def generate(folder, *options):
    """Runs the program into `folder`; returns its manifest."""
    subprocess.run([DAYGEN, "--out", folder, *map(str, options)], check=True, timeout=120, stderr=subprocess.PIPE)
    return json.loads(pathlib.Path(folder, "manifest.json").read_text(encoding="utf-8"))


def order_key(event):
    return event["exchange"], event["segment"], event["exchange_order_id"]


@unittest.skipUnless(DAYGEN, "BACKSTOP_DAYGEN names no program")
class GeneratedDay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.manifest = generate(cls.folder.name, "--events", EVENTS, "--seed", 11, "--customers", 500)
        cls.path = pathlib.Path(cls.folder.name, FILES[0])
        cls.events = list(number_day(read_lines(cls.path), "s1", 4))
        for event in cls.events:
            event["received_time_us"] = event["exchange_time_us"]

    def test_same_seed_same_bytes_other_seed_other_day(self):
        with tempfile.TemporaryDirectory() as same, tempfile.TemporaryDirectory() as other:
            generate(same, "--events", EVENTS, "--seed", 11, "--customers", 500)
            generate(other, "--events", EVENTS, "--seed", 12, "--customers", 500)
            for name in FILES:
                ours = pathlib.Path(self.folder.name, name).read_bytes()
                self.assertEqual(ours, pathlib.Path(same, name).read_bytes(), name)
                self.assertNotEqual(ours, pathlib.Path(other, name).read_bytes(), name)

    def test_number_of_events_is_exact(self):
        self.assertEqual(len(self.events), EVENTS)
        for events in (1, 2, 3, 17):
            with tempfile.TemporaryDirectory() as folder:
                generate(folder, "--events", events)
                self.assertEqual(len(list(read_lines(pathlib.Path(folder, FILES[0])))), events)

    def test_every_event_is_valid_and_leaves_the_feed_its_fields(self):
        for event in self.events:
            self.assertIsNone(broken_rule(event, 4), event)
        raw = json.loads(next(read_lines(self.path)))
        self.assertFalse({"source", "partition", "seq", "received_time_us"} & raw.keys())

    def test_stream_is_in_exchange_time_order_and_ids_ascend(self):
        last_time, last_id = 0, collections.defaultdict(int)
        for event in self.events:
            self.assertGreaterEqual(event["exchange_time_us"], last_time)
            last_time = event["exchange_time_us"]
            venue = event["exchange"], event["segment"]
            self.assertGreater(int(event["id"]), last_id[venue])
            last_id[venue] = int(event["id"])

    def test_orders_come_to_an_end_once_and_trades_follow_their_fill(self):
        orders, done, before = {}, set(), {}
        for event in self.events:
            if event["kind"] == "order":
                key = order_key(event)
                self.assertNotIn(key, done)
                self.assertEqual(event["exchange_order_id"].isdigit() and len(event["exchange_order_id"]) == 16,
                                 not event["exchange_order_id"].startswith("P"))
                if event["state"] in FINAL_STATES:
                    done.add(key)
                filled_before = orders.get(key, {"filled": 0})["filled"]
                event["just_filled"] = event["filled"] - filled_before
                orders[key] = event
            elif event["action"] == "new":
                self.assertEqual((before["kind"], order_key(before)), ("order", order_key(event)))
                self.assertEqual(before["just_filled"], event["quantity"])
                for name in ("account", "token", "product", "side", "client_order_id", "exchange_time_us"):
                    self.assertEqual(before[name], event[name])
            before = event
        self.assertEqual(set(orders), done)

    def test_limits_are_kept(self):
        orders = {order_key(event): event for event in self.events if event["kind"] == "order"}
        for event in self.events:
            if event["kind"] != "trade" or event["action"] != "new":
                continue
            order = orders[order_key(event)]
            if order["type"] in ("market", "stop_market"):
                continue
            limit, price = units(order["price"]), units(event["price"])
            good = price <= limit if order["side"] == "buy" else price >= limit
            # A modification after this fill may have moved the limit: none follows a fill.
            self.assertTrue(good, (event, order))

    def test_prices_of_orders_lie_on_the_tick_grid_and_quantities_are_lots(self):
        with open(pathlib.Path(self.folder.name, "instruments.csv"), encoding="utf-8", newline="") as file:
            terms = {(row["exchange"], row["segment"], int(row["token"])): row for row in csv.DictReader(file)}
        for event in self.events:
            row = terms[event["exchange"], event["segment"], event["token"]]
            self.assertEqual(units(event["price"]) % int(row["tick"]), 0)
            self.assertEqual(event["quantity"] % int(row["lot"]), 0)
            too_large = 0 < int(row["freeze_quantity"]) < event["quantity"]
            if event["kind"] == "order" and event["state"] == "frozen":
                self.assertTrue(too_large)

    def test_every_kind_of_life_occurs_and_all_amendments_apply(self):
        self.assertTrue(all(self.manifest["by_state"].values()), self.manifest["by_state"])
        self.assertTrue(all(self.manifest["by_action"].values()), self.manifest["by_action"])
        counted = collections.Counter(event["action"] for event in self.events if event["kind"] == "trade")
        self.assertEqual(dict(counted), self.manifest["by_action"])
        books = fold_day(self.path, "s1", 4)
        self.assertEqual((books.parked, books.duplicates, books.repeats), ({}, 0, 0))
        self.assertEqual(len(books.orders), self.manifest["orders"])

    def test_few_customers_make_a_third_of_the_flow(self):
        flow = sorted(collections.Counter(event["account"] for event in self.events).values(), reverse=True)
        share = sum(flow[:15]) / EVENTS
        self.assertTrue(0.28 < share < 0.5, share)


TICKS = """timestamp,ltp,volume
2021-06-11 09:15:51,434.55,100
2021-06-11 09:15:52,434.15,200
2021-06-11 09:15:52,434.15,200
2021-06-11 09:15:54,434.9,400
2021-06-11 09:15:53,434.7,300
2021-06-11 15:30:00,435,900
2021-06-11 15:30:01,435.05,901
2021-06-11 09:14:59,1,1
1970-01-01 05:30:00,435,900
1970-01-01 05:30:00,435,900
2021-06-12 10:00:00,999,1
2021-06-10 10:00:00,999,1
2021-06-11 10:00:00,0,500
2021-06-11 10:00:00,-5,500
2021-06-11 10:00:00,4.5e,500
2021-06-11 25:00:00,434,500
2021-06-11 10:00:00,434
\x00\xff,,,,,

"""
CASH = """Token,Symbol,DisplayName,Description,Series,LotSize,TickSize,PriceBandHigh,PriceBandLow,a,b,c,d,e,f,g
3045,SBIN,STATE BANK,SBIN-EQ,EQ,1,0.1,4.64388e+06,0,0,0,0,0,0,0,0
3045,SBIN2,SAME TOKEN,SBIN2-EQ,EQ,1,0.05,10,0,0,0,0,0,0,0,0
77,11NSETEST,TEST,11NSETEST-EQ,EQ,1,0.05,10,0,0,0,0,0,0,0,0
78,ODD,HALF A SHARE,ODD-BE,BE,1,0.05,4.643885e+05,0,0,0,0,0,0,0,0
79,ODDER,LONG SERIES,ODDER-LONGER,LONGER,1,0.05,5,0,0,0,0,0,0,0,0
80,BROKEN,,
81,NONE,NO FREEZE,NONE-BZ,BZ,1,0.05,0,0,0,0,0,0,0,0,0
"""
BSE_HEADER = ("Token,Symbol,DisplayName,Description,Series,LotSize,TickSize,ExpiryDate,StrikePrice,OptionType,"
              "UnderlyingSymbol,AssetToken,PriceBandHigh,PriceBandLow" + ",x" * 13 + "\n")
BSE_ROWS = [("1", "SENSEX26AUGFUT", "28AUG2026", "0", "FUT", "92000.1", "75000.9"),
            ("2", "SENSEX26AUG83000CE", "28AUG2026", "83000", "CE", "4000", "0.05"),
            ("3", "SENSEX26JANFUT", "29JAN2026", "0", "FUT", "92000", "75000"),
            ("4", "SENSEX26AUG26SEPFUT", "28AUG2026", "0", "SPD", "100", "-100"),
            ("2", "SENSEX26AUG84000CE", "28AUG2026", "84000", "CE", "4000", "0.05"),
            ("5", "SENSEX26XXX84000CE", "28XXX2026", "84000", "CE", "4000", "0.05")]


def pack(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zstandard.ZstdCompressor().compress(text.encode("latin-1")))


@unittest.skipUnless(DAYGEN, "BACKSTOP_DAYGEN names no program")
class DirtyData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        data = pathlib.Path(cls.folder.name, "data")
        data.mkdir()
        ticks = data / TICK_FOLDER
        pack(ticks / "SBIN.csv.zst", TICKS)
        pack(ticks / "GONE.csv.zst", TICKS)
        pack(ticks / "NIFTY-INDEX.csv.zst", TICKS)
        pack(data / "instruments-nse-cm.csv.zst", CASH)
        rows = [",".join([token, "SENSEX", "name", symbol, "IO", "20", "0.05", expiry, strike, kind, "SENSEX", "-1",
                          high, low] + ["0"] * 13) for token, symbol, expiry, strike, kind, high, low in BSE_ROWS]
        pack(data / "instruments-bse-fo.csv.zst", BSE_HEADER + "\n".join(rows))
        (data / "freeze-quantities.csv").write_text(
            "S.No.,SYMBOL    ,VOL_FRZ_QTY\n1    ,NIFTY     ,1800     \n2 ,SBIN,30000\n3,SBIN,1\n4,BAD,-1\n")
        cls.data = data
        cls.manifest = generate(cls.folder.name, "--events", 2000, "--data", data)
        cls.files = cls.manifest["data"]["files"]
        with open(pathlib.Path(cls.folder.name, "instruments.csv"), encoding="utf-8", newline="") as file:
            cls.instruments = {row["symbol"]: row for row in csv.DictReader(file)}

    def test_each_tick_row_is_used_or_refused_with_its_reason(self):
        ticks = self.files[f"{TICK_FOLDER}/SBIN.csv.zst"]
        self.assertEqual(ticks["accepted"], {"tick": 5})
        self.assertEqual(ticks["refused"], {"duplicate": 1, "epoch 1970": 2, "malformed": 5, "next day": 1,
                                            "other day": 1, "outside the session": 2, "price not above zero": 2})
        self.assertEqual(ticks["noted"], {"gap of more than a minute": 1, "out of order": 1})

    def refusal(self, change):
        """What it says of a copy of the data that `change(folder)` has spoilt; nothing is written."""
        with tempfile.TemporaryDirectory() as folder:
            data, out = pathlib.Path(folder, "data"), pathlib.Path(folder, "out")
            shutil.copytree(self.data, data)
            change(data)
            done = subprocess.run([DAYGEN, "--out", out, "--events", "10", "--data", data], capture_output=True, text=True,
                                  timeout=60, check=False)
            self.assertEqual((done.returncode, out.exists()), (1, False))
            return done.stderr

    def test_a_file_that_cannot_be_read_is_an_error_that_names_it(self):
        sbin = f"{TICK_FOLDER}/SBIN.csv.zst"
        self.assertIn("SBIN.csv.zst: cannot be read", self.refusal(lambda data: (data / sbin).write_bytes((data / sbin).read_bytes()[:-9])))
        for name in ("instruments-nse-cm.csv.zst", "instruments-bse-fo.csv.zst", "freeze-quantities.csv"):
            self.assertIn(f"{name}: cannot be read", self.refusal(lambda data, name=name: (data / name).unlink()))

    def test_the_ticks_are_those_of_one_session_of_any_date(self):
        self.assertIn("no folder nse-ticks-", self.refusal(lambda data: shutil.rmtree(data / TICK_FOLDER)))
        self.assertIn("more than one session", self.refusal(lambda data: (data / "nse-ticks-2021-06-12").mkdir()))
        self.assertIn("does not end in a date", self.refusal(lambda data: (data / TICK_FOLDER).rename(data / "nse-ticks-June")))
        # Rows of the 11th are no session of the 15th.
        self.assertIn("no usable tick", self.refusal(lambda data: (data / TICK_FOLDER).rename(data / "nse-ticks-2021-06-15")))

    def test_cash_master_rows(self):
        master = self.files["instruments-nse-cm.csv.zst"]
        self.assertEqual(master["accepted"], {"instrument": 2})
        self.assertEqual(master["refused"], {"duplicate token": 1, "malformed": 2, "test security": 1,
                                             "symbol or series does not fit": 1})
        self.assertEqual(master["noted"]["tick file without an instrument"], 1)
        share = self.instruments["SBIN"]
        self.assertEqual((share["freeze_quantity"], share["tick"], share["token"]), ("4643880", "1000", "3045"))
        self.assertEqual((share["previous_close"], share["last_price"]), ("4346000", "4350000"))
        self.assertEqual(self.instruments["NONE"]["trade_for_trade"], "1")

    def test_derivative_master_rows(self):
        master = self.files["instruments-bse-fo.csv.zst"]
        self.assertEqual(master["accepted"], {"contract": 2})
        self.assertEqual(master["refused"], {"duplicate token": 1, "expired": 1, "malformed": 1, "spread": 1})
        future = self.instruments["SENSEX26AUGFUT"]
        self.assertEqual((future["band_high"], future["band_low"]), ("920000500", "750009500"))

    def test_freeze_quantities(self):
        self.assertEqual(self.files["freeze-quantities.csv"]["refused"], {"duplicate symbol": 1, "malformed": 1})
        self.assertEqual(self.instruments["SBIN26SEPFUT"]["freeze_quantity"], "30000")


@unittest.skipUnless(DAYGEN and DATA, "BACKSTOP_DATA names no folder of real data")
class RealData(unittest.TestCase):
    def test_counts_are_those_of_the_data_s_description(self):
        with tempfile.TemporaryDirectory() as folder:
            manifest = generate(folder, "--events", 50_000, "--data", DATA, "--day", 20260106)
            everything = manifest["data"]["all"]
            self.assertEqual(everything["accepted"], {"contract": 5383, "freeze quantity": 213, "instrument": 8846,
                                                      "tick": 794_149 + 35_172})
            self.assertEqual(everything["refused"], {
                "duplicate": (823_025 - 794_149) + (35_177 - 35_172), "epoch 1970": 54_071,
                "next day": 40_934 + 62_682, "outside the session": 45_860 + 31_456, "spread": 9,
                "test security": 22})
            self.assertEqual(everything["noted"]["tick file without an instrument"], 2)
            self.assertTrue(all(manifest["by_venue"].values()), manifest["by_venue"])
            for event in number_day(read_lines(pathlib.Path(folder, FILES[0])), "s1", 4):
                self.assertIsNone(broken_rule({**event, "received_time_us": 1}, 4), event)


if __name__ == "__main__":
    unittest.main()
