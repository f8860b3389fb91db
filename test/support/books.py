"""The books that a stream of events must lead to: a second, deliberately simple implementation of docs/events.md.

Nothing here is shared with the ledger. One event after another is folded into plain dictionaries; rows hold their
columns in the order of schemas/sql/0001_books.sql. Money is int in units of 0.0001 rupee.

    books = fold_day("day.ndjson.zst", source="nse-fo-dropcopy-1", partitions=4)
    books = fold_journal(events)      # already numbered, perhaps repeated and out of order
"""

import io
import json
import re
import sys
import zlib

import zstandard

from event_rules import (FINAL_STATES, VALUE_UNITS_MAX, Decimals, broken_rule, names_its_stream, units,
                         with_name_for_number)

ORDER_COLUMNS = ("account", "day", "exchange", "segment", "exchange_order_id", "client_order_id", "token", "product",
                 "side", "type", "validity", "quantity", "filled", "remaining", "price", "trigger_price", "state",
                 "reason", "origin", "id", "exchange_time_us")
TRADE_COLUMNS = ("account", "day", "exchange", "segment", "id", "trade_no", "exchange_order_id", "client_order_id",
                 "token", "product", "side", "quantity", "price", "action", "ref", "state", "settled_by",
                 "exchange_time_us")
POSITION_COLUMNS = ("account", "day", "exchange", "segment", "token", "product", "open_quantity", "open_value",
                    "buy_quantity", "buy_value", "sell_quantity", "sell_value")
WATERMARK_COLUMNS = ("source", "day", "part", "seq")
# At equal times, what can only follow what.
PROGRESS = ("frozen", "trigger_pending", "open", "partially_filled", "rejected", "expired", "cancelled", "filled")
TRADE = {name: place for place, name in enumerate(TRADE_COLUMNS)}
POSITION = {name: place for place, name in enumerate(POSITION_COLUMNS)}
REACH_DAYS = 7
SAME_AS_NAMED = ("token", "product", "side")  # account, exchange and segment are in the key already


