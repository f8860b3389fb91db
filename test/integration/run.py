#!/usr/bin/python3
"""Integration tests: groups of test files, each against a private stack of its own, two stacks at a time.

  run.py [FILE...] [--keep]           only these files, e.g. test_feed.py
  run.py test_metrics.py --update     rewrite metrics_golden.txt from the running services

Exit codes: 0 all passed, 1 not, 2 wrong arguments, 77 broker or database are not installed (1 with REQUIRE_BROKER=1).
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra/local"))

from backstop_local import broker, companions, database, monitoring, processes, programs  # noqa: E402
from stack import BUILD, Stack  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"
FILE_DEADLINE_S = 400
KILLED_DEADLINE_S = 10
AT_ONCE = 2  # stacks; the tests wait more than they compute
LEDGERS = 2
PARTITIONS = 4
CUSTOMERS = 50
# One person does everything here but in test_operators.py, which asks for two again.
SETTINGS = {"ledger": {"partitions": PARTITIONS, "gap_alarm_ms": 300, "gap_heal_ms": 1500}, "operators": {"two_persons": False}}
QUICK_PRICES = {"venue": {"price_step_ms": 20, "price_step_instruments": 50}}
WITHOUT_STACK = ["infra/local/test_parts.py", "infra/local/test_verbs.py", "test/support/test_books.py", "test/support/test_gate.py",
                 "test/support/test_page_commands.py", "test/support/test_daygen.py", "test/support/test_compare_venue.py",
                 "test/support/test_notice_sink.py", "test/support/test_proof_table.py", "test/faults/test_harness.py", "test/days/test_fold.py"]


class Group(typing.NamedTuple):
    """Test files that share one stack, in this order, and what the stack has."""
    files: tuple
    exchange: bool = False
    monitoring: bool = False
    companions: str | tuple = ()


# What is in the journal before counts in the tests of archive and of replay, so each has a fresh one; the tests of dead letters
# want queues that no notifier reads, those of alerts a site that has had no fault for minutes, and test_console.py parks an
# event. test_bad_input.py sends the exchange orders that our books must refuse: from then on the two differ. test_relay.py
# kills the broker: it is the last of its group. The longest groups come first.
GROUPS = (
    Group(("test_replay.py", "test_carried.py", "test_old_names.py", "test_pruned_day.py", "test_backdated.py", "test_mixed_messages.py", "test_compared.py", "test_restore.py")),
    Group(("test_exit_all.py", "test_dry_run.py", "test_exchange_down.py", "test_cutoffs.py", "test_day.py", "test_prices.py", "test_venue_totals.py", "test_metrics.py", "test_console.py", "test_console_looks.py",
           "test_dashboards.py", "test_relay.py"), exchange=True, monitoring=True, companions=companions.UNWATCHED),
    Group(("test_start.py", "test_upstream.py", "test_meeting_events.py", "test_feed.py", "test_drop_copy.py",
           "test_ledger.py", "test_ctl.py",
           "test_doctor.py", "test_operations.py", "test_operators.py", "test_requests.py", "test_tools.py", "test_pauses.py", "test_prune.py", "test_gateway.py",
            "test_gateway_scenarios.py", "test_contradictions.py")),
    Group(("test_monitoring.py",), exchange=True, monitoring=True, companions=companions.UNWATCHED),
    Group(("test_notices.py", "test_reconciler.py", "test_reconciler_limits.py"), companions=("notifier", "reconciler", "relay")),
    Group(("test_archive.py",)),
    Group(("test_logon.py", "test_bad_input.py"), exchange=True),
    Group(("test_verdict.py",), exchange=True),
)
TAIL_LINES = 60


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="names of test files; all when none is named")
    parser.add_argument("--keep", action="store_true", help="leave data and logs of the stack")
    parser.add_argument("--update", action="store_true", help="test_metrics.py writes its golden file anew")
    arguments = parser.parse_args()
    known = {pathlib.Path(path).name for path in WITHOUT_STACK} | {name for group in GROUPS for name in group.files}
    unknown = [name for name in arguments.files if name not in known]
    if unknown:
        parser.error(f"unknown file {unknown[0]}; there are {', '.join(sorted(known))}")
    return arguments


SPEAKING = threading.Lock()
STOPPING = threading.Event()


def say(text):
    with SPEAKING:
        print(text, flush=True)


class Report:
    """What a stack says: kept until something fails, so that failures are what there is to read."""

    def __init__(self):
        self.begun = time.monotonic()
        self.lines = []

    def add(self, text):
        self.lines.append(f"{self.seconds():6.1f} s  {text}")

    def seconds(self):
        return time.monotonic() - self.begun

    def show(self):
        say("what the stack said:\n" + "\n".join("  | " + line for line in self.lines))


def run_file(path, environment):
    """Runs one test file to its end -> (passed, failed, skipped). What it said is shown where something failed."""
    begun = time.monotonic()
    child = subprocess.Popen(["/usr/bin/python3", str(ROOT / path)], env=environment, cwd=ROOT, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output, _ = child.communicate(timeout=FILE_DEADLINE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        try:
            output = child.communicate(timeout=KILLED_DEADLINE_S)[0]
        except subprocess.TimeoutExpired:  # a child of its own holds the pipe; taking the stack down ends that
            output = "what it said is lost"
        output += f"\nended after {FILE_DEADLINE_S} s"
    ran = counted(r"^Ran (\d+) tests? in", output)
    failed, skipped = counted(r"(?:failures|errors)=(\d+)", output), counted(r"skipped=(\d+)", output)
    if failed == 0 and (child.returncode != 0 or ran == 0):
        failed = 1  # it did not come as far as to count
    passed = max(0, ran - failed - skipped)
    told = [f"{pathlib.Path(path).name}: {passed} passed, {failed} failed, {skipped} skipped, {time.monotonic() - begun:.1f} s"]
    if failed:
        told += ["  | " + line for line in output.splitlines()[-TAIL_LINES:]]
    say("\n".join(told))
    return passed, failed, skipped


def counted(pattern, output):
    return sum(int(count) for count in re.findall(pattern, output, re.MULTILINE))


def environment_of(stack):
    """What the test files need; children inherit the mark, so that taking the stack down ends them too."""
    pages = " ".join(f"http://127.0.0.1:{stack.ports[name]}/metrics" for name in stack.ledgers)
    return stack.environment() | {"BACKSTOP_LEDGER_METRICS": pages, "REQUIRE_BROKER": "1",
                                  processes.MARK: str(stack.paths.var)}


def run_all(wanted, keep):
    """[(passed, failed, skipped)] of all files."""
    def chosen(paths):
        return [path for path in paths if not wanted or pathlib.Path(path).name in wanted]
    environment = {"BACKSTOP_DAYGEN": str(BUILD / "test/support/daygen/backstop-daygen")} | os.environ
    results = [run_file(path, environment) for path in chosen(WITHOUT_STACK)]
    groups = [(group, chosen(group.files)) for group in GROUPS if chosen(group.files)]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as lanes:
        try:
            for counts in lanes.map(lambda one: run_on_stack(*one, keep), groups):
                results += counts
        except KeyboardInterrupt:
            STOPPING.set()
            raise
    return results


def run_on_stack(group, files, keep):
    """[(passed, failed, skipped)] of these files of the group against one stack of their own."""
    if STOPPING.is_set():
        return []
    folder = tempfile.mkdtemp(prefix="backstop-integration-", dir=os.environ.get("BACKSTOP_TEST_TMP"))
    report = Report()
    stack = Stack(pathlib.Path(folder) / "var", partitions=PARTITIONS, ledgers=LEDGERS, say=report.add,
                  settings=SETTINGS | (QUICK_PRICES if group.exchange else {}), exchange=group.exchange, customers=CUSTOMERS,
                  monitoring=group.monitoring, companions=group.companions)
    results = []
    try:
        with stack.running():
            say(f"a stack is up after {report.seconds():.1f} s, for {' '.join(files)}")
            results = [run_file(f"test/integration/{name}", environment_of(stack)) for name in files if not STOPPING.is_set()]
    except Exception as error:  # the other groups go on, and all of it is told at the end
        say(f"the stack for {' '.join(files)} failed: {type(error).__name__}: {error}")
        results.append((0, 1, 0))
    if keep or any(failed for _, failed, _ in results):
        report.show()
        say(f"data and logs of the stack: {folder}")
    else:
        shutil.rmtree(folder)
    return results


def main():
    arguments = parse_arguments()
    missing = [path for path in (programs.SERVER, broker.SERVER, database.SERVER, *monitoring.INSTALLED) if not os.path.exists(path)]
    if missing:
        say(f"skipped: not installed: {' '.join(missing)}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    if arguments.update:
        os.environ["BACKSTOP_UPDATE_GOLDEN"] = "1"
    results = run_all(arguments.files, arguments.keep)
    passed, failed, skipped = (sum(counts) for counts in zip(*results))
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
