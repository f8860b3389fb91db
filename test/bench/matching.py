#!/usr/bin/python3
"""The exchange's matching core in process: orders a second and latency of each operation.

    ./backstop bench matching [--json FILE]

Prints a table and writes {operation: {orders_per_s, p50_ns, p99_ns, p999_ns}}: the fastest of five runs of 300,000
operations by the thread's processor time, and percentiles (elapsed time) of one run in which every operation is timed,
the clock's own time included. Some 20,000 orders stand in the books of 50 instruments.
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


def table(figures):
    lines = [f"{'operation':<16}{'orders/s':>12}{'p50 ns':>10}{'p99 ns':>10}{'p99.9 ns':>10}"]
    for operation, row in figures.items():
        lines.append(f"{operation:<16}{row['orders_per_s']:>12,}{row['p50_ns']:>10,}{row['p99_ns']:>10,}{row['p999_ns']:>10,}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    arguments = parser.parse_args()
    figures = core()
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
