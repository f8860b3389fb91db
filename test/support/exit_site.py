"""What benches and fault tests of the square-off share: customers with positions and pending orders on a stack with its
exchange, commands as an upstream system publishes them, and the wait until all is at rest."""

import csv
import json
import pathlib
import random
import subprocess
import time
import zlib

from stack import BUILD, StackError, wait_until
from backstop_local.exchange import main_login
from fix_session import FixSession, utc_now

COMPARE_VENUE = pathlib.Path(__file__).resolve().parent / "compare_venue.py"
POSITIONS_PER_STATEMENT = 1000
COMMAND_LIFE_US = 600_000_000


def read_csv(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def wall_us():
    return time.time_ns() // 1000


class ExitSite:
    """A stack that is up with its exchange. One thread."""

    def __init__(self, stack, accounts, per_account, pending_share=0.0, seed=1):
        self.stack = stack
        self.random = random.Random(seed)
        folder = stack.paths.lib / "reference"
        self.instruments = [one for one in read_csv(folder / "instruments.csv") if self._can_be_exited(one)]
        self.accounts = [one["account"] for one in read_csv(folder / "customers.csv")][:accounts]
        if len(self.accounts) < accounts:
            raise StackError(f"the stack has {len(self.accounts)} customers, {accounts} are wanted")
        self.holdings = {account: self._holdings(per_account) for account in self.accounts}
        count = round(accounts * pending_share)
        self.with_pending = self.random.sample(self.accounts, count)
        self._broker = None
        self._tokens = {}

    def _can_be_exited(self, one):
        expired = 0 < int(one["expiry"]) < self.stack.day
        return one["trade_for_trade"] == "0" and not expired and int(one["last_price"]) > 0

    def _holdings(self, count):
        """[(instrument, product, net)]: a few lots, long or short, never above the freeze quantity."""
        chosen = self.random.sample(self.instruments, count)
        return [(one, "MIS" if self.random.random() < 0.6 else "NRML",
                 self.random.choice((-1, 1)) * int(one["lot"]) * self.random.randint(1, 4)) for one in chosen]

    def insert_positions(self):
        """As the start-of-day load would."""
        rows = [(account, self.stack.day, one["exchange"], one["segment"], one["token"], product, net, net * int(one["last_price"]))
                for account, holdings in self.holdings.items() for one, product, net in holdings]
        for begin in range(0, len(rows), POSITIONS_PER_STATEMENT):
            part = rows[begin:begin + POSITIONS_PER_STATEMENT]
            self.stack.sql("INSERT INTO positions (account,day,exchange,segment,token,product,open_quantity,open_value,"
                           "buy_quantity,buy_value,sell_quantity,sell_value) VALUES "
                           + ",".join(["(%s,%s,%s,%s,%s,%s,%s,%s,0,0,0,0)"] * len(part)),
                           [value for row in part for value in row])
        return len(rows)

    def place_pending(self):
        """One limit order of each chosen account through the main site's session, too far away to be filled; returns
        when they all stand in the books."""
        wanted = len(self.with_pending)
        if not wanted:
            return 0
        orders = [self._pending_order(number, account) for number, account in enumerate(self.with_pending)]
        login = main_login(self.stack.secrets)
        with FixSession("127.0.0.1", self.stack.ports["venue_fix"], "MAIN", "VENUE", login=login) as session:
            for begin in range(0, wanted, 100):
                session.send_many("D", orders[begin:begin + 100])
            wait_until(lambda: self.known_orders() >= wanted, 120, f"{wanted} pending orders stand in the books")
        return self.live_orders()

    def _pending_order(self, number, account):
        one, product, net = self.holdings[account][0]
        tick, last = int(one["tick"]), int(one["last_price"])
        # An order that would have closed the position at a better price: it stands in the way of the exit.
        away = max(last // 20 // tick, 20) * tick
        price = last + away if net > 0 else max(last - away, tick)
        return [(11, f"M{number}"), (1, account), (21, 1), (48, one["token"]), (22, 8), (207, one["exchange"]),
                (1300, one["segment"]), (55, one["symbol"]), (54, 2 if net > 0 else 1), (38, abs(net)), (40, 2),
                (44, f"{price / 10000:.2f}"), (59, 0), (60, utc_now()), (9302, product)]

    def known_orders(self):
        return self.stack.sql("SELECT COUNT(*) FROM orders WHERE day=%s", [self.stack.day])[0][0]

    def live_orders(self):
        return self.stack.sql("SELECT COUNT(*) FROM orders WHERE day=%s AND state+0<=4", [self.stack.day])[0][0]

    def _token(self, name):
        """Of the operator "one", or "two", whom he adds."""
        for known, adder in (("one", None), ("two", "one")):
            if known not in self._tokens:
                added = self.ctl("operator", "add", known, "--json", token=self._tokens.get(adder))
                self._tokens[known] = json.loads(added.stdout)["token"]
        return self._tokens[name]

    def ctl(self, *arguments, check=True, token=None):
        result = subprocess.run([BUILD / "producers/ctl/backstopctl", *arguments, "--config", self.stack.paths.etc / "ctl.toml"],
                                env=self.stack.program_environment() | ({"BACKSTOP_OPERATOR_TOKEN": token} if token else {}), capture_output=True, text=True, timeout=120, check=False)
        if check and result.returncode != 0:
            raise StackError(f"backstopctl {' '.join(map(str, arguments))}: {result.stdout}{result.stderr}")
        return result

    def activate(self):
        self.ctl("site", "activate", "--reason", "the test begins")

    def epoch(self):
        return self.stack.sql("SELECT epoch FROM site_state")[0][0]

    def exit_all_body(self, account, epoch, command_id=None, **more):
        now = wall_us()
        return json.dumps({"kind": "command", "id": command_id or f"exit-{account}", "account": account, "day": self.stack.day,
                           "action": "exit", "origin": "customer", "who": account, "epoch": epoch, "issued_us": now,
                           "expires_us": now + COMMAND_LIFE_US} | more)

    def open_broker(self):
        """A connection with confirms: `publish` returns when the broker has the command on disk."""
        import pika
        self._broker = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        self._channel = self._broker.channel()
        self._channel.confirm_delivery()

    def request_mass_exit(self, accounts, mass_id):
        """A mass exit that a second person has yet to approve."""
        file = self.stack.paths.var / f"{mass_id}.accounts"
        file.write_text("\n".join(accounts) + "\n")
        self.ctl("mass-exit", "request", "--file", file, "--id", mass_id, "--why", "everybody wants out", token=self._token("one"))

    def approve_mass_exit(self, mass_id):
        self.ctl("mass-exit", "approve", mass_id, token=self._token("two"))

    def close_broker(self):
        if self._broker is not None:
            self._broker.close()
            self._broker = None

    def partition_of(self, account):
        return zlib.crc32(account.encode()) % self.stack.partitions

    def publish(self, account, body):
        import pika
        self._channel.basic_publish("commands", f"squareoff.{self.partition_of(account):02d}", body.encode(),
                                    pika.BasicProperties(content_type="application/json", delivery_mode=2), mandatory=True)

    def open_commands(self):
        return self.stack.sql("SELECT COUNT(*) FROM commands WHERE ended_us=0")[0][0]

    def commands(self):
        return self.stack.sql("SELECT COUNT(*) FROM commands")[0][0]

    def open_positions(self):
        return self.stack.sql("SELECT COUNT(*) FROM positions WHERE day=%s AND open_quantity+buy_quantity<>sell_quantity",
                              [self.stack.day])[0][0]

    def compare_with_venue(self, wait_s=30):
        """What compare_venue.py finds, as its JSON."""
        result_file = self.stack.paths.var / "compare_venue.json"
        result_file.unlink(missing_ok=True)
        command = [COMPARE_VENUE, "--venue", f"http://127.0.0.1:{self.stack.ports['venue']}", "--day", str(self.stack.day),
                   "--wait-s", str(wait_s), "--json", result_file]
        done = subprocess.run(command, env=self.stack.environment(), capture_output=True, text=True, timeout=600, check=False)
        if not result_file.exists():
            raise StackError(f"the comparison with the venue failed: {done.stdout}{done.stderr}")
        return json.loads(result_file.read_text())

    def wait_at_rest(self, commands, deadline_s, progress=None):
        """Until so many commands have ended."""
        until = time.monotonic() + deadline_s
        while True:
            total, still_open = self.commands(), self.open_commands()
            if total >= commands and still_open == 0:
                return
            if time.monotonic() > until:
                raise StackError(f"{total} of {commands} commands arrived, {still_open} go on after {deadline_s} s")
            if progress:
                progress(total, still_open)
            time.sleep(0.2)  # the pace of looking; the end is the fact above
