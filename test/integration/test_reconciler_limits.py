#!/usr/bin/python3
"""The reconciler beyond its limits of memory: it stays below them, and still finds every row that is wrong."""

import pathlib
import threading
import time

from reconciler_site import ReconcilerCase
from running_site import eventually, main
from upstream_publisher import partition_of

DAY = 20261229  # only the open day is compared
ACCOUNTS = 300  # of a partition
TRADES = 25     # of an account
AT_ONCE = 500   # events of a message
MIB = 1 << 20
SMALL = {"books_bytes_max": MIB, "held_bytes_max": MIB}
RESIDENT_MAX = 64 * MIB  # the process with its libraries, whatever the day holds
FOUND_S = 90             # a time through all shares, on a machine that does other things, too


class Peaks:
    """The highest of some figures of the process, looked at all the time. A context manager."""

    def __init__(self, case, names):
        self._case, self._names = case, names
        self.highest = dict.fromkeys(names, 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.05):
            if self._case.page("/metrics")[0] == 200:
                for name in self._names:
                    self.highest[name] = max(self.highest[name], self._case.figure(name))


def resident_peak(program):
    """VmHWM in bytes."""
    status = pathlib.Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024


class ReconcilerLimits(ReconcilerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_day(DAY)

    def accounts_of(self, story):
        """Accounts of the story's partition."""
        prefix, found = story.name.replace("-", "X").upper(), []
        for number in range(ACCOUNTS * self.stack.partitions * 4):
            account = f"{prefix}X{number}"
            if partition_of(account, self.stack.partitions) == story.partition:
                found.append(account)
        return found[:ACCOUNTS]

    def publish(self, story, accounts, each):
        """Returns the last number."""
        events = [self.publisher.place(story.trade(day=DAY, account=account)) for _ in range(each) for account in accounts]
        for first in range(0, len(events), AT_ONCE):
            self.publisher.publish_batch(events[first:first + AT_ONCE])
        return events[-1]["seq"]

    def test_a_day_that_does_not_fit(self):
        stories = [self.story(partition) for partition in range(self.stack.partitions)]
        accounts = {story.partition: self.accounts_of(story) for story in stories}
        for story in stories:
            self.wait_watermark(story, self.publish(story, accounts[story.partition], TRADES), DAY, 60)
        names = ("books_bytes", "held_bytes", "memory_bytes", "shares")
        with self.reconciler(**SMALL) as program, Peaks(self, names) as peaks:
            eventually(lambda: self.page("/metrics")[0] == 200 and self.figure("cycle_seconds") > 0,
                       "all accounts have had their turn", FOUND_S)
            self.assertEqual(self.figure("differences", part="journal"), 0, program.output())
            altered = [accounts[story.partition][place] for place, story in enumerate(stories, start=7)]
            where = "account IN (" + ",".join(f"'{account}'" for account in altered) + ")"
            self.sql(f"UPDATE positions SET buy_quantity=buy_quantity+1 WHERE day={DAY} AND {where}")
            begun = time.monotonic()
            eventually(lambda: self.found_accounts(altered) == set(altered), "each is found", FOUND_S)
            print(f"found after {time.monotonic() - begun:.1f} s in {self.figure('shares'):.0f} shares", flush=True)
            self.sql(f"UPDATE positions SET buy_quantity=buy_quantity-1 WHERE day={DAY} AND {where}")
            eventually(lambda: not self.found_accounts(altered), "and forgotten", FOUND_S)
            # The site's own reconciler may have taken them back before this one has come to their share again.
            eventually(lambda: self.figure("differences", part="journal") == 0, "by this one, too", FOUND_S)

            self.drop_and_read_again(stories[0], accounts[0])
            self.sql(f"UPDATE positions SET sell_quantity=1 WHERE day={DAY} AND account='{altered[0]}'")
            eventually(lambda: self.found_accounts(altered) == set(altered[:1]), "it goes on", FOUND_S)
            self.sql(f"UPDATE positions SET sell_quantity=0 WHERE day={DAY} AND account='{altered[0]}'")
            eventually(lambda: not self.found_accounts(altered), "to its end", FOUND_S)
            print(f"highest: {peaks.highest}, resident {resident_peak(program)}", flush=True)
            self.assertGreaterEqual(peaks.highest["shares"], 2)
            self.assertLessEqual(peaks.highest["books_bytes"], MIB * 1.1)
            self.assertLessEqual(peaks.highest["held_bytes"], MIB * 1.1)
            self.assertLessEqual(resident_peak(program), RESIDENT_MAX)

    def drop_and_read_again(self, story, accounts):
        """The live books of one partition stand still while events come for it. A share that ends in that time takes with it
        what was dropped, for the next one is read from the day's beginning: another time, then."""
        deadline = time.monotonic() + FOUND_S
        while self.figure("rewinds_total") == 0:
            self.assertLess(time.monotonic(), deadline, "nothing that was dropped is read again")
            self.sql(f"INSERT INTO pauses (part,by_whom,reason,since_us) VALUES ({story.partition},'asha','a look',1)")
            try:
                last = self.publish(story, accounts, TRADES)
                eventually(lambda: self.figure("held_bytes") > MIB / 16, "they wait", 40)
            finally:
                self.sql("DELETE FROM pauses")
            self.wait_watermark(story, last, DAY, 60)
            eventually(lambda: self.figure("held_events") == 0, "none waits any more", FOUND_S)

    def found_accounts(self, accounts):
        return {row["account"] for row in self.books._rows("SELECT account FROM differences WHERE day=%s AND account IN %s",
                                                           DAY, accounts)}

    def test_more_events_without_a_number_than_it_may_remember(self):
        story = self.story()
        count = 16_000  # each takes some 40 bytes, three times
        events = [self.publisher.place(story.trade(day=DAY), False) for _ in range(count)]
        for first in range(0, count, AT_ONCE):
            self.publisher.publish_batch(events[first:first + AT_ONCE])
        eventually(lambda: self.stack.sql("SELECT COUNT(*) FROM inbox WHERE source=%s", (story.source,))[0][0] == count,
                   "they are in the books", 60)
        with self.reconciler():
            self.wait_rounds()
            taken = self.figure("unnumbered_bytes")
            self.assertGreater(taken, count * 60)
            self.assertLess(taken, count * 200)
        with self.reconciler(unnumbered_bytes_max=MIB) as program:
            eventually(lambda: "unnumbered_bytes_max" in self.page("/readyz")[1], "it says that there are too many", 40)
            self.assertIn("nothing is compared on this day", program.output())
            rounds = self.rounds()
            eventually(lambda: self.figure("unnumbered_bytes") < MIB / 8, "it remembers none of them", 40)
            self.assertEqual(self.rounds(), rounds)
            self.stack.open_day(DAY + 1, "test", backwards=True)
            eventually(lambda: self.page("/readyz")[0] == 200, "another day is compared", 40)


if __name__ == "__main__":
    main()
