"""What a tool ends with that is stopped before its end, by Ctrl-C or by a signal."""

import signal
import sys

STOPPED = 3


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def as_interrupts():
    """SIGTERM and SIGHUP from now on as Ctrl-C: what is left behind is tidied up, and the exit code is STOPPED."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def ended(main):
    """What `main()` returns; STOPPED where it was stopped, once everything that it had begun is taken down."""
    as_interrupts()
    try:
        return main()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return STOPPED
