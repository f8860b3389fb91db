#!/usr/bin/python3
"""What is wrong comes in at every door: FIX, commands, command lines, configurations. It is refused with a reason that somebody
can act on, nothing is lost by it, and everything goes on.

Needs the running stack of run.py with an exchange.
"""

import contextlib
import resource
import socket
import time

import pika
from main_site import Instruments, rupees
from running_site import Program, SiteCase, eventually, main
from upstream_publisher import encoded, partition_of
from fix_session import FixSession, encode, utc_now
from backstop_local import exchange as exchange_side

NEVER_US = 60_000_000
MEGABYTE = 1_000_000
SELECT_LIMIT = 1024  # descriptors that select() takes


class BadFix(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.share = Instruments(cls.stack.paths).first("NSE", "CM")
        cls.account = cls.stack.sql("SELECT account FROM customers ORDER BY account DESC LIMIT 1")[0][0]
        cls.number = time.time_ns()

    def setUp(self):
        super().setUp()
        self.pid = self.stack.pid("venue")

    def tearDown(self):
        self.assertEqual(self.stack.pid("venue"), self.pid, "the exchange ended")
        eventually(lambda: self.stack.ready("venue"), "the exchange answers")

    def log_on(self):
        login = exchange_side.main_login(self.stack.secrets)
        return self.enterContext(FixSession("127.0.0.1", self.stack.ports["venue_fix"], "MAIN", "VENUE", login=login))

    def order(self, **changes):
        """The fields of a good order (at a price where it rests), with changes {"f<tag>": value}; None leaves one out."""
        type(self).number += 1
        one = self.share
        fields = {11: f"BAD{self.number}", 1: self.account, 21: 1, 48: one["token"], 22: 8, 207: "NSE", 1300: "CM",
                  55: one["symbol"], 54: 1, 38: one["lot"], 40: 2, 44: rupees(one["band_low"]), 59: 0, 60: utc_now(), 9302: "MIS"}
        fields |= {int(name[1:]): value for name, value in changes.items()}
        return [(tag, value) for tag, value in fields.items() if value is not None]

    def raw(self, kind, number, fields, sender="MAIN", **more):
        head = [(35, kind), (34, number), (49, sender), (56, "VENUE"), (52, utc_now())]
        return encode("FIX.4.4", head + fields, **more)

    def told_to_stranger(self, data):
        """What comes back until the exchange ends the connection."""
        with socket.create_connection(("127.0.0.1", self.stack.ports["venue_fix"]), timeout=10) as link:
            link.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := link.recv(65536):
                    answer += piece
            return answer

    def test_orders_that_cannot_be_are_refused_with_what_is_wrong(self):
        session = self.log_on()
        for changes, kind, told in (
                ({"f48": 999_999_999}, "8", "instrument is not traded here"), ({"f55": "NOPE"}, "j", "55 Symbol"),
                ({"f1": "NOBODY"}, "8", "account is not known"), ({"f38": -1}, "j", "38 OrderQty: negative"),
                ({"f38": 0}, "8", "quantity must be above 0"), ({"f38": 10**15}, "8", "is above the largest one"),
                ({"f38": "9" * 40}, "j", "38 OrderQty: not a whole number"), ({"f44": "0.0001"}, "8", "price 0.0001 is"),
                ({"f44": "-5"}, "8", "price must be above 0"), ({"f44": "x"}, "j", "44 Price: not a decimal"),
                ({"f44": "9" * 30}, "j", "44 Price: too large"), ({"f54": 9}, "j", "54 Side: unknown value 9"),
                ({"f207": "XX"}, "j", "207 exchange: unknown value XX"), ({"f11": None}, "j", "11 ClOrdID: missing"),
                ({"f11": "X" * MEGABYTE}, "j", "11 ClOrdID: longer than 40 characters")):
            with self.subTest(changes=str(changes)[:60]):
                session.send("D", self.order(**changes))
                self.assertIn(told, session.wait(kind, lambda fields: fields.get(39, "8") == "8")[58])

    def test_one_client_order_id_is_one_order(self):
        session, order = self.log_on(), self.order()
        session.send("D", order)
        session.wait("8", lambda fields: fields[39] in "012")
        session.send("D", order)
        self.assertIn("client order id was used before", session.wait("8", lambda fields: fields[39] == "8")[58])

    def test_types_and_orders_that_nobody_knows(self):
        session = self.log_on()
        session.send("ZZ", [])
        self.assertIn("MsgType: ZZ is not known", session.wait("j")[58])
        session.send("F", [(11, f"C{self.number}"), (41, "nope"), (54, 1), (60, utc_now())])
        self.assertEqual(session.wait("9")[58], "no such order")
        session.send("H", [(11, "nope"), (54, 1)])
        self.assertEqual(session.wait("8")[58], "unknown order")

    def test_a_damaged_message_is_taken_when_it_comes_whole(self):
        session, order = self.log_on(), self.order()
        data = self.raw("D", session.next_seq, order)
        right = int(data[-4:-1])
        session.send_bytes(self.raw("D", session.next_seq, order, checksum=(right + 1) % 256))
        session.send_bytes(data[:40])
        session.send_bytes(data[40:])
        session.next_seq += 1
        self.assertEqual(session.wait("8", lambda fields: fields[39] in "0128")[39], "0")
        session.send("H", [(11, "nope"), (54, 1)])
        self.assertEqual(session.wait("8")[58], "unknown order")  # and nothing else came of it

    def test_a_gap_is_asked_for_and_a_low_number_ends_the_session(self):
        session = self.log_on()
        session.send("0", [], seq=session.next_seq)  # a heartbeat out of turn: its number is now used up
        session.send("D", self.order(), seq=session.next_seq)
        self.assertIn("MsgSeqNum too low", session.wait("5")[58])
        session = self.log_on()
        session.next_seq += 3

        def answered():  # what is sent before the gap is filled belongs to the gap
            session.send("H", [(11, "nope"), (54, 1)])
            with contextlib.suppress(TimeoutError):
                return session.wait("8", deadline_s=1)
        self.assertEqual(eventually(answered, "the gap is closed")[58], "unknown order")

    def test_strangers_are_sent_away(self):
        logon = [(98, 0), (108, 10), (141, "Y")]
        for data in (b"\x00\xff" * 500, b"GET / HTTP/1.1\r\n\r\n", self.raw("A", 1, logon, sender="STRANGER"),
                     self.raw("D", 1, self.order())):
            with self.subTest(data=data[:40]):
                self.assertEqual(self.told_to_stranger(data), b"")

    def test_a_second_logon_leaves_the_first_alone(self):
        session = self.log_on()
        self.assertEqual(self.told_to_stranger(self.raw("A", 1, [(98, 0), (108, 10), (141, "Y")])), b"")
        session.send("H", [(11, "nope"), (54, 1)])
        self.assertEqual(session.wait("8")[58], "unknown order")

    def test_more_connections_than_it_can_have_do_not_end_it(self):
        most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, SELECT_LIMIT * 2), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (most, hard))
        session = self.log_on()
        with contextlib.ExitStack() as connections:
            for _ in range(SELECT_LIMIT + 100):
                connections.enter_context(socket.create_connection(("127.0.0.1", self.stack.ports["venue_fix"]), timeout=10))
            session.send("H", [(11, "nope"), (54, 1)])
            self.assertEqual(session.wait("8")[58], "unknown order")
            self.assertEqual(self.stack.pid("venue"), self.pid)


