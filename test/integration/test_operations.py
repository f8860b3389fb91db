#!/usr/bin/python3
"""What operators do to messages and books by backstopctl: parked events, gaps, dead letters."""

import json
import re
import subprocess

import pika
from ctl_site import CTL, OperationsCase
from record_marks import wait_recorded
from running_site import eventually, main, wait_until
from upstream_events import DAY
from upstream_publisher import Price, encoded
from upstream_site import remove_message

WHO = "asha"


class Parked(OperationsCase):
    WORDS = ("--by", WHO, "--reason", "a test")

    def park(self, *events, numbered=True):
        """Publishes events that will be refused -> the events as published, when they are parked."""
        before = len(self.rows())
        placed = self.publish(*events, numbered=numbered)
        eventually(lambda: len(self.rows()) == before + len(placed), "the events are parked")
        return placed

    def rows(self, *words):
        return json.loads(self.good("parked", "list", "--source", self.about.source, "--json", *words))["rows"]

    def redrive(self, *words):
        """(exit code, [(result, reason)]) of all of the story's."""
        code, output, error = self.ctl("parked", "redrive", "--source", self.about.source, *self.WORDS, "--json", *words)
        self.assertTrue(output, error)
        return code, [(one["result"], one["reason"]) for one in json.loads(output)["redriven"]]

    def edited(self, event):
        path = self.folder / "edited.json"
        path.write_bytes(encoded(event))
        return "--edit", path

    def settled(self):
        return [outcome for (outcome,) in self.stack.sql(
            "SELECT outcome FROM parked_settled WHERE source=%s ORDER BY settled_us", (self.about.source,))]

    def test_list_groups_and_shows_without_telling_who_the_customer_is(self):
        story = self.about
        [first, _] = self.park(story.trade(price=Price("1.00001")), story.trade(quantity=0))
        self.assertEqual([row["seq"] for row in self.rows()], [2, 1])
        [row] = self.rows("--reason", "price", "--account", story.account, "--since", "5m", "--day", DAY)
        self.assertEqual(row["seq"], 1)
        self.assertEqual(row["account"], story.account)
        self.assertIn(story.account, self.good("parked", "list", "--source", story.source))
        self.bad(1, "account: no account NOBODY is known here", "parked", "list", "--account", "NOBODY")
        groups = json.loads(self.good("parked", "list", "--source", story.source, "--group", "--json"))["groups"]
        self.assertEqual(sorted((group["reason"].partition(":")[0], group["count"]) for group in groups),
                         [("price", 1), ("quantity", 1)])
        shown = self.good("parked", "show", row["digest"][:12])
        self.assertNotIn(story.account, shown)
        self.assertIn(first["id"], shown)
        self.bad(2, "by: ", "parked", "show", row["digest"], "--unmask")
        self.assertIn(story.account, self.good("parked", "show", row["digest"], "--unmask", "--by", WHO))
        self.assertEqual(self.audit(WHO)[-1], ("parked show unmasked", row["digest"]))

    def test_an_event_is_applied_once_after_its_cause_is_gone_however_often_it_is_sent(self):
        story = self.about
        new = story.trade()
        [bust] = self.park(story.trade(action="bust", ref=new["id"]))
        code, ends = self.redrive("--dry-run")
        self.assertEqual((code, ends[0][0]), (1, "refused"))
        self.publish(new)
        self.wait_watermark(story, 2, DAY)
        self.assertEqual(self.redrive("--dry-run"), (0, [("would apply", "")]))
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(self.redrive(), (0, [("applied", "")]))
        self.assertEqual((self.bought(story.account), self.rows(), self.settled()), (0, [], ["redriven"]))
        [trade] = self.books.trades(story.account)
        self.assertEqual((trade["state"], trade["settled_by"]), ("busted", bust["id"]))
        self.assertEqual(self.watermark(), 2)
        self.bad(1, "nothing parked fits", "parked", "redrive", "--source", story.source, *self.WORDS)

    def test_a_redrive_that_is_killed_is_finished_by_the_next_and_counts_once(self):
        story = self.about
        [event] = self.park(story.trade(price=Price("101.35001")))
        edit = self.edited(event | {"price": Price("101.35")})
        self.stack.sql("INSERT INTO pauses (part,by_whom,reason,since_us) VALUES (%s,'test','',1)", (story.partition,))
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        eventually(lambda: self.ledger_metric("backstop_ledger_paused") == len(self.stack.ledgers), "the ledgers pause")
        tap = self.tap("events")
        child = subprocess.Popen(
            [str(self.stack.binary(CTL)), "parked", "redrive", "--config", str(self.stack.paths.etc / "ctl.toml"), "--source",
             story.source, "--wait", "60", *map(str, edit), *self.WORDS], env=self.stack.environment())
        tap.take(1)  # sent, and it waits for the ledger
        child.kill()
        child.wait(20)
        self.bad(1, "is under way", "parked", "discard", "--source", story.source, *self.WORDS)
        code, [(result, _)] = self.redrive("--wait", "1")
        self.assertEqual((code, result), (1, "unknown"))
        self.assertEqual(self.bought(story.account), 0)
        self.stack.sql("DELETE FROM pauses")
        self.assertEqual(self.redrive(), (0, [("applied", "")]))
        [(key, first), (_, second)] = [(key, body) for key, body in tap.take(2)]
        self.assertEqual((key, first), (f"trade.{story.partition:02}", second))
        self.settle()
        self.assertEqual((self.bought(story.account), len(self.books.trades(story.account))), (75, 1))

    def settle(self):
        """Waits until all that was published before is settled."""
        marker = self.story(self.about.partition)
        self.publish(marker.trade(), numbered=False)
        eventually(lambda: self.books.trades(marker.account), "an event published afterwards is applied")

    def test_an_edit_that_moves_another_position_is_noted_with_its_original(self):
        story = self.about
        fills = [story.trade(), story.trade(quantity=6435)]
        self.publish(*fills)
        for change, parked in (({"token": 99}, story.trade(side="sell", price=Price("101.35001"))),
                               ({"ref": fills[1]["id"]}, story.trade(action="bust", ref="NONE-SUCH", quantity=6435)),
                               ({}, story.trade(quantity=1, price=Price("101.35001")))):
            with self.subTest(change=change):
                [event] = self.park(parked)
                price = {"price": Price("101.35")}
                self.assertEqual(self.redrive(*self.edited(event | price | change)), (0, [("applied", "")]))
                noted = self.stack.sql("SELECT side,account,JSON_VALUE(body,'$.token'),JSON_VALUE(body,'$.ref') FROM edited_events"
                                       " WHERE JSON_VALUE(body,'$.id')=%s ORDER BY side", (event["id"],))
                if not change:
                    self.assertEqual(noted, ())
                    continue
                [sent, original] = noted
                self.assertEqual((sent[:2], original[:2]), (("sent", story.account), ("parked", story.account)))
                self.assertNotEqual(sent[2:], original[2:])
        self.assertEqual(len(json.loads(self.good("parked", "list", "--account", story.account, "--json"))["edited"]), 2)
        for told, words in (("are held as far as they rest on it", ("parked", "list")), ("held: it rests on an event that a person has changed", ("positions", "--day", DAY))):
            self.assertIn(told, self.good(*words, "--account", story.account))

    def large(self, *numbers):
        """Refused events of 3 MiB, each another one."""
        return [self.about.trade(price=Price("1.00001"), note=f"{number}" + "x" * (3 << 20)) for number in numbers]

    def kept(self):
        """(bytes that are kept whole of the source, as counted; as they are)"""
        counted = self.stack.sql("SELECT bytes FROM parked_bytes WHERE source=%s", (self.about.source,))
        found = self.stack.sql("SELECT COALESCE(SUM(LENGTH(body)),0) FROM parked WHERE source=%s AND body_bytes IS NULL", (self.about.source,))
        return counted[0][0], int(found[0][0])

    def test_beyond_its_limit_of_16_mib_a_source_keeps_the_beginning_of_its_bodies(self):
        story = self.about
        before = self.ledger_metric("backstop_ledger_parked_cut_total")
        sent = self.park(*self.large(*range(7)), numbered=False)
        cut = [row for row in self.rows() if row["kept_bytes"] < row["bytes"]]
        self.assertEqual([(row["kept_bytes"], row["bytes"] > 3 << 20) for row in cut], [(1024, True)] * 2)
        self.assertEqual(self.ledger_metric("backstop_ledger_parked_cut_total"), before + 2)
        counted, found = self.kept()
        self.assertEqual(counted, found)
        self.assertLessEqual(counted, 16 << 20)
        # Whose they are is known all the same: his exits are held.
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM parked WHERE account=%s", (story.account,))[0][0], 7)
        self.assertEqual(len(self.rows("--account", story.account)), 7)
        # A redelivery is no second body.
        self.publish(sent[0], sent[-1], numbered=False)
        eventually(lambda: self.stack.sql("SELECT SUM(seen) FROM parked WHERE source=%s", (story.source,))[0][0] == 9, "both are seen again")
        self.assertEqual(self.kept(), (counted, found))
        # What is discarded makes room.
        [whole, *_] = [row for row in self.rows() if row["kept_bytes"] == row["bytes"]]
        self.good("parked", "discard", whole["digest"], *self.WORDS)
        self.assertEqual(self.kept(), (counted - whole["bytes"], found - whole["bytes"]))
        self.park(*self.large(7), numbered=False)
        self.assertEqual(self.kept(), (counted, found))

    def test_a_cut_body_is_taken_from_the_record(self):
        *_, last = self.park(*self.large(*range(6)), numbered=False)
        [row] = [row for row in self.rows() if row["kept_bytes"] < row["bytes"]]
        wait_recorded(self.stack.amqp_url(), self.stack.paths.lib / "archive")
        code, output, error = self.ctl("parked", "redrive", row["digest"], *self.WORDS, "--dry-run", "--json")
        self.assertEqual((code, [one["result"] for one in json.loads(output)["redriven"]]), (1, ["refused"]), output + error)
        self.assertRegex(json.loads(output)["redriven"][0]["reason"], "^price: ")
        shown = json.loads(self.good("parked", "show", row["digest"], "--unmask", "--by", WHO, "--json"))
        self.assertGreater(len(shown["body"]), 3 << 20)
        # Without the record it is refused, and says what can be done; a corrected event needs no record.
        config = self.folder / "ctl.toml"
        config.write_text(re.sub(r"(?m)^archive_folder = .*$", "", (self.stack.paths.etc / "ctl.toml").read_text(encoding="utf-8")), encoding="utf-8")
        command = [str(self.stack.binary(CTL)), "parked", "redrive", row["digest"], "--config", str(config), *self.WORDS, "--json"]
        done = subprocess.run(command, env=self.stack.environment(), capture_output=True, text=True, timeout=60, check=False)
        [end] = json.loads(done.stdout)["redriven"]
        self.assertEqual((done.returncode, end["result"]), (1, "failed"))
        self.assertRegex(end["reason"], "only the first 1024 of .*archive_folder.*--edit")
        code, output, error = self.ctl("parked", "redrive", row["digest"], *self.WORDS, "--json", *self.edited(last | {"price": Price("101.35"), "note": ""}))
        self.assertEqual((code, [one["result"] for one in json.loads(output)["redriven"]]), (0, ["applied"]), output + error)

    def test_one_that_is_refused_again_stays_with_its_new_reason_and_can_be_mended_later(self):
        story = self.about
        [event] = self.park(story.trade(price=Price("101.35001")))
        before = self.stack.sql("SELECT COUNT(*) FROM trades")
        code, [(result, reason)] = self.redrive(*self.edited(event | {"quantity": 0, "price": Price("101.35")}))
        self.assertEqual((code, result), (1, "refused"))
        self.assertRegex(reason, "^quantity: ")
        self.assertEqual(self.rows()[0]["reason"], reason)
        self.assertEqual(self.redrive(*self.edited([event, event]))[1][0][0], "refused")
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM trades"), before)
        self.assertEqual(self.redrive(*self.edited(event | {"price": Price("101.35")})), (0, [("applied", "")]))
        self.assertEqual(self.bought(story.account), 75)

    def test_one_that_only_the_ledger_refuses_is_told_and_can_be_sent_again(self):
        story = self.about
        trade = story.trade()
        self.publish(trade)
        self.wait_watermark(story, 1, DAY)
        self.stack.sql("UPDATE positions SET buy_quantity=0 WHERE account=%s", (story.account,))
        self.park(story.trade(action="bust", ref=trade["id"]))
        code, [(result, reason)] = self.redrive()
        self.assertEqual((code, result), (1, "refused"))
        self.assertRegex(reason, "^database: ")
        self.assertEqual([row["redriven"] for row in self.rows()], [1])
        self.stack.sql("UPDATE positions SET buy_quantity=75 WHERE account=%s", (story.account,))
        self.assertEqual(self.redrive(), (0, [("applied", "")]))
        self.assertEqual(self.bought(story.account), 0)

    def test_discarded_ones_are_kept_with_who_and_why(self):
        story = self.about
        self.park(story.trade(quantity=0), story.trade(quantity=0, trade_no="T1"))
        self.bad(2, "digest: name one", "parked", "discard", *self.WORDS)
        self.bad(2, "--by", "parked", "discard", "--source", story.source, "--reason", "x")
        discard = ("parked", "discard", "--source", story.source, *self.WORDS)
        self.good(*discard, "--dry-run")
        self.assertEqual(len(self.rows()), 2)
        self.good(*discard)
        self.assertEqual((self.rows(), self.settled()), ([], ["discarded"] * 2))
        self.assertEqual([action for action, _ in self.audit(WHO)][-2:], ["parked discard"] * 2)


