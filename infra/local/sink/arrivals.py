"""What has arrived at the sink."""

import asyncio
import collections
import time

SHOWN_MAX = 500          # kept with their texts
IDS_MAX = 500_000        # kept as numbers
FOLLOWERS_MAX = 20       # pages that are told at once
FOLLOWER_QUEUE_MAX = 200


class Arrivals:
    """Counts by notice id and channel, and the last texts. Bounded; the event loop's thread only.

    `journal`: a file that keeps ids and times, no texts, so that a sink that was killed still knows what it has taken.
    """

    def __init__(self, journal=None):
        self.totals = collections.Counter()      # by channel: arrivals, repeats too
        self.repeats = 0
        self.told_known = 0                      # requests answered with "I have it already"
        self.dropped_ids = 0
        self._times = collections.OrderedDict()  # id -> [count, first and last arrival in microseconds]
        self._shown = collections.deque(maxlen=SHOWN_MAX)
        self._followers = set()
        self._journal = journal.open("a+", buffering=1, encoding="utf-8") if journal else None
        if self._journal:
            self._read_journal()

    def _read_journal(self):
        self._journal.seek(0)
        for line in self._journal:
            words = line.split()
            if line.endswith("\n") and len(words) == 3 and words[0].isdigit():
                self._count(words[1], words[2], int(words[0]))
            elif not line.endswith("\n"):
                self._journal.write("\n")  # a line that a kill has torn ends here

    def knows(self, identity):
        return identity in self._times

    def _count(self, channel, identity, now_us):
        """How often it has arrived now."""
        seen = self._times.setdefault(identity, [0, now_us, now_us])
        seen[0] += 1
        seen[2] = now_us
        self.totals[channel] += 1
        self.repeats += seen[0] > 1
        while len(self._times) > IDS_MAX:
            self._times.popitem(last=False)
            self.dropped_ids += 1
        return seen[0]

    def add(self, channel, identity, recipient, title, text):
        now_us = time.time_ns() // 1000
        count = self._count(channel, identity, now_us)
        if self._journal:
            self._journal.write(f"{now_us} {channel} {identity}\n")
        shown = {"channel": channel, "id": identity, "recipient": recipient, "title": title, "text": text,
                 "time_us": now_us, "count": count}
        self._shown.appendleft(shown)
        for queue in self._followers:
            if not queue.full():  # a page that is too slow misses some; it can be loaded again
                queue.put_nowait(shown)

    def latest(self, channel=None, identity=None, limit=100):
        found = (one for one in self._shown if channel in (None, one["channel"]) and identity in (None, one["id"]))
        return [one for one, _ in zip(found, range(limit))]

    def times(self, prefix):
        """{id: [count, first_us, last_us]} of all ids that begin so."""
        return {identity: seen for identity, seen in self._times.items() if identity.startswith(prefix)}

    def summary(self):
        return {"totals": dict(self.totals), "ids": len(self._times), "repeats": self.repeats,
                "dropped_ids": self.dropped_ids, "told_known": self.told_known}

    def clear(self):
        self.totals.clear()
        self._times.clear()
        self._shown.clear()
        self.repeats = self.dropped_ids = self.told_known = 0
        if self._journal:
            self._journal.truncate(0)

    def follow(self):
        """A queue of what arrives from now on, or None when enough pages follow. Give it back to unfollow()."""
        if len(self._followers) >= FOLLOWERS_MAX:
            return None
        queue = asyncio.Queue(FOLLOWER_QUEUE_MAX)
        self._followers.add(queue)
        return queue

    def unfollow(self, queue):
        self._followers.discard(queue)
