#!/usr/bin/python3
"""Walks every command of backstopctl: each leaf explains itself with an example, and the example parses.

  help_test.py BACKSTOPCTL

An example is run in an empty folder without secrets, where it can do nothing: what it ends with tells a command line that
was understood from one that was not.
"""

import pathlib
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

    def run(self, words, **secrets):
        """(exit code, standard output, standard error)."""
        done = subprocess.run([self.program, *words], cwd=self.folder, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "asha"} | secrets,
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


def command_line(leaf, text, but=()):
    """Words of a command with every value that it requires, as its help names them, that is none of `but`."""
    words = [*leaf, "--config", "none.toml"] if "--config TEXT" in text else [*leaf]
    for name, kind in re.findall(r"^  (--[a-z-]+) (TEXT|INT|UINT)[^\n]*REQUIRED", text, re.MULTILINE):
        if name not in (*but, "--config"):
            words += [name, GOOD.get(name, "1" if kind != "TEXT" else "x")]
    return words


GOOD = {"--account": "A1", "--day": "20260805", "--partition": "1", "--keep-days": "90", "--channel": "sms"}
# Option, a value that it can never have, and what is told of it.
NEVER = (("--account", "Ä1", "has a character that is not allowed, it may have A-Z 0-9: 'Ä1'"), ("--account", "a1", "A-Z 0-9: 'a1'"),
         ("--source", "Ä", "a-z 0-9 -: 'Ä'"), ("--day", "20260231", "must be a date yyyymmdd of 2000 to 2099: '20260231'"), ("--day", "x", "'x'"),
         ("--partition", "-1", "must be 0 to 255: '-1'"), ("--id", "é", "has a character that is not allowed"),
         ("--reason", b"\xff", "is not UTF-8"), ("--by", b"\xff", "is not UTF-8"))


def impossible_values(walker, leaves):
    """Of every command that has the option such a value is wrong use, told by its name, before anything is looked at."""
    found, tried = [], 0
    for path, text in leaves:
        for option, value, told in NEVER:
            if not re.search(rf"^  {option} (TEXT|INT|UINT)", text, re.MULTILINE):
                continue
            tried += 1
            code, _, error = walker.run([*command_line(path, text, but=(option,)), option, value])
            if code != 2 or not error.startswith(f"{option}: ") or told not in error:
                found.append(f"{' '.join(path)} {option} {value}: {code} {error}")
    return found if tried > 60 else [*found, f"only {tried} values were tried"]


def impossible_words(walker):
    """What can be no value whatever the site says: told with 2 although there is no site."""
    instrument, gap = ["instrument", "set", "NSE", "FO", "1"], ["gap", "accept", "--source", "s", "--day", "20260805", "--partition", "1"]
    said = ["--config", "none.toml", "--by", "asha", "--reason", "why"]
    lines = (
        ([*instrument, *said, "--band-low", "-1"], "band-low: must be rupees from 0 to 10000000 with at most 4 decimals, not -1"),
        ([*instrument, *said, "--band-low", "20", "--band-high", "10"], "band-low: 20 is above band-high, 10"),
        ([*instrument, *said, "--tick", "x"], "tick: must be rupees"), ([*instrument, *said, "--lot", "0"], "lot: must be 1 to 100000000, not 0"),
        ([*instrument, *said], "band-low: give it"), (["instrument", "show", "XYZ", "FO", "1", "--config", "x"], "not XYZ"),
        (["instrument", "load", *said, "--file", "none.csv"], "file: "),
        ([*gap, *said, "--range", "9-2"], "range: '9-2' is neither"), ([*gap, *said], "range: give either --through or --range"),
        ([*gap, *said, "--through", "0"], "through: must be at least 1, not 0"),
        (["operator", "add", "ravi", "--config", "x", "--break-glass"], "--break-glass requires --reason"),
        (["operator", "revoke", "Ä", "--config", "x"], "name: has a character"),
        (["notify", "--config", "x", "--template", "t", "--channel", "sms", "--all-customers", "--break-glass"], "--break-glass requires --reason"),
        (["mass-exit", "approve", "m", "--config", "x", "--break-glass"], "--break-glass requires --reason"),
        (["in-doubt", "resolve", "BXÄ", *said, "--dead"], "id: has a character"), (["commands", "show", "é", "--config", "x"], "id: has a character"),
        (["orders", "--config", "x"], "--account is required"), (["migrate", "--config", "x", "--folder", "none"], "folder: "))
    found = []
    for words, told in lines:
        code, _, error = walker.run(words)
        if code != 2 or told not in error:
            found.append(f"{' '.join(words)}: {code} {error}")
    return found


