"""A part of the fault tests that does not end is a failure that says where everybody stood, not a run that is never heard of again."""

import contextlib
import faulthandler
import signal

CLEANING_UP_S = 120  # afterwards: the site goes down


class Overdue(BaseException):
    """Not an Exception: a part may take any of those for a fault that it has made itself."""


@contextlib.contextmanager
def ending_within(seconds, what):
    """Raises Overdue in the main thread when the body takes longer, and once more when cleaning up does. Main thread only."""
    def overdue(_signal, _frame):
        signal.alarm(CLEANING_UP_S)
        faulthandler.dump_traceback(all_threads=True)
        raise Overdue(f"{what}: not done after {seconds} s; where each thread stood is above")

    before = signal.signal(signal.SIGALRM, overdue)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
