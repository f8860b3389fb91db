#!/usr/bin/python3
"""The conversations of test/scenarios/gateway, each against a gateway of its own.

Their language: test/scenarios/README.md.
"""

import json
import time

from gateway_site import ACCOUNT, EPOCH, GatewayCase
from running_site import ROOT, eventually, main
from upstream_publisher import partition_of

FOLDER = ROOT / "test/scenarios/gateway"
METRICS = {"unanswered": "backstop_gateway_unanswered", "in_doubt": "backstop_gateway_in_doubt"}
UNITS_OF_A_RUPEE = 10_000
WAKE_DEADLINE_S = 10


def price_of(text):
    rupees, _, paise = text.partition(".")
    return int(rupees) * UNITS_OF_A_RUPEE + int(paise.ljust(4, "0"))


def settings_of(words):
    """["market_orders=false"] -> {"market_orders": False}"""
    pairs = (word.split("=") for word in words)
    return {name: {"true": True, "false": False}.get(value, value) for name, value in pairs}


class Conversations(GatewayCase):
    """One method for each file; see the end of this module."""

    def converse(self, path):
        self.names = {}  # e1 -> client order id
        self.heard = 0   # lines of the exchange that the conversation has passed
        self.sent = []   # orders and cancels that it has named
        self.program = None
        self.epoch = EPOCH
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        settings = {}
        if lines[0].startswith("GATEWAY "):
            settings = settings_of(lines.pop(0).split()[1:])
        self.program = self.gateway(**settings)
        self.settings = settings
        speakers = {">": self.tell_gateway, "!": self.tell_exchange,
                    "<": self.expect_at_exchange, "=": self.expect_outcome}
        for line in lines:
            try:
                speakers[line[0]](line[1:].split())
            except Exception as error:
                raise AssertionError(f"{path.name}: {line}: {error}") from error
        self.end_conversation()

    # What happens to the gateway.
    def tell_gateway(self, words):
        verb, *rest = words
        if verb == "PLAN":
            self.request([self.plan_row(*rest)])
        elif verb == "MARKED":  # by a gateway that was killed before the wire
            self.sql("UPDATE exits SET state='sending',sender='host:1:1:1' WHERE client_order_id=%s",
                     self.plan_row(*rest))
        elif verb == "KILL":
            self.program.process.kill()
            self.program.process.wait(20)
            self.port_file.unlink()
        elif verb == "START":
            self.program = self.gateway(**self.settings)
        elif verb == "STANDBY":
            self.site("STANDBY", self.epoch)
        elif verb == "ACTIVE":
            self.epoch = int(rest[0])
            self.site("ACTIVE", self.epoch)
        elif verb == "BOOKS":
            self.book(self.names[rest[0]])
        elif verb == "EXPIRES":
            [(expires_us,)] = self.sql("SELECT expires_us FROM exits WHERE client_order_id=%s", self.names[rest[0]])
            eventually(lambda: time.time_ns() // 1000 > expires_us, "its time is over")
        else:
            self.fail(f"no such line: > {verb}")

    def plan_row(self, name, what, which, *details):
        """e1 sell 75 [at 101.35], e1 cancel e2|NUMBER -> its client order id."""
        columns = {}
        if what == "cancel":
            target = self.names.get(which, "")
            columns |= {"action": "cancel", "target_client_order_id": target,
                        "target_exchange_order_id": "" if target else which}
        else:
            columns |= {"side": what, "quantity": int(which), "price": 0}
        details = list(details)
        if details[:1] == ["at"]:
            columns["price"] = price_of(details[1])
            del details[:2]
        for key, value in settings_of(details).items():
            if key == "expires_ms":
                columns["expires_us"] = time.time_ns() // 1000 + int(value) * 1000
            else:
                columns[key] = int(value) if key == "epoch" else value
        [self.names[name]] = self.plan(**columns)
        return self.names[name]

    # What the exchange does.
    def tell_exchange(self, words):
        if words[0] in self.names:
            words = ["report", self.names[words[0]], *words[1:]]
        self.exchange.tell(" ".join(words))

    def messages(self):
        return [line for line in list(self.exchange.lines) if line[:2] in ("D ", "F ", "H ")]

    def expect_at_exchange(self, words):
        """The next message that the exchange gets; questions that nobody waits for may come in between."""
        wanted = f"{words[0]} {self.names[words[1]]}"
        def there():
            for at, line in enumerate(self.messages()[self.heard:], self.heard):
                if line == wanted or not line.startswith("H "):
                    return at + 1
            return None
        self.heard = eventually(there, f"the exchange gets {' '.join(words)}")
        self.assertEqual(self.messages()[self.heard - 1], wanted)
        if words[0] != "H":
            self.sent.append(wanted)

    # What it comes to.
    def expect_outcome(self, words):
        if words[0] == "woken":
            return self.wait_woken()
        if words[0] in METRICS:
            return self.wait_metric(METRICS[words[0]], int(words[1]))
        one = self.names[words[0]]
        self.wait_states([one], words[1])
        return self.assertEqual(self.reason(one), " ".join(words[2:]))

    def wait_woken(self):
        queue = f"squareoff.{partition_of(ACCOUNT, self.stack.partitions):02d}"
        _, _, body = next(self.channel.consume(queue, auto_ack=True, inactivity_timeout=WAKE_DEADLINE_S))
        self.channel.cancel()
        self.assertEqual(json.loads(body or "{}").get("accounts"), [ACCOUNT])

    def end_conversation(self):
        """A last order, found only by a look at all rows, goes out: the gateway is well, and has sent nothing twice."""
        self.exchange.tell("order new")
        last = self.plan_row("last", "sell", "75", "at", "101.35", f"epoch={self.epoch}")
        self.wait_states([last], "sent")
        eventually(lambda: f"D {last}" in self.messages(), "the exchange gets the last order")
        self.assertEqual([line for line in self.messages() if line[0] in "DF"], [*self.sent, f"D {last}"])
        self.assertIsNone(self.program.process.poll(), "the gateway has ended")


def conversation(path):
    return lambda self: self.converse(path)


for file in sorted(FOLDER.glob("*.txt")):
    setattr(Conversations, f"test_{file.stem}", conversation(file))


if __name__ == "__main__":
    main()
