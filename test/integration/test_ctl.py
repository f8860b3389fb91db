#!/usr/bin/python3
"""backstopctl against the stack: the site's state, commands on their way, bad input, mass exits, an account's books."""

import concurrent.futures
import json

from ctl_site import DAY, TOKEN, CtlCase
from running_site import main


class Site(CtlCase):
    def test_the_whole_round_is_told_to_all_and_written_down(self):
        self.put_site("STANDBY")
        epoch = self.site()[1]
        tap, who = self.tap("site"), f"asha-{self.account}"
        shown = json.loads(self.good("site", "activate", "--reason", "drill", "--by", who, "--json"))
        self.assertEqual((shown["state"], shown["epoch"]), ("ACTIVE", epoch + 1))
        self.good("site", "return", "--reason", "main site is back", "--by", who)
        self.good("site", "standby", "--reason", "checked", "--by", who)
        self.good("site", "pause", "--reason", "holiday", "--by", who)
        self.good("site", "resume", "--reason", "holiday over", "--by", who)
        self.assertEqual(self.site(), ("STANDBY", epoch + 1))
        states = ["ACTIVATING", "ACTIVE", "RETURNING", "STANDBY", "PAUSED", "STANDBY"]
        self.assertEqual([body["state"] for _, body in tap.take(6)], states)
        self.assertEqual([action for action, _ in self.audit(who)],
                         ["site activate", "site open", "site return", "site standby", "site pause", "site resume"])
        self.assertIn(f"STANDBY to ACTIVATING, epoch {epoch + 1}: drill", self.audit(who)[0][1])

    def test_a_step_that_is_none_is_refused_and_changes_nothing(self):
        before = self.site()
        self.bad(1, "state: activate needs STANDBY, the site is ACTIVE", "site", "activate", "--reason", "again")
        self.bad(1, "state: resume needs PAUSED", "site", "resume", "--reason", "again")
        self.assertIn("next    when the main site trades again: backstopctl site return", self.good("site", "show"))
        self.bad(2, "reason: must not be empty", "site", "return", "--reason", "")
        self.bad(2, "--reason", "site", "return")
        self.assertEqual(self.site(), before)

    def test_a_dry_run_changes_nothing(self):
        before = self.site()
        self.assertIn("RETURNING", self.good("site", "return", "--reason", "drill", "--dry-run"))
        self.assertEqual(self.site(), before)

    def test_of_many_at_the_same_time_one_changes_it(self):
        self.put_site("STANDBY")
        who = f"crowd-{self.account}"
        with concurrent.futures.ThreadPoolExecutor(6) as crowd:
            codes = [code for code, _, _ in crowd.map(lambda _: self.ctl("site", "pause", "--reason", "x", "--by", who), range(6))]
        self.assertEqual(sorted(codes), [0, 1, 1, 1, 1, 1])
        self.assertEqual((self.site()[0], len(self.audit(who))), ("PAUSED", 1))

    def test_an_activation_that_was_cut_off_goes_on(self):
        self.put_site("ACTIVATING")
        epoch = self.site()[1]
        self.good("site", "activate", "--reason", "go on")
        self.assertEqual(self.site(), ("ACTIVE", epoch))


