"""Debian's prometheus-blackbox-exporter: asks from outside whether each part of the site would do its work."""

from ..paths import REPOSITORY
from . import Companion

SERVER = "/usr/bin/prometheus-blackbox-exporter"
NAME = "prober"
CONFIG = REPOSITORY / "infra/prometheus/prober.yml"


def command(_, ports):
    return [SERVER, f"--config.file={CONFIG}", f"--web.listen-address=127.0.0.1:{ports[NAME]}", "--log.level=error"]


COMPANION = Companion(NAME, command=command, ready_page="-/healthy")
