#!/usr/bin/python3
"""Unit tests of what the verbs of ./backstop take, refuse and say: no stack, and nothing beyond the loopback."""

import argparse
import contextlib
import io
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import choices, command_line, demo_data, exchange, nearest, readiness, trading  # noqa: E402
from backstop_local.one_program import OneProgram  # noqa: E402
from backstop_local.paths import Paths  # noqa: E402
from backstop_local.waiting import StackError, UnknownName  # noqa: E402
from stack import Stack  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


class OnePrograms(unittest.TestCase):
    """On a supervisor that only remembers who runs."""

    class FakeStack(OneProgram):
        def __init__(self, **runs):
            self.runs, self.said, self.say = runs, [], lambda text: self.said.append(text.partition(" after ")[0])
            self.paths, self.wrong = types.SimpleNamespace(var="/"), {}
            self.supervisor = types.SimpleNamespace(answers=lambda: bool(runs), programs=lambda: [{"name": name} for name in runs],
                                                    stop=lambda name: runs.update({name: 0}))

        def pid(self, name):
            return self.runs[name]

        def _locked(self):
            return contextlib.nullcontext()

        def config_check(self, name):
            """`wrong`: {name: what the shell is to do for the check}; feed cannot be asked."""
            return None if name == "feed" else (["/bin/sh", "-c", self.wrong.get(name, "exit 0")], {})

        def _start_and_wait(self, names):
            self.runs |= {name: 9 for name in names if not self.runs[name]}
            self.said += [f"{name}: ready" for name in names]

    def test_each_says_what_it_does(self):
        stack = self.FakeStack(archive=7, feed=8)
        stack.stop("archive")
        self.assertEqual(stack.runs, {"archive": 0, "feed": 8})
        stack.start("archive")
        self.assertEqual(stack.said, ["archive: stopping (at most 90 s)", "archive: stopped",
                                      "archive: stays stopped until ./backstop start archive, or the next up", "archive: ready"])

    def test_what_is_so_already_is_said_and_no_failure(self):
        stack = self.FakeStack(archive=0, feed=8)
        stack.stop("archive")
        stack.start("feed")
        stack.restart("archive")
        self.assertEqual(stack.said, ["archive: was not running", "feed: ready", "archive: was not running", "archive: ready"])

    def test_what_runs_already_is_not_told_as_starting(self):
        """The stack's own way of starting, on programs of which one runs and is ready, one runs and is not, one does not run."""
        runs, answers, said = {"ledger-1": 7, "feed": 8, "relay": 0}, {"ledger-1": [True], "feed": [False, True], "relay": [True]}, []
        stack = types.SimpleNamespace(
            pid=runs.get, ready=lambda name: answers[name].pop(0), said=said, say=lambda text: said.append(text.partition(" after ")[0]),
            supervisor=types.SimpleNamespace(start=lambda name: None, programs=lambda: [{"name": name, "statename": "RUNNING"} for name in runs]))
        stack._wait_ready = lambda *words: Stack._wait_ready(stack, *words)
        Stack._start_and_wait(stack, list(runs))
        self.assertEqual(said, ["ledger-1: runs already", "feed: runs, and is not ready yet (at most 60 s)", "feed: ready",
                                "relay: starting (at most 60 s)", "relay: ready"])

    def test_a_wrong_configuration_ends_and_starts_nothing(self):
        stack = self.FakeStack(archive=7, ledger=0, feed=8)
        stack.wrong = dict.fromkeys(("archive", "ledger"), "echo 'x.toml: line 4' >&2; exit 2")
        with self.assertRaisesRegex(StackError, "archive: its configuration is wrong; it runs on as it was\nx.toml: line 4"):
            stack.restart("archive")
        for verb in (stack.start, stack.restart):
            with self.assertRaisesRegex(StackError, "ledger: its configuration is wrong; it is not started\nx.toml: line 4"):
                verb("ledger")
        self.assertEqual((stack.runs, stack.said), ({"archive": 7, "ledger": 0, "feed": 8}, []))
        stack.stop("archive")  # to stop needs no configuration
        stack.restart("feed")
        self.assertEqual(stack.runs, {"archive": 0, "ledger": 0, "feed": 9})

    def test_a_check_that_says_nothing_or_does_not_end_is_no_good_one(self):
        stack = self.FakeStack(archive=7)
        stack.wrong = {"archive": "kill -9 $$"}
        self.assertRaisesRegex(StackError, "the check ended with -9", stack.restart, "archive")
        stack.wrong = {"archive": "exec sleep 60"}
        with unittest.mock.patch("backstop_local.one_program.CHECK_DEADLINE_S", 0.2):
            self.assertRaisesRegex(StackError, "could not be checked within 0.2 s; it runs on", stack.restart, "archive")
        self.assertEqual(stack.runs, {"archive": 7})

    def test_a_wrong_name_and_a_stack_that_does_not_run(self):
        for verb in ("stop", "start", "restart"):
            with self.assertRaisesRegex(UnknownName, "no program bogus in this stack; there are: archive feed"):
                getattr(self.FakeStack(archive=7, feed=8), verb)("bogus")
            with self.assertRaisesRegex(StackError, "does not run; first: ./backstop up"):
                getattr(self.FakeStack(), verb)("archive")


