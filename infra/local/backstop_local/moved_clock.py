"""A clock for a whole stack that a test moves: Debian's libfaketime in our programs and in the database, and Python's `time` in the test.

Durations stay real in all of them, only the time of day moves. The broker, which dates nothing of ours, keeps the machine's.
"""

import pathlib
import time
import unittest.mock

LIBRARY = next(map(str, pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), "/usr/lib/faketime/libfaketimeMT.so.1")


class MovedClock:
    """The clock that a file tells. A context manager: meanwhile this process goes by it, too."""

    def __init__(self, file, first):
        self._file = pathlib.Path(file)
        self._real_time, self._ahead_s = time.time, 0.0
        # Not of Python programs: with a real monotonic clock the library refuses their sleep (EINVAL).
        self.environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
        self._patches = (unittest.mock.patch("time.time", self.now), unittest.mock.patch("time.time_ns", lambda: int(self.now() * 1e9)))
        self.move(first)

    def __enter__(self):
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(self, *_):
        for patch in self._patches:
            patch.stop()

    def now(self):
        """As time.time() would tell it."""
        return self._real_time() + self._ahead_s

    def move(self, moment):
        """To `moment`, a datetime with its zone. Every program reads the file each time it asks for the time."""
        self._ahead_s = moment.timestamp() - self._real_time()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self._ahead_s:+.3f}\n", encoding="ascii")
        fresh.rename(self._file)
