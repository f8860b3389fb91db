#!/usr/bin/python3
"""The comparison with the exchange's books, against lists written by hand."""

import decimal
import unittest

from compare_venue import compare, duplicated, oversold

DAY = 20260803
INSTRUMENT = {"exchange": "NSE", "segment": "CM", "token": 7}
POSITION = ("A1", "NSE", "CM", "7", "MIS")


def order(number, client="C1", side="buy", **other):
    return {"exchange_order_id": number, "client_order_id": client, "account": "A1", **INSTRUMENT, "product": "MIS",
            "side": side, "type": "limit", "validity": "day", "state": "filled", "quantity": 10, "filled": 10,
            "remaining": 0, "price": decimal.Decimal("100.05"), "trigger": 0, "reason": "", "session": 0} | other


def trade(number, buy=0, sell=0, quantity=10, busted=False):
    return {"trade_no": number, **INSTRUMENT, "buy_order": buy, "sell_order": sell, "quantity": quantity,
            "price": decimal.Decimal("100.05"), "busted": busted, "corrected": False}


class FakeVenue:
    def __init__(self, orders, trades, books):
        self.told = {"orders": orders, "trades": trades, "books": books}

    def read(self):
        return self.told


class FakeDatabase:
    """Answers each query by the first of `tables` that it names, and every count with 0 unless told otherwise."""

    def __init__(self, tables):
        self.tables = tables

    def rows(self, query):
        if "COUNT(*)" in query:
            return [[str(self.tables.get("exits" if "sending" in query else "refused", 0))]]
        if "open_quantity" in query:
            return []
        return self.tables[next(name for name in ("positions", "orders", "trades") if f"FROM {name}" in query)]


def equal_tables():
    return {"positions": [["A1", "NSE", "CM", "7", "MIS", "10", "10005000", "0", "0"]],
            "orders": [["NSE", "CM", "1", "A1", "C1", "MIS", "buy", "limit", "day", "filled", "7", "10", "10", "0",
                        "1000500", "0"]],
            "trades": [["NSE", "CM", "1", "10", "10005000"]]}


def equal_venue():
    books = [{"account": "A1", **INSTRUMENT, "product": "MIS", "buy_quantity": 10, "buy_value": 10005000,
              "sell_quantity": 0, "sell_value": 0}]
    return FakeVenue([order(1)], [trade(1, buy=1, sell=99)], books)


class Rows(unittest.TestCase):
    def test_equal_books_agree(self):
        result = compare(equal_venue(), FakeDatabase(equal_tables()), DAY)
        self.assertTrue(result["equal"], result)
        self.assertEqual(result["rows"], {"positions": 1, "orders": 1, "trades": 1})

    def test_one_differing_column_of_each_table_is_told(self):
        for table, place, value in (("positions", 5, "11"), ("orders", 14, "1000501"), ("trades", 4, "10005001")):
            with self.subTest(table=table):
                tables = equal_tables()
                tables[table][0][place] = value
                result = compare(equal_venue(), FakeDatabase(tables), DAY)
                self.assertEqual((result[table], result["differences"], result["equal"]), (1, 1, False))

    def test_rows_that_only_one_side_has_are_told(self):
        self.assertEqual(compare(equal_venue(), FakeDatabase(equal_tables() | {"orders": []}), DAY)["orders"], 1)
        empty = FakeVenue([], [], [])
        self.assertEqual(compare(empty, FakeDatabase(equal_tables()), DAY)["differences"], 3)

    def test_doubt_and_refused_repeats_are_no_agreement(self):
        for name, column in (("exits", "in_doubt"), ("refused", "duplicate_orders")):
            result = compare(equal_venue(), FakeDatabase(equal_tables() | {name: 1}), DAY)
            self.assertGreater(result[column], 0)
            self.assertFalse(result["equal"])


class OwnOrders(unittest.TestCase):
    def test_an_own_client_order_id_twice_is_a_duplicate_and_a_customers_is_not(self):
        self.assertEqual(duplicated([order(1, "BXA"), order(2, "BXA"), order(3, "C"), order(4, "C")]), ["BXA"])

    def test_an_exit_up_to_flat_is_no_sale_too_many(self):
        orders = [order(1), order(2, "BXA", "sell"), order(3, "BXB", "sell")]
        self.assertEqual(oversold([trade(1, buy=1), trade(2, sell=2, quantity=4), trade(3, sell=3, quantity=6)], orders, {}), [])

    def test_one_share_beyond_flat_is(self):
        orders = [order(1), order(2, "BXA", "sell")]
        self.assertEqual(oversold([trade(1, buy=1), trade(2, sell=2, quantity=11)], orders, {}), [POSITION])

    def test_the_order_of_the_trades_decides(self):
        orders = [order(1), order(2, "BXA", "sell")]
        self.assertEqual(oversold([trade(2, buy=1), trade(1, sell=2)], orders, {}), [POSITION])

    def test_what_was_held_at_the_start_may_be_sold(self):
        orders = [order(2, "BXA", "sell")]
        self.assertEqual(oversold([trade(1, sell=2)], orders, {POSITION: 10}), [])
        self.assertEqual(oversold([trade(1, sell=2)], orders, {POSITION: -10}), [POSITION])

    def test_a_customers_own_order_may_turn_a_position(self):
        orders = [order(1), order(2, "C2", "sell")]
        self.assertEqual(oversold([trade(1, buy=1), trade(2, sell=2, quantity=20)], orders, {}), [])


if __name__ == "__main__":
    unittest.main()