class DemoData(unittest.TestCase):
    """The demo may remove what a demo has made, and nothing else without a word."""

    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "var"
        self.stack = types.SimpleNamespace(paths=Paths(folder), supervisor=types.SimpleNamespace(answers=lambda: self.runs))
        self.runs = False

    def make_data(self):
        self.stack.paths.create()
        (self.stack.paths.lib / "mariadb").mkdir()

    def refusal(self, fresh=False):
        try:
            return demo_data.refuse_others(self.stack, fresh) or ""
        except StackError as error:
            return str(error)

    def test_an_empty_folder_and_an_earlier_demos_data_are_taken(self):
        self.assertEqual(self.refusal(), "")
        demo_data.claim(self.stack).close()
        self.make_data()
        self.assertEqual(self.refusal(), "")
        self.runs = True
        self.assertEqual(self.refusal(), "")

    def test_a_stack_that_runs_is_never_taken_and_its_data_only_when_that_is_said(self):
        self.make_data()
        self.assertRegex(self.refusal(), "has data that no demo has made.*--fresh")
        self.assertEqual(self.refusal(fresh=True), "")
        self.runs = True
        for fresh in (False, True):
            self.assertRegex(self.refusal(fresh), "a stack runs in .*, and the demo would remove its data: first ./backstop down")

    def test_what_up_goes_on_with_is_no_demos_any_more(self):
        demo_data.claim(self.stack).close()
        self.make_data()
        demo_data.give_up(self.stack.paths)
        self.assertIn("--fresh", self.refusal())

    def test_a_demo_that_plays_is_left_alone(self):
        with demo_data.claim(self.stack):
            self.assertIn("another demo is under way", self.refusal())
            self.assertRaisesRegex(StackError, "another demo", demo_data.claim, self.stack)
        self.assertEqual(self.refusal(), "")

    def test_a_folder_that_is_no_stacks_is_not_marked(self):
        self.stack.paths.var.mkdir()
        (self.stack.paths.var / "precious").touch()
        self.assertRaisesRegex(StackError, "not made by this script", demo_data.claim, self.stack)
        self.assertFalse(self.stack.paths.demo.exists())


class Choices(unittest.TestCase):
    RECORDED = {"partitions": 4, "ledgers": 1, "companions": ["archive"]}
    WHOLE = {"partitions": 4, "ledgers": 1, "exchange": True, "customers": 2000, "day": 20260803, "monitoring": True,
             "companions": ["relay", "archive", "console"]}

    def test_only_what_differs_is_said(self):
        self.assertEqual(choices.differences(self.WHOLE, dict(self.WHOLE)), [])
        self.assertEqual(choices.differences(self.RECORDED, self.WHOLE),
                         ["without the exchange's side (venue, feed, gateway, square-off)", "without monitoring (Prometheus, Alertmanager)",
                          "without relay, console"])
        self.assertEqual(choices.differences(self.WHOLE, self.WHOLE | {"ledgers": 2, "customers": 600, "companions": ["archive"]}),
                         ["with 1 ledger, not 2", "with 2000 customers, not 600", "with relay, console"])

    def test_a_number_out_of_its_limits_is_no_argument(self):
        read = choices.whole_number(1, 4)
        self.assertEqual([read(text) for text in ("1", "4")], [1, 4])
        for text in ("0", "5", "-1", "+1", "1.0", "", "9" * 5000, "\u0661", "1\n"):
            self.assertRaisesRegex(argparse.ArgumentTypeError, "from 1 to 4", read, text)


