"""What the test of days counts: everything here must be 0, and what the programs take must stay what it was."""

import datetime
import os

from carried_fold import differing
from days_site import StackError
from trading_days import INDIA

ZEROS = ("differences", "oversold", "sent_on_another_day", "open_rows_of_earlier_days", "untold_customers", "false_alarms",
         "intraday_left_open")
SAMPLES_MAX = 20
GROWTH_MAX = 1.5        # of what a program takes, against the end of the first day
GROWTH_FREE_KIB = 65536  # and so much more is nobody's leak
DESCRIPTORS_MORE_MAX = 64  # pools of connections are as large as the largest burst so far


class Judge:
    """Counts over all days; `samples` are the first things that were wrong, in words."""

    def __init__(self, site):
        self._site = site
        self.counts = dict.fromkeys(ZEROS, 0)
        self.samples = []
        self.allowed = set()  # words of errors that are expected now
        self._read = {}       # log -> how far it was read
        self._taken = {}

    def add(self, name, count, sample):
        self.counts[name] += count
        if count and len(self.samples) < SAMPLES_MAX:
            self.samples.append(f"{self._site.today.number} {name}: {sample}")

    def books(self, fold):
        """At the end of a day: the exchange's books and ours, and what ours begin each day with against the fold."""
        found = self._site.wait_books()
        self.add("differences", found["differences"] + found["duplicate_orders"], found["samples"])
        self.add("oversold", found["oversold"], found["samples"])
        day = self._site.today.number
        fold.add_day(day, self._site.venue_sums())
        self.beginnings(fold, day)

    def beginnings(self, fold, day):
        expected, found = fold.begins_with(day), self._site.begun_with(day)
        wrong = differing(expected, found)
        self.add("differences", len(wrong), [(key, expected.get(key), found.get(key)) for key in wrong[:3]])

    def intraday(self):
        """Behind a close nobody holds what should have been squared off."""
        left = self._site.intraday_open()
        self.add("intraday_left_open", len(left), left[:3])

    def rows(self):
        """Orders of ours."""
        today = self._site.today.number
        for client_order_id, day, sent_us in self._site.stack.sql("SELECT client_order_id,day,sent_us FROM exits WHERE sent_us>0"):
            sent = int(datetime.datetime.fromtimestamp(sent_us / 1e6, INDIA).strftime("%Y%m%d"))
            self.add("sent_on_another_day", sent != day, f"{client_order_id} of {day} was sent on {sent}")
        left = self._site.stack.sql("SELECT client_order_id,day,CONCAT(state,'') FROM exits WHERE ended_us=0 AND day<%s", (today,))
        self.add("open_rows_of_earlier_days", len(left), left[:3])

    def customers(self):
        """Every command that has ended has been told, and of a cut-off what came of all its attempts. Returns how many were."""
        told = self._site.stack.sql("SELECT c.id,EXISTS (SELECT 1 FROM notices n WHERE n.account=c.account AND n.fields LIKE CONCAT('%\"',c.id,'\"%'))"
                                    " FROM commands c WHERE c.ended_us>0 AND c.id NOT LIKE 'cutoff:%'")
        untold = [command for command, is_told in told if not is_told]
        self.add("untold_customers", len(untold), untold[:3])
        # The notice names the last attempt.
        cutoffs = self._site.stack.sql("SELECT a.account,a.day,a.to_tell,EXISTS (SELECT 1 FROM exits e WHERE e.account=a.account AND e.day=a.day AND"
                                       " e.command_id LIKE CONCAT('cutoff:',a.day,':%') AND e.filled>0),EXISTS (SELECT 1 FROM notices n WHERE"
                                       " n.account=a.account AND n.fields LIKE CONCAT('%\"cutoff:',a.day,':%')) FROM cutoff_accounts a")
        untold = [row for row in cutoffs if row[2] or (row[3] and not row[4])]
        self.add("untold_customers", len(untold), untold[:3])
        return len(told) + len(cutoffs)

    def alarms(self):
        """Errors of the logs that nothing explains."""
        for log in sorted(self._site.stack.paths.log.glob("*.log")):
            for line in self._fresh_lines(log):
                if '"level":"error"' in line and not any(word in line for word in self.allowed):
                    self.add("false_alarms", 1, f"{log.name}: {line[:400]}")

    def trusted(self, when):
        """The site's verdict, which may take a moment after a change."""
        try:
            self._site.wait_trusted()
        except StackError as error:
            self.add("false_alarms", 1, f"{when}: {error}")

    def _fresh_lines(self, log):
        begin = self._read.get(log, 0)
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            if file.tell() < begin:
                begin = 0  # it was rotated
            file.seek(begin)
            text = file.read()
        self._read[log] = begin + len(text)
        return text.decode(errors="replace").splitlines()

    def take(self):
        """{program: (resident KiB, open descriptors)} now; the first call's is what later ones are held against."""
        found = {}
        for one in self._site.stack.supervisor.programs():
            if one["pid"]:
                with open(f"/proc/{one['pid']}/status", encoding="ascii") as file:
                    resident = next((int(line.split()[1]) for line in file if line.startswith("VmRSS")), 0)
                found[one["name"]] = (resident, len(os.listdir(f"/proc/{one['pid']}/fd")))
        return found

    @staticmethod
    def grown(first, last):
        """Programs that took more than may be."""
        return {name: {"first": first[name], "last": last[name]} for name in first.keys() & last.keys()
                if last[name][0] > first[name][0] * GROWTH_MAX + GROWTH_FREE_KIB or last[name][1] > first[name][1] + DESCRIPTORS_MORE_MAX}
