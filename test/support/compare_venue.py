#!/usr/bin/python3
"""Compares the live books, row by row, with the simulated exchange's own.

  compare_venue.py --venue http://127.0.0.1:9201 --day 20260803 [--wait-s 30] [--json FILE]

Connection to the database: BACKSTOP_DATABASE_HOST, _PORT, _NAME, _USER, _PASSWORD. Exit code 0: nothing differs and nothing
was done twice; 1: it is not so; 2: the comparison could not be made.

  positions, orders, trades   rows that are missing here, are here only, or differ; trades are compared as sums by order
  duplicate_orders            orders of ours that the exchange has twice, or refused because it had them already
  oversold                    positions that an order of ours has opened, enlarged or turned
  in_doubt                    orders of ours of which it is not known whether the exchange has them
"""

import argparse
import decimal
import json
import sys
import time
import urllib.request

from books_database import BooksDatabase

OWN_PREFIX = "BX"
UNITS_PER_RUPEE = 10_000
SAMPLES_MAX = 10
REQUEST_DEADLINE_S = 60
POLL_INTERVAL_S = 0.5
INSTRUMENT = ("exchange", "segment", "token")
POSITION_KEY = ("account", *INSTRUMENT, "product")
SUMS = ("buy_quantity", "buy_value", "sell_quantity", "sell_value")
ORDER_KEY = ("exchange", "segment", "exchange_order_id")
ORDER_TEXTS = ("account", "client_order_id", "product", "side", "type", "validity", "state")
ORDER_QUANTITIES = ("token", "quantity", "filled", "remaining")
ORDER_COLUMNS = (*ORDER_TEXTS, *ORDER_QUANTITIES, "price", "trigger_price")
USED_BEFORE = "client order id was used before"


def units(rupees):
    """A price in rupees, as a Decimal or an int, in units of 0.0001 rupee."""
    return int(rupees * UNITS_PER_RUPEE)


def key_of(row, columns):
    return tuple(str(row[column]) for column in columns)


