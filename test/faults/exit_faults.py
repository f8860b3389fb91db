"""An exit-all of a thousand positions, while feed, gateway, square-off, venue and the others are killed in the middle of it.

Afterwards every command has ended with a result for each of its rows, the venue's books and ours agree row by row, the day
folded again from the journal is what the books say, and no order was sent twice, oversold a position or is still in doubt.
"""

import contextlib
import random
import threading
import time

from exit_site import ExitSite
from fault_site import StackError, wait_until
from stack import Stack
from verdict import verify

PARTITIONS = 2
ACCOUNTS_PER_ROUND = 250
POSITIONS = 4  # of each account: a thousand positions in a round
REST_DEADLINE_S = 180
WRONG = ("duplicate_orders", "oversold", "in_doubt", "venue_differences", "rows_without_result", "open_without_reason",
         "verify_differences", "failures")
# What one round kills, in this order, each at a random moment of the round.
ROUNDS = (("gateway",), ("squareoff",), ("feed",), ("venue",), ("ledger-1", "gateway"),
          ("squareoff", "venue", "gateway", "feed"), ("rabbitmq",), ("mariadb",))


def kill(stack, name):
    """SIGKILL; a program that is starting just now is taken a moment later."""
    pid = wait_until(lambda: stack.pid(name), 60, f"{name} runs")
    with contextlib.suppress(StackError, ProcessLookupError):
        stack.kill(name)
        stack.wait_restarted(name, pid, 90)


def exits_planned(stack):
    return stack.sql("SELECT COUNT(*) FROM exits")[0][0]


def disturb(stack, victims, exits_before, random_source, log):
    """Waits until the round is under way, then kills."""
    wait_until(lambda: exits_planned(stack) > exits_before, 60, "orders are planned")
    for name in victims:
        time.sleep(random_source.uniform(0.02, 0.6))  # the random moment that the round is about
        try:
            log["in_the_middle"] += orders_out(stack) > 0
            log["kills"] += 1
            kill(stack, name)
        except StackError as error:
            log["failures"].append(f"{name}: {error}")


def orders_out(stack):
    """Orders of ours that have not ended; -1 while the database cannot tell."""
    with contextlib.suppress(Exception):
        return stack.sql("SELECT COUNT(*) FROM exits WHERE ended_us=0")[0][0]
    return -1


def play_round(stack, site, accounts, victims, seed, log, say):
    """One round; notes in `log` how often it killed, how often while orders were out, and what did not go well."""
    epoch, commands_before = site.epoch(), site.commands()
    killer = threading.Thread(target=disturb, args=(stack, victims, exits_planned(stack), random.Random(seed), log), daemon=True)
    killer.start()
    begun = time.monotonic()
    publish_all(site, accounts, epoch)
    killer.join()
    site.wait_at_rest(commands_before + len(accounts), REST_DEADLINE_S)
    say(f"  killed {', '.join(victims)}: at rest after {time.monotonic() - begun:.1f} s")


def publish_all(site, accounts, epoch):
    """Every command reaches the broker; after a lost connection they are sent again, under the same ids."""
    until = time.monotonic() + REST_DEADLINE_S
    waiting = list(accounts)
    bodies = {account: site.exit_all_body(account, epoch) for account in accounts}
    while waiting:
        try:
            site.open_broker()
            while waiting:
                site.publish(waiting[0], bodies[waiting[0]])
                waiting.pop(0)
            site.close_broker()
        except Exception as error:  # pika has a dozen ways to say that the broker is gone
            if time.monotonic() > until:
                raise StackError(f"the commands cannot be published: {error}") from error
            time.sleep(0.5)


def rows_without_result(stack):
    return stack.sql("SELECT COUNT(*) FROM command_rows WHERE state IN ('waiting','working')")[0][0]


def open_without_reason(stack):
    """Positions that are still open though no row says why: the market may refuse an exit, nothing may forget one."""
    return stack.sql("SELECT COUNT(*) FROM positions p WHERE open_quantity+buy_quantity<>sell_quantity AND NOT EXISTS"
                     " (SELECT 1 FROM commands c JOIN command_rows r ON r.command_id=c.id WHERE c.account=p.account AND"
                     " r.action='exit' AND r.exchange=p.exchange AND r.segment=p.segment AND r.token=p.token AND"
                     " r.product=p.product AND r.state IN ('refused','partial') AND r.reason<>'')")[0][0]


def run_exit_faults(folder, say, seed=0, rounds=ROUNDS):
    """{"rounds", "kills", "in_the_middle", "samples", "ok"} and the names of WRONG, which are to be 0 or empty."""
    stack = Stack(folder, partitions=PARTITIONS, ledgers=1, exchange=True, customers=ACCOUNTS_PER_ROUND * len(rounds),
                  settings={"venue": {"quote_lots": 1_000_000}}, say=say)
    result = {"rounds": 0, "kills": 0, "in_the_middle": 0, "failures": []}
    with stack.running():
        site = ExitSite(stack, ACCOUNTS_PER_ROUND * len(rounds), POSITIONS, pending_share=1 / 3, seed=seed)
        say(f"{site.insert_positions():,} positions, {site.place_pending():,} pending orders")
        site.activate()
        for number, victims in enumerate(rounds):
            accounts = site.accounts[number * ACCOUNTS_PER_ROUND:(number + 1) * ACCOUNTS_PER_ROUND]
            play_round(stack, site, accounts, victims, seed * 100 + number, result, say)
            result["rounds"] += 1
        found = site.compare_with_venue()
        result |= {name: found[name] for name in ("duplicate_orders", "oversold", "in_doubt")}
        result["venue_differences"] = found["differences"]
        result["rows_without_result"] = rows_without_result(stack)
        result["open_positions"] = site.open_positions()
        result["open_without_reason"] = open_without_reason(stack)
        result["samples"] = found.get("samples", [])
        result["verify_differences"], told = verify(stack, stack.day)
        result["failures"] += told
    # Most kills must have met what they are about, or the rounds have proven nothing.
    result["ok"] = result["in_the_middle"] * 2 > result["kills"] and not any(result[name] for name in WRONG)
    return result
