#!/usr/bin/python3
"""A day of which `backstopctl prune` has taken what it may: a replay names that, and nothing else.

Needs the running stack of run.py and no exchange: the days are its own, and long past.
"""

import itertools

import test_carried
from replay_site import ReplayCase
from running_site import eventually, main

KEEP = 30


class PrunedCase(ReplayCase):
    days = itertools.count(20260105)

    def day_with_all_that_goes(self):
        """A played day with numbered and unnumbered events, orders without a number, and parked ones that were settled."""
        stories = self.play()
        loose = self.story(0)
        sent = self.publish(loose, *(loose.trade(exchange_time_us=self.opening_us) for _ in range(20)),
                            loose.order(exchange_order_id="", filled=0, remaining=150, state="open"),
                            loose.trade(price=None), loose.trade(quantity=0), numbered=False)
        eventually(lambda: self.number("SELECT COUNT(*) FROM inbox WHERE day=%s", self.day) == 21, "the inbox has them")
        eventually(lambda: self.number("SELECT COUNT(*) FROM parked WHERE source=%s", loose.source) == 2, "two are parked")
        result = self.stack.ctl("parked", "discard", "--source", loose.source, "--reason", "test", "--by", "test")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(self.assert_equal_books()["pruned"], [])
        self.sql("UPDATE inbox SET applied_us=1 WHERE day=%s", self.day)
        self.sql("UPDATE parked_settled SET settled_us=1 WHERE day=%s", self.day)
        return stories, loose, sent

    def prune(self, *words):
        # Behind a pause, until all that had waited is booked, the inbox is kept.
        eventually(lambda: self.number("SELECT COUNT(*) FROM pauses") == 0, "all partitions have caught up")
        result = self.stack.ctl("prune", "--keep-days", str(KEEP), *map(str, words))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        for table in ("inbox", "parked_settled", "orders_without_number"):
            self.assertEqual(self.number(f"SELECT COUNT(*) FROM {table} WHERE day=%s", self.day), 0, table)

    def pruned(self, report):
        return {one["table"]: one["rows"] for one in report["pruned"]}

    def all_of(self, loose):
        return {"inbox": 21, "parked": 2, "orders_without_number": self.orders_named(loose)}

    def orders_named(self, loose):
        """Rows that the day had in orders_without_number."""
        return self.number("SELECT COALESCE(SUM(deleted),0) FROM pruned WHERE day=%s AND of_table='orders_without_number'", self.day)


