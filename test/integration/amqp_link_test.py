#!/usr/bin/python3
"""What the publisher and the subscriber promise while the broker is killed, frozen, full or cuts their links.

Starts a broker of its own. AMQP_LINK_BENCH is the path of the built amqp_link_bench, which publishes numbered messages
and reads them with a counter; without it the test is skipped (exit code 77)."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import uuid

import pika

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra" / "local"))

from backstop_local.waiting import wait_until  # noqa: E402
from stack import Stack  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"
MESSAGES = 200_000
MESSAGES_LONG = 500_000  # a run that goes on while a slow tool starts
BODY_BYTES = 250
PREFETCH = 1000
RUN_S = 90


class Run:
    """One bench under way on a queue of its own, past its first thousand messages. A context manager."""

    def __init__(self, stack, messages=MESSAGES, prefetch=PREFETCH, **arguments):
        self.queue = "link-" + uuid.uuid4().hex
        self.stack = stack
        declare(stack, self.queue, arguments)
        environment = {"PATH": os.environ["PATH"],
                       "BACKSTOP_AMQP_PASSWORD": stack.secrets["BACKSTOP_AMQP_PASSWORD"]}
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [os.environ["AMQP_LINK_BENCH"], f"127.0.0.1:{stack.ports['amqp']}", "backstop", "backstop", self.queue,
             str(messages), str(BODY_BYTES), str(RUN_S), str(prefetch)],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)

    def __enter__(self):
        first = self.process.stdout.readline()  # the bench ends by itself, so this does too
        if json.loads(first or "{}") != {"begun": True}:
            raise AssertionError(f"the bench did not begin: {first!r}")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()
        self.log.close()

    def wait_log(self, text):
        """Waits for a log line that holds the text."""
        def found():
            with open(f"/proc/self/fd/{self.log.fileno()}") as lines:
                return text in lines.read()
        wait_until(found, RUN_S, f"the log says: {text}")

    def result(self):
        """The bench's report; fails the test when not all came through."""
        output, _ = self.process.communicate(timeout=RUN_S + 10)
        report = json.loads(output.splitlines()[-1])
        if self.process.returncode != 0:
            raise AssertionError(f"not everything came through in order: {report}")
        return report


def declare(stack, queue, arguments):
    connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url()))
    # With a single active consumer, like the ledger's queues: what a dropped link had taken is given to the next one before
    # anything newer. Without it a reader that comes back early is served newer messages first.
    connection.channel().queue_declare(queue, durable=True, arguments={
        "x-queue-type": "quorum", "x-single-active-consumer": True, **arguments})
    connection.close()
    stack.wait_queues_registered()


class AmqpLink(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="link-", dir=os.environ.get("BACKSTOP_TEST_TMP")))
        cls.stack = Stack(pathlib.Path(folder) / "var", say=lambda text: None)
        cls.enterClassContext(cls.stack.running(services=False))

    def test_undisturbed_nothing_is_sent_twice(self):
        with Run(self.stack) as run:
            report = run.result()
        self.assertEqual([report[key] for key in ("repeats", "early", "resent", "lost_links_out", "nacks")], [0] * 5)
        print(f"undisturbed: {report['per_s']} messages/s", file=sys.stderr)

    def test_connections_closed_by_the_broker(self):
        with Run(self.stack, messages=MESSAGES_LONG) as run:
            self.stack.rabbitmqctl("close_all_connections", "--vhost", "backstop", "test")
            report = run.result()
        self.assertGreaterEqual(report["lost_links_out"], 1)
        self.assertGreaterEqual(report["lost_links_in"], 1)

    def test_broker_killed(self):
        with Run(self.stack) as run:
            self.stack.wait_restarted("rabbitmq", self.stack.kill("rabbitmq"), deadline_s=90)
            report = run.result()
        self.assertGreaterEqual(report["lost_links_out"], 1)

    def test_broker_frozen_for_more_than_two_heartbeats(self):
        with Run(self.stack) as run:
            pid = self.stack.kill("rabbitmq", signal.SIGSTOP)
            try:
                run.wait_log("silent for two heartbeats")
                run.wait_log("no link to the broker")  # nor does a login hang
            finally:
                os.kill(pid, signal.SIGCONT)
            report = run.result()
        self.assertGreaterEqual(report["lost_links_out"], 1)

    def test_memory_alarm_stops_the_publisher_without_losing_its_link(self):
        with Run(self.stack) as run:
            self.stack.rabbitmqctl("set_vm_memory_high_watermark", "0.0001")
            try:
                run.wait_log("the broker takes no messages")
            finally:
                self.stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1GB")
            report = run.result()
        self.assertEqual(report["lost_links_out"], 0)

    def test_full_queue_refuses_and_gets_everything_in_order_all_the_same(self):
        # A consumer that takes one at a time leaves the queue full for certain.
        limits = {"x-max-length": 1, "x-overflow": "reject-publish"}
        with Run(self.stack, messages=1_500, prefetch=1, **limits) as run:
            report = run.result()
        self.assertGreater(report["nacks"], 0)
        self.assertEqual(report["lost_links_out"], 0)


if __name__ == "__main__":
    if not os.environ.get("AMQP_LINK_BENCH"):
        print("skipped: AMQP_LINK_BENCH is not set")
        sys.exit(1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED)
    unittest.main(verbosity=2)
