#!/usr/bin/python3
"""The tools tell the truth: exit codes, tables, JSON, commands and orders in doubt, and what the audit has of an exit."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

from ctl_site import CTL, DAY, TOKEN, CtlCase
from operators_site import OperatorsCase
from running_site import ROOT, eventually, main

SYMBOL = "NIFTY26AUG24000CE"
REASON = "the exchange says that the price lies outside the day's band, and names no other one"
READS = (("status",), ("queues",), ("lag",), ("top", "--once"), ("differences",), ("doctor",), ("gap", "show", "--all"), ("parked", "list"),
         ("parked", "list", "--group"), ("dlq", "list", "dlq.feed"), ("dlq", "list", "notices"), ("notices",), ("mass-exit", "list"),
         ("operator", "list"), ("operator", "glass"), ("request", "list"), ("site", "show"), ("day", "show"), ("commands", "list"),
         ("orders", "--in-doubt"))
MINUTE_US = 60_000_000
SAID = ("--by", "asha", "--reason", "a test")


def now_us():
    return int(time.time() * 1_000_000)


class ToolsCase(CtlCase):
    def command_line(self, *words):
        return [str(self.stack.binary(CTL)), *map(str, words), "--config", str(self.ctl_file())]

    def begin(self, *words):
        return subprocess.Popen(self.command_line(*words), env=self.stack.environment(), text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def at_terminal(self, columns, *words, variable=None):
        """What it prints to a terminal of so many columns."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = self.stack.environment() | ({"COLUMNS": str(variable)} if variable else {})
        child = subprocess.Popen(self.command_line(*words), env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
        os.close(theirs)
        output = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            output += more
        os.close(ours)
        self.assertEqual(child.wait(60), 0, output)
        return output.decode().replace("\r\n", "\n")

    def reject_an_order(self):
        """The account's working order becomes one that was rejected for a long reason."""
        self.stack.sql("UPDATE orders SET state='rejected', reason=%s WHERE account=%s", (REASON, self.account))

    def put_command(self, name, rows, ended=True, state="done"):
        """A command with rows of these (state, done)."""
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}',%s,'',%s,%s)",
                       (name, self.account, DAY, state, now_us(), now_us() if ended else 0))
        for number, (row, done) in enumerate(rows, start=1):
            self.stack.sql("INSERT INTO command_rows VALUES (%s,%s,'exit','NSE','FO',%s,'NRML','sell','',150,150,%s,1,%s,'')",
                           (name, number, TOKEN, done, row))

    def put_order(self, name, state, seconds, heard=0, action="exit"):
        """An order of ours that was sent so many seconds ago."""
        sent_us = now_us() - seconds * 1_000_000
        self.stack.sql(
            "INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,action,session,epoch,exchange,segment,token,"
            "symbol,product,side,type,validity,quantity,price,target_client_order_id,target_exchange_order_id,state,heard,reason,planned_us,"
            "expires_us,sent_us,doubt_us) VALUES (%s,%s,%s,'c',1,1,1,%s,'nse-1',1,'NSE','FO',%s,%s,'NRML','sell','limit','ioc',150,1,'','',%s,%s,"
            "%s,%s,%s,%s,%s)",
            (name, self.account, DAY, action, TOKEN, SYMBOL, state, heard, "in doubt: why" if state == "doubt" else "", sent_us, sent_us, sent_us,
             sent_us if state == "doubt" else 0))

    def in_doubt(self, *words):
        return {row["client_order_id"]: row for row in json.loads(self.good("orders", "--in-doubt", "--json", *words))["orders"]}


