"""One program of a running stack: stopped, started, or both, while the others run on."""

import subprocess
import time

from .nearest import hint
from .waiting import StackError, UnknownName, wait_until

STOP_DEADLINE_S = 90  # supervisord kills one that does not end within 60 s
CHECK_DEADLINE_S = 30


class OneProgram:
    """Needs `paths`, `supervisor`, `say`, `pid()`, `config_check()`, `_locked()` and `_start_and_wait()` of the Stack that derives from it.

    Each call raises UnknownName for a name that is none of this stack, and StackError where it is not done in time or the stack does not run.
    A configuration that a program would refuse stops nobody: start() and restart() have it read first.
    """

    def stop(self, name):
        """Stops one program and waits for its end. It stays stopped until start() or up()."""
        with self._locked_with(name):
            if self._stop_and_wait(name):
                self.say(f"{name}: stays stopped until ./backstop start {name}, or the next up")

    def start(self, name):
        """Starts one program and waits until it does its work; one that runs already is only waited for."""
        with self._locked_with(name):
            if self.pid(name) == 0:
                self._refuse_wrong_configuration(name)
            self._start_and_wait([name])

    def restart(self, name):
        """Stops one program, starts it, and waits until it does its work."""
        with self._locked_with(name):
            self._refuse_wrong_configuration(name)
            self._stop_and_wait(name)
            self._start_and_wait([name])

    def _refuse_wrong_configuration(self, name):
        """StackError with what the program says of its configuration; nothing where it is good, or the program cannot be asked."""
        check = self.config_check(name)
        if check is None:
            return
        command, environment = check
        try:
            done = subprocess.run(command, env=environment, cwd=self.paths.var, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace", timeout=CHECK_DEADLINE_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise StackError(f"{name}: its configuration could not be checked within {CHECK_DEADLINE_S} s; {self._left_alone(name)}") from error
        if done.returncode != 0:
            told = done.stdout.strip() or f"the check ended with {done.returncode}"
            raise StackError(f"{name}: its configuration is wrong; {self._left_alone(name)}\n{told}")

    def _left_alone(self, name):
        return "it runs on as it was" if self.pid(name) != 0 else "it is not started"

    def _locked_with(self, name):
        """The stack's lock, once it is sure that the stack runs and has such a program."""
        if not self.supervisor.answers():
            raise StackError(f"the stack in {self.paths.var} does not run; first: ./backstop up")
        names = sorted(one["name"] for one in self.supervisor.programs())
        if name not in names:
            raise UnknownName(f"no program {name} in this stack{hint(name, names) or ';'} there are: {' '.join(names)}")
        return self._locked()

    def _stop_and_wait(self, name):
        """Whether it ran."""
        begun, ran = time.monotonic(), self.pid(name) != 0
        if ran:
            self.say(f"{name}: stopping (at most {STOP_DEADLINE_S} s)")
        self.supervisor.stop(name)  # also one that is between two attempts to start
        wait_until(lambda: self.pid(name) == 0, STOP_DEADLINE_S, f"{name} ends")
        self.say(f"{name}: stopped after {time.monotonic() - begun:.1f} s" if ran else f"{name}: was not running")
        return ran
