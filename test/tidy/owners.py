"""Few files hold every statement that makes a row of a state machine's table or changes its state."""

import re

from tree import Finding

# Table -> the files of the programs that may write it.
OWNERS = {"exits": ("common/exits/statements.cpp", "common/exits/resolution.cpp")}
PROGRAMS = ("common/", "producers/", "consumers/")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def statements(text):
    """(line, SQL) of each run of string literals: adjacent ones, and those that + or a short expression joins."""
    runs, end = [], None
    for match in LITERAL.finditer(text):
        between = text[end:match.start()] if end is not None else ";"
        if ";" in between or "{" in between:
            runs.append([text.count("\n", 0, match.start()) + 1, ""])
        runs[-1][1] += match.group(1)
        end = match.end()
    return runs


def writes(table):
    return re.compile(rf"\b(INSERT|REPLACE)\b[^;]*?\bINTO\s+{table}\b|\bUPDATE\b[^;]*?\b{table}\b[^;]*?\bSET\b|\bDELETE\s+FROM\s+{table}\b",
                      re.IGNORECASE)


def check(tree):
    findings = []
    for path, text in tree.cpp():
        if not path.startswith(PROGRAMS):
            continue
        for table, owners in OWNERS.items():
            if path in owners or table not in text:
                continue
            pattern = writes(table)
            findings.extend(Finding(path, line, "table-owner", f"{table} is written in {' and '.join(owners)} alone")
                            for line, sql in statements(text) if pattern.search(sql))
    return findings
