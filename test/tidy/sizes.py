"""Caps on files and functions. exceptions.txt lists what is larger for now; an entry may only shrink."""

import ast

import cpp_text
from tree import Finding

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
EXCEPTIONS = "test/tidy/exceptions.txt"


def check(tree):
    findings = []
    listed = exceptions(tree, findings)
    measured = file_sizes(tree) + function_sizes(tree)
    for path, line, name, lines, cap in measured:
        allowed = listed.pop((path, name), None)
        if lines > (allowed or cap):
            rule = "file-size" if name == "file" else "function-size"
            findings.append(Finding(path, line, rule, f"{name}: {lines} lines, at most {allowed or cap}"))
        elif allowed and lines < allowed:
            text = f"{path} {name} has {lines} lines now: lower or remove its entry of {allowed}"
            findings.append(Finding(EXCEPTIONS, 0, "ratchet", text))
    for path, name in listed:
        findings.append(Finding(EXCEPTIONS, 0, "ratchet", f"{path} {name} is not there any more: remove its entry"))
    return findings


def exceptions(tree, findings):
    """{(path, 'file' or name of the function): lines}; a malformed line becomes a finding."""
    listed = {}
    for number, line in enumerate(tree.texts.get(EXCEPTIONS, "").splitlines(), start=1):
        words = line.split("#")[0].split()
        if len(words) == 3 and words[2].isdigit():
            listed[(words[0], words[1])] = int(words[2])
        elif words:
            findings.append(Finding(EXCEPTIONS, number, "ratchet", "an entry is: path, 'file' or function, lines"))
    return listed


def file_sizes(tree):
    """(path, line, 'file', lines, cap) of every file of code."""
    code = tree.ending(".h", ".cpp", ".py", ".sh", ".mjs", ".cmake", "CMakeLists.txt")
    return [(path, 0, "file", text.count("\n"), FILE_LINES_MAX) for path, text in code]


def function_sizes(tree):
    """(path, line, name, lines, cap): of functions with one name in one file the longest."""
    longest = {}
    for path, text in tree.texts.items():
        for name, line, lines in functions_of(path, text):
            if lines > longest.get((path, name), (0, 0))[1]:
                longest[(path, name)] = (line, lines)
    return [(path, line, name, lines, FUNCTION_LINES_MAX) for (path, name), (line, lines) in longest.items()]


def functions_of(path, text):
    if path.endswith((".h", ".cpp")):
        return cpp_text.functions(text)
    if not path.endswith(".py"):
        return []
    try:
        nodes = ast.walk(ast.parse(text))
    except SyntaxError:
        return []  # another rule says so
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, node.lineno, node.end_lineno - node.lineno + 1) for node in nodes if isinstance(node, kinds)]
