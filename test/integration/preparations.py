"""What has to have happened before some commands of docs/operations.md, by the names that the page's remarks use.

A preparation leaves what the page calls $ACCOUNT and the like in `variables`.
"""

import datetime
import json
import time

import pika
from main_site import PLACED, Instruments, MainSite
from stack import wait_until
from upstream_events import DAY, Story
from upstream_publisher import Price, UpstreamPublisher, encoded

DEADLINE_S = 30
LOTS = 10


class Preparations:
    """`stack()` gives the running stack, `work` is the folder that the commands run in."""

    def __init__(self, stack, work):
        self._stack = stack
        self._work = work
        self._main_site = None
        self.variables = {}

    def close(self):
        if self._main_site:
            self._main_site.__exit__()

    def main_site(self):
        """Its session logs on once in the life of a stack."""
        if not self._main_site:
            self._main_site = MainSite(self._stack())
        return self._main_site

    def prepare(self, name):
        getattr(self, name)()

    def ctl(self, *arguments):
        """What backstopctl prints as JSON; it must succeed."""
        result = self._stack().ctl(*arguments, "--json")
        if result.returncode != 0:
            raise AssertionError(f"backstopctl {arguments[0]}: {result.stderr}")
        return json.loads(result.stdout)

    def active_site(self):
        if self.ctl("site", "show")["state"] != "ACTIVE":
            self.ctl("site", "activate", "--reason", "the main site does not answer")

    def no_operators(self):
        """The page is the first to add some."""
        self._stack().sql("DELETE FROM operators")

    def two_operators(self):
        """ravi.token and asha.token are those of two operators, who are added where they are lost."""
        known = {row[0] for row in self._stack().sql("SELECT name FROM operators WHERE revoked_us=0")}
        if {"ravi", "asha"} <= known and (self._work / "asha.token").exists():
            return
        self.no_operators()
        for name, adder in (("ravi", None), ("asha", "ravi")):
            shown = ("--token-file", str(self._work / f"{adder}.token")) if adder else ()
            (self._work / f"{name}.token").write_text(self.ctl("operator", "add", name, *shown)["token"], encoding="ascii")

    def position_and_orders(self):
        """$ACCOUNT has MIS and NRML shares of $TOKEN and two working orders, one of them $ORDER."""
        stack = self._stack()
        share = Instruments(stack.paths).first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)
        account, branch = stack.sql("SELECT account, branch FROM customers ORDER BY account LIMIT 1")[0]
        main_site = self.main_site()
        for product in ("MIS", "NRML"):
            main_site.fill(account, share, product, "buy", LOTS * share["lot"])
        placed = [main_site.order(account, share, "MIS", "sell", share["lot"], share["band_high"], PLACED) for _ in range(2)]
        orders = [report[37] for report in placed]
        wait_until(lambda: self._known_orders(account).issuperset(orders), DEADLINE_S, "the books know the orders")
        self.variables |= {"ACCOUNT": account, "ORDER": orders[0], "TOKEN": str(share["token"]), "SYMBOL": share["symbol"], "LOT": str(share["lot"]),
                           "COMMAND": f"page-{time.time_ns()}", "BRANCH": branch}

    def instrument(self):
        """$TOKEN is a share."""
        share = Instruments(self._stack().paths).first("NSE", "CM", lambda row: row["previous_close"] < 30_000_000)
        self.variables["TOKEN"] = str(share["token"])

    def order_in_doubt(self):
        """$IN_DOUBT is an order of ours that has had no answer for five minutes."""
        stack = self._stack()
        account = stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1")[0][0]
        name, sent_us = f"BXP{time.time_ns()}", (time.time_ns() // 1000) - 300_000_000
        stack.sql("INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,action,session,epoch,exchange,segment,"
                  "token,symbol,product,side,type,validity,quantity,price,target_client_order_id,target_exchange_order_id,state,planned_us,"
                  "expires_us,sent_us,doubt_us) SELECT %s,%s,day,'page',1,1,1,'exit','page',1,'NSE','CM',1,'PAGE','CNC','sell','limit','ioc',1,1,'',"
                  "'','doubt',%s,%s,%s,%s FROM trading_day", (name, account, sent_us, sent_us, sent_us, sent_us))
        self.variables["IN_DOUBT"] = name

    def open_command(self):
        """$COMMAND is one of $ACCOUNT."""
        self.active_site()
        self.position_and_orders()
        self._stack().ctl("exit-all", "--account", self.variables["ACCOUNT"], "--id", self.variables["COMMAND"])
        self.ctl("commands", "show", self.variables["COMMAND"])

    def _known_orders(self, account):
        return {row[0] for row in self._stack().sql("SELECT exchange_order_id FROM orders WHERE account=%s", (account,))}

    def list_of_customers(self):
        """customers.csv names $ACCOUNT and a number that is no customer's."""
        account = self._stack().sql("SELECT account FROM customers ORDER BY account LIMIT 1")[0][0]
        (self._work / "customers.csv").write_text(
            f'account,mobile,body\n{account},,"Your margin, please."\n,919000000000,"Yours, too."\n', encoding="ascii")
        self.variables["ACCOUNT"] = account

    def positions_of_a_branch(self):
        """accounts.txt names $ACCOUNT, which has positions again; the mass exits get names."""
        self.position_and_orders()
        (self._work / "accounts.txt").write_text(self.variables["ACCOUNT"] + "\n", encoding="ascii")
        self.variables |= {"MASS_EXIT": f"mass-{time.time_ns()}", "SECOND_MASS_EXIT": f"mass-{time.time_ns()}"}

    def publish(self, *events):
        """Publishes placed events over a link of its own."""
        with UpstreamPublisher(pika.URLParameters(self._stack().amqp_url()), self._stack().partitions, lambda: 0.5) as publisher:
            for event in events:
                publisher.publish(event)

    def story(self):
        """(a Story, its first trades as placed events)."""
        story = Story(self._stack().partitions)
        placed = [story.trade(partition=story.partition, seq=number) for number in range(1, 5)]
        return story, placed

    def parked_event(self):
        """Two events of $PARKED_SOURCE are parked for their prices, one of them is $DIGEST; corrected.json mends it."""
        story, (first, second, *_) = self.story()
        self.publish(first | {"price": Price("1.00001")}, second | {"price": Price("0")})
        def rows():
            return self.ctl("parked", "list", "--source", story.source)["rows"]
        wait_until(lambda: len(rows()) == 2, DEADLINE_S, "the events are parked")
        (self._work / "corrected.json").write_bytes(encoded(first))
        digest = next(row["digest"] for row in rows() if row["seq"] == 1)
        self.variables |= {"DIGEST": digest, "PARKED_SOURCE": story.source}

    def dead_letters(self):
        """One letter in dlq.notify, $LETTER, as if a reader had refused it, and one in dlq.feed."""
        death = {"queue": "notify.sms.bulk", "reason": "rejected", "exchange": "notify", "routing-keys": ["notify.sms.bulk"],
                 "count": 1}
        connection = pika.BlockingConnection(pika.URLParameters(self._stack().amqp_url()))
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", "dlq.notify", b'{"id":"page"}', pika.BasicProperties(headers={"x-death": [death]}))
        channel.basic_publish("dlx", "feed", b"price: missing\n{}")
        connection.close()
        self.variables["LETTER"] = self.ctl("dlq", "list", "dlq.notify")["letters"][-1]["id"]

    def gap(self):
        """The stream ($GAP_SOURCE, $GAP_DAY, $GAP_PARTITION) lacks numbers up to $GAP_THROUGH."""
        story, (first, _, _, last) = self.story()
        self.publish(first, last)
        wait_until(lambda: any(gap["source"] == story.source for gap in self.ctl("gap", "show")["gaps"]), DEADLINE_S,
                   "the ledger tells of the gap")
        self.variables |= {"GAP_SOURCE": story.source, "GAP_DAY": str(DAY), "GAP_PARTITION": str(story.partition),
                           "GAP_THROUGH": "3"}

    def day_before(self):
        """Yesterday is open, and somebody holds something; $DAY is the one that the page opens."""
        stack = self._stack()
        today = stack.day
        yesterday = (datetime.datetime.strptime(str(today), "%Y%m%d") - datetime.timedelta(days=1)).strftime("%Y%m%d")
        stack.sql("DELETE FROM trading_day")
        self.ctl("day", "open", "--day", yesterday, "--hours", "24", "--reason", "the page's yesterday")
        account = stack.sql("SELECT account FROM customers ORDER BY account DESC LIMIT 1")[0][0]
        stack.sql("REPLACE INTO positions (account,day,exchange,segment,token,product,open_quantity,open_value,buy_quantity,buy_value,"
                  "sell_quantity,sell_value) VALUES (%s,%s,'NSE','FO',1,'NRML',75,75,0,0,0,0)", (account, yesterday))
        self.variables |= {"DAY": str(today)}

    def carried_day(self):
        """The open day has begun with yesterday's positions."""
        self.day_before()
        self.day_goes_on()

    def day_goes_on(self):
        """The page has closed it."""
        self.ctl("day", "open", "--day", str(self._stack().day), "--hours", "24", "--ahead", "--reason", "the page goes on")

    def old_rows(self):
        """A notice that was sent a hundred days ago."""
        sent_us = (time.time_ns() // 1000) - 100 * 86_400_000_000
        self._stack().sql("INSERT INTO notices (id,account,recipient,channel,urgent,template,fields,created_us,expires_us,state,changed_us)"
                          " VALUES (%s,'','someone@example.com','email',0,'broadcast','{}',%s,%s,'sent',%s)",
                          (f"page:{time.time_ns()}:email", sent_us, sent_us, sent_us))

    def played_day(self):
        """$ACCOUNT has traded on $DAY, and the books know it."""
        story, placed = self.story()
        self.publish(*placed)
        wait_until(lambda: self._stack().sql("SELECT COUNT(*) FROM trades WHERE account=%s", (story.account,))[0][0] == len(placed),
                   DEADLINE_S, "the trades are in the books")
        self.variables |= {"ACCOUNT": story.account, "DAY": str(DAY)}

    def damaged_row(self):
        """Somebody has changed a position of $ACCOUNT by hand."""
        self._stack().sql("UPDATE positions SET buy_quantity=buy_quantity+1 WHERE account=%s", (self.variables["ACCOUNT"],))

    def lost_day(self):
        """The archive holds $DAY up to the end; then the books lose it."""
        day = self.variables["DAY"]
        folder = self._stack().paths.lib / "archive" / day
        wait_until(lambda: self._stack().replay("verify", day, "--archive", folder, "--open")[0] == 0, 2 * DEADLINE_S,
                   "the archive has all that the books have")
        for table in ("orders", "trades", "positions", "watermarks", "inbox", "parked", "record_heads"):
            self._stack().sql(f"DELETE FROM {table} WHERE day=%s", (day,))
