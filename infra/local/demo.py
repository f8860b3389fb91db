#!/usr/bin/python3
"""The main site trades at a simulated exchange, our books follow, a customer gets out through this site and is told so, and the
day is replayed from the record.

With --events N a recorded day of N events goes through the pipeline first, on a stack of its own; with --recorded only that.
It removes the data of an earlier demo, and takes down the stack that this has left running; another stack's data only with --fresh,
and only where it does not run. Exit codes: 0 everything held, 1 it did not or a step failed, 2 wrong arguments. The stack is left running.
"""

import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import demo_data, exchange_demo, feed_pace, recorded_demo, stopping  # noqa: E402
from backstop_local.env_file import write_text  # noqa: E402
from backstop_local.nearest import Parser  # noqa: E402
from stack import Stack, StackError  # noqa: E402

DEFAULT_EVENTS = 300_000


def parse_arguments():
    parser = Parser(prog="backstop demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=6000, help="orders of the main site's customers (default: 6000)")
    parser.add_argument("--customers", type=int, help="how many customers trade (default: 600; on a recorded day 5000)")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="write the results there")
    parser.add_argument("--fresh", action="store_true", help="remove also data that no earlier demo has made")
    recorded = parser.add_argument_group("a recorded day")
    recorded.add_argument("--recorded", action="store_true", help="only the recorded day")
    recorded.add_argument("--events", type=int, help=f"events of the day (with --recorded: default {DEFAULT_EVENTS})")
    recorded.add_argument("--pace", default="600", help="1 is the exchange's clock, N is N times as fast (600: a day in 40 s), or max")
    recorded.add_argument("--data", default=os.environ.get("BACKSTOP_DATA"), help="folder of real ticks and contract masters")
    parser.add_argument("--only-check-arguments", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not feed_pace.accepted(arguments.pace):
        parser.error(f"--pace: a whole number from 1 to {feed_pace.MULTIPLE_MAX}, or max")
    if arguments.recorded and arguments.events is None:
        arguments.events = DEFAULT_EVENTS
    if min(count for count in (arguments.events, arguments.customers, arguments.orders) if count is not None) < 1 or not 1 <= arguments.partitions <= 256:
        parser.error("--events, --orders and --customers: at least 1; --partitions: 1 to 256")
    return arguments


def check_only(arguments):
    """The exit code: 1 where the data of the folder are not the demo's to remove."""
    try:
        demo_data.refuse_others(Stack(), arguments.fresh)
    except StackError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    return 0


def step(text):
    print(f"== {text}", file=sys.stderr, flush=True)


def run(arguments):
    """The results of the parts that were asked for, in one dict; "ok" tells whether all held."""
    demo_data.refuse_others(Stack(), arguments.fresh)
    with demo_data.claim(Stack()):
        return play(arguments)


def play(arguments):
    """As run(), once the folder is the demo's."""
    results = {}
    if arguments.events is not None:
        results = recorded_demo.run(Stack(partitions=arguments.partitions, exchange=False, monitoring=False, companions=()), arguments, step)
    if not arguments.recorded:
        right = results.get("books_are_right", True)
        stack = Stack(partitions=arguments.partitions, exchange=True, customers=arguments.customers or exchange_demo.CUSTOMERS,
                      monitoring=True, companions="all")
        results |= exchange_demo.run(stack, arguments, step)
        results["books_are_right"] = results["books_are_right"] and right
    held = results["books_are_right"] and results.get("exit_all", {}).get("flat", True)
    return results | {"ok": held}


def main():
    arguments = parse_arguments()
    if arguments.only_check_arguments:
        return check_only(arguments)
    results = {"ok": False, "books_are_right": False}
    code = 1
    stopping.as_interrupts()
    try:
        results = run(arguments)
        code = 0 if results["ok"] else 1
    except (StackError, OSError, RuntimeError, ValueError, KeyError, subprocess.SubprocessError) as error:
        results["error"] = f"{type(error).__name__}: {error}"
        print(f"demo failed: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        code = stopping.STOPPED
    if arguments.json and code != stopping.STOPPED:
        write_text(arguments.json, json.dumps(results, indent=1) + "\n", 0o644)
    tell_what_runs()
    return code


def tell_what_runs():
    with contextlib.suppress(StackError):
        stack = Stack()
        if stack.paths.demo.exists() and stack.supervisor.answers():
            print("the stack runs on: ./backstop status shows it, ./backstop down stops it", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
