"""Whether the programs of a stack do their work, asked of all of them at once."""

import threading
import time

from .access import fetch

DEADLINE_S = 2
NOT_OURS = ("rabbitmq", "mariadb", "epmd")  # they have no page that says it


def why_not(stack, name):
    """"" where the program does its work, else what it says about it."""
    if name in NOT_OURS:
        return "" if stack.ready(name) else "no answer"
    status, body = fetch(stack.ready_url(name))
    if status == 200:
        return ""
    return "; ".join(body.decode(errors="replace").split("\n")).strip("; ") or (f"its page answers {status}" if status else "no answer")


def ask(stack, names, deadline_s=DEADLINE_S):
    """{name: as why_not()}; who has not answered by the deadline, as one that is frozen, does not do its work."""
    found = {}

    def look(name):
        found[name] = why_not(stack, name)
    threads = [threading.Thread(target=look, args=(name,), daemon=True) for name in names]
    for thread in threads:
        thread.start()
    end = time.monotonic() + deadline_s
    for thread in threads:
        thread.join(max(0, end - time.monotonic()))
    told = dict(found)  # a late answer is none
    return {name: told.get(name, f"no answer within {deadline_s} s") for name in names}


def of_programs(stack, programs):
    """The programs as supervisord tells them, as ./backstop status shows them: "ready" is None where one does not run."""
    said = ask(stack, [one["name"] for one in programs if one["pid"]])
    return [{"name": one["name"], "state": one["statename"].lower(), "ready": not said[one["name"]] if one["pid"] else None,
             "why": said.get(one["name"], ""), "pid": one["pid"], "seconds": one["now"] - one["start"] if one["pid"] else 0} for one in programs]
