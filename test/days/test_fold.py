#!/usr/bin/python3
"""The test of days' own parts: the fold by examples that were added up by hand, the calendar, and that growth is seen."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from carried_fold import CarriedFold, differing  # noqa: E402
from trading_days import quiet_days_between, trading_days  # noqa: E402

FUTURE, EXPIRING = ("A1", "NSE", "FO", 7, "NRML"), ("A1", "NSE", "FO", 8, "NRML")


def share(product):
    return ("A1", "NSE", "CM", 9, product)


class Fold(unittest.TestCase):
    def setUp(self):
        self.fold = CarriedFold({("NSE", "FO", 8): 20270106})

    def test_net_and_value_go_on_until_nothing_is_left(self):
        self.fold.add_day(20270105, {FUTURE: (100, 1000, 25, 300)})
        self.fold.add_day(20270106, {FUTURE: (0, 0, 50, 700)})
        self.assertEqual(self.fold.begins_with(20270106), {FUTURE: (75, 700)})
        self.assertEqual(self.fold.after(20270107), {FUTURE: (25, 0)})
        self.fold.add_day(20270107, {FUTURE: (0, 0, 25, 400)})
        self.assertEqual(self.fold.after(20270108), {})

    def test_what_expires_and_what_is_delivered_is_gone(self):
        self.fold.add_day(20270106, {EXPIRING: (10, 10, 0, 0), share("CNC"): (5, 50, 0, 0), share("MIS"): (5, 50, 0, 0), share("MTF"): (5, 50, 0, 0),
                                     share("NRML"): (0, 0, 5, 50)})
        self.assertEqual(self.fold.after(20270107), {share("MTF"): (5, 50)})
        self.assertIn(EXPIRING, self.fold.after(20270106))

    def test_a_bust_goes_through_all_days_behind(self):
        self.fold.add_day(20270105, {FUTURE: (100, 1000, 0, 0)})
        self.fold.add_day(20270106, {})
        self.fold.bust(20270105, FUTURE, "buy", 40, 400)
        self.assertEqual((self.fold.begins_with(20270106), self.fold.after(20270107)), ({FUTURE: (60, 600)}, {FUTURE: (60, 600)}))
        self.assertEqual(differing({FUTURE: (60, 600)}, {FUTURE: (60, 601), EXPIRING: (1, 1)}), [FUTURE, EXPIRING])


class Calendar(unittest.TestCase):
    def test_few_days_have_every_kind_of_night(self):
        self.assertEqual(len(trading_days(20)), 20)
        self.assertEqual({day.kind for day in trading_days(20)}, {"usual", "half day", "muhurat", "evening session"})
        few = trading_days(4)
        self.assertEqual({day.kind for day in few}, {"usual", "muhurat", "evening session"})
        self.assertEqual([day.number for day in quiet_days_between(few[0], few[1])], [20271030, 20271031])


if __name__ == "__main__":
    unittest.main()
