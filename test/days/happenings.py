"""What happens on the days, each at least once: one class for each kind, told by the day's hours what to do.

A happening begins on its day (`on_market`) and may go on through that day's cut-off, its night, the next morning and the next market.
What must be true it asserts by itself with StackError; what the whole test counts (judge.py) it leaves alone.
"""

import os
import signal

from days_site import PLACED, StackError, wait_until, wall_us

NIGHT_LIFE_S = 12 * 3600


def must(fact, what):
    if not fact:
        raise StackError(what)


class Happening:
    """`numbers`: of the list of what goes wrong day after day, that it shows. `errors`: words of the log's errors that it brings about by itself."""

    numbers = ()
    errors = ()

    def __init__(self, site):
        self.site = site

    @staticmethod
    def is_for(site, day):
        """Whether it happens on just this day, besides those whose turn it is."""
        return False

    def on_market(self): pass
    def on_evening(self): pass              # where the day has another session
    def before_cutoff(self, session): pass  # seconds before it, and they pass
    def after_cutoff(self, session): pass   # 11 minutes behind it
    def on_close(self): pass
    def on_night(self): pass         # 23:59:31
    def after_midnight(self): pass   # some seconds behind it
    def on_morning(self): pass       # before the next day is opened
    def on_next_market(self, fold): pass


class ExitPlannedAtNight(Happening):
    """An exit that nobody could send before midnight is not sent after it, whichever program is the first in the morning."""
    numbers = (3, 5)

    def on_market(self):
        self.account = self.site.account()
        self.site.main.fill(self.account, self.site.contracts()[0], "NRML", "buy", self.site.contracts()[0]["lot"])

    def on_night(self):
        self.site.wait_trusted()
        # Frozen: without a gateway nothing would be planned.
        os.kill(self.site.stack.pid("gateway"), signal.SIGSTOP)
        self.command = self.site.exit_of(self.account, NIGHT_LIFE_S)
        try:
            wait_until(lambda: self.rows("planned"), 30, "the exit is planned")
        except StackError as error:
            raise StackError(f"{error}: {self.site.told_of(self.command)}") from error
        self.site.stop("squareoff")
        self.site.stack.supervisor.stop("gateway")
        os.kill(self.site.stack.pid("gateway"), signal.SIGKILL)

    def on_morning(self):
        for name in ("gateway", "squareoff"):
            self.site.stack.supervisor.start(name)
            wait_until(lambda name=name: self.site.stack.pid(name), 30, f"{name} runs")

    def on_next_market(self, fold):
        ended = self.site.wait_ended(self.command)
        must(ended["reason"].startswith("day: over"), f"the command of the night ended otherwise: {ended}")
        must(not self.rows("sending") and not self.rows("sent") and not self.rows("done"), "an order of the night was sent")
        must(self.site.net(self.account) > 0, "the position is there")

    def rows(self, state):
        return self.site.stack.sql("SELECT COUNT(*) FROM exits WHERE command_id=%s AND state=%s", (self.command, state))[0][0]


class AnswerAfterMidnight(Happening):
    """An order goes out at 23:59:31 to an exchange that answers after midnight; its fill finds it."""
    numbers = (4,)

    def on_market(self):
        self.account = self.site.account()
        self.site.main.fill(self.account, self.site.contracts()[0], "NRML", "buy", 2 * self.site.contracts()[0]["lot"])

    def on_night(self):
        os.kill(self.site.stack.pid("venue"), signal.SIGSTOP)
        self.command = self.site.exit_of(self.account)
        wait_until(lambda: self.site.stack.sql("SELECT COUNT(*) FROM exits WHERE command_id=%s AND sent_us>0", (self.command,))[0][0],
                   30, "the order is on the wire")

    def after_midnight(self):
        os.kill(self.site.stack.pid("venue"), signal.SIGCONT)
        wait_until(lambda: self.site.stack.sql("SELECT COUNT(*) FROM exits WHERE command_id=%s AND state='done' AND filled>0", (self.command,))[0][0],
                   30, "its fill has found it")
        self.site.wait_ended(self.command)


class MassExitOfYesterday(Happening):
    """Approved on another day than it was asked for on, it is refused once, at the approval."""
    numbers = (5,)

    def on_market(self):
        self.accounts = [self.site.account() for _ in range(3)]
        for account in self.accounts:
            self.site.main.fill(account, self.site.contracts()[0], "NRML", "buy", self.site.contracts()[0]["lot"])

    def on_night(self):
        self.mass = f"days-mass-{wall_us()}"
        self.site.exits.request_mass_exit(self.accounts, self.mass)

    def on_next_market(self, fold):
        done = self.site.exits.ctl("mass-exit", "approve", self.mass, check=False, token=self.site.exits._token("two"))
        must(done.returncode == 1 and "ask again" in done.stderr, f"approved on another day: {done.returncode} {done.stdout}{done.stderr}")
        told = self.site.stack.sql("SELECT COUNT(*) FROM notices WHERE id LIKE %s", (f"%{self.mass}%",))[0][0]
        must(told == 0, f"{told} customers were told of a mass exit that was refused")


