#!/usr/bin/python3
"""A publisher for upstream systems, written from schemas/asyncapi.yaml alone: nothing of the project is imported."""
import contextlib
import itertools
import json
import socket
import threading
import zlib

import pika

try:
    import zstandard
except ImportError:  # packing is optional for a publisher
    zstandard = None

EXCHANGE = "events"
BATCH_EVENTS_MAX = 10_000
ATTEMPTS_MAX = 8
BACKOFF_FIRST_S = 0.2
BACKOFF_MAX_S = 10.0
CONFIRM_S = 10.0


def partition_of(account, partitions):
    """The partition of an account: CRC-32 as in zlib, mod P."""
    return zlib.crc32(account.encode("ascii")) % partitions


def routing_key(kind, partition):
    """`trade.07`: kind, a point, the partition in at least two digits."""
    return f"{kind}.{partition:02d}"


def encoded(events):
    """One event (dict) or a batch (list of dicts) as the bytes of a body.

    Prices are given as strings of digits (`"101.35"`) in a `Price`, so that no binary floating point is met.
    """
    text = json.dumps(events, separators=(",", ":"), ensure_ascii=True, default=Price.placeholder)
    return Price.unquoted(text).encode("ascii")


class Price:
    """A decimal number that stands in JSON exactly as it was written."""

    MARK = "\u0001"  # no valid field can carry it

    def __init__(self, text):
        self.text = text

    @classmethod
    def placeholder(cls, value):
        """What json.dumps writes for a Price; TypeError for anything else it does not know."""
        if not isinstance(value, cls):
            raise TypeError(f"{type(value).__name__} cannot stand in an event")
        return f"{cls.MARK}{value.text}{cls.MARK}"

    @classmethod
    def unquoted(cls, text):
        mark = json.dumps(cls.MARK)[1:-1]
        return text.replace(f'"{mark}', "").replace(f'{mark}"', "")


@contextlib.contextmanager
def confirm_deadline(connection):
    """Cuts a pika.BlockingConnection when what runs in the `with` block has had no confirm for 10 s -> an Event: it was cut.

    basic_publish waits for a confirm without end, dispatches nothing meanwhile, and a broker that has just come up may owe
    one for ever. The socket is pika's own business; its public interface has no way to give up.
    """
    cut = threading.Event()

    def give_up():
        cut.set()
        connection._impl._transport._sock.shutdown(socket.SHUT_RDWR)
    late = threading.Timer(CONFIRM_S, give_up)
    late.daemon = True
    late.start()
    try:
        yield cut
    finally:
        late.cancel()


class UpstreamPublisher:
    """Publishes with confirms and the mandatory flag, one message at a time: what returns is on disk.

    One thread. Use as a context manager. A confirm that is owed for 10 s is given up: the same is published again on a new
    connection. Errors: pika.exceptions.AMQPError when the connection is lost (what was being published is unsure: publish
    it again); pika.exceptions.UnroutableError when no queue takes the key;
    pika.exceptions.NackError when the queue stays full through all attempts.
    """

    def __init__(self, parameters, partitions, jitter):
        """parameters: pika.ConnectionParameters; partitions: P; jitter: answers a number from 0 to 1."""
        self.partitions = partitions
        self._jitter = jitter
        self._next_seq = {}  # (source, day, partition) -> the number of the next event
        self._parameters = parameters
        self._connect()

    def _connect(self):
        self._connection = pika.BlockingConnection(self._parameters)
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._connection.is_open:
            self._connection.close()

    def place(self, event, numbered=True):
        """The event with its partition and, if `numbered`, the next `seq` of its (source, day, partition)."""
        placed = {**event, "partition": partition_of(event["account"], self.partitions)}
        if numbered:
            stream = (placed["source"], placed["day"], placed["partition"])
            placed["seq"] = self._next_seq[stream] = self._next_seq.get(stream, 0) + 1
        return placed

    def publish(self, event):
        """Publishes one placed event."""
        self.publish_body(encoded(event), routing_key(event["kind"], event["partition"]))

    def publish_batch(self, events, pack=False):
        """Publishes placed events of one partition as one message; `pack`: as one zstd frame."""
        if not 1 <= len(events) <= BATCH_EVENTS_MAX or len({event["partition"] for event in events}) != 1:
            raise ValueError("a batch holds 1 to 10,000 events of one partition")
        key = routing_key(events[0]["kind"], events[0]["partition"])
        body = encoded(events)
        if pack:
            self.publish_body(zstandard.ZstdCompressor().compress(body), key, content_encoding="zstd")
        else:
            self.publish_body(body, key)

    def publish_body(self, body, key, content_encoding=None, exchange=EXCHANGE):
        """Publishes any bytes; returns when the broker has confirmed them."""
        properties = pika.BasicProperties(
            content_type="application/json", content_encoding=content_encoding, delivery_mode=2)
        for attempt in itertools.count(1):
            last = attempt == ATTEMPTS_MAX
            try:
                with confirm_deadline(self._connection) as cut:
                    self._channel.basic_publish(exchange, key, body, properties, mandatory=True)
                return
            except pika.exceptions.NackError:
                if last:
                    raise
            except pika.exceptions.AMQPConnectionError:
                if last or not cut.is_set():
                    raise
                self._connect()
                continue
            # The queue is full. sleep() of the connection goes on answering heartbeats.
            longest_s = min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2 ** attempt)
            self._connection.sleep(max(BACKOFF_FIRST_S, longest_s * self._jitter()))
