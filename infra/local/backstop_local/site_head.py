"""What heads the status of a running stack: verdict, alerts and open commands, as backstopctl tells them."""

import json
import subprocess

from .waiting import StackError

DEADLINE_S = 20
LINES = 3  # of backstopctl status: verdict, alerts, commands


def _status(stack, *words):
    """What `backstopctl status` prints; StackError with the reason where it does not."""
    command = [str(stack.binary("producers/ctl/backstopctl")), "status", *words, "--config", str(stack.paths.etc / "ctl.toml")]
    try:
        done = subprocess.run(command, env=stack.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=DEADLINE_S, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise StackError(f"backstopctl status: {error}") from error
    if done.returncode not in (0, 1) or not done.stdout:  # 1: it is told, and something is in trouble
        raise StackError(f"backstopctl status: {done.stderr.strip() or done.returncode}")
    return done.stdout


def lines(stack):
    """The first lines of the status, or one that says why there are none."""
    try:
        return _status(stack).splitlines()[:LINES]
    except StackError as error:
        return [f"verdict, alerts and commands: not known: {error}"]


def members(stack):
    """{"verdict": a word or None, "alerts": {…}, "open_commands": {…}}, the objects as in docs/operations.md."""
    try:
        told = json.loads(_status(stack, "--json"))
        return {name: told[name] for name in ("verdict", "alerts", "open_commands")}
    except (StackError, ValueError, KeyError) as error:
        why = str(error)
        return {"verdict": None, "alerts": {"count": None, "firing": [], "unknown": why},
                "open_commands": {"count": None, "oldest_id": "", "oldest_us": None, "unknown": why}}


def standing(stack):
    """In words what an operator must know who brings up a site that is not on standby; "" where it is."""
    try:
        shown = stack.ctl("site", "show", "--json")
        told = json.loads(shown.stdout)
        return "" if told["state"] == "STANDBY" else f"the site is {told['state']}, epoch {told['epoch']}"
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        return f"the site's state is not known: {error!r}"
