"""For each alert the fault that makes it fire, made on a running site and undone.

A fault is a context manager: entering makes it, leaving undoes it. Faults of one stage do not disturb each other.
"""

import contextlib
import dataclasses
import datetime
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import typing

import pymysql

from archive_faults import archive_without_room, hanging_disk
from proof_site import PART, ROOT, again_and_again, broker, wait_until

PAUSED = 3               # a partition in which nothing else is tried meanwhile
OPEN_CONNECTIONS = 0.85
TRADING = 30             # orders a second where events have to flow
TRADING_FAST = 300       # where a queue has to fill
DONE_DEADLINE_S = 60
EXITING = 5              # accounts that get out into an exchange that does not answer
CLOCK_AHEAD_S = 5
PARKED_WHOLE = 4         # bodies of 4 MiB of one source, see `parked_source_bytes_max`
# Debian's libfaketime; its folder is that of the machine's kind.
FAKE_CLOCK = next(map(str, pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), "/usr/lib/faketime/libfaketimeMT.so.1")


@dataclasses.dataclass(frozen=True)
class Fault:
    text: str
    make: typing.Callable                      # site -> context manager
    alerts: dict                               # {alert: labels that it has here}
    deadline_s: int = 120                      # until the last of them fires


@dataclasses.dataclass(frozen=True)
class Stage:
    """Faults that are made at the same time while the main site's customers trade, `rate` orders a second."""
    rate: int
    faults: tuple


def done(site, *command):
    """backstopctl, until it succeeds: another fault of the stage may have taken the database's connections."""
    wait_until(lambda: site.ctl(*command).returncode == 0, DONE_DEADLINE_S, f"backstopctl {command[0]} {command[1]}")


@contextlib.contextmanager
def dead_letter(site):
    site.publish("amq.default", "dlq.feed")
    yield
    site.purge("dlq.feed")


@contextlib.contextmanager
def unrouted(site):
    site.publish("notify", "proof")
    yield
    site.purge("unrouted")


@contextlib.contextmanager
def no_event(site):
    with again_and_again(lambda: site.publish("amq.default", f"ledger.{PART:02d}"), 5):
        yield


@contextlib.contextmanager
def large_nonsense(site):
    """More than one source may have parked whole: what has come before Prometheus looked for the first time counts for nothing."""
    def publish():
        site.publish("amq.default", f"ledger.{PART:02d}", f"{time.time_ns()}" + "?" * (4 << 20))
    for _ in range(PARKED_WHOLE):
        publish()
    with again_and_again(publish, 5):
        yield


@contextlib.contextmanager
def missing_number(site):
    for seq in (1, 3):
        site.publish_event(seq)
    yield
    site.publish_event(2)


@contextlib.contextmanager
def many_connections(site):
    allowed, used = (int(text) for text in site.administer(
        "SELECT @@max_connections, COUNT(*) FROM information_schema.processlist;").split())
    with contextlib.ExitStack() as stack:
        for _ in range(int(allowed * OPEN_CONNECTIONS) - used):
            stack.callback(pymysql.connect(host="127.0.0.1", port=site.ports["database"], user="backstop",
                                           password=site.secrets["BACKSTOP_DATABASE_PASSWORD"]).close)
        yield


@contextlib.contextmanager
def no_primary(site):
    site.administer("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=1, MASTER_USER='nobody'; START SLAVE;")
    yield
    site.administer("STOP SLAVE; RESET SLAVE ALL;")


