"""Finds a customer whose books show as much as possible of what a square-off has to deal with."""

OPEN_STATES = "('open', 'trigger_pending', 'partially_filled', 'frozen')"

CANDIDATES = f"""
SELECT account, held, is_long, is_short, cnc, mis, derivatives, large, COALESCE(pending, 0) AS pending FROM
    (SELECT account, COUNT(*) AS held, MAX(net > 0) AS is_long, MAX(net < 0) AS is_short, MAX(product = 'CNC') AS cnc,
            MAX(product = 'MIS') AS mis, MAX(segment = 'FO') AS derivatives,
            MAX(freeze_quantity > 0 AND ABS(net) > freeze_quantity) AS large FROM
        (SELECT p.*, open_quantity + buy_quantity - sell_quantity AS net, freeze_quantity
         FROM positions p JOIN instruments USING (exchange, segment, token) WHERE day = %s) AS every
     WHERE net <> 0 GROUP BY account) AS holders
LEFT JOIN
    (SELECT account, COUNT(*) AS pending FROM orders WHERE day = %s AND state IN {OPEN_STATES} GROUP BY account) AS waiting
USING (account)
ORDER BY is_long + is_short + cnc + mis + derivatives + large + (COALESCE(pending, 0) > 0) DESC,
         held + COALESCE(pending, 0) DESC, account
LIMIT 1
"""
# Trade-for-trade shares, and shares sold from holdings: two of the rules of docs/squareoff.md, "Not exited, and why".
STAYS = """
SELECT account FROM positions JOIN instruments USING (exchange, segment, token)
WHERE day = %s AND open_quantity + buy_quantity <> sell_quantity
      AND (trade_for_trade OR (product = 'CNC' AND open_quantity + buy_quantity < sell_quantity))
GROUP BY account ORDER BY COUNT(*) DESC, account LIMIT 1
"""
FEATURES = ("long", "short", "CNC", "MIS", "derivatives", "more than one order may hold", "pending orders")
LEFT = f"""
SELECT exchange, segment, token, product FROM positions
WHERE account = %s AND day = %s AND open_quantity + buy_quantity <> sell_quantity
UNION
SELECT exchange, segment, token, product FROM orders WHERE account = %s AND day = %s AND state IN {OPEN_STATES}
"""


def choose(stack):
    """(account, number of open positions, {feature: whether the customer has it}), or None: nobody holds anything."""
    rows = stack.sql(CANDIDATES, (stack.day, stack.day))
    if not rows:
        return None
    account, held, *features = rows[0]
    return account, held, {name: bool(value) for name, value in zip(FEATURES, features)}


def holds_what_stays(stack):
    """An account with a position that must not be exited; None: nobody holds one."""
    rows = stack.sql(STAYS, (stack.day,))
    return rows[0][0] if rows else None


def left(stack, account, command_id):
    """What the account still holds or has pending, beyond what the command excluded: {(exchange, segment, token, product)}."""
    held = set(stack.sql(LEFT, (account, stack.day, account, stack.day)))
    excluded = stack.sql("SELECT exchange, segment, token, product FROM command_rows WHERE command_id = %s AND state = 'excluded'",
                         (command_id,))
    return held - set(excluded)
