#!/usr/bin/python3
"""How a page's commands are read."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from page_commands import PageError, assigned, read  # noqa: E402


class Reading(unittest.TestCase):
    def texts(self, page):
        return [command.text for command in read(page)[0]]

    def test_only_blocks_marked_sh_are_run(self):
        self.assertEqual(self.texts("```\na\n```\n```toml\nb = 1\n```\n```sh\nc\n# not this\n\nd  # of d\n```\n"), ["c", "d  # of d"])

    def test_a_backslash_joins_lines_and_the_first_one_counts(self):
        [command] = read("text\n\n```sh\na \\\n  b\n```\n")[0]
        self.assertEqual((command.line, command.text.split()), (4, ["a", "b"]))

    def test_remarks_belong_to_the_next_block_alone(self):
        first, second, third = read('<!-- test: before=x,y exit=1 seconds=2 -->\n```sh\na\nb\n```\n```sh\nc\n```\n')[0]
        self.assertEqual((first.before, first.exit_code, first.seconds), (("x", "y"), 1, 2))
        self.assertEqual((second.before, second.exit_code), ((), 1))
        self.assertEqual((third.before, third.exit_code, third.seconds), ((), 0, None))

    def test_a_skipped_block_says_why_for_each_command(self):
        commands, skipped = read('<!-- test: skip="needs a second machine" -->\n```sh\na\n\nb\n```\n')
        self.assertEqual((commands, skipped), ([], {3: "needs a second machine", 5: "needs a second machine"}))

    def test_a_word_that_the_reader_replaces_is_replaced(self):
        self.assertEqual(self.texts('<!-- test: with="NAME=ledger-1,ID=$ID" -->\n```sh\na NAME ID IDS\n```\n'), ["a ledger-1 $ID IDS"])

    def test_a_line_that_sets_a_variable(self):
        for text, name in (("DAY=20260803    # the lost one", "DAY"), ("DAY=$(a | awk '{ print $2 }')  # open", "DAY"), ('export A_1="b c"', "A_1"),
                           ("BACKSTOP_VAR=/tmp/x ./backstop up", None), ("a DAY=1", None), ("a --day $DAY", None)):
            self.assertEqual(assigned(text), name, text)

    def test_what_is_not_understood_is_refused(self):
        for page in ("<!-- test: befor=x -->\n```sh\na\n```\n", "<!-- test: exit=1 -->\ntext\n", "```sh\na\n", "```sh\na \\\n```\n",
                     "<!-- test: exit=1 -->\n```toml\na\n```\n"):
            with self.subTest(page), self.assertRaises(PageError):
                read(page)


if __name__ == "__main__":
    unittest.main()
