#!/usr/bin/python3
"""Runs the tests by label, in order, and stops at nothing: the last line and the exit code tell the whole.

Exit codes: 0 all passed, 1 something failed, 2 wrong arguments.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

from backstop_local import stopping
from backstop_local.nearest import Parser, hint

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BACKSTOP_BUILD", ROOT / "build" / "release"))
LABELS = ("tidy", "unit", "integration", "faults")
AT_ONCE = {"integration": 2}  # they wait more than they compute; integration/run, alone, does the same inside
ALERTS, DAYS = "alerts", "days"  # only when they are named: a quarter of an hour each
ALL = (*LABELS, ALERTS, DAYS)
FAULTS = ROOT / "test" / "faults" / "run.py"
PROVE = ROOT / "test" / "monitoring" / "prove.py"
STORY_OF_DAYS = ROOT / "test" / "days" / "run.py"


def parse_arguments():
    parser = Parser(prog="backstop test", description=__doc__.splitlines()[0])
    parser.add_argument("labels", nargs="*", metavar="LABEL", help=f"{', '.join(LABELS)}; all of these when none is named; {ALERTS}; {DAYS}")
    parser.add_argument("--seeds", type=int, help="how many seeds the fault tests play")
    parser.add_argument("--json", type=pathlib.Path, help="write the results there")
    parser.add_argument("--only-check-arguments", action="store_true", help=argparse.SUPPRESS)
    arguments, more = parser.parse_known_args()
    arguments.more = more
    if more and arguments.labels not in (["faults"], [DAYS]):
        parser.error(f"unknown arguments: {' '.join(more)} (faults alone takes those of test/faults/run.py, {DAYS} alone those of test/days/run.py)")
    unknown = [label for label in arguments.labels if label not in ALL]
    if unknown:
        parser.error(f"unknown label {unknown[0]}{hint(unknown[0], ALL) or ';'} there are {', '.join(ALL)}")
    if arguments.only_check_arguments:
        sys.exit(0)
    return arguments


def read_junit(path):
    """[{"name", "result": passed|failed|skipped, "seconds"}] of the file that ctest wrote."""
    if not path.exists():
        return []
    results = {"run": "passed", "fail": "failed"}
    return [{"name": case.get("name"), "seconds": float(case.get("time") or 0),
             "result": results.get(case.get("status"), "skipped")}
            for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase")]


def run_ctest(label):
    """Runs the tests of one label in the build folder."""
    with tempfile.TemporaryDirectory(prefix="backstop-test-") as folder:
        report = pathlib.Path(folder) / "junit.xml"
        code = subprocess.call(["ctest", "--test-dir", str(BUILD), "--label-regex", f"^{label}$", "--output-on-failure",
                                "--no-tests=error", "--parallel", str(AT_ONCE.get(label, 1)), "--output-junit", str(report)])
        tests = read_junit(report)
    return {"label": label, "ok": code == 0, "tests": tests}


def run_script(label, script, arguments):
    """Runs a script with a table of its own, and with deadlines of its own."""
    if not script.exists():
        print(f"{script} is not there", file=sys.stderr)
        return {"label": label, "ok": False, "tests": []}
    with tempfile.TemporaryDirectory(prefix="backstop-test-") as folder:
        report = pathlib.Path(folder) / "report.json"
        code = subprocess.call(["/usr/bin/python3", str(script), "--json", str(report), *arguments])
        details = json.loads(report.read_text()) if report.exists() else None
    return {"label": label, "ok": code == 0, "tests": [], "details": details}


def run_label(label, seeds, more):
    if label == "faults":
        return run_script(label, FAULTS, (["--seeds", str(seeds)] if seeds is not None else []) + more)
    if label == DAYS:
        return run_script(label, STORY_OF_DAYS, more)
    return run_script(label, PROVE, []) if label == ALERTS else run_ctest(label)


def print_summary(results):
    for result in results:
        counts = {name: sum(test["result"] == name for test in result["tests"]) for name in ("passed", "failed", "skipped")}
        told = "  ".join(f"{count} {name}" for name, count in counts.items() if count)
        print(f"{result['label']:<12} {'ok' if result['ok'] else 'FAILED':<7} {result['seconds']:>7.1f} s  {told}")
    failed = [result["label"] for result in results if not result["ok"]]
    print("all passed" if not failed else f"FAILED: {' '.join(failed)}; one alone: ./backstop test {failed[0]}")


def main():
    arguments = parse_arguments()
    results = []
    for label in [label for label in ALL if label in (arguments.labels or LABELS)]:
        print(f"== {label}", flush=True)
        begun = time.monotonic()
        result = run_label(label, arguments.seeds, arguments.more)
        results.append(result | {"seconds": round(time.monotonic() - begun, 1)})
    print_summary(results)
    ok = all(result["ok"] for result in results)
    if arguments.json:
        only_one = len(results) == 1 and results[0].get("details") is not None
        content = results[0]["details"] if only_one else {"ok": ok, "labels": results}
        arguments.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if ok else 1


if __name__ == "__main__":
    stopping.as_interrupts()
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(stopping.STOPPED)
