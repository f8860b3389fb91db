#!/usr/bin/python3
"""The fault tests' own parts: that schedules repeat and cover everything, and that a verdict can be a bad one."""

import contextlib
import faulthandler
import pathlib
import signal
import sys
import threading
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from fault_site import BooksWatch  # noqa: E402  first: it knows where the others are
import verdict  # noqa: E402
from books import fold_journal  # noqa: E402
from faults import FAULTS, Missed, Strike, kill_feed  # noqa: E402
from overdue import Overdue, ending_within  # noqa: E402
from play import DAYS, LEDGER_DIED, day_of, is_good, note_faults  # noqa: E402
from schedule import LAST_AT, Entry, make_schedule  # noqa: E402

GOOD = {"problems": [], "lost": 0, "duplicated": 0, "wrong": 0, "parked": 0, "journal_lost": 0, "journal_wrong": 0, "missed": 0, "verify_differences": 0}


def trade(seq, event_id=None, quantity=10):
    return {"kind": "trade", "source": "s1", "day": 20270101, "partition": 0, "seq": seq, "id": event_id or f"E{seq}",
            "account": "A1", "exchange": "NSE", "segment": "CM", "token": 7, "product": "MIS", "exchange_time_us": 1,
            "received_time_us": 2, "trade_no": "T1", "exchange_order_id": "O1", "client_order_id": "", "side": "buy",
            "quantity": quantity, "price": 100, "action": "new", "ref": ""}


class Schedules(unittest.TestCase):
    def test_the_same_seed_gives_the_same_schedule_and_another_one_another(self):
        self.assertEqual(make_schedule(7, FAULTS, 30), make_schedule(7, FAULTS, 30))
        self.assertNotEqual(make_schedule(7, FAULTS, 30), make_schedule(8, FAULTS, 30))

    def test_two_neighbours_share_out_all_kinds(self):
        for seed in range(0, 20, 2):
            kinds = [entry.kind for one in (seed, seed + 1) for entry in make_schedule(one, FAULTS, 30)]
            self.assertEqual(sorted(kinds), sorted(FAULTS))

    def test_faults_strike_while_the_feed_still_runs(self):
        for seed in range(50):
            moments = [entry.at_s for entry in make_schedule(seed, FAULTS, 30)]
            self.assertEqual(moments, sorted(moments))
            self.assertTrue(0 < moments[0] and moments[-1] <= 30 * LAST_AT + 0.01)

    def test_every_seed_has_a_day_of_its_own(self):
        self.assertEqual(len({day_of(seed) for seed in range(DAYS)}), DAYS)


class JournalVerdicts(unittest.TestCase):
    def judge(self, *messages):
        expected = fold_journal([trade(1), trade(2), trade(3)])
        with mock.patch.object(verdict, "read_journal", lambda stack, begin, days: enumerate(messages, start=begin)):
            found = verdict.compare_journal(None, "s1", expected, 5)
        return [found[name] for name in ("journal_lost", "journal_wrong", "journal_repeats", "next_offset")]

    def test_a_whole_journal_with_repeats_and_strangers_is_right(self):
        stranger = trade(1) | {"source": "s2"}
        self.assertEqual(self.judge([trade(1), trade(2)], [trade(2), stranger], [trade(3)]), [0, 0, 1, 8])

    def test_a_missing_event_is_lost(self):
        lost, wrong, _, _ = self.judge([trade(1)], [trade(3)])
        self.assertEqual(lost, 1)
        self.assertGreater(wrong, 0)

    def test_other_content_under_the_same_number_is_wrong(self):
        self.assertGreater(self.judge([trade(1), trade(2), trade(3, quantity=11)])[1], 0)
        self.assertGreater(self.judge([trade(1), trade(2), trade(3), trade(2, "E9")])[1], 0)


class Deadlines(unittest.TestCase):
    def test_a_part_that_does_not_end_is_told_although_it_takes_every_exception_for_its_own(self):
        with (mock.patch.object(faulthandler, "dump_traceback") as told, self.assertRaisesRegex(Overdue, "restarts: not done after 1 s"),
              ending_within(1, "restarts"), contextlib.suppress(Exception)):
            threading.Event().wait(30)
        told.assert_called_once()

    def test_a_part_that_ends_in_time_leaves_no_alarm_behind(self):
        with ending_within(30, "purge"):
            pass
        self.assertEqual(signal.alarm(0), 0)


class Reports(unittest.TestCase):
    def test_any_count_or_problem_makes_it_bad(self):
        self.assertTrue(is_good(GOOD))
        for name, value in GOOD.items():
            self.assertFalse(is_good(GOOD | {name: ["something"] if value == [] else 1}), name)

    def test_a_fault_that_hit_nothing_is_missed(self):
        feed = mock.Mock(starts=1)
        feed.kill.return_value = None
        with self.assertRaises(Missed):
            kill_feed(Strike(None, feed, None))
        report = {"missed": 0, "problems": [], "faults": {}, "standstill_s": {}}
        note_faults(report, [mock.Mock(entry=Entry(0, 1.0, "kill feed"), problem="nothing there", ended_at=None)], None)
        self.assertEqual((report["missed"], report["faults"]), (1, {}))

    def test_standstill_is_the_longest_time_without_growth(self):
        watch = BooksWatch(None, "s1", 20270101)
        watch.moved = [1.0, 2.0, 2.5, 9.0, 9.5]
        self.assertEqual(watch.standstill_s(2.1, 6.0), 6.5)
        self.assertEqual(watch.standstill_s(1.5, 1.6), 0.5)
        self.assertIsNone(watch.standstill_s(8.0, 10.0))

    def test_a_ledger_that_ends_by_itself_is_told_from_one_that_was_killed_or_stopped(self):
        log = ("WARN exited: ledger-1 (exit status 1; not expected)\nWARN exited: ledger-2 (terminated by SIGKILL; not expected)\n"
               "INFO stopped: ledger-3 (exit status 0)\nWARN exited: ledger-2 (terminated by SIGABRT; not expected)\n")
        self.assertEqual(LEDGER_DIED.findall(log), [("ledger-1", "exit status 1"), ("ledger-2", "terminated by SIGABRT")])


if __name__ == "__main__":
    unittest.main()
