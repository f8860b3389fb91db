#!/usr/bin/python3
"""Runs every command of docs/operations.md as it stands there, in order, against a stack that the page itself starts; then
those of every runbook, on another stack that is up.

  operations_page.py [--page FILE...] [--from LINE] [--keep]   --from: on the stack that an earlier run with --keep has
                                                               left in BACKSTOP_PAGE_VAR

At the end it prints {"commands_in_docs", "commands_run", "left_out": {"page:line": why}}. The page's `./backstop` is this repository's, its `backstopctl` and other programs are those of the build, `ctl.toml` is that of
the stack. What the page calls $ACCOUNT and the like stands in the environment: see preparations.py beside this file.
Exit codes: 0 all commands ended as the page says, 1 not, 77 broker or database are not installed (1 with REQUIRE_BROKER=1).
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local"), str(ROOT / "test/support"), str(ROOT / "test/integration")]

from backstop_local import broker, database, monitoring, programs  # noqa: E402
from page_commands import Command, assigned, read  # noqa: E402
from preparations import Preparations  # noqa: E402
from stack import BUILD, Stack, StackError  # noqa: E402

FIRST = ROOT / "docs/operations.md"  # brings its stack up, and down at its end
RUNBOOKS = sorted((ROOT / "docs/runbooks").glob("*.md"))
UP = Command(0, "./backstop up")
COMMAND_DEADLINE_S = 240
ENDED_BY_TIMEOUT = 124
SHOWN_LINES = 15
SKIPPED = 77


def say(text):
    print(text, flush=True)


class Page:
    """The stack that the page works on, and the shell that its commands run in."""

    def __init__(self, folder):
        self.folder = folder
        self.var = folder / "var"
        self.work = folder / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.preparations = Preparations(self.stack, self.work)

    def stack(self):
        """As it is now: the page starts and stops it."""
        return Stack(self.var, say=lambda text: None)

    def environment(self):
        stack = self.stack()
        known = stack.environment() if stack.ports and stack.secrets else dict(os.environ)
        for name in ("ctl.toml", "replay.toml"):
            configuration, link = stack.paths.etc / name, self.work / name
            if configuration.exists() and not link.exists():
                link.symlink_to(configuration)
        folders = {str(path.parent) for path in BUILD.glob("*/*/backstop*") if os.access(path, os.X_OK) and path.is_file()}
        return known | {"BACKSTOP_VAR": str(self.var), "BACKSTOP_BUILD": str(BUILD), "NO_COLOR": "1",
                        "PATH": ":".join([*sorted(folders), os.environ["PATH"]])} | self.preparations.variables

    def run(self, command):
        """Runs one command -> (why it is not as the page says or "", what it said)."""
        for name in command.before:
            try:
                self.preparations.prepare(name)
            except Exception as error:  # noqa: BLE001: whatever it is, the other commands are run
                return f"{name} could not be prepared: {error!r}", ""
        text = command.text.replace("./backstop ", str(ROOT / "backstop") + " ", 1)
        name = assigned(text)
        if name:
            text += f"\ntest -n \"${name}\"; echo \"${name}\""
        limit = command.seconds or COMMAND_DEADLINE_S
        ran = subprocess.run(["timeout", "--kill-after=10", str(limit), "bash", "-euo", "pipefail", "-c", text], cwd=self.work,
                             env=self.environment(), capture_output=True, text=True, stdin=subprocess.DEVNULL,
                             timeout=limit + 30, check=False)
        wanted = ENDED_BY_TIMEOUT if command.seconds else command.exit_code
        said = ran.stdout + ran.stderr
        if name and ran.returncode == 0:  # what was prepared speaks of the test's own story
            self.preparations.variables.setdefault(name, ran.stdout.splitlines()[-1])
        return ("" if ran.returncode == wanted else f"exit code {ran.returncode}, not {wanted}"), said


def play(page, name, commands):
    """How many commands did not end as the page says."""
    failures = 0
    for command in commands:
        begun = time.monotonic()
        problem, said = page.run(command)
        say(f"{'FAILED' if problem else 'ok':<7} {time.monotonic() - begun:>6.1f} s  {name}:{command.line}: {command.text}")
        if problem:
            failures += 1
            say("\n".join(["  | " + problem] + ["  | " + line for line in said.splitlines()[-SHOWN_LINES:]]))
    return failures


def play_all(page, runbooks, pages, first_line):
    """Likewise, of all pages: the first on `page`, the others on `runbooks`, which is brought up for them."""
    failures = 0
    for file, (commands, _) in pages.items():
        where = page if file == FIRST else runbooks
        if where is runbooks and not runbooks.stack().supervisor.answers():
            failures += play(runbooks, file.name, [UP])
        failures += play(where, file.name, [command for command in commands if command.line >= first_line])
    return failures


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=pathlib.Path, action="append", help="instead of all of them")
    parser.add_argument("--from", type=int, default=0, dest="first_line")
    parser.add_argument("--keep", action="store_true", help="leave the stack as it is at the end")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    missing = [path for path in (programs.SERVER, broker.SERVER, database.SERVER, *monitoring.SERVERS.values()) if not os.path.exists(path)]
    if missing:
        say(f"skipped: not installed: {' '.join(missing)}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    pages = {file: read(file.read_text(encoding="utf-8")) for file in arguments.page or (FIRST, *RUNBOOKS)}
    left_out = {f"{file.name}:{line}": why for file, (_, skipped) in pages.items() for line, why in skipped.items()}
    folder = pathlib.Path(os.environ.get("BACKSTOP_PAGE_VAR") or tempfile.mkdtemp(prefix="backstop-page-"))
    page, runbooks = Page(folder), Page(folder / "runbooks")
    failures = 1
    try:
        failures = play_all(page, runbooks, pages, arguments.first_line)
    finally:
        page.preparations.close()
        runbooks.preparations.close()
        if arguments.keep:
            say(f"the stack stays: BACKSTOP_PAGE_VAR={folder}")
        else:
            page.stack().down()
            runbooks.stack().down()
            if failures:
                say(f"data and logs: {folder}")
            else:
                shutil.rmtree(folder)
    run = sum(len(commands) for commands, _ in pages.values())
    say(f"{run} commands, {failures} not as the page says")
    say(json.dumps({"commands_in_docs": run + len(left_out), "commands_run": run, "left_out": left_out}))
    return 1 if failures or not run else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StackError as error:
        say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