class IntradayLeftOpen(Happening):
    """An intraday position that is made behind the cut-off stays open, is told, and is there in the morning."""
    numbers = (2,)
    errors = ("intraday positions are open, and no attempt to square them off is begun any more",)

    def on_close(self):
        self.account, self.lot = self.site.account(), self.site.contracts()[0]["lot"]
        self.site.main.fill(self.account, self.site.contracts()[0], "MIS", "buy", self.lot)

    def on_next_market(self, fold):
        must(self.site.net(self.account, "MIS") == self.lot, "what was left open is in today's books")
        self.site.wait_ended(self.site.exit_of(self.account))
        self.site.wait_net(self.account, 0)


class Expiry(Happening):
    """A contract whose last day is today is gone in the morning."""
    numbers = (2,)

    @staticmethod
    def is_for(site, day):
        return any(row["expiry"] == day.number for row in site.instruments._rows)

    def on_market(self):
        self.account = self.site.account()
        row = self.site.instruments.first("NSE", "FO", lambda row: row["expiry"] == self.site.today.number)
        self.site.main.fill(self.account, row, "NRML", "buy", row["lot"])

    def on_next_market(self, fold):
        must(self.site.net(self.account) == 0, "an expired contract is in today's books")


class Delivered(Happening):
    """Shares that were bought for delivery are no position of the next day; those on margin are."""
    numbers = (2,)

    def on_market(self):
        self.account = self.site.account()
        share = self.site.instruments.first("NSE", "CM")
        for product in ("CNC", "MTF"):
            self.site.main.fill(self.account, share, product, "buy", 10)

    def on_next_market(self, fold):
        must(self.site.net(self.account) == 10, "of the shares those on margin are in today's books")


class BustOfYesterday(Happening):
    """A trade of yesterday is taken back in the morning, in a message that is dated of that day."""
    numbers = (6,)

    def on_market(self):
        self.account, self.contract, self.day = self.site.account(), self.site.contracts()[1], self.site.today.number
        for _ in range(2):
            self.site.main.fill(self.account, self.contract, "NRML", "buy", self.contract["lot"])

    def on_next_market(self, fold):
        self.site.bust_last_trade(self.account, self.day, self.dated(), fold)
        self.site.wait_net(self.account, self.contract["lot"])
        corrected = self.site.ctl_done("day", "carried")["corrected"]
        must(any(one["account"] == self.account for one in corrected), f"nobody is told that {self.account} holds something else now: {corrected}")

    def dated(self):
        return self.day


class BustDatedToday(BustOfYesterday):
    """The same, in a message that bears the date on which it is sent."""

    def dated(self):
        return self.site.today.number


class GatewayAwayAtCutoff(Happening):
    """The gateway is away for eleven minutes around the cut-off; afterwards nobody holds an intraday position."""
    numbers = (7,)

    def on_market(self):
        self.accounts = [self.site.account() for _ in range(5)]
        for account in self.accounts:
            self.site.main.fill(account, self.site.contracts()[0], "MIS", "buy", self.site.contracts()[0]["lot"])

    def before_cutoff(self, session):
        if session == 0:
            self.site.stop("gateway")

    def after_cutoff(self, session):
        if session > 0:
            return
        self.site.start("gateway")
        for account in self.accounts:
            self.site.wait_net(account, 0, "MIS")


class PendingAlone(Happening):
    """A pending intraday order of an account that holds nothing is cancelled at the cut-off."""
    numbers = (7,)

    def on_market(self):
        self.account, contract = self.site.account(), self.site.contracts()[2]
        self.site.main.order(self.account, contract, "MIS", "buy", contract["lot"], contract["band_low"], until=PLACED)
        wait_until(lambda: self.state() == "open", 30, "the order is in the books")

    def after_cutoff(self, session):
        wait_until(lambda: self.state() == "cancelled", 60, f"the pending order is cancelled: it is {self.state()}")

    def state(self):
        rows = self.site.stack.sql("SELECT CONCAT(state,'') FROM orders WHERE day=%s AND account=%s", (self.site.today.number, self.account))
        return rows[0][0] if rows else None


class EveningIntraday(Happening):
    """What is bought in the evening's session is the evening's cut-off's, not the afternoon's."""
    numbers = (7,)

    @staticmethod
    def is_for(site, day):
        return len(day.sessions) > 1

    def on_evening(self):
        self.account, contract = self.site.account(), self.site.contracts()[0]
        self.site.main.fill(self.account, contract, "MIS", "buy", contract["lot"])
        self.site.wait_net(self.account, contract["lot"], "MIS")

    def before_cutoff(self, session):
        if session == 1:
            must(self.site.net(self.account, "MIS") > 0, "squared off by the afternoon's rule")

    def after_cutoff(self, session):
        if session == 1:
            self.site.wait_net(self.account, 0, "MIS")


# In the order of their days; two neighbours may have the same one, and must bear each other.
IN_TURN = (ExitPlannedAtNight, IntradayLeftOpen, GatewayAwayAtCutoff, AnswerAfterMidnight, MassExitOfYesterday, Delivered,
           BustOfYesterday, PendingAlone, BustDatedToday)
KINDS = (*IN_TURN, Expiry, EveningIntraday)