class Entrance(unittest.TestCase):
    """The script ./backstop: what is wrong is told before anything is installed or built, and alone."""

    def told(self, *words):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"BACKSTOP_VAR": folder + "/var", "BACKSTOP_BUILD": folder + "/build"}
            run = subprocess.run([str(ROOT / "backstop"), *words], env=environment, capture_output=True, text=True, timeout=60, check=False)
        return run.returncode, run.stderr

    def test_a_verb_that_there_is_not(self):
        code, error = self.told("frobnicate")
        self.assertEqual(code, 2)
        self.assertRegex(error, r"\Abackstop: no verb frobnicate; there are: deps build up down .*stop start restart .*bench \(.*\)\n\Z")

    def test_the_verb_that_was_meant(self):
        for typed, meant in (("statuss", "status"), ("stat", "status"), ("dwon", "down"), ("restrt", "restart"), ("upp", "up"), ("satrt", "start"), ("bnech", "bench")):
            self.assertIn(f"no verb {typed}; did you mean {meant}? there are: ", self.told(typed)[1])
        self.assertNotIn("did you mean", self.told("bogus")[1])

    def test_the_option_that_was_meant(self):
        for words, meant in ((("demo", "--event", "5"), "--events"), (("up", "--frsh"), "--fresh"), (("up", "--only-chek"), None), (("down", "--fresh"), None),
                             (("status", "--jsn"), "--json"), (("trade", "--order=5"), "--orders"), (("test", "unit", "--seds", "3"), "--seeds"), (("up", "--bogus"), None)):
            code, error = self.told(*words)
            self.assertEqual(code, 2, error)
            self.assertEqual("did you mean" in error, meant is not None, error)
            self.assertIn(f"; did you mean {meant}?" if meant else words[-1], error)
        self.assertIn("unknown label unti; did you mean unit?", self.told("test", "unti")[1])

    def test_a_log_that_there_is_not(self):
        for words, code, said in ((("logs", "gatway"), 2, ("no log gatway; did you mean gateway?", "no stack runs in")), (("logs", "bogus"), 2, ("no log bogus; no stack runs in",)),
                                  (("logs", "gateway"), 1, ("gateway has no log yet; no stack runs in",)), (("logs",), 0, ())):
            ended, error = self.told(*words)
            self.assertEqual(ended, code, error)
            for part in said:
                self.assertIn(part, error)

    def test_arguments_of_up_and_demo(self):
        for words, what in ((("up", "--ledgers", "99"), "--ledgers: a whole number from 1 to 4"), (("up", "--partitions", "0"), "--partitions: a whole"),
                            (("demo", "--partitions", "257"), "--partitions"), (("up", "--bogus"), "--bogus")):
            code, error = self.told(*words)
            self.assertEqual(code, 2, error)
            self.assertIn(what, error)
            self.assertNotIn("==", error)


