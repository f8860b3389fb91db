"""The exchange's side of a stack: the simulated exchange, the drop copy, the gateway and the square-off.

Configuration values of these programs, where their binaries lie, and what the trading day starts with.
"""

import csv
import datetime
import subprocess
import time

from . import reference
from .waiting import StackError

SOURCE = "venue-dropcopy-1"
SESSIONS = {"NSE": "nse-1", "BSE": "bse-1"}  # exchange -> the gateway's session
MEMBER = 1                                   # the broker, of which the main site and this one are two entrances
MAIN_SESSION = "main"                        # the main site's
# Session at the exchange -> its secret, under the name by which the member's program asks for it.
PASSWORDS = {MAIN_SESSION: "BACKSTOP_FIX_PASSWORD_ORDERS", "dropcopy": "BACKSTOP_DROP_COPY_PASSWORD",
             "prices": "BACKSTOP_PRICES_PASSWORD", "nse-1": "BACKSTOP_FIX_PASSWORD_NSE_1", "bse-1": "BACKSTOP_FIX_PASSWORD_BSE_1"}
PROGRAMS = {"venue": "producers/venue/backstop-venue", "feed": "producers/feed/backstop-feed",
            "gateway": "consumers/gateway/backstop-gateway", "squareoff": "consumers/squareoff/backstop-squareoff"}
FLOW = "producers/venue/backstop-flow"
SECRETS = {"venue": tuple(PASSWORDS.values()), "feed": ("BACKSTOP_AMQP_PASSWORD", PASSWORDS["dropcopy"], PASSWORDS["prices"]),
           "gateway": ("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD", *(PASSWORDS[name] for name in SESSIONS.values())),
           "squareoff": ("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"), "flow": (PASSWORDS[MAIN_SESSION],)}
BEHIND_THE_BOOKS = ("feed", "gateway", "squareoff")  # in the order of their start, after venue and ledgers
MESSAGES_PER_SECOND = 1000                   # to one session of the exchange
QUOTE_LOTS = 20_000                          # that the exchange itself offers on each side, at most the freeze quantity
INDIAN_TIME = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
SECOND_EXCHANGE_TOKENS = 800_000             # its contracts' numbers begin above this
DEFAULT_CUSTOMERS = 2000
GENERATE_DEADLINE_S = 120


def today():
    """Today's date at the exchanges, as the integer yyyymmdd."""
    return int(datetime.datetime.fromtimestamp(time.time(), INDIAN_TIME).strftime("%Y%m%d"))


def reference_folder(paths):
    """Where instruments.csv and customers.csv of the trading day lie."""
    return paths.lib / "reference"


def make_reference(paths, daygen, day, customers):
    """Writes instruments.csv and customers.csv of `day`, once for the life of the data."""
    folder = reference_folder(paths)
    made = folder / "made"
    wanted = f"{day} {customers}\n"
    if made.exists() and made.read_text(encoding="ascii") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(daygen), "--out", str(folder), "--events", "1", "--customers", str(customers), "--day", str(day)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=GENERATE_DEADLINE_S, check=False)
    if result.returncode != 0:
        raise StackError(f"the trading day's instruments and customers could not be made:\n{result.stderr}")
    _list_at_second_exchange(folder / "instruments.csv")
    made.write_text(wanted, encoding="ascii")


def _list_at_second_exchange(path):
    """Appends the options once more as contracts of the BSE, so that its session has something to trade."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writerows(row | {"exchange": "BSE", "token": int(row["token"]) + SECOND_EXCHANGE_TOKENS}
                         for row in rows if row["exchange"] == "NSE" and row["option_type"])


def load_reference(stack):
    """Loads them into the database, where they are not there yet. Returns whether it loaded."""
    folder = reference_folder(stack.paths)
    loaded = folder / "loaded"
    wanted = (folder / "made").read_text(encoding="ascii")
    if loaded.exists() and loaded.read_text(encoding="ascii") == wanted:
        return False
    for table in ("instruments", "customers"):
        reference.load(stack, table, folder / f"{table}.csv")
    loaded.write_text(wanted, encoding="ascii")
    return True


def secrets_of(secrets, program):
    """{variable: secret} that one of PROGRAMS, or "flow", finds in its environment; `secrets` are the stack's. The exchange's
    own variables are named after its sessions."""
    given = {name: secrets[name] for name in SECRETS[program]}
    if program != "venue":
        return given
    return {"BACKSTOP_FIX_PASSWORD_" + session.upper().replace("-", "_"): given[name] for session, name in PASSWORDS.items()}


def main_login(secrets):
    """(user, password) of the main site's session."""
    return MAIN_SESSION, secrets[PASSWORDS[MAIN_SESSION]]


