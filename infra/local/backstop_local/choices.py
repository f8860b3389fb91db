"""What one chooses for a stack at its first up, and a further up must agree with. Pure."""

import argparse

LEDGERS_MAX = 4
PARTITIONS_MAX = 256


def whole_number(least, most):
    """A type for argparse."""
    def read(text):
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most}, not {text!r}")
        return int(text)
    return read


def _of_set(running, wanted, name, words):
    """One phrase for what either has and the other has not."""
    if bool(running.get(name)) == bool(wanted.get(name)):
        return []
    return [f"{'with' if running.get(name) else 'without'} {words}"]


def differences(running, wanted):
    """How the stack that runs differs from what is wanted, as phrases behind "this stack runs"; none where it does not."""
    said = []
    for name in ("partitions", "ledgers"):
        if running.get(name) != wanted.get(name):
            count = running.get(name)
            said.append(f"with {count} {name if count != 1 else name[:-1]}, not {wanted.get(name)}")
    said += _of_set(running, wanted, "exchange", "the exchange's side (venue, feed, gateway, square-off)")
    if running.get("exchange") and wanted.get("exchange"):
        said += [f"with {running.get('customers')} customers, not {wanted.get('customers')}"] if running.get("customers") != wanted.get("customers") else []
        said += [f"on day {running.get('day')}, not {wanted.get('day')}"] if running.get("day") != wanted.get("day") else []
    said += _of_set(running, wanted, "monitoring", "monitoring (Prometheus, Alertmanager)")
    has, wants = (one.get("companions", []) for one in (running, wanted))
    more, less = [name for name in has if name not in wants], [name for name in wants if name not in has]
    return said + [f"{word} {', '.join(names)}" for word, names in (("with", more), ("without", less)) if names]
