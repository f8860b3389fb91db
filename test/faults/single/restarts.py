"""Restarts of the broker under publishers that come back at once: is what was confirmed in the record?

`--record stream` is the control, for a trial that cannot lose proves nothing: there is no queue `record`, and what was
confirmed is compared with the broker's stream, where messages are missing behind some restarts.
"""

import statistics
import time

from backstop_local.waiting import StackError, wait_until
from record_marks import wait_recorded
from record_reader import events_of, read_record, read_stream
from restless import Foreign, Own
from stack import Stack

from single import Single

PARTITIONS = 2
DAY = 20260803
BEFORE_S = 1.0             # of publishing before each restart
FIRST_S = 1.0              # what is confirmed so soon behind a restart is what the trial is about
AFTER_S = 2.5
COUNTED_FROM = 50          # confirmed in that time: fewer prove nothing
UP_S, CONFIRMED_S, WHOLE_S = 120, 60, 60
TRIES = 3                  # of one restart, until it counts
RESTART_S = 60             # for one of them, with its tries: four times what it takes


def kill(stack):
    stack.wait_restarted("rabbitmq", stack.kill("rabbitmq"), UP_S)


def stop_app(stack):
    stack.rabbitmqctl("stop_app")
    stack.rabbitmqctl("start_app")


def down_and_up(stack):
    stack.supervisor.stop("rabbitmq")
    wait_until(lambda: not stack.pid("rabbitmq"), UP_S, "the broker is down")
    stack.supervisor.start("rabbitmq")


KINDS = {"kill -9": kill, "stop_app, start_app": stop_app, "down, up": down_and_up}


class Record:
    """The (source, seq) that the record has."""

    def __init__(self, stack):
        self._stack = stack
        self._folder = stack.paths.lib / "archive"
        self._next = 0
        self.found = set()
        self.beside = None  # the stream, where both are looked at

    def read(self):
        through = wait_recorded(self._stack.amqp_url(), self._folder, WHOLE_S)
        for message in read_record(self._stack.binary("consumers/archive/backstop-archive"), self._folder, DAY, self._next):
            self.found.update((event["source"], event["seq"]) for event in events_of(message))
        self._next = through + 1


class Stream(Record):
    """The same of the broker's stream."""

    def read(self):
        for message in read_stream(self._stack.amqp_url(), self._next):
            self.found.update((event["source"], event["seq"]) for event in events_of(message))
            self._next = message.number + 1


def play_restart(stack, kind, publishers, record):
    """One restart -> its line of the report."""
    for publisher in publishers:
        publisher.paused.clear()
    before = {publisher: len(publisher.confirmed) for publisher in publishers}
    wait_until(lambda: all(len(one.confirmed) > before[one] + 10 for one in publishers), CONFIRMED_S, "all publish")
    time.sleep(BEFORE_S)  # so that the restart comes into the flow
    KINDS[kind](stack)
    begun = time.monotonic()
    marks = {publisher: len(publisher.confirmed) for publisher in publishers}
    wait_until(lambda: all(len(one.confirmed) > marks[one] for one in publishers), CONFIRMED_S, "all are confirmed again")
    time.sleep(AFTER_S)
    for publisher in publishers:
        publisher.paused.set()
    wait_until(lambda: not any(one.waiting for one in publishers), CONFIRMED_S, "all is confirmed")
    return judge(kind, publishers, before, begun, record)


def first_behind(publishers, before):
    """When the broker confirmed its first message behind the restart: behind the longest silence of all."""
    times = sorted(moment for one in publishers for moment, _ in one.confirmed[before[one]:])
    silences = [(later - earlier, later) for earlier, later in zip(times, times[1:])]
    return max(silences)[1]