class Tables(ToolsCase):
    def test_a_pipe_gets_every_row_in_one_line_whole(self):
        self.reject_an_order()
        lines = self.good("orders", "--account", self.account, "--all").splitlines()
        self.assertEqual(len(lines), 2)
        for part in (self.order, SYMBOL, REASON):
            self.assertIn(part, lines[1])

    def test_a_terminal_gets_the_last_column_under_itself_and_nothing_is_cut(self):
        self.reject_an_order()
        for columns, variable in ((140, None), (250, 140)):
            lines = self.at_terminal(columns, "orders", "--account", self.account, "--all", variable=variable).splitlines()
            self.assertGreater(len(lines), 2, lines)
            self.assertLessEqual(max(map(len, lines)), 140)
            self.assertIn(self.order, lines[1])
            self.assertIn(SYMBOL, lines[1])
            at = lines[0].index("STATE")
            self.assertEqual(" ".join(line[at:] for line in lines[1:]), f"rejected: {REASON}")
            self.assertFalse([line for line in lines[2:] if line[:at].strip()])
        narrow = self.at_terminal(40, "orders", "--account", self.account, "--all")
        for part in (self.order, SYMBOL, REASON):
            self.assertIn(part, narrow)

    def test_times_say_whose_they_are(self):
        text = self.good("site", "show") + self.good("day", "show") + self.good("status", ok=(0, 1))
        found = re.findall(r"\d\d:\d\d:\d\d(.{0,4})", text)
        self.assertTrue(found)
        self.assertEqual(set(found), {" IST"})

    def good(self, *words, ok=(0,), **options):
        code, output, error = self.ctl(*words, **options)
        self.assertIn(code, ok, output + error)
        return output


class Answers(ToolsCase):
    def test_with_json_the_top_is_an_object_and_standard_error_is_empty(self):
        for words in (*READS, ("orders", "--account", self.account), ("positions", "--account", self.account)):
            with self.subTest(words=words):
                code, output, error = self.ctl(*words, "--json")
                self.assertIn(code, (0, 1))
                self.assertIsInstance(json.loads(output), dict)
                self.assertEqual(error, "")

    def test_an_exit_all_writes_no_log(self):
        code, output, error = self.ctl("exit-all", "--account", self.account, "--wait-s", 1)
        self.assertEqual(code, 1, error)  # nobody takes it up here
        self.assertNotIn('{"time"', output + error)
        self.assertIn("commands show", output)
        self.assertRegex(output, r"messages? waits? in squareoff\.\d\d and nobody reads (it|them): start the square-off")

    def test_a_command_that_nobody_has_taken_up_is_told_by_its_queue(self):
        """No square-off runs here: the command stands in no table."""
        self.good("exit-all", "--account", self.account, "--wait-s", 0)
        told = json.loads(self.good("commands", "list", "--account", self.account, "--json"))
        self.assertEqual((told["commands"], told["unread_unknown"]), ([], ""))
        [queue] = told["unread"]
        self.assertGreater(queue["messages"], 0)
        waits = f" in {queue['queue']}"
        self.assertIn(waits, self.good("commands", "list", "--account", self.account))
        self.bad(1, waits, "commands", "show", "nobody")
        eventually(lambda: waits in self.ctl("status")[1].splitlines()[2], "status says it, once the broker has counted")

    def test_the_audit_has_who_from_where_and_what(self):
        for words in (("exit", "--token", TOKEN, "--quantity", 75), ("exit-all", "--product", "NRML"), ("cancel", "--all")):
            name = f"{words[0]}-{self.account}"
            self.good(words[0], "--account", self.account, *words[1:], "--wait-s", 0, "--id", name, "--by", "asha",
                      "--evidence", "call of 9876543210")
            [(who, os_user, host, detail, became)] = self.stack.sql(
                "SELECT who, os_user, host, detail, became FROM audit WHERE action=%s AND detail LIKE %s", (words[0], f"{name} %"))
            self.assertEqual((who, bool(os_user), bool(host)), ("asha", True, True))
            self.assertIn(self.account, detail)
            self.assertNotIn("9876543210", detail + became)
            self.assertEqual((json.loads(became)["account"], json.loads(became)["id"]), (self.account, name))

    def test_a_dry_run_leaves_no_row(self):
        self.good("exit-all", "--account", self.account, "--dry-run", "--by", f"dry-{self.account}")
        self.assertEqual(self.audit(f"dry-{self.account}"), ())