class BadCommands(SiteCase):
    def setUp(self):
        super().setUp()
        self.account, self.other = (row[0] for row in self.stack.sql(
            "SELECT account FROM customers ORDER BY account DESC LIMIT 1,2"))
        if self.stack.sql("SELECT state FROM site_state")[0][0] != "ACTIVE":
            self.assertEqual(self.stack.ctl("site", "activate", "--reason", "test").returncode, 0)
        self.epoch = self.stack.sql("SELECT epoch FROM site_state")[0][0]
        self.name = f"bad-{time.time_ns()}"

    def command(self, number, **changes):
        now_us = time.time_ns() // 1000
        return {"kind": "command", "id": f"{self.name}-{number}", "account": self.account, "day": self.stack.day, "action": "exit",
                "origin": "customer", "who": "test", "epoch": self.epoch, "issued_us": now_us,
                "expires_us": now_us + NEVER_US} | changes

    def publish(self, body, partition=None):
        wanted = partition_of(self.account, self.stack.partitions) if partition is None else partition
        self.publisher.publish_body(body, f"squareoff.{wanted:02d}", exchange="commands")

    def parked(self, words):
        """The reason of the parked message that holds these words."""
        return eventually(lambda: self.stack.sql("SELECT reason FROM parked WHERE body LIKE %s", (f"%{words}%",)),
                          f"{words} is parked")[0][0]

    def answer(self, number):
        return eventually(lambda: self.stack.sql("SELECT state, reason FROM commands WHERE id=%s AND ended_us<>0",
                                                 (f"{self.name}-{number}",)), f"command {number} has its answer")[0]

    def held(self):
        """(fields that name a position of three lots, the lot), inserted as the start-of-day load would."""
        one = Instruments(self.stack.paths).first("NSE", "FO", lambda row: row["lot"] > 1)
        self.stack.sql("REPLACE INTO positions VALUES (%s,%s,'NSE','FO',%s,'MIS',%s,%s,0,0,0,0)", (
            self.account, self.stack.day, one["token"], 3 * one["lot"], 3 * one["lot"] * one["last_price"]))
        self.addCleanup(self.stack.sql, "DELETE FROM positions WHERE account=%s AND token=%s", (self.account, one["token"]))
        return {"exchange": "NSE", "segment": "FO", "token": one["token"], "product": "MIS"}, one["lot"]

    def test_bodies_that_are_no_commands_are_parked_with_the_field(self):
        position = {"exchange": "NSE", "segment": "FO", "token": 1}
        cases = (({"quantity": -5} | position, "quantity: must be at least 1"), ({"quantity": 10**12} | position, "quantity: must be at"),
                 ({"quantity": 7.5} | position, "quantity: must be an integer"), ({"percent": 101}, "percent: must be at most 100"),
                 ({"epoch": 0}, "epoch: must be at least 1"), ({"action": "buy"}, "action: must be one of cancel, exit"),
                 ({"origin": "dealer"}, "evidence: must not be empty"), ({"day": 20261332}, "day: must be a date"),
                 ({"expires_us": 1}, "expires_us: "), ({"token": 0}, "token: must be at least 1"),
                 ({"account": "ab'--"}, "account: has a character"), ({"orders": ["1"]}, "orders: only of a cancel"),
                 ({"price": 1.0}, "price: only where price_policy is limit"), ({"note": "x" * MEGABYTE}, "body: larger than"))
        for number, (changes, _) in enumerate(cases):
            self.publish(encoded(self.command(number, **changes)))
        for number, (changes, told) in enumerate(cases):
            with self.subTest(changes=str(changes)[:60]):
                self.assertIn(told, self.parked(f"{self.name}-{number}\""))
                if "note" not in changes:  # whose id is beyond what is read
                    state, reason = self.answer(number)
                    self.assertEqual(state, "refused")
                    self.assertIn(told, reason)

    def test_a_key_that_is_none_is_kept_and_reaches_nobody(self):
        partitions = self.stack.partitions
        keys = [("events", f"order.{partitions:02d}"), ("events", "trade.99"), ("events", "foo.00"), ("events", "trade.0"),
                ("events", "trade.00.x"), ("events", "foo.00.own"), ("commands", "squareoff.0"),
                ("commands", f"squareoff.{partitions:02d}"), ("commands", "foo.00")]
        for exchange, key in keys:
            self.publisher.publish_body(encoded({"kind": "stray", "key": f"{self.name}:{key}"}), key, exchange=exchange)
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))) as link:
            channel, found = link.channel(), []

            def all_kept():
                method, _, body = channel.basic_get("unrouted")
                if method and self.name.encode() in body:
                    found.append((method.exchange, method.routing_key))
                    channel.basic_ack(method.delivery_tag)
                return len(found) == len(keys)
            eventually(all_kept, "each is in unrouted")
        self.assertEqual(sorted(found), sorted(keys))
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM parked WHERE body LIKE %s", (f"%{self.name}:%",))[0][0], 0)

    def test_what_is_no_json_or_came_the_wrong_way_is_parked(self):
        for number, (body, told) in enumerate((
                (b"%s is no JSON", "body: not JSON"), (b'["%s"]', "body: "), (b'{"id":"%s"}', "kind: missing"),
                (b'\xff\xfe\x00%s', "body: not JSON"), (b'{"kind":"comand","id":"%s"}', "kind: "),
                (b'{"kind":"command","id":"%s', "body: not JSON"))):
            with self.subTest(body=body):
                name = f"{self.name}-{number}"
                self.publish(body % name.encode())
                self.assertIn(told, self.parked(name))
        own = partition_of(self.account, self.stack.partitions)
        self.publish(encoded(self.command("w")), (own + 1) % self.stack.partitions)
        self.assertEqual(self.parked(f"{self.name}-w"), "command: account: belongs to another partition")

    def test_commands_that_cannot_be_done_are_refused_with_the_field(self):
        position, lot = self.held()
        now_us = time.time_ns() // 1000
        cases = (({"epoch": self.epoch + 7}, "epoch: "), ({"day": 20200101}, "day: 20200101 is not the trading day"),
                 ({"issued_us": now_us - 2, "expires_us": now_us - 1}, "expires_us: the command has expired"),
                 (position | {"token": 999_999}, "token: no open position"),
                 (position | {"quantity": 4 * lot}, f"quantity: more than held ({3 * lot})"),
                 (position | {"quantity": lot + 1}, "quantity: not a multiple of the lot"))
        for number, (changes, _) in enumerate(cases):
            self.publish(encoded(self.command(number, **changes)))
        for number, (changes, told) in enumerate(cases):
            with self.subTest(changes=changes):
                state, reason = self.answer(number)
                self.assertEqual(state, "refused")
                self.assertIn(told, reason)
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM exits WHERE command_id LIKE %s", (f"{self.name}%",))[0][0], 0)

    def test_an_id_is_one_instruction(self):
        self.publish(encoded(self.command("i", epoch=self.epoch + 7)))
        first = self.answer("i")
        self.publish(encoded(self.command("i")))  # would be good, but the id is answered
        self.publish(encoded(self.command("i", epoch=self.epoch + 7, percent=50)))
        self.publish(encoded(self.command("i", account=self.other)), partition_of(self.other, self.stack.partitions))
        conflicts = eventually(lambda: self.stack.sql("SELECT field, account, seen FROM command_conflicts WHERE id=%s HAVING"
                                                      " (SELECT COUNT(*) FROM command_conflicts WHERE id=%s) = 3 ORDER BY field",
                                                      (f"{self.name}-i",) * 2), "all three are refused by name")
        self.assertEqual([tuple(row) for row in conflicts], [("account", self.other, 1), ("epoch", self.account, 1),
                                                             ("percent", self.account, 1)])
        self.assertEqual(self.answer("i"), first)

    def test_an_account_that_nobody_knows(self):
        self.account = "ZZ99999"
        self.publish(encoded(self.command("u")))
        self.assertEqual(self.answer("u"), ("refused", "account: unknown"))


