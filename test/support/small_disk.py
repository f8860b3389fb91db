"""A disk of a test's own that can be filled and freed: a tmpfs, which only root can mount."""

import contextlib
import os
import pathlib
import subprocess
import threading
import unittest

DEADLINE_S = 20
BLOCK = 4096
KEEP_FULL_EVERY_S = 0.05


class NoDisk(Exception):
    """A small disk cannot be mounted here, and why."""


class SmallDisk:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._file = self.folder / "filler"

    def fill(self):
        """Leaves not a single block."""
        with self._file.open("ab", buffering=0) as filler:
            for size in (1 << 20, BLOCK):
                with contextlib.suppress(OSError):
                    while True:
                        filler.write(b"\0" * size)

    def free(self):
        self._file.unlink()

    def free_bytes(self):
        return os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize

    @contextlib.contextmanager
    def full(self):
        """Full from entry to exit: whatever somebody gives back meanwhile is taken, too."""
        over = threading.Event()

        def keep():
            self.fill()
            while not over.wait(KEEP_FULL_EVERY_S):
                self.fill()
        self.fill()
        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join(DEADLINE_S)
            self.free()


def unmount(folder):
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True, timeout=DEADLINE_S)


def unmount_below(folder):
    """What a run that was killed has left mounted."""
    for line in pathlib.Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        if line.split()[1].startswith(f"{folder}/"):
            unmount(line.split()[1])


@contextlib.contextmanager
def mounted(folder, megabytes):
    """Mounts one on the folder, which is made -> SmallDisk. NoDisk where that is not possible."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        raise NoDisk("only root can mount a small disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)], check=False,
                          capture_output=True, text=True, timeout=DEADLINE_S)
    if done.returncode != 0:
        raise NoDisk(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        unmount(folder)


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """The same for a unit test, which is skipped where it is not possible."""
    with contextlib.ExitStack() as stack:
        try:
            disk = stack.enter_context(mounted(folder, megabytes))
        except NoDisk as why:
            raise unittest.SkipTest(str(why)) from why
        yield disk
