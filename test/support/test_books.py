#!/usr/bin/python3
"""The expected books, rule by rule of docs/events.md, against figures worked out by hand."""

import itertools
import json
import pathlib
import tempfile
import unittest
import zlib

from books import POSITION, TRADE, Books, fold_day, fold_journal
from compare_books import ORDER_COLUMNS, TABLES, compare
from event_rules import Decimals, broken_rule, units, with_name_for_number

DAY = 20260803
PARTITIONS = 4
COMMON = {"source": "s1", "day": DAY, "account": "A1", "exchange": "NSE", "segment": "CM", "token": 7,
          "product": "MIS", "exchange_time_us": 1, "received_time_us": 2,
          "partition": zlib.crc32(b"A1") % PARTITIONS}
POSITION_KEY = ("A1", DAY, "NSE", "CM", 7, "MIS")


def trade(seq, event_id, quantity=10, price=100, action="new", ref="", **other):
    event = {**COMMON, "kind": "trade", "id": event_id, "trade_no": "T1", "exchange_order_id": "O1",
             "client_order_id": "", "side": "buy", "quantity": quantity, "price": price, "action": action,
             "ref": ref, **other}
    return {**event, "seq": seq} if seq else event


def order(seq, event_id, state="open", filled=0, remaining=10, **other):
    return {**COMMON, "kind": "order", "seq": seq, "id": event_id, "exchange_order_id": "O1", "client_order_id": "C1",
            "side": "buy", "type": "limit", "validity": "day", "quantity": 10, "filled": filled,
            "remaining": remaining, "price": 100, "trigger": 0, "state": state, "reason": "", "origin": "primary",
            **other}


def bought(books):
    row = books.positions[POSITION_KEY]
    return row[POSITION["buy_quantity"]], row[POSITION["buy_value"]]


def state(books, event_id):
    row = books.trades[("A1", DAY, "NSE", "CM", event_id)]
    return row[TRADE["state"]], row[TRADE["settled_by"]]


def seq(books):
    return books.watermarks.get(("s1", DAY, COMMON["partition"]), 0)


class Prices(unittest.TestCase):
    def test_are_exact_units(self):
        self.assertEqual([units(100), units("0.05"), units("2450.5"), units("9999999.9999")],
                         [1_000_000, 500, 24_505_000, 99_999_999_999])

    def test_with_five_decimals_or_exponent_are_refused(self):
        for text in ("1.00001", "1e3", "-0.5", ".5", "1."):
            self.assertRaises(ValueError, units, text)


class Trades(unittest.TestCase):
    def test_buys_and_sells_are_summed_apart(self):
        books = fold_journal([trade(1, "E1", 10, "100.05"), trade(2, "E2", 4, 101), trade(3, "E3", 3, 99, side="sell")])
        self.assertEqual(books.positions[POSITION_KEY][6:],
                         [0, 0, 14, 10 * 1_000_500 + 4 * 1_010_000, 3, 3 * 990_000])

    def test_correction_takes_the_place_of_the_trade(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1")])
        self.assertEqual(bought(books), (8, 8 * 990_000))
        self.assertEqual([state(books, "E1"), state(books, "E2")], [("corrected", "E2"), ("live", "")])

    def test_correction_of_a_correction(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1"),
                              trade(3, "E3", 9, 98, "correct", "E2")])
        self.assertEqual(bought(books), (9, 9 * 980_000))
        self.assertEqual([state(books, f"E{n}") for n in (1, 2, 3)],
                         [("corrected", "E2"), ("corrected", "E3"), ("live", "")])

    def test_bust_takes_the_trade_out_has_no_row_and_leaves_the_position(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", action="bust", ref="E1")])
        self.assertEqual(bought(books), (0, 0))
        self.assertEqual((state(books, "E1"), len(books.trades)), (("busted", "E2"), 1))

    def test_bust_of_an_unknown_trade_is_parked_and_counts_in_the_stream(self):
        books = fold_journal([trade(1, "E1", action="bust", ref="E0"), trade(2, "E2")])
        self.assertEqual(list(books.parked.values()), ["ref: unknown trade"])
        self.assertEqual((seq(books), bought(books)), (2, (10, 10_000_000)))

    def test_bust_or_correction_of_a_trade_no_longer_live_is_parked(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1"),
                              trade(3, "E3", action="bust", ref="E1"), trade(4, "E4", 8, 99, "bust", "E2"),
                              trade(5, "E5", 1, 1, "correct", "E2")])
        self.assertEqual(list(books.parked.values()), ["ref: the trade is not live"] * 2)
        self.assertEqual((bought(books), seq(books)), ((0, 0), 5))

    def test_correction_must_agree_with_the_trade_it_names(self):
        for other in ({"token": 8}, {"product": "CNC"}, {"side": "sell"}):
            books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1", **other)])
            self.assertTrue(next(iter(books.parked.values())).startswith(next(iter(other))))
            self.assertEqual(state(books, "E1"), ("live", ""))

    def test_trade_of_another_account_or_segment_is_unknown(self):
        for other in ({"account": "A2"}, {"exchange": "BSE"}, {"segment": "FO"}):
            books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1", **other)])
            self.assertEqual(list(books.parked.values()), ["ref: unknown trade"])


