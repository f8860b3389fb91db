"""The table of docs/operations.md: which fault makes each alert fire, and in how many seconds."""

import re

MARKS = ("<!-- proof of the alerts: written by test/monitoring/prove.py --document -->", "<!-- end of the proof -->")
HEAD = "| alert | the fault that was made | seconds until it fires | seconds from the repair to its end |\n|---|---|---|---|\n"
ROW = re.compile(r"^\| (?P<name>\w+) \| (?P<fault>[^|]+) \| (?P<seconds>\d+)(?P<scaled> \(scaled\))? \| (?P<ended>\d+) \|$", re.MULTILINE)


def _parts(text):
    before, _, rest = text.partition(MARKS[0])
    told, _, after = rest.partition(MARKS[1])
    return before, told, after


def rows(text):
    """[{"name", "fault", "seconds", "scaled", "ended"}] of a document, each a text or None."""
    return [found.groupdict() for found in ROW.finditer(_parts(text)[1])]


def of_results(results, scaled):
    """Rows of {alert: {"fault", "seconds", "ended"}}; `scaled`: the alerts whose windows were shorter than they are."""
    return [{"name": name, "scaled": " (scaled)" if name in scaled else None} | one for name, one in results.items()]


def table(found):
    """The rows in the order in which they fired; what did not fire comes last."""
    ordered = sorted(found, key=lambda row: (row["seconds"] is None, int(row["seconds"] or 0)))
    return HEAD + "".join(f"| {row['name']} | {row['fault']} | {row['seconds']}{row['scaled'] or ''} | {row['ended']} |\n" for row in ordered)


def written(text, found):
    """The document with these rows in the place of those of the same alerts."""
    before, _, after = _parts(text)
    new = {row["name"] for row in found}
    kept = [row for row in rows(text) if row["name"] not in new]
    return f"{before}{MARKS[0]}\n{table(kept + found)}{MARKS[1]}{after}"
