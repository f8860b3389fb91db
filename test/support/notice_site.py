"""Notices on a running stack: rows and messages as their writers and the relay would make them, and what became of them."""

import contextlib
import json
import time

import pika
import pika.exceptions

from backstop_local.access import fetch
from backstop_local.waiting import wait_until

CHANNELS = ("email", "sms", "push")
COLUMNS = ("id", "account", "recipient", "channel", "urgent", "template", "language", "fields", "created_us", "expires_us",
           "state", "changed_us")
ROWS_OF_INSERT = 1000
IDS_OF_MESSAGE = 100


def recipient(channel, number):
    """A well-formed one of nobody."""
    return {"email": f"customer{number}@example.org", "sms": f"+9170{number % 10**8:08d}", "push": f"device-{number}"}[channel]


class NoticeSite:
    """One thread. Close it."""

    def __init__(self, stack):
        self.stack = stack
        self._sink = f"http://127.0.0.1:{stack.ports['notice_sink']}"
        self._connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url()))
        self._channel = self._connection.channel()

    def close(self):
        with contextlib.suppress(pika.exceptions.AMQPError):  # the broker ends one that was silent for long
            self._connection.close()

    def serve_link(self):
        """Answers the broker's heartbeats while nothing is published."""
        self._connection.process_data_events(0)

    @staticmethod
    def row(identity, channel, urgent=False, template="broadcast", fields=None, to=None, life_s=3600, account="", language="en"):
        now_us = time.time_ns() // 1000
        fields = {"title": "Notice", "body": "The market opens at 9:15."} if fields is None else fields
        to = recipient(channel, abs(hash(identity)) % 10**8) if to is None else to
        return (identity, account, to, channel, int(urgent), template, language, json.dumps(fields), now_us,
                now_us + int(life_s * 1e6), "queued", now_us)

    def insert(self, rows):
        for begin in range(0, len(rows), ROWS_OF_INSERT):
            some = rows[begin:begin + ROWS_OF_INSERT]
            values = ",".join(["(" + ",".join(["%s"] * len(COLUMNS)) + ")"] * len(some))
            self.stack.sql(f"INSERT INTO notices ({','.join(COLUMNS)}) VALUES {values}", [value for row in some for value in row])

    def name(self, channel, urgent, ids):
        """Publishes messages that name these ids."""
        key = f"notify.{channel}.{'urgent' if urgent else 'bulk'}"
        for begin in range(0, len(ids), IDS_OF_MESSAGE):
            body = json.dumps({"kind": "notice", "ids": ids[begin:begin + IDS_OF_MESSAGE]})
            self._channel.basic_publish("notify", key, body, pika.BasicProperties(delivery_mode=2, content_type="application/json"))

    def send(self, rows):
        """Inserts rows and names them, in messages by channel and urgency."""
        self.insert(rows)
        lanes = {}
        for row in rows:
            lanes.setdefault((row[3], bool(row[4])), []).append(row[0])
        for (channel, urgent), ids in lanes.items():
            self.name(channel, urgent, ids)

    def fates(self, prefix):
        """{id: (state, attempts, reason)}"""
        rows = self.stack.sql("SELECT id,state,attempts,reason FROM notices WHERE id LIKE %s", [prefix + "%"])
        return {row[0]: row[1:] for row in rows}

    def counts(self, prefix):
        """{state: rows}"""
        return dict(self.stack.sql("SELECT state,COUNT(*) FROM notices WHERE id LIKE %s GROUP BY state", [prefix + "%"]))

    def open_notices(self, prefix):
        return sum(count for state, count in self.counts(prefix).items() if state not in ("sent", "dead"))

    def wait_fates(self, prefix, deadline_s):
        wait_until(lambda: self.open_notices(prefix) == 0, deadline_s, f"every notice {prefix}… is sent or dead")
        return self.fates(prefix)

    def sink(self, path, method="GET", value=None):
        """The answer of the sink's API; RuntimeError where it gives none."""
        body = None if value is None else json.dumps(value).encode()
        status, answer = fetch(self._sink + "/api/" + path, method, body)
        if status != 200:
            raise RuntimeError(f"the sink answers {status} to {method} {path}: {answer.decode()}")
        return json.loads(answer)

    def fault(self, channel, kind, **more):
        self.sink("faults", "POST", {"channel": channel, "kind": kind} | more)

    def arrivals(self, prefix):
        """{id: [count, first_us, last_us]} of what the sink has taken."""
        return self.sink(f"times?prefix={prefix}")

    def texts(self, identity):
        return self.sink(f"notices?id={identity}")