class EarlierDays(unittest.TestCase):
    BEGINS = {DAY + 1: DAY, DAY + 2: DAY + 1}

    def fold(self, *events):
        return fold_journal(events, begins_with=self.BEGINS)

    def of(self, books, day):
        rows = [row for key, row in books.positions.items() if key[1] == day]
        return rows[0][POSITION["buy_quantity"]] if rows else None

    def test_a_bust_is_booked_to_the_day_of_its_trade(self):
        books = self.fold(trade(1, "E1"), trade(1, "B1", action="bust", ref="E1", day=DAY + 2))
        self.assertEqual((self.of(books, DAY), self.of(books, DAY + 2), len(books.parked)), (0, None, 0))
        self.assertEqual(books.watermarks[("s1", DAY + 2, COMMON["partition"])], 1)

    def test_a_correction_has_its_row_in_the_day_of_its_trade(self):
        books = self.fold(trade(1, "E1"), trade(1, "C1", 8, 99, "correct", "E1", day=DAY + 1))
        self.assertEqual((self.of(books, DAY), [key[1] for key in books.trades]), (8, [DAY, DAY]))

    def test_its_own_day_goes_first_and_two_earlier_ones_are_none(self):
        books = self.fold(trade(1, "E1"), trade(1, "E1", day=DAY + 1), trade(2, "B1", action="bust", ref="E1", day=DAY + 1))
        self.assertEqual((self.of(books, DAY), self.of(books, DAY + 1)), (10, 0))
        books = self.fold(trade(1, "E1"), trade(1, "E1", day=DAY + 1), trade(1, "B1", action="bust", ref="E1", day=DAY + 2))
        self.assertEqual(list(books.parked.values()), ["ref: names a trade of more than one earlier day"])

    def test_out_of_reach_before_its_trade_or_of_another_order_it_is_parked(self):
        for events in ((trade(1, "E1"), trade(1, "B1", action="bust", ref="E1", day=DAY + 9)),
                       (trade(1, "B1", action="bust", ref="E1", day=DAY + 1), trade(1, "E1")),
                       (trade(1, "E1"), trade(1, "B1", action="bust", ref="E1", day=DAY + 1, exchange_order_id="other"))):
            books = self.fold(*events)
            self.assertEqual((self.of(books, DAY), len(books.parked)), (10, 1))


