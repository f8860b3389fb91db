#!/usr/bin/python3
"""Runs the rules of the source tree. Exits 0 when all hold, 1 with one line for each finding.

    tidy.py [--root FOLDER]   judges the tree
    tidy.py --self-test       proves that each rule can fire, and that good code passes
"""

import argparse
import pathlib
import sys
import time

sys.dont_write_bytecode = True  # the source tree stays as it is

import builds
import canaries
import documents
import layers
import owners
import scripts
import sizes
import words
from tree import Tree, load

CHECKS = [layers.check, owners.check, words.check, sizes.check, builds.check, documents.check, scripts.check]
RULES = {
    "include-path", "layer", "foreign-library", "table-owner",
    "no-stream", "no-sleep", "no-double", "blocking-amqp", "mysql-query", "using-namespace", "pragma-once", "unfinished", "newest-day",
    "file-size", "function-size", "ratchet",
    "not-built", "dead-link", "shell-syntax", "python-syntax", "python-shebang", "python-abbreviation",
}  # fmt: skip


def judge(tree):
    return [finding for check in CHECKS for finding in check(tree)]


def judge_root(root):
    start = time.monotonic()
    tree = load(root)
    findings = judge(tree)
    for finding in sorted(findings):
        print(finding)
    print(f"tidy: {len(tree.texts)} files, {len(findings)} findings, {time.monotonic() - start:.2f} s")
    return 1 if findings else 0


def self_test():
    """Each bad sample must give exactly its rule, each good sample nothing, and every rule needs a bad sample."""
    wrong = []
    for rule, files in canaries.BAD:
        fired = {finding.rule for finding in judge(Tree(files))}
        if fired != {rule}:
            wrong.append(f"{rule}: the sample {sorted(files)} gave {sorted(fired)}")
    for files in canaries.GOOD:
        wrong.extend(f"good sample: {finding}" for finding in judge(Tree(files)))
    unproven = RULES - {rule for rule, _ in canaries.BAD}
    wrong.extend(f"{rule}: has no bad sample" for rule in sorted(unproven))
    for line in wrong:
        print(line)
    print(f"tidy self-test: {len(canaries.BAD)} bad and {len(canaries.GOOD)} good samples, {len(wrong)} wrong")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2])
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    return self_test() if arguments.self_test else judge_root(arguments.root)


if __name__ == "__main__":
    sys.exit(main())
