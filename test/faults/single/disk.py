"""The disk of each part in turn really full, under a running flow: does everything come back when there is room again?

Each part's folder is a disk of its own from the beginning, a tmpfs. Meanwhile customers of the main site trade at the exchange,
an upstream system publishes, and while a disk is full another customer wants out. Nobody restarts anything but the supervisor and
its watchdog. Where such a disk cannot be mounted the fault fails: only root can.
"""

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import threading
import time

import pika
from backstop_local import access
from backstop_local.exchange import flow_command, secrets_of
from backstop_local.waiting import StackError, wait_until
from exit_site import ExitSite
from record_marks import wait_recorded
from record_reader import events_of, read_record
from restless import Own
from small_disk import NoDisk, mounted, unmount_below
from stack import Stack
from verdict import verify

from single import Single

PARTITIONS = 2
DAY = 20260803           # of what is published upstream
CUSTOMERS, TRADING = 40, 30
RATE = 40                # orders a second of the main site's customers
FULL_S, TOLD_S = 2, 25   # full for so long at least; and until the programs concerned say so, at most
PATIENCE_S = 6           # of the watchdog; less than the usual minute
WHOLE_S = 90             # after which a part has not come back
END_S = 60
MEBIBYTE = 1 << 20
SETTINGS = {"archive": {"min_free_bytes": 4 * MEBIBYTE}, "ledger": {"partitions": PARTITIONS, "gap_alarm_ms": 1000, "gap_heal_ms": 1500}}
BROKER_FREE = "disk_free_limit.absolute = 16MB\n"  # the usual 1 GB is more than its disk here has
PROGRAMS = ("feed", "ledger-1", "gateway", "squareoff", "archive")
NONSENSE = 6             # bodies of a mebibyte: tables grow by them at once
QUANTITY = 75            # of each trade that is published


@dataclasses.dataclass(frozen=True)
class Part:
    """`folders` of the stack, each a disk of so many MiB. `says_so`: programs whose /readyz must not say 200 meanwhile.
    `nonsense`: unreadable bodies come as well."""
    name: str
    folders: tuple
    megabytes: int
    says_so: tuple
    nonsense: bool = False


PARTS = (Part("broker", ("lib/rabbitmq/mnesia",), 256, ("feed",)),
         Part("database", ("lib/mariadb",), 1600, ("ledger-1",), nonsense=True),
         Part("fix", ("lib/feed", "lib/gateway"), 32, ("feed", "gateway")),
         Part("archive", ("lib/archive",), 64, ("archive",)),
         Part("logs", ("log",), 16, ()))  # nobody needs them to do his work
NAMES = tuple(part.name for part in PARTS)


class Publishing(threading.Thread):
    """Messages that are to be confirmed, in the end: a link that is lost or silent is opened again."""

    def __init__(self, url, messages):
        super().__init__(daemon=True)
        self._parameters = pika.URLParameters(url)
        self._parameters.socket_timeout = self._parameters.blocked_connection_timeout = 5
        self._messages = list(messages)  # (exchange, routing key, body)
        self.start()

    def run(self):
        while self._messages:
            try:
                with contextlib.closing(pika.BlockingConnection(self._parameters)) as connection:
                    connection.call_later(5, connection.close)  # a broker that comes up may owe a confirm for ever
                    channel = connection.channel()
                    channel.confirm_delivery()
                    while self._messages:
                        channel.basic_publish(*self._messages[0], pika.BasicProperties(delivery_mode=2), mandatory=True)
                        self._messages.pop(0)
            except Exception:  # whatever it is: once more
                time.sleep(0.3)