class Books:
    """The expected content of the tables. A row's key is its first columns, as many as the primary key has."""

    def __init__(self, partitions=None, begins_with=()):
        """With `partitions` the events are not trusted: every one is checked, and parked where it breaks a rule. `begins_with`: {day:
        the day whose positions it began with}, as it is when the events come."""
        self.partitions = partitions
        self.begins_with = dict(begins_with)
        self.orders = {}      # key -> row
        self.trades = {}      # key -> row (a list: state and settled_by change)
        self.positions = {}   # key -> row (a list)
        self.watermarks = {}  # (source, day, partition) -> seq
        self.standings = {}   # key of an order -> what its row is compared by
        self.numbered = set() # (account, day, exchange, segment, client order id) of orders that have a number
        self.inbox = set()    # (source, day, id)
        self.judged = set()   # (source, day, id, all that the event says)
        self.parked = {}      # text of the event -> reason
        self.held = {}        # (source, day, partition) -> {seq: event} behind a gap
        self.duplicates = 0   # dropped by seq or inbox
        self.repeats = 0      # trades that stood in the books already, with the same content

    def receive(self, event):
        """Applies an event as soon as its turn comes: numbered ones in the order of their seq, each once."""
        event = with_name_for_number(event)
        if self.partitions is not None:
            wrong = broken_rule(event, self.partitions)
            # An invalid event that can be read so far takes up its number in its stream and is parked in its turn.
            if wrong and not names_its_stream(event):
                self._park(event, wrong)
                return
        if "seq" not in event:
            self._receive_unnumbered(event)
            return
        stream = (event["source"], event["day"], event["partition"])
        seq = event["seq"]
        waiting = self.held.setdefault(stream, {})
        if seq <= self.watermarks.get(stream, 0) or seq in waiting:
            self.duplicates += 1
            return
        waiting[seq] = event
        while (following := self.watermarks.get(stream, 0) + 1) in waiting:
            self._apply(waiting.pop(following))
            self.watermarks[stream] = following

    def _receive_unnumbered(self, event):
        says = {name: value for name, value in event.items() if name not in ("source", "partition", "received_time_us")}
        key = (event.get("source"), event.get("day"), event.get("id"))
        judged = (*key, json.dumps(says, sort_keys=True))
        if judged in self.judged:
            self.duplicates += 1
        elif self._apply(event):
            self.judged.add(judged)
            self.inbox.add(key)

    def _apply(self, event):
        """False: parked."""
        wrong = broken_rule(event, self.partitions) if self.partitions is not None else None
        if not wrong:
            wrong = self._apply_order(event) if event["kind"] == "order" else self._apply_trade(event)
        if wrong:
            self._park(event, wrong)
        return not wrong

    def _park(self, event, reason):
        self.parked[json.dumps(event, sort_keys=True)] = reason

    def _apply_order(self, event):
        row = (_shared(event["account"]), event["day"], _shared(event["exchange"]), _shared(event["segment"]),
               event["exchange_order_id"], event["client_order_id"], event["token"], _shared(event["product"]),
               _shared(event["side"]), _shared(event["type"]), _shared(event["validity"]), event["quantity"],
               event["filled"], event["remaining"], units(event["price"]), units(event["trigger"]),
               _shared(event["state"]), _shared(event["reason"]), _shared(event["origin"]), event["id"],
               event["exchange_time_us"])
        name, by_name = (*row[:4], event["client_order_id"]), row[4] == event["client_order_id"]
        if by_name and name in self.numbered:
            return
        if not by_name:
            self.numbered.add(name)
            self.orders.pop(name, None)
            self.standings.pop(name, None)
        standing = _standing(event)
        if row[:5] not in self.orders or standing > self.standings[row[:5]]:
            self.orders[row[:5]] = row
            self.standings[row[:5]] = standing

    def _days_in_reach(self, day):
        for _ in range(REACH_DAYS):
            day = self.begins_with.get(day)
            if day is None:
                return
            yield day

    def _of_its_day(self, event):
        """docs/events.md, "A trade of an earlier day": (the event with the day of the trade that it corrects, None), or why it has none."""
        key = (event["account"], event["exchange"], event["segment"], event["ref"])
        if event["action"] == "new" or (key[0], event["day"], *key[1:]) in self.trades:
            return event, None
        days = [day for day in self._days_in_reach(event["day"]) if (key[0], day, *key[1:]) in self.trades]
        if len(days) > 1:
            return event, "ref: names a trade of more than one earlier day"
        if not days:
            return event, None
        trade = self.trades[(key[0], days[0], *key[1:])]
        names = ((trade[TRADE["exchange_order_id"]], trade[TRADE["client_order_id"]]),
                 (event["exchange_order_id"], event["client_order_id"]))
        orders = ["" if order == client else order for order, client in names]
        number = event["trade_no"]
        if all(orders) and orders[0] != orders[1]:
            return event, "exchange_order_id: not that of the trade it names"
        if not all(orders) and (number in ("", event["ref"]) or number != trade[TRADE["trade_no"]]):
            return event, "exchange_order_id: missing, and trade_no does not tell"
        return {**event, "day": days[0]}, None

    def _apply_trade(self, event):
        """Why the trade must be parked, or None."""
        own = (event["account"], event["day"], event["exchange"], event["segment"], event["id"])
        if event["action"] == "bust" or own not in self.trades:
            event, wrong = self._of_its_day(event)
            if wrong:
                return wrong
        row = [_shared(event["account"]), event["day"], _shared(event["exchange"]), _shared(event["segment"]),
               event["id"], event["trade_no"], event["exchange_order_id"], event["client_order_id"], event["token"],
               _shared(event["product"]), _shared(event["side"]), *_terms(event, self.trades),
               _shared(event["action"]), event["ref"], "live", "", event["exchange_time_us"]]
        key = tuple(row[:5])
        named = self.trades.get(key[:4] + (event["ref"],))
        if event["action"] == "bust" and named and named[TRADE["settled_by"]] == event["id"]:
            self.repeats += 1
            return None
        if key in self.trades:
            if _content(self.trades[key]) != _content(row):
                return "id: already used by another trade"
            self.repeats += 1
            return None
        if event["action"] == "new":
            self.trades[key] = row
            self._post(row, +1)
            return None
        wrong = _cannot_settle(named, row, event["action"] == "bust")
        if wrong:
            return wrong
        if event["action"] == "correct" and row[TRADE["quantity"]] * row[TRADE["price"]] > VALUE_UNITS_MAX:
            return "quantity: quantity x price is above 10000000000"
        self._post(named, -1)
        named[TRADE["state"]] = "corrected" if event["action"] == "correct" else "busted"
        named[TRADE["settled_by"]] = event["id"]
        if event["action"] == "correct":
            self.trades[key] = row
            self._post(row, +1)
        return None

    def _post(self, trade, sign):
        """Adds a trade to its position (sign +1) or takes it away again (-1). The position's row stays."""
        quantity = trade[TRADE["quantity"]]
        key = (*trade[:4], trade[TRADE["token"]], trade[TRADE["product"]])
        position = self.positions.setdefault(key, [*key, 0, 0, 0, 0, 0, 0])
        side = trade[TRADE["side"]]
        position[POSITION[f"{side}_quantity"]] += sign * quantity
        position[POSITION[f"{side}_value"]] += sign * quantity * trade[TRADE["price"]]

    def held_count(self):
        """Events that wait behind a gap: they must not be in the tables."""
        return sum(len(waiting) for waiting in self.held.values())