class Named(CtlCase):
    """An instrument by its symbol, as the tables print it, where commands take one."""
    SYMBOL = "NIFTY26AUG24000CE"

    def dry(self, *words):
        rows = json.loads(self.good(*words, "--dry-run", "--json"))["rows"]
        return {(row["exchange"], row["segment"], row["token"], row["asked"]) for row in rows if row["action"] == "exit"}

    def list_at_second_exchange(self):
        self.stack.sql("REPLACE INTO instruments SELECT 'BSE',segment,token+800000,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
                       "band_low,band_high,previous_close,last_price,trade_for_trade,suspended FROM instruments WHERE exchange='NSE' AND token=%s", (TOKEN,))
        self.addCleanup(self.stack.sql, "DELETE FROM instruments WHERE exchange='BSE' AND symbol=%s", (self.SYMBOL,))

    def test_an_exit_by_the_name_that_the_table_shows(self):
        table = self.good("positions", "--account", self.account)
        self.assertRegex(table, rf"NSE FO +{self.SYMBOL} +{TOKEN} ")
        meant = {("NSE", "FO", TOKEN, 150)}
        for name in (self.SYMBOL, self.SYMBOL.lower(), TOKEN):
            self.assertEqual(self.dry("exit", "--account", self.account, "--instrument", name), meant)
        self.assertEqual(self.dry("exit-all", "--account", self.account, "--instrument", self.SYMBOL), meant)
        self.assertIn(f"NSE FO {TOKEN} {self.SYMBOL}", self.good("instrument", "show", self.SYMBOL))
        self.assertIn(f"NSE FO {TOKEN} {self.SYMBOL}", self.good("instrument", "show", "NSE", "FO", self.SYMBOL))

    def test_of_two_exchanges_the_held_one_is_exited_and_else_it_must_be_said(self):
        self.list_at_second_exchange()
        self.assertEqual(self.dry("exit", "--account", self.account, "--instrument", self.SYMBOL), {("NSE", "FO", TOKEN, 150)})
        choice = f"more than one, say which by exchange, segment and token: NSE FO {TOKEN}, BSE FO {TOKEN + 800000}"
        for words in (("cancel", "--account", self.account, "--instrument", self.SYMBOL), ("instrument", "show", self.SYMBOL)):
            self.bad(1, choice, *words)
        code, output, error = self.ctl("exit-all", "--account", self.account, "--instrument", self.SYMBOL, "--exchange", "BSE", "--dry-run", "--json")
        shown = json.loads(output)
        self.assertEqual((code, shown["command"]["exchange"], shown["command"]["token"]), (1, "BSE", TOKEN + 800000), error)
        self.assertEqual(shown["refusal"], "token: no open position in this instrument")
        self.stack.sql("INSERT INTO positions VALUES (%s,%s,'BSE','FO',%s,'NRML',0,0,75,75000000,0,0)", (self.account, DAY, TOKEN + 800000))
        self.bad(1, choice, "exit", "--account", self.account, "--instrument", self.SYMBOL)

    def test_a_name_that_none_has(self):
        self.bad(1, f"instrument: nifty26aug2400 is unknown; there are {self.SYMBOL}", "exit", "--account", self.account, "--instrument", "nifty26aug2400")
        self.bad(1, "instrument: wrong is unknown", "exit", "--account", self.account, "--instrument", "wrong")
        self.bad(2, "token: too large", "exit", "--account", self.account, "--instrument", 4294967296)
        self.bad(2, "instrument: not together with token", "exit", "--account", self.account, "--instrument", self.SYMBOL, "--token", TOKEN)
        self.assertEqual(self.stack.sql("SELECT COUNT(*) FROM commands WHERE account=%s", (self.account,))[0][0], 0)


