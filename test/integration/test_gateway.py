#!/usr/bin/python3
"""backstop-gateway against an exchange that is not ours: what is sent, and what becomes of what nobody answers."""

import signal
import sys
import time

from gateway_site import EPOCH, PLAIN, SESSION, GatewayCase
from running_site import ROOT, eventually, main

sys.path.insert(0, str(ROOT / "test/support"))

from fix_exchange import FixExchange  # noqa: E402
from small_disk import small_disk  # noqa: E402

FOREIGN = {"begin_string": "FIX.4.2", "sender": "XNSE", "target": "MEMBER9", "account_tag": 440, "token_tag": 5048,
           "exchange_tag": 0, "segment_tag": 0, "product_tag": 0, "exchange": "NSE", "segment": "FO"}


class Sending(GatewayCase):
    def test_planned_rows_are_sent_once_whatever_the_messages_say(self):
        gateway = self.gateway()
        ids = self.plan(20)
        for _ in range(3):
            self.request(ids)
        self.request(["BXNOSUCHROW"])
        self.wait_states(ids, "sent")
        self.request(ids)
        eventually(lambda: self.queue_is_empty(), "all messages are acknowledged")
        self.assertEqual(sorted(self.exchange.received("D")), sorted(ids))
        self.assertEqual(self.sql("SELECT COUNT(*) FROM exits WHERE sent_us=0")[0][0], 0)
        gateway.process.send_signal(signal.SIGTERM)
        self.assertEqual(gateway.process.wait(20), 0, gateway.output())
        self.assertEqual(self.exchange.received("H"), [])

    def queue_is_empty(self):
        [queue_] = [one for one in self.stack.queues() if one["name"] == f"gateway.{SESSION}"]
        return queue_.get("messages") == 0

    def test_rows_of_another_epoch_are_fenced_off(self):
        self.gateway()
        old, good = self.plan(3, epoch=EPOCH - 1), self.plan(3)
        self.request(old + good)
        self.wait_states(good, "sent")
        self.wait_states(old, "cancelled")
        self.assertEqual(self.reason(old[0]), "epoch: fenced off")
        self.site("STANDBY", EPOCH)
        late = self.plan(2)
        self.request(late)
        self.wait_states(late, "cancelled")
        self.assertEqual(sorted(self.exchange.received("D")), sorted(good))
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_rows_of_an_expired_command_are_cancelled_and_told(self):
        self.gateway()
        old, good = self.plan(3, expires_us=time.time_ns() // 1000), self.plan(3)
        self.request(old + good)
        self.wait_states(good, "sent")
        self.wait_states(old, "cancelled")
        self.assertEqual(self.reason(old[0]), "expires_us: the command has expired")
        self.assertEqual(sorted(self.exchange.received("D")), sorted(good))
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_cancels_go_before_orders_and_the_throttle_holds(self):
        self.site("ACTIVE", EPOCH)
        orders, cancels = self.plan(30), self.plan(5, action="cancel")
        self.gateway(messages_per_second=20, burst=4)
        begun = time.monotonic()
        self.request(orders + cancels)
        self.wait_states(orders + cancels, "sent")
        self.assertGreater(time.monotonic() - begun, (35 - 4) / 20 * 0.8)
        kinds = [line[0] for line in self.exchange.lines if line[:2] in ("D ", "F ")]
        self.assertLess(max(at for at, kind in enumerate(kinds) if kind == "F"), 10)

    def test_a_row_whose_message_was_lost_is_found(self):
        self.gateway()
        ids = self.plan(2)
        self.wait_states(ids, "sent")


class Answers(GatewayCase):
    def test_refusals_are_clear_states_with_reasons(self):
        self.gateway()
        for how, words in (("reject", "price outside the band"), ("reject3", "not allowed here"),
                           ("rejectj", "not allowed here")):
            with self.subTest(how=how):
                self.exchange.tell(f"order {how}")
                [one] = self.plan()
                self.request([one])
                self.wait_states([one], "rejected")
                self.assertIn(words, self.reason(one))
        for how, words in (("unknown", "unknown order"), ("late", "too late"), ("reject3", "not allowed here")):
            with self.subTest(how=how):
                self.exchange.tell(f"cancel {how}")
                [one] = self.plan(action="cancel")
                self.request([one])
                self.wait_states([one], "rejected")
                self.assertIn(words, self.reason(one))
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_market_orders_are_refused_before_the_wire(self):
        self.gateway(market_orders=False)
        [one] = self.plan(type="market", price=0)
        self.request([one])
        self.wait_states([one], "rejected")
        self.assertEqual(self.reason(one), "type: this exchange takes no market orders")
        self.assertEqual(self.exchange.received("D"), [])

    def test_silence_is_asked_about_and_never_answered_by_a_second_order(self):
        self.exchange.tell("order silence")
        self.gateway()
        ids = self.plan(3)
        self.request(ids)
        eventually(lambda: sorted(self.exchange.received("H")) == sorted(ids), "all are asked for")
        self.wait_metric("backstop_gateway_unanswered", 0)
        self.assertEqual(self.states(ids), ["sent"] * 3)
        self.assertEqual(sorted(self.exchange.received("D")), sorted(ids))

    def test_where_status_requests_are_not_understood_the_books_decide(self):
        for how, ours in (("reject3", {}), ("rejectj", {}), ("silence", {"status_requests": False})):
            with self.subTest(how=how):
                self.exchange.tell("order silence")
                self.exchange.tell(f"status {how}")
                gateway = self.gateway(**ours)
                [one] = self.plan()
                self.request([one])
                self.wait_metric("backstop_gateway_in_doubt", 1)
                self.book(one)
                self.wait_metric("backstop_gateway_in_doubt", 0)
                self.assertEqual(self.states([one]), ["sent"])
                gateway.process.send_signal(signal.SIGTERM)
                gateway.process.wait(20)
                self.port_file.unlink()


class Crashes(GatewayCase):
    def test_killed_before_the_wire_the_row_is_called_not_received(self):
        [one] = self.plan(state="sending", sender="host:1:1:1")
        [cancel] = self.plan(action="cancel", state="sending", sender="host:1:1:1")
        self.gateway()
        self.wait_states([one, cancel], "rejected")
        self.assertEqual(self.reason(one), "not received by the exchange")
        self.assertEqual(self.exchange.received("D") + self.exchange.received("F"), [])
        self.assertEqual(self.woken(), {"GWACC1"})

    def test_killed_after_the_wire_the_row_is_sent_and_not_sent_again(self):
        self.exchange.tell("order silence")
        gateway = self.gateway()
        ids = self.plan(40)
        self.request(ids)
        eventually(lambda: len(self.exchange.received("D")) >= 5, "some are on the wire")
        gateway.process.kill()
        gateway.process.wait(20)
        self.port_file.unlink()
        self.exchange.tell("order new")
        self.gateway()
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        self.wait_metric("backstop_gateway_unanswered", 0)
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)

    def test_lost_on_the_wire_in_the_middle_of_a_batch(self):
        self.gateway()
        self.exchange.tell("refuse 8")
        ids = self.plan(30)
        self.request(ids)
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        self.wait_metric("backstop_gateway_unanswered", 0)
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)
        self.assertIn("rejected", self.states(ids))

    def test_a_full_disk_of_the_store_holds_orders_back_until_there_is_room(self):
        disk = self.enterContext(small_disk(self.folder / "gateway", 8))
        self.gateway(heartbeat_s=1)
        ids = self.plan(3)
        self.request(ids)
        self.wait_states(ids, "sent")
        disk.fill()
        eventually(lambda: "store: only" in self.page("/readyz")[1], "it says so")
        held = self.plan(3)
        self.request(held)
        eventually(lambda: "not logged on" in self.page("/readyz")[1], "the session ends")
        self.assertEqual(self.page("/readyz")[0], 503)
        self.assertFalse(set(held) & set(self.exchange.received("D")))
        disk.free()
        self.wait_states(held, "sent")
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready again")
        received = self.exchange.received("D")
        self.assertEqual(sorted(received), sorted(ids + held))

    def test_a_connection_lost_before_the_answer(self):
        self.gateway()
        self.exchange.tell("drop 3")
        ids = self.plan(6)
        self.request(ids)
        eventually(lambda: set(self.states(ids)) <= {"sent", "rejected"} or None, "all are settled")
        self.wait_metric("backstop_gateway_unanswered", 0)
        received = self.exchange.received("D")
        self.assertEqual(len(received), len(set(received)))
        for one, state in zip(ids, self.states(ids)):
            self.assertEqual(state, "sent" if one in received else "rejected", one)

    def test_an_exchange_that_has_lost_its_numbers_is_told_and_followed(self):
        foreign = self.enterContext(FixExchange(PLAIN["sender"], PLAIN["target"]))
        self.gateway(port=foreign.port)
        self.request(self.plan())
        eventually(lambda: "D" in foreign.heard, "something has passed that may be lost")
        foreign.skip(500)
        foreign.send("1", [(112, "are you there")])
        eventually(lambda: "0" in foreign.heard, "it has come past the numbers that were skipped")
        foreign.begin_anew()
        began = time.monotonic()
        self.wait_metric("backstop_gateway_exchange_resets_total", 1)
        eventually(lambda: self.page("/readyz")[0] == 200, "it is ready again", 10)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(foreign.heard.count("A"), 3)

    def test_ends_that_the_square_off_has_not_seen_are_told_at_the_start(self):
        self.plan(state="rejected", account="GWACC2")
        self.gateway()
        self.assertEqual(self.woken(), {"GWACC2"})


class Foreign(GatewayCase):
    dialect = FOREIGN

    def test_fix_4_2_with_other_names_and_tags(self):
        self.gateway()
        ids = self.plan(3) + self.plan(1, action="cancel")
        self.request(ids)
        self.wait_states(ids, "sent")
        self.wait_metric("backstop_gateway_unanswered", 0)
        self.exchange.tell("order reject")
        [one] = self.plan()
        self.request([one])
        self.wait_states([one], "rejected")


if __name__ == "__main__":
    main()
