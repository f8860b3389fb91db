"""The small files by which RabbitMQ finds its quorum queues at a start.

Its Raft library writes them anew, in place, whenever it restarts a queue (Ra 2.2.0). On a full disk one ends up empty, and the queue
with all that is confirmed in it is never started again: "could not be restarted {error,{0,erl_parse,...". Their content does not
change, so copies that were made in peace bring the queue back.
"""

import os
import pathlib

FILES = ("*/quorum/*/*/config", "*/coordination/*/*/config")
BYTES_MAX = 1 << 20
BEGINNING, END = b"#{", b"}."  # one Erlang map


def is_whole(content):
    return content.startswith(BEGINNING) and content.rstrip().endswith(END)


def _read(path):
    try:
        return path.read_bytes() if path.stat().st_size <= BYTES_MAX else b""
    except OSError:  # gone meanwhile
        return b""


def _write(path, content):
    """In one piece, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


def _files(folder):
    return [path for pattern in FILES for path in pathlib.Path(folder).glob(pattern)]


def keep(folder, copies):
    """Copies those of the broker's `folder` that are whole and not copied yet. To be called while it works. OSError: no room."""
    for path in _files(folder):
        copy = pathlib.Path(copies) / path.relative_to(folder)
        content = _read(path)
        if is_whole(content) and _read(copy) != content:
            _write(copy, content)


def restore(folder, copies):
    """Writes those that are not whole from their copies -> their paths. To be called while it is down. OSError: no room."""
    restored = []
    for path in _files(folder):
        copy = _read(pathlib.Path(copies) / path.relative_to(folder))
        if not is_whole(_read(path)) and is_whole(copy):
            _write(path, copy)
            restored.append(path)
    return restored
