"""Shell and Python files are at least readable by their interpreters."""

import re
import subprocess
import warnings

from tree import Finding

PYTHON = "#!/usr/bin/python3"
PARSER = re.compile(r"\b(?:ArgumentParser|add_parser)\((?![^\n]*allow_abbrev=False)")


def check(tree):
    findings = []
    for path, text in tree.texts.items():
        first = text.split("\n", 1)[0]
        shebang = first if first.startswith("#!") else ""
        if path.endswith(".sh") or re.search(r"\b(bash|sh)\b", shebang):
            findings.extend(shell(path, text))
        elif path.endswith(".py") or "python" in shebang:
            findings.extend(python(path, text, shebang))
    return findings


def shell(path, text):
    run = subprocess.run(["bash", "-n", "/dev/stdin"], input=text, text=True, capture_output=True, timeout=10, check=False)
    if run.returncode == 0:
        return []
    return [Finding(path, 0, "shell-syntax", run.stderr.strip().split("\n")[0])]


def python(path, text, shebang):
    findings = []
    if shebang and shebang != PYTHON:
        findings.append(Finding(path, 1, "python-shebang", f"must be {PYTHON}"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, path, "exec")
    except SyntaxError as error:
        findings.append(Finding(path, error.lineno or 0, "python-syntax", error.msg))
    # `--only` of another program was once taken for `--only-check-arguments`: nothing was done, with success.
    for match in PARSER.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        findings.append(Finding(path, line, "python-abbreviation", "argparse guesses at options: allow_abbrev=False"))
    return findings
