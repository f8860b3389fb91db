#!/usr/bin/python3
"""Starts a broker or database in this process once the disk of its data has room.

On a full disk neither starts well: RabbitMQ empties files that it writes anew, MariaDB waits in its recovery for up to a minute after
room was made. The broker's queues' files that a full disk has emptied are written again from their copies.
"""

import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import queue_files  # noqa: E402
from backstop_local.nearest import Parser  # noqa: E402

LOOK_EVERY_S, SAY_EVERY_S = 0.5, 60
MEBIBYTE = 1 << 20


def free_mebibytes(folder):
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize // MEBIBYTE


def wait_for_room(folder, wanted):
    said_at = None
    while (free := free_mebibytes(folder)) < wanted:
        if said_at is None or time.monotonic() - said_at >= SAY_EVERY_S:
            said_at = time.monotonic()
            print(f"only {free} MiB left on the disk of {folder}: waiting for {wanted}", flush=True)
        time.sleep(LOOK_EVERY_S)


def main():
    parser = Parser(description=__doc__)
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="with the data")
    parser.add_argument("--mebibytes", type=int, required=True, help="of room that it wants")
    parser.add_argument("--copies", type=pathlib.Path, help="of the queues' files in the folder, which the watchdog keeps")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    wait_for_room(arguments.folder, arguments.mebibytes)
    if arguments.copies:
        for path in queue_files.restore(arguments.folder, arguments.copies):
            print(f"{path} was not whole: written from its copy", flush=True)
    os.execv(arguments.command[0], arguments.command)


if __name__ == "__main__":
    main()
