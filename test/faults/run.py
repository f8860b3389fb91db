#!/usr/bin/python3
"""Fault tests: days go through a private site while its programs are killed, frozen, cut off and starved; afterwards
every row of database and journal is compared with the expected books, and the day is folded again from the journal and verified.

First every row of the fault matrix by itself (scenarios.py), then seeds: random schedules, of which two neighbours share
out all kinds of faults. The same seed gives the same schedule. Then an exit-all of a thousand positions for each of the
programs that are killed in the middle of it (exit_faults.py). Last the faults of single/, each on a site of its own. Exit codes: 0 all right, 1 not, 2 wrong arguments,
77 broker or database are not installed (1 with REQUIRE_BROKER=1).
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from fault_site import ROOT, Site, StackError  # noqa: E402
from backstop_local import broker, database, paths, programs  # noqa: E402
from exit_faults import run_exit_faults  # noqa: E402
from overdue import Overdue, ending_within  # noqa: E402
from play import days_folder, is_good, play_seed  # noqa: E402
from scenarios import run_scenarios  # noqa: E402
import single  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"
SCENARIOS_S, EXITS_S = 420, 420  # several times what they take
SEED_S = 240  # beyond the seconds of its day
SUMMED = ("lost", "duplicated", "wrong", "parked", "journal_lost", "journal_wrong", "missed", "verify_differences", "rows",
          "journal_repeats")


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2, help="how many (default: 2)")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=26, help="that a day takes undisturbed (default: 26)")
    parser.add_argument("--events", type=int, default=60_000, help="of a day (default: 60000)")
    parser.add_argument("--json", type=pathlib.Path, help="write the report there")
    parser.add_argument("--keep", action="store_true", help="leave data and logs in the folder of the stack")
    parser.add_argument("--only", choices=("books", "exits", *single.NAMES), help="one part of the tests; --json then has its report alone")
    parser.add_argument("--scenarios", default="", metavar="WORD", help="only those with this word in their name; "
                        "none: seeds only")
    for fault in single.known().values():
        fault.options(parser)
    arguments = parser.parse_args()
    if arguments.seeds < 0 or arguments.first_seed < 0 or arguments.seconds < 1 or arguments.events < 1:
        parser.error("--seeds and --first-seed: at least 0; --seconds and --events: at least 1")
    return arguments


def say(text):
    print(text, flush=True)


def folder_of_the_stack():
    base = paths.Paths(os.environ.get("BACKSTOP_VAR", ROOT / "var"))
    base.create()  # marked as ours, so that a stack may be brought up there afresh
    return base.var / "faults"


def summary(reports, scenarios, seconds):
    """The report in whole; "recoveries_s" is how long the books stood still at most, by kind of fault."""
    total = {"seeds": len(reports)} | {name: sum(report.get(name, 0) for report in reports) for name in SUMMED}
    faults, standstills = {}, {}
    for report in reports:
        for kind, count in report["faults"].items():
            faults[kind] = faults.get(kind, 0) + count
        for kind, longest in report["standstill_s"].items():
            standstills[kind] = max(longest, standstills.get(kind, 0.0))
    total |= {"faults": dict(sorted(faults.items())), "fault_count": sum(faults.values()),
              "recoveries_s": dict(sorted(standstills.items())),
              "recovery_median_s": round(statistics.median(standstills.values()), 2) if standstills else None,
              "recovery_max_s": max(standstills.values(), default=None),
              "scenarios": scenarios, "reports": reports, "seconds": round(seconds, 1)}
    total["ok"] = all(map(is_good, reports)) and all(result == "passed" for result in scenarios.values())
    return total


def run(arguments):
    begun = time.monotonic()
    if arguments.only in single.NAMES:
        return run_single(single.known()[arguments.only], arguments)
    total = {"ok": True}
    if arguments.only != "exits":
        total = run_books(arguments, begun)
    if arguments.only != "books":
        folder = folder_of_the_stack() / "exits"
        with ending_within(EXITS_S, "exits"):
            exits = run_exit_faults(folder, say, seed=arguments.first_seed)
        total |= {"exits": exits, "ok": total["ok"] and exits["ok"], "seconds": round(time.monotonic() - begun, 1)}
        total |= {name: exits[name] for name in ("duplicate_orders", "oversold", "in_doubt")}
        total["verify_differences"] = total.get("verify_differences", 0) + exits["verify_differences"]
        if exits["ok"] and not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if arguments.only is None:
        for fault in single.known().values():
            total[fault.name] = run_single(fault, arguments)
            total["ok"] = total["ok"] and total[fault.name]["ok"]
        total["seconds"] = round(time.monotonic() - begun, 1)
    return total


def run_single(fault, arguments):
    """The fault's report. What went wrong with the site is a report, too."""
    begun = time.monotonic()
    folder = folder_of_the_stack() / fault.name
    say(f"{fault.name}:")
    try:
        with ending_within(fault.deadline_s(arguments), fault.name):
            report = fault.play(folder, say, arguments)
    except (StackError, Overdue, subprocess.SubprocessError) as error:
        say(f"  FAILED: {error}")
        report = {"ok": False, "error": str(error)}
    if report["ok"] and not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return report | {"seconds": round(time.monotonic() - begun, 1)}


def run_books(arguments, begun):
    reports, scenarios = [], {}
    folder = folder_of_the_stack()
    with Site(folder, say) as site:
        say(f"site up after {time.monotonic() - begun:.1f} s in {folder}")
        if arguments.scenarios != "none":
            with ending_within(SCENARIOS_S, "scenarios"):
                scenarios = run_scenarios(site, say, arguments.scenarios)
        offset = 0
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
            with ending_within(int(arguments.seconds) + SEED_S, f"seed {seed}"):
                report = play_seed(site, seed, arguments.events, arguments.seconds, offset, say)
            offset = report.pop("next_offset")
            reports.append(report)
    if not arguments.keep and all(map(is_good, reports)):
        site.stack.paths.wipe()
        shutil.rmtree(days_folder(site), ignore_errors=True)
    return summary(reports, scenarios, time.monotonic() - begun)


def main():
    arguments = parse_arguments()
    missing = [path for path in (programs.SERVER, broker.SERVER, database.SERVER) if not os.path.exists(path)]
    if missing:
        say(f"skipped: not installed: {' '.join(missing)}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    try:
        total = run(arguments)
    except (StackError, Overdue) as error:
        say(f"FAILED: {error}")
        total = {"ok": False, "error": str(error)}
    if arguments.json:
        arguments.json.write_text(json.dumps(total, indent=1) + "\n", encoding="utf-8")
    if "error" not in total:
        say(json.dumps({name: value for name, value in total.items() if name != "reports"}))
    say(f"{arguments.only}: {'as it must be' if total['ok'] else 'FAILED'}" if arguments.only in single.NAMES else
        "THE BOOKS ARE RIGHT" if total["ok"] else "FAILED")
    return 0 if total["ok"] else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
