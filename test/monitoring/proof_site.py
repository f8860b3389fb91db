"""A whole site whose alerts are watched while faults are made on it, and what the faults are made of."""

import contextlib
import json
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local")]

from backstop_local import broker, companions, env_file, exchange, monitoring, processes  # noqa: E402
from backstop_local.access import fetch  # noqa: E402
from stack import Stack, StackError, wait_until  # noqa: E402

SCALED = "budget.yml"     # its windows are hours and days
SCALED_ALERTS = ("BudgetBurnsFast", "BudgetBurnsSteadily", "BudgetBurnsSlowly", "LedgerPaused")
LONG_FOR = re.compile(r"(?<=for: )(\d\d+)m")  # ten minutes and more
FACTOR = 120              # by which they are shorter here
DURATION = re.compile(r"(?<=\[)(\d+)([smhd])(?=\])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MARKET_OPEN = re.compile(r"(record: backstop:market_open\s+expr:) .*")
LEDGERS = 2
CUSTOMERS = 200
QUICK_PRICES = {"venue": {"price_step_ms": 20, "price_step_instruments": 50}}
LOOK_EVERY_S = 1
DONE_DEADLINE_S = 60
PART = 1                  # where events of its own go


def scaled(text, factor):
    """The rules with each window `factor` times shorter; groups are then evaluated as often as all others."""
    shorter = DURATION.sub(lambda found: f"{int(found[1]) * SECONDS[found[2]] * 1000 // factor}ms", text)
    return re.sub(r"\n    interval: \w+", "", shorter)


class ProofSite(Stack):
    """A Stack with everything that `./backstop up` starts, the market always open, and hours and days made shorter."""

    def __init__(self, folder, say):
        super().__init__(folder, partitions=4, ledgers=LEDGERS, settings=QUICK_PRICES, say=say, exchange=True,
                         customers=CUSTOMERS, monitoring=True, companions=companions.UNWATCHED)
        self.proof = f"{time.time_ns():x}"  # part of the names of what it publishes

    def load_rules(self):
        folder = self.paths.etc / "rules"
        folder.mkdir(exist_ok=True)
        for file in (monitoring.FOLDER / "rules").glob("*.yml"):
            text = MARKET_OPEN.sub(r"\1 vector(1)", file.read_text(encoding="utf-8"))
            text = LONG_FOR.sub(lambda found: f"{int(found[1]) * 60 * 1000 // FACTOR}ms", text)
            (folder / file.name).write_text(scaled(text, FACTOR) if file.name == SCALED else text, encoding="utf-8")
        monitoring.write_files(self.paths, self.ports, self.ledgers, exchange.PROGRAMS, self.companions, rules=folder)
        self.kill("prometheus", signal.SIGHUP)

    def ask(self, path, **arguments):
        """The data of an answer of Prometheus; [] while it does not answer."""
        status, body = fetch(f"http://127.0.0.1:{self.ports['prometheus']}/api/v1/{path}?{urllib.parse.urlencode(arguments)}")
        return json.loads(body)["data"] if status == 200 else []

    def alerts(self):
        """[labels with `state`: pending or firing]"""
        told = self.ask("alerts")
        return [alert["labels"] | {"state": alert["state"]} for alert in told["alerts"]] if told else None

    @contextlib.contextmanager
    def frozen(self, *names):
        """The programs stand still and keep their connections."""
        for name in names:
            self.kill(name, signal.SIGSTOP)
        try:
            yield
        finally:
            for name in names:
                self.kill(name, signal.SIGCONT)

    @contextlib.contextmanager
    def stopped(self, *names):
        """The programs are ended, and started again afterwards."""
        for name in names:
            self.supervisor.stop(name)
        try:
            yield
        finally:
            for name in names:
                wait_until(lambda name=name: self.pid(name) == 0, 60, f"{name} has ended")
                self.supervisor.start(name)

    def restart(self, name):
        """Kills the program and waits until the supervisor has started another."""
        old = self.kill(name)
        wait_until(lambda: self.pid(name) not in (0, old), DONE_DEADLINE_S, f"{name} is started anew")

    @contextlib.contextmanager
    def configured(self, name, pattern, replacement):
        """The service runs with another configuration: what fits the pattern in its file is replaced."""
        file = self.paths.etc / f"{name}.toml"
        usual = file.read_text(encoding="utf-8")
        changed = re.sub(pattern, replacement, usual)
        if changed == usual:
            raise StackError(f"nothing in {file} fits {pattern}")
        try:
            env_file.write_text(file, changed)
            self.restart(name)
            yield
        finally:
            env_file.write_text(file, usual)
            self.restart(name)

    @contextlib.contextmanager
    def another_environment(self, name, **variables):
        """The program is started anew with these variables beside its own, and afterwards without them."""
        file = self.paths.etc / "supervisord.conf"
        usual = file.read_text(encoding="utf-8")
        more = "".join(f',{key}="{value}"' for key, value in variables.items())
        try:
            self._start_anew(name, re.sub(rf"(\[program:{name}\]\n(?:.+\n)*?environment = .*)", rf"\g<1>{more}", usual))
            yield
        finally:
            self._start_anew(name, usual)

    def _start_anew(self, name, configuration):
        self.supervisor.stop(name)
        wait_until(lambda: self.pid(name) == 0, DONE_DEADLINE_S, f"{name} has ended")
        env_file.write_text(self.paths.etc / "supervisord.conf", configuration)
        self.supervisor.read_anew(name)
        self.supervisor.start(name)
        wait_until(lambda: self.ready(name), DONE_DEADLINE_S, f"{name} answers")

    @contextlib.contextmanager
    def trading(self, rate):
        """The main site's customers trade, `rate` orders a second."""
        command = exchange.flow_command(self, 1_000_000, rate, int(time.time()) % 10**6 + 1)
        environment = self.bare_environment() | exchange.secrets_of(self.secrets, "flow") | {processes.MARK: str(self.paths.var)}
        child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            processes.end_child(child, 10)

    def publish(self, to, key, body="no event"):
        """Past our own programs."""
        message = {"properties": {"delivery_mode": 2, "content_type": "application/json"}, "routing_key": key, "payload": body,
                   "payload_encoding": "string"}
        status, answer = self.request(f"exchanges/{broker.VHOST}/{to}/publish", "POST", message)
        if status != 200:
            raise StackError(f"publish to {to}: {status} {answer.decode(errors='replace')}")

    def account(self):
        """An account of partition PART."""
        return next(name for name in (f"PROOF{n}" for n in range(1000)) if zlib.crc32(name.encode()) % self.partitions == PART)

    def publish_event(self, seq, of="upstream", own=False, **changes):
        """An order of this moment, as number `seq` of the source `of` in partition PART; `own`: with an id of ours."""
        of = f"{of}-{self.proof}"
        now_us = time.time_ns() // 1000
        self.publish("events", f"order.{PART:02d}" + (".own" if own else ""), json.dumps({
            "kind": "order", "source": of, "day": self.day, "id": f"E{of}-{seq}", "account": self.account(),
            "exchange": "NSE", "segment": "FO", "token": 53001, "product": "NRML", "exchange_time_us": now_us,
            "received_time_us": now_us, "exchange_order_id": f"X{of}-{seq}", "client_order_id": f"C{of}-{seq}",
            "side": "buy", "type": "limit", "validity": "day", "quantity": 75, "filled": 0, "remaining": 75, "price": 101,
            "trigger": 0, "state": "open", "reason": "", "origin": "primary", "partition": PART, "seq": seq} | changes))

    def purge(self, queue):
        self.request(f"queues/{broker.VHOST}/{queue}/contents", "DELETE")

    def accounts(self, count):
        """Accounts that hold something."""
        return [row[0] for row in self.sql("SELECT DISTINCT account FROM positions WHERE day = %s AND open_quantity + buy_quantity <>"
                                           " sell_quantity ORDER BY account LIMIT %s", (self.day, count))]

    def calm(self):
        """Everything would do its work."""
        names = [*self.ledgers, *exchange.PROGRAMS, "rabbitmq", "mariadb", *(one.name for one in self.companions)]
        wait_until(lambda: all(self.ready(name) for name in names), 120, "the site is well again")


@contextlib.contextmanager
def again_and_again(what, pause_s):
    """Calls `what()` in a thread until the end of the block; what the fault itself breaks is no error."""
    stop = threading.Event()

    def run():
        while not stop.is_set():
            with contextlib.suppress(StackError, subprocess.SubprocessError, OSError):
                what()
            stop.wait(pause_s)
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Watch:
    """Remembers when each alert fired. A thread of its own asks Prometheus once a second; all calls may come from any thread."""

    def __init__(self, site):
        self._site = site
        self._lock = threading.Condition()
        self._now = []
        self._looks = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.is_set():
            found = self._site.alerts()
            with self._lock:
                if found is not None:
                    self._now = found
                    self._looks += 1
                self._lock.notify_all()
            self._stop.wait(LOOK_EVERY_S)

    def state(self, wanted):
        """`firing`, `pending` or None of the alert with these labels; a value that ends in * is how the label begins."""
        def fits(labels):
            return all(labels.get(key, "").startswith(value[:-1]) if value.endswith("*") else labels.get(key) == value
                       for key, value in wanted.items())
        states = {labels["state"] for labels in self._now if fits(labels)}
        return "firing" if "firing" in states else "pending" if states else None

    def wait(self, fact, deadline_s):
        """Seconds until `fact()` about the states was true, None when it was not in time."""
        begun = time.monotonic()
        with self._lock:
            looks = self._looks  # what was known before is of no account
            while not (self._looks > looks and fact()):
                left = begun + deadline_s - time.monotonic()
                if left <= 0:
                    return None
                self._lock.wait(left)
        return time.monotonic() - begun
