"""The faults: each strikes a running site, sees to it that it has hit something, and puts things right again.

A fault is a function of a Strike; it returns what it hit, for the record. Missed: there was nothing to hit, which fails
the test, because a fault that hits nothing proves nothing.
"""

import os
import random
import signal
import time
from typing import NamedTuple

from backstop_local import broker

from fault_site import HEARTBEAT_S, LEDGERS, RESTART_DEADLINE_S, THIRD_LEDGER, Site, StackError, wait_until
from feeding import Feeding

FREEZE_S = 2 * HEARTBEAT_S + 2   # longer than either side's patience
HIT_DEADLINE_S = 45
SHORT_S = 2


class Missed(Exception):
    """The fault had nothing to hit."""


class Strike(NamedTuple):
    """What a fault gets: the site, the feed of the day, and its own random numbers."""

    site: Site
    feed: Feeding
    random: random.Random


def hit(fact, what):
    """Waits for the fact that the fault has hit; Missed without it."""
    try:
        return wait_until(fact, HIT_DEADLINE_S, what)
    except StackError as error:
        raise Missed(str(error)) from error


def kill_feed(strike, before_restart=None):
    starts = strike.feed.starts
    pid = strike.feed.kill(before_restart)
    if pid is None:
        raise Missed("the feed was not running")
    strike.feed.wait_restarted(starts)
    return f"pid {pid}"


def lose_checkpoint(strike):
    removed = []

    def remove():
        for file in strike.feed.checkpoint.parent.glob(strike.feed.checkpoint.name + "*"):
            file.unlink()
            removed.append(file.name)
    told = kill_feed(strike, remove)
    if strike.feed.checkpoint.name not in removed:
        raise Missed("there was no checkpoint")
    return told


def freeze_feed(strike):
    pid = strike.feed.freeze(FREEZE_S)
    if pid is None:
        raise Missed("the feed was not running")
    return f"pid {pid}"


def restart(strike, name):
    stack = strike.site.stack
    old = stack.kill(name)
    stack.wait_restarted(name, old, RESTART_DEADLINE_S)
    return f"{name}, pid {old}"


def kill_ledger(strike):
    return restart(strike, strike.random.choice(LEDGERS))


def kill_broker(strike):
    return restart(strike, "rabbitmq")


def kill_database(strike):
    return restart(strike, "mariadb")


def freeze(strike, name, seconds):
    """SIGSTOP, SIGCONT; the process must be the same one afterwards."""
    pid = strike.site.stack.kill(name, signal.SIGSTOP)
    try:
        time.sleep(seconds)  # this is the fault itself
    finally:
        os.kill(pid, signal.SIGCONT)
    strike.site.wait_ready(name)
    if strike.site.stack.pid(name) != pid:
        raise Missed(f"{name} did not live through its freeze")
    return f"{name}, pid {pid}, {seconds} s"


def freeze_ledger(strike):
    return freeze(strike, strike.random.choice(LEDGERS), FREEZE_S)


def freeze_broker(strike):
    return freeze(strike, "rabbitmq", FREEZE_S)


def freeze_database(strike):
    return freeze(strike, "mariadb", SHORT_S)


def pick_broker_gate(strike):
    """(name, gate): a link to the broker that is in use."""
    choices = [("ledger's link", strike.site.ledger_gate)]
    if strike.feed.running():
        choices.append(("feed's link", strike.site.feed_gate))
    name, gate = strike.random.choice(choices)
    hit(gate.connections, f"{name} is open")
    return name, gate


def cut_link(strike):
    name, gate = pick_broker_gate(strike)
    return f"{name}, {hit(gate.cut, 'a connection to cut')} connections"


def half_open_link(strike):
    name, gate = pick_broker_gate(strike)
    return f"{name}, {hit(gate.half_open, 'a connection to half open')} connections"


def trickle_link(strike):
    name, gate = pick_broker_gate(strike)
    gate.trickle()
    try:
        time.sleep(SHORT_S)  # this is the fault itself
    finally:
        gate.trickle(False)
    return f"{name}, {SHORT_S} s"


def cut_mid_frame(strike):
    name, gate = pick_broker_gate(strike)
    direction = strike.random.choice(["to_server", "to_client"])
    before = gate.mid_frame_cuts
    gate.cut_mid_frame(direction)
    hit(lambda: gate.mid_frame_cuts > before, f"a frame {direction} to cut")
    return f"{name}, {direction}"


def cut_database(strike):
    return f"{hit(strike.site.database_gate.cut, 'a connection to cut')} connections"


def half_open_database(strike):
    return f"{hit(strike.site.database_gate.half_open, 'a connection to half open')} connections"


def freeze_database_link(strike):
    gate = strike.site.database_gate
    hit(gate.connections, "a connection to freeze")
    gate.freeze()
    try:
        time.sleep(SHORT_S)  # this is the fault itself
    finally:
        gate.thaw()
    return f"{gate.connections()} connections, {SHORT_S} s"


def lose_commit_answer(strike):
    gate = strike.site.database_gate
    before = gate.lost_answers
    gate.lose_answer(b"COMMIT")
    hit(lambda: gate.lost_answers > before, "a COMMIT whose answer can be lost")
    return "1 answer"


def kill_sessions(strike):
    """KILL CONNECTION of every session that a ledger holds."""
    stack = strike.site.stack

    def kill_all():
        killed = 0
        for session in stack.administer("SELECT id FROM information_schema.processlist WHERE user = 'backstop';").split():
            try:
                stack.administer(f"KILL CONNECTION {session};")
                killed += 1
            except StackError:  # gone by itself meanwhile
                continue
        return killed
    return f"{hit(kill_all, 'a session to kill')} sessions"


def memory_alarm(strike):
    stack = strike.site.stack
    stack.rabbitmqctl("set_vm_memory_high_watermark", "0.0001")
    try:
        hit(lambda: strike.site.metric(["feed"], "backstop_feed_blocked") > 0, "the feed says that it is blocked")
        time.sleep(SHORT_S)  # this is the fault itself
    finally:
        stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", str(broker.memory_bytes()))
    return "the feed was blocked"


def third_ledger(strike):
    site = strike.site
    site.start(THIRD_LEDGER)
    try:
        time.sleep(SHORT_S)  # it stands by, or takes over where another one fails
    finally:
        site.stop(THIRD_LEDGER)
    return "came and went"


FAULTS = {  # name -> (function, what must not be struck by another fault at the same time)
    "kill feed": (kill_feed, "feed"),
    "checkpoint lost": (lose_checkpoint, "feed"),
    "freeze feed": (freeze_feed, "feed"),
    "kill ledger": (kill_ledger, "ledgers"),
    "freeze ledger": (freeze_ledger, "ledgers"),
    "third ledger": (third_ledger, "ledgers"),
    "kill broker": (kill_broker, "broker"),
    "freeze broker": (freeze_broker, "broker"),
    "memory alarm": (memory_alarm, "broker"),
    "cut link": (cut_link, "broker"),
    "half-open link": (half_open_link, "broker"),
    "trickle link": (trickle_link, "broker"),
    "cut mid-frame": (cut_mid_frame, "broker"),
    "kill database": (kill_database, "database"),
    "freeze database": (freeze_database, "database"),
    "cut database": (cut_database, "database"),
    "half-open database": (half_open_database, "database"),
    "freeze database link": (freeze_database_link, "database"),
    "lost COMMIT answer": (lose_commit_answer, "database"),
    "kill sessions": (kill_sessions, "database"),
}