class Repeats(unittest.TestCase):
    def test_same_id_with_the_same_content_is_a_repeat(self):
        books = fold_journal([trade(1, "E1"), trade(1, "E1", source="s2"), trade(None, "E1", source="s3")])
        self.assertEqual((books.repeats, bought(books), len(books.parked)), (2, (10, 10_000_000), 0))

    def test_repeat_of_a_corrected_trade_changes_nothing(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1"), trade(1, "E1", source="s2")])
        self.assertEqual((books.repeats, bought(books)), (1, (8, 8 * 990_000)))

    def test_same_id_with_other_content_is_parked(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E1", 11)])
        self.assertEqual(list(books.parked.values()), ["id: already used by another trade"])
        self.assertEqual((bought(books), seq(books)), ((10, 10_000_000), 2))

    def test_same_bust_again_is_a_repeat_and_another_one_is_parked(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", action="bust", ref="E1"),
                              trade(1, "E2", action="bust", ref="E1", source="s2"),
                              trade(3, "E3", action="bust", ref="E1")])
        self.assertEqual((books.repeats, bought(books), state(books, "E1")), (1, (0, 0), ("busted", "E2")))
        self.assertEqual(list(books.parked.values()), ["ref: the trade is not live"])

    def test_bust_with_the_id_of_a_correction_that_settled_the_trade(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2", 8, 99, "correct", "E1"),
                              trade(3, "E2", action="bust", ref="E1")])
        self.assertEqual((books.repeats, bought(books), len(books.parked)), (1, (8, 8 * 990_000), 0))

    def test_bust_with_the_id_of_a_trade_is_parked(self):
        books = fold_journal([trade(1, "E1"), trade(2, "E2"), trade(3, "E2", action="bust", ref="E1")])
        self.assertEqual((list(books.parked.values()), bought(books)),
                         (["id: already used by another trade"], (20, 20_000_000)))

    def test_seq_already_applied_is_dropped(self):
        books = fold_journal([trade(1, "E1"), trade(1, "E1"), trade(2, "E2"), trade(1, "E1")])
        self.assertEqual((books.duplicates, bought(books)), (2, (20, 20_000_000)))

    def test_unnumbered_event_is_told_by_its_id(self):
        books = fold_journal([trade(None, "E1"), trade(None, "E1"), trade(None, "E1", source="s2")])
        self.assertEqual((books.duplicates, books.repeats, bought(books)), (1, 1, (10, 10_000_000)))
        self.assertEqual(books.inbox, {("s1", DAY, "E1"), ("s2", DAY, "E1")})

    def test_unnumbered_events_that_differ_are_two(self):
        order_state = {name: value for name, value in order(None, "E1").items() if name != "seq"}
        books = fold_journal([trade(None, "E1"), order_state, trade(None, "E1", exchange="BSE"), trade(None, "E1")])
        self.assertEqual((books.duplicates, len(books.orders), len(books.trades)), (1, 1, 2))

    def test_parked_unnumbered_event_does_not_enter_the_inbox(self):
        bust = trade(None, "E2", action="bust", ref="E1")
        books = fold_journal([bust, trade(None, "E1"), bust])
        self.assertEqual((bought(books), len(books.parked), len(books.inbox)), ((0, 0), 1, 2))


