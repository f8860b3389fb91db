"""The files that the rules look at: paths relative to the root, with their text."""

import os
import pathlib
from typing import NamedTuple

SKIPPED_FOLDERS = {".git", "node_modules", "build", "var", "__pycache__"}
READ_SUFFIXES = {".h", ".cpp", ".py", ".sh", ".md", ".cmake", ".txt", ".mjs", ".js", ".ts", ".sql", ".yaml", ".yml", ".toml"}
BYTES_MAX = 1 << 20


class Finding(NamedTuple):
    """One thing that is wrong. `line` counts from 1; 0 speaks of the whole file."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


class Tree:
    """`texts`: path -> text of every file that a rule may read. `paths`: every file and folder there is."""

    def __init__(self, texts, other_paths=()):
        self.texts = dict(sorted(texts.items()))
        self.paths = {"."} | set(other_paths) | set(texts)
        for path in list(self.paths):
            self.paths.update(str(parent) for parent in pathlib.PurePosixPath(path).parents)

    def ending(self, *suffixes):
        """(path, text) of the files that end like this."""
        return [(path, text) for path, text in self.texts.items() if path.endswith(suffixes)]

    def cpp(self):
        return self.ending(".h", ".cpp")


def load(root):
    """Reads the tree below `root`. Scripts without suffix are read too: their first line says what they are."""
    texts, others = {}, []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in files:
            full = pathlib.Path(folder, name)
            path = full.relative_to(root).as_posix()
            text = read_text(full)
            if text is None:
                others.append(path)
            else:
                texts[path] = text
        others.extend(pathlib.Path(folder, name).relative_to(root).as_posix() for name in folders)
    return Tree(texts, others)


def read_text(full):
    """The text, or None for what no rule reads."""
    if full.is_symlink() or not full.is_file() or full.stat().st_size > BYTES_MAX:
        return None
    if full.suffix in READ_SUFFIXES:
        return full.read_text(encoding="utf-8", errors="replace")
    if full.suffix:
        return None
    with full.open("rb") as file:
        if file.read(2) != b"#!":
            return None
    return full.read_text(encoding="utf-8", errors="replace")
