#!/usr/bin/python3
"""A day through the pipeline: generate it, publish it, watch the books grow, compare them with the expected ones.

Exit codes: 0 the books are right, 1 they are not or a step failed, 2 wrong arguments. The stack is left running.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import feed_pace, processes, reference  # noqa: E402
from backstop_local.env_file import write_text  # noqa: E402
from backstop_local.live_view import LiveView, plain_line  # noqa: E402
from backstop_local.observation import Observer  # noqa: E402
from backstop_local.services import SOURCE  # noqa: E402
from stack import REPOSITORY, Stack, StackError  # noqa: E402

GENERATE_DEADLINE_S = 1800
COMPARE_DEADLINE_S = 3600
NO_PROGRESS_DEADLINE_S = 90
FEED_END_DEADLINE_S = 20
PROGRAMS = ("test/support/daygen/backstop-daygen", "producers/feed/backstop-feed", "consumers/ledger/backstop-ledger")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="backstop demo", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=300_000, help="events of the day (default: 300000)")
    parser.add_argument("--pace", default="600", help="1 is the exchange's clock, N is N times as fast (600: a day in 40 s), or max")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", default=os.environ.get("BACKSTOP_DATA"), help="folder of real ticks and contract masters")
    parser.add_argument("--json", type=pathlib.Path, help="write the results there")
    arguments = parser.parse_args()
    if not feed_pace.accepted(arguments.pace):
        parser.error(f"--pace: a whole number from 1 to {feed_pace.MULTIPLE_MAX}, or max")
    if arguments.events < 1 or arguments.customers < 1 or not 1 <= arguments.partitions <= 256:
        parser.error("--events and --customers: at least 1; --partitions: 1 to 256")
    return arguments


def step(text):
    print(f"== {text}", file=sys.stderr, flush=True)


def generate(stack, arguments):
    """Makes the day in var/demo and returns the folder."""
    folder = stack.paths.var / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [str(stack.binary("test/support/daygen/backstop-daygen")), "--out", str(folder),
               "--events", str(arguments.events), "--seed", str(arguments.seed), "--customers", str(arguments.customers)]
    if arguments.data:
        command += ["--data", arguments.data]
    if subprocess.run(command, timeout=GENERATE_DEADLINE_S, check=False).returncode != 0:
        raise StackError("the day could not be generated; the message is above")
    return folder


def start_feed(stack, folder, pace):
    command = [str(stack.binary("producers/feed/backstop-feed")), "--config", str(stack.paths.etc / "feed.toml"),
               "--day-file", str(folder / "day.ndjson.zst"), "--pace", pace]
    with (stack.paths.log / "feed.log").open("wb") as log:  # with the mark, so that `down` ends it too
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env=stack.environment() | {processes.MARK: str(stack.paths.var)})


def watch(stack, feed, total, flat_out):
    """Shows the pipeline until every event is in the books. Returns the last observation and the seconds it took."""
    observer, view = Observer(stack), LiveView(total)
    begun, moved_at, before, committed = time.monotonic(), time.monotonic(), None, -1
    while True:
        now, done = observer.look(), observer.committed()
        view.show(now, before, observer.positions())
        if done >= total and feed.poll() is not None:
            view.finish(now, before, observer.positions())
            return now, time.monotonic() - begun
        if feed.poll() not in (None, 0):
            raise StackError(f"the feed ended with {feed.returncode}\n{stack.last_log_lines('feed')}")
        if done != committed:
            committed, moved_at = done, time.monotonic()
        # At a pace of its own a day may have quiet minutes, so only a feed that is through, or runs flat out, is timed.
        if (feed.poll() is not None or flat_out) and time.monotonic() - moved_at > NO_PROGRESS_DEADLINE_S:
            raise StackError(f"the books stand still at {done} of {total} events; ./backstop logs ledger-1 and feed say why")
        before = now
        time.sleep(view.interval_s)  # the pace of the picture; the end is the fact above


def compare(stack, folder, partitions):
    """Runs the independent comparison; returns (right?, its JSON result)."""
    result_file = folder / "compare.json"
    result_file.unlink(missing_ok=True)
    command = ["/usr/bin/python3", str(REPOSITORY / "test/support/compare_books.py"), "--day-file",
               str(folder / "day.ndjson.zst"), "--source", SOURCE,
               "--partitions", str(partitions), "--json", str(result_file)]
    result = subprocess.run(command, env=stack.environment(), timeout=COMPARE_DEADLINE_S, check=False)
    found = json.loads(result_file.read_text()) if result_file.exists() else None
    return result.returncode == 0, found


def end_feed(feed):
    """SIGTERM, after a while SIGKILL."""
    if feed.poll() is not None:
        return
    feed.terminate()
    try:
        feed.wait(FEED_END_DEADLINE_S)
    except subprocess.TimeoutExpired:
        feed.kill()
        feed.wait(FEED_END_DEADLINE_S)


def summary(arguments, last, seconds, right, comparison):
    return {"events": arguments.events, "partitions": arguments.partitions, "pace": arguments.pace, "seed": arguments.seed,
            "seconds": round(seconds, 3), "events_per_second": round(arguments.events / seconds, 1),
            "applied": last.applied, "duplicates": last.duplicates, "parked": last.parked,
            "commit_p50_s": last.commit[0], "commit_p99_s": last.commit[1],
            "received_to_committed_p50_s": last.received_to_committed[0],
            "received_to_committed_p99_s": last.received_to_committed[1],
            "books_are_right": right, "comparison": comparison}


def run(arguments):
    stack = Stack(partitions=arguments.partitions)
    for program in PROGRAMS:
        stack.binary(program)
    step(f"stack in {stack.paths.var}, afresh: data of an earlier run are removed")
    stack.up(fresh=True)
    step(f"a day of {arguments.events:,} events")
    folder = generate(stack, arguments)
    for table in ("instruments", "customers"):
        step(f"{reference.load(stack, table, folder / (table + '.csv')):,} {table}")
    step(f"feed, pace {arguments.pace}")
    feed = start_feed(stack, folder, arguments.pace)
    try:
        last, seconds = watch(stack, feed, arguments.events, arguments.pace == "max")
    finally:
        end_feed(feed)
    print(plain_line(last, arguments.events / seconds, arguments.events))
    step("comparing every row of the books with the expected ones")
    right, comparison = compare(stack, folder, arguments.partitions)
    if arguments.json:
        write_text(arguments.json, json.dumps(summary(arguments, last, seconds, right, comparison), indent=1) + "\n", 0o644)
    print("THE BOOKS ARE RIGHT" if right else "THE BOOKS ARE WRONG: see above")
    return 0 if right else 1


def main():
    arguments = parse_arguments()
    code = 1
    try:
        code = run(arguments)
    except (StackError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"demo failed: {error}", file=sys.stderr)
        if arguments.json:
            write_text(arguments.json, json.dumps({"books_are_right": False, "error": str(error)}, indent=1) + "\n", 0o644)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        code = 130
    print("the stack, if it came up, still runs: ./backstop status shows it, ./backstop down stops it", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
