"""The relay: publishes the notices that wait in the database. Beside it the square-off writes some."""

import pathlib

from . import Companion

CHANNELS = ("email", "sms")  # by which customers are told the results of commands
TEMPLATES = pathlib.Path(__file__).resolve().parents[3] / "notices/templates.toml"


def _adds(_):
    added = {"squareoff": {"notices": list(CHANNELS)}}
    return added | ({"ctl": {"templates": str(TEMPLATES)}} if TEMPLATES.exists() else {})


COMPANION = Companion(
    name="relay",
    binary="producers/relay/backstop-relay",
    secrets=("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"),
    sections=("amqp", "database", "http", "log", "relay"),
    tables=lambda paths, ports, partitions, day: {"relay": {}},
    adds=_adds,
)
