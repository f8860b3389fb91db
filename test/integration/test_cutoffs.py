#!/usr/bin/python3
"""Cut-offs by the clock: they go on until the close, by the calendar of the day, and customers are told once.

Needs the running stack of run.py with an exchange, and nobody else that trades there. A square-off of its own, with short
attempts, takes the place of the stack's; its clock is moved so that it is noon at the exchange, whatever the hour.
"""

import datetime
import time

from main_site import PLACED, Instruments, MainSite
from running_site import Program, SiteCase, eventually, main

SQUAREOFF = "consumers/squareoff/backstop-squareoff"
SKIPPED_ACCOUNTS = 12  # those before, and those behind, are other tests'
NOON_S = 43_200
ATTEMPT_S, PAUSE_S, SETTLE_S = 6, 1, 4
LOOKS_S = 12  # two looks at the clock, and a transaction
DONE_S = 40
HELD_LOTS = 10


class Cutoffs(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main_site = MainSite(cls.stack, reset=True)
        cls.addClassCleanup(cls.main_site.__exit__)
        cls.accounts = iter([row[0] for row in cls.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 10 OFFSET %s",
                                                             (SKIPPED_ACCOUNTS,))])
        cls.share = Instruments(cls.stack.paths).first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)

    def setUp(self):
        super().setUp()
        self.account = next(self.accounts)
        self.addCleanup(eventually, lambda: self.stack.ready("squareoff"), "the stack's square-off is back", 40)
        self.addCleanup(self.stack.supervisor.start, "squareoff")
        self.addCleanup(self.stack.sql, "DELETE FROM cutoff_days")
        self.stack.supervisor.stop("squareoff")
        # What other tests have left in this market is not to be squared off here.
        self.stack.sql("DELETE FROM cutoff_days")
        self.stack.sql("INSERT INTO cutoff_days SELECT %s,exchange,segment,product,0,0 FROM cutoffs", (self.stack.day,))
        self.become("ACTIVE")

    def start(self, settle_s=0):
        day = datetime.datetime.strptime(str(self.stack.day), "%Y%m%d").replace(tzinfo=datetime.timezone.utc)
        self.offset_s = int(day.timestamp()) + NOON_S - int(time.time())
        config = self.config("squareoff", squareoff={
            "timed": True, "cutoff_attempt_s": ATTEMPT_S, "cutoff_pause_s": PAUSE_S, "cutoff_settle_s": settle_s,
            "notices": ["sms"], "utc_offset_s": self.offset_s})
        self.enterContext(Program(self.stack, SQUAREOFF, config))
        eventually(lambda: self.page("/readyz")[0] == 200, f"our square-off is ready; {self.page('/readyz')}", 40)

    def second(self):
        """Of the day, as the square-off's clock has it."""
        return (int(time.time()) + self.offset_s) % 86_400

    def session(self, begins_in_s, closes_in_s=3_600):
        """The calendar's only one of NSE CM."""
        at_s = self.second() + begins_in_s
        self.stack.sql("DELETE FROM cutoff_days WHERE exchange='NSE' AND segment='CM'")
        self.stack.sql("INSERT INTO cutoff_days VALUES (%s,'NSE','CM','MIS',%s,%s)", (self.stack.day, at_s, at_s + closes_in_s))

    def hold(self, lots=HELD_LOTS):
        self.main_site.fill(self.account, self.share, "MIS", "buy", lots * self.share["lot"])
        eventually(lambda: self.net() == lots * self.share["lot"], "the books have the position")

    def net(self):
        return int(self.stack.sql("SELECT COALESCE(SUM(open_quantity+buy_quantity-sell_quantity),0) FROM positions WHERE account=%s AND"
                                  " day=%s AND product='MIS' AND exchange='NSE' AND segment='CM'", (self.account, self.stack.day))[0][0])

    def attempts(self):
        """[(state, reason)] of the account's commands of the clock."""
        return self.stack.sql("SELECT CONCAT(state,''), reason FROM commands WHERE account=%s AND id LIKE 'cutoff:%%' ORDER BY accepted_us",
                              (self.account,))

    def told(self):
        return [row[0] for row in self.stack.sql("SELECT template FROM notices WHERE account=%s", (self.account,))]

    def open_after_cutoff(self):
        return self.own_metric("backstop_squareoff_cutoff_open_positions", exchange="NSE", segment="CM")

    def shown(self):
        markets = self.done("cutoff", "show")["markets"]
        return next(one for one in markets if (one["exchange"], one["segment"]) == ("NSE", "CM"))

    def test_the_gateway_is_away_for_longer_than_an_attempt(self):
        self.hold()
        self.start()
        self.addCleanup(eventually, lambda: self.stack.ready("gateway"), "the gateway is back", 40)
        self.addCleanup(self.stack.supervisor.start, "gateway")
        self.stack.supervisor.stop("gateway")
        self.session(-1)
        eventually(lambda: len(self.attempts()) >= 3, f"attempts follow each other; {self.attempts()}", DONE_S)
        self.assertGreater(self.open_after_cutoff(), 0)
        self.assertEqual(self.net(), HELD_LOTS * self.share["lot"])
        self.assertEqual(self.told(), [])
        self.stack.supervisor.start("gateway")
        eventually(lambda: self.net() == 0, f"the position is closed; {self.attempts()}", DONE_S)
        eventually(lambda: self.told() == ["exit_result"], f"the customer is told; {self.told()}", LOOKS_S)
        eventually(lambda: self.open_after_cutoff() == 0, "nothing is open", LOOKS_S)
        made = len(self.attempts())
        time.sleep(LOOKS_S)
        self.assertEqual((len(self.attempts()), self.told(), self.net()), (made, ["exit_result"], 0))
        filled = self.stack.sql("SELECT SUM(filled) FROM exits WHERE account=%s AND command_id LIKE 'cutoff:%%'", (self.account,))[0][0]
        self.assertEqual(int(filled), HELD_LOTS * self.share["lot"])

    def test_pending_orders_alone_are_cancelled(self):
        placed = self.main_site.order(self.account, self.share, "MIS", "sell", self.share["lot"], self.share["band_high"], PLACED)

        def state():
            rows = self.stack.sql("SELECT CONCAT(state,'') FROM orders WHERE account=%s AND exchange_order_id=%s", (self.account, placed[37]))
            return rows[0][0] if rows else None
        eventually(lambda: state() == "open", "the books have the order")
        self.start()
        self.session(-1)
        eventually(lambda: state() == "cancelled", f"it is cancelled; {self.attempts()}", DONE_S)
        eventually(lambda: self.told() == ["cancel_result"], f"the customer is told; {self.told()}", LOOKS_S)
        self.assertEqual(self.net(), 0)
        self.assertEqual(len(self.attempts()), 1)

    def test_an_evening_session_is_not_touched_by_the_afternoons_rule(self):
        before = self.stack.sql("SELECT at_s,closes_s FROM cutoffs WHERE exchange='NSE' AND segment='CM'")[0]
        self.addCleanup(self.stack.sql, "UPDATE cutoffs SET at_s=%s,closes_s=%s WHERE exchange='NSE' AND segment='CM'", tuple(before))
        self.start()
        self.stack.sql("UPDATE cutoffs SET at_s=%s,closes_s=%s WHERE exchange='NSE' AND segment='CM'",
                       (self.second() - 60, self.second() + 3_600))  # the rule says: now
        self.session(3_600)
        self.hold()
        time.sleep(LOOKS_S)
        self.assertEqual((list(self.attempts()), self.net()), ([], HELD_LOTS * self.share["lot"]))
        self.assertEqual(self.open_after_cutoff(), 0)
        self.session(0)
        eventually(lambda: self.net() == 0, f"its own one is done; {self.attempts()}", DONE_S)

    def test_an_activation_of_an_earlier_day_waits_for_a_persons_word(self):
        self.hold()
        opened_us = self.stack.sql("SELECT opened_us FROM trading_day")[0][0]
        self.addCleanup(self.stack.sql, "UPDATE trading_day SET opened_us=%s", (opened_us,))
        self.addCleanup(self.stack.sql, "DELETE FROM cutoff_confirmations")
        self.stack.sql("UPDATE trading_day SET opened_us=%s", (time.time_ns() // 1000,))
        self.start()
        self.session(-1)
        eventually(lambda: self.own_metric("backstop_squareoff_cutoffs_unconfirmed") == 1, "it says so", LOOKS_S)
        eventually(lambda: self.open_after_cutoff() > 0, "what is open is counted", LOOKS_S)
        time.sleep(LOOKS_S)
        self.assertEqual(list(self.attempts()), [])
        self.assertIn("since before the day was opened", self.done("cutoff", "show")["why_not"])
        self.done("cutoff", "confirm", "--reason", "only asked", "--dry-run")
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM cutoff_confirmations")[0][0], 0)
        self.done("cutoff", "confirm", "--reason", "the main site is still down")
        eventually(lambda: self.net() == 0, f"it is done; {self.attempts()}", DONE_S)
        again = self.stack.ctl("cutoff", "confirm", "--reason", "once more")
        self.assertEqual((again.returncode, "nothing is to be confirmed" in again.stderr), (1, True), again.stderr)

    def test_one_that_is_past_when_the_site_becomes_active(self):
        self.become("STANDBY")
        self.hold()
        self.start(settle_s=SETTLE_S)
        self.session(-300)
        time.sleep(LOOKS_S)
        self.assertEqual(list(self.attempts()), [])
        self.assertEqual(self.open_after_cutoff(), 0)  # of the main site
        activated = time.monotonic()
        self.become("ACTIVE")
        eventually(lambda: len(self.attempts()) == 1, "it is done all the same", DONE_S)
        self.assertGreaterEqual(time.monotonic() - activated, SETTLE_S)
        eventually(lambda: self.net() == 0, f"the position is closed; {self.attempts()}", DONE_S)

    def test_the_calendar_is_set_by_the_command_line(self):
        day = str(self.stack.day)
        self.done("cutoff", "set", "NSE", "CM", "--day", day, "--session", "18:45-19:00", "--session", "15:00-15:30", "--reason", "evening")
        self.assertEqual((self.shown()["sessions"], self.shown()["of_day"]), ("15:00-15:30 18:45-19:00", True))
        changed = self.done("cutoff", "set", "NSE", "CM", "--day", day, "--none", "--reason", "no session")
        self.assertEqual((changed["before"], changed["after"]), ("15:00-15:30 18:45-19:00", "none"))
        markets = {(one["exchange"], one["segment"]) for one in self.done("cutoff", "show")["markets"]}
        self.assertNotIn(("NSE", "CM"), markets)
        self.done("cutoff", "set", "NSE", "CM", "--day", day, "--as-rule", "--reason", "slip")
        self.assertEqual(self.shown()["of_day"], False)
        self.assertEqual(self.done("cutoff", "show", "--day", "20991231")["why_not"], "day: 20991231 is not the open one")
        for words, what in ((("NSE", "CM", "--session", "15:30-15:00"), "session: the cut-off"),
                            (("NSE", "XX", "--session", "15:00-15:30"), "segment: must be"),
                            (("NSE", "CM"), "session: say it")):
            wrong = self.stack.ctl("cutoff", "set", *words, "--reason", "slip")
            self.assertEqual((wrong.returncode, what in wrong.stderr), (2, True), wrong.stderr)
        for words, what in ((("MCX", "CM", "--session", "15:00-15:30"), "segment: MCX has no CM"),
                            (("NSE", "CM", "--day", "20200101", "--none"), "day: 20200101 is over")):
            wrong = self.stack.ctl("cutoff", "set", *words, "--reason", "slip")
            self.assertEqual((wrong.returncode, what in wrong.stderr), (1, True), wrong.stderr)
        said = self.stack.sql("SELECT COUNT(*) FROM audit WHERE action='cutoff set'")[0][0]
        self.assertEqual(said, 3)


if __name__ == "__main__":
    main()
