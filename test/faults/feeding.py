"""The feed of one day as a supervised child process."""

import os
import signal
import subprocess
import threading
import time

from backstop_local import processes

from fault_site import wait_until

RESTART_PAUSE_S = 0.2
STARTS_MAX = 200


class Feeding:
    """Runs the feed until it ends with 0 (the day is published and confirmed), and again whenever it ends otherwise.

    kill() and freeze() may be called from any thread. `unexpected` lists ends that nobody here caused. A context
    manager: what still runs at exit is killed.
    """

    def __init__(self, stack, config, checkpoint, day_file, rate=None):
        self._command = [str(stack.binary("producers/feed/backstop-feed")), "--config", str(config),
                         "--day-file", str(day_file)] + (["--rate", str(rate)] if rate else [])
        self._environment = stack.bare_environment() | {
            "BACKSTOP_AMQP_PASSWORD": stack.secrets["BACKSTOP_AMQP_PASSWORD"], processes.MARK: str(stack.paths.var)}
        self._log = stack.paths.log / "feed.log"
        self.checkpoint = checkpoint
        self._lock = threading.Lock()
        self._process = None
        self._before_restart = None
        self._expected = set()
        self._stopping = False
        self.starts = 0
        self.unexpected = []
        self.done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        wait_until(lambda: self.starts, 10, "the feed starts")
        return self

    def __exit__(self, *_):
        self._stopping = True
        with self._lock:
            if self._process and self._process.poll() is None:
                self._process.send_signal(signal.SIGCONT)
                self._process.kill()
        self._thread.join(30)

    def running(self):
        return self._process is not None and self._process.poll() is None

    def kill(self, before_restart=None):
        """SIGKILL, then `before_restart()`, then another one. Returns its pid; None: there was nothing to kill."""
        with self._lock:
            if not self.running():
                return None
            self._before_restart = before_restart
            return self._signal(signal.SIGKILL)

    def freeze(self, seconds):
        """SIGSTOP for some time. None: there was nothing to stop, or it did not live on."""
        with self._lock:
            if not self.running():
                return None
            pid = self._signal(signal.SIGSTOP)
        time.sleep(seconds)  # this is the fault itself
        os.kill(pid, signal.SIGCONT)
        return pid

    def wait_restarted(self, starts, deadline_s=30):
        """Waits for one start more than `starts`."""
        wait_until(lambda: self.starts > starts or self.done.is_set(), deadline_s, "the feed is started again")

    def _signal(self, number):
        pid = self._process.pid
        if number == signal.SIGKILL:
            self._expected.add(pid)
        os.kill(pid, number)
        return pid

    def _run(self):
        while not self._stopping and self.starts < STARTS_MAX:
            with self._log.open("ab") as log, self._lock:
                self._process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL,
                                                 stdout=log, stderr=log)
                self.starts += 1
            code = self._process.wait()
            if code == 0:
                self.done.set()
                return
            with self._lock:  # whoever killed it has said by now what is to be done
                if self._process.pid not in self._expected and not self._stopping:
                    self.unexpected.append(code)
                action, self._before_restart = self._before_restart, None
            if action:
                action()
            time.sleep(RESTART_PAUSE_S)
