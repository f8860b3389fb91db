"""Hundreds of urgent notices for one recipient over his limit, and a code for somebody else among them.

The flood comes three times: while all is well, with relay and notifier killed in the middle, and with the broker killed. Each
time another customer's code must go as if the flood were not there; no row may need more than two messages, whatever dies;
what expires before its turn ends `dead: expired`; and the recipient gets no more than his limit.
"""

import collections
import json
import time

import pika
from backstop_local.waiting import wait_until
from notice_site import NoticeSite
from stack import Stack

from single import Single

FLOOD = 300
SHORT_LIVED = 40  # of each flood
SHORT_LIFE_S = 5
PER_MINUTE = 10  # urgent notices for one recipient
DEADLINE_S = 120
WAIT_S_MAX = 2.0
MESSAGES_MAX = 2
ONE = "+917011111111"
TAP = "neighbours.tap"
CODE = {"code": "314159", "minutes": "5"}


class Outbox(NoticeSite):
    """Rows as their writers leave them, for the relay; and a queue of our own that counts what it publishes."""

    def tap(self):
        self._channel.queue_declare(TAP, durable=True, arguments={"x-queue-type": "quorum"})
        self._channel.queue_bind(TAP, "notify", "notify.#")

    def write(self, rows):
        self.insert([(*row[:-2], "waiting", row[-1]) for row in rows])

    def flood(self, name, neighbour=None):
        """A flood for one recipient, and a code for a neighbour in the middle of it."""
        rows = [self.row(f"{name}-{number}", "sms", True, to=ONE, life_s=SHORT_LIFE_S if number < SHORT_LIVED else 3600)
                for number in range(FLOOD)]
        if neighbour:
            rows.insert(FLOOD // 2, self.code(neighbour))
        self.write(rows)

    def code(self, name):
        return self.row(name, "sms", True, "login_code", CODE, life_s=300)

    def wait_of(self, name):
        """Seconds from a row's creation to its arrival."""
        arrived = wait_until(lambda: self.arrivals(name).get(name), DEADLINE_S, f"the code {name} arrives")
        created_us = self.stack.sql("SELECT created_us FROM notices WHERE id=%s", (name,))[0][0]
        return round((arrived[1] - created_us) / 1e6, 3)

    def messages(self):
        """{id: messages that have named it}"""
        counts = collections.Counter()
        for method, _, body in self._channel.consume(TAP, inactivity_timeout=2):
            if method is None:
                break
            counts.update(json.loads(body)["ids"])
            self._channel.basic_ack(method.delivery_tag)
        return counts


def settled(stack):
    """Nothing waits for a message, and all that had a short life has its end."""
    rows = stack.sql("SELECT COUNT(*) FROM notices WHERE state='waiting'"
                     " OR (state NOT IN ('sent','dead') AND expires_us<UNIX_TIMESTAMP(NOW(6))*1000000)")
    return rows[0][0] == 0


def restarted(stack, names):
    for name, pid in [(name, stack.kill(name)) for name in names]:
        stack.wait_restarted(name, pid, DEADLINE_S)
    wait_until(lambda: all(stack.ready(name) for name in ("relay", "notifier")), DEADLINE_S, "relay and notifier are ready")


def play(folder, say, _):
    """{"other_recipient_wait_s", "messages_per_row", "wait_over_restart_s", "sent_to_one", "expired", "ok", …}"""
    stack = Stack(folder, partitions=1, ledgers=1, exchange=False, say=say, companions=("relay", "notifier"),
                  settings={"sms": {"urgent_per_recipient_minute": PER_MINUTE}, "relay": {"sweep_every_ms": 1000}})
    with stack.running():
        begun = time.monotonic()
        site = Outbox(stack)
        site.tap()
        stack.wait_queues_registered()  # with its binding: the broker is going to be killed
        waits, over_restart = [], []
        site.flood("calm", "other-calm")
        waits.append(site.wait_of("other-calm"))
        for round_name, names in (("services", ("relay", "notifier")), ("broker", ("rabbitmq",))):
            say(f"{round_name}: killed with {FLOOD} notices for one recipient under way")
            site.flood(round_name, f"over-{round_name}")
            restarted(stack, names)
            if round_name == "broker":  # our own link is gone with it
                site = Outbox(stack)
            over_restart.append(site.wait_of(f"over-{round_name}"))
            site.flood(f"after-{round_name}", f"other-{round_name}")
            waits.append(site.wait_of(f"other-{round_name}"))
        wait_until(lambda: settled(stack), DEADLINE_S, "nothing waits for a message, and what has expired has ended")
        minutes = (time.monotonic() - begun) / 60
        messages = site.messages()
        fates = collections.Counter((state, reason) for state, reason in stack.sql("SELECT state,reason FROM notices"))
        sent_to_one = stack.sql("SELECT COUNT(*) FROM notices WHERE recipient=%s AND attempts>0", (ONE,))[0][0]
        site.close()
    result = {"other_recipient_wait_s": max(waits), "messages_per_row": max(messages.values()), "waits_s": waits,
              "wait_over_restart_s": over_restart, "rows": sum(fates.values()), "rows_named": len(messages),
              "rows_named_twice": sum(count == 2 for count in messages.values()), "sent_to_one": int(sent_to_one),
              "expired": fates[("dead", "expired")], "fates": {f"{state} {reason}".strip(): count for (state, reason), count in fates.items()}}
    result["ok"] = (result["other_recipient_wait_s"] <= WAIT_S_MAX and result["messages_per_row"] <= MESSAGES_MAX
                    and result["rows_named"] >= result["rows"] - result["expired"] and result["expired"] > SHORT_LIVED
                    # What the notifier that was killed had counted is forgotten with it: his burst once more.
                    and sent_to_one <= PER_MINUTE * (minutes + 3))
    return result


FAULT = Single("neighbours", play)
