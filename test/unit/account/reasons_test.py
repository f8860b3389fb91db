#!/usr/bin/python3
"""Every reason that the code can give has a sentence for customers in common/account/sentences.cpp.

Reads the sources of the rooms whose reasons reach a row, a command or a notice, and takes every literal that could be one:
lower case, with a blank in it, and no SQL. What is neither in the table nor named below as something else fails.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCES = ("consumers/squareoff/accept.cpp", "consumers/squareoff/advance.cpp", "consumers/squareoff/exit_step.cpp",
           "consumers/squareoff/settle.cpp", "consumers/squareoff/statements.cpp", "common/account/exit_rules.cpp", "common/account/tasks.cpp", "common/account/books_state.cpp", "common/account/exchanges.cpp",
           "consumers/gateway/statements.cpp", "consumers/gateway/requests.cpp", "consumers/gateway/desk.cpp", "consumers/gateway/answers.cpp",
           "producers/ctl/exits/preview.cpp", "common/exits/*.cpp", "common/account/holds.cpp")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
IN_SQL = re.compile(r"'([a-z][^']* [^']*)'")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|JOIN|VALUES|AND|SET|ON|IN|LIMIT|ORDER|AS|IS)\b|[=<>]")
# The ends and beginnings of reasons that are put together, and words for the log.
NOT_REASONS = ("cut-off", "lived or filled", "it is rejected, and its state says that it lives",
               "a report says in no number how much has filled", "an order of ours has filled after its end",
               "an order of ours has ended with less than the exchange had told")


def patterns():
    """The table's reasons, as they stand in it."""
    text = (ROOT / "common/account/sentences.cpp").read_text(encoding="utf-8")
    text = re.sub(r'"\s*\n\s*"', "", text)
    return [match.group(1) for match in re.finditer(r'\{"((?:[^"\\]|\\.)*)",', text)]


def candidates(path):
    text = re.sub(r"(?m)^\s*//.*$|#include.*$|\s//\s.*$", "", path.read_text(encoding="utf-8"))
    text = re.sub(r'"\s*\n\s*"', "", text)
    for match in LITERAL.finditer(text):
        literal = match.group(1)
        if SQL.search(literal):
            yield from IN_SQL.findall(literal)
        elif re.match(r"[a-z]", literal.lstrip()) and " " in literal.strip():
            yield literal


def is_known(literal, table):
    """The literal is a whole reason, or the beginning of one, or the text between two of its places."""
    places = [re.split(r"\{\}", pattern) for pattern in table]
    return any(literal == "".join(parts) or parts[0].startswith(literal) or literal.startswith(parts[0]) and parts[0] == literal
               for parts in places) or any(literal.strip() in part for parts in places for part in parts[1:])


def main():
    table = patterns()
    if len(table) < 40:
        print(f"only {len(table)} sentences found: this test no longer reads the table")
        return 1
    seen, unknown = 0, []
    for source in SOURCES:
        for path in sorted(ROOT.glob(source)):
            for literal in candidates(path):
                seen += 1
                if literal not in NOT_REASONS and not is_known(literal, table):
                    unknown.append(f"{path.relative_to(ROOT)}: {literal!r} has no sentence in common/account/sentences.cpp")
    print("\n".join(unknown) or f"{seen} reasons, each with a sentence")
    return 1 if unknown or seen < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
