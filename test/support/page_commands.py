"""The commands of a page of the manual, as a test runs them.

A fenced block marked `sh` is run line by line, each line as bash would run it; a line that ends in a backslash goes on in
the next one. What stands before such a block in an HTML comment tells the test more, and the reader nothing:

    <!-- test: before=parked_event exit=1 -->

`before`: what the test has to prepare, by name, several with commas; `exit`: the expected exit code, 0 unless said;
`seconds`: the command would go on for ever, it is ended after so long and must not have ended by itself;
`with`: words that a reader replaces, and what the test puts there (NAME=ledger-1, several with commas);
`skip`: why the block is not run; a block without this word is.
"""

import dataclasses
import re

FENCE = re.compile(r"^```(\w*)\s*$")
COMMENT = re.compile(r"^<!--\s*test:\s*(.*?)\s*-->\s*$")
WORD = re.compile(r'(\w+)=("[^"]*"|\S+)')
KNOWN = {"before", "exit", "seconds", "skip", "with"}


class PageError(Exception):
    """The page is not written as the above says; the text names the line."""


@dataclasses.dataclass
class Command:
    line: int              # in the page, from 1
    text: str
    before: tuple = ()
    exit_code: int = 0
    seconds: float | None = None


def assigned(text):
    """The variable that this command sets, or None: a page's later lines mean it."""
    found = re.match(r"(?:export )?([A-Z][A-Z0-9_]*)=(?:\S*|\$\(.*\)|\"[^\"]*\")\s*(?:#.*)?$", text)
    return found[1] if found else None


def _remarks(line, text):
    found = dict(WORD.findall(text))
    unknown = set(found) - KNOWN
    if unknown or not found:
        raise PageError(f"line {line}: {sorted(unknown) or 'nothing'} after test:, known are {sorted(KNOWN)}")
    return {name: value.strip('"') for name, value in found.items()}


def _commands(block, first_line, remarks):
    """Of one block; its `before` belongs to its first command."""
    made, text, begun = [], "", first_line
    for number, line in enumerate(block, first_line):
        begun = begun if text else number
        text += line[:-1] + " " if line.endswith("\\") else line
        if line.endswith("\\"):
            continue
        if text.strip() and not text.lstrip().startswith("#"):
            seconds = remarks.get("seconds")
            for word, value in (one.split("=", 1) for one in remarks.get("with", "").split(",") if one):
                text = re.sub(rf"\b{word}\b", value, text)
            before = tuple(remarks.get("before", "").split(",")) if not made and "before" in remarks else ()
            made.append(Command(begun, text.strip(), before, int(remarks.get("exit", 0)), float(seconds) if seconds else None))
        text = ""
    if text:
        raise PageError(f"line {begun}: a block ends in a backslash")
    return made


def read(text):
    """([Command], {line of a command: why it is not run}) of a page, in order."""
    commands, skipped = [], {}
    language, block, remarks, first = None, [], {}, 0
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if language is None and fence:
            language, block, first = fence.group(1), [], number + 1
        elif language is not None and line.strip() == "```":
            if language == "sh" and "skip" in remarks:
                skipped |= {command.line: remarks["skip"] for command in _commands(block, first, {})}
            elif language == "sh":
                commands += _commands(block, first, remarks)
            elif remarks:
                raise PageError(f"line {number}: a comment for the test before a block that is not sh")
            language, remarks = None, {}
        elif language is not None:
            block.append(line)
        elif comment := COMMENT.match(line):
            remarks = _remarks(number, comment.group(1))
        elif line.strip() and remarks:
            raise PageError(f"line {number}: a comment for the test must stand right before its block")
    if language is not None:
        raise PageError(f"line {first}: a block without an end")
    return commands, skipped
