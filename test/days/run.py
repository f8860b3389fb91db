#!/usr/bin/python3
"""Weeks of trading days on a moved clock: the site stays ACTIVE, nobody restarts anything but the exchange, which begins anew each
morning. Every midnight passes; between the hours of a day, and over weekends, the clock jumps.

At the end of each day the exchange's books and ours are compared, and what the day began with is compared with a fold of the exchange's
trades that is not ours. With --kills a random program is killed (SIGKILL) in the minute around each midnight and each opening.
Exit codes: 0 all as it must be, 1 not, 2 wrong arguments, 77 broker, database or libfaketime are not installed (1 with REQUIRE_BROKER=1).
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from carried_fold import CarriedFold  # noqa: E402
from days_site import ROOT, DaysSite, StackError  # noqa: E402
from happenings import IN_TURN, KINDS  # noqa: E402
from judge import Judge  # noqa: E402
from backstop_local import broker, database, paths, programs  # noqa: E402
from backstop_local.moved_clock import LIBRARY, MovedClock  # noqa: E402
from trading_days import quiet_days_between, trading_days  # noqa: E402

SKIPPED = 77
DAYS, DAYS_MIN = 20, 4
FIRST_LOGON_MAX_S = 10
BEFORE_CUTOFF_S = 6
TRADERS = 8       # customers of the main site on each day, besides those that something happens to
PRODUCTS = ("NRML", "NRML", "NRML", "MIS")
KILLED = ("gateway", "squareoff", "feed", "ledger-1", "archive", "notifier", "relay", "reconciler", "mariadb")


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False, prog="backstop test days", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=DAYS, help=f"the last so many of the calendar's {DAYS} trading days (default: all; at least {DAYS_MIN})")
    parser.add_argument("--kills", action="store_true", help="kill a random program around each midnight and each opening")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path, help="write the report there")
    parser.add_argument("--keep", action="store_true", help="leave data and logs in the folder of the stack")
    arguments = parser.parse_args()
    if not DAYS_MIN <= arguments.days <= DAYS:
        parser.error(f"--days: {DAYS_MIN} to {DAYS}")
    return arguments


def say(text):
    print(text, flush=True)


class Story:
    """The days one after the other."""

    def __init__(self, site, days, kills, seed):
        self.site, self.days, self.kills = site, days, kills
        self.random = random.Random(seed)
        self.judge = Judge(site)
        expiries = {(row["exchange"], row["segment"], row["token"]): row["expiry"] for row in site.instruments._rows}
        self.fold = CarriedFold(expiries)
        self.going_on = []  # happenings of the day before
        self.happened = []
        self.failures, self.ended = [], []
        self.logons_s = []
        self.killed = []

    def run(self):
        self.site.set_cutoffs(self.days)
        for place, day in enumerate(self.days):
            begun = time.monotonic()
            today = self.choose(place)
            self.play_day(day, today)
            if place == 0:
                first = self.judge.take()
            if place + 1 < len(self.days):
                self.pass_night(day, self.days[place + 1], today)
            say(f"{day}: {time.monotonic() - begun:.1f} s, logged on after {self.logons_s[-1]:.1f} s, {', '.join(type(one).__name__ for one in today) or 'nothing else'}; "
                + ", ".join(f"{name} {count}" for name, count in self.judge.counts.items() if count))
            self.going_on = today
        last = self.judge.take()
        return self.report(first, last)

    def choose(self, place):
        """What happens on this day: in turn, so that all has happened before the last day begins, and what is for this day alone."""
        if place + 1 == len(self.days):
            return []
        each = -(-len(IN_TURN) // (len(self.days) - 1))
        kinds = [IN_TURN[(place * each + number) % len(IN_TURN)] for number in range(each)]
        kinds += [kind for kind in KINDS if kind.is_for(self.site, self.days[place])]
        return [kind(self.site) for kind in kinds]

    def play_day(self, day, today):
        site = self.site
        if self.days[0] is not day:
            # What the exchange has done since the evening is the old day's, too.
            self.fold.replace_day(site.today.number, site.venue_sums())
        site.stop("venue")
        site.clock.move(day.at("08:50"))
        for one in self.going_on:
            self.tell(one, one.on_morning)
        self.logons_s.append(site.begin_day(day))
        self.kill_one()
        site.ctl_done("day", "open", "--reason", "start of day", "--by", "asha")
        if self.days[0] is not day:
            site.ctl_done("cutoff", "confirm", "--reason", "the main site is still down", "--by", "asha")
        self.judge.allowed = {word for one in (*self.going_on, *today) for word in one.errors}
        for number, hours in enumerate(day.sessions):
            site.move(day.at(hours.opens))
            self.trade()
            if number == 0:
                for one in self.going_on:
                    self.tell(one, one.on_next_market, self.fold)
                for one in today:
                    self.tell(one, one.on_market)
            else:
                for one in today:
                    self.tell(one, one.on_evening)
            site.move(day.at(hours.cutoff, -BEFORE_CUTOFF_S))
            for one in today:
                self.tell(one, one.before_cutoff, number)
            site.pass_cutoff(BEFORE_CUTOFF_S)
            site.move(day.at(hours.cutoff, 660))
            for one in today:
                self.tell(one, one.after_cutoff, number)
            site.move(day.at(hours.closes, 60))
            self.judge.intraday()
        for one in today:
            self.tell(one, one.on_close)
        self.judge.books(self.fold)
        site.stack.verify_day(day.number)
        self.judge.trusted("evening")
        self.judge.rows()
        self.judge.alarms()
        self.happened += [type(one) for one in today]

    def tell(self, one, act, *arguments):
        """What one happening finds wrong ends it alone."""
        if one in self.ended:
            return
        try:
            act(*arguments)
        except (StackError, AssertionError, OSError) as error:
            self.ended.append(one)
            self.failures.append(f"{self.site.today.number} {type(one).__name__}.{act.__name__}: {error}")
            say(self.failures[-1])

    def trade(self):
        """The main site's customers, of whom one leaves through our site."""
        contracts = self.site.contracts()[:3]
        accounts = [self.site.account() for _ in range(TRADERS)]
        for number, account in enumerate(accounts):
            one = contracts[number % len(contracts)]
            self.site.main.fill(account, one, PRODUCTS[number % len(PRODUCTS)], self.random.choice(("buy", "sell")), one["lot"])
        self.site.wait_net(accounts[0], contracts[0]["lot"])
        for account in accounts[:2]:
            self.site.wait_ended(self.site.exit_of(account))

    def pass_night(self, day, following, today):
        clock = self.site.clock
        self.site.move(day.at("23:59:31"))
        for one in today:
            self.tell(one, one.on_night)
        clock.move(day.at("23:59:56"))
        self.kill_one()
        time.sleep(8)  # midnight
        for one in today:
            self.tell(one, one.after_midnight)
        for quiet in quiet_days_between(day, following):
            clock.move(quiet.at("12:00"))
            clock.move(quiet.at("23:59:57"))
            time.sleep(5)

    def kill_one(self):
        if self.kills:
            name = self.random.choice([name for name in KILLED if self.site.stack.pid(name)])
            before = self.site.stack.kill(name)
            self.site.stack.wait_restarted(name, before, 90)
            self.killed.append(name)

    def report(self, first, last):
        told = self.judge.customers()
        grown = self.judge.grown(first, last)
        missing = sorted({kind.__name__ for kind in KINDS} - {kind.__name__ for kind in self.happened})
        result = {"days": len(self.days), "calendar": [str(day) for day in self.days],
                  "happened": {kind.__name__: list(kind.numbers) for kind in KINDS if kind in self.happened}} | self.judge.counts
        result |= {"first_logon_s": round(max(self.logons_s), 2), "kills": len(self.killed), "ends_told": told, "not_happened": missing, "grown": grown,
                   "memory_kib": {name: [first.get(name, (0, 0))[0], taken[0]] for name, taken in last.items()},
                   "descriptors": {name: [first.get(name, (0, 0))[1], taken[1]] for name, taken in last.items()},
                   "failures": self.failures, "samples": self.judge.samples}
        result["ok"] = (not any(self.judge.counts.values()) and result["first_logon_s"] <= FIRST_LOGON_MAX_S
                        and told > 0 and not (self.failures or missing or grown))
        return result


