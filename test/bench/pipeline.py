#!/usr/bin/python3
"""The whole pipeline against its raw limits, in one run on one machine: feed, RabbitMQ, ledger, MariaDB.

    ./backstop bench pipeline [--json FILE] [--events N] [--latency-seconds S]

Prints and writes: events_per_s (feed's start to the last committed row), raw_db_events_per_s (the same row changes by 4
connections without broker), raw_broker_events_per_s, cpu_us_per_event by process, latency_ms at 10,000 events/s
(received to committed), peak_memory_mb by process. `without_record`: the first and the CPU once more where no queue
`record` and no archive are, so that what the record costs can be read. Exit code 1 when the books are not right afterwards.
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

from stack import BUILD, Stack, StackError, wait_until  # noqa: E402
from backstop_local import metrics, stopping  # noqa: E402

SOURCE = "nse-fo-dropcopy-1"
PARTITIONS = 4
LATENCY_RATE = 10_000
MEASURED = {"rabbitmq": "rabbitmq", "mariadb": "mariadb", "ledger": "ledger-1", "archive": "archive"}  # name in the result -> program
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def say(text):
    print(text, file=sys.stderr, flush=True)


def generate(folder, events, seed, day="20260803"):
    """A recorded day, kept for the next run."""
    file = folder / f"{day}-{events}-{seed}" / "day.ndjson.zst"
    if not file.exists():
        say(f"generating {events:,} events")
        subprocess.run([BUILD / "test/support/daygen/backstop-daygen", "--out", file.parent, "--events", str(events),
                        "--seed", str(seed), "--customers", "20000", "--day", day], check=True, timeout=600)
    return file


def cpu_seconds(pid):
    """User and system time of a process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def peak_memory_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def raw(stack, program, day, *arguments):
    result = subprocess.run([BUILD / "test/bench" / program, "--config", stack.paths.etc / "bench_database.toml"
                             if program == "bench_raw_database" else stack.paths.etc / "bench.toml",
                             "--day-file", day, "--source", SOURCE, "--partitions", str(PARTITIONS), *arguments],
                            env=stack.environment(), capture_output=True, text=True, timeout=900, check=False)
    if result.returncode != 0:
        raise StackError(f"{program}: {result.stderr}")
    return json.loads(result.stdout)


def start_feed(stack, day, *arguments):
    log = (stack.paths.log / "feed.log").open("ab")
    (stack.paths.lib / "feed").mkdir(parents=True, exist_ok=True)
    return subprocess.Popen([BUILD / "producers/feed/backstop-feed", "--config", stack.paths.etc / "feed.toml",
                             "--day-file", day, *arguments], env=stack.environment(), stderr=log)


def settled_events(stack):
    """Events that are done. Repeats do not count: an event that was sent twice would stand for one that is missing."""
    samples = stack.metrics("ledger-1")
    return sum(metrics.total(samples, "backstop_ledger_events_total", outcome=outcome) for outcome in ("applied", "parked"))


def run_day(stack, day, events, *arguments):
    """Publishes the day and waits until every event is in the books. Returns seconds, CPU by process and peak memory."""
    pids = {name: stack.pid(program) for name, program in MEASURED.items() if stack.pid(program)}
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    settled_before = settled_events(stack)
    begun = time.monotonic()
    feed = start_feed(stack, day, *arguments)
    feed_cpu, feed_memory, shown = 0.0, 0.0, begun
    while True:
        if feed.poll() is None:
            feed_cpu, feed_memory = cpu_seconds(feed.pid), peak_memory_mb(feed.pid)
        elif feed.returncode != 0:
            raise StackError(f"the feed ended with {feed.returncode}\n{stack.last_log_lines('feed')}")
        done = settled_events(stack) - settled_before
        now = time.monotonic()
        if done >= events:
            break
        if now - begun > 1200:
            raise StackError(f"only {done:,.0f} of {events:,} events after 1200 s")
        if now - shown > 2:
            say(f"  {done:,.0f} of {events:,} events, {done / (now - begun):,.0f}/s")
            shown = now
        # Reading the metrics takes this program and the ledger milliseconds: seldom, but for the end.
        time.sleep(0.5 if done < 0.93 * events else 0.05)
    seconds = now - begun
    feed.wait(timeout=60)
    cpu = {name: cpu_seconds(pid) - before[name] for name, pid in pids.items()} | {"feed": feed_cpu}
    memory = {name: peak_memory_mb(pid) for name, pid in pids.items()} | {"feed": feed_memory}
    return seconds, cpu, memory


