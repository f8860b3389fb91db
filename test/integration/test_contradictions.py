#!/usr/bin/python3
"""An exchange that tells a fill and then refuses the same order: whatever the drop copy does, no more is sold than is held."""

import json
import time
import tomllib

import pika

from gateway_site import ACCOUNT, DAY, EPOCH, SESSION, GatewayCase
from running_site import Program, eventually, main
from upstream_publisher import partition_of

SQUAREOFF = "consumers/squareoff/backstop-squareoff"
TOKEN = 35001
HELD = 100
QUIET_S = 4  # a second order would be planned after 0.2 s, 0.4 s, 0.8 s …
WORKING_S = 12


class Contradictions(GatewayCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.clear)
        self.clear()
        self.sql("INSERT INTO customers (account,name,email,mobile,branch) VALUES (%s,'Test','','','')", ACCOUNT)
        self.sql("INSERT INTO instruments (exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
                 "band_low,band_high,previous_close,last_price,trade_for_trade) VALUES ('NSE','FO',%s,'NIFTY26NOVFUT','',0,0,'',1,500,0,"
                 "0,0,1000000,1000000,0)", TOKEN)
        self.sql("INSERT INTO positions (account,day,exchange,segment,token,product,open_quantity,open_value,buy_quantity,buy_value,"
                 "sell_quantity,sell_value) VALUES (%s,%s,'NSE','FO',%s,'NRML',%s,1,0,0,0,0)", ACCOUNT, DAY, TOKEN, HELD)
        self.command_id = f"contradiction-{time.time_ns()}"

    def clear(self):
        for table in ("customers", "positions", "orders", "commands", "exits"):
            self.sql(f"DELETE FROM {table} WHERE account=%s", ACCOUNT)
        self.sql("DELETE FROM instruments WHERE token=%s AND exchange='NSE' AND segment='FO'", TOKEN)

    def squareoff(self):
        tables = tomllib.loads((self.stack.paths.etc / "ledger-1.toml").read_text(encoding="utf-8"))
        del tables["ledger"]
        tables["http"] = {"port": 0}
        tables["squareoff"] = {"partitions": self.stack.partitions, "day": DAY, "timed": False, "sessions": [f"NSE:{SESSION}"]}
        return self.enterContext(Program(self.stack, SQUAREOFF, self.write("squareoff", tables)))

    def exit_all(self):
        now_us = time.time_ns() // 1000
        command = {"kind": "command", "id": self.command_id, "account": ACCOUNT, "day": DAY, "action": "exit", "origin": "customer",
                   "who": "test", "cancel_first": True, "price_policy": "protected", "validity": "ioc", "epoch": EPOCH,
                   "issued_us": now_us, "expires_us": now_us + 600_000_000}
        self.channel.basic_publish("commands", f"squareoff.{partition_of(ACCOUNT, self.stack.partitions):02d}",
                                   json.dumps(command).encode(), pika.BasicProperties(delivery_mode=2))

    def drop_copy_tells(self):
        """The order has filled: what the ledger would have written."""
        [one] = self.exchange.received("D")
        self.book(one)
        self.sql("UPDATE orders SET quantity=%s,filled=%s,remaining=0,state='filled' WHERE account=%s", HELD, HELD, ACCOUNT)
        self.sql("UPDATE positions SET sell_quantity=%s WHERE account=%s", HELD, ACCOUNT)

    def row(self):
        return self.sql("SELECT state, heard, filled, reason FROM exits WHERE account=%s", ACCOUNT)[0]

    def ended(self):
        return self.sql("SELECT state FROM commands WHERE id=%s AND ended_us<>0", self.command_id)

    def start(self, how="contradict"):
        self.exchange.tell(f"order {how}")
        self.gateway()
        self.squareoff()
        self.exit_all()
        eventually(lambda: self.exchange.received("D"), "an order is sent")

    def test_without_a_drop_copy_one_order_is_sent_and_stays_in_doubt(self):
        self.start()
        eventually(lambda: self.row()[0] == "doubt", f"in doubt: {self.row()}")
        time.sleep(QUIET_S)
        self.assertEqual(len(self.exchange.received("D")), 1, self.exchange.lines)
        state, heard, filled, reason = self.row()
        self.assertEqual((state, heard, filled), ("doubt", HELD, 0))
        self.assertIn("not allowed here", reason)
        self.assertEqual(self.ended(), ())
        self.wait_metric("backstop_gateway_contradicted", 1)

    def test_a_drop_copy_that_is_a_second_late_ends_it(self):
        self.start()
        time.sleep(1)
        self.drop_copy_tells()
        self.assert_done()

    def test_a_drop_copy_that_is_30_ms_late_ends_it(self):
        self.start()
        time.sleep(0.03)
        self.drop_copy_tells()
        self.assert_done()

    def assert_done(self):
        eventually(self.ended, "the command has ended", WORKING_S)
        self.assertEqual(self.ended(), (("done",),))
        self.assertEqual(len(self.exchange.received("D")), 1, self.exchange.lines)
        self.assertEqual(self.row()[:3], ("done", HELD, HELD))

    def test_a_refusal_of_another_message_ends_no_order(self):
        self.start("heartbeat")
        time.sleep(1)
        self.assertEqual(len(self.exchange.received("D")), 1)
        self.assertEqual(self.row()[0], "sent")
        self.assertEqual(self.own_metric("backstop_gateway_unmatched_refusals_total"), 1)


if __name__ == "__main__":
    main()