class Commands(CtlCase):
    def exit(self, *words):
        return ("exit", "--account", self.account, "--exchange", "NSE", "--segment", "FO", "--token", TOKEN, *words)

    def test_an_exit_lands_in_the_queue_of_its_account(self):
        tap = self.tap("commands")
        output = json.loads(self.good(*self.exit("--quantity", 75, "--wait-s", 0, "--json", "--limit", "101.5")))
        [(key, body)] = tap.take(1)
        self.assertEqual(key, self.key_of(self.account))
        self.assertEqual((body["id"], body["account"], body["day"]), (output["id"], self.account, DAY))
        self.assertEqual((body["quantity"], body["price"], body["price_policy"]), (75, 101.5, "limit"))
        self.assertEqual((body["epoch"], body["origin"]), (self.site()[1], "system"))
        self.assertEqual(body["expires_us"] - body["issued_us"], 60_000_000)

    def test_a_dealers_exit_all_carries_his_evidence(self):
        tap = self.tap("commands")
        self.good("exit-all", "--account", self.account, "--percent", 50, "--side", "buy", "--wait-s", 0, "--by", "ravi",
                  "--evidence", "call 17", "--id", f"d-{self.account}", "--no-cancel-first")
        [(_, body)] = tap.take(1)
        self.assertEqual((body["id"], body["origin"], body["who"]), (f"d-{self.account}", "dealer", "ravi"))
        self.assertEqual((body["evidence"], body["percent"], body["side"], body["cancel_first"]), ("call 17", 50, "buy", False))

    def test_a_cancel_names_orders_or_filters_or_all(self):
        tap = self.tap("commands")
        cancel = ("cancel", "--account", self.account, "--wait-s", 0)
        self.good(*cancel, "--order", self.order, "1100000000000002")
        self.good(*cancel, "--segment", "FO", "--side", "sell")
        self.good(*cancel, "--all")
        named, filtered, everything = (body for _, body in tap.take(3))
        self.assertEqual(named["orders"], [self.order, "1100000000000002"])
        self.assertEqual((filtered["segment"], filtered["side"]), ("FO", "sell"))
        self.assertNotIn("orders", everything)
        self.bad(2, "order: missing", *cancel)
        self.bad(2, "all: not together", *cancel, "--all", "--segment", "FO")
        self.bad(2, "orders: not together", *cancel, "--order", self.order, "--segment", "FO")

    def test_what_is_typed_wrong_is_told_by_its_field(self):
        tap = self.tap("commands")
        self.bad(2, "quantity: must be at least 1", *self.exit("--quantity", -75))
        self.bad(2, "percent: must be at least 1", *self.exit("--percent", 0))
        self.bad(2, "percent: must be at most 100", *self.exit("--percent", 101))
        self.bad(2, "percent: not together with quantity", *self.exit("--percent", 5, "--quantity", 75))
        self.bad(2, "product: must be one of CNC, MIS, NRML, MTF", *self.exit("--product", "BO"))
        self.bad(2, "side: must be one of buy, sell", "exit-all", "--account", self.account, "--side", "long")
        self.bad(2, "limit: must be a price", *self.exit("--limit", "1.00005"))
        self.bad(2, "price: must be at least 0", *self.exit("--limit", "-1"))
        self.bad(2, "price: must be above 0", *self.exit("--limit", "0"))
        self.bad(2, "token: must be at least 1", "exit-all", "--account", self.account, "--token", 0)
        self.bad(2, "id: has a character", *self.exit("--id", "a b"))
        for option in ("--quantity", "--limit", "--product", "--id", "--by", "--evidence"):
            self.bad(2, f"{option}: must not be empty", *self.exit(option, ""))  # as a script's variable that is not set
        self.bad(2, "account: has a character", "exit-all", "--account", "ab")
        self.bad(2, "day: must be a date", *self.exit("--day", 20260231))
        self.bad(2, "expires-s: must be at least 1", *self.exit("--expires-s", 0))
        self.bad(2, "instrument: missing", "exit", "--account", self.account, "--exchange", "NSE", "--segment", "FO")
        self.assertTrue(tap.empty())

    def test_what_does_not_fit_the_books_or_the_site_is_refused(self):
        tap = self.tap("commands")
        self.bad(1, "account: no account NOBODY is known here", "exit-all", "--account", "NOBODY")
        self.bad(1, f"epoch: the site is at {self.site()[1]}, not 999999", *self.exit("--epoch", 999_999))
        self.put_site("STANDBY")
        self.bad(1, "state: the site is STANDBY, commands need ACTIVE; when this site is to trade: backstopctl site activate", *self.exit())
        self.put_site("RETURNING")
        self.bad(1, "commands need ACTIVE; when what has begun is over and the books are compared: backstopctl site standby", *self.exit())
        self.assertTrue(tap.empty())

    def test_a_dry_run_shows_what_would_be_done_and_sends_nothing(self):
        tap = self.tap("commands")
        shown = json.loads(self.good(*self.exit("--dry-run", "--json")))
        cancel, exit_row = shown["rows"]
        self.assertEqual((cancel["action"], cancel["exchange_order_id"], cancel["quantity"]), ("cancel", self.order, 75))
        self.assertEqual((exit_row["side"], exit_row["quantity"], exit_row["orders"]), ("sell", 150, 1))
        left = json.loads(self.good(*self.exit("--dry-run", "--json", "--no-cancel-first")))["rows"]
        self.assertEqual([(row["quantity"], row["reason"]) for row in left], [(75, "quantity: 150 wanted, 75 in working orders")])
        self.put_site("STANDBY")
        code, table, _ = self.ctl(*self.exit("--dry-run"))
        self.assertEqual(code, 1)
        self.assertIn("refused now: state: the site is STANDBY", table)
        self.assertTrue(tap.empty())

    def test_an_accent_is_told_under_the_option_that_was_typed(self):
        self.bad(2, "by: José has a character that is not allowed", *self.exit("--by", "José"))
        self.bad(2, "name: has a character that is not allowed, it may have A-Z a-z 0-9 . _ -, and no accents", "operator", "add", "José")

    def test_a_refused_command_ends_with_1_and_is_shown(self):
        name = f"r-{self.account}"
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}','refused',"
                       "'quantity: more than held (150)',1785728700123456,1785728700123457)", (name, self.account, DAY))
        code, output, _ = self.ctl(*self.exit("--id", name))
        self.assertEqual((code, "refused: quantity: more than held (150)" in output), (1, True), output)
        self.assertEqual(json.loads(self.good("command", "show", name, "--json"))["state"], "refused")
        self.bad(1, "id: no command nobody", "command", "show", "nobody")

    def test_a_command_is_shown_with_its_rows_and_orders(self):
        name = f"s-{self.account}"
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}','exiting','',"
                       "1785728700123456,0)", (name, self.account, DAY))
        self.stack.sql("INSERT INTO command_rows VALUES (%s,1,'exit','NSE','FO',%s,'NRML','sell','',150,150,75,1,'working','')",
                       (name, TOKEN))
        self.stack.sql(
            "INSERT INTO exits (client_order_id,account,day,command_id,row_in_command,attempt,slice,action,session,epoch,"
            "exchange,segment,token,symbol,product,side,type,validity,quantity,price,target_client_order_id,"
            "target_exchange_order_id,state,filled,planned_us,expires_us) VALUES (%s,%s,%s,%s,1,1,1,'exit','nse-1',1,'NSE','FO',%s,"
            "'NIFTY26AUG24000CE','NRML','sell','limit','ioc',150,1003500,'','','working',75,1,2)",
            (f"BX{self.account}", self.account, DAY, name, TOKEN))
        table = self.good("command", "show", name)
        for words in ("NIFTY26AUG24000CE", "working", f"BX{self.account}", "100.35"):
            self.assertIn(words, table)
        shown = json.loads(self.good("command", "show", name, "--json"))
        self.assertEqual((shown["rows"][0]["done"], shown["orders"][0]["price"]), (75, 100.35))