def _shared(text):
    """One object for equal texts: millions of rows repeat the same few words."""
    return sys.intern(text)


def _standing(event):
    """Which of two states of an order stands: the larger. docs/events.md, "Which state of an order stands"."""
    number = event.get("seq") or int(re.search(r"[0-9]{0,18}$", event["id"]).group() or 0)
    rest = [event["id"], event["client_order_id"], event["token"], event["product"], event["side"], event["type"],
            event["validity"], event["quantity"], event["remaining"], units(event["price"]), units(event["trigger"]),
            event["reason"], event["origin"], event.get("as_sent", "")]
    follows = event.get("follows", "") != ""
    progress = (event["filled"], PROGRESS.index(event["state"]))
    return (event["state"] in FINAL_STATES or follows, event["exchange_time_us"], follows,
            (number, progress) if follows else (progress, number),
            zlib.crc32("".join(f"{value}|" for value in rest).encode()))


def _content(trade):
    """A trade without what later events did to it."""
    return [*trade[:TRADE["state"]], trade[TRADE["exchange_time_us"]]]


def _terms(event, trades):
    """Quantity and price; a correction or bust may leave them to the trade it names, or to itself where it is known."""
    key = (event["account"], event["day"], event["exchange"], event["segment"])
    named = trades.get((*key, event["id"])) or trades.get((*key, event["ref"]))
    quantity = event.get("quantity", named and named[TRADE["quantity"]])
    price = units(event["price"]) if "price" in event else named and named[TRADE["price"]]
    return quantity, price


def _cannot_settle(named, row, bust):
    if named is None:
        return "ref: unknown trade"
    if named[TRADE["state"]] != "live":
        return "ref: the trade is not live"
    for name in SAME_AS_NAMED:
        if named[TRADE[name]] != row[TRADE[name]]:
            return f"{name}: not that of the trade it names"
    for name in ("quantity", "price"):
        if bust and named[TRADE[name]] != row[TRADE[name]]:
            return f"{name}: not that of the trade it names"
    return None


def read_lines(path):
    """The lines of an NDJSON file as bytes, unpacked where its name ends in .zst."""
    with open(path, "rb") as file:
        if not str(path).endswith(".zst"):
            yield from file
            return
        with zstandard.ZstdDecompressor().stream_reader(file) as unpacked:
            yield from io.BufferedReader(unpacked, 1 << 20)


def number_day(lines, source, partitions):
    """The events of a recorded day as a feed numbers them: partition = crc32(account) mod P, seq dense from 1 for each
    partition in file order. received_time_us is not known here and not in the books."""
    last = {}
    for line in lines:
        event = json.loads(line, parse_float=Decimals)
        partition = zlib.crc32(event["account"].encode()) % partitions
        stream = (event["day"], partition)
        last[stream] = last.get(stream, 0) + 1
        event.update(source=source, partition=partition, seq=last[stream])
        yield event


def fold_day(path, source, partitions):
    """Books of a recorded day whose events are known to be valid."""
    books = Books()
    for event in number_day(read_lines(path), source, partitions):
        books.receive(event)
    return books


def fold_journal(events, partitions=None, begins_with=()):
    """Books of events as a journal gives them, in arrival order, repeats and disorder included."""
    books = Books(partitions, begins_with)
    for event in events:
        books.receive(event)
    return books


def read_journal(path):
    """The events of an NDJSON file of numbered events."""
    return (json.loads(line, parse_float=Decimals) for line in read_lines(path))
