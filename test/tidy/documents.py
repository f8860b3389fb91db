"""Relative links in the documents lead somewhere."""

import posixpath
import re
import urllib.parse

from tree import Finding

CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")


def check(tree):
    findings = []
    for path, text in tree.ending(".md"):
        prose = CODE.sub(lambda match: "\n" * match.group().count("\n"), text)
        for match in LINK.finditer(prose):
            target = urllib.parse.unquote(match.group(1).split("#")[0])
            if not target or re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if found not in tree.paths:
                line = prose.count("\n", 0, match.start()) + 1
                findings.append(Finding(path, line, "dead-link", f"{target}: no such file or folder"))
    return findings
