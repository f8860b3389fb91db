#!/usr/bin/python3
"""Everybody wants out: 10,000 customers with 5 positions each, pending orders on a third of them.

    ./backstop bench squareoff [--json FILE] [--customers N] [--positions N]

Prints and writes: command_to_wire_ms {p50, p99} at 100 commands/s (from the issue of a command to its first order on the
wire), orders_per_s and time_to_flat_s when all the others come at once, raw_fix_orders_per_s (the venue's own rate in the
same run), cpu_us_per_order by process. Exit code 1 when anything is not flat or does not agree with the venue afterwards.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "infra" / "local"))
sys.path.insert(0, str(REPOSITORY / "test" / "support"))
sys.path.insert(0, str(REPOSITORY / "test" / "bench"))

from backstop_local import stopping  # noqa: E402
from exit_site import ExitSite  # noqa: E402
from pipeline import cpu_seconds  # noqa: E402
from stack import BUILD, Stack, StackError  # noqa: E402

PARTITIONS = 4
STEADY_RATE = 100
AGREEMENT = ("duplicate_orders", "oversold", "in_doubt")
# The throttle is the exchange's to demand, and enough stands in the book for everybody: what is measured is ours.
NO_THROTTLE = {"messages_per_second": 50_000, "burst": 5_000}
SETTINGS = {"nse-1": NO_THROTTLE, "bse-1": NO_THROTTLE, "venue": {"quote_lots": 1_000_000}}
PROCESSES = ("rabbitmq", "mariadb", "ledger-1", "venue", "feed", "gateway", "squareoff")


def say(text):
    print(text, file=sys.stderr, flush=True)


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def steady(site, accounts):
    """Commands at a fixed rate; milliseconds from issue to the wire of each command's first order."""
    epoch, begun = site.epoch(), time.monotonic()
    site.open_broker()
    for number, account in enumerate(accounts):
        wait_s = begun + number / STEADY_RATE - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)  # the rate is what is measured
        site.publish(account, site.exit_all_body(account, epoch))
    site.close_broker()
    site.wait_at_rest(len(accounts), 120)
    rows = site.stack.sql("SELECT (MIN(e.sent_us)-c.issued_us)/1000 FROM commands c JOIN exits e ON e.command_id=c.id "
                          "WHERE e.sent_us>0 GROUP BY c.id,c.issued_us")
    waits = sorted(float(row[0]) for row in rows)
    if not waits:
        raise StackError("no order went out")
    return {"commands": len(waits), "p50": round(percentile(waits, 0.5), 3), "p99": round(percentile(waits, 0.99), 3)}


def burst(site, accounts, before):
    """All at once, as one mass exit; seconds until everything is flat, and how many orders went out for it."""
    site.request_mass_exit(accounts, "everybody")
    pids = {name: site.stack.pid(name) for name in PROCESSES}
    cpu = {name: cpu_seconds(pid) for name, pid in pids.items()}
    begun, begun_us = time.monotonic(), time.time_ns() // 1000
    site.approve_mass_exit("everybody")
    published = time.monotonic() - begun
    say(f"  published in {published:.1f} s")
    site.wait_at_rest(before + len(accounts), 600, lambda total, left: say(f"  {total} commands, {left} go on"))
    orders, first, last, ended = site.stack.sql(
        "SELECT COUNT(*),MIN(sent_us),MAX(sent_us),MAX(ended_us) FROM exits WHERE sent_us>=%s", [begun_us])[0]
    used = {name: round((cpu_seconds(pid) - cpu[name]) / max(orders, 1) * 1e6, 1) for name, pid in pids.items()}
    return {"orders": orders, "publish_s": round(published, 2),
            "orders_per_s": round(orders / ((last - first) / 1e6)), "time_to_flat_s": round((ended - begun_us) / 1e6, 2),
            "cpu_us_per_order": used | {"all": round(sum(used.values()), 1)}}


def raw_fix(stack, orders=50_000):
    """The venue alone, over FIX, on the same machine in the same run."""
    result_file = stack.paths.var / "raw_fix.json"
    result = subprocess.run([BUILD / "test/bench/bench_venue_fix", "--orders", str(orders), "--json", result_file],
                            capture_output=True, text=True, timeout=300, check=False)
    if result.returncode != 0:
        raise StackError(f"bench_venue_fix: {result.stdout}{result.stderr}")
    return json.loads(result_file.read_text())


def measure(stack, options):
    stack.up(fresh=True)
    site = ExitSite(stack, options.customers, options.positions, pending_share=1 / 3)
    say(f"{site.insert_positions():,} positions, {site.place_pending():,} pending orders")
    site.activate()
    calm = min(options.steady_s * STEADY_RATE, options.customers // 2)
    say(f"{calm:,} commands at {STEADY_RATE}/s")
    result = {"customers": options.customers, "positions": options.customers * options.positions,
              "command_to_wire_ms": steady(site, site.accounts[:calm])}
    say(f"  {result['command_to_wire_ms']}")
    say(f"{options.customers - calm:,} commands at once")
    result |= burst(site, site.accounts[calm:], calm)
    result["open_positions"] = site.open_positions()
    found = site.compare_with_venue()
    result |= {name: found[name] for name in ("differences", *AGREEMENT)}
    return result


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--positions", type=int, default=5)
    parser.add_argument("--steady-s", type=int, default=20)
    options = parser.parse_args()
    var = pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var")) / "bench"
    stack = Stack(var, partitions=PARTITIONS, ledgers=1, exchange=True, customers=options.customers, settings=SETTINGS)
    try:
        result = measure(stack, options)
        stack.down()
        result["raw_fix_orders_per_s"] = raw_fix(stack)["fix"]["orders_per_s"]
        result["processors"] = os.cpu_count()
    except StackError as error:
        say(f"bench failed: {error}")
        return 1
    finally:
        stack.down()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 1 if any(result[name] for name in ("open_positions", "differences", *AGREEMENT)) else 0


if __name__ == "__main__":
    sys.exit(stopping.ended(main))
