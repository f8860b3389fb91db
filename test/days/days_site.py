"""The site that lives through the days: a private stack on a moved clock, its exchange that is started anew each morning, and what
its operators, customers and main site do."""

import contextlib
import json
import pathlib
import random
import re
import sys
import time

import pika

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra/local"), str(ROOT / "test/support"), str(ROOT / "test/integration")]

from backstop_local import companions, env_file, exchange, metrics  # noqa: E402
from backstop_local.access import fetch  # noqa: E402
from compare_venue import Venue  # noqa: E402
from exit_site import ExitSite, wall_us  # noqa: E402
from main_site import PLACED, Instruments, MainSite, rupees  # noqa: E402
from stack import Stack, StackError, wait_until  # noqa: E402
from trading_days import USUAL  # noqa: E402
from upstream_publisher import Price, UpstreamPublisher  # noqa: E402

PARTITIONS = 2
CUSTOMERS = 200
LOGON_DEADLINE_S = 60
LOGGED_ON_S = 2
CUTOFF_S = 10  # two of the rounds that look for it
REST_DEADLINE_S = 60
COMMAND_LIFE_S = 600
SETTINGS = {"venue": {"quote_lots": 1_000_000}, "squareoff": {"timed": True}}


class DaysSite:
    """A context manager: up on entry, with its first day open, down on exit."""

    def __init__(self, folder, clock, first_day, seed, say):
        self.stack = Stack(folder, partitions=PARTITIONS, exchange=True, customers=CUSTOMERS, settings=SETTINGS,
                           companions=[name for name in companions.UNWATCHED if not name.endswith(("exporter", "prober"))],
                           clock=clock, say=say)
        self.clock, self.today, self.random = clock, first_day, random.Random(seed)
        self._free = []
        self._main = None

    def __enter__(self):
        self.stack.up(fresh=True)
        self.instruments = Instruments(self.stack.paths)
        self.exits = ExitSite(self.stack, CUSTOMERS, 0)
        self.ctl_done("site", "activate", "--reason", "the test of days begins")
        return self

    def __exit__(self, *_):
        self._leave_main()
        self.stack.down()

    def move(self, moment):
        """Moves the clock. FIX counts its heartbeats by the time of day: where hours are skipped every session ends, and logs on again."""
        self._leave_main()
        self.clock.move(moment)
        if self.stack.pid("gateway"):
            self.wait_logged_on()

    @property
    def main(self):
        """The main site's session with the exchange."""
        if self._main is None or self._main._session.closed:
            self._main = MainSite(self.stack, reset=True)
        return self._main

    def wait_trusted(self, deadline_s=REST_DEADLINE_S):
        """Until the site's verdict on itself is TRUSTED, as it is a moment after the clock has been moved."""
        told = {}
        def is_trusted():
            told.update(json.loads(self.exits.ctl("status", "--json", check=False).stdout)["overview"]["verdict"])
            return told["verdict"] == "TRUSTED"
        try:
            wait_until(is_trusted, deadline_s, "the site trusts its books")
        except StackError as error:
            raise StackError(f"{error}: {told}") from error

    def _leave_main(self):
        if self._main is not None:
            self._main.__exit__()
            self._main = None

    def contracts(self):
        """Those with the latest last day, which is behind the test."""
        rows = [row for row in self.instruments._rows if (row["exchange"], row["segment"]) == ("NSE", "FO")]
        return [row for row in rows if row["expiry"] == max(one["expiry"] for one in rows)]

    def account(self):
        """One that nobody else uses today."""
        if not self._free:
            self._free = self.random.sample(self.exits.accounts, len(self.exits.accounts))
        return self._free.pop()

    def set_cutoffs(self, days):
        """The usual day's as the rule, every other day's in the calendar."""
        def set_one(sessions, *more):
            said = [word for hours in sessions for word in ("--session", f"{hours.cutoff}-{hours.closes}")]
            self.ctl_done("cutoff", "set", "NSE", "FO", *more, *said, "--reason", "the exchange's circular", "--by", "asha")
        set_one([USUAL])
        for day in days:
            if day.sessions != [USUAL]:
                set_one(day.sessions, "--day", str(day.number))

    def begin_day(self, day):
        """The exchange's morning: it begins its numbers anew. Returns how long our sessions were in logging on to it, in seconds."""
        self.today = day
        self.stack.day = day.number
        file = self.stack.paths.etc / "venue.toml"
        text = re.sub(r"(?m)^day = \d+$", f"day = {day.number}", file.read_text(encoding="utf-8"))
        env_file.write_text(file, text)
        self.stack.supervisor.start("venue")
        wait_until(lambda: fetch(self.stack.venue_url() + "/status")[0] == 200, LOGON_DEADLINE_S, "the exchange is up")
        begun = time.monotonic()
        return self.wait_logged_on() - begun

    def wait_logged_on(self):
        """Until all sessions are logged on, and stay so for longer than a page can be old and a heartbeat can be missed. Returns since
        when, by the monotonic clock."""
        since = None
        def stays():
            nonlocal since
            since = (since or time.monotonic()) if self._all_logged_on() else None
            return since and time.monotonic() - since > LOGGED_ON_S
        wait_until(stays, LOGON_DEADLINE_S, "all sessions are logged on")
        return since

    def _all_logged_on(self):
        gateway, feed = self.stack.metrics("gateway"), self.stack.metrics("feed")
        return (all(metrics.total(gateway, "backstop_gateway_logged_on", session=name) == 1 for name in exchange.SESSIONS.values())
                and metrics.total(feed, "backstop_feed_exchange_logged_on") == 1)

    def stop(self, name):
        self.stack.supervisor.stop(name)
        wait_until(lambda: not self.stack.pid(name), 30, f"{name} has ended")

    def start(self, name):
        self.stack.supervisor.start(name)
        wait_until(lambda: self.stack.ready(name), REST_DEADLINE_S, f"{name} is ready")

    def ctl_done(self, *arguments, code=0, token=None):
        """What backstopctl prints as JSON; StackError where it ends with another code."""
        done = self.exits.ctl(*arguments, "--json", check=False, token=token)
        if done.returncode != code:
            raise StackError(f"backstopctl {' '.join(arguments)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else {"told": done.stderr}

    def exit_of(self, account, life_s=COMMAND_LIFE_S, **more):
        """Publishes an exit of all that the account has -> the command's id."""
        command_id = f"days-{account}-{wall_us()}"
        body = json.loads(self.exits.exit_all_body(account, self.exits.epoch(), command_id, **more))
        body["expires_us"] = body["issued_us"] + life_s * 1_000_000
        self.exits.open_broker()
        try:
            self.exits.publish(account, json.dumps(body))
        finally:
            self.exits.close_broker()
        return command_id

    def bust_last_trade(self, account, day, dated, fold):
        """The exchange's desk takes the account's last trade of `day` back, under a source of its own and in a message dated `dated`."""
        row = self.stack.sql("SELECT CONCAT(exchange,''),CONCAT(segment,''),token,CONCAT(product,''),CONCAT(side,''),quantity,price,id,trade_no,"
                             "exchange_order_id,client_order_id,exchange_time_us FROM trades WHERE account=%s AND day=%s ORDER BY exchange_time_us DESC LIMIT 1",
                             (account, day))[0]
        names = ("exchange", "segment", "token", "product", "side", "quantity", "price", "ref", "trade_no", "exchange_order_id", "client_order_id", "exchange_time_us")
        trade = dict(zip(names, row))
        key = (account, trade["exchange"], trade["segment"], trade["token"], trade["product"])
        fold.bust(day, key, trade["side"], trade["quantity"], trade["quantity"] * trade["price"])
        event = trade | {"kind": "trade", "source": "exchange-desk", "day": dated, "id": f"desk-{wall_us()}", "account": account, "action": "bust",
                         "received_time_us": wall_us(), "price": Price(rupees(trade["price"]))}
        with UpstreamPublisher(pika.URLParameters(self.stack.amqp_url()), PARTITIONS, self.random.random) as publisher:
            publisher.publish(publisher.place(event, numbered=False))

    def command(self, command_id):
        """{"state", "reason", "ended_us"} of a command that is known, else None."""
        rows = self.stack.sql("SELECT CONCAT(state,''),reason,ended_us FROM commands WHERE id=%s", (command_id,))
        return dict(zip(("state", "reason", "ended_us"), rows[0])) if rows else None

    def told_of(self, command_id):
        """A command, its rows and orders, for a message."""
        rows = self.stack.sql("SELECT CONCAT(state,''),wanted,done,reason FROM command_rows WHERE command_id=%s", (command_id,))
        orders = self.stack.sql("SELECT CONCAT(action,''),CONCAT(state,''),day,filled,reason FROM exits WHERE command_id=%s", (command_id,))
        return f"{self.command(command_id)}, rows {rows}, orders {orders}"

    def wait_ended(self, command_id, deadline_s=REST_DEADLINE_S):
        return wait_until(lambda: (found := self.command(command_id)) and found["ended_us"] and found, deadline_s, f"{command_id} has ended")

    def intraday_open(self):
        """[(account, net)] of the open day's intraday positions in contracts."""
        return self.stack.sql("SELECT account,SUM(ABS(open_quantity+buy_quantity-sell_quantity)) AS net FROM positions WHERE day=%s AND segment='FO' AND"
                              " product='MIS' GROUP BY account HAVING net>0", (self.stack.day,))

    def pass_cutoff(self, seconds):
        """The cut-off is so many seconds ahead. Returns when it has squared off what it could, or has had the time for it."""
        time.sleep(seconds)
        with contextlib.suppress(StackError):
            wait_until(lambda: not self.intraday_open(), CUTOFF_S, "nothing intraday is open")

    def net(self, account, product=None):
        """What the account holds on the open day, all instruments added up without their signs."""
        more, values = (" AND product=%s", (product,)) if product else ("", ())
        return int(self.stack.sql("SELECT COALESCE(SUM(ABS(open_quantity+buy_quantity-sell_quantity)),0) FROM positions WHERE day=%s AND account=%s"
                                  + more, (self.stack.day, account, *values))[0][0])

    def wait_net(self, account, wanted, product=None):
        wait_until(lambda: self.net(account, product) == wanted, REST_DEADLINE_S, f"{account} holds {wanted}")

    def wait_books(self):
        """Until all that the exchange has told of the day is in the books."""
        return self.exits.compare_with_venue(wait_s=REST_DEADLINE_S)

    def venue_sums(self):
        """{key: (bought, paid, sold, received)} of the exchange's own books of the day."""
        names = ("buy_quantity", "buy_value", "sell_quantity", "sell_value")
        return {tuple(row[name] if name == "token" else str(row[name]) for name in ("account", "exchange", "segment", "token", "product")):
                tuple(row[name] for name in names) for row in Venue(self.stack.venue_url()).rows("books")}

    def begun_with(self, day):
        """{key: (quantity, value)} of our books."""
        rows = self.stack.sql("SELECT account,CONCAT(exchange,''),CONCAT(segment,''),token,CONCAT(product,''),open_quantity,open_value FROM positions"
                              " WHERE day=%s AND (open_quantity<>0 OR open_value<>0)", (day,))
        return {tuple(row[:5]): (int(row[5]), int(row[6])) for row in rows}


__all__ = ["PLACED", "DaysSite", "StackError", "wait_until", "wall_us"]
