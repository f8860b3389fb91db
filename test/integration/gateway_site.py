"""A gateway of its own beside the running stack, and an exchange that is led by lines, for the tests of the gateway."""

import itertools
import json
import queue
import subprocess
import threading
import time
import tomllib

import pika

from running_site import Program, SiteCase, eventually

from backstop_local import ports  # noqa: E402

GATEWAY = "consumers/gateway/backstop-gateway"
COUNTERPARTY = "test/integration/backstop-fix-counterparty"
SESSION = "nse-1"
EPOCH = 7
DAY = 20261123
ACCOUNT = "GWACC1"
LIFE_US = 600_000_000  # of a command, unless the test says otherwise
ANSWER_TIMEOUT_MS = 400
REPORTED_S = 1.0  # no page of the gateway is older
NUMBERS = itertools.count(1)
PLAIN = {"sender": "EXCH", "target": "BACKSTOP"}


class Exchange:
    """The counterparty as a child: told by lines how to answer, and what it has received as a list of lines."""

    def __init__(self, case, dialect):
        self.lines = []
        self._fresh = queue.Queue()
        self.port, = ports.choose_some(1)
        folder = case.folder / "exchange"
        folder.mkdir(exist_ok=True)
        config = case.write("counterparty", {"counterparty": {"store_dir": str(folder), "accept_port": self.port,
                                                              **dialect}})
        self.process = subprocess.Popen([str(case.stack.binary(COUNTERPARTY)), "--config", str(config)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        eventually(lambda: "ready" in self.lines, "the exchange listens")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.strip())

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        eventually(lambda: f"ok {line}" in self.lines, f"the exchange heard: {line}")

    def received(self, kind):
        """Client order ids of the messages of one type (D, F, H), in order."""
        return [line.split()[1] for line in list(self.lines) if line.startswith(kind + " ")]

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)
        self.process.stdout.close()


class GatewayCase(SiteCase):
    dialect = PLAIN
    ours = {}  # of the gateway's own section, beside what mirrors the exchange's

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_day(DAY)

    def setUp(self):
        super().setUp()
        self.connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        self.addCleanup(self.connection.close)
        self.channel = self.connection.channel()
        for number in range(self.stack.partitions):
            self.channel.queue_purge(f"squareoff.{number:02d}")
        self.channel.queue_purge(f"gateway.{SESSION}")
        self.sql("DELETE FROM exits")
        self.site("ACTIVE", EPOCH)
        self.exchange = Exchange(self, self.dialect)
        self.addCleanup(self.exchange.end)
        self.addCleanup(self.site, "STANDBY", EPOCH)

    def sql(self, query, *values):
        return self.stack.sql(query, values)

    def site(self, state, epoch):
        self.sql("UPDATE site_state SET state=%s, epoch=%s", state, epoch)

    def write(self, name, tables):
        from backstop_local import services
        path = self.folder / f"{name}.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def gateway(self, **session):
        """The program, logged on; it is killed when the test ends."""
        tables = tomllib.loads((self.stack.paths.etc / "ledger-1.toml").read_text(encoding="utf-8"))
        del tables["ledger"]
        tables["http"] = {"port": 0, "port_file": str(self.port_file)}
        tables["gateway"] = {"partitions": self.stack.partitions, "sessions": [SESSION], "sweep_ms": 500,
                             "answer_timeout_ms": ANSWER_TIMEOUT_MS, "store_dir": str(self.folder / "gateway")}
        mirrored = {key: value for key, value in self.dialect.items() if key not in ("sender", "target")}
        tables[SESSION] = {"sender": self.dialect["target"], "target": self.dialect["sender"], "port": self.exchange.port,
                           **mirrored, **self.ours, **session}
        (self.folder / "gateway").mkdir(exist_ok=True)
        program = self.enterContext(Program(self.stack, GATEWAY, self.write("gateway", tables)))
        try:
            eventually(lambda: program.process.poll() is not None or self.page("/readyz")[0] == 200, "the gateway is ready")
        except AssertionError as error:
            raise AssertionError(f"{self.page('/readyz')}\n{program.output()}\n{self.exchange.lines}") from error
        if program.process.poll() is not None:
            raise AssertionError(program.output())
        return program

    def plan(self, count=1, action="exit", epoch=EPOCH, **columns):
        """Inserts planned rows -> their client order ids."""
        ids = []
        for number in itertools.islice(NUMBERS, count):
            row = {"client_order_id": f"BXG{time.time_ns()}{number}", "account": ACCOUNT, "day": DAY, "command_id": "c1",
                   "row_in_command": 1, "attempt": 1, "slice": number, "action": action, "session": SESSION,
                   "epoch": epoch, "exchange": "NSE", "segment": "FO", "token": 35001, "symbol": "NIFTY26NOVFUT",
                   "product": "NRML", "side": "sell", "type": "limit", "validity": "ioc", "quantity": 75,
                   "price": 1_013_500, "target_client_order_id": "M17" if action == "cancel" else "",
                   "target_exchange_order_id": "1100017" if action == "cancel" else "", "state": "planned",
                   "planned_us": time.time_ns() // 1000,
                   "expires_us": time.time_ns() // 1000 + LIFE_US} | columns
            self.sql(f"INSERT INTO exits ({','.join(row)}) VALUES ({','.join(['%s'] * len(row))})", *row.values())
            ids.append(row["client_order_id"])
        return ids

    def request(self, ids):
        body = json.dumps({"kind": "send", "client_order_ids": ids})
        self.channel.basic_publish("orders", SESSION, body.encode(), pika.BasicProperties(delivery_mode=2))

    def states(self, ids):
        found = dict(self.sql("SELECT client_order_id, state FROM exits"))
        return [found[one] for one in ids]

    def reason(self, one):
        return self.sql("SELECT reason FROM exits WHERE client_order_id=%s", one)[0][0]

    def wait_states(self, ids, state, deadline_s=15):
        eventually(lambda: self.states(ids) == [state] * len(ids) or None, f"all are {state}: {self.states(ids)}", deadline_s)

    def woken(self):
        """Accounts named by wakes so far."""
        accounts = set()
        for number in range(self.stack.partitions):
            for _, _, body in self.channel.consume(f"squareoff.{number:02d}", inactivity_timeout=0.2):
                if body is None:
                    break
                accounts.update(json.loads(body)["accounts"])
            self.channel.cancel()
        return accounts

    def wait_metric(self, name, wanted):
        """What stands on the page must stay for longer than a page can be old."""
        since = None
        def stays():
            nonlocal since
            if self.own_metric(name) != wanted:
                since = None
                return False
            since = since or time.monotonic()
            return time.monotonic() - since > REPORTED_S
        eventually(stays, f"{name} is {wanted}")

    def book(self, client_order_id):
        """The drop copy has told of this order."""
        self.addCleanup(self.sql, "DELETE FROM orders WHERE account='GWACC1'")
        self.sql("INSERT INTO orders (account,day,exchange,segment,exchange_order_id,client_order_id,token,product,side,type,"
                 "validity,quantity,filled,remaining,price,trigger_price,state,reason,origin,id,exchange_time_us) "
                 "VALUES ('GWACC1',%s,'NSE','FO',%s,%s,35001,'NRML','sell','limit','ioc',75,0,75,"
                 "1013500,0,'open','','backstop','x',1)", DAY, "11" + client_order_id[-12:], client_order_id)