class Books(CtlCase):
    def test_positions_with_their_profit(self):
        [position] = json.loads(self.good("positions", "--account", self.account, "--json"))["positions"]
        self.assertEqual((position["net"], position["last_price"], position["profit"]), (150, 101.35, 202.5))
        table = self.good("positions", "--account", self.account)
        self.assertIn("202.50", table)

    def test_working_orders_and_all(self):
        self.stack.sql("INSERT INTO orders (account,day,exchange,segment,exchange_order_id,client_order_id,token,product,"
                       "side,type,validity,quantity,filled,remaining,price,trigger_price,state,reason,origin,id,exchange_time_us) "
                       "SELECT account,day,exchange,segment,'gone','C-2',token,product,side,type,validity,"
                       "quantity,filled,0,price,trigger_price,'cancelled','by the customer',origin,'E2',exchange_time_us "
                       "FROM orders WHERE account=%s", (self.account,))
        def of(*words):
            return {order["exchange_order_id"]
                    for order in json.loads(self.good("orders", "--account", self.account, "--json", *words))["orders"]}
        self.assertEqual(of(), {self.order})
        self.assertEqual(of("--all"), {self.order, "gone"})
        self.assertIn("cancelled: by", self.good("orders", "--account", self.account, "--all"))
        self.bad(2, "day: must be a date", "positions", "--account", self.account, "--day", 7)

    def test_an_account_that_nobody_knows_is_no_empty_list(self):
        for words in (("positions",), ("orders",), ("orders", "--all"), ("orders", "--in-doubt"), ("commands", "list"), ("notices",), ("parked", "list"),
                      ("parked", "list", "--group"), ("parked", "discard", "--by", "asha", "--reason", "a drill"), ("exit-all", "--dry-run"),
                      ("cancel", "--all")):
            self.bad(1, "account: no account NOBODY is known here", *words, "--account", "NOBODY")
        for words, told in ((("commands", "list"), "no commands"), (("notices",), "no notices"), (("parked", "list"), "0 of 0 parked"),
                            (("parked", "list", "--group"), "nothing is parked"), (("orders", "--in-doubt"), "no order")):
            self.assertIn(told, self.good(*words, "--account", self.account))
        self.assertEqual(json.loads(self.good("commands", "list", "--account", self.account, "--json"))["commands"], [])

    def test_an_account_is_known_by_whatever_has_been_heard_of_it(self):
        booked, asked = f"{self.account}B", f"{self.account}C"
        self.stack.sql("INSERT INTO positions VALUES (%s,%s,'NSE','FO',%s,'NRML',0,0,75,75000000,0,0)", (booked, DAY - 1, TOKEN))
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}','refused','',1,2)", (f"k-{asked}", asked, DAY))
        for account in (booked, asked):
            self.assertEqual(self.good("positions", "--account", account), f"no positions on {DAY}\n")
            self.assertEqual(self.good("notices", "--account", account), "no notices\n")


