#!/usr/bin/python3
"""The venue is killed again and again while customers trade: nothing is lost, nothing is doubled.

After each kill -9 the journal gives the same state back; at the end every request is answered, the drop copy told
every report once and in order, and the books that it told are the venue's own. Then the same with a venue that has
room for few messages and drops the member's connection whenever there is none.
Usage: restart.py [--kills N] [--orders N] [--seed S]; the build is $BACKSTOP_BUILD or build/release.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from exchange import Exchange  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]


def check(fact, text):
    if not fact:
        raise AssertionError(text)


def trade_and_kill(venue, options, chance):
    """Kills the venue at random moments of the flow; returns the flow's summary."""
    flow = venue.flow(options.orders, options.rate, options.seed)
    try:
        for kill in range(options.kills):
            if flow.poll() is not None:
                break
            time.sleep(chance.uniform(0.2, 1.5))
            venue.kill()
            venue.start()
            print(f"kill {kill + 1}: {venue.status()}")
        out, _ = flow.communicate(timeout=180)
    finally:
        flow.kill()
    check(flow.returncode == 0, f"the flow ended with {flow.returncode}: {out} {venue.log_tail()}")
    return json.loads(out)


def whole_day(venue):
    """What the drop copy tells of the whole day once nothing trades any more: the refusal of one more order ends it."""
    venue.halt()
    flow = venue.flow(1, 0, seed=99_999_999)
    try:
        out, _ = flow.communicate(timeout=60)
    finally:
        flow.kill()
    check(flow.returncode == 0, f"the flow ended with {flow.returncode}: {out}")
    return json.loads(out)


def compare(venue, summary):
    check(summary["answered"] == summary["sent"], "unanswered requests")
    told_again = whole_day(venue)
    for fault in ("copy_gaps", "copy_repeats", "copy_missing"):
        check(told_again[fault] == 0, f"told again, {fault}: {told_again[fault]}")
    check(told_again["copied"] > summary["copied"], "the day told again is shorter")
    for fault in ("copy_gaps", "copy_repeats", "copy_missing"):
        check(summary[fault] == 0, f"{fault}: {summary[fault]}")
    told = (venue.folder / "books.jsonl").read_text()
    own = venue.get("/books")[1]
    check(told != "", "nobody traded")
    check(told == own, "the drop copy's books differ from the venue's")
    ids = [json.loads(line)["client_order_id"] for line in venue.get("/orders?member=1")[1].splitlines()]
    check(len(ids) == len(set(ids)), "an order was entered twice")


def same_after_restart(venue):
    """Without moving prices nothing happens between two kills: the same orders, trades and books."""
    paths = ("/orders", "/trades", "/books", "/prices")
    venue.configure('price_path = "none"')
    venue.kill()
    venue.start()
    before = [venue.get(path)[1] for path in paths]
    venue.kill()
    venue.start()
    for path, was in zip(paths, before):
        check(venue.get(path)[1] == was, f"{path} is not what it was")


def killed(options, venue):
    summary = trade_and_kill(venue, options, random.Random(options.seed))
    compare(venue, summary)
    same_after_restart(venue)
    return summary


def crowded(options, venue):
    flow = venue.flow(6000, 0, options.seed)
    try:
        out, _ = flow.communicate(timeout=180)
    finally:
        flow.kill()
    check(flow.returncode == 0, f"the flow ended with {flow.returncode}: {out}")
    check("no room for message" in (venue.folder / "venue.log").read_text(), "there always was room")
    compare(venue, json.loads(out))
    return json.loads(out)


def play(test, options, settings):
    build = os.environ.get("BACKSTOP_BUILD", ROOT / "build/release")
    folder = tempfile.mkdtemp(prefix="backstop-venue-")
    venue = Exchange(build, folder, settings)
    try:
        venue.start()
        print(test.__name__, json.dumps(test(options, venue)))
    finally:
        venue.stop()
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("BACKSTOP_SEED", "1")))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    play(killed, options, "")
    play(crowded, options, "inbox_messages_max = 800")
    print("passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
