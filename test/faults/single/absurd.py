"""One absurd position, and three customers of the same partition who want out at the same moment.

Six trades of 99,999,990 in an option with a freeze quantity of 600: a million orders. The exit of that account must neither
hold up its neighbours at the square-off or at the gateway, nor grow without limit, nor be tried again for ever.
"""

import pathlib
import time
import zlib

import pika
from exit_site import ExitSite
from stack import Stack, StackError, wait_until
from upstream_events import Story
from upstream_publisher import Price, UpstreamPublisher

from single import Single

PARTITIONS = 2
NEIGHBOURS = 3
FREEZE = 600
TRADE = 99_999_990
TRADES = 6
NEIGHBOUR_WAIT_S = 2.0
NEIGHBOUR_DEADLINE_S = 120
# As a real exchange throttles a member: slices of one account would fill it for hours.
THROTTLE = {"messages_per_second": 100, "burst": 20}
SETTINGS = {"nse-1": THROTTLE, "bse-1": THROTTLE, "venue": {"quote_lots": 1_000_000}}


def peak_mb(pid):
    """The most memory that the process has had, in MB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024, 1)
    raise StackError(f"process {pid} tells no VmHWM")


def of_one_partition(accounts, count):
    """So many accounts of the same partition as the first."""
    def partition(account):
        return zlib.crc32(account.encode()) % PARTITIONS
    chosen = [account for account in accounts if partition(account) == partition(accounts[0])]
    return chosen[:count]


def make_absurd(stack, account, option):
    """Six trades of an upstream system, as large as an event may say, in an option with a small freeze quantity."""
    stack.sql("UPDATE instruments SET freeze_quantity=%s WHERE exchange=%s AND segment=%s AND token=%s",
              (FREEZE, option["exchange"], option["segment"], option["token"]))
    story = Story(PARTITIONS)
    with UpstreamPublisher(pika.URLParameters(stack.amqp_url()), PARTITIONS, lambda: 0.5) as publisher:
        for _ in range(TRADES):
            publisher.publish(publisher.place(story.trade(
                account=account, day=stack.day, exchange=option["exchange"], segment=option["segment"],
                token=int(option["token"]), quantity=TRADE, price=Price("0.05"))))
    wait_until(lambda: stack.sql("SELECT COALESCE(SUM(buy_quantity),0) FROM positions WHERE account=%s", (account,))[0][0]
               >= TRADES * TRADE, 60, "the absurd position stands in the books")


def first_orders(stack, accounts):
    """{account: seconds from the issue of its command to its first order on the wire}; without those that wait still."""
    rows = stack.sql("SELECT c.account, (MIN(e.sent_us)-c.issued_us)/1e6 FROM commands c JOIN exits e ON e.command_id=c.id"
                     f" WHERE e.sent_us>0 AND c.account IN ({','.join(['%s'] * len(accounts))}) GROUP BY c.account,c.issued_us",
                     accounts)
    return {account: float(seconds) for account, seconds in rows}


def play(folder, say, _):
    """{"neighbour_wait_s", "squareoff_peak_mb", "orders_out_max", "retries", "ok", …}"""
    stack = Stack(folder, partitions=PARTITIONS, ledgers=1, exchange=True, customers=40, settings=SETTINGS, say=say)
    with stack.running():
        site = ExitSite(stack, 40, 1)
        absurd, *neighbours = of_one_partition(site.accounts, 1 + NEIGHBOURS)
        option = next(one for one in site.instruments if one["option_type"] != "" and int(one["lot"]) <= FREEZE)
        site.holdings = {account: site.holdings[account] for account in neighbours}
        site.insert_positions()
        make_absurd(stack, absurd, option)
        site.activate()
        epoch, pid = site.epoch(), stack.pid("squareoff")
        before_mb = peak_mb(pid)
        site.open_broker()
        site.publish(absurd, site.exit_all_body(absurd, epoch))
        wait_until(lambda: stack.sql("SELECT COUNT(*) FROM exits WHERE account=%s", (absurd,))[0][0] > 0, 60,
                   "orders of the absurd position are planned")
        time.sleep(2)  # its slices fill whatever they may fill
        for account in neighbours:
            site.publish(account, site.exit_all_body(account, epoch))
        site.close_broker()
        wait_until(lambda: len(first_orders(stack, neighbours)) == NEIGHBOURS, NEIGHBOUR_DEADLINE_S,
                   "the neighbours' orders are on the wire")
        waits = first_orders(stack, neighbours)
        wait_until(lambda: stack.sql("SELECT COUNT(*) FROM commands WHERE ended_us=0")[0][0] <= 1, NEIGHBOUR_DEADLINE_S,
                   "the neighbours are out")
        out, planned = stack.sql("SELECT COALESCE(SUM(ended_us=0),0), COUNT(*) FROM exits WHERE account=%s", (absurd,))[0]
        result = {"neighbour_wait_s": round(max(waits.values()), 3), "squareoff_peak_mb": peak_mb(pid),
                  "squareoff_before_mb": before_mb, "absurd_orders_planned": int(planned), "absurd_orders_out": int(out),
                  "squareoff_restarted": stack.pid("squareoff") != pid, "neighbours_flat": site.open_positions() == 1}
    result["ok"] = (result["neighbour_wait_s"] <= NEIGHBOUR_WAIT_S and planned > 0 and not result["squareoff_restarted"]
                    and result["neighbours_flat"])
    return result


FAULT = Single("absurd", play)
