"""Metric families: as a service's page shows them, as the golden file lists them, as docs/metrics.md names them."""

import json
import pathlib
import re
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra/local"))

from backstop_local import metrics  # noqa: E402

GOLDEN = ROOT / "test/integration/metrics_golden.txt"
DOCUMENT = ROOT / "docs/metrics.md"
RULES = ROOT / "infra/prometheus/rules"
SERVICES = ("feed", "ledger", "gateway", "squareoff", "venue")
OTHERS = {"rabbitmq": "rabbitmq_", "database": "mysql_", "machine": "node_", "prober": "probe_"}  # how their names begin
TYPE = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)
SAMPLES = {"histogram": "_count", "summary": "_count"}  # a sample of a family that carries just its labels
HEADING = re.compile(r"^## (\S+)", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


DASHBOARDS = ROOT / "infra/grafana/dashboards"


class Family(typing.NamedTuple):
    """One line of the golden file."""

    service: str
    name: str
    kind: str
    labels: tuple

    def __str__(self):
        return " ".join([self.service, self.name, self.kind, ",".join(self.labels)]).strip()


# What only a replica of the books shows: the local stack has none.
SOMETIMES = {Family("database", f"mysql_slave_status_slave_{half}_running", "untyped",
                    ("channel_name", "connection_name", "master_host", "master_uuid")) for half in ("io", "sql")}


def of_page(service, page):
    """The families of a page in Prometheus' text format; one without a sample has no labels to tell."""
    samples = metrics.parse(page)
    found = set()
    for name, kind in TYPE.findall(page):
        labels = {label for one, _ in samples.get(name + SAMPLES.get(kind, ""), ()) for label in one}
        found.add(Family(service, name, kind, tuple(sorted(labels))))
    return found


def of_golden(text):
    lines = [line.split(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {Family(line[0], line[1], line[2], tuple(line[3].split(",")) if len(line) > 3 else ()) for line in lines}


def of_document(text):
    """The rows of the tables below each heading that is a service's name."""
    parts = HEADING.split(text)
    return {Family(service, name, kind, tuple(sorted(re.findall(r"`(\w+)`", labels))))
            for service, part in zip(parts[1::2], parts[2::2]) for name, kind, labels, _, _ in ROW.findall(part)}


def golden_text(families):
    return "# service name type labels; rewritten by: test/integration/run.py test_metrics.py --update\n" + \
        "".join(f"{family}\n" for family in sorted(families))


def differences(wanted, found, wanted_is, found_is):
    """One line for each family that only one side has; a change of type or labels is told as such."""
    lost = {(one.service, one.name): one for one in wanted - found}
    new = {(one.service, one.name): one for one in found - wanted}
    told = [f"{lost[key].name}: {wanted_is} says \"{lost[key]}\", {found_is} says \"{new[key]}\""
            for key in sorted(lost.keys() & new.keys())]
    told += [f"{lost[key].name}: in {wanted_is}, not in {found_is}" for key in sorted(lost.keys() - new.keys())]
    return told + [f"{new[key].name}: in {found_is}, not in {wanted_is}" for key in sorted(new.keys() - lost.keys())]


def names_in(expression):
    """Metric names that a PromQL expression reads, without the suffix of a histogram's parts; rules' own have a colon."""
    words = re.findall(r"(?<![\w:\"])(?:backstop|rabbitmq|mysql|node|probe)_\w+(?![\w:])", expression)
    return {re.sub(r"_(bucket|count|sum)$", "", word) for word in words}


def panels():
    """(dashboard's file, dashboard, panel) of each panel that shows data; a row is none."""
    for file in sorted(DASHBOARDS.glob("*.json")):
        dashboard = json.loads(file.read_text(encoding="utf-8"))
        yield from ((file.stem, dashboard, panel) for panel in dashboard["panels"] if "targets" in panel)


def awaited(names, golden):
    """Of these metrics, those of a service of ours that the golden file does not know at all: it is not there yet."""
    services = {family.service for family in golden}
    return {name for name in names if name.startswith("backstop_") and name.split("_")[1] not in services}


def names_read():
    """All names of metrics that a rule or a panel reads."""
    expressions = [file.read_text(encoding="utf-8") for file in RULES.glob("*.yml")]
    expressions += [target["expr"] for _, _, panel in panels() for target in panel["targets"]]
    return set().union(*map(names_in, expressions))


def of_others(service, pages):
    """Of the many metrics of a program that is not ours, those that are read here."""
    read = names_read()
    return {family for page in pages for family in of_page(service, page)
            if family.name in read and family.name.startswith(OTHERS[service])}
