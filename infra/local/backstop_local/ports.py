"""Ports of one stack: a block of neighbours on the loopback, chosen once and remembered."""

import fcntl
import hashlib
import os
import pathlib
import random
import socket
import tempfile
import time

from backstop_local import env_file
from backstop_local.waiting import StackError

NAMES = ("epmd", "amqp", "broker_distribution", "broker_management", "broker_metrics",
         "broker_tools_first", "broker_tools_last", "database", "feed",
         "ledger-1", "ledger-2", "ledger-3", "ledger-4", "venue", "venue_fix", "gateway", "squareoff",
         "prometheus", "alertmanager", "relay", "notifier", "archive", "reconciler", "console",
         "notice_sink", "notice_sink_mail", "notice_sink_gateway", "prober", "database_exporter", "machine_exporter", "grafana", "watchdog")
BLOCK_PORTS = 40
LOWEST_PORT = 18000
CLAIM_S = 600  # longer than any stack takes to open its ports
WELL_KNOWN = {25672, 27017, 28015, 29418, 30000, 32400}


def _variable(name):
    return "BACKSTOP_PORT_" + name.upper().replace("-", "_")


def read(path):
    """{name: port} of the file; an empty dict where it is not there, or is of a release whose names no shell could read."""
    values = env_file.read(path)
    return {name: int(values[_variable(name)]) for name in NAMES if _variable(name) in values}


def write(path, chosen):
    """As shell variables, BACKSTOP_PORT_DATABASE and the like: the file can be sourced."""
    env_file.write(path, {_variable(name): port for name, port in chosen.items()})


def ephemeral_range():
    """First and last port that the kernel hands to outgoing connections."""
    text = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii")
    low, high = (int(word) for word in text.split())
    return low, high


def candidate_blocks():
    """First ports of all blocks outside the ephemeral range and without well-known ports."""
    low, high = ephemeral_range()
    firsts = list(range(LOWEST_PORT, 65536 - BLOCK_PORTS, BLOCK_PORTS))
    return [first for first in firsts
            if (first + BLOCK_PORTS <= low or first > high)
            and not WELL_KNOWN.intersection(range(first, first + BLOCK_PORTS))]


def is_free(port):
    """True when the port can be bound; a closed connection's TIME_WAIT does not count as use."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def all_free(ports):
    return all(is_free(port) for port in ports.values())


def choose_some(count):
    """So many free ports, at random, none that the kernel gives to outgoing connections: whoever listens gets it back after a kill.

    StackError where there are not so many.
    """
    blocks = candidate_blocks()
    for first in random.sample(blocks, len(blocks)):
        block = range(first, first + count)
        if count <= BLOCK_PORTS and all(is_free(port) for port in block) and claimed(first):
            return list(block)
    raise StackError(f"no {count} free ports on 127.0.0.1 outside the ephemeral range")


def claimed(first, folder=None):
    """Takes the block for a stack that comes up now; False where another one took it within CLAIM_S and may not listen yet."""
    folder = pathlib.Path(folder or f"{tempfile.gettempdir()}/backstop-ports-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # for as long as the next lines take
        claim = folder / str(first)
        if claim.exists() and time.time() - claim.stat().st_mtime < CLAIM_S:
            return False
        claim.touch()
    return True


def choose(var_dir):
    """A free block as {name: port}, or None.

    The search starts at a place that depends on the folder, so that one that is down and remembers its ports is not likely to
    be met.
    """
    blocks = candidate_blocks()
    if not blocks:
        return None
    start = int.from_bytes(hashlib.sha256(str(var_dir).encode()).digest()[:4], "big") % len(blocks)
    for first in blocks[start:] + blocks[:start]:
        ports = {name: first + index for index, name in enumerate(NAMES)}
        if all_free(ports) and claimed(first):
            return ports
    return None
