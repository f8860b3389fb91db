"""How long a program may be unwell before it is restarted. Pure."""


class Patience:
    """Of one program. A program that is not running, or begins anew, begins with all of it."""

    def __init__(self, patience_s):
        self._patience_s = patience_s
        self._pid = 0
        self._well_at = 0.0

    def is_over(self, now_s, pid, well):
        """`well` None: it does not listen, so its supervisor knows better than we."""
        if pid != self._pid or well is not False:
            self._pid = pid
            self._well_at = now_s
        return now_s - self._well_at >= self._patience_s
