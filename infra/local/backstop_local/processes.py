"""Processes of a stack, found by the mark that all of them inherit in their environment."""

import os
import pathlib
import signal
import subprocess
import time

MARK = "BACKSTOP_STACK"  # its value is the stack's folder


def is_alive(pid):
    """False also for a zombie: it holds no port and no file."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] not in ("Z", "X")


def command_of(pid):
    try:
        raw = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "(gone)"
    return raw.replace(b"\0", b" ").decode(errors="replace")[:80]


def marked(var_dir):
    """Pids of the living processes that carry the mark of `var_dir`; never the caller itself."""
    wanted = f"{MARK}={var_dir}".encode()
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # gone meanwhile, or another user's
            continue
        if wanted in environment and is_alive(int(entry.name)):
            found.append(int(entry.name))
    return sorted(found)


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def end(pids_now, term_s, kill_s):
    """Ends what `pids_now()` lists: SIGTERM, after `term_s` seconds SIGKILL. Returns the pids left after `kill_s` more.

    SIGCONT goes along, because a stopped process does not see a SIGTERM.
    """
    for number, wait_s in ((signal.SIGTERM, term_s), (signal.SIGKILL, kill_s)):
        send(pids_now(), number)
        send(pids_now(), signal.SIGCONT)
        deadline = time.monotonic() + wait_s
        while pids_now() and time.monotonic() < deadline:
            time.sleep(0.1)
    return pids_now()


def end_child(child, deadline_s):
    """Ends a Popen that may still run: SIGTERM, after `deadline_s` seconds SIGKILL."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(deadline_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(deadline_s)
