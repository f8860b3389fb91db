"""Queues of the ledger emptied by hand, with nothing published behind it: is it told, and do the books get it back?"""

import itertools
import json
import time

import pika
from backstop_local.waiting import wait_until
from stack import Stack
from upstream_events import Story
from upstream_publisher import UpstreamPublisher

from single import Single

PARTITIONS = 2
DAY = 20260803
BEFORE, LOST = 20, 200
HEALED_S = 120


class Flow:
    """Numbered trades of some sources, in turn."""

    def __init__(self, stack):
        self._stack = stack
        self.stories = [Story(PARTITIONS, partition) for partition in range(PARTITIONS)]
        self._seqs = {story.source: itertools.count(1) for story in self.stories}

    def publish(self, count):
        """So many; all are confirmed when it returns."""
        with UpstreamPublisher(pika.URLParameters(self._stack.amqp_url()), PARTITIONS, lambda: 0.5) as publisher:
            for _, story in zip(range(count), itertools.cycle(self.stories)):
                publisher.publish(story.trade(day=DAY, partition=story.partition, seq=next(self._seqs[story.source])))

    def applied(self):
        sources = [story.source for story in self.stories]
        return int(self._stack.sql("SELECT COALESCE(SUM(seq),0) FROM watermarks WHERE source IN %s", (sources,))[0][0])


def play(folder, say, arguments):
    stack = Stack(folder, partitions=PARTITIONS, ledgers=1, say=say, exchange=False, monitoring=False, companions=())
    with stack.running():
        flow = Flow(stack)
        flow.publish(BEFORE)
        wait_until(lambda: flow.applied() == BEFORE, HEALED_S, "the first events are in the books")
        stack.supervisor.stop("ledger-1")
        wait_until(lambda: not stack.pid("ledger-1"), HEALED_S, "the ledger is down")
        flow.publish(LOST)
        for partition in range(PARTITIONS):
            stack.rabbitmqctl("purge_queue", "-p", "backstop", f"ledger.{partition:02d}")
        code, report = stack.replay("verify", DAY)
        result = {"lost": LOST, "verify_equal_while_missing": code == 0, "verify_told": report["differences"][:4]}
        begun = time.monotonic()
        stack.supervisor.start("ledger-1")
        result["found_s"] = after(begun, lambda: stack.sql("SELECT COUNT(*) FROM gaps")[0][0] > 0, "the gap is told")
        result["status_tells"] = any("a number is missing" in trouble for trouble in json.loads(stack.ctl("status", "--json").stdout)["troubles"])
        result["healed_s"] = after(begun, lambda: flow.applied() == BEFORE + LOST, "the books have all of it")
        result["trades"] = stack.sql("SELECT COUNT(*) FROM trades WHERE day=%s", (DAY,))[0][0]
        result["verify_differences"] = stack.verify_day(DAY)["verify_differences"]
    result["ok"] = (not result["verify_equal_while_missing"] and result["status_tells"] and result["trades"] == BEFORE + LOST
                    and result["verify_differences"] == 0)
    say(f"  purge: {result}")
    return result


def after(begun, fact, what):
    wait_until(fact, HEALED_S, what)
    return round(time.monotonic() - begun, 2)


FAULT = Single("purge", play)
