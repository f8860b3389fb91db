"""Prometheus and Alertmanager of one stack: their configuration and command lines."""

import re

from . import env_file
from .paths import REPOSITORY

SERVERS = {"prometheus": "/usr/bin/prometheus", "alertmanager": "/usr/bin/prometheus-alertmanager"}
FOLDER = REPOSITORY / "infra/prometheus"
PLACE = re.compile(r"@(\w+)@")
KEPT = "2d"


def render(template, values):
    """The text of a template with every @name@ replaced; a name without a value is a KeyError."""
    return PLACE.sub(lambda match: str(values[match.group(1)]), template)


def prometheus_values(ports, ledgers, rules=FOLDER / "rules"):
    """What infra/prometheus/prometheus.yml asks for, from the ports by name and the names of the ledgers."""
    targets = ", ".join(f'"127.0.0.1:{ports[name]}"' for name in ledgers)
    return dict(ports) | {"rules": rules, "ledgers": targets}


def write_files(paths, ports, ledgers):
    values = prometheus_values(ports, ledgers)
    for name in SERVERS:
        template = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
        env_file.write_text(paths.etc / f"{name}.yml", render(template, values))


def command(paths, ports, name):
    """Both listen on the loopback alone; Alertmanager looks for no others of its kind."""
    own = {"prometheus": [f"--storage.tsdb.path={paths.lib}/prometheus", f"--storage.tsdb.retention.time={KEPT}"],
           "alertmanager": [f"--storage.path={paths.lib}/alertmanager", "--cluster.listen-address="]}
    return [SERVERS[name], f"--config.file={paths.etc}/{name}.yml", f"--web.listen-address=127.0.0.1:{ports[name]}",
            "--log.level=warn", *own[name]]