class Notices(CtlCase):
    def setUp(self):
        super().setUp()
        self.name = f"n-{self.account}"
        self.file = self.folder / "list.csv"
        self.file.write_text(f"account,mobile\n{self.account},\n,9876543210\n", encoding="ascii")
        self.words = ("notify", "--template", "broadcast", "--field", "title=x", "--channel", "sms", "--id", self.name)

    def rows(self):
        return self.stack.sql("SELECT COUNT(*) FROM notices WHERE broadcast=%s", (self.name,))[0][0]

    def test_an_id_finds_also_who_has_no_account_and_where_each_goes(self):
        self.good(*self.words, "--field", "body=y", "--list", self.file)
        newest = json.loads(self.good("notices", "--id", self.name, "--json"))["newest"]
        self.assertEqual({(one["account"], one["recipient"]) for one in newest}, {(self.account, "********00"), ("", "********10")})
        [hashed] = [one["id"] for one in newest if not one["account"]]
        self.assertRegex(hashed, "^notify:#[0-9a-f]{32}:sms$")
        self.assertIn("********10", self.good("notices", "--id", hashed))
        self.stack.sql("UPDATE customers SET mobile='' WHERE account=%s", (self.account,))
        self.assertIn("no address", self.good("notices", "--id", self.name))

    def test_an_id_that_nobody_has_given_is_told(self):
        self.bad(1, f"id: no notice and no broadcast {self.name}x is known here", "notices", "--id", f"{self.name}x")
        self.good(*self.words, "--field", "body=y", "--list", self.file)
        self.assertEqual(json.loads(self.good("notices", "--id", self.name, "--state", "dead", "--json"))["newest"], [])

    def test_the_same_again_is_told_and_another_text_under_its_id_is_refused(self):
        self.good(*self.words, "--field", "body=y", "--list", self.file)
        self.assertIn("0 written: the same was written before", self.good(*self.words, "--field", "body=y", "--list", self.file))
        other = (*self.words, "--field", "body=z")
        told = f"id: {self.name} was sent before with another text (field body differs)"
        self.bad(1, told, *other, "--list", self.file)
        self.bad(1, told, *other, "--list", self.file, "--dry-run")
        self.add_customer(f"{self.account}B")
        self.bad(1, told, *other, "--accounts", f"{self.account}B")  # to somebody else
        self.assertEqual(self.rows(), 2)
        self.good(*self.words, "--field", "body=y", "--accounts", f"{self.account}B")
        self.assertEqual(self.rows(), 3)


