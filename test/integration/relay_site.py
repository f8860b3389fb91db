"""The outbox as a test sees it: rows of `notices` at one end, the notifier's queues at the other, relays of our own between."""

import collections
import contextlib
import itertools
import json
import os
import time

import pika
import pymysql
from running_site import Program, SiteCase, Stack, eventually

RELAY = "producers/relay/backstop-relay"
OTHERS = {"relay", "notifier"}  # the stack's, which would take what is ours
QUEUES = [f"notify.{channel}.{lane}" for channel in ("email", "sms", "push") for lane in ("urgent", "bulk")]
COUNTER = itertools.count(os.getpid() * 1000)
SILENCE_S = 1.0
# Placeholders alone, so that the driver sends many rows in one statement.
INSERT = ("INSERT INTO notices (id,recipient,channel,urgent,template,fields,created_us,expires_us,state,changed_us,account)"
          " VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)")


class RelayCase(SiteCase):
    @classmethod
    def setUpClass(cls):
        # Not the usual one: its link to the broker would be gone with the broker.
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)
        for name in cls.beside() & OTHERS:
            cls.addClassCleanup(cls.stack.supervisor.start, name)
        eventually(cls.others_rest, "the stack's own rest")

    @classmethod
    def others_rest(cls):
        """One that is being started is not asked: its supervisor's child would lose the signal."""
        for name in cls.beside("RUNNING") & OTHERS:
            cls.stack.supervisor.stop(name)
        return not cls.beside("RUNNING", "STARTING", "STOPPING") & OTHERS

    @classmethod
    def beside(cls, *states):
        """Names of the stack's programs, in these states or all."""
        return {one["name"] for one in cls.stack.supervisor.programs() if not states or one["statename"] in states}

    def setUp(self):
        super().setUp()
        self.prefix = f"t{next(COUNTER)}"
        self.database = self.enterContext(contextlib.closing(pymysql.connect(
            host="127.0.0.1", port=self.stack.ports["database"], user="backstop", database="backstop", autocommit=True,
            password=self.stack.secrets["BACKSTOP_DATABASE_PASSWORD"])))
        self.clean()
        self.addCleanup(self.clean)

    def clean(self):
        self.stack.sql("DELETE FROM notices")
        connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        try:
            channel = connection.channel()
            for queue in QUEUES:
                channel.queue_purge(queue)
        finally:
            connection.close()

    def relay(self, **changes):
        """One more relay, ready or on its way."""
        return self.enterContext(Program(self.stack, RELAY, self.config("relay", **changes)))

    def write(self, count, channel="sms", urgent=False, state="waiting", age_s=0, life_s=86_400):
        """Rows; their ids."""
        now_us = time.time_ns() // 1000 - age_s * 1_000_000
        ids = [f"{self.prefix}:{next(COUNTER)}:{channel}" for _ in range(count)]
        with self.database.cursor() as cursor:
            cursor.executemany(INSERT, [(one, "someone@example.com", channel, urgent, "broadcast", "{}", now_us, now_us + life_s * 1_000_000,
                                         state, now_us, "") for one in ids])
        return ids

    def states(self):
        """{state: rows} of this test."""
        with self.database.cursor() as cursor:
            cursor.execute("SELECT state, COUNT(*) FROM notices WHERE id LIKE %s GROUP BY state", (self.prefix + ":%",))
            return dict(cursor.fetchall())

    def wait_queued(self, count, deadline_s=30):
        eventually(lambda: self.states() == {"queued": count}, f"{count} rows are queued", deadline_s)

    def take(self, queue, ids=None):
        """{id: how often} of the messages of a queue, until it is silent, or until it has brought `ids` ids."""
        counts = collections.Counter()
        connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        try:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=500)
            for method, _, body in channel.consume(queue, inactivity_timeout=SILENCE_S):
                if method is None:
                    break
                message = json.loads(body)
                self.assertEqual(message["kind"], "notice")
                counts.update(message["ids"])
                channel.basic_ack(method.delivery_tag)
                if ids is not None and sum(counts.values()) >= ids:
                    break
            channel.cancel()
        finally:
            connection.close()
        return counts
