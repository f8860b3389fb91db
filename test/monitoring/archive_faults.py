"""Faults of the archive's alerts: a disk without room, one that hangs, a journal that drops what is not archived."""

import contextlib
import json
import pathlib
import subprocess
import tempfile

import pika

from proof_site import broker, wait_until
from backstop_local import metrics

DISK_BYTES = 1 << 30        # the archive leaves a quarter of it free
SEGMENT_BYTES = 100_000_000  # the journal drops whole segments, and always keeps the last
SEGMENTS = 3
BODY = bytes(1 << 20)
COMMAND_DEADLINE_S = 30
DONE_DEADLINE_S = 60
LOOK_S = 2
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
    """The journal up to this offset is in the archive's files; -1: nothing."""
    samples = site.metrics("archive")
    return int(metrics.total(samples, COMPLETE)) if COMPLETE in samples else -1


def _wait_archived(site, offset):
    wait_until(lambda: _archived(site) >= offset, DONE_DEADLINE_S, f"offset {offset} is in the archive")


def _first_offset(channel):
    """Of the journal as it is now; None when it shows nothing."""
    channel.basic_qos(prefetch_count=1)
    for _, properties, _ in channel.consume("journal", arguments={"x-stream-offset": "first"}, inactivity_timeout=LOOK_S):
        channel.cancel()
        return properties.headers["x-stream-offset"] if properties else None


@contextlib.contextmanager
def dropped_journal(site):
    """While the archive is away the journal may keep but one segment, and gets three."""
    site.publish_event(seq=1, of="archived")
    _wait_archived(site, 0)
    archived = _archived(site)
    with site.stopped("archive"):
        site.rabbitmqctl("set_policy", "-p", broker.VHOST, "proof", "^journal$", json.dumps({"max-length-bytes": SEGMENT_BYTES}),
                         "--apply-to", "queues")
        connection = pika.BlockingConnection(pika.URLParameters(site.amqp_url() + "?socket_timeout=10&heartbeat=60"))
        with contextlib.closing(connection):
            channel = connection.channel()
            channel.confirm_delivery()
            for _ in range(SEGMENTS * SEGMENT_BYTES // len(BODY) + 1):
                channel.basic_publish("", "journal", BODY, pika.BasicProperties(delivery_mode=2))
            wait_until(lambda: (_first_offset(connection.channel()) or 0) > archived + 1, DONE_DEADLINE_S, "the journal drops messages")
    yield
    site.rabbitmqctl("clear_policy", "-p", broker.VHOST, "proof")
    site.restart("archive")
