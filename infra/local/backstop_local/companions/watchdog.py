"""Restarts programs that hang; see ../../watchdog.py."""

import os

from .. import broker
from ..paths import REPOSITORY
from . import Companion

NAME = "watchdog"
WATCHED = ("ledger-1", "ledger-2", "ledger-3", "ledger-4", "feed", "venue", "gateway", "squareoff", "relay", "notifier", "archive",
           "reconciler", "console")


def command(paths, ports):
    return ["/usr/bin/python3", str(REPOSITORY / "infra/local/watchdog.py"), "--supervisor", str(paths.supervisor_socket),
            "--port", str(ports[NAME]), "--queue-files", *map(str, broker.queue_folders(paths)), "--patience-s", os.environ.get("BACKSTOP_PATIENCE_S", "60"), f"rabbitmq={ports['amqp']}", *(f"{name}={ports[name]}" for name in WATCHED)]


COMPANION = Companion(NAME, command=command, secrets=("BACKSTOP_AMQP_PASSWORD",), metrics_page="")