class BadFiles(SiteCase):
    PROGRAMS = exchange_side.PROGRAMS | {"ledger-1": "consumers/ledger/backstop-ledger"}

    def test_a_wrong_option_ends_every_program_with_2(self):
        for name, relative in self.PROGRAMS.items():
            with self.subTest(program=name):
                code, told = self.run_program(relative, self.stack.paths.etc / f"{name}.toml", "--nonsense")
                self.assertEqual(code, 2, told)
                self.assertIn("nonsense", told)

    def test_a_wrong_key_ends_every_program_with_2_and_its_name(self):
        for name, relative in self.PROGRAMS.items():
            table = name.partition("-")[0]
            for changes, told in (({table: {"nonsense": 1}}, f"{table}.nonsense: unknown key"),
                                  ({"weird": {"a": 1}}, "weird: unknown section"), ({"log": {"level": 7}}, "log.level: ")):
                with self.subTest(program=name, changes=changes):
                    code, output = self.run_program(relative, self.config(name, **changes), "--check-config")
                    self.assertEqual(code, 2, output)
                    self.assertIn(told, output)

    def test_wrong_instruments_are_told_with_line_and_column(self):
        good = (exchange_side.reference_folder(self.stack.paths) / "instruments.csv").read_text().splitlines()[:2]
        names, values = good[0].split(","), good[1].split(",")
        file = self.folder / "instruments.csv"
        config = self.config("venue", venue={"instruments_file": str(file), "data_dir": str(self.folder / "venue")})
        for column, value in (("token", "0"), ("exchange", "XX"), ("lot", "x"), ("tick", "0"), ("expiry", "20269999"),
                              ("band_high", "9" * 18), ("symbol", ""), ("symbol", "A\x01B")):
            with self.subTest(column=column, value=value):
                row = [value if name == column else old for name, old in zip(names, values)]
                file.write_text(f"{good[0]}\n{','.join(row)}\n")
                code, output = self.run_program(self.PROGRAMS["venue"], config, "--check-config")
                self.assertEqual(code, 2, output)
                self.assertIn(f"line 2: {column}: ", output)
        file.write_text(good[0] + "\n")
        self.assertIn("no instruments", self.run_program(self.PROGRAMS["venue"], config, "--check-config")[1])

    def test_a_gateway_that_the_exchange_does_not_let_in_says_so(self):
        [session, *_] = exchange_side.SESSIONS.values()
        config = self.config("gateway", gateway={"store_dir": str(self.folder / "fix")}, **{session: {"sender": "STRANGER"}})
        with Program(self.stack, self.PROGRAMS["gateway"], config) as gateway:
            eventually(lambda: '"message":"not logged on"' in gateway.output(), "the log tells it")
            status, text = self.page("/readyz")
            self.assertEqual(status, 503)
            self.assertIn(f"{session}: not logged on", text)


if __name__ == "__main__":
    main()
