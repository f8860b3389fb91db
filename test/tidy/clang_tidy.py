#!/usr/bin/python3
"""clang-tidy over the C++ sources that differ from a commit, with the rules of .clang-tidy.

usage: clang_tidy.py BUILD_FOLDER [--since COMMIT | --all]
BUILD_FOLDER holds compile_commands.json (every preset writes it). COMMIT: HEAD unless given.
Exits 0 without findings, 1 with findings, 77 where clang-tidy or the build folder is missing.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("common/", "producers/", "consumers/")
FILE_TIMEOUT_S = 300


def git(*arguments):
    answer = subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True, timeout=60)
    return answer.stdout.split("\n")


def sources(options):
    """The .cpp files to look at; a changed header counts as its own room's sources."""
    tracked = [path for path in git("ls-files", "*.cpp") if path.startswith(ROOMS)]
    if options.all:
        return tracked
    changed = set(git("diff", "--name-only", options.since)) | set(git("ls-files", "--others", "--exclude-standard"))
    rooms = {os.path.dirname(path) for path in changed if path.endswith(".h") and path.startswith(ROOMS)}
    fresh = [path for path in changed if path.endswith(".cpp") and path.startswith(ROOMS) and (ROOT / path).exists()]
    return sorted({path for path in tracked if os.path.dirname(path) in rooms} | set(fresh))


def look_at(tool, build, path):
    done = subprocess.run([tool, "-p", build, "--quiet", str(ROOT / path)], capture_output=True, text=True,
                          timeout=FILE_TIMEOUT_S)
    return done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("build")
    parser.add_argument("--since", default="HEAD")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    tool = shutil.which("clang-tidy-14") or shutil.which("clang-tidy")
    if tool is None or not (pathlib.Path(options.build) / "compile_commands.json").exists():
        print("skipped: no clang-tidy, or no compile_commands.json in the build folder")
        return 77
    paths = [path for path in sources(options) if (ROOT / path).exists()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda path: look_at(tool, options.build, path), paths))
    bad = [text for code, text in results if code != 0]
    for text in bad:
        print(text)
    print(f"clang-tidy: {len(paths)} files, {len(bad)} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