class Readiness(unittest.TestCase):
    """Of programs whose page answers well, with a reason, or takes the connection and says nothing, as a frozen one does."""

    def serve(self, answer):
        server = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        def run():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(answer)
        if answer:
            threading.Thread(target=run, daemon=True).start()
        return server.getsockname()[1]

    def test_each_is_asked_and_the_silent_ones_cost_one_deadline(self):
        pages = {"feed": b"HTTP/1.0 200 OK\r\n\r\nready\n", "gateway": b"HTTP/1.0 503 No\r\n\r\nnse-1: not logged on\nbse-1: too\n", "frozen": b"", "stuck": b""}
        ports = {name: self.serve(answer) for name, answer in pages.items()}
        stack = types.SimpleNamespace(ready_url=lambda name: f"http://127.0.0.1:{ports[name]}/readyz")
        begun = time.monotonic()
        self.assertEqual(readiness.ask(stack, list(pages), 0.5), {
            "feed": "", "gateway": "nse-1: not logged on; bse-1: too", "frozen": "no answer within 0.5 s", "stuck": "no answer within 0.5 s"})
        self.assertLess(time.monotonic() - begun, 1)

    def test_the_table_says_ready_only_of_what_is(self):
        stack = types.SimpleNamespace(ready=lambda name: name == "epmd")
        told = [{"name": name, "statename": state, "pid": pid, "now": 9, "start": 2}
                for name, state, pid in (("epmd", "RUNNING", 5), ("mariadb", "RUNNING", 6), ("rabbitmq", "STOPPED", 0))]
        rows = readiness.of_programs(stack, told)
        self.assertEqual([(row["ready"], row["why"], row["seconds"]) for row in rows], [(True, "", 7), (False, "no answer", 7), (None, "", 0)])
        with contextlib.redirect_stdout(io.StringIO()) as output:
            command_line.print_status({"running": True, "programs": rows, "queues": [], "ports": {}})
        self.assertRegex(output.getvalue(), r"epmd +running +ready +pid.*\nmariadb +running +NOT READY +pid.*no answer\nrabbitmq +stopped +pid 0 +0 s\n")

    def test_a_queue_that_holds_something_for_nobody_says_so(self):
        queues = [{"name": name, "messages": messages, "messages_ready": messages, "consumers": consumers}
                  for name, messages, consumers in (("dlq.feed", 3, 0), ("journal", 9, 0), ("squareoff.00", 0, 0), ("squareoff.01", 1, 0), ("squareoff.02", 1, 1))]
        with contextlib.redirect_stdout(io.StringIO()) as output:
            command_line.print_status({"running": True, "programs": [], "queues": queues, "ports": {}})
        told = [line.split()[0] for line in output.getvalue().splitlines() if line.endswith("nobody reads it")]
        self.assertEqual(told, ["squareoff.01"])


class Trade(unittest.TestCase):
    """On a stack whose flow is a command of the shell."""

    def stack(self, command, **more):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        paths = Paths(folder)
        paths.create()
        program = folder / "flow"
        program.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        program.chmod(0o755)
        self.said = []
        return types.SimpleNamespace(**{
            "paths": paths, "say": self.said.append, "exchange": True, "customers": 20, "day": 20260803, "binary": lambda _: program,
            "secrets": dict.fromkeys(exchange.PASSWORDS.values(), "x"), "bare_environment": dict, "pid": lambda name: 7, "last_log_lines": lambda name: "its end",
            "sql": lambda *_: [("AA0000001", 3)], "supervisor": types.SimpleNamespace(answers=lambda: True)} | more)

    def test_it_comes_back_when_they_have_traded_and_names_who_holds_something(self):
        stack = self.stack('echo "$@"')
        trading.trade(stack, 1000, 200, 5)
        self.assertIn("--orders 1000 --rate 200 --accounts 20 --seed 5", (stack.paths.log / "flow.log").read_text(encoding="utf-8"))
        self.assertEqual(self.said, ["trade: 1,000 orders, changes and cancellations of 20 customers, 200 a second; seed 5",
                                     "trade: done; AA0000001 holds 3 positions: ./backstop ctl positions --account AA0000001"])

    def test_why_it_cannot(self):
        for stack, why in ((self.stack("exit 4"), "ended with 4\nits end"), (self.stack("kill -9 $$"), "was ended by SIGKILL"),
                           (self.stack("", exchange=False), "no exchange to trade at"), (self.stack("", pid=lambda name: 0), "start venue"),
                           (self.stack("", supervisor=types.SimpleNamespace(answers=lambda: False)), "first: ./backstop up")):
            self.assertRaisesRegex(StackError, why, trading.trade, stack, 1, 0)


