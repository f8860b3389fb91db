#!/usr/bin/python3
"""backstop-gateway against an exchange that is not ours: what is sent, and what becomes of what nobody answers."""

import itertools
import json
import pathlib
import queue
import signal
import socket
import subprocess
import threading
import time
import tomllib

import pika

from running_site import SiteCase, Program, eventually, main

GATEWAY = "consumers/gateway/backstop-gateway"
COUNTERPARTY = "test/integration/backstop-fix-counterparty"
SESSION = "nse-1"
EPOCH = 7
DAY = 20261123
ANSWER_TIMEOUT_MS = 400
NUMBERS = itertools.count(1)
PLAIN = {"sender": "EXCH", "target": "BACKSTOP"}
FOREIGN = {"begin_string": "FIX.4.2", "sender": "XNSE", "target": "MEMBER9", "account_tag": 440, "token_tag": 5048,
           "exchange_tag": 0, "segment_tag": 0, "product_tag": 0, "exchange": "NSE", "segment": "FO"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Exchange:
    """The counterparty as a child: told by lines how to answer, and what it has received as a list of lines."""

    def __init__(self, case, dialect):
        self.lines = []
        self._fresh = queue.Queue()
        self.port = free_port()
        folder = case.folder / "exchange"
        folder.mkdir(exist_ok=True)
        config = case.write("counterparty", {"counterparty": {"store_dir": str(folder), "accept_port": self.port,
                                                              **dialect}})
        self.process = subprocess.Popen([str(case.stack.binary(COUNTERPARTY)), "--config", str(config)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        eventually(lambda: "ready" in self.lines, "the exchange listens")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.strip())

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        eventually(lambda: f"ok {line}" in self.lines, f"the exchange heard: {line}")

    def received(self, kind):
        """Client order ids of the messages of one type (D, F, H), in order."""
        return [line.split()[1] for line in list(self.lines) if line.startswith(kind + " ")]

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)
        self.process.stdout.close()


class GatewayCase(SiteCase):
    dialect = PLAIN
    ours = {}  # of the gateway's own section, beside what mirrors the exchange's

    def setUp(self):
        super().setUp()
        self.connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        self.addCleanup(self.connection.close)
        self.channel = self.connection.channel()
        for number in range(self.stack.partitions):
            self.channel.queue_purge(f"squareoff.{number:02d}")
        self.channel.queue_purge(f"gateway.{SESSION}")
        self.sql("DELETE FROM exits")
        self.site("ACTIVE", EPOCH)
        self.exchange = Exchange(self, self.dialect)
        self.addCleanup(self.exchange.end)
        self.addCleanup(self.site, "STANDBY", EPOCH)

    def sql(self, query, *values):
        return self.stack.sql(query, values)

    def site(self, state, epoch):
        self.sql("UPDATE site_state SET state=%s, epoch=%s", state, epoch)

    def write(self, name, tables):
        from backstop_local import services
        path = self.folder / f"{name}.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def gateway(self, **session):
        """The program, logged on; it is killed when the test ends."""
        tables = tomllib.loads((self.stack.paths.etc / "ledger-1.toml").read_text(encoding="utf-8"))
        del tables["ledger"]
        tables["http"] = {"port": 0, "port_file": str(self.port_file)}
        tables["gateway"] = {"partitions": self.stack.partitions, "sessions": [SESSION], "sweep_ms": 500,
                             "answer_timeout_ms": ANSWER_TIMEOUT_MS, "store_dir": str(self.folder / "gateway")}
        mirrored = {key: value for key, value in self.dialect.items() if key not in ("sender", "target")}
        tables[SESSION] = {"sender": self.dialect["target"], "target": self.dialect["sender"], "port": self.exchange.port,
                           **mirrored, **self.ours, **session}
        (self.folder / "gateway").mkdir(exist_ok=True)
        program = self.enterContext(Program(self.stack, GATEWAY, self.write("gateway", tables)))
        try:
            eventually(lambda: program.process.poll() is not None or self.page("/readyz")[0] == 200, "the gateway is ready")
        except AssertionError as error:
            raise AssertionError(f"{self.page('/readyz')}\n{program.output()}\n{self.exchange.lines}") from error
        if program.process.poll() is not None:
            raise AssertionError(program.output())
        return program

    def plan(self, count=1, action="exit", epoch=EPOCH, **columns):
        """Inserts planned rows -> their client order ids."""
        ids = []
        for number in itertools.islice(NUMBERS, count):
            row = {"client_order_id": f"BXG{time.time_ns()}{number}", "account": "GWACC1", "day": DAY, "command_id": "c1",
                   "row_in_command": 1, "attempt": 1, "slice": number, "action": action, "session": SESSION,
                   "epoch": epoch, "exchange": "NSE", "segment": "FO", "token": 35001, "symbol": "NIFTY26NOVFUT",
                   "product": "NRML", "side": "sell", "type": "limit", "validity": "ioc", "quantity": 75,
                   "price": 1_013_500, "target_client_order_id": "M17" if action == "cancel" else "",
                   "target_exchange_order_id": "1100017" if action == "cancel" else "", "state": "planned",
                   "planned_us": time.time_ns() // 1000} | columns
            self.sql(f"INSERT INTO exits ({','.join(row)}) VALUES ({','.join(['%s'] * len(row))})", *row.values())
            ids.append(row["client_order_id"])
        return ids

    def request(self, ids):
        body = json.dumps({"kind": "send", "client_order_ids": ids})
        self.channel.basic_publish("orders", SESSION, body.encode(), pika.BasicProperties(delivery_mode=2))

    def states(self, ids):
        found = dict(self.sql("SELECT client_order_id, state FROM exits"))
        return [found[one] for one in ids]

    def reason(self, one):
        return self.sql("SELECT reason FROM exits WHERE client_order_id=%s", one)[0][0]

    def wait_states(self, ids, state, deadline_s=15):
        eventually(lambda: self.states(ids) == [state] * len(ids) or None, f"all are {state}: {self.states(ids)}", deadline_s)

    def woken(self):
        """Accounts named by wakes so far."""
        accounts = set()
        for number in range(self.stack.partitions):
            for _, _, body in self.channel.consume(f"squareoff.{number:02d}", inactivity_timeout=0.2):
                if body is None:
                    break
                accounts.update(json.loads(body)["accounts"])
            self.channel.cancel()
        return accounts


class Sending(GatewayCase):
    def test_planned_rows_are_sent_once_whatever_the_messages_say(self):
        gateway = self.gateway()
        ids = self.plan(20)
        for _ in range(3):
            self.request(ids)
        self.request(["BXNOSUCHROW"])
        self.wait_states(ids, "sent")
        self.request(ids)
        eventually(lambda: self.queue_is_empty(), "all messages are acknowledged")
        self.assertEqual(sorted(self.exchange.received("D")), sorted(ids))
        self.assertEqual(self.sql("SELECT COUNT(*) FROM exits WHERE sent_us=0")[0][0], 0)
        gateway.process.send_signal(signal.SIGTERM)
        self.assertEqual(gateway.process.wait(20), 0, gateway.output())
        self.assertEqual(self.exchange.received("H"), [])

    def queue_is_empty(self):
        [queue_] = [one for one in self.stack.queues() if one["name"] == f"gateway.{SESSION}"]
        return queue_.get("messages") == 0

    def test_rows_of_another_epoch_are_fenced_off(self):
        self.gateway()
        old, good = self.plan(3, epoch=EPOCH - 1), self.plan(3)
        self.request(old + good)
        self.wait_states(good, "sent")
        self.wait_states(old, "cancelled")
        self.assertEqual(self.reason(old[0]), "epoch: fenced off")
        self.site("STANDBY", EPOCH)
        late = self.plan(2)
        self.request(late)
        self.wait_states(late, "cancelled")
        self.assertEqual(sorted(self.exchange.received("D")), sorted(good))
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_cancels_go_before_orders_and_the_throttle_holds(self):
        self.site("ACTIVE", EPOCH)
        orders, cancels = self.plan(30), self.plan(5, action="cancel")
        self.gateway(messages_per_second=20, burst=4)
        begun = time.monotonic()
        self.request(orders + cancels)
        self.wait_states(orders + cancels, "sent")
        self.assertGreater(time.monotonic() - begun, (35 - 4) / 20 * 0.8)
        kinds = [line[0] for line in self.exchange.lines if line[:2] in ("D ", "F ")]
        self.assertLess(max(at for at, kind in enumerate(kinds) if kind == "F"), 10)

    def test_a_row_whose_message_was_lost_is_found(self):
        self.gateway()
        ids = self.plan(2)
        self.wait_states(ids, "sent")


class Answers(GatewayCase):
    def test_refusals_are_clear_states_with_reasons(self):
        self.gateway()
        for how, words in (("reject", "price outside the band"), ("reject3", "not allowed here"),
                           ("rejectj", "not allowed here")):
            with self.subTest(how=how):
                self.exchange.tell(f"order {how}")
                [one] = self.plan()
                self.request([one])
                self.wait_states([one], "rejected")
                self.assertIn(words, self.reason(one))
        for how, words in (("unknown", "unknown order"), ("late", "too late"), ("reject3", "not allowed here")):
            with self.subTest(how=how):
                self.exchange.tell(f"cancel {how}")
                [one] = self.plan(action="cancel")
                self.request([one])
                self.wait_states([one], "rejected")
                self.assertIn(words, self.reason(one))
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_market_orders_are_refused_before_the_wire(self):
        self.gateway(market_orders=False)
        [one] = self.plan(type="market", price=0)
        self.request([one])
        self.wait_states([one], "rejected")
        self.assertEqual(self.reason(one), "type: this exchange takes no market orders")
        self.assertEqual(self.exchange.received("D"), [])

    def test_silence_is_asked_about_and_never_answered_by_a_second_order(self):
        self.exchange.tell("order silence")
        self.gateway()
        ids = self.plan(3)
        self.request(ids)
        eventually(lambda: sorted(self.exchange.received("H")) == sorted(ids), "all are asked for")
        eventually(lambda: self.own_metric("backstop_gateway_unanswered") == 0, "all are known")
        self.assertEqual(self.states(ids), ["sent"] * 3)
        self.assertEqual(sorted(self.exchange.received("D")), sorted(ids))

    def test_where_status_requests_are_not_understood_the_books_decide(self):
        for how, ours in (("reject3", {}), ("rejectj", {}), ("silence", {"status_requests": False})):
            with self.subTest(how=how):
                self.exchange.tell("order silence")
                self.exchange.tell(f"status {how}")
                gateway = self.gateway(**ours)
                [one] = self.plan()
                self.request([one])
                eventually(lambda: self.own_metric("backstop_gateway_in_doubt") == 1, "it is in doubt")
                self.book(one)
                eventually(lambda: self.own_metric("backstop_gateway_in_doubt") == 0, "the books know it")
                self.assertEqual(self.states([one]), ["sent"])
                gateway.process.send_signal(signal.SIGTERM)
                gateway.process.wait(20)
                self.port_file.unlink()

    def book(self, client_order_id):
        self.addCleanup(self.sql, "DELETE FROM orders WHERE account='GWACC1'")
        self.sql("INSERT INTO orders VALUES ('GWACC1',%s,'NSE','FO',%s,%s,35001,'NRML','sell','limit','ioc',75,0,75,"
                 "1013500,0,'open','','backstop','x',1)", DAY, "11" + client_order_id[-12:], client_order_id)


class Crashes(GatewayCase):
    def test_killed_before_the_wire_the_row_is_called_not_received(self):
        [one] = self.plan(state="sending", sender="host:1:1:1")
        [cancel] = self.plan(action="cancel", state="sending", sender="host:1:1:1")
        self.gateway()
        self.wait_states([one, cancel], "rejected")
        self.assertEqual(self.reason(one), "not received by the exchange")
        self.assertEqual(self.exchange.received("D") + self.exchange.received("F"), [])
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_killed_after_the_wire_the_row_is_sent_and_not_sent_again(self):
        self.exchange.tell("order silence")
        gateway = self.gateway()
        ids = self.plan(40)
        self.request(ids)
        eventually(lambda: len(self.exchange.received("D")) >= 5, "some are on the wire")
        gateway.process.kill()
        gateway.process.wait(20)
        self.port_file.unlink()
        self.exchange.tell("order new")
        self.gateway()
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        eventually(lambda: self.own_metric("backstop_gateway_unanswered") == 0, "all are known")
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)

    def test_lost_on_the_wire_in_the_middle_of_a_batch(self):
        self.gateway()
        self.exchange.tell("refuse 8")
        ids = self.plan(30)
        self.request(ids)
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        eventually(lambda: self.own_metric("backstop_gateway_unanswered") == 0, "all are known")
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)
        self.assertIn("rejected", self.states(ids))

    def test_a_connection_lost_before_the_answer(self):
        self.gateway()
        self.exchange.tell("drop 3")
        ids = self.plan(6)
        self.request(ids)
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        eventually(lambda: self.own_metric("backstop_gateway_unanswered") == 0, "all are known")
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)

    def test_ends_that_the_square_off_has_not_seen_are_told_at_the_start(self):
        self.plan(state="rejected", account="GWACC2")
        self.gateway()
        self.assertEqual(self.woken(), {"GWACC2"})


class Foreign(GatewayCase):
    dialect = FOREIGN

    def test_fix_4_2_with_other_names_and_tags(self):
        self.gateway()
        ids = self.plan(3) + self.plan(1, action="cancel")
        self.request(ids)
        self.wait_states(ids, "sent")
        eventually(lambda: self.own_metric("backstop_gateway_unanswered") == 0, "all are known")
        self.exchange.tell("order reject")
        [one] = self.plan()
        self.request([one])
        self.wait_states([one], "rejected")


if __name__ == "__main__":
    main()
