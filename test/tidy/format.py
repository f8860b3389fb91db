#!/usr/bin/python3
"""clang-format over every C++ file of ours, with the rules of .clang-format; changes nothing.

Exits 0 when all are formatted, 1 with the places that are not, 77 where clang-format is not installed.
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("common", "producers", "consumers", "test")
DEADLINE_S = 50


def main():
    tool = shutil.which("clang-format")
    if tool is None:
        print("skipped: clang-format is not installed (./backstop deps)")
        return 77
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in (".h", ".cpp"))
    if not files:
        print("no C++ files found", file=sys.stderr)
        return 1
    done = subprocess.run([tool, "--dry-run", "-Werror", *files], capture_output=True, text=True, timeout=DEADLINE_S,
                          check=False)
    print(done.stderr, end="")
    print(f"clang-format: {len(files)} files, " + ("all formatted" if done.returncode == 0 else "see above: clang-format -i"))
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
