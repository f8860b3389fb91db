"""Prometheus and Alertmanager of one stack: their configuration, what they watch, and their command lines."""

import json
import re

from . import env_file
from .companions import database_exporter, machine_exporter, prober
from .paths import REPOSITORY

SERVERS = {"prometheus": "/usr/bin/prometheus", "alertmanager": "/usr/bin/prometheus-alertmanager"}
CHECKS = {"prometheus": ("/usr/bin/promtool", "check", "config"), "alertmanager": ("/usr/bin/amtool", "check-config")}
COMPANIONS = (database_exporter.NAME, machine_exporter.NAME, prober.NAME)  # what it does not see without help
INSTALLED = (*SERVERS.values(), database_exporter.SERVER, machine_exporter.SERVER, prober.SERVER)
FOLDER = REPOSITORY / "infra/prometheus"
PLACE = re.compile(r"@(\w+)@")
KEPT = "4d"  # more than the longest window of a rule
ACCEPTS = {"rabbitmq": "amqp", "database": "database"}  # what is not ours, and the port that has to take connections


def render(template, values):
    """The text of a template with every @name@ replaced; a name without a value is a KeyError."""
    return PLACE.sub(lambda match: str(values[match.group(1)]), template)


def prometheus_values(paths, ports, rules=FOLDER / "rules"):
    """What infra/prometheus/prometheus.yml asks for, from the ports by name."""
    return dict(ports) | {"rules": rules, "etc": paths.etc}


def _group(port, **labels):
    """One entry of a file that Prometheus' file_sd_configs reads."""
    return {"targets": [f"127.0.0.1:{port}"], "labels": labels}


def targets(ports, ledgers, services, companions):
    """Every page of metrics as Prometheus reads it; `job` is the program's name, and all ledgers are one job."""
    return ([_group(ports[name], job="ledger") for name in ledgers]
            + [_group(ports[name], job=name) for name in (*services, *SERVERS)]
            + [_group(ports[one.name], job=one.name, __metrics_path__="/" + one.metrics_page)
               for one in companions if one.metrics_page])


def probes(ports, ledgers, services, companions):
    """What is asked from outside, in the prober's words. Without the simulated exchange: the live system has none."""
    ours = [*ledgers, *(name for name in services if name != "venue"),
            *(one.name for one in companions if one.binary and one.ready_page == "readyz")]
    return ([_group(ports[name], probed=name, __param_module="readyz", page="/readyz") for name in ours]
            + [_group(ports[port], probed=name, __param_module="accepts", page="") for name, port in ACCEPTS.items()])


def write_files(paths, ports, ledgers, services, companions, rules=FOLDER / "rules"):
    for name in SERVERS:
        template = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
        env_file.write_text(paths.etc / f"{name}.yml", render(template, prometheus_values(paths, ports, rules)))
    for name, groups in (("targets", targets(ports, ledgers, services, companions)),
                         ("probes", probes(ports, ledgers, services, companions))):
        env_file.write_text(paths.etc / f"{name}.json", json.dumps(groups, indent=1) + "\n")


def command(paths, ports, name):
    """Both listen on the loopback alone; Alertmanager looks for no others of its kind."""
    own = {"prometheus": [f"--storage.tsdb.path={paths.lib}/prometheus", f"--storage.tsdb.retention.time={KEPT}"],
           "alertmanager": [f"--storage.path={paths.lib}/alertmanager", "--cluster.listen-address="]}
    return [SERVERS[name], f"--config.file={paths.etc}/{name}.yml", f"--web.listen-address=127.0.0.1:{ports[name]}",
            "--log.level=warn", *own[name]]


def check_command(paths, name):
    """Ends with 0 where the server's configuration is good, else says what is wrong with it."""
    return [*CHECKS[name], f"{paths.etc}/{name}.yml"]
