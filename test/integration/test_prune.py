#!/usr/bin/python3
"""backstopctl prune: what has reached its end goes, in small transactions, and nothing else does."""

import hashlib
import itertools
import json
import os
import subprocess
import time

from ctl_site import CTL, CtlCase
from running_site import eventually, main

DAY_US = 86_400_000_000
KEEP = 30
EVIDENCE = {"audit": 0, "approvals": 0, "broken_glass": 0}  # of other years
OLD_DAY, PARKED_DAY, REDRIVEN_DAY = 20250106, 20250107, 20250108
NEW_DAY = int(time.strftime("%Y%m%d"))
UNTOUCHED = ("orders", "trades", "positions", "watermarks", "parked", "redrives", "passed_gaps", "commands", "exits")
SLOW = "USE backstop; CREATE TRIGGER slow_prune BEFORE DELETE ON notices FOR EACH ROW DO SLEEP(0.003)"
COUNTER = itertools.count(os.getpid() * 1000)


class PruneCase(CtlCase):
    def setUp(self):
        super().setUp()
        self.source = f"p{next(COUNTER)}"
        self.who = f"who-{self.source}"
        self.now_us = time.time_ns() // 1000
        self.old_us = self.now_us - (KEEP + 1) * DAY_US
        self.addCleanup(self.clean)
        self.good("prune", "--keep-days", KEEP)  # what other tests have left

    def clean(self):
        self.stack.sql("DELETE FROM notices WHERE id LIKE %s", (self.source + "%",))
        for table in ("inbox", "parked", "parked_settled"):
            self.stack.sql(f"DELETE FROM {table} WHERE source=%s OR day<20260101", (self.source,))
        self.stack.sql("DELETE FROM redrives WHERE reason=%s", (self.source,))
        self.stack.sql("DELETE FROM discarded_letters WHERE queue=%s", (self.source,))
        self.stack.sql("DELETE FROM orders_without_number WHERE client_order_id=%s", (self.source,))

    def notices(self, name, count=1, state="sent", urgent=0, created_us=None, changed_us=None):
        created_us = created_us or self.old_us
        self.stack.sql("INSERT INTO notices (id,account,recipient,channel,urgent,template,fields,created_us,expires_us,state,changed_us)"
                       f" SELECT CONCAT(%s,seq),'','x@example.org','email',%s,'broadcast','{{}}',%s,%s,%s,%s FROM seq_1_to_{count}",
                       (f"{self.source}:{name}:", urgent, created_us, created_us + DAY_US, state, changed_us or created_us))

    def left(self):
        """Names of this test's notices that are there: {name: rows}."""
        return dict(self.stack.sql("SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(id,':',2),':',-1),COUNT(*) FROM notices WHERE id LIKE %s"
                                   " GROUP BY 1", (self.source + ":%",)))

    def inbox(self, source, day, count=1):
        self.stack.sql("INSERT INTO inbox (source,day,id,applied_us)"
                       f" SELECT %s,%s,CONCAT('E',seq),%s FROM seq_1_to_{count}", (source, day, self.old_us))

    def in_inbox(self):
        return {row[:2]: row[2] for row in self.stack.sql(
            "SELECT source,day,COUNT(*) FROM inbox WHERE source LIKE %s OR source LIKE 'redrive-%%' AND day<20260101"
            " GROUP BY source,day", (self.source + "%",))}

    def settled(self, day, settled_us):
        digest = hashlib.md5(f"{self.source}{next(COUNTER)}".encode()).digest()
        self.stack.sql("INSERT INTO parked_settled (digest,part,source,day,seq,reason,body,seen,parked_us,outcome,by_whom,why,settled_us) VALUES (%s,0,%s,%s,1,'price: missing','{}',1,%s,'discarded','x','x',%s)",
                       (digest, self.source, day, settled_us, settled_us))

    def settled_days(self):
        return sorted(row[0] for row in self.stack.sql("SELECT day FROM parked_settled WHERE source=%s", (self.source,)))

    def letter(self, at_us):
        self.stack.sql("INSERT INTO discarded_letters (queue,exchange,routing_key,encoding,body,by_whom,why,discarded_us)"
                       " VALUES (%s,'','','','x','x','x',%s)", (self.source, at_us))

    def letters(self):
        return self.stack.sql("SELECT COUNT(*) FROM discarded_letters WHERE queue=%s", (self.source,))[0][0]

    def prune(self, *words):
        return json.loads(self.good("prune", "--keep-days", KEEP, "--by", self.who, "--json", *words))