class Venue:
    """The exchange's books as its pages tell them. Each list is of one moment, but not of the same one."""

    def __init__(self, url):
        self._url = url.rstrip("/")

    def rows(self, page):
        """The page's JSON lines as dicts; prices as Decimals. OSError: the exchange does not answer."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self._url}/{page}", timeout=REQUEST_DEADLINE_S) as answer:
            return [json.loads(line, parse_float=decimal.Decimal) for line in answer if line.strip()]

    def read(self):
        return {page: self.rows(page) for page in ("books", "orders", "trades")}


def venue_positions(books):
    return {key_of(row, POSITION_KEY): tuple(row[name] for name in SUMS) for row in books}


def venue_orders(orders):
    return {key_of(row, ORDER_KEY): (*(row[name] for name in ORDER_TEXTS), *(row[name] for name in ORDER_QUANTITIES),
                                     units(row["price"]), units(row["trigger"])) for row in orders}


def venue_trades(trades, orders):
    """Quantity and value of the trades that stand, by order: {key of the order: (quantity, value)}."""
    sums = {}
    for trade in trades:
        for number in (trade["buy_order"], trade["sell_order"]):
            key = (trade["exchange"], trade["segment"], str(number))
            if key in orders and not trade["busted"]:  # the house's orders are in no list
                quantity, value = sums.get(key, (0, 0))
                sums[key] = (quantity + trade["quantity"], value + trade["quantity"] * units(trade["price"]))
    return sums


def own_positions(database, day):
    query = f"SELECT {', '.join(POSITION_KEY + SUMS)} FROM positions WHERE day = {day}"
    rows = {tuple(row[:5]): tuple(map(int, row[5:])) for row in database.rows(query)}
    return {key: sums for key, sums in rows.items() if any(sums)}


def own_orders(database, day):
    """Without those that the exchange refused before they had a number."""
    query = (f"SELECT {', '.join(ORDER_KEY + ORDER_COLUMNS)} FROM orders WHERE day = {day}"
             " AND NOT (state = 'rejected' AND exchange_order_id = client_order_id)")
    texts = len(ORDER_KEY) + len(ORDER_TEXTS)
    return {tuple(row[:3]): (*row[3:texts], *map(int, row[texts:])) for row in database.rows(query)}


def own_trades(database, day):
    query = (f"SELECT {', '.join(ORDER_KEY)}, SUM(quantity), SUM(quantity * price) FROM trades"
             f" WHERE day = {day} AND state = 'live' GROUP BY {', '.join(ORDER_KEY)}")
    return {tuple(row[:3]): (int(row[3]), int(row[4])) for row in database.rows(query)}


def compare_rows(table, expected, found, samples):
    """How many keys differ; the first differences go into `samples`."""
    differing = [key for key in sorted(expected.keys() | found.keys()) if expected.get(key) != found.get(key)]
    for key in differing[:max(0, SAMPLES_MAX - len(samples))]:
        samples.append({"table": table, "key": "/".join(key), "exchange": str(expected.get(key, "nothing")),
                        "here": str(found.get(key, "nothing"))})
    return len(differing)


def is_own(client_order_id):
    return client_order_id.startswith(OWN_PREFIX)


def duplicated(orders):
    """Client order ids of ours that more than one order at the exchange bears. `orders`: its list."""
    seen, twice = set(), set()
    for order in orders:
        if is_own(order["client_order_id"]):
            (twice if order["client_order_id"] in seen else seen).add(order["client_order_id"])
    return sorted(twice)


def oversold(trades, orders, opening):
    """Positions that an order of ours opened, enlarged or turned, as their trades came one after the other.

    `opening`: {key of the position: net quantity at the start of the day}. A trade that was busted later counts: when
    it happened, it was one.
    """
    by_number = {str(order["exchange_order_id"]): order for order in orders}
    net, found = dict(opening), set()
    for trade in sorted(trades, key=lambda row: row["trade_no"]):
        for number, sign in ((trade["buy_order"], 1), (trade["sell_order"], -1)):
            order = by_number.get(str(number))
            if order is None:
                continue
            key = key_of(order, POSITION_KEY)
            before = net.get(key, 0)
            net[key] = before + sign * trade["quantity"]
            if is_own(order["client_order_id"]) and (before * sign >= 0 or before * net[key] < 0):
                found.add(key)
    return sorted(found)


def _count(database, query):
    return int(next(iter(database.rows(query)))[0])


def _done_twice(database, day):
    """Attempts at a second sending that the exchange refused, and slices that were planned twice."""
    refused = _count(database, f"SELECT COUNT(*) FROM orders WHERE day = {day} AND client_order_id LIKE '{OWN_PREFIX}%'"
                               f" AND exchange_order_id = client_order_id AND reason LIKE '%{USED_BEFORE}%'")
    return refused + _count(database, f"SELECT COUNT(*) FROM (SELECT 1 FROM exits WHERE day = {day} GROUP BY command_id,"
                                      " row_in_command, attempt, slice, action HAVING COUNT(*) > 1) AS twice")


def compare(venue, database, day):
    """One comparison -> a dict as main() prints it. `database`: anything with rows(query); see books_database.py."""
    told, samples = venue.read(), []
    orders = venue_orders(told["orders"])
    tables = {"positions": (venue_positions(told["books"]), own_positions(database, day)),
              "orders": (orders, own_orders(database, day)),
              "trades": (venue_trades(told["trades"], orders), own_trades(database, day))}
    result = {"rows": {table: len(expected) for table, (expected, _) in tables.items()}}
    result |= {table: compare_rows(table, expected, found, samples) for table, (expected, found) in tables.items()}
    result["differences"] = sum(result[table] for table in tables)
    query = f"SELECT {', '.join(POSITION_KEY)}, open_quantity FROM positions WHERE day = {day} AND open_quantity <> 0"
    opening = {tuple(row[:5]): int(row[5]) for row in database.rows(query)}
    turned, twice = oversold(told["trades"], told["orders"], opening), duplicated(told["orders"])
    samples += [{"table": "oversold", "key": "/".join(key)} for key in turned[:SAMPLES_MAX]]
    samples += [{"table": "duplicate_orders", "key": key} for key in twice[:SAMPLES_MAX]]
    result["duplicate_orders"] = len(twice) + _done_twice(database, day)
    result["oversold"] = len(turned)
    result["in_doubt"] = _count(database, f"SELECT COUNT(*) FROM exits WHERE day = {day} AND state IN ('sending', 'sent', 'doubt')")
    result["samples"] = samples
    result["equal"] = not any(result[name] for name in ("differences", "duplicate_orders", "oversold", "in_doubt"))
    return result


def compare_until_equal(venue, database, day, wait_s):
    """Compares again until nothing differs and nothing is in doubt, for at most `wait_s` seconds: what the exchange has
    told may still be on its way. Returns the last comparison. OSError: the exchange never answered."""
    end = time.monotonic() + wait_s
    while True:
        last = time.monotonic() >= end
        try:
            result = compare(venue, database, day)
            if last or result["differences"] == result["in_doubt"] == 0:
                return result
        except OSError:  # it may be coming up again
            if last:
                raise
        time.sleep(POLL_INTERVAL_S)


def as_text(result):
    lines = [f"{table:<10} {result['rows'][table]:>8} rows at the exchange, {result[table]} differ"
             for table in ("positions", "orders", "trades")]
    lines += [f"  {json.dumps(sample)}" for sample in result["samples"]]
    lines.append("duplicate_orders {duplicate_orders}  oversold {oversold}  in_doubt {in_doubt}".format(**result))
    lines.append("the exchange's books and ours agree" if result["equal"] else "THE EXCHANGE'S BOOKS AND OURS DIFFER")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venue", required=True, help="the exchange's pages, http://HOST:PORT")
    parser.add_argument("--day", type=int, required=True, help="trading day yyyymmdd")
    parser.add_argument("--wait-s", type=float, default=0, help="compare again for so long while something differs")
    parser.add_argument("--json", help="write the result here too")
    options = parser.parse_args()
    try:
        result = compare_until_equal(Venue(options.venue), BooksDatabase.from_environment(), options.day, options.wait_s)
    except KeyError as missing:
        print(f"compare_venue: {missing} is not set, or not in what the exchange tells", file=sys.stderr)
        return 2
    except (OSError, RuntimeError, ValueError) as error:
        print(f"compare_venue: {error}", file=sys.stderr)
        return 2
    print(as_text(result))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
    return 0 if result["equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