class Nearest(unittest.TestCase):
    def test_as_the_programs_do_it(self):
        names = ["--events", "--fresh", "--json", "--pace", "--partitions"]
        for typed, meant in (("--event", "--events"), ("events", "--events"), ("--frehs", "--fresh"), ("--jsno", "--json"), ("--p", ""), ("--pa", ""),
                             ("--part", "--partitions"), ("--bogus", ""), ("--", ""), ("-" + "x" * 65, "")):
            self.assertEqual(nearest.nearest(typed, names), meant, typed)
        self.assertEqual(nearest.nearest("x", []), "")


class Services(unittest.TestCase):
    def test_an_up_without_services_says_who_runs_on(self):
        for pids, said in (({"rabbitmq": 1, "mariadb": 2, "epmd": 3}, 0), ({"rabbitmq": 1, "ledger-1": 4, "feed": 0}, 1)):
            told = []
            programs = [{"name": name, "pid": pid} for name, pid in pids.items()]
            Stack._tell_who_runs_on(types.SimpleNamespace(say=told.append, supervisor=types.SimpleNamespace(programs=lambda programs=programs: programs)))
            self.assertEqual(len(told), said)
        self.assertIn("these run on: ledger-1. To have", told[0])


class Logs(unittest.TestCase):
    def test_the_list_has_the_stacks_programs_alone(self):
        paths = Paths(self.enterContext(tempfile.TemporaryDirectory()))
        paths.create()
        for name in ("gateway", "backstop-12ab34cd@localhost_upgrade"):
            (paths.log / f"{name}.log").touch()
        with contextlib.redirect_stdout(io.StringIO()) as output:
            command_line.show_logs(types.SimpleNamespace(paths=paths), None)
        self.assertRegex(output.getvalue(), r"\Agateway +0 bytes .*gateway.log\n\Z")


class LeaveDisabled(unittest.TestCase):
    """The script, with a dpkg and a systemctl that are scripts and remember what they were asked to do."""

    DPKG = """case $2 in
        mariadb-server) printf '/lib/systemd/system/%s\\n' mariadb.service mariadb@.service mysql.service ;;
        erlang-base) printf '/usr/lib/systemd/system/%s\\n' epmd.service epmd.socket ;;
        *) echo /usr/share/doc/mariadb.service ;;
        esac"""
    SYSTEMCTL = """case $1:$2 in
        is-enabled:mysql.service) echo alias ;;
        is-enabled:*) echo enabled ;;
        disable:*) echo "$@" >> asked; exit CODE ;;
        esac"""

    def run_with(self, *packages, code=0, systemctl=True):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        tools = {"dpkg": self.DPKG} | ({"systemctl": self.SYSTEMCTL.replace("CODE", str(code))} if systemctl else {})
        for name, text in tools.items():
            (folder / name).write_text("#!/bin/bash\n" + text, encoding="utf-8")
            (folder / name).chmod(0o755)
        for name in ("sed", "sort"):
            (folder / name).symlink_to(shutil.which(name))
        run = subprocess.run(["/bin/bash", ROOT / "infra/local/leave_disabled.sh", *packages], cwd=folder, env={"PATH": str(folder)},
                             capture_output=True, text=True, timeout=60, check=False)
        asked = folder / "asked"
        return run.returncode, asked.read_text(encoding="utf-8") if asked.exists() else "", run.stdout + run.stderr

    def test_units_of_what_was_installed_are_disabled_and_named(self):
        code, asked, said = self.run_with("cmake", "mariadb-server", "erlang-base")
        self.assertEqual((code, asked), (0, "disable mariadb.service epmd.service epmd.socket\n"), said)
        self.assertIn("stay disabled: mariadb.service epmd.service epmd.socket", said)

    def test_nothing_to_disable_and_no_systemd_are_no_failure(self):
        self.assertEqual(self.run_with("cmake"), (0, "", ""))
        self.assertEqual(self.run_with("mariadb-server", systemctl=False), (0, "", ""))

    def test_where_it_cannot_be_done_the_command_is_said(self):
        code, _, said = self.run_with("mariadb-server", code=1)
        self.assertEqual(code, 1)
        self.assertIn("systemctl disable mariadb.service", said)


if __name__ == "__main__":
    unittest.main()