class Gaps(OperationsCase):
    def lose(self, *lost, of):
        """Publishes `of` trades, those at the places `lost` with a number that the stream never gets -> all placed."""
        placed = [self.publisher.place(self.about.trade()) for _ in range(of)]
        for number, event in enumerate(placed, start=1):
            if number not in lost:
                self.publisher.publish(event)
        eventually(self.gap, "the ledger tells of the gap")
        return placed

    def gap(self):
        """The story's gap as `gap show` tells it; None without one."""
        gaps = json.loads(self.good("gap", "show", "--json"))["gaps"]
        return next((gap for gap in gaps if gap["source"] == self.about.source), None)

    def accept(self, through, *words):
        return ("gap", "accept", "--source", self.about.source, "--day", DAY, "--partition", self.about.partition,
                "--through", through, "--by", WHO, "--reason", "never sent", *words)

    def passed(self):
        return self.stack.sql("SELECT first_seq, last_seq FROM passed_gaps WHERE source=%s ORDER BY first_seq",
                              (self.about.source,))

    def test_exactly_what_is_accepted_is_passed_over(self):
        placed = self.lose(3, 4, 5, 8, of=10)
        gap = self.gap()
        self.assertEqual((gap["watermark"], gap["first_missing"], gap["last_missing"]), (2, 3, 5))
        self.assertGreater(gap["since_us"], 0)
        self.bad(1, "through: 6 is not missing", *self.accept(6))
        self.bad(1, "through: everything below 3", *self.accept(2))
        self.good(*self.accept(4, "--dry-run"))
        self.assertEqual(self.watermark(), 2)
        self.good(*self.accept(4))
        self.assertEqual((self.watermark(), self.passed()), (4, ((3, 4),)))
        eventually(lambda: (self.gap() or {}).get("first_missing") == 5, "the rest of the gap is told")
        self.good(*self.accept(5))
        self.assertEqual((self.watermark(), self.passed()), (7, ((3, 4), (5, 5))))
        self.publisher.publish(placed[3])  # it does exist: too late
        self.publisher.publish(placed[7])
        self.wait_watermark(self.about, 10, DAY)
        self.assertEqual(self.bought(self.about.account), 7 * 75)
        accepted = [detail for action, detail in self.audit(WHO) if action == "gap accept"]
        self.assertIn("3 to 4: never sent", accepted[-2])
        self.assertIsNone(self.gap())
        self.bad(1, "no gap in this stream", *self.accept(11))

    def test_a_request_to_heal_lets_the_ledger_read_the_record(self):
        """The archive is away until the ledger has looked by itself; its next look would be half a minute later."""
        story = self.about
        self.addCleanup(self.stack.supervisor.start, "archive")
        self.stack.supervisor.stop("archive")
        wait_until(lambda: not self.stack.pid("archive"), 30, "the archive stops")
        self.pause_and_lose_one()
        eventually(lambda: self.ledger_metric("backstop_ledger_gap_seconds", partition=str(story.partition)) > 4, "it has looked")
        self.stack.supervisor.start("archive")
        wait_recorded(self.stack.amqp_url(), self.stack.paths.lib / "archive")
        self.assertEqual(json.loads(self.good("gap", "heal", story.partition, "--by", WHO, "--wait", "30", "--json")), {"healed": 1, "left": 0})
        self.assertEqual(self.watermark(), 4)
        self.bad(1, "no gap in it", "gap", "heal", story.partition, "--by", WHO)

    def pause_and_lose_one(self):
        """A message that is in the record and not in the queue."""
        for name in self.stack.ledgers:
            self.addCleanup(self.stack.supervisor.start, name)
            self.stack.supervisor.stop(name)
            wait_until(lambda name=name: not self.stack.pid(name), 30, f"{name} stops")
        self.publish(*[self.about.trade() for _ in range(4)])
        remove_message(self.stack.amqp_url(), f"ledger.{self.about.partition:02d}", 2)
        for name in self.stack.ledgers:
            self.stack.supervisor.start(name)
        eventually(self.gap, "the ledger tells of the gap")