# A site where nothing runs, and what its configuration alone tells of a command line.
SITE = '[database]\nhost = "127.0.0.1"\nport = 1\n[amqp]\nhosts = ["127.0.0.1:1"]\n[ctl]\npartitions = 4\n'
SECRETS = dict.fromkeys(("BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_AMQP_PASSWORD", "BACKSTOP_MANAGEMENT_PASSWORD", "BACKSTOP_OPERATOR_PASSWORD"), "x")
SAID = ("--by", "asha", "--reason", "why")
GAP = ("gap", "accept", "--source", "s", "--day", "20260805", "--through", "4", *SAID)
CODES = (
    (2, "partition: must be 0 to 3, not 9", ("gap", "heal", "9", "--by", "asha")), (1, "connect to database", ("gap", "heal", "3", "--by", "asha")),
    (2, "partition: must be 0 to 3, not 9", (*GAP, "--partition", "9")), (1, "connect to database", (*GAP, "--partition", "3")),
    (2, "partition: must be 0 to 3", ("pause", "9", *SAID)), (1, "connect to database", ("pause", "all", *SAID)),
    (2, "partition: must be 0 to 3", ("resume", "4", "--by", "asha")), (1, "connect to database", ("resume", "0", "--by", "asha")),
    (2, "partition: must be 0 to 3", ("parked", "list", "--partition", "9")), (1, "connect to database", ("parked", "list", "--partition", "3")),
    (2, "partition: must be 0 to 3", ("parked", "discard", "--partition", "9", *SAID)), (1, "connect to database", ("parked", "discard", "--all", *SAID)),
    (2, "partition: must be 0 to 3", ("parked", "redrive", "--partition", "9", *SAID)), (2, "edit: ", ("parked", "redrive", "ff", "--edit", "none.json", *SAID)),
    (2, "none.toml", ("dlq", "redrive", "dlq.feed", "x", "--feed-config", "none.toml", *SAID)), (1, "connect to database", ("dlq", "redrive", "dlq.feed", "x", *SAID)),
    (2, "folder: ", ("doctor", "--folder", "none")), (2, "folder: ", ("migrate", "--folder", "none")), (2, "folder: ", ("migrate", "--folder", ".")),
    (2, "id: must be a whole decimal number, not x", ("request", "show", "x")), (2, "id: must be a whole decimal number", ("request", "approve", "x")),
    (2, "id: must be a whole decimal number", ("operator", "countersign", "x", "--reason", "why")), (1, "connect to database", ("request", "show", "7")),
    (2, "list: open none.csv", ("notify", "--template", "t", "--channel", "sms", "--list", "none.csv")), (2, "file: ", ("mass-exit", "request", "--file", "none", "--why", "x")),
    (1, "connect to database", ("day", "open", "--reason", "why", "--day", "20200101")), (2, "day: must be a date", ("day", "open", "--reason", "why", "--day", "20200199")),
    (2, "did you mean --account AB1234?", ("positions", "AB1234")), (1, "connect to database", ("positions", "--account", "AB1234")),
    (1, "connect to database", ("commands", "list")), (2, "", ("commands", "list", "--state", "bogus")), (1, "", ("status",)), (1, "", ("doctor",)))


def exit_codes(walker):
    """Wrong use is 2 also where nobody can be asked; what was understood and is not done is 1."""
    (pathlib.Path(walker.folder) / "ctl.toml").write_text(SITE, encoding="ascii")
    found = []
    for wanted, told, words in CODES:
        code, said, error = walker.run([*words, "--config", "ctl.toml"], **SECRETS)
        if code != wanted or told not in said + error:
            found.append(f"{' '.join(words)}: {code}, not {wanted}: {error}")
    return found


def unknown_words(walker, leaves):
    """A command or an option that there is not is named, with the one that was meant where one is near."""
    lines = [(["statuss"], "no command statuss; did you mean status?"), (["parked", "lst"], "no command lst of parked; did you mean list?"),
             (["bogus"], "no command bogus; what there is: backstopctl --help"),
             (["lag", "--partition", "2"], "lag has no option --partition; what there is: backstopctl lag --help"),
             (["positions", "--acount", "A1"], "positions has no option --acount; did you mean --account?")]
    lines += [([*path, "--bogus-option"], f"{' '.join(path)} has no option --bogus-option; ") for path, _ in leaves]
    found = []
    for words, told in lines:
        code, _, error = walker.run(words)
        if code != 2 or not error.startswith(told):
            found.append(f"{' '.join(words)}: {code} {error}")
    return found


def main():
    with tempfile.TemporaryDirectory(prefix="backstopctl-help-") as folder:
        walker = Help(sys.argv[1], folder)
        leaves = walker.leaves()
        found = [problem for path, text in leaves for problem in problems(walker, path, text)]
        found += unfit_reasons(walker)
        found += forgotten_values(walker, leaves)
        found += impossible_values(walker, leaves) + impossible_words(walker) + unknown_words(walker, leaves) + exit_codes(walker)
        if NOT_UNDERSTOOD not in walker.run(["site", "show", "--no-such-option"])[2]:
            found.append("a command line that is wrong is not told from one that is right")
        if not re.fullmatch(r"backstopctl \d+\.\d+\.\d+\n", walker.run(["--version"])[1]):
            found.append("--version does not print a version")
    print("\n".join(found) or f"{len(leaves)} commands, each with an example that parses")
    return 1 if found or len(leaves) < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
