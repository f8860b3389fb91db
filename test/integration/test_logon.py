#!/usr/bin/python3
"""Who may log on to the exchange: whoever has the user and password of the session, and nobody else. No password is anywhere but
where the stack keeps its secrets.

Needs the running stack of run.py with an exchange.
"""

import contextlib
import json
import pathlib
import socket
import sys
import time

from main_site import Instruments, rupees
from running_site import Program, SiteCase, eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))

from backstop_local import exchange, ports  # noqa: E402
from fix_session import SOH, FixSession, encode, logon_fields, utc_now  # noqa: E402

VENUE = exchange.PROGRAMS["venue"]
REFUSED = "Rejected Logon Attempt: user or password is wrong"
END_S = 10


def keeps_secrets(paths):
    """The files that may hold one."""
    return paths.secrets, paths.etc / "supervisord.conf"


class Logons(SiteCase):
    """At an exchange of our own beside the stack's, which tells all that it hears and says."""

    def setUp(self):
        super().setUp()
        self.secrets = self.stack.secrets
        self.given = exchange.secrets_of(self.secrets, "venue")
        self.port, = ports.choose_some(1)

    def venue_config(self, **sessions):
        own = {"fix_port": self.port, "data_dir": str(self.folder / "venue"), "price_path": "none"}
        return self.config("venue", venue=own, log={"level": "debug"}, **sessions)

    def start(self, **sessions):
        config = self.venue_config(**sessions)
        venue = self.enterContext(Program(self.stack, VENUE, config, secrets=self.given))
        eventually(lambda: self.page("/readyz")[0] == 200, f"it is ready: {venue.output()}")
        return venue

    def message(self, kind, number, fields, sender="MAIN"):
        return encode("FIX.4.4", [(35, kind), (34, number), (49, sender), (56, "VENUE"), (52, utc_now()), *fields])

    def logon(self, login, sender="MAIN", number=1):
        return self.message("A", number, [(98, 0), (108, 10), *logon_fields(login)], sender)

    def answer(self, data):
        """The messages, as {tag: value}, that come back until the exchange ends the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=END_S) as link:
            link.sendall(data)
            heard = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := link.recv(65536):
                    heard += piece
        texts = ["8=" + text for text in heard.decode().split("8=FIX")[1:]]
        return [{int(tag): value for tag, _, value in (field.partition("=") for field in text.split(SOH) if field)} for text in texts]

    def log_on(self, session="main", sender="MAIN", **more):
        login = session, self.secrets[exchange.PASSWORDS[session]]
        return self.enterContext(FixSession("127.0.0.1", self.port, sender, "VENUE", login=login, **more))

    def order(self):
        one = Instruments(self.stack.paths).first("NSE", "CM")
        account = self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1")[0][0]
        return [(11, f"L{time.time_ns()}"), (1, account), (21, 1), (48, one["token"]), (22, 8), (207, "NSE"), (1300, "CM"), (55, one["symbol"]),
                (54, 1), (38, one["lot"]), (40, 2), (44, rupees(one["band_low"])), (59, 0), (60, utc_now()), (9302, "MIS")]

    def orders(self):
        return self.page("/orders?member=1")[1].splitlines()

    def test_a_wrong_login_is_refused_and_the_answer_says_nothing_more(self):
        venue = self.start()
        right = self.secrets[exchange.PASSWORDS["main"]]
        logins = (None, ("main",), ("main", "wrong"), ("main", right[:-1]), ("main", right + "0"), ("main", right.upper()),
                  ("main", self.secrets[exchange.PASSWORDS["nse-1"]]), ("nse-1", self.secrets[exchange.PASSWORDS["nse-1"]]),
                  ("nse-1", right), ("nobody", "wrong"))
        for count, login in enumerate(logins, 1):
            with self.subTest(login=count):
                [told] = self.answer(self.logon(login, number=count))
                self.assertEqual((told[35], told[58], told[49], told[56]), ("5", REFUSED, "VENUE", "MAIN"))
                self.assertEqual(set(told), {8, 9, 10, 34, 35, 49, 52, 56, 58})
                eventually(lambda: self.own_metric("backstop_venue_logons_refused_total") == count, "it is counted")
        lines = [json.loads(line) for line in venue.output().splitlines() if line.startswith("{")]
        refused = [line["session"] for line in lines if line["message"].startswith("logon refused")]
        self.assertEqual(refused, ["main"] * len(logins))
        self.assertEqual([line for line in lines if line["message"] == "session logged on"], [])
        session = self.log_on(reset=False)
        session.send("H", [(11, "nope"), (54, 1)])
        self.assertEqual(session.wait("8")[58], "unknown order")
        self.assertEqual(self.own_metric("backstop_venue_logons_refused_total"), len(logins))
        self.log_on("nse-1", "NSE-1")
        self.assert_nowhere(self.given.values(), venue.output())
        self.assertIn("554=***", venue.output())

    def assert_nowhere(self, passwords, output):
        for password in passwords:
            self.assertNotIn(password, output)
        self.assertEqual(files_with(self.folder, passwords), {})

    def test_what_stands_behind_a_refused_logon_is_not_taken(self):
        self.start()
        for first in (self.logon(("main", "wrong")), self.message("4", 1, [(123, "N"), (36, 1000)]), b""):
            [*told] = self.answer(first + self.message("D", 2, self.order()) + self.message("2", 3, [(7, 1), (16, 0)]))
            self.assertLessEqual({one[35] for one in told}, {"5"})
        self.assertEqual(self.orders(), [])
        session = self.log_on(reset=False)  # under number 1: nobody has moved it
        session.send("D", self.order())
        self.assertEqual(session.wait("8")[39], "0")

    def test_a_stranger_does_not_cancel_what_goes_with_the_members_connection(self):
        venue = self.start(session_main={"cancel_on_disconnect": True})
        session = self.log_on()
        session.send("D", self.order())
        session.wait("8", lambda report: report[39] == "0")
        venue.process.kill()
        venue.process.wait(END_S)
        self.port_file.unlink()
        self.start(session_main={"cancel_on_disconnect": True})
        self.assertEqual(len(self.orders()), 1)
        self.assertEqual(self.answer(self.logon(("main", "wrong")))[0][58], REFUSED)
        eventually(lambda: self.own_metric("backstop_venue_logons_refused_total") == 1, "it is counted")
        [order] = map(json.loads, self.orders())
        self.assertEqual(order["state"], "open", order)

    def test_it_does_not_start_without_a_password_and_says_who_needs_none(self):
        config = self.venue_config(session_main={"username": ""})
        given = {name: value for name, value in self.given.items() if name not in ("BACKSTOP_FIX_PASSWORD_PRICES", "BACKSTOP_FIX_PASSWORD_MAIN")}
        code, output = self.run_program(VENUE, config, secrets=given)
        self.assertEqual(code, 2, output)
        self.assertIn("BACKSTOP_FIX_PASSWORD_PRICES is not set", output)
        self.assertNotIn("BACKSTOP_FIX_PASSWORD_MAIN", output)
        venue = self.start(session_main={"username": ""})
        told = [json.loads(line) for line in venue.output().splitlines() if "anybody may log on" in line]
        self.assertEqual([line["session"] for line in told], ["main"])
        self.enterContext(FixSession("127.0.0.1", self.port, "MAIN", "VENUE"))


class Secrets(SiteCase):
    def test_no_file_but_those_that_keep_them_holds_a_password_of_a_session(self):
        for login in (exchange.main_login(self.stack.secrets), ("main", "wrong")):
            with contextlib.suppress(ConnectionError), FixSession("127.0.0.1", self.stack.ports["venue_fix"], "MAIN", "VENUE", login=login):
                pass
        passwords = {self.stack.secrets[name] for name in exchange.PASSWORDS.values()}
        self.assertEqual(files_with(self.stack.paths.var, passwords), dict.fromkeys(keeps_secrets(self.stack.paths), passwords))

    def test_each_program_has_only_its_own(self):
        for program in exchange.PROGRAMS:
            variables = pathlib.Path(f"/proc/{self.stack.pid(program)}/environ").read_bytes().decode()
            with self.subTest(program=program):
                has = {name for name, value in self.stack.secrets.items() if value in variables}
                self.assertEqual(has, set(exchange.SECRETS[program]))


def files_with(folder, texts):
    """{file below `folder`: those of the texts that it holds}, without files that hold none."""
    found = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file():
                data = path.read_bytes()
                found[path] = {text for text in texts if text.encode() in data}
    return {path: held for path, held in found.items() if held}


if __name__ == "__main__":
    main()
