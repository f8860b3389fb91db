#!/usr/bin/python3
"""The window in which the main site still trades and this site does not know it yet.

    ./backstop bench window [--json FILE] [--fills N] [--busy-rate N]

A customer of the main site fills at the exchange; an exit that is planned before that fill stands in the books may be too
large by it. Prints and writes, in milliseconds {p50, p99, max}: books_ms, from the exchange's time of the fill to the moment
at which another session of the database sees it, quiet and while the main site places `busy_rate` orders a second for
others; wire_ms, from the snapshot an exit is planned on to the wire; window_ms: the sum of the two, busy. Exit code 1 when a
fill is missing.
"""

import argparse
import json
import os
import pathlib
import sys
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / folder) for folder in ("infra/local", "test/support", "test/bench", "test/integration")]

import pymysql  # noqa: E402
from backstop_local import stopping  # noqa: E402
from exit_site import ExitSite  # noqa: E402
from backstop_local.exchange import main_login  # noqa: E402
from fix_session import FixSession, utc_now  # noqa: E402
from main_site import rupees  # noqa: E402
from stack import Stack, StackError  # noqa: E402

PARTITIONS = 4
CUSTOMERS = 400
FILL_DEADLINE_S = 30
POLL_S = 0.0002  # between two looks at the books: the resolution of the figures
BUSY_BATCH = 10
NO_THROTTLE = {"messages_per_second": 50_000, "burst": 5_000}
SETTINGS = {"nse-1": NO_THROTTLE, "bse-1": NO_THROTTLE, "venue": {"quote_lots": 1_000_000}}


def say(text):
    print(text, file=sys.stderr, flush=True)


def spread(values):
    values = sorted(values)
    def at(share):
        return round(values[min(len(values) - 1, int(len(values) * share))], 2)
    return {"p50": at(0.5), "p99": at(0.99), "max": round(values[-1], 2), "samples": len(values)}


class Books:
    """One database session that stays open and sees what is committed."""

    def __init__(self, stack):
        self._connection = pymysql.connect(
            host="127.0.0.1", port=stack.ports["database"], user="backstop", database="backstop",
            password=stack.secrets["BACKSTOP_DATABASE_PASSWORD"], autocommit=True, read_timeout=60)
        self._day = stack.day
        self._known = {}

    def wait_for_a_trade(self, account):
        """(microseconds at which a new trade of the account is seen, the exchange's time of it)."""
        known = self._known.setdefault(account, set())
        until = time.monotonic() + FILL_DEADLINE_S
        while time.monotonic() < until:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT id, exchange_time_us FROM trades WHERE account=%s AND day=%s", (account, self._day))
                seen_us = time.time_ns() // 1000
                for trade, time_us in cursor.fetchall():
                    if trade not in known:
                        known.add(trade)
                        return seen_us, time_us
            time.sleep(POLL_S)  # the pace of looking
        raise StackError(f"a fill of {account} is not in the books after {FILL_DEADLINE_S} s")


class MainSite:
    def __init__(self, stack, site):
        self.session = FixSession("127.0.0.1", stack.ports["venue_fix"], "MAIN", "VENUE", login=main_login(stack.secrets))
        self.share = next(one for one in site.instruments if one["segment"] == "CM" and one["exchange"] == "NSE")
        self._run, self._number, self._lock = time.time_ns(), 0, threading.Lock()

    def fields(self, account, side, price):
        with self._lock:
            self._number += 1
            number = self._number
        one = self.share
        return [(11, f"W{self._run}-{number}"), (1, account), (21, 1), (48, one["token"]), (22, 8), (207, one["exchange"]),
                (1300, one["segment"]), (55, one["symbol"]), (54, side), (38, one["lot"]), (40, 2), (44, rupees(price)), (59, 0),
                (60, utc_now()), (9302, "MIS")]

    def fill(self, account):
        """Buys one lot from the exchange's own quotes."""
        self.session.send("D", self.fields(account, 1, int(self.share["band_high"])))

    def keep_busy(self, accounts, rate, stop):
        """Orders that stay in the book, at a fixed rate."""
        begun, sent = time.monotonic(), 0
        while not stop.is_set():
            batch = [self.fields(accounts[(sent + i) % len(accounts)], 1, int(self.share["band_low"])) for i in range(BUSY_BATCH)]
            self.session.send_many("D", batch)
            sent += BUSY_BATCH
            with self.session._changed:
                self.session.received.clear()  # nobody waits for these reports
            stop.wait(max(0.0, begun + sent / rate - time.monotonic()))


def books_window(main_site, books, account, fills):
    waits = []
    for _ in range(fills):
        main_site.fill(account)
        seen_us, time_us = books.wait_for_a_trade(account)
        waits.append((seen_us - time_us) / 1000)
    return waits


def wire_window(site, accounts):
    """From the database's time of the transaction that planned an order to the wire."""
    site.open_broker()
    for account in accounts:
        site.publish(account, site.exit_all_body(account, site.epoch()))
    site.close_broker()
    site.wait_at_rest(len(accounts), 120)
    return [float(row[0]) for row in site.stack.sql("SELECT (sent_us-planned_us)/1000 FROM exits WHERE sent_us>0")]


def measure(stack, options):
    stack.up(fresh=True)
    site = ExitSite(stack, CUSTOMERS, 1)
    main_site, books = MainSite(stack, site), Books(stack)
    site.activate()
    books_window(main_site, books, site.accounts[0], 10)  # everything has been asked for once
    quiet = books_window(main_site, books, site.accounts[0], options.fills)
    say(f"quiet: {spread(quiet)}")
    stop = threading.Event()
    load = threading.Thread(target=main_site.keep_busy, args=(site.accounts[200:], options.busy_rate, stop))
    load.start()
    try:
        busy = books_window(main_site, books, site.accounts[1], options.fills)
        say(f"busy: {spread(busy)}")
        for account in site.accounts[2:102]:
            main_site.fill(account)
            books.wait_for_a_trade(account)
        wire = wire_window(site, site.accounts[2:102])
    finally:
        stop.set()
        load.join()
    books_ms, wire_ms = spread(busy), spread(wire)
    return {"fills": options.fills, "busy_orders_per_s": options.busy_rate, "books_quiet_ms": spread(quiet),
            "books_ms": books_ms, "wire_ms": wire_ms,
            "window_ms": {name: round(books_ms[name] + wire_ms[name], 2) for name in ("p50", "p99", "max")},
            "processors": os.cpu_count()}


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--fills", type=int, default=300)
    parser.add_argument("--busy-rate", type=int, default=500)
    options = parser.parse_args()
    var = pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var")) / "bench"
    stack = Stack(var, partitions=PARTITIONS, ledgers=1, exchange=True, customers=CUSTOMERS, settings=SETTINGS)
    try:
        result = measure(stack, options)
    except StackError as error:
        say(f"bench failed: {error}")
        return 1
    finally:
        stack.down()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(stopping.ended(main))