class DeadLetters(OperationsCase):
    QUEUE, KEY = "dlq.notify", "notify.sms.bulk"
    WORDS = ("--by", WHO, "--reason", "a test")

    def setUp(self):
        super().setUp()
        self.connection = pika.BlockingConnection(pika.URLParameters(self.stack.amqp_url()))
        self.addCleanup(self.connection.close)
        self.channel = self.connection.channel()
        for queue in (self.QUEUE, self.KEY, "dlq.feed"):
            self.channel.queue_purge(queue)
            self.addCleanup(self.channel.queue_purge, queue)

    def kill(self, *bodies):
        """Lets messages become dead letters: whoever reads their queue refuses them."""
        for body in bodies:
            self.channel.basic_publish("notify", self.KEY, body, pika.BasicProperties(delivery_mode=2))
        for _ in bodies:
            method = eventually(lambda: self.channel.basic_get(self.KEY)[0], "the message is there")
            self.channel.basic_reject(method.delivery_tag, requeue=False)
        eventually(lambda: len(self.letters()) == len(bodies), "the letters are there")

    def letters(self, *words, queue=QUEUE):
        told = json.loads(self.good("dlq", "list", queue, "--json", *words))
        return told["groups" if "--group" in words else "notices" if queue == "notices" else "letters"]

    def test_looking_leaves_everything_in_its_place(self):
        self.kill(b'{"id":"one"}', b'{"id":"two"}', b'{"id":"three"}')
        letters = self.letters()
        self.assertEqual({(one["reason"], one["exchange"], one["routing_key"], one["left_queue"], one["count"])
                          for one in letters}, {("rejected", "notify", self.KEY, self.KEY, 1)})
        self.assertEqual(self.letters(), letters)
        self.assertIn('"two"', self.good("dlq", "show", self.QUEUE, letters[1]["id"]))
        self.assertEqual(self.letters("--key", "other"), [])
        [group] = self.letters("--group")
        self.assertEqual((group["reason"], group["count"]), ("rejected", 3))

    def test_one_is_sent_again_to_where_it_was_going_and_the_others_thrown_away(self):
        self.kill(b'{"id":"one"}', b'{"id":"two"}', b'{"id":"three"}')
        first, second, third = (one["id"] for one in self.letters())
        tap = self.tap("notify")
        self.good("dlq", "redrive", self.QUEUE, second, "--dry-run", *self.WORDS)
        self.assertEqual(len(self.letters()), 3)
        self.good("dlq", "redrive", self.QUEUE, second, *self.WORDS)
        self.assertEqual(tap.take(1), [(self.KEY, {"id": "two"})])
        self.assertEqual([one["id"] for one in self.letters()], [first, third])
        self.good("dlq", "discard", self.QUEUE, "--all", "--rate", "1000", *self.WORDS)
        self.assertEqual(self.letters(), [])
        bodies = [body for (body,) in self.stack.sql("SELECT body FROM discarded_letters WHERE queue=%s ORDER BY id DESC LIMIT 2",
                                                     (self.QUEUE,))]
        self.assertEqual(bodies, [b'{"id":"three"}', b'{"id":"one"}'])
        self.assertEqual([action for action, _ in self.audit(WHO)][-2:], ["dlq redrive", "dlq discard"])
        self.assertTrue(tap.empty())

    def test_what_cannot_be_routed_goes_round_once_and_is_told(self):
        """Two of no partition's key, one whose queue is there: three letters, of which two come back."""
        self.channel.queue_purge("unrouted")
        self.addCleanup(self.channel.queue_purge, "unrouted")
        for key in ("nobody.a", "somebody", "nobody.b"):
            self.channel.basic_publish("notify", key, b'{"id":"lost"}', pika.BasicProperties(delivery_mode=2))
        eventually(lambda: len(self.letters(queue="unrouted")) == 3, "the letters are there")
        self.channel.queue_bind(self.channel.queue_declare("", exclusive=True).method.queue, "notify", "somebody")
        code, output, error = self.ctl("dlq", "redrive", "unrouted", "--all", "--json", *self.WORDS)
        self.assertEqual((code, json.loads(output)), (1, {"redriven": 1, "came_back": 2, "left": 2}), error)
        code, output, error = self.ctl("dlq", "redrive", "unrouted", "--all", *self.WORDS)
        self.assertEqual((code, output.split(":")[0]), (1, "0 of 2 sent again, 2 came back"), error)
        self.assertIn("; 2 in unrouted now", output)
        output = self.good("dlq", "discard", "unrouted", "--key", "nobody.a", *self.WORDS)
        self.assertEqual(output, "1 of 1 discarded; 1 in unrouted now\n")

    def test_a_record_that_the_feed_refused_stays_until_it_is_an_event(self):
        record = '{"account":"SECRET9","price":1}'
        self.channel.basic_publish("dlx", "feed", f"price: too many decimals\n{record}".encode())
        [letter] = eventually(lambda: self.letters(queue="dlq.feed"), "the letter is there")
        self.assertEqual(letter["reason"], "price: too many decimals")
        self.assertNotIn("SECRET9", self.good("dlq", "show", "dlq.feed", letter["id"]))
        self.assertIn("SECRET9", self.good("dlq", "show", "dlq.feed", letter["id"], "--unmask", "--by", WHO))
        self.bad(1, "kind: missing", "dlq", "redrive", "dlq.feed", letter["id"], *self.WORDS)
        self.assertEqual(self.letters(queue="dlq.feed"), [letter])
        self.bad(2, "queue: must be", "dlq", "list", "ledger.00")
        self.bad(2, "id: name one", "dlq", "discard", "dlq.feed", *self.WORDS)

    def test_dead_notices_wait_again_unless_they_have_expired(self):
        for name, expires in (("fresh", 2**62), ("stale", 1)):
            self.stack.sql("INSERT INTO notices (id,account,channel,urgent,template,fields,created_us,expires_us,state,attempts,"
                           "reason,changed_us) VALUES (%s,'A1','sms',0,'x','{}',1,%s,'dead',5,'gateway: refused',1)",
                           (f"{name}-{self.account}", expires))
        self.assertEqual({notice["reason"] for notice in self.letters(queue="notices")}, {"gateway: refused"})
        self.good("dlq", "redrive", "notices", f"fresh-{self.account}", *self.WORDS)
        self.bad(1, "has not expired", "dlq", "redrive", "notices", f"stale-{self.account}", *self.WORDS)
        rows = self.stack.sql("SELECT state, attempts FROM notices WHERE id LIKE %s ORDER BY id", (f"%-{self.account}",))
        self.assertEqual(rows, (("waiting", 0), ("dead", 5)))


if __name__ == "__main__":
    main()
