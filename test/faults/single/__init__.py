"""Faults that are played by themselves, on a site of their own: one file of this folder each, with `FAULT = Single(…)`.

`run.py --only NAME` plays one; a run without --only plays all of them behind the seeds, as small as they get.
"""

import dataclasses
import importlib
import typing

NAMES = ("restarts", "purge", "absurd", "hostile-exchange", "neighbours", "disk")  # files of this folder (a hyphen of the name is an underscore of the file), in the order of play


@dataclasses.dataclass(frozen=True)
class Single:
    """`play(folder, say, arguments)` -> a dict for --json, with "ok". `options(parser)` adds what --help tells of it.
    `deadline_s(arguments)`: a play that takes longer has failed; several times what it takes."""
    name: str
    play: typing.Callable
    options: typing.Callable = lambda parser: None
    deadline_s: typing.Callable = lambda arguments: 300


def known():
    """{name: Single}, in the order of play."""
    found = [importlib.import_module(f"single.{name.replace('-', '_')}").FAULT for name in NAMES]
    return {fault.name: fault for fault in found}
