#!/usr/bin/python3
"""Compares every row and column of the live books with the expected ones.

  compare_books.py --day-file DAY.ndjson.zst --source nse-fo-dropcopy-1 --partitions 4 [--json FILE]
  compare_books.py --journal-events EVENTS.ndjson --partitions 4 [--json FILE]

Connection: BACKSTOP_DATABASE_HOST, _PORT, _NAME, _USER, _PASSWORD. Exit code 0: lost, duplicated, wrong and parked are
all 0; 1: they are not; 2: the comparison could not be made.

  lost        rows expected and not there; positions that lack quantity; inbox ids and watermarks not there
  duplicated  rows there and not expected; positions with too much quantity
  wrong       rows with another difference
  parked      rows parked and not expected to be, or the other way round

Only the days of the expected events are looked at; the parked table is looked at whole.
"""

import argparse
import json
import sys
import time

from books import (ORDER_COLUMNS, POSITION_COLUMNS, TRADE_COLUMNS, WATERMARK_COLUMNS, fold_day, fold_journal,
                   read_journal)
from books_database import BooksDatabase

SAMPLES_MAX = 10
TABLES = {  # table -> columns, and how many of them are the key
    "orders": (ORDER_COLUMNS, 5),
    "trades": (TRADE_COLUMNS, 5),
    "positions": (POSITION_COLUMNS, 6),
    "watermarks": (WATERMARK_COLUMNS, 3),
    "inbox": (("source", "day", "id"), 3),
}
NUMBERS = {"day", "token", "part"}  # key columns that are int in the expected books


class Result:
    """Counts by verdict, rows compared by table, and the first differences."""

    def __init__(self):
        self.lost = self.duplicated = self.wrong = self.parked = 0
        self.parked_found = self.parked_expected = self.held = 0
        self.rows = {}
        self.samples = []

    @property
    def equal(self):
        return self.lost == self.duplicated == self.wrong == self.parked == 0

    def add(self, verdict, table, key, column="", expected="", found=""):
        setattr(self, verdict, getattr(self, verdict) + 1)
        if len(self.samples) < SAMPLES_MAX:
            self.samples.append({"verdict": verdict, "table": table, "key": "/".join(map(str, key)),
                                 "column": column, "expected": str(expected), "found": str(found)})

    def as_dict(self):
        return {**vars(self), "equal": self.equal}

    def as_text(self):
        lines = [f"{name:<11} {rows:>9} rows compared" for name, rows in self.rows.items()]
        lines.append(f"lost {self.lost}  duplicated {self.duplicated}  wrong {self.wrong}  parked {self.parked}"
                     f" (found {self.parked_found}, expected {self.parked_expected})")
        if self.held:
            lines.append(f"note: {self.held} events wait behind a gap and are not expected in the books")
        for sample in self.samples:
            lines.append("{verdict}: {table} {key} {column} expected '{expected}' found '{found}'".format(**sample))
        lines.append("the books are right" if self.equal else "THE BOOKS ARE WRONG")
        return "\n".join(lines)


def compare(books, database):
    """Compares expected Books with the tables that `database` (anything with rows(query)) reads. -> Result.
    The books are not changed. RuntimeError: the tables could not be read to the end."""
    result = Result()
    result.held = books.held_count()
    days = sorted(_days(books))
    for table in TABLES:
        _compare_table(table, _expected(books, table), days, database, result)
    result.parked_expected = len(books.parked)
    result.parked_found = int(next(iter(database.rows("SELECT COUNT(*) FROM parked")))[0])
    result.parked = abs(result.parked_found - result.parked_expected)
    return result


def _days(books):
    named = {key[1] for table in (books.orders, books.trades, books.watermarks, books.inbox) for key in table}
    return named | {day for _, day, _ in books.held}


def _expected(books, table):
    """key -> row of all columns."""
    if table == "watermarks":
        return {key: (*key, seq) for key, seq in books.watermarks.items()}
    if table == "inbox":
        return {key: key for key in books.inbox}
    return getattr(books, table)


def _compare_table(table, expected, days, database, result):
    columns, key_columns = TABLES[table]
    numeric = [columns[place] in NUMBERS for place in range(key_columns)]
    seen = set()
    if days:
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE day IN ({', '.join(map(str, days))})"
        for found in database.rows(query):
            key = tuple(int(text) if number else text for text, number in zip(found, numeric))
            row = expected.get(key)
            if row is None:
                result.add("duplicated", table, key, "row", "none", "\t".join(found))
                continue
            seen.add(key)
            if list(map(str, row)) != found:
                _judge(table, columns, key, row, found, result)
    result.rows[table] = len(seen)
    if len(seen) == len(expected):
        return
    for key, row in expected.items():
        if key not in seen:
            result.add("lost", table, key, "row", row, "none")


def _judge(table, columns, key, row, found, result):
    """One row counts once, under one verdict, and is named with its first column that differs."""
    place = next(place for place, value in enumerate(row) if str(value) != found[place])
    verdict = "wrong"
    if table == "positions":
        verdict = _judge_position(columns, row, found)
    elif table == "watermarks" and int(found[-1]) < row[-1]:
        verdict = "lost"
    result.add(verdict, table, key, columns[place], row[place], found[place])


def _judge_position(columns, row, found):
    """Too much quantity on either side can only come from posting twice, too little from not posting."""
    places = [place for place, name in enumerate(columns) if name in ("buy_quantity", "sell_quantity")]
    surplus = [int(found[place]) - row[place] for place in places]
    if max(surplus) > 0 and min(surplus) >= 0:
        return "duplicated"
    return "lost" if min(surplus) < 0 and max(surplus) <= 0 else "wrong"


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--day-file", help="recorded day, .ndjson or .ndjson.zst")
    what.add_argument("--journal-events", help="NDJSON of numbered events as the journal holds them")
    parser.add_argument("--source", help="source that the feed gave the day's events")
    parser.add_argument("--partitions", type=int, required=True, help="1 to 256")
    parser.add_argument("--json", help="write the result here too")
    options = parser.parse_args()
    if options.day_file and not options.source:
        parser.error("--day-file needs --source")
    if not 1 <= options.partitions <= 256:
        parser.error("--partitions: 1 to 256")
    started = time.monotonic()
    try:
        database = BooksDatabase.from_environment()
        if options.day_file:
            books = fold_day(options.day_file, options.source, options.partitions)
        else:
            books = fold_journal(read_journal(options.journal_events), options.partitions)
        print(f"expected books folded in {time.monotonic() - started:.1f} s", file=sys.stderr)
        result = compare(books, database)
    except KeyError as missing:
        print(f"compare_books: {missing} is not set or not in an event", file=sys.stderr)
        return 2
    except (OSError, RuntimeError, ValueError) as error:
        print(f"compare_books: {error}", file=sys.stderr)
        return 2
    print(result.as_text())
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(result.as_dict(), file, indent=2)
    return 0 if result.equal else 1


if __name__ == "__main__":
    sys.exit(main())
