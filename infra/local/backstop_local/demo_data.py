"""Whose data the demo would remove: those of an earlier demo it may, others only when it is told to."""

import fcntl

from . import processes
from .paths import OWN_FILE
from .waiting import StackError


def refuse_others(stack, fresh):
    """StackError where a demo in `stack`'s folder would take something from somebody. `fresh`: data may go that no demo has made."""
    var, marker = stack.paths.var, stack.paths.demo
    if marker.exists():
        with marker.open("w") as file:
            if not _locked(file):
                raise StackError(f"another demo is under way in {var}; BACKSTOP_VAR=/tmp/second ./backstop demo plays one beside it")
        return
    if stack.supervisor.answers() or processes.marked(var):
        raise StackError(f"a stack runs in {var}, and the demo would remove its data: first ./backstop down")
    if not fresh and stack.paths.lib.exists() and any(stack.paths.lib.iterdir()):
        raise StackError(f"{var} has data that no demo has made, and the demo would remove them: "
                         "./backstop demo --fresh does, and BACKSTOP_VAR=/tmp/second ./backstop demo leaves them alone")


def claim(stack):
    """Marks the data as a demo's, from now on -> a file that is to be held open while the demo plays."""
    stack.paths.create()
    if not (stack.paths.var / OWN_FILE).exists():
        raise StackError(f"{stack.paths.var} was not made by this script: the demo does not touch it")
    file = stack.paths.demo.open("w")
    if not _locked(file):
        file.close()
        raise StackError(f"another demo is under way in {stack.paths.var}")
    return file


def give_up(paths):
    """The data are somebody's now: he has gone on with them by `up`."""
    paths.demo.unlink(missing_ok=True)


def _locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
