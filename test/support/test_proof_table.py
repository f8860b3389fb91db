#!/usr/bin/python3
"""The table of the proven alerts: what a run has measured replaces what stood there, and nothing else."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "monitoring"))

import proof_table  # noqa: E402

FAST = {"fault": "a fault", "seconds": 7, "ended": 4}
SLOW = {"fault": "another", "seconds": 120, "ended": 300}
LOST = {"fault": "a third", "seconds": None, "ended": None}


def document(results, scaled=()):
    empty = f"before\n{proof_table.MARKS[0]}\n{proof_table.MARKS[1]}\nafter\n"
    return proof_table.written(empty, proof_table.of_results(results, scaled))


class ProofTable(unittest.TestCase):
    def test_the_order_is_that_in_which_they_fired(self):
        told = [row["name"] for row in proof_table.rows(document({"Slow": SLOW, "Fast": FAST}))]
        self.assertEqual(told, ["Fast", "Slow"])

    def test_rows_of_other_alerts_stay(self):
        text = proof_table.written(document({"Slow": SLOW, "Fast": FAST}), proof_table.of_results({"Slow": SLOW | {"seconds": 5}}, ()))
        self.assertEqual([(row["name"], row["seconds"]) for row in proof_table.rows(text)], [("Slow", "5"), ("Fast", "7")])

    def test_what_was_scaled_says_so_and_still_does_when_written_again(self):
        text = document({"Fast": FAST, "Slow": SLOW}, scaled=("Fast",))
        self.assertIn("| Fast | a fault | 7 (scaled) | 4 |", text)
        self.assertEqual(proof_table.written(text, []), text)
        self.assertTrue(text.startswith("before\n") and text.endswith("\nafter\n"))

    def test_what_did_not_fire_is_no_row_that_proves_anything(self):
        text = document({"Lost": LOST, "Slow": SLOW})
        self.assertIn("| Lost | a third | None | None |", text)
        self.assertEqual([row["name"] for row in proof_table.rows(text)], ["Slow"])


if __name__ == "__main__":
    unittest.main()
