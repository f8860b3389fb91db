#!/usr/bin/python3
"""Events for the tests of upstream publishing. Every Story has a source, accounts and ids of its own, so that tests
disturb neither each other nor an earlier run on the same database."""
import itertools
import os

from upstream_publisher import Price, partition_of

DAY = 20260803
NEXT_DAY = 20260804
TIME_US = 1785728700123456
_run = os.urandom(3).hex()
_count = itertools.count(1)


class Story:
    """One test's own source, account and ids. `partition` is the account's."""

    def __init__(self, partitions, partition=None):
        self.name = f"{_run}-{next(_count)}"
        self.source = f"upstream-{self.name}"
        self.partitions = partitions
        self._ids = itertools.count(1)
        self.account = self.account_in(partition)
        self.partition = partition_of(self.account, partitions)

    def account_in(self, partition):
        """An account of this story in the given partition; None: in any."""
        for number in itertools.count(1):
            account = f"{self.name}-{number}".replace("-", "X").upper()
            if partition is None or partition_of(account, self.partitions) == partition:
                return account

    def _common(self, kind):
        return {
            "kind": kind, "source": self.source, "day": DAY, "id": f"E{self.name}-{next(self._ids)}",
            "account": self.account, "exchange": "NSE", "segment": "FO", "token": 53001, "product": "NRML",
            "exchange_time_us": TIME_US, "received_time_us": TIME_US + 1500}

    def trade(self, **changes):
        """A trade of 75 at 101.35, with the fields of `changes`; a field that is None is left out."""
        event = self._common("trade")
        event.update(
            trade_no=f"T{event['id']}", exchange_order_id=f"X{self.name}", client_order_id=f"C{self.name}",
            side="buy", quantity=75, price=Price("101.35"), action="new", ref="")
        return changed(event, changes)

    def order(self, **changes):
        """A limit order of 150, 75 of it filled."""
        event = self._common("order")
        event.update(
            exchange_order_id=f"X{self.name}", client_order_id=f"C{self.name}", side="buy", type="limit",
            validity="day", quantity=150, filled=75, remaining=75, price=Price("101.35"), trigger=0,
            state="partially_filled", reason="", origin="primary")
        return changed(event, changes)


def changed(event, changes):
    """A copy with the changes; a field that is None is left out."""
    return {name: value for name, value in {**event, **changes}.items() if value is not None}