class Commands(ToolsCase):
    def listed(self, *words):
        return [(one["id"].split("-")[0], one["outcome"]) for one in
                json.loads(self.good("commands", "list", "--account", self.account, "--json", *words))["commands"]]

    def test_those_that_go_on_come_first_and_excluded_is_not_done(self):
        for name, rows, ended in (("open", [("working", 0)], False), ("done", [("done", 150)], True), ("half", [("done", 150), ("excluded", 0)], True),
                                  ("none", [("excluded", 0), ("excluded", 0)], True), ("empty", [], True)):
            self.put_command(f"{name}-{self.account}", rows, ended, "done" if ended else "exiting")
        self.put_command(f"no-{self.account}", [], True, "refused")
        self.assertEqual(self.listed(), [("open", "open"), ("no", "refused"), ("empty", "done"), ("none", "nothing"), ("half", "partly"), ("done", "done")])
        for outcome, names in (("open", ["open"]), ("done", ["empty", "done"]), ("partly", ["half"]), ("nothing", ["none"]), ("refused", ["no"])):
            self.assertEqual([name for name, _ in self.listed("--state", outcome)], names)
        self.assertEqual(len(self.listed("--limit", 2)), 2)
        self.assertIn(f"none-{self.account}", self.good("commands", "list", "--account", self.account))
        shown = self.good("commands", "show", f"none-{self.account}")
        self.assertIn("nothing was done", shown)
        self.assertEqual(shown, self.good("command", "show", f"none-{self.account}"))  # the name of before
        code, output, _ = self.ctl("exit-all", "--account", self.account, "--id", f"none-{self.account}", "--wait-s", 1)
        self.assertEqual((code, "nothing was done" in output), (1, True), output)
        self.bad(2, "--state", "commands", "list", "--state", "ended")


