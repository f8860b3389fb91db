"""Reads Prometheus' text format.

Samples are a dict: name -> list of (labels as dict, value as float).
"""

import re

LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\d+)?$")
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')


def parse(text):
    """Samples of a whole page; lines that are not samples are passed over."""
    samples = {}
    for line in text.splitlines():
        match = None if line.startswith("#") else LINE.match(line.strip())
        if match:
            labels = dict(LABEL.findall(match.group(2) or ""))
            samples.setdefault(match.group(1), []).append((labels, float(match.group(3))))
    return samples


def total(samples, name, **labels):
    """Sum over the samples of `name` that carry all of `labels`; 0.0 where there is none."""
    return sum(value for found, value in samples.get(name, ())
               if all(found.get(key) == wanted for key, wanted in labels.items()))


def by_label(samples, name, label):
    """Sums by the value of one label, e.g. {"0": 120.0, "1": 131.0}."""
    sums = {}
    for labels, value in samples.get(name, ()):
        key = labels.get(label, "")
        sums[key] = sums.get(key, 0.0) + value
    return sums


def buckets(samples, name):
    """Upper bound (seconds, or whatever the histogram counts) -> cumulative count, over all labels."""
    sums = {float(bound): count for bound, count in by_label(samples, name + "_bucket", "le").items()}
    return dict(sorted(sums.items()))


def quantile(counts, wanted):
    """The `wanted` quantile (0 to 1) of cumulative buckets, linear within a bucket; None when they are empty.

    What lies above the last finite bound is reported as that bound.
    """
    everything = max(counts.values(), default=0.0)
    if everything <= 0:
        return None
    rank, below_bound, below_count = wanted * everything, 0.0, 0.0
    for bound, count in counts.items():
        if count >= rank and count > below_count:
            if bound == float("inf"):
                return below_bound
            return below_bound + (bound - below_bound) * (rank - below_count) / (count - below_count)
        if bound != float("inf"):
            below_bound, below_count = bound, count
    return below_bound
