"""Finds a customer whose books show as much as possible of what a square-off has to deal with."""

OPEN_STATES = "('open', 'trigger_pending', 'partially_filled', 'frozen')"

CANDIDATES = f"""
SELECT p.account, COUNT(*) AS held, MAX(p.net > 0) AS is_long, MAX(p.net < 0) AS is_short, MAX(p.product = 'CNC') AS cnc,
       MAX(p.product = 'MIS') AS mis, MAX(p.segment = 'FO') AS derivatives, COALESCE(MAX(o.pending), 0) AS pending
FROM (SELECT *, open_quantity + buy_quantity - sell_quantity AS net FROM positions WHERE day = %s) AS p
LEFT JOIN (SELECT account, COUNT(*) AS pending FROM orders WHERE day = %s AND state IN {OPEN_STATES} GROUP BY account) AS o
       USING (account)
WHERE p.net <> 0
GROUP BY p.account
ORDER BY is_long + is_short + cnc + mis + derivatives + (COALESCE(MAX(o.pending), 0) > 0) DESC, held + pending DESC, p.account
LIMIT 1
"""
FEATURES = ("long", "short", "CNC", "MIS", "derivatives", "pending orders")


def choose(stack):
    """(account, number of open positions, {feature: whether the customer has it}), or None: nobody holds anything."""
    rows = stack.sql(CANDIDATES, (stack.day, stack.day))
    if not rows:
        return None
    account, held, *features = rows[0]
    return account, held, {name: bool(value) for name, value in zip(FEATURES, features)}


def open_positions(stack, account):
    """[(exchange, segment, token, product, net)] of everything that is not flat."""
    return stack.sql("SELECT exchange, segment, token, product, open_quantity + buy_quantity - sell_quantity AS net"
                     " FROM positions WHERE account = %s AND day = %s HAVING net <> 0", (account, stack.day))


def pending_orders(stack, account):
    """How many orders of the account could still be filled."""
    return stack.sql(f"SELECT COUNT(*) FROM orders WHERE account = %s AND day = %s AND state IN {OPEN_STATES}",
                     (account, stack.day))[0][0]
