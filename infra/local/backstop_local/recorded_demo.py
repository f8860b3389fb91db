"""A recorded day through the pipeline: generate it, publish it, watch the books grow, compare them with the expected ones."""

import json
import subprocess
import time

from . import processes, reference
from .live_view import LiveView, plain_line
from .observation import Observer
from .paths import REPOSITORY
from .services import SOURCE
from .waiting import StackError

CUSTOMERS = 5000
DAY = 20260803  # of the recorded events
GENERATE_DEADLINE_S = 1800
COMPARE_DEADLINE_S = 3600
NO_PROGRESS_DEADLINE_S = 90
FEED_END_DEADLINE_S = 20
PROGRAMS = ("test/support/daygen/backstop-daygen", "producers/feed/backstop-feed", "consumers/ledger/backstop-ledger")


def generate(stack, arguments):
    """Makes the day in var/demo and returns the folder."""
    folder = stack.paths.var / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [str(stack.binary("test/support/daygen/backstop-daygen")), "--out", str(folder),
               "--day", str(DAY), "--events", str(arguments.events), "--seed", str(arguments.seed), "--customers", str(arguments.customers or CUSTOMERS)]
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


def summary(arguments, last, seconds, right, comparison):
    return {"events": arguments.events, "partitions": arguments.partitions, "pace": arguments.pace, "seed": arguments.seed,
            "seconds": round(seconds, 3), "events_per_second": round(arguments.events / seconds, 1),
            "applied": last.applied, "duplicates": last.duplicates, "parked": last.parked,
            "commit_p50_s": last.commit[0], "commit_p99_s": last.commit[1],
            "received_to_committed_p50_s": last.received_to_committed[0],
            "received_to_committed_p99_s": last.received_to_committed[1],
            "books_are_right": right, "comparison": comparison}


def run(stack, arguments, step):
    """Plays the day on a stack of its own (`stack`, without an exchange). Returns the result for --json."""
    for program in PROGRAMS:
        stack.binary(program)
    step(f"stack in {stack.paths.var}, afresh: data of an earlier run are removed")
    stack.up(fresh=True)
    stack.open_day(DAY, "a recorded day", backwards=True)
    step(f"a day of {arguments.events:,} events")
    folder = generate(stack, arguments)
    for table in ("instruments", "customers"):
        step(f"{reference.load(stack, table, folder / (table + '.csv')):,} {table}")
    step(f"feed, pace {arguments.pace}")
    feed = start_feed(stack, folder, arguments.pace)
    try:
        last, seconds = watch(stack, feed, arguments.events, arguments.pace == "max")
    finally:
        processes.end_child(feed, FEED_END_DEADLINE_S)
    print(plain_line(last, arguments.events / seconds, arguments.events))
    step("comparing every row of the books with the expected ones")
    right, comparison = compare(stack, folder, arguments.partitions)
    step("the day is replayed from the record")
    code, replayed = stack.replay("verify", DAY)
    print(f"{replayed['events']:,} events folded again in {replayed['seconds']} s: {replayed['verify_differences']} differences")
    right = right and code == 0
    print("THE BOOKS ARE RIGHT" if right else "THE BOOKS ARE WRONG: see above")
    return summary(arguments, last, seconds, right, comparison)
