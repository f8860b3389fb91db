"""Just enough C++ to judge its text: comments and literals taken out, and functions measured."""

import re
from typing import NamedTuple

LITERAL_OR_COMMENT = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'"  # not the separator in 10'000
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.DOTALL,
)
CONTAINER = re.compile(r'\b(namespace|class|struct|union|enum|extern)\b(?![^;]*\)\s*(const|noexcept|override)?\s*$)')


class Function(NamedTuple):
    name: str
    line: int  # the first, from 1
    lines: int


def without_comments(text):
    """The text with comments and literals emptied. Line numbers stay."""

    def emptied(match):
        newlines = "\n" * match.group().count("\n")
        return newlines if match.group().startswith("/") else '""' + newlines

    return LITERAL_OR_COMMENT.sub(emptied, text)


def functions(text):
    """Every function with a body that is not inside another one, from the signature to the closing brace."""
    code = re.sub(r"(?m)^[ \t]*#[^\n]*$", "", without_comments(text))
    found, containers, depth = [], 0, 0
    item = 0  # where the present declaration begins
    first_brace = None
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match.group()
        inside = depth > containers
        if sign == "{":
            if not inside and CONTAINER.search(code[item:at]) and first_brace is None:
                containers += 1
                item = at + 1
            elif not inside and first_brace is None:
                first_brace = at
            depth += 1
        elif sign == "}":
            if not inside:
                containers -= 1
            depth -= 1
            # In `Thing() : a_{1}, b_{2} { … }` only the last group ends the declaration.
            if depth == containers and (not inside or not re.match(r"\s*[,{]", code[at + 1 :])):
                found.extend(function(code, item, first_brace, at))
                item, first_brace = at + 1, None
        elif not inside:
            item, first_brace = at + 1, None
    return found


def function(code, item, first_brace, end):
    """The declaration between `item` and `end` as a list of one Function, or of none."""
    head = code[item:first_brace] if first_brace is not None else ""
    name = re.search(r"([\w:~]+|operator\W+)\s*\(", head)
    if name is None or re.search(r"(?<![=!<>])=(?!=)", head[: name.start()]):
        return []
    start = item + len(head) - len(head.lstrip())
    first = code.count("\n", 0, start) + 1
    return [Function(name.group(1), first, code.count("\n", start, end) + 1)]
