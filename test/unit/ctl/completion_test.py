#!/usr/bin/python3
"""What a real bash offers after `backstopctl completion bash` was read.

  completion_test.py BACKSTOPCTL
"""

import os
import subprocess
import sys
import tempfile
import unittest

DEADLINE_S = 10

# Calls the function as bash does when the tabulator is pressed behind the last word.
HARNESS = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_backstopctl
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="backstopctl-completion-"))
        self.script = os.path.join(self.folder, "backstopctl.bash")
        made = subprocess.run([PROGRAM, "completion", "bash", "--partitions", "3"], capture_output=True, text=True,
                              timeout=DEADLINE_S, check=True)
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(made.stdout)

    def offered(self, *words):
        """The words offered for the last of `words`, which may be empty or a beginning."""
        done = subprocess.run(["bash", "--norc", "-c", HARNESS, "harness", self.script, "backstopctl", *words], cwd=self.folder,
                              capture_output=True, text=True, timeout=DEADLINE_S, check=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_bash_registers_it(self):
        done = subprocess.run(["bash", "--norc", "-c", 'source "$1"; complete -p backstopctl', "harness", self.script],
                              capture_output=True, text=True, timeout=DEADLINE_S, check=True)
        self.assertIn("_backstopctl", done.stdout)

    def test_commands_by_their_beginning(self):
        self.assertLessEqual({"site", "doctor", "migrate", "--help", "--version"}, self.offered(""))
        self.assertEqual(self.offered("exit"), {"exit", "exit-all"})
        self.assertEqual(self.offered("nothing-like-it"), set())

    def test_commands_of_a_group(self):
        self.assertLessEqual({"show", "activate", "return", "standby", "pause", "resume"}, self.offered("site", ""))
        self.assertEqual(self.offered("mass-exit", "re"), {"request", "refuse"})
        self.assertNotIn("doctor", self.offered("site", ""))

    def test_options_of_the_command_that_was_typed(self):
        self.assertLessEqual({"--config", "--reason", "--dry-run", "--json"}, self.offered("site", "activate", "--"))
        self.assertEqual(self.offered("site", "activate", "--config", "x", "--rea"), {"--reason"})
        self.assertNotIn("--reason", self.offered("site", "show", "--"))

    def test_values_of_closed_lists(self):
        self.assertEqual(self.offered("exit", "--exchange", ""), {"NSE", "BSE", "MCX", "NCDEX", "MSE"})
        self.assertEqual(self.offered("exit", "--exchange", "N"), {"NSE", "NCDEX"})
        self.assertEqual(self.offered("exit", "--exchange", "=", "N"), {"NSE", "NCDEX"})
        self.assertEqual(self.offered("exit-all", "--product", ""), {"CNC", "MIS", "NRML", "MTF"})
        self.assertEqual(self.offered("exit-all", "--side", ""), {"buy", "sell"})

    def test_nothing_is_offered_for_a_free_value(self):
        self.assertEqual(self.offered("exit", "--account", ""), set())

    def test_files_for_the_configuration(self):
        for name in ("ctl.toml", "other.toml", "notes"):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8"):
                pass
        self.assertEqual(self.offered("doctor", "--config", "ctl"), {"ctl.toml"})
        self.assertEqual(self.offered("mass-exit", "request", "--file", "no"), {"notes"})

    def test_partitions_of_the_deployment(self):
        if "pause" not in self.offered("pau"):
            self.skipTest("this program has no command on a partition")
        self.assertLessEqual({"0", "1", "2"}, self.offered("pause", ""))
        self.assertNotIn("3", self.offered("pause", ""))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
