#!/usr/bin/python3
"""The running site as an upstream system and a reader of the books see it; everything comes from the environment.

BACKSTOP_AMQP_HOST, _PORT, _USER, _PASSWORD, _VHOST; BACKSTOP_DATABASE_HOST, _PORT, _NAME, _USER, _PASSWORD;
BACKSTOP_PARTITIONS (P); BACKSTOP_LEDGER_METRICS (URLs of /metrics, separated by blanks).
"""
import hashlib
import os
import random
import re
import time
import urllib.request

import pika
import pymysql

from upstream_publisher import UpstreamPublisher

DEADLINE_S = 15.0
POLL_S = 0.05
NEEDED = [f"BACKSTOP_AMQP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "VHOST")] + [
    f"BACKSTOP_DATABASE_{name}" for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] + [
    "BACKSTOP_PARTITIONS", "BACKSTOP_LEDGER_METRICS"]


def missing_environment():
    """Names of the variables that are not set."""
    return [name for name in NEEDED if not os.environ.get(name)]


def eventually(fact, what, deadline_s=DEADLINE_S):
    """Asks `fact()` until its answer is true, and returns that; AssertionError after the deadline."""
    end = time.monotonic() + deadline_s
    while True:
        answer = fact()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {deadline_s} s: {what}; last answer: {answer!r}")
        time.sleep(POLL_S)


def open_publisher():
    """A connected UpstreamPublisher."""
    env = os.environ
    parameters = pika.ConnectionParameters(
        host=env["BACKSTOP_AMQP_HOST"], port=int(env["BACKSTOP_AMQP_PORT"]), virtual_host=env["BACKSTOP_AMQP_VHOST"],
        credentials=pika.PlainCredentials(env["BACKSTOP_AMQP_USER"], env["BACKSTOP_AMQP_PASSWORD"]),
        heartbeat=60, blocked_connection_timeout=30, socket_timeout=10, connection_attempts=3, retry_delay=1)
    return UpstreamPublisher(parameters, int(env["BACKSTOP_PARTITIONS"]), random.random)


def remove_message(url, queue, place):
    """Takes the message at `place` (1 is the first) out of a queue that nobody else consumes; the others stay.
    AssertionError: the queue holds fewer."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=place)
        # basic.get is refused by a queue with a single active consumer.
        for count, (method, _, _) in enumerate(channel.consume(queue, inactivity_timeout=DEADLINE_S), start=1):
            if method is None:
                raise AssertionError(f"{queue} holds fewer than {place} messages")
            if count == place:
                channel.basic_ack(method.delivery_tag)
                return
    finally:
        connection.close()  # what was not acknowledged returns to its place


class Books:
    """Reads the tables of the ledger. Rows are dicts, keyed by column."""

    def __init__(self):
        env = os.environ
        self._connection = pymysql.connect(
            host=env["BACKSTOP_DATABASE_HOST"], port=int(env["BACKSTOP_DATABASE_PORT"]),
            database=env["BACKSTOP_DATABASE_NAME"], user=env["BACKSTOP_DATABASE_USER"],
            password=env["BACKSTOP_DATABASE_PASSWORD"], autocommit=True, connect_timeout=10, read_timeout=30,
            cursorclass=pymysql.cursors.DictCursor)

    def close(self):
        self._connection.close()

    def _rows(self, query, *values):
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())

    def orders(self, account):
        return self._rows("SELECT * FROM orders WHERE account = %s ORDER BY day, exchange_order_id", account)

    def trades(self, account):
        return self._rows("SELECT * FROM trades WHERE account = %s ORDER BY day, id", account)

    def positions(self, account):
        return self._rows("SELECT * FROM positions WHERE account = %s ORDER BY day, token, product", account)

    def watermark(self, source, day, partition):
        """The seq; 0 where there is no row."""
        rows = self._rows(
            "SELECT seq FROM watermarks WHERE source = %s AND day = %s AND part = %s", source, day, partition)
        return rows[0]["seq"] if rows else 0

    def told_times(self, source):
        """(partition, segment, latest time of the exchange, the same of orders of ours) of each market."""
        rows = self._rows("SELECT * FROM told_times WHERE source = %s ORDER BY part, segment", source)
        return [(row["part"], row["segment"], row["told_us"], row["own_us"]) for row in rows]

    def inbox(self, source):
        return self._rows("SELECT source, day, id FROM inbox WHERE source = %s ORDER BY id", source)

    def parked_of(self, source):
        """Parked events of a source, in the order of their numbers."""
        return self._rows("SELECT * FROM parked WHERE source = %s ORDER BY seq, parked_us", source)

    def parked_body(self, body):
        """The rows of exactly this message or event, found by digest: 4 MiB need not be sent, and may be cut in the table."""
        digests = [hashlib.md5(f"{part}:".encode() + body).digest() for part in range(int(os.environ["BACKSTOP_PARTITIONS"]))]
        return self._rows("SELECT * FROM parked WHERE digest IN %s", digests)


def parked_metric():
    """backstop_ledger_events_total{outcome="parked"}, summed over partitions and ledgers."""
    total = 0.0
    for url in os.environ["BACKSTOP_LEDGER_METRICS"].split():
        with urllib.request.urlopen(url, timeout=5) as answer:
            for labels, value in re.findall(
                    r"^backstop_ledger_events_total\{([^}]*)\} (\S+)", answer.read().decode(), re.MULTILINE):
                if 'outcome="parked"' in labels:
                    total += float(value)
    return total
