#!/usr/bin/python3
"""The books against the exchange's totals: equal after a morning's trading, and not after a hand has been in them."""

import json
import re
import time

from reconciler_site import ReconcilerCase
from running_site import Program, eventually, main

from backstop_local import exchange  # noqa: E402

FLOW_ORDERS_PER_S = 300
FLOW_S = 40
FOUND_S = 120  # the comparison rests 19 times as long as it took, and looks twice at the same moment
HEAD = "day,exchange,segment,token,side,trades,quantity,value\n"


class VenueTotals(ReconcilerCase):
    def setUp(self):
        super().setUp()
        self.day = self.stack.day

    def differences(self):
        return self.figure("differences", part="venue")

    def compared(self):
        """A comparison has ended since the last look."""
        return self.page("/metrics")[0] == 200 and self.figure("last_compared_seconds", part="venue") < 0.5

    def assert_finds_an_invented_position(self):
        """Both sides have to stand still, so that what was wrong for a moment counts only then."""
        eventually(self.compared, "the totals are compared", FOUND_S)
        self.assertEqual(self.differences(), 0)
        self.stack.sql("INSERT INTO positions (account,day,exchange,segment,token,product,buy_quantity,buy_value,sell_quantity,"
                       "sell_value) VALUES ('INVENTED',%s,'NSE','FO',1,'NRML',75,1,0,0)", (self.day,))
        self.stack.sql("INSERT INTO trades VALUES ('INVENTED',%s,'NSE','FO','E1','T1','X1','C1',1,'NRML','buy',75,1,'new','','live','',1)",
                       (self.day,))
        try:
            eventually(lambda: self.differences() == 1, "it is found", FOUND_S)
            listed = json.loads(self.stack.ctl("differences", "--json").stdout)["totals"]
            self.assertEqual([(row["exchange"], row["token"], row["side"], row["venue_quantity"], row["books_quantity"]) for row in listed],
                             [("NSE", 1, "buy", 0, 75)])
        finally:
            for table in ("positions", "trades"):
                self.stack.sql(f"DELETE FROM {table} WHERE account='INVENTED'")
        eventually(lambda: self.differences() == 0, "it is gone", FOUND_S)

    def test_the_page_of_the_exchange(self):
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300}
        with self.reconciler(venue_totals=page):
            self.assert_finds_an_invented_position()

    def told(self):
        """What backstopctl says of the comparison with the exchange: sentences of the verdict."""
        verdict = json.loads(self.stack.ctl("status", "--json").stdout)["overview"]["verdict"]
        return [one["reason"] for one in verdict["findings"] if "compared with the exchange" in one["reason"] or "of its totals" in one["reason"]]

    def rest(self, name="reconciler"):
        """The stack's own one must not say something else meanwhile."""
        self.stack.supervisor.stop(name)
        self.addCleanup(self.stack.supervisor.start, name)
        eventually(lambda: self.stack.pid(name) == 0, f"the stack's {name} has ended", 60)

    def test_a_url_that_is_emptied_takes_the_last_round_with_it(self):
        self.rest()
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300}
        with self.reconciler(venue_totals=page):
            eventually(self.compared, "the totals are compared", FOUND_S)
            eventually(lambda: self.stack.sql("SELECT wanted, reason, compared_us>0 FROM venue_watch") == ((1, "", 1),), "that is told", 20)
            self.assertEqual(self.told(), [])
        self.stack.sql("REPLACE INTO venue_rounds VALUES ('NSE',%s,1,3,0)", (self.day,))  # what the last one has found
        with self.reconciler(venue_totals={"url": ""}):
            eventually(lambda: self.stack.sql("SELECT COUNT(*) FROM venue_rounds") == ((0,),), "the round is gone", 20)
            why = "not compared with the exchange: [venue_totals] of the reconciler names neither url nor file"
            self.assertEqual(self.told(), [why])
            self.assertIn(why, self.stack.ctl("status").stdout)

    def test_a_page_that_does_not_answer_is_told_once_it_is_old(self):
        self.rest()
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/nothing_here", "interval_ms": 300}
        with self.reconciler(venue_totals=page):
            eventually(lambda: self.stack.sql("SELECT wanted, reason FROM venue_watch") == ((1, "status 404"),), "why is told", 20)
            self.assertEqual(self.told(), [])  # once, or for a moment, is nothing
            self.stack.sql("UPDATE venue_watch SET compared_us=0, since_us=since_us-400000000")
            self.stack.sql("UPDATE trading_day SET opened_us=opened_us-400000000")
            self.addCleanup(self.stack.sql, "UPDATE trading_day SET opened_us=opened_us+400000000")
            eventually(lambda: re.fullmatch(r"not compared with the exchange for 4\d\d s: status 404", "".join(self.told())), "it is told", 20)

    def test_a_moment_while_orders_fly(self):
        """Every look is at a moment at which the exchange has traded before and goes on behind it."""
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300, "settle_ms": 2000}
        flow = exchange.flow_command(self.stack, FLOW_ORDERS_PER_S * FLOW_S, FLOW_ORDERS_PER_S, 7)
        login = exchange.secrets_of(self.stack.secrets, "flow")
        with self.reconciler(venue_totals=page) as program, Program(self.stack, exchange.FLOW, flow[2], *flow[3:], secrets=login) as main_site:
            begun, looks, moments = time.monotonic(), 0, set()

            def flies():
                self.assertIsNone(main_site.process.poll(), main_site.output())
                return True
            while time.monotonic() - begun < FLOW_S / 3:
                looks += eventually(self.compared, "the totals are compared", FOUND_S)
                self.assertEqual(self.differences(), 0, program.output())
                moments |= {row[0] for row in self.stack.sql("SELECT until_us FROM venue_rounds WHERE day=%s", (self.day,))}
                time.sleep(0.1)
            self.assertTrue(flies() and len(moments) > 5, moments)
            self.assertGreater(min(moments), 0)
            token = self.stack.sql("SELECT token FROM trades WHERE day=%s AND exchange='NSE' AND segment='FO' ORDER BY exchange_time_us DESC LIMIT 1",
                                   (self.day,))[0][0]
            self.stack.sql("INSERT INTO trades SELECT 'INVENTED',day,exchange,segment,'E1',trade_no,exchange_order_id,client_order_id,token,product,side,"
                           "75,price,action,ref,state,settled_by,exchange_time_us FROM trades WHERE day=%s AND token=%s AND state='live'"
                           " AND exchange='NSE' AND segment='FO' LIMIT 1", (self.day, token))
            try:
                eventually(lambda: self.differences() == 1, "a trade too many is found in an instrument that trades", FOUND_S / 8)
                flies()
                rows = self.stack.sql("SELECT exchange, differing FROM venue_rounds WHERE day=%s AND differing>0", (self.day,))
                self.assertEqual([tuple(row) for row in rows], [("NSE", 1)])
            finally:
                self.stack.sql("DELETE FROM trades WHERE account='INVENTED'")
            eventually(lambda: self.differences() == 0, "it is gone", FOUND_S)

    def test_a_page_of_another_day_is_not_compared(self):
        """On a morning when the day is open and the exchange still tells of yesterday, or the other way round."""
        self.rest()
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300}
        later = self.day + 10000
        self.addCleanup(self.stack.sql, "UPDATE gates SET carried=carried+1")
        self.addCleanup(self.stack.sql, "DELETE FROM days_carried")
        self.addCleanup(self.stack.open_day, self.day, "test over", backwards=True)
        self.stack.open_day(later, "test")
        self.assertGreater(self.stack.sql("SELECT COUNT(*) FROM positions WHERE day=%s", (self.day,))[0][0], 0)
        with self.reconciler(venue_totals=page) as program:
            why = f"the exchange's totals are of {self.day}, and {later} is open"
            eventually(lambda: self.stack.sql("SELECT wanted, reason FROM venue_watch") == ((1, why),), "why is told", FOUND_S)
            self.assertEqual((self.differences(), self.told()), (0, []), program.output())
            self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM venue_rounds WHERE day=%s", (later,)), ((0,),))

    def test_a_page_without_a_day_is_not_compared_before_the_session(self):
        """A day that was opened ahead: the page, which tells no day, still has the totals of the day before."""
        self.rest()
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300, "settle_ms": 0}
        later = self.day + 10000
        self.addCleanup(self.stack.sql, "UPDATE gates SET carried=carried+1")
        self.addCleanup(self.stack.sql, "DELETE FROM days_carried")
        self.addCleanup(self.stack.open_day, self.day, "test over", backwards=True)
        self.stack.open_day(later, "test")
        self.assertGreater(self.stack.sql("SELECT COUNT(*) FROM trades WHERE day=%s", (self.day,))[0][0], 0)
        with self.reconciler(venue_totals=page) as program:
            why = f"the books have no trade of {later} yet, and the exchange's page does not tell its day"
            eventually(lambda: self.stack.sql("SELECT wanted, reason FROM venue_watch") == ((1, why),), "why is told", FOUND_S)
            self.assertEqual((self.differences(), self.told()), (0, []), program.output())
            self.stack.open_day(self.day, "test", backwards=True)
            eventually(lambda: self.stack.sql("SELECT wanted, reason FROM venue_watch") == ((1, ""),), "its own day is compared", FOUND_S)

    def test_books_that_have_nothing_of_a_day_that_goes_on_are_compared_without_its_day_told(self):
        """A drop copy that is dead since the morning: trades on the page, none in the books, and no earlier day with just these."""
        self.rest()
        page = {"url": f"http://127.0.0.1:{self.stack.ports['venue']}/books", "interval_ms": 300, "settle_ms": 0}
        earlier = self.day - 10000  # its session has begun long ago
        for table in ("venue_rounds", "venue_differences"):
            self.addCleanup(self.stack.sql, f"DELETE FROM {table} WHERE day=%s", (earlier,))
        self.addCleanup(self.stack.sql, "UPDATE gates SET carried=carried+1")
        self.addCleanup(self.stack.sql, "DELETE FROM days_carried")
        self.addCleanup(self.stack.open_day, self.day, "test over")
        self.stack.open_day(earlier, "test", backwards=True)
        with self.reconciler(venue_totals=page) as program:
            eventually(lambda: self.differences() > 0, "they are differences", FOUND_S)
            self.assertEqual(self.stack.sql("SELECT wanted, reason FROM venue_watch"), ((1, ""),), program.output())

    def test_the_file_of_the_end_of_the_day(self):
        def traded():
            return self.stack.sql("SELECT exchange, segment, token, side, COUNT(*), SUM(quantity), SUM(quantity*price) FROM trades"
                                  " WHERE day=%s AND state='live' GROUP BY exchange, segment, token, side", (self.day,))

        def stands_still():
            before = traded()
            time.sleep(2)
            return before == traded()
        self.stack.supervisor.stop("venue")  # it has closed; until then its prices walk, and what rests is filled
        self.addCleanup(self.stack.supervisor.start, "venue")
        eventually(stands_still, "the last trades of the day are booked", 60)
        sums = traded()
        self.assertTrue(sums)
        path = self.folder / "totals.csv"
        with self.reconciler(venue_totals={"file": str(path), "interval_ms": 300}):
            eventually(self.compared, "without the file there is nothing to compare", 20)
            self.assertEqual(self.differences(), 0)
            path.write_text(HEAD + "".join(",".join(map(str, (self.day, *row))) + "\n" for row in sums), encoding="utf-8")
            self.assert_finds_an_invented_position()


if __name__ == "__main__":
    main()
