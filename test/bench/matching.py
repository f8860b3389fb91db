#!/usr/bin/python3
"""The exchange: its matching core in process, operation by operation, and the whole of it over FIX.

    ./backstop bench matching [--json FILE]

Prints a table and writes {"core": {operation: {orders_per_s, p50_ns, p99_ns, p999_ns}}, "fix": {orders_per_s, p50_us,
p99_us, paced_per_s}}. Core: the fastest of five runs of 300,000
operations by the thread's processor time, and percentiles (elapsed time) of one run in which every operation is timed,
the clock's own time included. Some 20,000 orders stand in the books of 50 instruments. Over FIX:
orders that are filled, with journal and drop copy, as fast as they are answered; the latency, from when an order was
due to its fill, at paced_per_s. Venue and member share the machine.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BACKSTOP_BUILD", REPOSITORY / "build" / "release"))
KEYS = ("orders_per_s", "p50_ns", "p99_ns", "p999_ns")
DEADLINE_S = 300


def core():
    """{operation: {key: value}} from the program."""
    program = BUILD / "test/bench/bench_matching_core"
    if not program.exists():
        sys.exit(f"{program} is not there; run: ./backstop build")
    done = subprocess.run([program, "--benchmark_format=json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=DEADLINE_S, check=True)
    rows = json.loads(done.stdout)["benchmarks"]
    return {row["name"].split("/")[1]: {key: round(row[key]) for key in KEYS} for row in rows}


def fix():
    """{key: value} from the program."""
    done = subprocess.run([BUILD / "test/bench/bench_venue_fix"], stdout=subprocess.PIPE, timeout=DEADLINE_S, check=True)
    return json.loads(done.stdout)


def table(figures):
    lines = [f"{'operation':<16}{'orders/s':>12}{'p50 ns':>10}{'p99 ns':>10}{'p99.9 ns':>10}"]
    for operation, row in figures.items():
        lines.append(f"{operation:<16}{row['orders_per_s']:>12,}{row['p50_ns']:>10,}{row['p99_ns']:>10,}{row['p999_ns']:>10,}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    arguments = parser.parse_args()
    figures = {"core": core(), "fix": fix()}
    print(table(figures["core"]))
    print("over FIX: {orders_per_s:,} orders/s; at {paced_per_s:,}/s p50 {p50_us:,} us, p99 {p99_us:,} us".format(
        **figures["fix"]))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
