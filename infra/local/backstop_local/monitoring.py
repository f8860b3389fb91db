"""Prometheus' and Alertmanager's configuration of one stack."""

import re

from .paths import REPOSITORY

FOLDER = REPOSITORY / "infra/prometheus"
PLACE = re.compile(r"@(\w+)@")


def render(template, values):
    """The text of a template with every @name@ replaced; a name without a value is a KeyError."""
    return PLACE.sub(lambda match: str(values[match.group(1)]), template)


def prometheus_values(ports, ledgers, rules=FOLDER / "rules"):
    """What infra/prometheus/prometheus.yml asks for, from the ports by name and the names of the ledgers."""
    targets = ", ".join(f'"127.0.0.1:{ports[name]}"' for name in ledgers)
    return dict(ports) | {"rules": rules, "ledgers": targets}