class Pruned(PrunedCase):
    def test_what_was_pruned_is_told_and_nothing_else_differs(self):
        stories, loose, _ = self.day_with_all_that_goes()
        self.prune()
        report = self.assert_equal_books()
        self.assertEqual(self.pruned(report), self.all_of(loose))
        self.assertGreater(report["pruned"][0]["rows"], 0)
        self.assertIn("pruned", report["verdict"])
        self.assertEqual(self.pruned(self.assert_equal_books("--partition", loose.partition)),
                         {"parked": 2, "orders_without_number": self.orders_named(loose)})
        self.assertLessEqual(self.pruned(self.assert_equal_books("--account", loose.account))["parked"], 2)
        self.assert_equal_books("--account", stories[1].account)

    def test_pruned_in_pieces_it_is_one_sum(self):
        _, loose, _ = self.day_with_all_that_goes()
        for limit in (5, 7):
            self.stack.ctl("prune", "--keep-days", str(KEEP), "--limit", str(limit))
        self.prune()
        self.assertEqual(self.pruned(self.assert_equal_books()), self.all_of(loose))

    def test_what_somebody_else_has_taken_is_named(self):
        stories, loose, sent = self.day_with_all_that_goes()
        self.sql("DELETE FROM inbox WHERE source=%s AND id=%s", loose.source, sent[3]["id"])
        self.sql("DELETE FROM parked_settled WHERE source=%s LIMIT 1", loose.source)
        self.sql("DELETE FROM trades WHERE account=%s AND day=%s LIMIT 1", stories[0].account, self.day)
        self.sql("UPDATE positions SET buy_quantity=buy_quantity+1 WHERE account=%s AND day=%s", loose.account, self.day)
        self.prune()
        code, report = self.verify()
        named = {(one["table"], one["kind"]) for one in report["differences"]}
        self.assertEqual((code, named), (1, {("inbox", "missing"), ("parked", "missing"), ("trades", "missing"), ("positions", "altered")}))
        self.assertEqual(sum(one["table"] in ("parked", "trades", "positions") for one in report["differences"]), 3)

    def test_what_an_account_has_lost_is_not_forgiven_for_what_was_pruned_of_others(self):
        _, loose, _ = self.day_with_all_that_goes()
        other = self.story(loose.partition)
        self.publish(other, other.order(exchange_order_id="", filled=0, remaining=150, state="open"))
        mine = "FROM orders_without_number WHERE day=%s AND account=%s"
        eventually(lambda: self.number(f"SELECT COUNT(*) {mine}", self.day, other.account) == 1, "its order has no number")
        self.sql(f"DELETE {mine}", self.day, other.account)
        self.prune()
        self.assertGreaterEqual(self.orders_named(loose), 1)
        code, report = self.verify("--account", other.account)
        self.assertEqual((code, [(one["table"], one["kind"]) for one in report["differences"]]), (1, [("orders_without_number", "missing")]))
        self.assert_equal_books("--account", loose.account)

    def test_a_row_that_nobody_sent_is_named_beside_what_was_pruned(self):
        _, loose, sent = self.day_with_all_that_goes()
        self.prune()
        self.sql("INSERT INTO inbox (source,day,id,applied_us) VALUES ('nobody',%s,'x',1)", self.day)
        self.sql("INSERT INTO orders_without_number VALUES (%s,%s,%s,'NSE','FO','nobody','')", loose.partition, loose.account, self.day)
        self.addCleanup(self.sql, "DELETE FROM inbox WHERE source='nobody'")
        code, report = self.verify()
        self.assertEqual(code, 1)
        self.assertIn(("inbox", "extra"), {(one["table"], one["kind"]) for one in report["differences"]})
        self.assertIn(("orders_without_number", "extra"), {(one["table"], one["kind"]) for one in report["differences"]})

    def test_a_swap_has_it_all_again_but_what_was_settled(self):
        _, loose, _ = self.day_with_all_that_goes()
        self.prune()
        code, report = self.stack.replay("swap", self.day, "--by", "test", "--reason", "test")
        self.assertEqual((code, report["failure"]), (0, ""))
        self.assertEqual(self.number("SELECT COUNT(*) FROM parked WHERE source=%s", loose.source), 0)
        self.assertEqual(self.pruned(self.assert_equal_books()), {"parked": 2})
        self.sql("UPDATE inbox SET applied_us=1 WHERE day=%s", self.day)
        self.prune()
        self.assertEqual(self.pruned(self.assert_equal_books()), self.all_of(loose))


class Busted(test_carried.CarriedCase):
    days = (20260000 + 100 * month + 2 for month in range(2, 10))

    def test_a_bust_that_comes_when_the_day_of_its_trade_was_pruned(self):
        story, today = self.story(), self.next_day()
        self.next_day()
        trade, = self.publish(story, story.trade(token=test_carried.LATER), numbered=False)
        eventually(lambda: self.number("SELECT COUNT(*) FROM trades WHERE account=%s", story.account) == 1, "the trade is booked")
        self.open(today)
        self.open(today := self.next_day())
        self.sql("UPDATE inbox SET applied_us=1 WHERE day=%s", self.day)
        self.stack.ctl("prune", "--keep-days", str(KEEP))
        self.assertEqual(self.number("SELECT COUNT(*) FROM inbox WHERE day=%s", self.day), 0)
        self.book(story, story.trade(token=test_carried.LATER, action="bust", ref=trade["id"]), day=today)
        self.assertEqual(self.begins_with(today, story.account), {})
        report = self.assert_equal_books()
        self.assertEqual(report["pruned"], [{"table": "inbox", "rows": 1}])


if __name__ == "__main__":
    main()
