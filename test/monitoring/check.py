#!/usr/bin/python3
"""Documents, golden file, alerts, their tests and their runbooks fit each other. Needs nothing that runs.

Exit codes: 0 they do, 1 one line for each that does not.
"""

import re
import sys

import proof_table
import yaml
from alert_faults import NOT_MEASURED, STAGES
from families import (DOCUMENT, GOLDEN, OTHERS, ROOT, RULES, awaited, differences, names_in, names_read, of_document, of_golden,
                      panels)

RUNBOOKS = ROOT / "docs/runbooks"
OPERATIONS = ROOT / "docs/operations.md"
TESTS = ROOT / "infra/prometheus/tests"
SEVERITIES = {"critical", "warning"}
ANNOTATIONS = {"summary", "description", "runbook_url"}
UNITS_OF_OTHERS = ("_milliseconds", "_ms", "_us", "_micros", "_minutes", "_kilobytes", "_megabytes")
OF_PROMETHEUS = {"up"}


def name_findings(families):
    """What Prometheus' conventions forbid in a name of ours."""
    for service, name, kind, _ in sorted(families):
        if service in OTHERS:
            continue
        if not name.startswith(f"backstop_{service}_"):
            yield f"{name}: must begin with backstop_{service}_"
        if (kind == "counter") != name.endswith("_total"):
            yield f"{name}: a counter ends in _total, and nothing else does; it is a {kind}"
        if name.removesuffix("_total").endswith(UNITS_OF_OTHERS):
            yield f"{name}: times are seconds and sizes bytes"


def rules_of_all_files():
    for file in sorted(RULES.glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def unknown_metrics(reader, read, golden):
    for metric in sorted(read - {family.name for family in golden} - awaited(read, golden)):
        yield f"{reader}: reads {metric}, which {GOLDEN.name} does not know"


def panel_findings(golden, recorded, alerts):
    """Each panel reads metrics that there are, and links to the runbook of an alert that there is."""
    for file, _, panel in panels():
        where = f"{file}/{panel['title']}"
        for target in panel["targets"]:
            yield from unknown_metrics(where, names_in(target["expr"]), golden)
            yield from (f"{where}: reads {name}, which no rule records" for name in re.findall(r"\w+:[\w:]+", target["expr"])
                        if name not in recorded)
        yield from (f"{where}: {link['url']} is no runbook" for link in panel.get("links", ())
                    if link["url"].removeprefix("${runbooks}/").removesuffix(".md") not in alerts)


def told_awaited(golden):
    """What is read of programs that are not there yet, so that nobody takes it for proven."""
    return sorted(awaited(names_read(), golden))


def alert_findings(rule, golden, recorded):
    name = rule["alert"]
    if rule.get("labels", {}).get("severity") not in SEVERITIES:
        yield f"{name}: severity must be one of {', '.join(sorted(SEVERITIES))}"
    missing = sorted(ANNOTATIONS - {key for key, text in rule.get("annotations", {}).items() if text})
    if missing:
        yield f"{name}: has no {', '.join(missing)}"
    elif rule["annotations"]["runbook_url"] != f"docs/runbooks/{name}.md" or not (RUNBOOKS / f"{name}.md").exists():
        yield f"{name}: its runbook must be docs/runbooks/{name}.md, and be there"
    read = names_in(rule["expr"])
    yield from unknown_metrics(name, read, golden)
    if not read and not any(other in rule["expr"] for other in recorded | OF_PROMETHEUS):
        yield f"{name}: reads no metric"


def test_findings(alerts):
    """Each alert needs a moment at which it fires and one at which it does not."""
    fires, rests = set(), set()
    for file in sorted(TESTS.glob("*.yml")):
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]:
            for moment in test.get("alert_rule_test", ()):
                (fires if moment.get("exp_alerts") else rests).add(moment["alertname"])
    for name in sorted(alerts):
        yield from (f"{name}: no test in which it {what}" for what, seen in (("fires", fires), ("does not fire", rests))
                    if name not in seen)
    yield from (f"{name}: tested, but there is no such alert" for name in sorted((fires | rests) - alerts))


def listed_findings(alerts):
    """docs/operations.md lists each alert once, with its severity."""
    rows = re.findall(r"^\| \[(\w+)\]\(runbooks/\1\.md\) \| (\w+) \|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = {(rule["alert"], rule.get("labels", {}).get("severity")) for rule in alerts}
    yield from (f"{name}: not in {OPERATIONS.name} as {severity}" for name, severity in sorted(wanted - set(rows)))
    yield from (f"{name}: {OPERATIONS.name} lists it as {severity}, no rule does" for name, severity in sorted(set(rows) - wanted))


def proof_findings(names):
    """Each alert has a fault that test/monitoring/prove.py makes, and a row in the table of those that it has measured."""
    made = {name for stage in STAGES for fault in stage.faults for name in fault.alerts}
    yield from (f"{name}: alert_faults.py has no fault of it" for name in sorted(names - made))
    yield from (f"{name}: alert_faults.py knows it, but there is no such alert" for name in sorted(made - names))
    told = {one["name"] for one in proof_table.rows(OPERATIONS.read_text(encoding="utf-8"))}
    yield from (f"{name}: {OPERATIONS.name} does not tell its seconds" for name in sorted(names - told - NOT_MEASURED))
    yield from (f"{name}: measured, but alert_faults.py says that it is not" for name in sorted(told & NOT_MEASURED))
    yield from (f"{name}: {OPERATIONS.name} tells its seconds, but there is no such alert" for name in sorted(told - names))


def findings():
    families = of_golden(GOLDEN.read_text(encoding="utf-8"))
    documented = of_document(DOCUMENT.read_text(encoding="utf-8"))
    yield from differences(families, documented, GOLDEN.name, DOCUMENT.name)
    yield from name_findings(families)
    rules = list(rules_of_all_files())
    recorded = {rule["record"] for rule in rules if "record" in rule}
    alerts = [rule for rule in rules if "alert" in rule]
    names = {rule["alert"] for rule in alerts}
    if len(names) != len(alerts):
        yield "two alerts have one name"
    for rule in alerts:
        yield from alert_findings(rule, families, recorded)
    yield from test_findings(names)
    yield from listed_findings(alerts)
    yield from proof_findings(names)
    yield from panel_findings(families, recorded, names)
    yield from (f"docs/runbooks/{path.name}: no alert of that name" for path in sorted(RUNBOOKS.glob("*.md"))
                if path.stem not in names)


def main():
    found = list(findings())
    for line in found:
        print(line)
    waiting = told_awaited(of_golden(GOLDEN.read_text(encoding="utf-8")))
    if waiting:
        print("read, and of programs that are not there yet:", *waiting)
    print(f"monitoring: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
