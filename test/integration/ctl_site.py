"""backstopctl as an operator uses it, and an account with a position and a working order for it to work on."""

import itertools
import json
import os
import subprocess
import zlib

import pika
import upstream_events
from running_site import SiteCase, eventually

CTL = "producers/ctl/backstopctl"
DAY = 20260805  # that is open while these tests run
TOKEN = 53001
GROUPS = ("cutoff", "site", "day", "instrument", "command", "commands", "in-doubt", "mass-exit", "parked", "dlq", "gap", "operator", "request", "audit")  # whose commands have two words
COUNTER = itertools.count(os.getpid() * 1000)
DEADLINE_S = 60


class Tap:
    """A queue of our own with a copy of everything that an exchange gets while it is open."""

    def __init__(self, url, exchange):
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("", exclusive=True).method.queue
        self._channel.queue_bind(self._queue, exchange, "#")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def take(self, count):
        """The next `count` messages as (routing key, body as Python values); AssertionError without so many."""
        taken = []

        def complete():
            method, _, body = self._channel.basic_get(self._queue, auto_ack=True)
            if method is not None:
                taken.append((method.routing_key, json.loads(body)))
            return len(taken) == count
        eventually(complete, f"{count} messages")
        return taken

    def empty(self):
        return self._channel.basic_get(self._queue, auto_ack=True)[0] is None


class CtlCase(SiteCase):
    """At a site that is ACTIVE; `self.account` is long 150 of an option, with a working sell order of 75."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_day(DAY)

    def setUp(self):
        super().setUp()
        self.account = f"CT{next(COUNTER)}"
        self.put_site("ACTIVE")
        self.add_customer(self.account)
        self.stack.sql("REPLACE INTO instruments VALUES ('NSE','FO',%s,'NIFTY26AUG24000CE','',20260827,240000000,'CE',"
                       "75,500,1800,10000,5000000,1000000,1013500,FALSE,FALSE)", (TOKEN,))
        self.stack.sql("INSERT INTO positions VALUES (%s,%s,'NSE','FO',%s,'NRML',0,0,150,150000000,0,0)",
                       (self.account, DAY, TOKEN))
        self.order = f"11{self.account}"
        self.stack.sql("INSERT INTO orders (account,day,exchange,segment,exchange_order_id,client_order_id,token,product,side,"
                       "type,validity,quantity,filled,remaining,price,trigger_price,state,reason,origin,id,exchange_time_us) "
                       "VALUES (%s,%s,'NSE','FO',%s,'C-1',%s,'NRML','sell','limit','day',75,0,75,"
                       "1100000,0,'open','','primary','E1',1785728700123456)",
                       (self.account, DAY, self.order, TOKEN))

    def add_customer(self, account, branch="MUM1"):
        self.stack.sql("INSERT INTO customers (account,name,email,mobile,branch) VALUES (%s,'A Customer','a@example.com','9000000000',%s)", (account, branch))

    def tap(self, exchange):
        return self.enterContext(Tap(self.stack.amqp_url(), exchange))

    def put_site(self, state):
        self.stack.sql("UPDATE site_state SET state=%s, epoch=epoch+1", (state,))

    def site(self):
        """(state, epoch)."""
        return self.stack.sql("SELECT state, epoch FROM site_state")[0]

    def ctl_file(self):
        return self.stack.paths.etc / "ctl.toml"

    def ctl(self, *words, **options):
        """(exit code, standard output, standard error). Options: `token`, an operator's; `user`, another OS user's name; `before`, words of a program
        that runs it."""
        split = 2 if words[0] in GROUPS else 1
        command = [*options.get("before", ()), str(self.stack.binary(CTL)), *words[:split], "--config", str(self.ctl_file()),
                   *map(str, words[split:])]
        shown = {"BACKSTOP_OPERATOR_TOKEN": options["token"]} if options.get("token") else {}
        done = subprocess.run(command, env=self.stack.environment() | shown, capture_output=True, text=True, timeout=DEADLINE_S,
                              check=False, user=options.get("user"), input=options.get("typed"))
        return done.returncode, done.stdout, done.stderr

    def good(self, *words, **options):
        code, output, error = self.ctl(*words, **options)
        self.assertEqual(code, 0, output + error)
        return output

    def bad(self, code, told, *words, **options):
        """It ends with this code, and says this on standard error."""
        found, output, error = self.ctl(*words, **options)
        self.assertEqual(found, code, output + error)
        self.assertIn(told, error)

    def audit(self, who):
        return self.stack.sql("SELECT action, detail FROM audit WHERE who=%s ORDER BY id", (who,))

    def key_of(self, account):
        return f"squareoff.{zlib.crc32(account.encode()) % self.stack.partitions:02}"


class OperationsCase(CtlCase):
    """With `self.about`, a source and an account of the test's own, to publish events of."""

    def setUp(self):
        super().setUp()
        self.about = self.story()

    def publish(self, *events, numbered=True):
        placed = [self.publisher.place(event, numbered) for event in events]
        for event in placed:
            self.publisher.publish(event)
        return placed

    def watermark(self):
        return self.books.watermark(self.about.source, upstream_events.DAY, self.about.partition)
