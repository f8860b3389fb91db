"""What tests, demo and operators ask of a stack, and do to it."""

import base64
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import companions, broker, database, metrics, monitoring
from .services import SOURCE
from .waiting import StackError, wait_until

REQUEST_DEADLINE_S = 10
TOOL_DEADLINE_S = 60
CTL_DEADLINE_S = 300
REPLAY_DEADLINE_S = 1800


def fetch(url, method="GET", body=None, headers=None):
    """(status, body as bytes) of a local HTTP request; (0, b"") when nothing answers."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
    try:
        with opener.open(request, timeout=REQUEST_DEADLINE_S) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, ValueError):
        return 0, b""


def accepts(port):
    """True when something on the loopback accepts a connection there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=REQUEST_DEADLINE_S).close()
    except OSError:
        return False
    return True


class Access:
    """Needs `paths`, `ports`, `secrets`, `partitions`, `node`, `supervisor` and `clock_environment` of the Stack that derives from it.

    Any thread; nothing is kept open between calls.
    """

    def pid(self, name):
        """Pid of `rabbitmq` (beam.smp), `mariadb` (mariadbd), `epmd` or `ledger-<n>`; 0 while it is down."""
        return self.supervisor.pid(name)

    def kill(self, name, number=signal.SIGKILL):
        """Sends a signal to the program itself and returns the pid that got it. The supervisor restarts what dies."""
        pid = self.pid(name)
        if not pid:
            raise StackError(f"{name} is not running")
        os.kill(pid, number)
        return pid

    def wait_restarted(self, name, old_pid, deadline_s=60):
        """Waits for another process in place of `old_pid` and for its answer. Returns the new pid."""
        def another():
            pid = self.pid(name)
            return pid if pid not in (0, old_pid) else None
        pid = wait_until(another, deadline_s, f"{name} restarts")
        wait_until(lambda: self.ready(name), deadline_s, f"{name} answers again")
        return pid

    def ready(self, name):
        """True when the program does its work: the broker routes, the database answers, /readyz says 200."""
        if name == "rabbitmq":
            # The management pages answer before the broker takes clients.
            return accepts(self.ports["amqp"]) and self.request("vhosts/" + broker.VHOST)[0] == 200
        if name == "mariadb":
            return database.answers(self.paths)
        if name == "epmd":
            return accepts(self.ports[name])
        return fetch(self.ready_url(name))[0] == 200

    def ready_url(self, name):
        """The page of a program that answers 200 while it does its work. Not of broker, database and epmd."""
        page = "-/ready" if name in monitoring.SERVERS else companions.ready_page(name)
        return f"http://127.0.0.1:{self.ports[name]}/{page}"

    def sql(self, query, parameters=None, schema="backstop"):
        """Runs one statement as `backstop` and returns its rows as tuples. Needs Debian's python3-pymysql."""
        import pymysql
        connection = pymysql.connect(host="127.0.0.1", port=self.ports["database"], user="backstop", database=schema,
                                     password=self.secrets["BACKSTOP_DATABASE_PASSWORD"], autocommit=True,
                                     connect_timeout=REQUEST_DEADLINE_S, read_timeout=600, write_timeout=60)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall()
        finally:
            connection.close()

    def administer(self, statements):
        """Runs SQL as the database's owner (KILL, SET GLOBAL, FLUSH …); returns tab-separated text."""
        return database.administer(self.paths, statements)

    def alerts_page(self):
        """The address of Prometheus' page of alerts: a build without the newer pages, as Debian's, has the classic ones alone."""
        home = f"http://127.0.0.1:{self.ports['prometheus']}"
        pages = (f"{home}/alerts", f"{home}/classic/alerts")
        return next((page for page in pages if fetch(page)[0] == 200), home)

    def request(self, path, method="GET", body=None):
        """(status, body as bytes) of the management API, as the user `operator`; `path` follows /api/."""
        secret = base64.b64encode(f"operator:{self.secrets['BACKSTOP_OPERATOR_PASSWORD']}".encode()).decode()
        return fetch(f"http://127.0.0.1:{self.ports['broker_management']}/api/{path}", method,
                     None if body is None else json.dumps(body).encode(),
                     {"Authorization": "Basic " + secret, "Content-Type": "application/json"})

    def management(self, path):
        """The answer of GET /api/<path> as Python values, e.g. management("queues/backstop")."""
        status, body = self.request(path)
        if status != 200:
            raise StackError(f"RabbitMQ's management API answers {status or 'nothing'} to {path}")
        return json.loads(body)

    def queues(self):
        """[{"name", "messages", "messages_ready", "messages_unacknowledged", "consumers"}], as of the last 5 s."""
        columns = "name,messages,messages_ready,messages_unacknowledged,consumers"
        return self.management(f"queues/{broker.VHOST}?columns={columns}&disable_stats=false")

    def wait_queues_registered(self, vhost=broker.VHOST, deadline_s=60):
        """Waits until every quorum queue of the vhost survives a SIGKILL of the broker.

        RabbitMQ 3.10 writes a new queue into its directory file up to a second after it has confirmed the declaration;
        a broker that is killed before that never finds the queue's leader again. Call it after declaring queues.
        """
        def registered():
            wanted = [f"{vhost}_{queue['name']}".encode() for queue in self.management(f"queues/{vhost}?columns=name,type")
                      if queue.get("type") == "quorum"]
            files = self.paths.lib.glob("rabbitmq/mnesia/*/quorum/*/names.dets")
            known = b"".join(file.read_bytes() for file in files)
            return all(name in known for name in wanted)
        wait_until(registered, deadline_s, f"the quorum queues of {vhost} are in the broker's directory file")

    def metrics(self, name):
        """Samples of the program's /metrics (see metrics.py), {} while it does not answer."""
        port = self.ports["broker_metrics"] if name == "rabbitmq" else self.ports[name]
        status, body = fetch(f"http://127.0.0.1:{port}/metrics")
        return metrics.parse(body.decode()) if status == 200 else {}

    def venue_url(self):
        """Where the simulated exchange tells its books: compare_venue.py reads them there."""
        return f"http://127.0.0.1:{self.ports['venue']}"

    def ctl(self, *arguments):
        """Runs backstopctl with the stack's configuration and secrets -> subprocess.CompletedProcess, output as text."""
        command = [str(self.binary("producers/ctl/backstopctl")), *arguments, "--config", str(self.paths.etc / "ctl.toml")]
        return subprocess.run(command, capture_output=True, text=True, env=self.program_environment(), stdin=subprocess.DEVNULL,
                              timeout=CTL_DEADLINE_S, check=False)

    def open_day(self, day, reason, backwards=False):
        """Makes `day` the open trading day. A later one that is open stays, unless `backwards`."""
        shown = self.ctl("day", "show", "--json")
        if not backwards and shown.returncode == 0:
            is_open = json.loads(shown.stdout)
            if is_open["day"] >= day and is_open["ends_us"] > time.time() * 1e6:
                return
            day = max(day, is_open["day"])
        opened = self.ctl("day", "open", "--day", str(day), "--reason", reason, "--by", "stack", "--ahead", "--while-active", "--hours", "24",
                          *(["--backwards"] if backwards else []))
        if opened.returncode != 0:
            raise StackError(f"backstopctl day open failed:\n{opened.stdout}{opened.stderr}")

    def replay(self, verb, day, *arguments):
        """Runs backstop-replay with the stack's configuration and secrets -> (exit code, its report as a dict).

        `verb`: verify, shadow, swap or rehearse; docs/replay.md tells the report's fields. StackError: it gave none."""
        command = [str(self.binary("producers/replay/backstop-replay")), verb, "--config", str(self.paths.etc / "replay.toml"),
                   "--day", str(day), "--json", *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, text=True, env=self.program_environment(), stdin=subprocess.DEVNULL,
                                timeout=REPLAY_DEADLINE_S, check=False)
        if not result.stdout.startswith("{"):
            raise StackError(f"backstop-replay {verb} ended with {result.returncode}: {result.stderr[-2000:]}")
        return result.returncode, json.loads(result.stdout)

    def verify_day(self, day):
        """Folds the day again and compares the live books with it -> the report. StackError: they are not equal."""
        code, report = self.replay("verify", day)
        if code != 0:
            raise StackError(f"day {day}: {report['verdict']}\n" + "\n".join(map(str, report["gaps"] + report["differences"][:20])))
        return report

    def rabbitmqctl(self, *arguments):
        """Runs Debian's rabbitmqctl against the private broker; returns its output."""
        result = subprocess.run([broker.TOOL, "--node", self.node, *arguments], capture_output=True, text=True,
                                env=self.bare_environment() | broker.environment(self.paths, self.ports, self.node),
                                timeout=TOOL_DEADLINE_S, check=False)
        if result.returncode != 0:
            raise StackError(f"rabbitmqctl {arguments[0]}: {(result.stderr or result.stdout).strip()}")
        return result.stdout

    def amqp_url(self, vhost=broker.VHOST):
        """Holds the password: for a program's memory, not for a log or an argument."""
        return f"amqp://backstop:{self.secrets['BACKSTOP_AMQP_PASSWORD']}@127.0.0.1:{self.ports['amqp']}/{vhost}"

    def environment(self):
        """The caller's environment with secrets and addresses, for our programs and tests."""
        return dict(os.environ) | {
            "BACKSTOP_AMQP_HOST": "127.0.0.1", "BACKSTOP_AMQP_PORT": str(self.ports["amqp"]),
            "BACKSTOP_AMQP_USER": "backstop", "BACKSTOP_AMQP_VHOST": broker.VHOST,
            "BACKSTOP_AMQP_PASSWORD": self.secrets["BACKSTOP_AMQP_PASSWORD"],
            "BACKSTOP_OPERATOR_PASSWORD": self.secrets["BACKSTOP_OPERATOR_PASSWORD"],
            "BACKSTOP_MANAGEMENT_PASSWORD": self.secrets["BACKSTOP_MANAGEMENT_PASSWORD"],
            "BACKSTOP_DATABASE_HOST": "127.0.0.1", "BACKSTOP_DATABASE_PORT": str(self.ports["database"]),
            "BACKSTOP_DATABASE_NAME": "backstop", "BACKSTOP_DATABASE_USER": "backstop",
            "BACKSTOP_DATABASE_PASSWORD": self.secrets["BACKSTOP_DATABASE_PASSWORD"],
            "BACKSTOP_PARTITIONS": str(self.partitions), "BACKSTOP_SOURCE": SOURCE,
            "BACKSTOP_LEDGER_METRICS": f"http://127.0.0.1:{self.ports['ledger-1']}/metrics",
            "BACKSTOP_VAR": str(self.paths.var)}

    def program_environment(self):
        """As environment(), for programs of ours that go by the stack's clock."""
        return self.environment() | self.clock_environment
