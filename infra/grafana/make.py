#!/usr/bin/python3
"""Makes infra/grafana/dashboards/*.json, which Grafana reads, from infra/grafana/described/*.yml, which people read.

A description: `title`, `about`, `variables` {name: PromQL of label_values} and `panels`, left to right in rows of 24 columns:

  title, about     what it shows, and what to make of it
  kind             lines (default), stat, or table
  width            of 24 columns, default 8
  unit             Grafana's name: s, percentunit, bytes, short, ops, …
  queries          {legend: PromQL}
  at               [yellow from here, red from here]; one number: red from here. `at_most: true` turns it round
  runbook          alert's name: the panel links to docs/runbooks/<name>.md

  make.py          writes them;  make.py --check   tells whether they are what would be written (exit code 1: not)
"""

import json
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
DATASOURCE = {"type": "prometheus", "uid": "backstop"}
COLUMNS = 24
HEIGHT = {"stat": 4, "lines": 8, "table": 8}
KINDS = {"stat": "stat", "lines": "timeseries", "table": "table"}


def thresholds(panel):
    """Green, and from the panel's figures on yellow and red; with `at_most` green above and red below."""
    at = panel.get("at", [])
    at = at if isinstance(at, list) else [at]
    colours = ["yellow", "red"][-len(at):] if at else []
    steps = [{"color": "green", "value": None}] + [{"color": colour, "value": value} for colour, value in zip(colours, at)]
    if panel.get("at_most"):
        colours = [step["color"] for step in reversed(steps)]
        steps = [{"color": colour, "value": step["value"]} for colour, step in zip(colours, steps)]
    return {"mode": "absolute", "steps": steps}


def defaults(panel, kind):
    found = {"unit": panel.get("unit", "short"), "min": 0, "thresholds": thresholds(panel)}
    if "words" in panel:
        found["mappings"] = [{"type": "value", "options": {str(key): {"text": text} for key, text in panel["words"].items()}}]
    if kind == "lines":
        found["custom"] = {"lineWidth": 1, "fillOpacity": 8, "showPoints": "never",
                           "thresholdsStyle": {"mode": "line" if "at" in panel else "off"}}
        found["color"] = {"mode": "palette-classic"}
    return found


def options(kind):
    if kind == "stat":
        return {"colorMode": "background", "graphMode": "none", "textMode": "value_and_name",
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    if kind == "lines":
        return {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}}
    return {"showHeader": True}


def targets(panel, kind):
    return [{"refId": chr(ord("A") + index), "datasource": DATASOURCE, "expr": " ".join(query.split()), "legendFormat": legend,
             "instant": kind != "lines", "range": kind == "lines", "format": "table" if kind == "table" else "time_series"}
            for index, (legend, query) in enumerate(panel["queries"].items())]


def made_panel(panel, number, place):
    kind = panel.get("kind", "lines")
    made = {"id": number, "type": KINDS[kind], "title": panel["title"], "description": panel["about"], "gridPos": place,
            "datasource": DATASOURCE, "targets": targets(panel, kind), "options": options(kind),
            "fieldConfig": {"defaults": defaults(panel, kind), "overrides": []}}
    if "runbook" in panel:
        made["links"] = [{"title": f"Runbook {panel['runbook']}", "url": f"${{runbooks}}/{panel['runbook']}.md", "targetBlank": True}]
    return made


def placed(panels):
    """Their places, left to right; a new row where the last is full."""
    x = y = row = 0
    for panel in panels:
        kind = panel.get("kind", "lines")
        width, height = panel.get("width", 8), HEIGHT[kind]
        if x + width > COLUMNS:
            x, y, row = 0, y + row, 0
        yield {"x": x, "y": y, "w": width, "h": height}
        x, row = x + width, max(row, height)


def variables(described):
    """Those of the description, all values chosen, and where the runbooks are served."""
    made = [{"name": name, "type": "query", "datasource": DATASOURCE, "query": {"query": query, "refId": name}, "definition": query,
             "refresh": 2, "multi": True, "includeAll": True, "sort": 1, "current": {"text": ["All"], "value": ["$__all"]}}
            for name, query in described.get("variables", {}).items()]
    return made + [{"name": "runbooks", "type": "textbox", "label": "runbooks at", "query": "/runbooks",
                    "current": {"text": "/runbooks", "value": "/runbooks"}}]


def dashboard(name, described):
    panels = [made_panel(panel, number, place) for number, (panel, place)
              in enumerate(zip(described["panels"], placed(described["panels"])), 1)]
    return {"uid": f"backstop-{name}", "title": described["title"], "description": described["about"], "tags": ["backstop"],
            "schemaVersion": 38, "version": 1, "editable": False, "timezone": "Asia/Kolkata", "refresh": "5s",
            "time": {"from": "now-30m", "to": "now"}, "templating": {"list": variables(described)}, "panels": panels,
            "links": [{"type": "dashboards", "tags": ["backstop"], "title": "Backstop", "asDropdown": False, "includeVars": False}]}


def texts():
    """{path of the JSON file: what it should hold}"""
    return {HERE / "dashboards" / f"{file.stem}.json":
            json.dumps(dashboard(file.stem, yaml.safe_load(file.read_text(encoding="utf-8"))), indent=1) + "\n"
            for file in sorted((HERE / "described").glob("*.yml"))}


def findings():
    """One line for each file that is not what it should be."""
    wanted = texts()
    yield from (f"{path.name}: run infra/grafana/make.py" for path, text in wanted.items()
                if not path.exists() or path.read_text(encoding="utf-8") != text)
    yield from (f"{path.name}: has no description" for path in sorted((HERE / "dashboards").glob("*.json")) if path not in wanted)


def main():
    if sys.argv[1:] == ["--check"]:
        found = list(findings())
        print("\n".join([*found, f"dashboards: {len(found)} findings"]))
        return 1 if found else 0
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