class ExitCodes(ToolsCase):
    def test_done_not_done_and_wrong_use(self):
        self.good("commands", "list")
        self.bad(1, "id: no command nobody", "commands", "show", "nobody")
        self.bad(1, "id: no order of ours", "in-doubt", "resolve", "nobody", "--dead", "--reason", "x")
        for words in (("commands", "list", "--bogus"), ("orders",), ("in-doubt", "resolve", "X", "--reason", "x"),
                      ("in-doubt", "resolve", "X", "--reason", "x", "--filled", 0)):
            self.assertEqual(self.ctl(*words)[0], 2, words)
        program = [str(self.stack.binary(CTL))]
        for words, code in (([], 2), (["bogus"], 2), (["--help"], 0), (["status", "--config", "/nowhere"], 2)):
            done = subprocess.run([*program, *words], env=self.stack.environment(), capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_a_partition_that_there_is_not_is_wrong_use(self):
        for words in (("pause", 99, *SAID), ("resume", 99, "--by", "asha"), ("gap", "heal", 99, "--by", "asha"),
                      ("gap", "accept", "--source", "s", "--day", DAY, "--partition", 99, "--through", 1, *SAID),
                      ("parked", "list", "--partition", 99), ("parked", "discard", "--partition", 99, *SAID),
                      ("parked", "redrive", "--partition", 99, *SAID)):
            self.bad(2, "partition: must be 0 to 3", *words)

    def test_what_could_not_be_printed_is_not_done(self):
        for words in (("day", "show"), ("commands", "list"), ("status", "--json")):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([self.stack.binary(CTL), *words, "--config", self.stack.paths.etc / "ctl.toml"], stdout=full,
                                      stderr=subprocess.PIPE, text=True, env=self.stack.environment(), timeout=30, check=False)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("standard output: ", done.stderr)

    def test_a_signal_stops_and_says_what_goes_on(self):
        for number, words in ((signal.SIGINT, ()), (signal.SIGTERM, ("--json",))):
            name = f"stop{number}-{self.account}"
            child = self.begin("exit-all", "--account", self.account, "--wait-s", 60, "--id", name, *words)
            eventually(lambda name=name: self.stack.sql("SELECT 1 FROM audit WHERE detail LIKE %s", (f"{name} %",)), "it is under way")
            time.sleep(0.5)  # until it has been published and is followed
            child.send_signal(number)
            output, error = child.communicate(timeout=10)
            self.assertEqual(child.returncode, 3, output + error)
            self.assertIn(f"commands show {name}", error)
            if words:
                self.assertEqual(json.loads(output)["error"]["exit_code"], 3)

    def test_the_local_stacks_own(self):
        def backstop(*words, **more):
            return subprocess.run([str(ROOT / "backstop"), *words], env=os.environ | more, capture_output=True, text=True, timeout=60, check=False)
        empty = {"BACKSTOP_VAR": str(self.folder / "none")}
        self.assertEqual(backstop("status").returncode, 0)
        self.assertEqual(backstop("status", **empty).returncode, 1)
        for verb in ("stop", "start", "restart"):
            self.assertEqual(backstop(verb, "ledger-1", **empty).returncode, 1)
        for words in (("bogus",), ("restart",), ("restart", "bogus"), ("stop", "bogus"), ("start", "bogus"), ("logs", "bogus"), ("status", "--bogus")):
            done = backstop(*words)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)

    def test_the_local_stack_that_is_stopped_while_it_waits(self):
        with (self.stack.paths.var / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            child = subprocess.Popen([str(ROOT / "backstop"), "restart", "ledger-1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(2)  # until it waits for the lock
            self.assertIsNone(child.poll())
            child.terminate()
            _, error = child.communicate(timeout=20)
        self.assertEqual(child.returncode, 3, error)

    def test_restart_says_what_it_does_and_comes_back_when_the_service_is_ready(self):
        before = self.stack.pid("ledger-1")
        done = subprocess.run([str(ROOT / "backstop"), "restart", "ledger-1"], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"(?s)ledger-1: stopping.*ledger-1: stopped after.*ledger-1: ready after")
        self.assertNotIn(self.stack.pid("ledger-1"), (0, before))
        self.assertTrue(self.stack.ready("ledger-1"))

    def test_a_slip_in_the_configuration_makes_no_outage(self):
        file = self.stack.paths.etc / "ledger-1.toml"
        good, before = file.read_text(encoding="utf-8"), self.stack.pid("ledger-1")
        file.write_text(good.replace("[ledger]", "[ledger]\nprefetsch = 9"), encoding="utf-8")
        try:
            done = subprocess.run([str(ROOT / "backstop"), "restart", "ledger-1"], capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertRegex(done.stderr, r"ledger-1: its configuration is wrong; it runs on as it was\nledger\.prefetsch: unknown key, line \d+ of .*ledger-1\.toml")
            self.assertEqual((self.stack.pid("ledger-1"), self.stack.ready("ledger-1")), (before, True))
        finally:
            file.write_text(good, encoding="utf-8")

    def test_one_program_is_stopped_and_started(self):
        for verb, told, running in (("stop", "stopped after", False), ("stop", "was not running", False),
                                    ("start", "ready after", True), ("start", "runs already", True)):
            done = subprocess.run([str(ROOT / "backstop"), verb, "ledger-1"], capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"ledger-1: {told}", done.stderr)
            self.assertEqual((self.stack.pid("ledger-1") != 0, self.stack.ready("ledger-1")), (running, running))


class InDoubt(OperatorsCase, ToolsCase):
    def name(self, what):
        return f"BX{what}{self.account}"

    def state_of(self, name):
        return self.stack.sql("SELECT state, heard, filled, ended_us, resolved_us>0 FROM exits WHERE client_order_id=%s", (name,))[0]

    def resolve(self, name, *words):
        return ("in-doubt", "resolve", name, *words, "--reason", "NSE desk, 14:05")

    def test_the_list_says_which_since_when_and_why(self):
        self.put_order(self.name("A"), "sent", 30)
        self.put_order(self.name("B"), "doubt", 20, heard=75)
        self.put_order(self.name("C"), "sent", 1)  # no answer yet, as is usual
        self.put_order(self.name("D"), "working", 30)
        found = self.in_doubt("--account", self.account)
        self.assertEqual({name: row["kind"] for name, row in found.items()}, {self.name("A"): "unanswered", self.name("B"): "contradicted"})
        row = found[self.name("B")]
        self.assertEqual((row["account"], row["symbol"], row["quantity"], row["heard"], row["reason"]), (self.account, SYMBOL, 150, 75, "in doubt: why"))
        self.assertLess(abs(now_us() - row["since_us"] - 20_000_000), MINUTE_US)
        table = self.good("orders", "--in-doubt")
        for part in (self.account, self.name("A"), SYMBOL, "150", "IST", "sent, and the exchange has not answered"):
            self.assertIn(part, table)

    def test_status_and_doctor_count_what_the_list_shows(self):
        self.put_order(self.name("M"), "sent", 30)
        self.put_order(self.name("N"), "doubt", 20)
        self.put_order(self.name("O"), "sent", 1)

        kinds = {"unanswered": "in_doubt", "contradicted": "contradicted"}

        def counted():
            listed = [row["kind"] for row in self.in_doubt().values() if row["session"] == "nse-1"]
            overview = json.loads(self.ctl("status", "--json")[1])["overview"]
            told = {kind: sum(one["orders"] for one in overview[key] if one["session"] == "nse-1") for kind, key in kinds.items()}
            return told, {kind: listed.count(kind) for kind in kinds}

        eventually(lambda: counted()[0] == counted()[1], "the same numbers")  # one just sent becomes unanswered meanwhile
        told = counted()[0]
        self.assertGreaterEqual(min(told.values()), 1)
        found = next(one["found"] for one in json.loads(self.ctl("doctor", "--json")[1])["findings"] if "session nse-1" in one["found"])
        self.assertIn(f"{told['contradicted']} orders contradicted, {told['unanswered']} unanswered", found)

    def test_a_dead_order_is_ended_by_two_and_the_audit_has_before_and_after(self):
        name = self.name("E")
        self.put_order(name, "doubt", 90)
        number = self.asked(*self.resolve(name, "--dead"), token=self.ravi)
        self.assertEqual(self.state_of(name), ("doubt", 0, 0, 0, 0))
        self.bad(1, "by: must be another person", "request", "approve", number, token=self.ravi)
        self.good(*self.resolve(name, "--dead", "--dry-run"), token=self.asha)
        self.assertEqual(self.state_of(name)[0], "doubt")
        self.good(*self.resolve(name, "--dead"), token=self.asha)
        self.assertEqual(self.state_of(name), ("cancelled", 0, 0, 0, 1))
        who, _, _, by_token, detail, was, became = self.audited("in-doubt resolve")
        self.assertEqual((who, by_token), ("Asha", 1))
        self.assertIn(f"{name} of {self.account}, 0 of 150 filled: NSE desk", detail)
        self.assertEqual((json.loads(was)["state"], json.loads(was)["heard"]), ("doubt", 0))
        self.assertEqual((json.loads(became)["state"], json.loads(became)["heard"]), ("cancelled", 0))
        self.assertEqual(self.state(number), "done")
        self.bad(1, "id: it is not in doubt, it is cancelled", *self.resolve(name, "--dead"), token=self.asha)

    def test_what_has_filled_counts_until_the_books_show_it(self):
        name = self.name("F")
        self.put_order(name, "sent", 90)
        self.asked(*self.resolve(name, "--filled", 75), token=self.ravi)
        self.good(*self.resolve(name, "--filled", 75), token=self.asha)
        self.assertEqual(self.state_of(name), ("doubt", 75, 0, 0, 1))
        self.assertIn("75 filled, as told by hand", self.in_doubt("--account", self.account)[name]["reason"])
        shown = json.loads(self.good("exit", "--account", self.account, "--token", TOKEN, "--dry-run", "--json"))
        self.assertEqual(shown["rows"][-1]["quantity"], 75, shown)  # of 150; not resolved, nothing were free

    def test_what_nobody_can_say_is_refused(self):
        for what, state, seconds, words, told in (
                ("G", "sent", 20, ("--dead",), "id: in doubt for 2"), ("H", "working", 90, ("--dead",), "id: it is not in doubt, it is working"),
                ("I", "sent", 90, ("--filled", 151), "filled: only 150 were ordered")):
            self.put_order(self.name(what), state, seconds)
            self.bad(1, told, *self.resolve(self.name(what), *words), token=self.ravi)
        self.put_order(self.name("J"), "sent", 90, action="cancel")
        self.bad(1, "id: it is a cancel", *self.resolve(self.name("J"), "--dead"), token=self.ravi)
        self.put_order(self.name("K"), "doubt", 90)
        self.stack.sql("UPDATE orders SET client_order_id=%s WHERE account=%s", (self.name("K"), self.account))
        self.bad(1, "id: the books know the order", *self.resolve(self.name("K"), "--dead"), token=self.ravi)

    def test_an_order_that_moved_between_the_two_is_asked_for_anew(self):
        name = self.name("L")
        self.put_order(name, "doubt", 90)
        first = self.asked(*self.resolve(name, "--dead"), token=self.ravi)
        self.stack.sql("UPDATE exits SET heard=75 WHERE client_order_id=%s", (name,))
        self.bad(1, "filled: 75 are told already", *self.resolve(name, "--dead"), token=self.asha)
        self.assertNotEqual(self.asked(*self.resolve(name, "--filled", 75), token=self.asha), first)
        self.assertEqual(self.state_of(name)[:2], ("doubt", 75))


if __name__ == "__main__":
    main()