@contextlib.contextmanager
def full_disk(_):
    with tempfile.TemporaryDirectory(prefix="backstop-full-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True, timeout=10)
        try:
            with open(f"{folder}/file", "wb") as file:
                file.write(bytes(15 << 20))
            yield
        finally:
            subprocess.run(["umount", folder], check=True, timeout=10)


@contextlib.contextmanager
def silent_exchange(site):
    """Customers get out at the moment in which it stops to answer."""
    with site.trading(TRADING):
        time_up = time.monotonic() + 60
        while len(site.accounts(EXITING)) < EXITING and time.monotonic() < time_up:
            time.sleep(0.5)
    done(site, "site", "activate", "--reason", "proof of the alerts")
    with site.frozen("venue"):
        for account in site.accounts(EXITING):
            site.ctl("exit-all", "--account", account, "--wait-s", "0")
        yield


@contextlib.contextmanager
def locked_tables(site):
    """Nobody may write for 3.5 s of 4, while events and commands come."""
    def lock():
        site.administer("FLUSH TABLES WITH READ LOCK; SELECT SLEEP(3.5); UNLOCK TABLES;")

    def command():
        for account in site.accounts(EXITING):
            site.ctl("exit-all", "--account", account, "--wait-s", "0")
    with again_and_again(lock, 0.5), again_and_again(command, 2):
        yield


@contextlib.contextmanager
def killed_connections(site):
    """Whoever waits for that lock loses its connection."""
    def kill():
        waiting = site.administer("SELECT id FROM information_schema.processlist WHERE user = 'backstop' AND state LIKE 'Waiting for%';")
        for number in waiting.split():
            site.administer(f"KILL {number};")
    with again_and_again(kill, 2):
        yield


@contextlib.contextmanager
def invented_position(site):
    """A position that no event has made, of a customer whom nobody knows."""
    site.administer("USE backstop; INSERT INTO positions (account, day, exchange, segment, token, product, buy_quantity, buy_value,"
                    f" sell_quantity, sell_value) VALUES ('PROOFGHOST', {site.day}, 'NSE', 'FO', 53001, 'NRML', 75, 1, 0, 0);")
    yield
    site.administer("USE backstop; DELETE FROM positions WHERE account = 'PROOFGHOST';")


@contextlib.contextmanager
def contradicted_order(site):
    """A row of the gateway's as it is after a fill and a rejection of the same order."""
    site.administer("USE backstop; INSERT INTO exits (client_order_id, account, day, command_id, row_in_command, attempt, slice, action, session,"
                    " epoch, exchange, segment, token, symbol, product, side, type, validity, quantity, price, target_client_order_id,"
                    " target_exchange_order_id, state, planned_us, expires_us, heard, doubt_us)"
                    f" VALUES ('BXPROOF', 'PROOFGHOST', {site.day}, 'proof', 1, 1, 1, 'exit', 'nse-1', 1, 'NSE', 'FO', 53001, 'X', 'NRML', 'sell',"
                    " 'limit', 'ioc', 75, 1, '', '', 'doubt', 1, 1, 75, UNIX_TIMESTAMP() * 1000000);")
    yield
    site.administer("USE backstop; DELETE FROM exits WHERE client_order_id = 'BXPROOF';")


@contextlib.contextmanager
def late_fill(site):
    """An order of ours that the exchange had rejected, and whose fill comes over the drop copy after its command."""
    site.administer("USE backstop; INSERT INTO exits (client_order_id, account, day, command_id, row_in_command, attempt, slice, action, session,"
                    " epoch, exchange, segment, token, symbol, product, side, type, validity, quantity, price, target_client_order_id,"
                    " target_exchange_order_id, state, planned_us, expires_us, ended_us)"
                    f" VALUES ('BXLATE', '{site.account()}', {site.day}, 'proof', 1, 1, 1, 'exit', 'nse-1', 1, 'NSE', 'FO', 53001, 'X', 'NRML',"
                    " 'buy', 'limit', 'ioc', 75, 1, '', '', 'rejected', 1, 1, 1);")
    site.publish_event(seq=1, of="late", own=True, client_order_id="BXLATE", filled=75, remaining=0, state="filled", origin="backstop")
    yield
    site.administer("USE backstop; DELETE FROM exits WHERE client_order_id = 'BXLATE';")


@contextlib.contextmanager
def reconciler_without_record(site):
    """It reads the books and not the journal."""
    site.publish_event(seq=1, of="compared")  # or there are no books yet
    with site.configured("reconciler", r"(?m)^archive_folder = .*$", 'archive_folder = "/nowhere"'):
        yield


@contextlib.contextmanager
def exchange_without_store(site):
    """It starts as if it had never spoken to anybody, and gets its store back afterwards."""
    store = site.paths.lib / "venue"
    kept = store.with_name("venue-kept")
    with site.stopped("venue"):
        store.rename(kept)
    yield
    with site.stopped("venue"):
        shutil.rmtree(store)
        kept.rename(store)


@contextlib.contextmanager
def wrong_clock(site):
    """The database reads a clock of its own; what waits in it goes by the right one."""
    with site.another_environment("mariadb", LD_PRELOAD=FAKE_CLOCK, FAKETIME=f"+{CLOCK_AHEAD_S}s", FAKETIME_DONT_FAKE_MONOTONIC="1"):
        yield


@contextlib.contextmanager
def paused_partition(site):
    done(site, "pause", str(PAUSED), "--by", "proof", "--reason", "proof of the alerts")
    yield
    done(site, "resume", str(PAUSED), "--by", "proof")


NOTICE = """\
USE backstop; INSERT INTO notices (id, account, recipient, channel, urgent, template, language, fields, created_us, expires_us, changed_us)
VALUES ('proof-{now_us}', '', 'nobody@backstop.example', 'email', TRUE, 'login_code', 'en',
'{{"name": "proof", "code": "123456", "minutes": "5"}}', {now_us}, {now_us} + 300000000, {now_us});
"""


def write_notice(site):
    """An urgent one."""
    site.administer(NOTICE.format(now_us=time.time_ns() // 1000))


@contextlib.contextmanager
def broken_glass(site):
    """An operator adds another one alone, for which it would take two."""
    tokens = [None]
    for name in ("proof-1", "proof-2"):
        tokens.append(operator(site, tokens[-1], "add", name, "--json")["token"])
    operator(site, tokens[1], "add", "proof-3", "--reason", "proof", "--break-glass", "--json")
    yield
    for glass in operator(site, None, "glass", "--json")["glass"]:
        operator(site, tokens[2], "countersign", str(glass["id"]), "--reason", "proof", "--json")


@contextlib.contextmanager
def day_before_its_time(site):
    """Tomorrow is opened while today's customers trade on, with intraday positions open."""
    today = datetime.datetime.strptime(str(site.day), "%Y%m%d")
    tomorrow = (today + datetime.timedelta(days=1)).strftime("%Y%m%d")
    wait_until(lambda: site.sql("SELECT 1 FROM positions WHERE day=%s AND product='MIS' AND buy_quantity<>sell_quantity LIMIT 1",
                                (site.day,)), DONE_DEADLINE_S, "somebody holds an intraday position")
    done(site, "day", "open", "--day", tomorrow, "--ahead", "--while-active", "--hours", "24", "--reason", "proof")
    yield
    done(site, "day", "open", "--day", str(site.day), "--backwards", "--hours", "24", "--reason", "proof")
    site.sql("DELETE FROM days_carried")
    site.sql("UPDATE gates SET carried=carried+1")


@contextlib.contextmanager
def cutoff_of_an_earlier_activation(site):
    """The day has been opened under a site that is ACTIVE, nobody confirms its cut-offs, and one of them comes."""
    activate(site)
    opened_us = site.sql("SELECT opened_us FROM trading_day")[0][0]
    with site.configured("squareoff", "timed = false", "timed = true"):
        site.sql("UPDATE trading_day SET opened_us=%s", (time.time_ns() // 1000,))
        site.sql("REPLACE INTO cutoff_days SELECT %s,exchange,segment,product,0,0 FROM cutoffs", (site.day,))
        site.sql("UPDATE cutoff_days SET closes_s=86400 WHERE exchange='NSE' AND segment='CM'")
        yield
        site.sql("DELETE FROM cutoff_days")
        site.sql("UPDATE trading_day SET opened_us=%s", (opened_us,))


def activate(site):
    if json.loads(site.ctl("site", "show", "--json").stdout)["state"] != "ACTIVE":
        done(site, "site", "activate", "--reason", "proof of the alerts")


@contextlib.contextmanager
def closed_day(site):
    """Of a site that is ACTIVE."""
    activate(site)
    done(site, "day", "close", "--reason", "proof")
    yield
    done(site, "day", "open", "--day", str(site.day), "--hours", "24", "--reason", "proof")


def operator(site, token, *words):
    """What backstopctl prints as JSON, with this operator's token."""
    shown = {} if token is None else {"BACKSTOP_OPERATOR_TOKEN": token}
    command = [str(site.binary("producers/ctl/backstopctl")), "operator", *words, "--config", str(site.paths.etc / "ctl.toml")]
    done = subprocess.run(command, env=site.environment() | shown, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@contextlib.contextmanager
def frozen_broker(site):
    """The relay cannot publish the notice that is written meanwhile."""
    with site.frozen("rabbitmq"):
        write_notice(site)
        yield


@contextlib.contextmanager
def no_mail_server(site):
    with site.stopped("notice_sink"), again_and_again(lambda: write_notice(site), 2):
        yield


@contextlib.contextmanager
def dead_notice(site):
    site.publish("amq.default", "dlq.notify")
    yield
    site.purge("dlq.notify")


@contextlib.contextmanager
def short_of_memory(site):
    site.rabbitmqctl("set_vm_memory_high_watermark", "0.0001")
    try:
        yield
    finally:
        site.rabbitmqctl("set_vm_memory_high_watermark", "absolute", str(broker.memory_bytes()))


# Whose seconds have not been measured yet: `prove.py NAME --document` does, and then they leave this list.
NOT_MEASURED = frozenset()

STAGES = (
    Stage(0, (
        Fault("the exchange is frozen while customers get out", silent_exchange,
              {"FeedSilent": {}, "ExchangeSessionDown": {"job": "gateway"}, "OrdersInDoubt": {}, "OrdersInDoubtLong": {},
               "CommandsOpenLong": {}}, 480),
        Fault("the reconciler is given a record that is not there", reconciler_without_record, {"ReconcilerSilent": {"part": "journal"}}, 400),
        Fault("one of two ledgers is stopped", lambda site: site.stopped("ledger-2"),
              {"BudgetBurnsFast": {"probed": "ledger-2"}, "BudgetBurnsSteadily": {"probed": "ledger-2"},
               "BudgetBurnsSlowly": {"probed": "ledger-2"}}),
        Fault("a partition is paused", paused_partition, {"LedgerPaused": {"partition": str(PAUSED)}}),
        Fault("an order that has filled and was rejected is put into the gateway's table", contradicted_order, {"OrdersContradicted": {}}),
        Fault("an order of ours that was rejected fills after its command", late_fill, {"OrdersUnexplained": {}}),
        Fault("a message is put into the feed's dead letters", dead_letter, {"DeadLetters": {"queue": "dlq.feed"}}),
        Fault("a message is put into the dead letters of the notices", dead_notice, {"NotifierDeadLetters": {}}),
        Fault("the mail server is stopped while urgent notices come", no_mail_server,
              {"NoticesFailing": {"channel": "email"}, "NoticesLate": {"channel": "email"}}),
        Fault("a message is published with a key that nobody has bound", unrouted, {"Unrouted": {}}),
        Fault("bodies that are no events are put into a ledger's queue", no_event, {"EventsParked": {"partition": str(PART)}}),
        Fault("bodies of 4 MiB that are no events are put into a ledger's queue", large_nonsense, {"ParkedBodiesCut": {"job": "ledger"}}),
        Fault("numbers 1 and 3 of a source are published, 2 is not", missing_number, {"LedgerGap": {"partition": str(PART)}}),
        Fault("a client opens connections until 85 % of those that the database allows are open", many_connections, {"DatabaseConnections": {}}),
        Fault("the database is made the replica of one that is not there", no_primary, {"ReplicationStopped": {}}),
        Fault("a disk of 16 MiB is mounted and filled", full_disk, {"DiskNearlyFull": {"fstype": "tmpfs"}}))),
    Stage(TRADING, (
        Fault("a position is put into the books by hand", invented_position, {"DataInconsistent": {"part": "journal"}}),)),
    Stage(TRADING, (
        Fault("all tables are locked for 3.5 s of 4 s while events and commands come", locked_tables,
              {"LedgerSlow": {}, "CommandsSlow": {}, "DatabaseSlow": {}}, 300),
        Fault("connections that wait for that lock are killed", killed_connections, {"LedgerRetries": {}}, 300),
        Fault("the archive has to leave more room than its disk has", archive_without_room,
              {"ArchiveFailed": {}}))),
    Stage(0, (
        Fault("the exchange is started without its message store", exchange_without_store, {"ExchangeNumbersLost": {"job": "gateway"}}),)),
    Stage(TRADING, (
        Fault("the next day is opened while the exchange trades on", day_before_its_time, {"IntradayLeftOpen": {}, "OpeningsCorrected": {}}),)),
    Stage(TRADING, (
        Fault("a cut-off comes on a day that was opened while the site was ACTIVE", cutoff_of_an_earlier_activation,
              {"CutoffLeftOpen": {"exchange": "NSE", "segment": "CM"}, "CutoffsNotConfirmed": {}}, 240),)),
    Stage(TRADING, (
        Fault("the day is closed while the site is ACTIVE", closed_day, {"SiteLeftActive": {}}),
        Fault("one person alone does what takes two", broken_glass, {"BreakGlassOpen": {}}),
        Fault("the broker may use next to no memory", short_of_memory, {"BrokerAlarm": {}, "FeedBlocked": {}}),
        Fault("the database is stopped", lambda site: site.stopped("mariadb"), {"DatabaseDown": {}, "BooksNotTrusted": {}}))),
    Stage(TRADING, (
        Fault("the broker is frozen", frozen_broker,
              {"FeedUnconfirmed": {}, "ServiceNotConnected": {"job": "feed"}, "NoticesNotRelayed": {"lane": "urgent"}}),)),
    Stage(TRADING_FAST, (
        Fault("all ledgers are frozen", lambda site: site.frozen(*site.ledgers),
              {"LedgerStandsStill": {}, "LedgerLag": {}, "QueueGrowing": {"queue": "ledger.*"}}, 420),
        Fault("the square-off is stopped", lambda site: site.stopped("squareoff"),
              {"ServiceDown": {"job": "squareoff"}, "QueueWithoutConsumer": {"queue": "squareoff.*"}}))),
    Stage(TRADING, (
        Fault("the archive's disk hangs: writes neither end nor fail", hanging_disk, {"ArchiveBehind": {}}, 240),
        Fault(f"the database is started with a clock that is {CLOCK_AHEAD_S} s ahead", wrong_clock, {"ClockSkew": {}}))),
)
__all__ = ["FAKE_CLOCK", "ROOT", "STAGES", "Fault", "Stage"]
