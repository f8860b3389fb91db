"""The main site as tests need it: customers' orders over its own session with the simulated exchange."""

import csv
import itertools
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local"), str(ROOT / "test/support")]

from backstop_local import exchange  # noqa: E402
from fix_session import FixSession, utc_now  # noqa: E402

SIDES = {"buy": "1", "sell": "2"}
PLACED, FILLED, REFUSED = ("0", "1", "2", "A"), ("2",), ("8", "4")


def rupees(units):
    """A price in units of 0.0001 rupee as FIX writes it."""
    return f"{units // 10000}.{units % 10000:04d}"


class Instruments:
    """Those of the stack's trading day, as dicts of the columns of instruments.csv with integers where they are."""

    def __init__(self, paths):
        with (exchange.reference_folder(paths) / "instruments.csv").open(newline="", encoding="utf-8") as file:
            self._rows = [{name: int(text) if text.isdigit() else text for name, text in row.items()}
                          for row in csv.DictReader(file)]

    def first(self, market, segment, wanted=lambda row: True):
        """The first one of the market that is not trade for trade and for which `wanted` holds."""
        return next(row for row in self._rows if (row["exchange"], row["segment"]) == (market, segment)
                    and not row["trade_for_trade"] and wanted(row))


class MainSite:
    """One session of the main site. A context manager; logs on once, so one for a fresh stack, unless it resets the numbers."""

    def __init__(self, stack, reset=False):
        self._session = FixSession("127.0.0.1", stack.ports["venue_fix"], "MAIN", "VENUE", reset=reset, login=exchange.main_login(stack.secrets))
        self._numbers = itertools.count(1)
        self._run = time.time_ns()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._session.close()

    def order(self, account, instrument, product, side, quantity, price, until=FILLED):
        """Places a limit order for the day and waits until its state is one of `until`, values of FIX's OrdStatus.
        `price` in units of 0.0001 rupee. Returns the report."""
        order_id = f"M{self._run}-{next(self._numbers)}"
        self._session.send("D", [
            (11, order_id), (21, 1), (1, account), (55, instrument["symbol"]), (48, instrument["token"]), (22, 8),
            (207, instrument["exchange"]), (1300, instrument["segment"]), (9302, product), (54, SIDES[side]),
            (60, utc_now()), (38, quantity), (40, 2), (44, rupees(price)), (59, 0)])
        def answered(report):
            return report.get(11) == order_id and report[39] in (*until, *REFUSED)
        report = self._session.wait("8", answered)
        if report[39] not in until:
            raise AssertionError(f"the exchange refuses {side} {quantity} {instrument['symbol']}: {report.get(58)}")
        return report

    def fill(self, account, instrument, product, side, quantity):
        """A position: orders no larger than the freeze quantity, at any price, against the exchange's own quotes. They
        offer the freeze quantity and come anew all the time, so the rest waits for the next one."""
        lot, price = instrument["lot"], instrument["band_high" if side == "buy" else "band_low"]
        most = (instrument["freeze_quantity"] or quantity) // lot * lot
        while quantity > 0:
            self.order(account, instrument, product, side, min(quantity, most), price)
            quantity -= most