def folder_of_the_stack():
    base = paths.Paths(os.environ.get("BACKSTOP_VAR", ROOT / "var"))
    base.create()  # marked as ours, so that a stack may be brought up there afresh
    return base.var / "days"


def main():
    arguments = parse_arguments()
    missing = [path for path in (programs.SERVER, broker.SERVER, database.SERVER, LIBRARY) if not os.path.exists(path)]
    if missing:
        say(f"skipped: not installed: {' '.join(missing)}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    days, folder = trading_days(arguments.days), folder_of_the_stack()
    begun = time.monotonic()
    try:
        with MovedClock(folder.with_name("days.clock"), days[0].at("08:30")) as clock, DaysSite(folder, clock, days[0], arguments.seed, say) as site:
            say(f"site up after {time.monotonic() - begun:.1f} s in {folder}")
            total = Story(site, days, arguments.kills, arguments.seed).run()
    except (StackError, AssertionError) as error:
        say(f"FAILED: {error}")
        total = {"ok": False, "error": str(error)}
    total["seconds"] = round(time.monotonic() - begun, 1)
    if arguments.json:
        arguments.json.write_text(json.dumps(total, indent=1) + "\n", encoding="utf-8")
    say(json.dumps(total, indent=1))
    if total["ok"] and not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    say("days: as it must be" if total["ok"] else "days: FAILED")
    return 0 if total["ok"] else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(3)
