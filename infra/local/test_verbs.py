#!/usr/bin/python3
"""Unit tests of what the verbs of ./backstop take, refuse and say: no stack, and nothing beyond the loopback."""

import contextlib
import pathlib
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import demo_data  # noqa: E402
from backstop_local.one_program import OneProgram  # noqa: E402
from backstop_local.paths import Paths  # noqa: E402
from backstop_local.waiting import StackError, UnknownName  # noqa: E402


class OnePrograms(unittest.TestCase):
    """On a supervisor that only remembers who runs."""

    class FakeStack(OneProgram):
        def __init__(self, **runs):
            self.runs, self.said, self.say = runs, [], lambda text: self.said.append(text.partition(" after ")[0])
            self.paths = types.SimpleNamespace(var="/var/of/this")
            self.supervisor = types.SimpleNamespace(answers=lambda: bool(runs), programs=lambda: [{"name": name} for name in runs],
                                                    stop=lambda name: runs.update({name: 0}))

        def pid(self, name):
            return self.runs[name]

        def _locked(self):
            return contextlib.nullcontext()

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
        self.assertEqual(stack.said, ["archive: was not running", "feed: runs already", "feed: ready", "archive: was not running", "archive: ready"])

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


if __name__ == "__main__":
    unittest.main()