class Site:
    """The stack, its disks and what goes on at it."""

    def __init__(self, stack, disks):
        self.stack, self.disks = stack, disks
        self.exits = ExitSite(stack, CUSTOMERS, per_account=2)
        self.publisher = Own(stack.amqp_url(), "upstream", DAY, PARTITIONS)
        self.leaving = iter(self.exits.accounts[TRADING:])
        self.nonsense = 0
        self._own = []

    @contextlib.contextmanager
    def busy(self):
        """The flow, from entry to exit."""
        self.exits.insert_positions()
        self.exits.activate()
        self.epoch = self.exits.epoch()
        self.publisher.start()
        output = (self.stack.paths.var / "flow.log").open("w", encoding="utf-8")
        command = flow_command(self.stack, 10_000_000, RATE, 1)
        command[command.index("--accounts") + 1] = str(TRADING)
        environment = self.stack.environment() | secrets_of(self.stack.secrets, "flow")
        with output, subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output) as flow:
            try:
                wait_until(lambda: self.orders() > 0 and self.publisher.confirmed, END_S, "the flow is under way")
                yield
            finally:
                self.publisher.paused.set()
                flow.send_signal(signal.SIGTERM)
                flow.wait(END_S)

    def orders(self):
        return self.stack.sql("SELECT COUNT(*) FROM orders WHERE day=%s", (self.stack.day,))[0][0]

    def applied(self):
        rows = self.stack.sql("SELECT COALESCE(SUM(seq),0) FROM watermarks WHERE source=%s", (self.publisher.source,))
        return int(rows[0][0])

    def has_ended(self, command):
        return self.stack.sql("SELECT COUNT(*) FROM commands WHERE id=%s AND ended_us>0", (command,))[0][0]

    def reasons(self, name):
        """What /readyz says; "" where it says 200."""
        status, body = access.fetch(f"http://127.0.0.1:{self.stack.ports[name]}/readyz")
        return "" if status == 200 else (body.decode(errors="replace").strip() or "no answer")

    def want_out(self):
        """A customer's command, sometime -> its id."""
        account = next(self.leaving)
        partition = self.exits.partition_of(account)
        self._own.append(Publishing(self.stack.amqp_url(), [("commands", f"squareoff.{partition:02d}",
                                                             self.exits.exit_all_body(account, self.epoch).encode())]))
        return f"exit-{account}"

    def send_nonsense(self):
        """Bodies that are no events, each another one."""
        bodies = [b"%d" % number + b"?" * MEBIBYTE for number in range(NONSENSE)]
        self.nonsense += NONSENSE
        self._own += [Publishing(self.stack.amqp_url(), [("events", f"trade.{number % PARTITIONS:02d}", body)])
                      for number, body in enumerate(bodies)]

    def pids(self):
        return {one["name"]: one["pid"] for one in self.stack.supervisor.programs()}

    def wait_confirmed(self):
        """All that anybody has published."""
        for one in self._own:
            one.join(END_S)
        wait_until(lambda: not self.publisher.waiting and not any(one.is_alive() for one in self._own), END_S, "all is confirmed")


def attempt(act):
    """None where it fails: a part is full, or comes back just now."""
    try:
        return act()
    except Exception:
        return None


def fill(site, part):
    """The part's disks are full, for a while -> {program: what its /readyz said}, the command that was given."""
    told = {}
    with contextlib.ExitStack() as full:
        for folder in part.folders:
            full.enter_context(site.disks[folder].full())
        command = site.want_out()
        if part.nonsense:
            site.send_nonsense()
        begun = time.monotonic()
        while time.monotonic() < begun + FULL_S or (time.monotonic() < begun + TOLD_S and not told.keys() >= set(part.says_so)):
            told |= {name: why for name in PROGRAMS if (why := site.reasons(name))}
            time.sleep(0.1)
        full_s = round(time.monotonic() - begun, 2)
    return told, command, full_s


def play_part(site, part, say):
    """{"part", "full_s", "not_ready", "silent", "restarted", "steps", "seconds_to_whole"}"""
    before = site.pids()
    told, command, full_s = fill(site, part)
    begun = time.monotonic()
    steps = {}

    def until(fact, what):
        try:
            wait_until(lambda: attempt(fact), max(1, WHOLE_S - (time.monotonic() - begun)), f"{part.name}: {what}")
        except StackError as error:
            raise StackError(f"{error}; not ready now: { {name: site.reasons(name) for name in PROGRAMS} }, while full: {told}") from error
        steps[what] = round(time.monotonic() - begun, 2)
    until(lambda: all(site.stack.ready(name) for name in ("rabbitmq", "mariadb", *PROGRAMS)), "all are ready")
    mark = len(site.publisher.confirmed)
    until(lambda: len(site.publisher.confirmed) > mark, "the broker confirms")
    seq = site.publisher.confirmed[mark][1]
    until(lambda: site.applied() >= seq, "the books have it")
    orders = site.orders()
    until(lambda: site.orders() > orders, "the main site's orders arrive")
    until(lambda: wait_recorded(site.stack.amqp_url(), site.stack.paths.lib / "archive", 5), "the record has all")
    until(lambda: site.has_ended(command), "the customer is out")
    after = site.pids()
    line = {"part": part.name, "full_s": full_s, "not_ready": told, "silent": sorted(set(part.says_so) - told.keys()),
            "restarted": sorted(name for name in after if after[name] != before.get(name)), "steps": steps,
            "seconds_to_whole": round(time.monotonic() - begun, 2)}
    say(f"  {part.name}: full for {full_s} s, whole after {line['seconds_to_whole']} s, restarted: {', '.join(line['restarted']) or 'nobody'}; "
        f"not ready: {told}")
    return line


