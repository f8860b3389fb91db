#!/usr/bin/python3
"""A notice to every customer at a limited rate, while codes keep arriving; then the same with everything going wrong.

    ./backstop bench notices [--json FILE] [--notices N] [--rate PER_S] [--codes PER_S]

Half of the bulk notices go while all is well, then the sink is stopped for some seconds and killed, and the gateways time
out, refuse, cut the connection and answer twice. Prints and writes: notices, sent, dead, silently_lost (rows without a fate,
or sent without having arrived), sent_twice (arrived twice), rate (bulk notices a second, while all is well), codes_p99_ms and
codes_max_ms (creation to arrival, while all is well), codes_max_ms_in_faults, told_known (gateways that said "I have it
already" before the sink was killed), reasons of the dead. Exit code 1 when anything is silently lost or a code took longer
than 2 s while all was well.
"""

import argparse
import collections
import json
import os
import pathlib
import sys
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "infra" / "local"), str(REPOSITORY / "test" / "support")]

from backstop_local import stopping  # noqa: E402
from backstop_local.waiting import wait_until  # noqa: E402
from notice_site import CHANNELS, NoticeSite  # noqa: E402
from stack import Stack, StackError  # noqa: E402

SHARES = {"email": 0.1, "sms": 0.6, "push": 0.3}  # of the bulk notices and of the rate
CODE_LIMIT_MS = 2000
SINK_DOWN_S = 5
DEADLINE_S = 1500
QUICK = {"timeout_ms": 2000, "urgent_per_second": 200, "urgent_per_recipient_minute": 1000}


def say(text):
    print(text, file=sys.stderr, flush=True)


class Codes(threading.Thread):
    """One-time codes at a steady rate, with a connection of their own, until stop()."""

    def __init__(self, stack, per_second):
        super().__init__(daemon=True)
        self._stack, self._per_second, self._over = stack, per_second, threading.Event()
        self.created_us = {}

    def run(self):
        site = NoticeSite(self._stack)
        begun, number = time.monotonic(), 0
        while not self._over.wait(max(0.0, begun + number / self._per_second - time.monotonic())):
            row = site.row(f"code:{number}", CHANNELS[number % 3], True, "login_code",
                           {"code": f"{number:06d}", "minutes": "5"}, life_s=300, language=("en", "hi")[number % 2])
            self.created_us[row[0]] = row[8]
            site.send([row])
            number += 1
        site.close()

    def stop(self):
        self._over.set()
        self.join(30)


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] if sorted_values else None


def latencies_ms(codes, arrivals, first_us, last_us):
    """Sorted, of the codes that were created between the two."""
    return sorted((arrivals[code][1] - created_us) / 1000 for code, created_us in codes.items()
                  if first_us <= created_us < last_us and code in arrivals)


def bulk_rows(site, notices):
    rows, number = [], 0
    for channel in CHANNELS:
        for _ in range(round(notices * SHARES[channel])):
            rows.append((channel, f"bulk:{number}"))
            number += 1
    return [site.row(identity, channel) for channel, identity in rows]


def play_faults(site):
    """Everything that may go wrong outside, one after the other, while the second half is under way."""
    for channel in ("sms", "push"):
        site.fault(channel, "refuse", status=400, count=20)
        site.fault(channel, "refuse", status=500, count=200)
        site.fault(channel, "refuse", status=429, count=20)
        site.fault(channel, "silent", count=5)
        site.fault(channel, "lose", count=5)
        site.fault(channel, "cut", count=20)
        site.fault(channel, "twice", count=20)
    site.fault("email", "refuse", status=550, count=20)
    site.fault("email", "refuse", status=451, count=50)
    site.fault("email", "silent", count=3)
    site.fault("email", "lose", count=3)
    site.fault("email", "cut", count=5)
    wait_until(lambda: site.sink("summary")["faults_left"] == 0, DEADLINE_S, "all faults are played")
    told_known = site.sink("summary")["told_known"]
    say(f"the sink is down for {SINK_DOWN_S} s")
    site.stack.supervisor.stop("notice_sink")
    wait_until(lambda: site.stack.pid("notice_sink") == 0, 60, "the sink has ended")
    time.sleep(SINK_DOWN_S)  # the length of the outage is what is tried
    site.stack.supervisor.start("notice_sink")
    wait_until(lambda: site.stack.ready("notice_sink"), 60, "the sink is back")
    say("the sink is killed")
    site.stack.wait_restarted("notice_sink", site.stack.kill("notice_sink"))
    return told_known


def wait_open(site, prefix, most):
    def few():
        site.serve_link()
        return site.open_notices(prefix) <= most or None
    wait_until(few, DEADLINE_S, f"at most {most} notices {prefix}… are open")


def judge(site, codes, middle_us, end_us, rate):
    arrivals = site.arrivals("bulk:") | site.arrivals("code:")
    fates = site.fates("bulk:") | site.fates("code:")
    states = collections.Counter(fate[0] for fate in fates.values())
    without = sum(count for state, count in states.items() if state not in ("sent", "dead"))
    not_arrived = sum(1 for identity, fate in fates.items() if fate[0] == "sent" and identity not in arrivals)
    never_written = sum(1 for code in codes if code not in fates)
    calm, rough = latencies_ms(codes, arrivals, 0, middle_us), latencies_ms(codes, arrivals, middle_us, end_us)
    return {"notices": len(fates), "sent": states["sent"], "dead": states["dead"],
            "silently_lost": without + not_arrived + never_written,
            "sent_twice": sum(1 for one in arrivals.values() if one[0] > 1), "rate": rate, "codes": len(codes),
            "codes_p99_ms": percentile(calm, 0.99), "codes_max_ms": calm[-1] if calm else None,
            "codes_max_ms_in_faults": rough[-1] if rough else None,
            "reasons": dict(collections.Counter(fate[2] for fate in fates.values() if fate[0] == "dead"))}


def measure(stack, options):
    stack.up(fresh=True)
    site = NoticeSite(stack)
    rows = bulk_rows(site, options.notices)
    first, second = rows[::2], rows[1::2]
    codes = Codes(stack, options.codes)
    say(f"{len(rows):,} bulk notices at {options.rate}/s, {options.codes} codes/s")
    site.send(first)
    begun = time.monotonic()
    codes.start()
    wait_open(site, "bulk:", len(first) // 50)
    seconds = time.monotonic() - begun
    rate = round(len(first) * 0.98 / seconds, 1)
    say(f"calm: {seconds:.0f} s, {rate} notices/s")
    middle_us = time.time_ns() // 1000
    site.send(second)
    told_known = play_faults(site)
    wait_open(site, "bulk:", 0)
    end_us = time.time_ns() // 1000
    codes.stop()
    wait_open(site, "code:", 0)
    result = judge(site, codes.created_us, middle_us, end_us, rate) | {"told_known": told_known}
    site.close()
    return result


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=600, help="bulk notices a second, all channels together")
    parser.add_argument("--codes", type=int, default=10, help="codes a second")
    options = parser.parse_args()
    limits = {channel: QUICK | {"bulk_per_second": max(1, round(options.rate * share)),
                                "bulk_per_recipient_minute": 100} for channel, share in SHARES.items()}
    var = pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var")) / "bench"
    stack = Stack(var, partitions=1, companions=("notifier",), settings=limits | {"notifier": {"longest_wait_ms": 5000}})
    try:
        result = measure(stack, options)
    except StackError as error:
        say(f"bench failed: {error}")
        return 1
    finally:
        stack.down()
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 1 if result["silently_lost"] or not result["codes_max_ms"] or result["codes_max_ms"] > CODE_LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(stopping.ended(main))