class Ended(PruneCase):
    def site_with_old_rows(self):
        """One row of each kind that may go, and beside it those that may not."""
        for state in ("sent", "dead", "waiting", "queued", "sending"):
            self.notices(state, state=state)
        self.notices("urgent", urgent=1)
        self.notices("recent", created_us=self.now_us - DAY_US)
        self.notices("late", changed_us=self.now_us - DAY_US)  # created long ago, sent yesterday
        digest = hashlib.md5(self.source.encode()).digest()
        self.redrive = f"redrive-{digest.hex()[:16]}-0"
        for source, day, count in ((self.source, OLD_DAY, 1500), (self.source, PARKED_DAY, 1), (self.source, NEW_DAY, 1),
                                   (self.redrive, REDRIVEN_DAY, 1)):
            self.inbox(source, day, count)
        # Of an old day, applied now.
        self.stack.sql("INSERT INTO inbox (source,day,id,applied_us) VALUES (%s,%s,'late',%s)", (self.source, OLD_DAY, self.now_us))
        self.stack.sql("INSERT INTO redrives (digest,body,reason,changed_us) VALUES (%s,'{}',%s,0)", (digest, self.source))
        self.stack.sql("INSERT INTO parked (digest,part,source,day,seq,reason,body,seen,parked_us) VALUES (%s,0,%s,%s,1,'price: missing','{}',1,%s)",
                       (digest, self.source, PARKED_DAY, self.old_us))
        for day, settled_us in ((OLD_DAY, self.old_us), (0, self.old_us), (OLD_DAY + 1, self.old_us), (OLD_DAY - 1, self.now_us),
                                (NEW_DAY, self.old_us)):
            self.settled(day, settled_us)
        self.letter(self.old_us)
        self.letter(self.now_us)

    def sums(self):
        return {table: self.stack.sql(f"CHECKSUM TABLE {table}")[0][1] for table in UNTOUCHED}

    def test_what_has_reached_its_end_goes_and_nothing_else(self):
        self.site_with_old_rows()
        books, audited = self.sums(), self.stack.sql("SELECT COUNT(*) FROM audit")[0][0]
        for day in (OLD_DAY, PARKED_DAY, NEW_DAY):
            self.stack.sql("INSERT INTO orders_without_number VALUES (0,'A1',%s,'NSE','FO',%s,'')", (day, self.source))
        rows = {"notices": 3, "inbox": 1500, "parked_settled": 2, "discarded_letters": 1, "orders_without_number": 1} | EVIDENCE
        told = self.prune("--dry-run")
        self.assertEqual((told["rows"], told["dry_run"], told["days_kept"]), (rows, True, [PARKED_DAY]))
        self.assertEqual((len(self.left()), self.letters(), self.audit(self.who)), (8, 2, ()))
        told = self.prune()
        self.assertEqual((told["rows"], told["limit_reached"], told["inbox_kept"]), (rows, False, False))
        self.assertEqual(self.left(), dict.fromkeys(("waiting", "queued", "sending", "recent", "late"), 1))
        self.assertEqual(self.in_inbox(), {(self.source, OLD_DAY): 1, (self.source, PARKED_DAY): 1, (self.source, NEW_DAY): 1,
                                           (self.redrive, REDRIVEN_DAY): 1})
        self.assertEqual(self.settled_days(), [OLD_DAY - 1, PARKED_DAY, NEW_DAY])
        self.assertEqual(self.letters(), 1)
        self.assertEqual(self.stack.sql("SELECT day FROM orders_without_number WHERE client_order_id=%s ORDER BY day", (self.source,)),
                         ((PARKED_DAY,), (NEW_DAY,)))
        self.assertEqual(self.sums(), books)
        begun, ended = self.audit(self.who)
        self.assertIn("begins", begun[1])
        self.assertIn("deleted notices 3, inbox 1500, parked_settled 2, discarded_letters 1, orders_without_number 1", ended[1])
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM audit")[0][0], audited + 2)
        self.assertEqual(set(self.prune()["rows"].values()), {0})

    def test_evidence_goes_after_its_years_and_open_glass_never(self):
        now_us = time.time_ns() // 1000
        for years in (9, 7):
            at_us = now_us - years * 366 * DAY_US
            self.stack.sql("INSERT INTO audit (at_us,who,action,detail) VALUES (%s,%s,'pause','x')", (at_us, self.who))
            for number, signed_us in ((years, at_us), (years * 10, 0)):
                self.stack.sql("INSERT INTO approvals (id,action,what,what_hash,why,asked_us,asked_by,asked_os_user,asked_host,asked_by_token,state) "
                               "VALUES (%s,'x','{}',REPEAT('x',32),'x',%s,'x','x','x',1,'withdrawn')", (number + 9_000_000, at_us))
                self.stack.sql("INSERT INTO broken_glass (approval,reason,broken_us,broken_by,broken_os_user,broken_host,told,countersigned_us) "
                               "VALUES (%s,'x',%s,'x','x','x',0,%s)", (number + 9_000_000, at_us, signed_us))
        self.addCleanup(self.stack.sql, "DELETE FROM approvals WHERE id>9000000")
        self.addCleanup(self.stack.sql, "DELETE FROM broken_glass WHERE approval>9000000")
        rows = self.prune()["rows"]
        self.assertEqual({table: rows[table] for table in EVIDENCE}, {"audit": 1, "approvals": 1, "broken_glass": 1})
        self.assertEqual(self.stack.sql("SELECT approval-9000000 FROM broken_glass WHERE approval>9000000 ORDER BY 1"), ((7,), (70,), (90,)))

    def test_the_limit_is_kept_and_told(self):
        self.notices("sent", 2500)
        self.letter(self.old_us)
        told = self.prune("--limit", 1100)
        self.assertEqual((told["rows"]["notices"], told["limit_reached"], self.left()), (1100, True, {"sent": 1400}))
        told = self.prune("--limit", 1400, "--dry-run")
        self.assertEqual((sum(told["rows"].values()), told["limit_reached"]), (1400, True))
        self.assertIn("the limit is reached", self.good("prune", "--keep-days", KEEP, "--limit", 1))
        self.assertEqual(self.prune()["rows"], {"notices": 1399, "inbox": 0, "parked_settled": 0, "discarded_letters": 1,
                                                "orders_without_number": 0} | EVIDENCE)

    def test_while_a_partition_is_paused_the_inbox_stays(self):
        self.inbox(self.source, OLD_DAY)
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        self.good("pause", 0, "--by", self.who, "--reason", "a look", "--wait", 0)
        told = self.prune()
        self.assertEqual((told["inbox_kept"], self.in_inbox()), (True, {(self.source, OLD_DAY): 1}))
        self.good("resume", 0, "--by", self.who, "--wait", 30)
        self.assertEqual(self.prune()["rows"]["inbox"], 1)

    def test_days_that_the_journal_may_bring_again_are_refused(self):
        self.notices("sent")
        for days in (-1, 0, 10):
            self.bad(2, "keep-days: must be 11 to", "prune", "--keep-days", days)
        self.bad(2, "--keep-days", "prune", "--keep-days", "x")
        self.assertEqual((self.left(), self.audit(self.who)), ({"sent": 1}, ()))


class Killed(PruneCase):
    def test_killed_in_the_middle_it_has_done_whole_transactions_and_goes_on(self):
        self.notices("sent", 3000)
        drop = "USE backstop; DROP TRIGGER IF EXISTS slow_prune"
        self.addCleanup(self.stack.administer, drop)
        self.stack.administer(SLOW)
        with subprocess.Popen([str(self.stack.binary(CTL)), "prune", "--config", str(self.stack.paths.etc / "ctl.toml"),
                               "--keep-days", str(KEEP), "--by", self.who], env=self.stack.environment(), text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
            self.assertEqual(running.stderr.readline(), "prune: deleted notices 1000, inbox 0, parked_settled 0, discarded_letters 0, orders_without_number 0, "
                             "audit 0, approvals 0, broken_glass 0\n")
            running.kill()
        self.stack.administer(drop)  # waits for the statement that was cut off
        self.assertIn(self.left(), ({"sent": 2000}, {"sent": 1000}))
        self.assertEqual([detail.rpartition(": ")[2] for _, detail in self.audit(self.who)], ["begins"])
        self.prune()
        eventually(lambda: self.left() == {}, "the rest is gone")


if __name__ == "__main__":
    main()