def judge(site):
    """What was confirmed, and what has become of it."""
    stack, publisher = site.stack, site.publisher
    site.wait_confirmed()
    confirmed = {seq for _, seq in publisher.confirmed}
    wait_until(lambda: site.applied() >= max(confirmed), END_S, "the books have all")
    wait_recorded(stack.amqp_url(), stack.paths.lib / "archive", END_S)
    wait_until(lambda: site.exits.open_commands() == 0, END_S, "all commands have ended")
    recorded = {event["seq"] for message in read_record(stack.binary("consumers/archive/backstop-archive"), stack.paths.lib / "archive", DAY)
                for event in events_of(message) if event.get("source") == publisher.source}
    rows, quantity = map(int, stack.sql("SELECT (SELECT COUNT(*) FROM trades WHERE day=%s), (SELECT COALESCE(SUM(buy_quantity),0) FROM positions WHERE day=%s)",
                                   (DAY, DAY))[0])
    venue = site.exits.compare_with_venue()
    parked = stack.sql("SELECT COUNT(*) FROM parked")[0][0]
    differences, told = {}, []
    for day in (DAY, stack.day):
        differences[day], more = verify(stack, day)
        told += more
    return {"confirmed": len(confirmed), "lost_from_record": len(confirmed - recorded), "lost_from_books": len(confirmed) - rows,
            "twice": quantity // QUANTITY - rows, "parked": parked, "parked_lost": site.nonsense - parked,
            "duplicate_orders": venue["duplicate_orders"], "oversold": venue["oversold"], "in_doubt": venue["in_doubt"],
            "venue_differences": venue["differences"], "samples": venue.get("samples", []),
            "verify_differences": sum(differences.values()), "failures": told}


WRONG = ("lost_from_record", "lost_from_books", "twice", "parked_lost", "duplicate_orders", "oversold", "in_doubt", "venue_differences",
         "verify_differences", "failures")


@contextlib.contextmanager
def disks_of(folder):
    """{folder below: SmallDisk}, mounted."""
    with contextlib.ExitStack() as all_disks:
        try:
            disks = {name: all_disks.enter_context(mounted(folder / name, part.megabytes)) for part in PARTS for name in part.folders}
        except NoDisk as why:
            raise StackError(f"the disk of a part cannot be filled here: {why}") from why
        yield disks


def fresh(folder):
    """An empty folder for the stack, whatever a run that was killed has left."""
    Stack(folder, say=lambda text: None).down()
    unmount_below(folder)
    shutil.rmtree(folder, ignore_errors=True)


def play(folder, say, arguments):
    """{"parts": [one of play_part each], "seconds_to_whole": {part: seconds}, "ok", …}"""
    os.environ["BACKSTOP_PATIENCE_S"] = str(PATIENCE_S)
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    fresh(folder)
    stack = Stack(folder, partitions=PARTITIONS, ledgers=1, customers=CUSTOMERS, settings=SETTINGS, say=say, exchange=True,
                  monitoring=False, companions=("watchdog",))
    stack.paths.create()
    lines = []
    with disks_of(folder) as disks:
        config = stack.paths.etc / "rabbitmq.d"
        config.mkdir()
        (config / "disk.conf").write_text(BROKER_FREE, encoding="ascii")
        try:
            with stack.running(fresh=False):
                site = Site(stack, disks)
                with site.busy():
                    for part in PARTS:
                        if part.name in arguments.disks:
                            lines.append(play_part(site, part, say))
                found = judge(site)
        finally:
            shutil.copytree(stack.paths.log, folder / "kept-log", dirs_exist_ok=True)  # its disk goes
    report = {"seconds_to_whole": {line["part"]: line["seconds_to_whole"] for line in lines}, "parts": lines} | found
    report["ok"] = not any(line["silent"] for line in lines) and not any(found[name] for name in WRONG)
    return report


def options(parser):
    parser.add_argument("--disks", nargs="+", choices=NAMES, default=NAMES, help="disk: whose is filled (default: of all, in turn)")


FAULT = Single("disk", play, options, lambda arguments: 240 + 90 * len(arguments.disks))
