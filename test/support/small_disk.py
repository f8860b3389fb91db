"""A disk of a test's own that can be filled and freed: a tmpfs, which only root can mount."""

import contextlib
import os
import pathlib
import subprocess
import unittest

DEADLINE_S = 20
BLOCK = 4096


class SmallDisk:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def fill(self):
        """Leaves not a single block."""
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            for size in (1 << 20, BLOCK):
                with contextlib.suppress(OSError):
                    while True:
                        filler.write(b"\0" * size)

    def free(self):
        (self.folder / "filler").unlink()


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """Mounts one on the folder, which is made; skips the test where that is not allowed."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root can mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=False,
                             capture_output=True, text=True, timeout=DEADLINE_S)
    if mounted.returncode != 0:
        raise unittest.SkipTest(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, timeout=DEADLINE_S)
