"""Profit and loss of one position, in integers of 0.0001 rupee."""


def _divide_to_nearest(numerator, denominator):
    """Integer quotient, half away from zero; `denominator` above 0."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def profit(position, last_price):
    """(net quantity, realised, unrealised) of a row of `positions` given as a dict, at `last_price`.

    What was open at the start of the day counts as bought (long) or sold (short) at its value. The two parts always add
    up to the exact total; only their split is rounded, because it needs average prices.
    """
    opened, value = position["open_quantity"], position["open_value"]
    bought = position["buy_quantity"] + max(opened, 0)
    sold = position["sell_quantity"] + max(-opened, 0)
    paid = position["buy_value"] + (abs(value) if opened > 0 else 0)
    received = position["sell_value"] + (abs(value) if opened < 0 else 0)
    net, closed = bought - sold, min(bought, sold)
    total = received - paid + net * last_price
    if closed == 0:
        return net, 0, total
    realised = _divide_to_nearest(received * closed * bought - paid * closed * sold, bought * sold)
    return net, realised, total - realised


def rupees(units):
    """'-1234.5000' for -12345000: always four decimals."""
    return f"{'-' if units < 0 else ''}{abs(units) // 10000}.{abs(units) % 10000:04d}"
