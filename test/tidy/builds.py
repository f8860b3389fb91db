"""Every source file is part of the build."""

import re

from tree import Finding


def check(tree):
    modules = "\n".join(text for _, text in tree.ending(".cmake"))
    findings = []
    for path, _ in tree.ending(".cpp"):
        if not named_by_a_folder(tree, path) and path not in modules:
            findings.append(Finding(path, 0, "not-built", "no CMakeLists.txt names it"))
    return findings


def named_by_a_folder(tree, path):
    """Whether the CMakeLists.txt of the file's folder, or of one above, names it."""
    parts = path.split("/")
    for depth in range(len(parts)):
        lists = tree.texts.get("/".join([*parts[:depth], "CMakeLists.txt"]), "")
        name = re.escape("/".join(parts[depth:]))
        if re.search(rf"(?<![\w./-]){name}(?![\w.])", lists):
            return True
    return False
