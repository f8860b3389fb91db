#!/usr/bin/python3
"""Makes the fault of each alert on a running site, measures the seconds until it fires and until it has ended.

  prove.py [ALERT…] [--json FILE] [--document] [--keep]

  ALERT        only faults of these alerts
  --document   writes their rows of the table in docs/operations.md

The rules are those of infra/prometheus with two changes: the market is open at any hour, and what lasts ten minutes
and longer (the windows of budget.yml, a `for`) is 120 times shorter. Exit codes: 0 all fired and ended, 1 not, 2 wrong arguments, 77 not installed (1 with REQUIRE_BROKER=1).
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import threading
import time

import proof_table
from alert_faults import FAKE_CLOCK, ROOT, STAGES
from proof_site import FACTOR, SCALED_ALERTS, ProofSite, StackError, Watch
from backstop_local import broker, database, monitoring, programs

SKIPPED = 77
ENDS_DEADLINE_S = 1020    # the longest window that has to pass is one of a quarter of an hour
CALM_DEADLINE_S = 240
DOCUMENT = ROOT / "docs/operations.md"


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("alerts", nargs="*", metavar="ALERT")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--document", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave data and logs of the stack")
    arguments = parser.parse_args()
    known = {name for stage in STAGES for fault in stage.faults for name in fault.alerts}
    unknown = sorted(set(arguments.alerts) - known)
    if unknown:
        parser.error(f"no fault for {unknown[0]}; there are {', '.join(sorted(known))}")
    return arguments


def say(text):
    sys.stderr.write(text + "\n")  # in one piece: several threads talk


def wanted_labels(fault):
    return {name: {"alertname": name} | labels for name, labels in fault.alerts.items()}


def await_firing(fault, watch, results):
    """Waits until each alert of the fault fires, in whatever order."""
    begun, waiting = time.monotonic(), wanted_labels(fault)
    while waiting:
        left = fault.deadline_s - (time.monotonic() - begun)
        if watch.wait(lambda: any(watch.state(labels) == "firing" for labels in waiting.values()), max(left, 0)) is None:
            say(f"not fired within {fault.deadline_s} s: {', '.join(waiting)} ({fault.text})")
            return
        for name in [name for name, labels in waiting.items() if watch.state(labels) == "firing"]:
            results[name]["seconds"] = round(time.monotonic() - begun)
            say(f"{name}: fires after {results[name]['seconds']} s")
            del waiting[name]


def await_end(name, labels, watch, results):
    ended = watch.wait(lambda: watch.state(labels) is None, ENDS_DEADLINE_S)
    results[name]["ended"] = None if ended is None else round(ended)
    say(f"{name}: " + (f"has ended after {round(ended)} s" if ended is not None else f"does not end within {ENDS_DEADLINE_S} s"))


def play(fault, site, watch, results, waiting):
    """Makes the fault, waits for its alerts, and undoes it. `waiting` gets a thread for each that has yet to end."""
    for name in fault.alerts:
        results[name] = {"fault": fault.text, "seconds": None, "ended": None}
    try:
        say(f"== {fault.text}")
        with fault.make(site):
            await_firing(fault, watch, results)
    except Exception as error:  # a fault that cannot be made is told, the others go on
        say(f"{fault.text}: {error!r}")
    for name, labels in wanted_labels(fault).items():
        if results[name]["seconds"] is not None:
            waiting.append(started(await_end, name, labels, watch, results))


def started(*arguments):
    thread = threading.Thread(target=arguments[0], args=arguments[1:])
    thread.start()
    return thread


def play_stage(rate, faults, site, watch, results, waiting):
    """Its faults at the same time, on a site that is well and on which none of their alerts is there."""
    site.calm()
    labels = [one for fault in faults for one in wanted_labels(fault).values()]
    if watch.wait(lambda: not any(map(watch.state, labels)), CALM_DEADLINE_S) is None:
        say(f"already there: {[one['alertname'] for one in labels if watch.state(one)]}")
    with site.trading(rate) if rate else contextlib.nullcontext():
        for thread in [started(play, fault, site, watch, results, waiting) for fault in faults]:
            thread.join()


def prove(site, wanted):
    """{alert: {"fault", "seconds", "ended"}}; seconds are None where it did not happen."""
    results, waiting = {}, []
    with site.running():
        site.load_rules()
        with Watch(site) as watch:
            for stage in STAGES:
                faults = [fault for fault in stage.faults if not wanted or wanted & fault.alerts.keys()]
                if faults:
                    play_stage(stage.rate, faults, site, watch, results, waiting)
            for thread in waiting:
                thread.join()
    return results


def main():
    arguments = parse_arguments()
    needed = (programs.SERVER, broker.SERVER, database.SERVER, *monitoring.INSTALLED, FAKE_CLOCK)
    missing = [path for path in needed if not os.path.exists(path)]
    if missing:
        say(f"skipped: not installed: {' '.join(missing)}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    if os.geteuid() != 0:
        say("mounts are made for it: run it as root")
        return 1
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what it has mounted and frozen is undone
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    begun = time.monotonic()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="backstop-alerts-", dir=os.environ.get("BACKSTOP_TEST_TMP")))
    try:
        results = prove(ProofSite(folder / "var", say), set(arguments.alerts))
    except StackError as error:
        say(f"the stack failed: {error}")
        return 1
    ok = all(one["seconds"] is not None and one["ended"] is not None for one in results.values())
    found = proof_table.of_results(results, SCALED_ALERTS)
    print(proof_table.table(found), end="")
    print(f"{len(results)} alerts, {'all fired and ended' if ok else 'NOT all fired and ended'}, {time.monotonic() - begun:.0f} s")
    if arguments.json:
        report = {"ok": ok, "windows_shorter_by": FACTOR, "of": SCALED_ALERTS, "alerts": results}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if arguments.document:
        DOCUMENT.write_text(proof_table.written(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")
    if arguments.keep or not ok:
        say(f"data and logs of the stack: {folder}")
    else:
        shutil.rmtree(folder)
    return 0 if ok else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