def judge(kind, publishers, before, begun, record):
    first = first_behind(publishers, before)
    early = sum(first <= moment < first + FIRST_S for one in publishers for moment, _ in one.confirmed[before[one]:])
    confirmed = confirmed_by(publishers)
    end = time.monotonic() + WHOLE_S
    whole_s = None
    while True:
        try:
            record.read()
            if not confirmed - record.found:
                whole_s = round(time.monotonic() - first, 2)
                break
        except Exception as error:  # the broker may still be coming up for readers
            if time.monotonic() > end:
                raise StackError(f"the record cannot be read: {error}") from error
        if time.monotonic() > end or isinstance(record, Stream):
            break
        time.sleep(0.2)
    line = {"kind": kind, "confirmed_in_first_second": early, "counted": early >= COUNTED_FROM,
            "confirmed_missing_from_record": count_missing(confirmed, record), "seconds_to_whole": whole_s}
    if record.beside:
        record.beside.read()
        line["confirmed_missing_from_stream"] = count_missing(confirmed, record.beside)
    return line


def confirmed_by(publishers):
    return {(one.source, seq) for one in publishers for _, seq in one.confirmed}


def count_missing(confirmed, record):
    """Each is counted once."""
    missing = confirmed - record.found
    record.found |= missing
    return len(missing)


def take_record_away(stack):
    """Nothing but the ledgers' queues and the stream take what is published; and nobody is there to declare the queue anew."""
    for name in ("archive", "ledger-1"):
        stack.supervisor.stop(name)
        wait_until(lambda name=name: not stack.pid(name), UP_S, f"{name} has ended")
    stack.rabbitmqctl("delete_queue", "-p", "backstop", "record")


def play(folder, say, arguments):
    stack = Stack(folder, partitions=PARTITIONS, ledgers=1, say=say, exchange=False, monitoring=False, companions=())
    with stack.running():
        stack.wait_queues_registered()
        if arguments.record == "stream":
            take_record_away(stack)
        publishers = [Own(stack.amqp_url(), f"own-{number}", DAY, PARTITIONS) for number in range(4)]
        publishers.append(Foreign(stack.amqp_url(), "pika", DAY, PARTITIONS))
        record = (Stream if arguments.record == "stream" else Record)(stack)
        record.beside = Stream(stack) if arguments.record == "both" else None
        for publisher in publishers:
            publisher.start()
        lines = play_all(stack, publishers, record, arguments.restarts, say)
        for publisher in publishers:
            publisher.ending.set()
        # A reader that stopped too early would look like a loss: all of it once more, at rest.
        again = type(record)(stack)
        again.read()
        missing = len(confirmed_by(publishers) - again.found)
    return report(lines, missing, arguments)


def play_all(stack, publishers, record, restarts, say):
    lines, kinds = [], list(KINDS)
    tries = 0
    while sum(line["counted"] for line in lines) < restarts and tries < TRIES * restarts:
        kind = kinds[tries % len(kinds)]
        tries += 1
        line = play_restart(stack, kind, publishers, record)
        lines.append(line)
        say(f"  {len(lines):3d} {kind}: {line['confirmed_in_first_second']} confirmed in the first second, "
            f"{line['confirmed_missing_from_record']} missing"
            f"{', %d from the stream' % line.get('confirmed_missing_from_stream', 0) if record.beside else ''}, whole after {line['seconds_to_whole']} s")
    return lines


def report(lines, missing, arguments):
    """`missing`: how many confirmed messages were not there at the end."""
    counted = [line for line in lines if line["counted"]]
    whole = [line["seconds_to_whole"] for line in lines if line["seconds_to_whole"] is not None]
    control = arguments.record == "stream"
    right = missing > 0 if control else missing == 0 and len(whole) == len(lines)
    return {"record": arguments.record, "restarts": lines, "counted": len(counted),
            "confirmed": sum(line["confirmed_in_first_second"] for line in counted), "confirmed_missing_from_record": missing,
            "restarts_with_losses": sum(line["confirmed_missing_from_record"] > 0 for line in lines),
            "seconds_to_whole": {"median": statistics.median(whole) if whole else None, "largest": max(whole, default=None)},
            "ok": right and len(counted) >= arguments.restarts}


def options(parser):
    parser.add_argument("--restarts", type=int, default=5, help="restarts: how many (default: 5)")
    parser.add_argument("--record", choices=("record", "stream", "both"), default="record",
                        help="restarts: what is compared; stream: the control, which must lose; both: beside each other")


FAULT = Single("restarts", play, options, lambda arguments: 180 + RESTART_S * arguments.restarts)
