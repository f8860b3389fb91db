#!/usr/bin/python3
"""A day from the record into shadow books, against what the database alone can take, in one run on one machine.

    ./backstop bench replay [--json FILE] [--events N]

Prints and writes: events_per_s (record to the last committed row of the shadow), raw_db_events_per_s (the ledger's row
changes by 4 connections, built beforehand), of_raw_db, peak_memory_mb after a fifth of the day and after all of it,
verify_differences. Exit code 1 when the shadow is not the ledger's books.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from pipeline import BUILD, PARTITIONS, REPOSITORY, SOURCE, bench_config, generate, raw, say, start_feed  # noqa: E402
from stack import Stack, StackError  # noqa: E402
from backstop_local import stopping  # noqa: E402

DEADLINE_S = 1500
DAYS = {"small": "20260803", "large": "20260804"}


def replay(stack, verb, day, *arguments):
    command = [BUILD / "producers/replay/backstop-replay", verb, "--config", stack.paths.etc / "replay.toml", "--day", day,
               "--json", *arguments]
    result = subprocess.run(command, env=stack.environment(), capture_output=True, text=True, timeout=DEADLINE_S, check=False)
    if not result.stdout.startswith("{"):
        raise StackError(f"backstop-replay {verb}: {result.stderr[-2000:]}")
    return json.loads(result.stdout)


def publish(stack, file):
    """Into the record and the ledger's queues; the ledger does not run yet."""
    feed = start_feed(stack, file, "--pace", "max")
    if feed.wait(timeout=DEADLINE_S) != 0:
        raise StackError(f"the feed failed\n{stack.last_log_lines('feed')}")
    (stack.paths.lib / "feed" / f"{SOURCE}.checkpoint").unlink(missing_ok=True)


def measure_replay(stack, name, file):
    """Into shadow books while nothing else works: the record holds this day alone, and the ledger is stopped."""
    stack.up(fresh=True)
    stack.supervisor.stop("ledger-1")
    publish(stack, file)
    say(f"the replay of the {name} day")
    report = replay(stack, "shadow", DAYS[name], "--fresh")
    if report["failure"] or report["gaps"]:
        raise StackError(f"the replay failed: {report['failure']} {report['gaps']}")
    say(f"  {report['events']:,} events, {report['events_per_s']:,}/s, {report['peak_memory_mb']} MB")
    return report


def measure(stack, options):
    days = {"small": generate(options.days, options.events // 5, 1, DAYS["small"]),
            "large": generate(options.days, options.events, 1, DAYS["large"])}
    load = os.getloadavg()[0]
    found = {name: measure_replay(stack, name, file) for name, file in days.items()}
    result = {"events": found["large"]["events"], "events_per_s": found["large"]["events_per_s"],
              "peak_memory_mb": {str(report["events"]): report["peak_memory_mb"] for report in found.values()},
              "load_before": round(load, 2)}
    if not options.no_compare:
        stack.supervisor.start("ledger-1")
        report = settled_verify(stack)
        result |= {"verify_differences": report["verify_differences"], "verify_failure": report["failure"]}
    stack.up(fresh=True)
    stack.supervisor.stop("ledger-1")
    bench_config(stack)
    say("the database alone")
    database = raw(stack, "bench_raw_database", days["large"])
    say(f"  {database['events_per_s']:,.0f} events/s")
    return result | {"raw_db_events_per_s": database["events_per_s"],
                     "of_raw_db": round(result["events_per_s"] / database["events_per_s"], 3), "processors": os.cpu_count()}


def settled_verify(stack):
    """The comparison once the ledger has taken up what the journal holds."""
    end = time.monotonic() + DEADLINE_S
    while True:
        report = replay(stack, "verify", DAYS["large"])
        if report["failure"] or report["gaps"] or report["not_in_the_books_yet"] == 0 or time.monotonic() > end:
            return report


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--no-compare", action="store_true", help="leave out the comparison with the ledger's books")
    options = parser.parse_args()
    var = pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var")) / "bench"
    options.days = var.parent / "bench-days"
    stack = Stack(var, partitions=PARTITIONS, ledgers=1, exchange=False)
    try:
        result = measure(stack, options)
    except StackError as error:
        say(f"bench failed: {error}")
        return 1
    finally:
        stack.down()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if result.get("verify_differences", 0) == 0 and not result.get("verify_failure") else 1


if __name__ == "__main__":
    sys.exit(stopping.ended(main))
