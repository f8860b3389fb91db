#!/usr/bin/python3
"""Walks every command of backstopctl: each leaf explains itself with an example, and the example parses.

  help_test.py BACKSTOPCTL

An example is run in an empty folder without secrets, where it can do nothing: what it ends with tells a command line that
was understood from one that was not.
"""

import re
import shlex
import subprocess
import sys
import tempfile

NOT_UNDERSTOOD = "Run with --help for more information."
DEADLINE_S = 10


class Help:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, words):
        """(exit code, standard output, standard error)."""
        done = subprocess.run([self.program, *words], cwd=self.folder, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE_S, check=False)
        return done.returncode, done.stdout, done.stderr

    def leaves(self, path=()):
        """[(path, its help)] of every command without commands of its own."""
        code, text, error = self.run([*path, "--help"])
        if code != 0 or error:
            raise AssertionError(f"{' '.join(path)} --help: {code} {error}")
        below = re.search(r"^Subcommands:\n((?:  .*\n?)+)", text, re.MULTILINE)
        if not below:
            return [(path, text)]
        names = re.findall(r"^  (\S+)", below.group(1), re.MULTILINE)
        return [leaf for name in names for leaf in self.leaves((*path, name))]


def problems(leaf_help, path, text):
    name = " ".join(path)
    examples = re.findall(r"^Example: backstopctl (.*)$", text, re.MULTILINE)
    if not examples:
        return [f"{name}: no line that begins with: Example: backstopctl"]
    found = []
    for example in examples:
        words = shlex.split(example)
        if words[:len(path)] != list(path):
            found.append(f"{name}: its example is of another command: {example}")
        elif NOT_UNDERSTOOD in leaf_help.run(words)[2]:
            found.append(f"{name}: its example does not parse: {example}")
    if "--json" not in text and path[0] != "completion":
        found.append(f"{name}: has no --json")
    return found


def unfit_reasons(walker):
    """Who and why that do not fit into the audit are wrong use, told before anything is looked at."""
    found = []
    for option, text in (("--by", "x" * 81), ("--by", "a\nb"), ("--reason", "x" * 201), ("--reason", "\x1b[2J")):
        given = {"--by": "asha", "--reason": "why"} | {option: text}
        words = [word for pair in given.items() for word in pair]
        code, _, error = walker.run(["pause", "1", "--config", "none.toml", *words])
        if code != 2 or not error.startswith(f"{option}: "):
            found.append(f"{option} of {len(text)} bytes: {code} {error}")
    return found


def forgotten_values(walker, leaves):
    """An option without its value is told by its name, and does not swallow the one behind it."""
    account = "--account"
    lines = [(account, ("positions", account)), (account, ("positions", account, "--config", "x")),
             (account, ("positions", "--config", "x", account, "--help")), ("--partitions", ("completion", "bash", "--partitions"))]
    for path, text in leaves:  # each command's last one; the rule is one for all
        options = re.findall(r"^  (--[a-z-]+) (?:TEXT|INT|UINT|FLOAT|ENUM)", text, re.MULTILINE)
        lines += [(option, (*path, option, option, "x")) for option in options[-1:]]
    found = []
    for option, words in lines:
        code, _, error = walker.run(words)
        if code != 2 or not error.startswith(f"{option} needs a value\n"):
            found.append(f"{' '.join(words)}: {code} {error}")
    return found


def main():
    with tempfile.TemporaryDirectory(prefix="backstopctl-help-") as folder:
        walker = Help(sys.argv[1], folder)
        leaves = walker.leaves()
        found = [problem for path, text in leaves for problem in problems(walker, path, text)]
        found += unfit_reasons(walker)
        found += forgotten_values(walker, leaves)
        if NOT_UNDERSTOOD not in walker.run(["site", "show", "--no-such-option"])[2]:
            found.append("a command line that is wrong is not told from one that is right")
        if not re.fullmatch(r"backstopctl \d+\.\d+\.\d+\n", walker.run(["--version"])[1]):
            found.append("--version does not print a version")
    print("\n".join(found) or f"{len(leaves)} commands, each with an example that parses")
    return 1 if found or len(leaves) < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