class Streams(unittest.TestCase):
    def test_nothing_behind_a_gap_is_applied(self):
        books = fold_journal([trade(1, "E1"), trade(3, "E3"), trade(4, "E4")])
        self.assertEqual((seq(books), len(books.trades), books.held_count()), (1, 1, 2))

    def test_disorder_is_put_right(self):
        books = fold_journal([order(3, "E3", "filled", 10, 0), trade(2, "E2"), order(1, "E1")])
        self.assertEqual((seq(books), books.held_count()), (3, 0))
        self.assertEqual(books.orders[("A1", DAY, "NSE", "CM", "O1")][ORDER_COLUMNS.index("state")], "filled")

    def test_an_older_state_of_an_order_does_not_undo_a_newer_one(self):
        state = ORDER_COLUMNS.index("state")
        books = fold_journal([order(1, "E1", "filled", 10, 0, exchange_time_us=9), order(2, "E2", exchange_time_us=8)])
        self.assertEqual(books.orders[("A1", DAY, "NSE", "CM", "O1")][state], "filled")
        books = fold_journal([order(1, "E1"), order(2, "E2", "filled", 10, 0)])
        self.assertEqual(books.orders[("A1", DAY, "NSE", "CM", "O1")][state], "filled")

    def test_an_end_is_an_end_whatever_the_clocks_say(self):
        state = ORDER_COLUMNS.index("state")
        books = fold_journal([order(1, "E1", exchange_time_us=9), order(2, "E2", "filled", 10, 0, exchange_time_us=5),
                              order(3, "E3", exchange_time_us=8)])
        row = books.orders[("A1", DAY, "NSE", "CM", "O1")]
        self.assertEqual((row[state], row[-1]), ("filled", 5))

    def test_only_a_bust_that_says_so_brings_a_final_order_back(self):
        filled, late = order(1, "E1", "filled", 10, 0), order(2, "E2", exchange_time_us=9)
        for bust, state in (("", "filled"), ("B1", "open")):
            books = fold_journal([filled, {**late, "follows": bust}])
            self.assertEqual(books.orders[("A1", DAY, "NSE", "CM", "O1")][ORDER_COLUMNS.index("state")], state)

    def test_a_bust_at_the_moment_of_its_fill_brings_the_order_back(self):
        states = [order(None, "E9", "filled", 10, 0), order(None, "E1", "partially_filled", 4, 6, follows="E1"),
                  order(None, "E2", "open", 0, 10, follows="E2")]
        states = [{name: value for name, value in event.items() if name != "seq"} for event in states]
        for events, filled in ((states[:2], 4), (states, 0)):
            for turns in itertools.permutations(events):
                row = fold_journal(turns).orders[("A1", DAY, "NSE", "CM", "O1")]
                self.assertEqual(row[ORDER_COLUMNS.index("filled")], filled)

    def test_the_order_of_arrival_and_repeats_do_not_matter(self):
        states = [order(None, "E1", exchange_time_us=9), order(None, "E2", "cancelled", 0, 0, exchange_time_us=4),
                  order(None, "E3", "cancelled", 4, 0, exchange_time_us=7)]
        states = [{name: value for name, value in event.items() if name != "seq"} for event in states]
        rows = [fold_journal([*turns, turns[0]]).orders for turns in itertools.permutations(states)]
        self.assertEqual({books[("A1", DAY, "NSE", "CM", "O1")][12] for books in rows}, {4})

    def test_days_and_sources_are_numbered_apart(self):
        books = fold_journal([trade(1, "E1"), trade(1, "E1", day=20260804), trade(1, "E9", source="s2")])
        self.assertEqual(sorted(books.watermarks.values()), [1, 1, 1])
        self.assertEqual(len(books.trades), 3)

    def test_recorded_day_is_numbered_by_partition_in_file_order(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "day.ndjson")
            missing = ("source", "partition", "seq", "received_time_us")
            events = [trade(1, f"E{n}", account=account) for n, account in enumerate(("A1", "B22", "A1"))]
            path.write_text("".join(json.dumps({name: value for name, value in event.items() if name not in missing})
                                    + "\n" for event in events), encoding="ascii")
            books = fold_day(path, "s1", 256)
        self.assertEqual(books.watermarks, {("s1", DAY, zlib.crc32(b"A1") % 256): 2,
                                            ("s1", DAY, zlib.crc32(b"B22") % 256): 1})


class OrderNumbers(unittest.TestCase):
    def test_one_row_before_and_behind_the_number(self):
        pending = order(1, "E1", "frozen", exchange_order_id="0")
        for events, rows in (([pending], {"C1"}), ([pending, order(2, "E2")], {"O1"}),
                             ([order(1, "E2"), {**pending, "seq": 2}], {"O1"})):
            self.assertEqual({key[4] for key in fold_journal(events).orders}, rows)

    def test_without_number_and_name_an_order_is_wrong_and_a_trade_is_not(self):
        self.assertTrue(broken_rule(with_name_for_number(order(1, "E1", exchange_order_id=" ", client_order_id="")),
                                    PARTITIONS).startswith("exchange_order_id:"))
        self.assertIsNone(broken_rule(with_name_for_number(trade(1, "E1", exchange_order_id="NONE")), PARTITIONS))


