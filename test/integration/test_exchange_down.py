#!/usr/bin/python3
"""The session with one exchange is lost: exits there wait and say why, those at the other exchange go.

Needs the running stack of run.py with an exchange, and nobody else that trades there.
"""

import json
import pathlib
import sys
import time

from main_site import PLACED, Instruments, MainSite
from running_site import Program, SiteCase, eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))

from gate import Gate  # noqa: E402

GATEWAY = "consumers/gateway/backstop-gateway"
SKIPPED_ACCOUNTS = 46  # those before are other tests'
REASON = "the session with BSE is down"
TOLD_S = 30
DONE_S = 30


class ExchangeDown(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main_site = MainSite(cls.stack, reset=True)
        cls.addClassCleanup(cls.main_site.__exit__)
        cls.accounts = iter([row[0] for row in cls.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 4 OFFSET %s",
                                                             (SKIPPED_ACCOUNTS,))])
        instruments = Instruments(cls.stack.paths)
        # The cheapest way to hold something at both: a share and an option.
        cls.held = [(instruments.first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000), "MIS"),
                    (instruments.first("BSE", "FO", lambda row: row["previous_close"] > 100_000), "NRML")]

    def setUp(self):
        super().setUp()
        self.account = next(self.accounts)
        self.venue_port = self.stack.ports["venue_fix"]
        self.gate = Gate(lambda: self.venue_port)
        self.addCleanup(self.gate.close)
        self.addCleanup(eventually, lambda: self.stack.ready("gateway"), "the stack's gateway is back", 40)
        self.addCleanup(self.stack.supervisor.start, "gateway")
        self.stack.supervisor.stop("gateway")
        config = self.config("gateway", **{"bse-1": {"port": self.gate.port}})
        self.gateway = self.enterContext(Program(self.stack, GATEWAY, config))
        eventually(lambda: self.page("/readyz")[0] == 200, f"our gateway is ready; {self.page('/readyz')}", 40)
        self.become("ACTIVE")
        for instrument, product in self.held:
            self.main_site.fill(self.account, instrument, product, "buy", 10 * instrument["lot"])
        eventually(lambda: len(self.positions()) == 2, "the books have both")

    def positions(self):
        return dict(self.stack.sql("SELECT CONCAT(exchange,''), open_quantity+buy_quantity-sell_quantity FROM positions WHERE account=%s"
                                   " AND day=%s AND open_quantity+buy_quantity<>sell_quantity", (self.account, self.stack.day)))

    def lose_bse(self):
        self.venue_port = 1  # nobody listens there
        self.gate.cut()
        self.wait_down(True)

    def wait_down(self, down):
        """As the square-off sees it."""
        eventually(lambda: self.waits_in_a_dry_run() == ({"BSE"} if down else set()), f"down: {down}", TOLD_S)

    def waits_in_a_dry_run(self):
        shown = json.loads(self.stack.ctl("exit-all", "--account", self.account, "--dry-run", "--json").stdout)
        return {row["exchange"] for row in shown["rows"] if row["reason"].startswith("the session with")}

    def rows(self, command):
        return {(exchange, action): (state, reason) for exchange, action, state, reason in self.stack.sql(
            "SELECT CONCAT(exchange,''), CONCAT(action,''), CONCAT(state,''), reason FROM command_rows WHERE command_id=%s", (command,))}

    def exit_all(self, *words):
        command = f"down-{time.time_ns()}"
        self.stack.ctl("exit-all", "--account", self.account, "--id", command, "--wait-s", "0", *words)
        return command

    def test_the_other_exchange_is_exited_and_the_lost_one_when_it_is_back(self):
        self.lose_bse()
        command = self.exit_all()
        eventually(lambda: self.rows(command).get(("NSE", "exit"), ("",))[0] == "done", f"NSE is exited; {self.rows(command)}", DONE_S)
        self.assertEqual(self.rows(command)["BSE", "exit"], ("waiting", REASON))
        self.assertEqual(set(self.positions()), {"BSE"})
        self.venue_port = self.stack.ports["venue_fix"]
        eventually(lambda: self.rows(command)["BSE", "exit"][0] == "done", f"BSE is exited; {self.rows(command)}", 60)
        eventually(lambda: not self.positions(), "nothing is held", DONE_S)
        self.assertEqual(self.stack.sql("SELECT CONCAT(state,'') FROM commands WHERE id=%s", (command,))[0][0], "done")
        self.wait_down(False)

    def test_cancels_that_cannot_go_keep_no_other_exchange_back(self):
        for instrument, product in self.held:
            self.main_site.order(self.account, instrument, product, "sell", 2 * instrument["lot"], instrument["band_high"], until=PLACED)
        eventually(lambda: self.stack.sql("SELECT COUNT(*) FROM orders WHERE account=%s AND day=%s AND state='open'",
                                          (self.account, self.stack.day))[0][0] == 2, "the books have the orders")
        self.lose_bse()
        command = self.exit_all()
        eventually(lambda: self.rows(command).get(("NSE", "exit"), ("",))[0] == "done", f"NSE is exited; {self.rows(command)}", DONE_S)
        self.assertEqual(self.rows(command)["BSE", "cancel"], ("waiting", REASON))
        self.assertEqual(self.rows(command)["BSE", "exit"], ("waiting", REASON))
        self.venue_port = self.stack.ports["venue_fix"]
        eventually(lambda: not self.positions(), f"BSE is exited, too; {self.rows(command)}", 60)

    def test_a_gateway_that_is_gone(self):
        self.gateway.process.kill()
        eventually(lambda: self.waits_in_a_dry_run() == {"NSE", "BSE"}, "its exchanges are out of reach", TOLD_S)
        command = self.exit_all()
        eventually(lambda: self.rows(command).get(("BSE", "exit")) == ("waiting", REASON), f"they wait; {self.rows(command)}", DONE_S)
        self.stack.supervisor.start("gateway")
        eventually(lambda: not self.positions(), f"a gateway is there again; {self.rows(command)}", 60)


if __name__ == "__main__":
    main()
