#!/usr/bin/python3
"""An operator's story: rows of the books are altered by hand; the verdict says so, and what follows from it.

Needs the running stack of run.py with an exchange; the reconciler is the test's own.
"""

import json
import subprocess
import time

from main_site import Instruments
from reconciler_site import ReconcilerCase
from running_site import eventually, main

ACCOUNTS = 200
FOUND_S = 40  # until the site is as the story begins
ROUNDS = 2    # of the reconciler, begun after the change: then it is told
ROUND_S = 30  # at most, on a machine that does other things, too
MANY = 4      # 2 % of them


class Verdict(ReconcilerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.share = Instruments(cls.stack.paths).first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)

    def customers(self):
        """Accounts of this test that hold a share each; all of it is in the books."""
        partitions = range(self.stack.partitions)
        stories = [self.story(partition) for partition in partitions for _ in range(ACCOUNTS // self.stack.partitions)]
        for story in stories:
            self.publisher.publish(self.publisher.place(story.trade(
                day=self.stack.day, segment="CM", token=self.share["token"], product="MIS", quantity=10 * self.share["lot"],
                trade_no=f"T{story.name}")))
        eventually(lambda: self.stack.sql("SELECT COUNT(*) FROM positions WHERE day=%s AND account IN %s",
                                          (self.stack.day, [story.account for story in stories]))[0][0] == len(stories),
                   "all of it is in the books", FOUND_S)
        for story in stories[:2]:
            self.stack.sql("INSERT INTO customers (account,name,email,mobile,branch) VALUES"
                           " (%s,'A customer','one@example.in','919000000000','B1')", (story.account,))
        return stories

    def verdict(self):
        return self.status()["verdict"]

    def status(self):
        """That of `status`, which ends with 1 where anything is in trouble."""
        return json.loads(self.stack.ctl("status", "--json").stdout)["overview"]

    def headline(self):
        return self.verdict()["headline"]

    def wait_verdict(self, word):
        def told():
            verdict = self.verdict()
            return verdict if verdict["verdict"] == word else None
        return eventually(told, f"the verdict is {word}: {self.verdict()}", FOUND_S)

    def compared(self):
        """{partition: when its last round ended}"""
        return dict(self.stack.sql("SELECT part, compared_us FROM reconciler_rounds WHERE day=%s", (self.stack.day,)))

    def pass_rounds(self):
        """Lets two whole rounds of each partition go by: the first one to end may have begun before. Returns how many have ended."""
        seen = self.compared()
        ended = dict.fromkeys(range(self.stack.partitions), 0)

        def all_have():
            for partition, at_us in self.compared().items():
                if at_us != seen.get(partition):
                    seen[partition], ended[partition] = at_us, ended[partition] + 1
            return min(ended.values()) >= ROUNDS + 1
        eventually(all_have, f"{ROUNDS} rounds of each partition; {ended}", (ROUNDS + 1) * ROUND_S)
        return ended

    def verdict_after_rounds(self, word):
        """What the verdict is after two rounds, with no further wait."""
        ended = self.pass_rounds()
        verdict = self.verdict()
        self.assertEqual(verdict["verdict"], word, f"{ended} rounds; {verdict}")
        return verdict

    def alter(self, accounts, by):
        self.sql("UPDATE positions SET buy_quantity=buy_quantity+" + str(by) + f" WHERE day={self.stack.day} AND account IN ("
                 + ",".join(f"'{account}'" for account in accounts) + ")")

    def doctor_says(self):
        findings = json.loads(self.stack.ctl("doctor", "--json").stdout)["findings"]
        self.assertEqual(findings[0]["check"], "site.books")
        return findings[0]

    def audit(self, action):
        return [row[0] for row in self.stack.sql("SELECT detail FROM audit WHERE action=%s ORDER BY id", (action,))]

    def exit_all(self, account):
        """The rows of an exit-all, as its customer's desk reads them."""
        command = f"verdict-{time.time_ns()}"
        told = self.stack.ctl("exit-all", "--account", account, "--id", command, "--wait-s", "30", "--json")
        return json.loads(told.stdout), self.stack.sql(
            "SELECT state, reason FROM command_rows WHERE command_id=%s", (command,))

    def degraded_by_two(self, reason):
        """The first one's command asks, the second one's activates."""
        config, adder = self.config("ctl", operators={"two_persons": True}), None
        self.stack.sql("DELETE FROM operators")
        for name, code in (("ravi", 1), ("asha", 0)):
            shown = ("--token-file", str(adder)) if adder else ()
            token = self.folder / f"{name}.token"
            token.write_text(self.done("operator", "add", name, *shown)["token"], encoding="ascii")
            adder = self.folder / "ravi.token"
            self.assertEqual(self.done("site", "show")["state"], "STANDBY")
            command = [str(self.stack.binary("producers/ctl/backstopctl")), "site", "activate", "--degraded", "--reason", reason,
                       "--token-file", str(token), "--config", str(config)]
            ended = subprocess.run(command, env=self.stack.environment(), capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)

    def test_the_operators_story(self):
        stories = self.customers()
        accounts = [story.account for story in stories]
        with self.reconciler():
            self.wait_rounds()
            self.wait_verdict("TRUSTED")

            self.alter(accounts[:1], 75)
            found = self.verdict_after_rounds("EXCEPTIONS")
            self.assertEqual(found["accounts"], 1, found)
            self.assertEqual(found["findings"][0]["name"], accounts[0])
            self.assertIn("EXCEPTIONS: 1 account", self.stack.ctl("status").stdout)
            self.assertIn("EXCEPTIONS: 1 account", self.stack.ctl("top", "--once").stdout)
            self.assertTrue(self.doctor_says()["found"].startswith("EXCEPTIONS: 1 account"))

            self.become("ACTIVE")
            self.assertIn("books: EXCEPTIONS", self.audit("site activate")[-1])
            told, rows = self.exit_all(accounts[0])
            self.assertEqual([row[1] for row in rows], ["held: the record contradicts the books"], told)
            _, rows = self.exit_all(accounts[1])
            self.assertNotIn("held", rows[0][1])
            self.become("STANDBY")

            self.alter(accounts[10:10 + MANY], 75)
            self.verdict_after_rounds("NOT_TRUSTED")
            refused = self.stack.ctl("site", "activate", "--reason", "the main site has failed")
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn("accounts differ from the record", refused.stdout + refused.stderr)
            self.assertEqual(self.done("site", "show")["state"], "STANDBY")
            self.assertEqual(self.doctor_says()["level"], "bad")

            self.degraded_by_two("nobody else can let them out")
            self.addCleanup(self.become, "STANDBY")
            self.assertIn("NOT_TRUSTED", self.audit("site activate degraded")[-1])
            self.assertIn("nobody else can let them out", self.audit("site activate degraded")[-1])
            self.become("STANDBY")

            self.alter(accounts[:1] + accounts[10:10 + MANY], -75)
            self.verdict_after_rounds("TRUSTED")
            self.assertEqual(self.done("site", "activate", "--reason", "as ever")["state"], "ACTIVE")

    def test_an_old_comparison_is_not_trusted(self):
        """A reconciler with the site's own intervals: 10 s between rounds, in which somebody empties the books."""
        self.customers()
        with self.reconciler(interval_ms=10_000, poll_ms=1_000):
            self.wait_verdict("TRUSTED")
            eventually(lambda: self.verdict()["compared_ago_us"] is not None, "every account has been compared", FOUND_S)
            self.assertRegex(self.stack.ctl("status").stdout, r"verdict .*TRUSTED; every account compared in the last \d+ s")
            for table in ("positions", "orders", "trades"):
                self.sql(f"CREATE TABLE {table}_aside LIKE {table}; RENAME TABLE {table} TO {table}_full, {table}_aside TO {table}")
            try:
                refused = self.stack.ctl("site", "activate", "--reason", "the main site has failed")
            finally:
                for table in ("positions", "orders", "trades"):
                    self.sql(f"DROP TABLE {table}; RENAME TABLE {table}_full TO {table}")
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertRegex(refused.stderr, r"NOT_TRUSTED: \d+ of \d+ accounts differ from the record")
        nobody = self.stack.ctl("site", "activate", "--reason", "a drill", "--dry-run")
        self.assertIn("not compared once more within 8 s", nobody.stdout + nobody.stderr)

    def test_the_record_is_taken_away(self):
        """While archive and reconciler are at it. What follows is recorded, and alone proves nothing."""
        stories = self.customers()
        folder, aside = self.stack.paths.lib / "archive", self.folder / "aside"
        with self.reconciler():
            self.wait_rounds()
            self.wait_verdict("TRUSTED")
            aside.mkdir()
            for path in folder.glob(f"journal-{self.stack.day}-*.bsa"):
                path.rename(aside / path.name)
            self.wait_verdict("NOT_TRUSTED")
            eventually(lambda: "1 file of the day's record taken away" in [one["reason"] for one in self.verdict()["findings"]],
                       "it says why", FOUND_S)
            eventually(lambda: self.stack.ready("archive"), "the archive works on", FOUND_S)
            for story in stories[:8]:
                self.publisher.publish(self.publisher.place(story.trade(day=self.stack.day)))
            eventually(lambda: list(folder.glob(f"journal-{self.stack.day}-*.bsa")), "what follows is recorded", FOUND_S)
            self.assertFalse({path.name for path in folder.glob("*.bsa")} & {path.name for path in aside.glob("*.bsa")})
            self.assertEqual(self.verdict()["verdict"], "NOT_TRUSTED")
            refused = self.stack.ctl("site", "activate", "--reason", "the main site has failed")
            self.assertEqual(refused.returncode, 1, refused.stdout)


if __name__ == "__main__":
    main()
