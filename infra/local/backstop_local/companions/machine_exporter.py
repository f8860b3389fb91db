"""Debian's prometheus-node-exporter: disks, clock, memory and processors of the machine."""

from . import Companion

SERVER = "/usr/bin/prometheus-node-exporter"
NAME = "machine_exporter"
COLLECTED = ("cpu", "filesystem", "loadavg", "meminfo", "time", "timex")


def command(_, ports):
    return [SERVER, f"--web.listen-address=127.0.0.1:{ports[NAME]}", "--log.level=error", "--collector.disable-defaults",
            *(f"--collector.{name}" for name in COLLECTED)]


COMPANION = Companion(NAME, command=command, ready_page="")
