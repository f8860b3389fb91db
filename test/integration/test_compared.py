#!/usr/bin/python3
"""What backstop-replay compares: each column of the schema is compared or named as not compared, parked rows by their digest."""

import hashlib
import itertools

from replay_site import ReplayCase
from running_site import eventually, main
from upstream_publisher import Price


class Columns(ReplayCase):
    days = itertools.count(20261201)

    def quick(self, *arguments):
        """A verify that does not wait for what will not come -> its report."""
        with self.start("verify", *arguments, config=self.configuration(settle_ms=500)) as replay:
            _, report = replay.end()
        self.assertEqual((report["failure"], report["gaps"]), ("", []))
        return report

    def differences(self, *arguments):
        return self.named(self.quick(*arguments))

    def park(self, text):
        """An event that cannot be read, in a partition's queue -> a condition that names its row."""
        self.publisher.publish_body(text, "trade.01")
        eventually(lambda: self.books.parked_body(text), "it is parked")
        return "digest=UNHEX('" + hashlib.md5(b"1:" + text).hexdigest() + "')"

    def test_each_column_of_the_schema_is_compared_or_named_as_not(self):
        self.play(trades=1)
        listed = {table["table"]: table for table in self.assert_equal_books()["columns"]}
        self.assertEqual(listed["parked"]["not_compared"], ["seen", "parked_us", "account", "short_body", "body_bytes", "cut_account"])
        for table, columns in listed.items():
            with self.subTest(table=table):
                schema = {name for name, in self.sql("SELECT column_name FROM information_schema.columns WHERE "
                                                     "table_schema=DATABASE() AND table_name=%s", table)}
                self.assertEqual(set(columns["compared"]) | set(columns["not_compared"]), schema)
                self.assertFalse(set(columns["compared"]) & set(columns["not_compared"]))

    def test_any_compared_column_that_is_altered_is_told(self):
        story, *_ = self.play(trades=1)
        altered = {"VARCHAR": "'ALTERED'", "BINARY": "UNHEX(REPEAT('0',48))", "BIGINT": "7777", "INT": "7777"}
        for table, columns in (("orders", self.compared("orders")), ("trades", self.compared("trades")),
                               ("positions", self.compared("positions"))):
            for name, kind in columns:
                value = altered.get(kind) or f"IF({name}+0=1,2,1)"
                with self.subTest(table=table, column=name):
                    self.sql("CREATE OR REPLACE TEMPORARY TABLE before_it AS SELECT * FROM " + table + " WHERE account=%s", story.account)
                    self.sql(f"UPDATE {table} SET {name}={value} WHERE account=%s AND day=%s", story.account, self.day)
                    found = self.differences("--account", story.account)
                    self.sql(f"REPLACE INTO {table} SELECT * FROM before_it")
                    self.assertEqual(found, [(table, "altered", name)])
        self.assert_equal_books()

    def compared(self, table):
        """Columns that are no key's and the record's -> (name, kind) each."""
        return [row for row in self.sql("SELECT column_name,UPPER(data_type) FROM information_schema.columns WHERE table_schema="
                                        "DATABASE() AND table_name=%s AND column_key<>'PRI'", table)
                if row[0] not in ("open_quantity", "open_value")]

    def test_what_nobody_could_read_is_compared_by_its_digest(self):
        story, *_ = self.play(trades=1)
        row = self.park(b'{"kind":"trade","account":"' + story.account.encode() + f'","id":"{story.name}'.encode())
        self.assert_equal_books()
        for change, column in (("body='{}'", "body"), ("reason='no reason'", "reason"), ("day=20200101", "day"),
                               (f"day={self.day}", "day"), ("source='x'", "source")):
            with self.subTest(change=change):
                self.sql("CREATE OR REPLACE TEMPORARY TABLE before_it AS SELECT part,body,digest,source,day,seq,reason,parked_us "
                         f"FROM parked WHERE {row}")
                self.assertEqual(self.sql(f"UPDATE parked SET {change} WHERE {row}"), 1)
                self.assertIn(("parked", "altered", column), self.differences())
                self.assertIn(("parked", "altered", column), self.differences("--partition", 1))
                self.sql(f"DELETE FROM parked WHERE {row}")
                self.assertEqual(self.differences(), [("parked", "missing", "")])
                self.sql("INSERT INTO parked (part,body,digest,source,day,seq,reason,parked_us) SELECT * FROM before_it")
        self.assert_equal_books()
        # An operator has settled it.
        self.sql("INSERT INTO parked_settled (digest,part,source,day,seq,reason,body,seen,parked_us,outcome,by_whom,why,settled_us) SELECT digest,part,source,day,seq,reason,body,seen,parked_us,'discarded','x','x',1 "
                 f"FROM parked WHERE {row}")
        self.sql(f"DELETE FROM parked WHERE {row}")
        self.assert_equal_books()

    def test_what_nobody_could_read_and_the_ledger_never_got_is_missing(self):
        self.play(trades=1)
        body = b'{"kind":"trade","id":"cut off'
        for ledger in self.stack.ledgers:
            self.stack.supervisor.stop(ledger)
        try:
            eventually(lambda: not any(self.stack.pid(ledger) for ledger in self.stack.ledgers), "no ledger runs")
            self.publisher.publish_body(body, "trade.01")
            self.stack.rabbitmqctl("purge_queue", "-p", "backstop", "ledger.01")
        finally:
            for ledger in self.stack.ledgers:
                self.stack.supervisor.start(ledger)
        report = self.quick()
        self.assertEqual(self.named(report), [("parked", "missing", "")])
        self.assertEqual(report["differences"][0]["key"].lower(), hashlib.md5(b"1:" + body).hexdigest())
        self.park(body)
        self.assert_equal_books()

    def test_cut_bodies_are_compared_by_digest_size_and_beginning(self):
        story, *_ = self.play(trades=1)
        self.publish(story, *(story.trade(price=Price("1.12345"), note=f"{number}" + "x" * (3 << 20)) for number in range(7)))
        self.wait_watermark(story, 9, self.day)
        cut = f"source='{story.source}' AND body_bytes IS NOT NULL ORDER BY seq LIMIT 1"
        self.assertEqual(self.sql("SELECT COUNT(*) FROM parked WHERE source=%s AND body_bytes IS NOT NULL", story.source)[0][0], 2)
        self.assert_equal_books()
        self.assert_equal_books("--account", story.account)
        # Another row was cut by whoever came in another order: the same body all the same.
        self.sql(f"UPDATE parked SET cut_account=account,body_bytes=LENGTH(body),body=LEFT(body,1024) WHERE source='{story.source}' AND body_bytes IS NULL LIMIT 1")
        self.assert_equal_books()
        for change in ("body=CONCAT('?',SUBSTRING(body,2))", "body_bytes=body_bytes+1"):
            with self.subTest(change=change):
                [[before, size]] = self.sql(f"SELECT body,body_bytes FROM parked WHERE {cut}")
                self.sql(f"UPDATE parked SET {change} WHERE {cut}")
                self.assertEqual(self.differences(), [("parked", "altered", "body")])
                self.sql("UPDATE parked SET body=%s,body_bytes=%s WHERE " + cut.replace("%", "%%"), before, size)
        self.assert_equal_books()

    def test_what_was_parked_of_an_event_is_compared_also_of_one_account(self):
        story, other, *_ = self.play(trades=1)
        self.publish(story, story.trade(price=Price("1.12345")))
        self.publish(other, other.trade(action="bust", ref="NOSUCH"))
        for one in (story, other):
            self.wait_watermark(one, 3, self.day)
            self.assert_equal_books("--account", one.account)
        condition = f"source='{story.source}' AND day={self.day}"
        for change, column in (("body=REPLACE(body,'1.12345','1.12346')", "body"), ("reason='no reason'", "reason"),
                               ("day=20200101", "day"), ("seq=9", "seq")):
            with self.subTest(change=change):
                self.sql("CREATE OR REPLACE TEMPORARY TABLE before_it AS SELECT part,body,digest,source,day,seq,reason,parked_us "
                         f"FROM parked WHERE {condition}")
                self.assertEqual(self.sql(f"UPDATE parked SET {change} WHERE {condition}"), 1)
                self.assertEqual(self.differences(), [("parked", "altered", column)])
                self.assertEqual(self.differences("--account", story.account), [("parked", "altered", column)])
                self.assertEqual(self.differences("--account", other.account), [])
                self.sql("DELETE FROM parked WHERE digest=(SELECT digest FROM before_it)")
                self.assertEqual(self.differences("--account", story.account), [("parked", "missing", "")])
                self.sql("INSERT INTO parked (part,body,digest,source,day,seq,reason,parked_us) SELECT * FROM before_it")
        self.assert_equal_books()


if __name__ == "__main__":
    main()
