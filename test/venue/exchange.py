"""A venue and the flow of its customers, as processes with files of their own."""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra/local"))

from backstop_local import ports  # noqa: E402

INSTRUMENTS = [  # token, symbol, segment, lot, tick, freeze, low, high, close
    (1001, "ALPHA", "CM", 1, 500, 0, 9_000_000, 11_000_000, 10_000_000),
    (1002, "BETA", "CM", 1, 500, 5_000, 4_500_000, 5_500_000, 5_000_000),
    (1003, "GAMMA", "CM", 1, 1000, 0, 18_000_000, 22_000_000, 20_000_000),
    (2001, "DELTAFUT", "FO", 50, 500, 1_800, 1_800_000, 2_200_000, 2_000_000),
    (2002, "EPSILONFUT", "FO", 25, 500, 900, 900_000, 1_100_000, 1_000_000),
]
HEADER = ("exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
          "band_low,band_high,previous_close,last_price,trade_for_trade")


# Of both ends; each end's variable is named after its own session.
PASSWORDS = {"BACKSTOP_FIX_PASSWORD_MAIN": "of-main", "BACKSTOP_FIX_PASSWORD_ORDERS": "of-main",
             "BACKSTOP_FIX_PASSWORD_DROP": "of-drop", "BACKSTOP_FIX_PASSWORD_DROP_COPY": "of-drop"}


def session(name, sender, target, **more):
    lines = [f"[{name}]", f'sender = "{sender}"', f'target = "{target}"']
    return "\n".join(lines + [f"{key} = {json.dumps(value)}" for key, value in more.items()]) + "\n"


class Exchange:
    """The venue's process; `kill` is kill -9, `start` goes on with the same day."""

    def __init__(self, build, folder, settings=""):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(folder)
        self.fix_port, self.http_port = ports.choose_some(2)
        self.process = None
        rows = [f"NSE,{segment},{token},{symbol},EQ,0,0,,{lot},{tick},{freeze},{low},{high},{close},{close},0"
                for token, symbol, segment, lot, tick, freeze, low, high, close in INSTRUMENTS]
        (self.folder / "instruments.csv").write_text("\n".join([HEADER, *rows]) + "\n")
        self.configure(settings)
        (self.folder / "flow.toml").write_text(self._flow())

    def configure(self, settings):
        """More lines of [venue], for its next start."""
        (self.folder / "venue.toml").write_text(self._venue(settings))

    def _venue(self, settings):
        return (f"[venue]\nday = 20260105\ninstruments_file = \"{self.folder}/instruments.csv\"\n"
                f"data_dir = \"{self.folder}/data\"\nfix_port = {self.fix_port}\n"
                f"sessions = [\"main\", \"drop\"]\n{settings}\n"
                + session("session_main", "VENUE", "MAIN", role="orders", username="main")
                + session("session_drop", "VENUE", "DROP", role="drop_copy", username="drop")
                + f"[http]\nport = {self.http_port}\n")

    def _flow(self):
        return (f"[flow]\ninstruments_file = \"{self.folder}/instruments.csv\"\nstore_dir = \"{self.folder}/flow\"\n"
                + session("orders", "MAIN", "VENUE", port=self.fix_port, username="main")
                + session("drop_copy", "DROP", "VENUE", port=self.fix_port, username="drop"))

    def start(self):
        log = open(self.folder / "venue.log", "ab")
        program = self.build / "producers/venue/backstop-venue"
        self.process = subprocess.Popen([program, "--config", self.folder / "venue.toml"], stderr=log,
                                        env=os.environ | PASSWORDS)
        self.wait_ready()

    def wait_ready(self, deadline_s=20):
        end = time.monotonic() + deadline_s
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the venue ended with {self.process.returncode}: {self.log_tail()}")
            try:
                if self.get("/readyz", check=False)[0] == 200:
                    return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("the venue is not ready")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def request(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=20)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def get(self, path, check=True):
        status, body = self.request("GET", path)
        assert not check or status == 200, f"{path}: {status} {body}"
        return status, body

    def status(self):
        return json.loads(self.get("/status")[1])

    def log_tail(self):
        return (self.folder / "venue.log").read_text()[-2000:]

    def halt(self):
        """No trades from now on; orders are refused."""
        for group in ("CM", "FO"):
            status, body = self.request("POST", f"/phase?group={group}&phase=post_close")
            assert status == 200, body

    def flow(self, orders, rate, seed):
        """Starts the customers' flow; its summary is the JSON object on standard output."""
        command = [self.build / "producers/venue/backstop-flow", "--config", self.folder / "flow.toml",
                   "--orders", str(orders), "--rate", str(rate), "--seed", str(seed),
                   "--books", self.folder / "books.jsonl"]
        log = open(self.folder / "flow.log", "ab")
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | PASSWORDS)
