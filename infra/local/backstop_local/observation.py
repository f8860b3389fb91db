"""One look at feed, ledger, broker and database; what the demo shows is computed from two of them."""

import dataclasses
import time

from . import metrics, profit
from .waiting import StackError

SAMPLE_POSITIONS = 5
ROWS_LOOKED_AT = 2000  # the busiest of these are shown; the table itself may hold millions


@dataclasses.dataclass
class Observation:
    """Counts since the start; quantiles in seconds over the whole run, None before the first sample."""
    at: float
    read: int = 0
    confirmed: int = 0
    applied: int = 0
    duplicates: int = 0
    parked: int = 0
    blocked: bool = False
    lag: dict = dataclasses.field(default_factory=dict)      # partition -> events published, not yet in the books
    queues: dict = dataclasses.field(default_factory=dict)   # name -> messages, as of the last 5 s
    commit: tuple = (None, None)                             # p50, p99
    received_to_committed: tuple = (None, None)


def _merged(pages):
    merged = {}
    for page in pages:
        for name, samples in page.items():
            merged.setdefault(name, []).extend(samples)
    return merged


def _quantiles(samples, name):
    counts = metrics.buckets(samples, name)
    return metrics.quantile(counts, 0.5), metrics.quantile(counts, 0.99)


class Observer:
    """Looks at a Stack. One thread. Remembers the feed's last figures, because the feed ends when it is done."""

    def __init__(self, stack):
        self._stack = stack
        self._feed = {}
        self._keys = []

    def look(self):
        self._feed = self._stack.metrics("feed") or self._feed
        ledger = _merged([self._stack.metrics(name) for name in self._stack.ledgers])

        def outcome(name):
            return int(metrics.total(ledger, "backstop_ledger_events_total", outcome=name))
        published = metrics.by_label(self._feed, "backstop_feed_seq", "partition")
        done = metrics.by_label(ledger, "backstop_ledger_watermark", "partition")
        return Observation(
            at=time.monotonic(),
            read=int(metrics.total(self._feed, "backstop_feed_events_read_total")),
            confirmed=int(metrics.total(self._feed, "backstop_feed_events_confirmed_total")),
            applied=outcome("applied"), duplicates=outcome("duplicate"), parked=outcome("parked"),
            blocked=metrics.total(self._feed, "backstop_feed_blocked") > 0,
            lag={int(part): max(0, int(seq - done.get(part, 0))) for part, seq in published.items()},
            queues=self._queues(),
            commit=_quantiles(ledger, "backstop_ledger_commit_seconds"),
            received_to_committed=_quantiles(ledger, "backstop_ledger_received_to_committed_seconds"))

    def _queues(self):
        try:
            return {queue["name"]: queue.get("messages") or 0 for queue in self._stack.queues()}
        except (StackError, ValueError):
            return {}

    def committed(self):
        """Events that the database says are done: the sum of all watermarks."""
        return int(self._stack.sql("SELECT COALESCE(SUM(seq), 0) FROM watermarks")[0][0])

    def positions(self):
        """Up to five busy positions: [{"account", "symbol", "product", "net", "realised", "unrealised"}].

        Money in units of 0.0001 rupee; `unrealised` is None where the instrument's last price is not known.
        """
        if len(self._keys) < SAMPLE_POSITIONS:
            self._keys = self._stack.sql(
                "SELECT account, day, exchange, segment, token, product FROM"
                f" (SELECT * FROM positions LIMIT {ROWS_LOOKED_AT}) AS some"
                f" ORDER BY buy_value + sell_value DESC LIMIT {SAMPLE_POSITIONS}")
        return [row for row in map(self._position, self._keys) if row]

    def _position(self, key):
        rows = self._stack.sql(
            "SELECT p.open_quantity, p.open_value, p.buy_quantity, p.buy_value, p.sell_quantity, p.sell_value,"
            " i.symbol, i.last_price FROM positions p LEFT JOIN instruments i USING (exchange, segment, token)"
            " WHERE p.account = %s AND p.day = %s AND p.exchange = %s AND p.segment = %s AND p.token = %s"
            " AND p.product = %s", key)
        if not rows:
            return None
        names = ("open_quantity", "open_value", "buy_quantity", "buy_value", "sell_quantity", "sell_value")
        symbol, last_price = rows[0][6] or f"token {key[4]}", rows[0][7]
        net, realised, unrealised = profit.profit(dict(zip(names, rows[0])), last_price or 0)
        return {"account": key[0], "symbol": symbol, "product": key[5], "net": net, "realised": realised,
                "unrealised": unrealised if last_price is not None else None}