def latency_ms(before, after):
    """Percentiles of what was recorded between two readings of the histogram."""
    name = "backstop_ledger_received_to_committed_seconds"
    old, counts, last = metrics.buckets(before, name), {}, 0.0
    for bound, count in metrics.buckets(after, name).items():
        # A bucket that was not there yet had counted what the next lower one that was there had.
        last = max((value for edge, value in old.items() if edge <= bound), default=last)
        counts[bound] = count - last
    return {label: round(metrics.quantile(counts, wanted) * 1000, 3)
            for label, wanted in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))}


def books_are_right(stack, day):
    result = subprocess.run([REPOSITORY / "test/support/compare_books.py", "--day-file", day, "--source", SOURCE,
                             "--partitions", str(PARTITIONS)], env=stack.environment(), capture_output=True, text=True,
                            timeout=900, check=False)
    say(result.stdout.strip() + result.stderr.strip())
    return result.returncode == 0


def keep_section(source, section, to):
    """One section of a configuration as a file of its own: a program refuses sections that are not its own."""
    keep, on = [], False
    for line in source.read_text().splitlines():
        if line.startswith("["):
            on = line.strip() == f"[{section}]"
        if on:
            keep.append(line)
    to.write_text("\n".join(keep) + "\n")


def bench_config(stack):
    """For the raw broker and the raw database."""
    keep_section(stack.paths.etc / "feed.toml", "amqp", stack.paths.etc / "bench.toml")
    keep_section(stack.paths.etc / "ctl.toml", "database", stack.paths.etc / "bench_database.toml")


def measure_raw(stack, day):
    stack.up(fresh=True)
    stack.supervisor.stop("ledger-1")
    bench_config(stack)
    say("the broker alone")
    broker = raw(stack, "bench_raw_broker", day)
    say(f"  {broker['events_per_s']:,.0f} events/s")
    say("the database alone")
    database = raw(stack, "bench_raw_database", day)
    say(f"  {database['events_per_s']:,.0f} events/s")
    return {"raw_db_events_per_s": database["events_per_s"], "raw_broker_events_per_s": broker["events_per_s"]}


def throughput(stack, day, events):
    seconds, cpu, memory = run_day(stack, day, events, "--pace", "max")
    say(f"  {events / seconds:,.0f} events/s")
    cpu_us = {name: round(used / events * 1e6, 2) for name, used in cpu.items()}
    return {"seconds": round(seconds, 2), "events_per_s": round(events / seconds),
            "cpu_us_per_event": cpu_us | {"all": round(sum(cpu_us.values()), 2)}, "peak_memory_mb": memory}


def measure_throughput(stack, day, options):
    stack.up(fresh=True)
    say("the pipeline")
    result = throughput(stack, day, options.events)
    return {"events": options.events} | result | {"books_right": options.no_compare or books_are_right(stack, day)}


def measure_without_record(stack, day, events):
    stack.up(fresh=True)
    say("the pipeline without the record")
    stack.supervisor.stop("archive")
    status, body = stack.request("queues/backstop/record", "DELETE")
    if status != 204:
        raise StackError(f"queue record: {status} {body.decode(errors='replace')}")
    return {"without_record": throughput(stack, day, events)}


def measure_latency(stack, options):
    """At a steady rate, after some seconds of another day in which caches fill and files grow."""
    say(f"latency at {LATENCY_RATE:,} events/s, {options.latency_seconds} s")
    stack.up(fresh=True)
    warm_up_events, events = LATENCY_RATE * 5, LATENCY_RATE * options.latency_seconds
    warm_up = generate(options.days, warm_up_events, 9, "20260731")
    day = generate(options.days, events, 7)
    run_day(stack, warm_up, warm_up_events, "--rate", str(LATENCY_RATE))
    before = stack.metrics("ledger-1")
    run_day(stack, day, events, "--rate", str(LATENCY_RATE))
    return {"latency_ms": latency_ms(before, stack.metrics("ledger-1")), "latency_at_events_per_s": LATENCY_RATE}


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--latency-seconds", type=int, default=30)
    parser.add_argument("--no-compare", action="store_true", help="leave out the comparison of the books (half a minute)")
    options = parser.parse_args()
    var = pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var")) / "bench"
    options.days = var.parent / "bench-days"
    day = generate(options.days, options.events, 1)
    stack = Stack(var, partitions=PARTITIONS, ledgers=1, exchange=False)
    try:
        result = (measure_throughput(stack, day, options) | measure_without_record(stack, day, options.events)
                  | measure_raw(stack, day) | measure_latency(stack, options))
        result["of_raw_db"] = round(result["events_per_s"] / result["raw_db_events_per_s"], 3)
        result["processors"] = os.cpu_count()
    except StackError as error:
        say(f"bench failed: {error}")
        return 1
    finally:
        stack.down()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0 if result["books_right"] else 1


if __name__ == "__main__":
    sys.exit(stopping.ended(main))
