"""Which faults strike when: decided by the seed alone, so that a run can be repeated."""

import random
from typing import NamedTuple

FIRST_AT = 0.04      # of the day
LAST_AT = 0.70       # later the feed might be through before the fault strikes
EARLY = {"checkpoint lost": 0.20}  # the day begins again: what was sent until then is sent twice


class Entry(NamedTuple):
    """One fault to come. `number` numbers the faults of a seed and seeds its own random choices."""

    number: int
    at_s: float
    kind: str


def make_schedule(seed, kinds, seconds):
    """[Entry] in order of time. Two neighbouring seeds (2n, 2n+1) share out all kinds between them."""
    order = sorted(kinds)
    random.Random(f"kinds of {seed // 2}").shuffle(order)
    mine = order[seed % 2::2]
    moments = random.Random(f"moments of {seed}")
    chosen = sorted((moments.uniform(FIRST_AT, EARLY.get(kind, LAST_AT)) * seconds, kind) for kind in mine)
    return [Entry(number, round(at_s, 2), kind) for number, (at_s, kind) in enumerate(chosen)]


def as_text(seed, schedule):
    return f"seed {seed}: " + ", ".join(f"{entry.at_s:.2f} s {entry.kind}" for entry in schedule)
