"""How far the record is: a mark behind all that was confirmed, which the archive notes in its folder (docs/archive.md, Marks)."""

import contextlib
import json
import pathlib
import time
import uuid

import pika

POLL_S = 0.05
AGAIN_S = 8  # a mark that the archive gets again is not answered


def _put(url, token):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    with contextlib.closing(connection):
        channel = connection.channel()
        channel.confirm_delivery()
        body = json.dumps({"kind": "mark", "token": token}, separators=(",", ":"))
        channel.basic_publish("", "record", body.encode(), pika.BasicProperties(delivery_mode=2))


def wait_recorded(url, folder, deadline_s=60):
    """Waits until everything that is confirmed now is in the archive's files -> the number of its last record. TimeoutError."""
    marks = pathlib.Path(folder) / "marks"
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        token = f"test-{uuid.uuid4()}"
        with contextlib.suppress(pika.exceptions.AMQPError, OSError):
            _put(url, token)
            again = min(end, time.monotonic() + AGAIN_S)
            while time.monotonic() < again:
                lines = marks.read_text(encoding="ascii").splitlines() if marks.exists() else []
                found = [int(line.split()[1]) for line in lines if line.startswith(token + " ")]
                if found:
                    return found[0]
                time.sleep(POLL_S)
        time.sleep(POLL_S)
    raise TimeoutError(f"the archive in {folder} has not answered a mark within {deadline_s} s")