def _venue_session(name, target, role):
    """One member's session as the exchange sees it; the user is named after it."""
    return {"role": role, "member": MEMBER, "sender": "VENUE", "target": target, "username": name}


def _member_session(ports, name, sender):
    """The same session as the member sees it."""
    return {"sender": sender, "target": "VENUE", "host": "127.0.0.1", "port": ports["venue_fix"], "username": name}


def tables(paths, ports, partitions, day):
    """All tables of the four programs, {table: {key: value}}."""
    feed_folder, folder = paths.lib / "feed", reference_folder(paths)
    ours = {name: name.upper() for name in SESSIONS.values()}
    members = {MAIN_SESSION: ("MAIN", "orders"), "dropcopy": ("DROPCOPY", "drop_copy"), "prices": ("PRICES", "prices")}
    members |= {name: (sender, "orders") for name, sender in ours.items()}
    venue_sessions = {name: _venue_session(name, sender, role) for name, (sender, role) in members.items()}
    made = {
        "venue": {"day": day, "instruments_file": str(folder / "instruments.csv"),
                  "accounts_file": str(folder / "customers.csv"), "data_dir": str(paths.lib / "venue"),
                  "fix_port": ports["venue_fix"], "sessions": list(venue_sessions), "quote_lots": QUOTE_LOTS,
                  "price_step_ms": 200, "price_step_instruments": 40},
        "drop_copy": _member_session(ports, "dropcopy", "DROPCOPY") | {"store_dir": str(feed_folder / "drop_copy")},
        "prices": _member_session(ports, "prices", "PRICES") | {"store_dir": str(feed_folder / "prices")},
        "gateway": {"partitions": partitions, "store_dir": str(paths.lib / "gateway"), "sessions": list(ours)},
        "squareoff": {"partitions": partitions, "timed": False,
                      "sessions": [f"{exchange}:{name}" for exchange, name in SESSIONS.items()]},
        "flow": {"instruments_file": str(folder / "instruments.csv"), "store_dir": str(paths.lib / "flow"),
                 "drop_copy": False},
        "orders": _member_session(ports, MAIN_SESSION, "MAIN"),
    }
    made |= {f"session_{name}": values for name, values in venue_sessions.items()}
    made |= {name: _member_session(ports, name, sender) | {"messages_per_second": MESSAGES_PER_SECOND}
             for name, sender in ours.items()}
    return made


def files(made):
    """Which tables each program's file holds, {program: names}; the flow's is for whoever wants the main site to trade."""
    venue_sessions = [f"session_{name}" for name in made["venue"]["sessions"]]
    return {"venue": ("http", "log", "venue", *venue_sessions),
            "feed": ("amqp", "http", "log", "feed", "drop_copy", "prices"),
            "gateway": ("amqp", "database", "http", "log", "gateway", *made["gateway"]["sessions"]),
            "squareoff": ("amqp", "database", "http", "log", "squareoff"),
            "flow": ("log", "flow", "orders")}


def flow_command(stack, orders, rate, seed):
    """The command line of the main site's customers: `orders` actions, `rate` a second (0: as fast as they are answered). Its
    environment needs secrets_of(stack.secrets, "flow")."""
    return [str(stack.binary(FLOW)), "--config", str(stack.paths.etc / "flow.toml"), "--orders", str(orders),
            "--rate", str(rate), "--accounts", str(stack.customers), "--seed", str(seed)]