class MassExits(CtlCase):
    """Where one person is enough; two are in test_operators.py."""

    def setUp(self):
        super().setUp()
        self.others = [f"{self.account}{letter}" for letter in "AB"]
        self.branch = f"B{self.account}"
        for account in self.others:
            self.add_customer(account, self.branch)
        self.name = f"m-{self.account}"

    def request(self, *words):
        return self.good("mass-exit", "request", "--id", self.name, "--why", "margin", "--by", "ravi", *words)

    def state(self):
        return self.stack.sql("SELECT state, decided_by FROM mass_exits WHERE id=%s", (self.name,))[0]

    def test_it_is_approved_and_every_account_gets_its_command(self):
        tap = self.tap("commands")
        self.request("--branch", self.branch, "--product", "MIS")
        self.assertTrue(tap.empty())
        self.good("mass-exit", "approve", self.name, "--by", "asha")
        commands = tap.take(2)
        self.assertEqual([body["id"] for _, body in commands], [f"{self.name}:{account}" for account in self.others])
        self.assertEqual([key for key, _ in commands], [self.key_of(account) for account in self.others])
        for _, body in commands:
            self.assertEqual((body["origin"], body["who"], body["evidence"], body["product"], body["epoch"]),
                             ("dealer", "ravi", self.name, "MIS", self.site()[1]))
        self.assertEqual(self.state(), ("published", "asha"))
        self.good("mass-exit", "approve", self.name, "--by", "asha")
        self.assertTrue(tap.empty())
        audit = self.stack.sql("SELECT action, who FROM audit WHERE detail LIKE %s ORDER BY id", (self.name + "%",))
        self.assertEqual(audit, (("mass-exit request", "ravi"), ("mass-exit approved", "asha"), ("mass-exit published", "asha")))

    def test_what_was_cut_off_after_the_approval_is_published_again_under_the_same_ids(self):
        tap = self.tap("commands")
        self.request("--branch", self.branch)
        self.stack.sql("UPDATE mass_exits SET state='approved', decided_by='asha' WHERE id=%s", (self.name,))
        self.stack.sql("UPDATE approvals SET state='approved', decided_by='asha', decided_us=asked_us "
                       "WHERE id=(SELECT approval FROM mass_exits WHERE id=%s)", (self.name,))
        self.good("mass-exit", "approve", self.name, "--by", "asha")
        self.assertEqual([body["id"] for _, body in tap.take(2)], [f"{self.name}:{account}" for account in self.others])
        self.assertEqual(self.state(), ("published", "asha"))

    def test_an_approval_does_not_outlive_its_activation(self):
        self.request("--branch", self.branch)
        self.put_site("ACTIVE")
        self.bad(1, "epoch: it was asked for under", "mass-exit", "approve", self.name, "--by", "asha")
        self.assertEqual(self.state()[0], "waiting")

    def test_what_is_refused_stays_refused(self):
        self.request("--branch", self.branch)
        self.good("mass-exit", "refuse", self.name, "--by", "asha", "--reason", "no")
        self.bad(1, "state: it was refused by asha", "mass-exit", "approve", self.name, "--by", "meena")
        self.bad(1, "state: it is refused already", "mass-exit", "refuse", self.name, "--by", "meena", "--reason", "no")
        self.assertIn(self.name, self.good("mass-exit", "list"))

    def test_a_file_of_accounts_is_read_strictly(self):
        accounts = self.folder / "accounts"
        accounts.write_text("# margin breaches\n" + "\n".join(self.others) + "\n", encoding="utf-8")
        self.request("--file", accounts)
        [listed] = [one for one in json.loads(self.good("mass-exit", "list", "--json"))["mass_exits"] if one["id"] == self.name]
        self.assertEqual((listed["accounts"], listed["state"], listed["requested_by"]), (2, "waiting", "ravi"))
        ask = ("mass-exit", "request", "--why", "margin", "--by", "ravi", "--file", accounts)
        for text, code, told in ((self.others[0] + "\n" + self.others[0], 2, "file: line 2: "),
                                 ("ab\n", 2, "file: line 1: "), ("\n#\n", 2, "file: names no account"),
                                 ("NOBODY\n", 1, "account: 1 are unknown: NOBODY")):
            accounts.write_text(text, encoding="utf-8")
            self.bad(code, told, *ask)
        self.bad(2, "file: give it, or else branch", "mass-exit", "request", "--why", "margin")
        self.bad(1, "branch: no customer of NOWHERE", "mass-exit", "request", "--why", "margin", "--branch", "NOWHERE")


if __name__ == "__main__":
    main()
