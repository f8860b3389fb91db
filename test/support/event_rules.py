"""Whether an event keeps the rules of docs/events.md, field by field. Used where events are not to be trusted.

Prices must have been read with `parse_float=Decimals`, so that a decimal number keeps its text and still differs from a
JSON string.
"""

import datetime
import re
import zlib

ENUMS = {
    "exchange": {"NSE", "BSE", "MCX", "NCDEX", "MSE"},
    "segment": {"CM", "FO", "CD", "CO"},
    "product": {"CNC", "MIS", "NRML", "MTF"},
    "side": {"buy", "sell"},
    "type": {"limit", "market", "stop_limit", "stop_market", "other"},
    "validity": {"day", "ioc", "gtc", "gtd", "fok", "at_open", "at_close", "other"},
    "state": {"open", "trigger_pending", "partially_filled", "frozen", "filled", "cancelled", "rejected", "expired"},
    "origin": {"primary", "backstop", "exchange"},
    "action": {"new", "correct", "bust"},
}
FINAL_STATES = {"filled", "cancelled", "rejected", "expired"}
ID = r"[!#-\[\]-~]{1,40}"  # printable ASCII without blank, quote, backslash
PATTERNS = {
    "source": r"[a-z0-9-]{1,32}",
    "account": r"[A-Z0-9]{1,16}",
    "id": ID,
    "exchange_order_id": ID,
    "trade_no": ID,
    "client_order_id": f"({ID})?",
    "ref": f"({ID})?",
    "follows": f"({ID})?",
    "reason": r"[ -~]{0,120}",
    "as_sent": r"[ -~]{0,120}",
}
TIME_MAX = 4_102_444_800_000_000
QUANTITY_MAX = 100_000_000
RANGES = {
    "partition": (0, 255),
    "token": (1, 2_147_483_647),
    "exchange_time_us": (1, TIME_MAX),
    "received_time_us": (1, TIME_MAX),
    "quantity": (1, QUANTITY_MAX),
    "filled": (0, QUANTITY_MAX),
    "remaining": (0, QUANTITY_MAX),
}
PRICES = {"price", "trigger"}
PRICE_UNITS_MAX = 10_000_000 * 10_000
VALUE_UNITS_MAX = 10_000_000_000 * 10_000
COMMON = ["source", "partition", "id", "account", "exchange", "segment", "token", "product", "exchange_time_us",
          "received_time_us"]
ORDER = ["exchange_order_id", "client_order_id", "side", "type", "validity", "quantity", "filled", "remaining",
         "price", "trigger", "state", "reason", "origin"]
TRADE = ["trade_no", "exchange_order_id", "client_order_id", "side", "quantity", "price", "action", "ref"]


class Decimals(str):
    """The text of a JSON number with a point or an exponent."""


def units(price):
    """A price as read (int, or text of a decimal number) in units of 0.0001 rupee. ValueError: no such price."""
    if isinstance(price, int):
        return price * 10_000
    whole, _, fraction = price.partition(".")
    if not (whole.isascii() and whole.isdigit() and fraction.isascii() and fraction.isdigit()):
        raise ValueError("not a plain decimal number")
    if len(fraction) > 4:
        raise ValueError("more than 4 decimals")
    return int(whole) * 10_000 + int(fraction.ljust(4, "0"))


def broken_rule(event, partitions=None):
    """What is wrong with an event, beginning with the field's name, or None. With `partitions` the partition must be
    the account's."""
    if not isinstance(event, dict):
        return "body: not an object"
    kind = event.get("kind")
    if kind not in ("order", "trade"):
        return "kind: not order or trade"
    fields = COMMON + (ORDER if kind == "order" else TRADE)
    # A correction or a bust may leave these to the trade that it names.
    optional = {"quantity", "price"} if kind == "trade" and event.get("action") in ("correct", "bust") else set()
    fields = [name for name in fields if name not in optional or name in event]
    if kind == "order" and "as_sent" in event:
        fields = [*fields, "as_sent"]
    wrong = _broken_day(event.get("day")) or _broken_seq(event)
    for name in fields:
        if name != "exchange_order_id" or kind == "order" or event.get(name) != "":
            wrong = wrong or _broken_field(name, event.get(name))
    if kind == "order" and "follows" in event:  # may be left out
        wrong = wrong or _broken_field("follows", event["follows"])
    if wrong:
        return wrong
    if partitions is not None and event["partition"] != zlib.crc32(event["account"].encode()) % partitions:
        return "partition: not that of the account"
    return _broken_order(event) if kind == "order" else _broken_trade(event)


def names_its_stream(event):
    """Whether source, day, partition and seq are there and right, whatever the rest may be."""
    return (isinstance(event, dict) and "seq" in event
            and not (_broken_day(event.get("day")) or _broken_seq(event)
                     or _broken_field("source", event.get("source"))
                     or _broken_field("partition", event.get("partition"))))


def is_no_number(text):
    """Whether an exchange says with it that an order has no number yet."""
    word = text.strip().lower()
    return (word in ("-1", "none", "null", "nil", "na", "n/a", "nan", "undefined", "unknown")
            or not re.search(r"[1-9a-z]", word))


def with_name_for_number(event):
    """The event with its client order id in the place of an order number that is none."""
    if not isinstance(event, dict) or not isinstance(event.get("exchange_order_id"), str):
        return event
    number = event["exchange_order_id"]
    return {**event, "exchange_order_id": event.get("client_order_id", "")} if is_no_number(number) else event


def _is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _broken_day(day):
    if not _is_integer(day) or not 20000101 <= day <= 20991231:
        return "day: not yyyymmdd from 20000101 to 20991231"
    try:
        datetime.date(day // 10_000, day // 100 % 100, day % 100)
    except ValueError:
        return "day: not a date"
    return None


def _broken_seq(event):
    if "seq" in event and (not _is_integer(event["seq"]) or event["seq"] < 1):
        return "seq: not an integer from 1"
    return None


def _broken_field(name, value):
    if value is None:
        return f"{name}: missing"
    if name in RANGES:
        low, high = RANGES[name]
        good = _is_integer(value) and low <= value <= high
        return None if good else f"{name}: not an integer from {low} to {high}"
    if name in PRICES:
        return _broken_price(name, value)
    if not isinstance(value, str) or isinstance(value, Decimals):
        return f"{name}: not a string"
    if name in ENUMS:
        return None if value in ENUMS[name] else f"{name}: unknown value"
    return None if re.fullmatch(PATTERNS[name], value) else f"{name}: not allowed"


def _broken_price(name, value):
    if not _is_integer(value) and not isinstance(value, Decimals):
        return f"{name}: not a number"
    try:
        good = 0 <= units(value) <= PRICE_UNITS_MAX
    except ValueError as error:
        return f"{name}: {error}"
    return None if good else f"{name}: not from 0 to 10000000"


def _broken_order(event):
    if event["filled"] > event["quantity"]:
        return "filled: more than quantity"
    if event["remaining"] > event["quantity"] - event["filled"]:
        return "remaining: more than quantity - filled"
    if event["state"] in FINAL_STATES and event["remaining"] != 0:
        return "remaining: not 0 in a final state"
    return None


def _broken_trade(event):
    price = units(event["price"]) if "price" in event else None
    if price == 0:
        return "price: not above 0"
    if price and "quantity" in event and event["quantity"] * price > VALUE_UNITS_MAX:
        return "price: quantity x price is above 10000000000"
    if (event["action"] == "new") != (event["ref"] == ""):
        return "ref: empty for new, set for correct and bust"
    return None