class Untrusted(unittest.TestCase):
    def test_invalid_event_is_parked_in_its_turn_and_the_stream_goes_on(self):
        books = fold_journal([trade(2, "E2", quantity=0), trade(1, "E1"), trade(3, "E3")], PARTITIONS)
        self.assertEqual((seq(books), bought(books), len(books.parked)), (3, (20, 20_000_000), 1))

    def test_each_broken_rule_names_its_field(self):
        cases = {"price": Decimals("1.00001"), "quantity": 10**12, "day": 20260230, "account": "a1", "id": "",
                 "ref": "E0", "exchange": "NYSE", "token": True, "partition": 256, "exchange_order_id": "a b"}
        for field, value in cases.items():
            self.assertTrue((broken_rule(trade(1, "E1", **{field: value}) if field != "id" else trade(1, ""),
                                         PARTITIONS) or "").startswith(field + ":"), field)
        self.assertIsNone(broken_rule(trade(1, "E1", price=Decimals("1.0001")), PARTITIONS))
        self.assertTrue(broken_rule(trade(1, "E1", price="1.0001"), PARTITIONS).startswith("price:"))

    def test_order_quantities_must_agree(self):
        self.assertTrue(broken_rule(order(1, "E1", filled=11), PARTITIONS).startswith("filled:"))
        self.assertTrue(broken_rule(order(1, "E1", filled=1), PARTITIONS).startswith("remaining:"))
        self.assertTrue(broken_rule(order(1, "E1", "cancelled"), PARTITIONS).startswith("remaining:"))


class Tables:
    """A database that holds exactly what some books say, to be spoilt by a test."""

    def __init__(self, books):
        self.content = {name: [list(map(str, row)) for row in getattr(books, name).values()]
                        for name in ("orders", "trades", "positions")}
        self.content["watermarks"] = [[*map(str, key), str(value)] for key, value in books.watermarks.items()]
        self.content["inbox"] = [list(map(str, key)) for key in books.inbox]
        self.content["parked"] = [[str(len(books.parked))]]

    def rows(self, query):
        return iter(self.content[query.split(" FROM ")[1].split()[0]])


class Comparison(unittest.TestCase):
    def setUp(self):
        self.books = fold_journal([order(1, "E1"), trade(2, "E2"), trade(None, "E3", trade_no="T3")])
        self.tables = Tables(self.books)

    def verdicts(self):
        result = compare(self.books, self.tables)
        return result.lost, result.duplicated, result.wrong, result.parked

    def test_equal_books_are_equal(self):
        self.assertEqual(self.verdicts(), (0, 0, 0, 0))
        self.assertTrue(compare(self.books, self.tables).equal)

    def test_every_table_tells_a_lost_and_an_extra_row(self):
        for table in TABLES:
            row = self.tables.content[table].pop()
            self.assertEqual(self.verdicts(), (1, 0, 0, 0), table)
            extra = ["Z" + row[0], *row[1:]]
            self.tables.content[table] += [row, extra]
            self.assertEqual(self.verdicts(), (0, 1, 0, 0), table)
            self.tables.content[table].remove(extra)

    def test_every_column_is_looked_at(self):
        for table, (columns, key_columns) in TABLES.items():
            for place in range(key_columns, len(columns)):
                row = self.tables.content[table][0]
                row[place], before = row[place] + "9", row[place]
                result = compare(self.books, self.tables)
                self.assertFalse(result.equal, (table, columns[place]))
                self.assertEqual(result.samples[0]["column"], columns[place])
                row[place] = before

    def test_position_posted_twice_and_position_not_posted(self):
        row = self.tables.content["positions"][0]
        row[POSITION["buy_quantity"]] = "30"
        self.assertEqual(self.verdicts(), (0, 1, 0, 0))
        row[POSITION["buy_quantity"]] = "10"
        self.assertEqual(self.verdicts(), (1, 0, 0, 0))

    def test_unexpected_parked_row(self):
        self.tables.content["parked"] = [["1"]]
        self.assertEqual(self.verdicts(), (0, 0, 0, 1))

    def test_no_more_than_ten_samples(self):
        self.tables.content["orders"] = [[f"Z{n}", *self.tables.content["orders"][0][1:]] for n in range(20)]
        result = compare(self.books, self.tables)
        self.assertEqual((result.duplicated, len(result.samples)), (20, 10))

    def test_empty_books_look_at_no_day(self):
        self.assertTrue(compare(Books(), Tables(Books())).equal)


if __name__ == "__main__":
    unittest.main()
