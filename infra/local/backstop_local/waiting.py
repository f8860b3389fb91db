"""Waiting for a fact with a deadline; nothing in the local stack waits in any other way."""

import time

POLL_INTERVAL_S = 0.1


class StackError(Exception):
    """Something the reader can act on: the text says what happened and what to do next."""


class UnknownName(StackError):
    """Something was typed that there is not; the text lists what there is."""


def wait_until(fact, deadline_s, what):
    """Returns the first true value of `fact()`, asked ten times a second.

    Raises StackError naming `what` when `deadline_s` seconds pass without one.
    """
    end = time.monotonic() + deadline_s
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() >= end:
            raise StackError(f"{what}: not within {deadline_s} s")
        time.sleep(POLL_INTERVAL_S)
