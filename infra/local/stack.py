#!/usr/bin/python3
"""The local stack: private RabbitMQ and MariaDB and our services, under a private supervisord, in one folder.

    with Stack(folder, partitions=2).running() as stack:
        stack.kill("rabbitmq")

As a program: stack.py up|down|stop|start|restart|trade|status|logs|sql|ctl (see --help).
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import broker, choices, companions as beside, database, env_file, exchange as exchange_side  # noqa: E402
from backstop_local import monitoring as watch, paths, ports, processes, programs, queue_files, readiness, services  # noqa: E402
from backstop_local.access import Access  # noqa: E402
from backstop_local.one_program import OneProgram  # noqa: E402
from backstop_local.waiting import StackError, wait_until  # noqa: E402

REPOSITORY = paths.REPOSITORY
BUILD = pathlib.Path(os.environ.get("BACKSTOP_BUILD", REPOSITORY / "build" / "release"))
DEFAULT_PARTITIONS = 4
LEDGER = "consumers/ledger/backstop-ledger"
LOG_LINES_SHOWN = 15
LOCK_DEADLINE_S = 300
READY_DEADLINE_S = {"epmd": 20, "rabbitmq": 120, "mariadb": 180}
SERVICE_READY_DEADLINE_S = 60
STOP_DEADLINE_S = 120


def default_var_dir():
    return pathlib.Path(os.environ.get("BACKSTOP_VAR", REPOSITORY / "var"))


def print_progress(text):
    print(text, file=sys.stderr, flush=True)


class Stack(OneProgram, Access):
    """One stack in `var_dir`. Several may run side by side in different folders.

    `partitions` and `ledgers` (processes): None takes those of the last up, else 4 and 1. `settings`, {table: {key: value}},
    goes over the services' configuration, e.g. to put a gate between a service and the broker. `exchange`: with the
    simulated exchange, its drop copy, gateway and square-off; None takes that of the last up, else without. `customers`
    (of the trading day that is made for it): None takes as before, else 2000. `monitoring`: with Prometheus,
    Alertmanager and their exporters, which watch all of the exchange's side too; None takes as before, else without. `companions`: names of
    the programs of backstop_local/companions to run as well, or "all"; None takes as before, else none but the archive, which keeps the
    record and always runs. `clock`: a MovedClock that our programs and the database go by. up() and down() hold a lock in the
    folder; the other calls may be made from any thread.
    """

    def __init__(self, var_dir=None, partitions=None, ledgers=None, settings=None, say=print_progress,
                 exchange=None, customers=None, monitoring=None, companions=None, clock=None):
        self.paths = paths.Paths(var_dir or default_var_dir())
        self.supervisor = programs.Supervisor(self.paths.supervisor_socket)
        self.node = "backstop-" + hashlib.sha256(str(self.paths.var).encode()).hexdigest()[:8] + "@localhost"
        self._remembered = json.loads(self.paths.choices.read_text()) if self.paths.choices.exists() else {}
        self.partitions = partitions or self._remembered.get("partitions", DEFAULT_PARTITIONS)
        count = ledgers or self._remembered.get("ledgers", 1)
        if not 1 <= count <= choices.LEDGERS_MAX or not 1 <= self.partitions <= choices.PARTITIONS_MAX:
            raise StackError(f"1 to {choices.LEDGERS_MAX} ledgers and 1 to {choices.PARTITIONS_MAX} partitions, please")
        self.ledgers = [f"ledger-{index + 1}" for index in range(count)]
        self.exchange = self._remembered.get("exchange", False) if exchange is None else exchange
        self.customers = customers or self._remembered.get("customers", exchange_side.DEFAULT_CUSTOMERS)
        self.monitoring = self._remembered.get("monitoring", False) if monitoring is None else monitoring
        if self.monitoring and not self.exchange:
            raise StackError("monitoring watches the whole site: not without the exchange")
        names = self._remembered.get("companions", ()) if companions is None else companions
        if self.monitoring and names != "all":
            names = (*names, *watch.COMPANIONS)
        if names != "all":
            names = (*names, beside.RECORD)
        self.companions = beside.chosen(names)
        if not self.exchange:
            self.companions = [one for one in self.companions if not one.needs_exchange]
        self.day = self._remembered.get("day")
        self.settings = settings or {}
        self.clock_environment = clock.environment if clock else {}
        self.say = say
        self._read_remembered_files()

    def _read_remembered_files(self):
        self.ports = ports.read(self.paths.ports)
        self.secrets = env_file.read(self.paths.secrets)

    @contextlib.contextmanager
    def running(self, fresh=True, services=True):
        """Up on entry, down on exit, whatever happens in between."""
        try:
            self.up(fresh, services)
            yield self
        finally:
            self.down()

    def up(self, fresh=False, services=True):
        """Brings everything up and returns when all of it answers. A second up goes on with data and ports.

        `fresh` stops the stack and removes its data first. Without `services`, broker and database only.
        Raises StackError with the last log lines of what did not come up.
        """
        self.paths.create()
        with self._locked():
            topology = self._topology(required=services)
            if fresh:
                self._stop()
                self.paths.wipe()
                self.paths.create()
                self._remembered, self.day = {}, None
            self.refuse_other_choices()
            if not self.supervisor.answers():
                self._prepare(topology)
                self._launch()
            if services and self.exchange:
                self._start_and_wait(["venue"])
            self._start_broker_and_database(topology)
            if services:
                self._start_services()
            else:
                self._tell_who_runs_on()
            if services and self.monitoring:
                self._start_and_wait(watch.SERVERS)
                self.say(f"operators' page http://127.0.0.1:{self.ports['console']}, alerts {self.alerts_page()}, "
                         f"what customers are sent http://127.0.0.1:{self.ports['notice_sink']}")
        self.say(f"up: broker 127.0.0.1:{self.ports['amqp']}, its pages http://127.0.0.1:{self.ports['broker_management']} "
                 f"(operator, password in {self.paths.secrets}), database 127.0.0.1:{self.ports['database']}")

    def down(self):
        """Stops everything, waits for it, and makes sure that no process of this stack is left."""
        if not self.paths.var.exists():
            self.say(f"down: there is no stack in {self.paths.var}")
            return
        with self._locked():
            stopped = self._stop()
        self.say(f"down: {len(stopped)} processes ended, none is left" if stopped else "down: nothing was running")

    def status(self):
        """{"var", "running", "partitions", "ports", "programs": [{"name", "state", "ready", "why", "pid", "seconds"}], "queues"}."""
        running = self.supervisor.answers()
        found = self.supervisor.programs() if running else []
        try:
            queues = self.queues() if running else []
        except StackError:
            queues = []
        return {"var": str(self.paths.var), "running": running, "partitions": self.partitions, "ports": self.ports,
                "programs": readiness.of_programs(self, found), "queues": queues}

    def binary(self, relative):
        """Path of a built program, e.g. "producers/ctl/backstopctl"; StackError when it is not built."""
        path = BUILD / relative
        if not os.access(path, os.X_OK):
            raise StackError(f"{path} is not built; run: ./backstop build")
        return path

    def bare_environment(self):
        """What every program of the stack starts from: nothing of the caller's but the path."""
        return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                "HOME": str(self.paths.run)}

    def last_log_lines(self, name):
        log = self.paths.log / f"{name}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return "\n".join("  | " + line for line in lines[-LOG_LINES_SHOWN:] + [f"the whole log: {log}"])

    @contextlib.contextmanager
    def _locked(self):
        with (self.paths.var / ".lock").open("w") as lock:
            def taken():
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
            wait_until(taken, LOCK_DEADLINE_S, f"another up or down in {self.paths.var} ends")
            yield

    def refuse_other_choices(self):
        """StackError where the stack runs, and otherwise than this up would have it."""
        differs = choices.differences(self._remembered, self._choices()) if self._remembered and self.supervisor.answers() else ()
        if differs:
            raise StackError(f"this stack runs {'; '.join(differs)}. First: ./backstop down (the data stay)")

    def _choices(self):
        """What a further up must agree with."""
        chosen = {"partitions": self.partitions, "ledgers": len(self.ledgers)}
        if self.exchange:
            chosen |= {"exchange": True, "customers": self.customers, "day": self.day}
        if self.monitoring:
            chosen |= {"monitoring": True}
        if self.companions:
            chosen |= {"companions": [one.name for one in self.companions]}
        return chosen

    def _topology(self, required):
        if not required and not (BUILD / "producers/ctl/backstopctl").exists():
            return {}
        command = [self.binary("producers/ctl/backstopctl"), "topology", "--partitions", str(self.partitions)]
        if self.exchange:
            command += ["--sessions", *exchange_side.SESSIONS.values()]
        return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout)

    def _prepare(self, topology):
        wanted = watch.INSTALLED if self.monitoring else ()
        for path in (programs.SERVER, broker.SERVER, database.SERVER, *wanted):
            if not os.path.exists(path):
                raise StackError(f"{path} is not installed; run: ./backstop deps")
        left = processes.marked(self.paths.var)
        if left:
            self.say(f"ending {len(left)} processes of a stack whose supervisor is gone")
            processes.end(lambda: processes.marked(self.paths.var), STOP_DEADLINE_S, 10)
        if self._remembered.get("partitions", self.partitions) != self.partitions and self.paths.lib.exists():
            raise StackError(f"the data were written with {self._remembered['partitions']} partitions; use --fresh")
        self._choose_ports()
        self.secrets = env_file.ensure_secrets(self.paths.secrets, exchange_side.PASSWORDS.values())
        if self.exchange:
            self._prepare_exchange()
        self._remembered = self._choices()
        env_file.write_text(self.paths.choices, json.dumps(self._remembered) + "\n")
        broker.write_files(self.paths, self.ports, topology, self.secrets)
        database.write_files(self.paths, self.ports)
        services.write_files(self.paths, self.ports, self.partitions, self.ledgers, self.settings,
                             self.day if self.exchange else None, self.companions)
        for one in self.companions:
            one.prepare(self.paths, self.ports, self.secrets)
        if self.monitoring:
            watch.write_files(self.paths, self.ports, self.ledgers, exchange_side.PROGRAMS, self.companions)
        programs.write_config(self.paths, self._sections())

    def _prepare_exchange(self):
        """The day stays that of the data: what happened on it is in the venue's journal and in the books."""
        for relative in exchange_side.PROGRAMS.values():
            self.binary(relative)
        self.day = self.day or exchange_side.today()
        exchange_side.make_reference(self.paths, self.binary("test/support/daygen/backstop-daygen"), self.day, self.customers)

    def _choose_ports(self):
        if set(self.ports) == set(ports.NAMES) and ports.all_free(self.ports):
            return
        if self.ports:
            self.say("a remembered port is taken by another program: choosing new ones")
        chosen = ports.choose(self.paths.var)
        if not chosen:
            raise StackError("no free block of ports on 127.0.0.1 outside the ephemeral range")
        self.ports = chosen
        ports.write(self.paths.ports, chosen)

    def _sections(self):
        erlang = broker.environment(self.paths, self.ports, self.node)

        def make(name, command, environment, priority, stop_s):
            return programs.program(self.paths, name, command, environment, priority, stop_s)

        priorities = {"venue": 50} | dict.fromkeys(self.ledgers, 100) | {one.name: 115 for one in self.companions}
        return [make("epmd", broker.epmd_command(self.ports), erlang, 1, 10),
                make("rabbitmq", broker.command(self.paths), erlang, 10, 40),
                make("mariadb", database.command(self.paths), database.ENVIRONMENT | self.clock_environment, 20, 60)
                ] + [make(name, command, secrets | self.clock_environment, priorities.get(name, 110), 20) for name, (command, secrets) in self._own_programs().items()
                ] + [make(one.name, one.command(self.paths, self.ports), self._own_secrets(one.secrets), 115, 20)
                     for one in self.companions if not one.binary
                ] + [make(name, watch.command(self.paths, self.ports, name), {}, 120, 20)
                     for name in watch.SERVERS if self.monitoring]

    def _own_secrets(self, names):
        """Passwords go only where they are needed. What they are written to is its owner's alone to read."""
        return {name: self.secrets[name] for name in names}

    def _own_programs(self):
        """{name: (command, secrets of its environment)} of our own programs, as they run in this stack."""
        found = {name: (LEDGER, self._own_secrets(("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"))) for name in self.ledgers}
        if self.exchange:
            found |= {name: (relative, exchange_side.secrets_of(self.secrets, name)) for name, relative in exchange_side.PROGRAMS.items()}
        found |= {one.name: (one.binary, self._own_secrets(one.secrets)) for one in self.companions if one.binary}
        return {name: ([str(BUILD / relative), "--config", str(self.paths.etc / f"{name}.toml")], secrets)
                for name, (relative, secrets) in found.items()}

    def config_check(self, name):
        """(command, environment) that ends with 0 where the program would take its configuration as it is now, else says what is wrong;
        None where there is none."""
        if name in watch.SERVERS:
            return watch.check_command(self.paths, name), self.bare_environment()
        if name not in self._own_programs():
            return None
        command, secrets = self._own_programs()[name]
        return [*command, "--check-config"], self.bare_environment() | secrets

    def _launch(self):
        if not (self.paths.lib / "mariadb" / "installed").exists():
            self.say("database: first start, creating its data folder")
            database.install(self.paths)
        programs.launch(self.paths, self.bare_environment() | {processes.MARK: str(self.paths.var)})
        wait_until(self.supervisor.answers, 30, f"supervisord answers (log: {self.paths.log}/supervisord.log)")

    def _start_broker_and_database(self, topology):
        ran_already = self.pid("rabbitmq") != 0
        self._start_and_wait(["epmd"])
        self._start_and_wait(["rabbitmq", "mariadb"])
        if ran_already and topology:
            self._upload(topology)
        self.wait_queues_registered()
        queue_files.keep(*broker.queue_folders(self.paths))
        database.create_accounts(self.paths, self.secrets["BACKSTOP_DATABASE_PASSWORD"])

    def _upload(self, topology):
        status, body = self.request("definitions", "POST", broker.definitions(topology, self.secrets))
        if status not in (200, 204):
            raise StackError(f"RabbitMQ refuses the topology with {status}: {body.decode(errors='replace')}")

    def _start_services(self):
        migrate = [self.binary("producers/ctl/backstopctl"), "migrate", "--config", self.paths.etc / "ctl.toml",
                   "--folder", REPOSITORY / "schemas/sql"]
        result = subprocess.run(migrate, env=self.program_environment(), capture_output=True, text=True, timeout=120, check=False)
        if result.returncode != 0:
            raise StackError(f"backstopctl migrate failed:\n{result.stdout}{result.stderr}")
        self.binary(LEDGER)
        self.open_day(self.day if self.exchange else exchange_side.today(), "up")
        self._start_and_wait(self.ledgers)
        if self.exchange:
            if exchange_side.load_reference(self):
                self.say("database: instruments and customers of the trading day loaded")
            for name in exchange_side.BEHIND_THE_BOOKS:
                self._start_and_wait([name])
        for one in self.companions:
            if one.binary:
                self.binary(one.binary)
            one.before(self)
            self._start_and_wait([one.name])

    def _tell_who_runs_on(self):
        """Of an up without services, on a stack that runs with them: nobody is stopped."""
        on = [one["name"] for one in self.supervisor.programs() if one["pid"] and one["name"] not in READY_DEADLINE_S]
        if on:
            self.say(f"--no-services starts broker and database alone, and stops nobody; these run on: {', '.join(on)}. "
                     "To have them down: ./backstop down, then up --no-services")

    def _start_and_wait(self, names):
        running = {name for name in names if self.pid(name)}
        for name in names:
            self.supervisor.start(name)
        for name in names:
            self._wait_ready(name, name in running)

    def _wait_ready(self, name, ran_already=False):
        if ran_already and self.ready(name):
            self.say(f"{name}: runs already")
            return
        begun = time.monotonic()
        deadline_s = READY_DEADLINE_S.get(name, SERVICE_READY_DEADLINE_S)
        self.say(f"{name}: {'runs, and is not ready yet' if ran_already else 'starting'} (at most {deadline_s} s)")
        def ready_or_given_up():
            states = {one["name"]: one["statename"] for one in self.supervisor.programs()}
            return "given up" if states.get(name) == "FATAL" else self.ready(name)
        try:
            answer = wait_until(ready_or_given_up, deadline_s, f"{name} answers")
        except StackError as error:
            raise StackError(f"{error}\n{self.last_log_lines(name)}") from error
        if answer == "given up":
            raise StackError(f"{name} ends again and again\n{self.last_log_lines(name)}")
        self.say(f"{name}: ready after {time.monotonic() - begun:.1f} s")

    def _stop(self):
        def left():
            return processes.marked(self.paths.var)
        stopped = left()
        if self.supervisor.answers():
            self.supervisor.shutdown()
            with contextlib.suppress(StackError):
                wait_until(lambda: not left(), STOP_DEADLINE_S, "the programs stop")
        if left():
            self.say("still there, ending it: " + "; ".join(f"{pid} {processes.command_of(pid)}" for pid in left()))
            remaining = processes.end(left, 30, 10)
            if remaining:
                raise StackError(f"these processes do not end: {remaining}")
        shutil.rmtree(self.paths.run, ignore_errors=True)
        self.paths.create()
        return stopped


if __name__ == "__main__":
    from backstop_local.command_line import main
    sys.exit(main(Stack, StackError))
