"""Faults of the archive's alerts: a disk without room, one that hangs."""

import contextlib
import pathlib
import subprocess
import tempfile

from proof_site import wait_until
from backstop_local import metrics

DISK_BYTES = 1 << 30        # the archive leaves a quarter of it free
COMMAND_DEADLINE_S = 30
DONE_DEADLINE_S = 60
COMPLETE = "backstop_archive_complete_offset"


def run(*command):
    subprocess.run(command, check=True, timeout=COMMAND_DEADLINE_S, stdin=subprocess.DEVNULL)


@contextlib.contextmanager
def archive_without_room(site):
    """The archive is told to leave more room than the disk has."""
    with site.configured("archive", r"min_free_bytes = \d+", f"min_free_bytes = {1 << 50}"):
        yield


@contextlib.contextmanager
def _disk():
    """A file system of its own -> its folder."""
    with tempfile.TemporaryDirectory(prefix="backstop-own-disk-") as folder:
        image, disk = pathlib.Path(folder, "image"), pathlib.Path(folder, "disk")
        disk.mkdir()
        with image.open("wb") as file:
            file.truncate(DISK_BYTES)
        run("/usr/sbin/mkfs.ext4", "-q", image)
        run("/usr/bin/mount", "-o", "loop", image, disk)
        try:
            yield disk
        finally:
            run("/usr/bin/umount", disk)


@contextlib.contextmanager
def hanging_disk(site):
    """What the archive writes neither comes back nor fails."""
    with _disk() as disk, site.configured("archive", r'(?m)^folder = ".*"$', f'folder = "{disk}"'):
        _wait_archived(site, 0)
        run("/usr/sbin/fsfreeze", "--freeze", disk)
        try:
            yield
        finally:
            run("/usr/sbin/fsfreeze", "--unfreeze", disk)


def _archived(site):
    """The records up to this number are in the archive's files; -1: nothing."""
    samples = site.metrics("archive")
    return int(metrics.total(samples, COMPLETE)) if COMPLETE in samples else -1


def _wait_archived(site, offset):
    wait_until(lambda: _archived(site) >= offset, DONE_DEADLINE_S, f"record {offset} is in the archive")
