#!/usr/bin/python3
"""Who acts: operators and their tokens, what takes two persons, the broken glass, what the audit has of all that."""

import datetime
import json
import os
import pwd
import socket
import unittest

import pymysql
from ctl_site import DAY
from operators_site import OperatorsCase
from running_site import eventually, main
from upstream_publisher import encoded

OS_USER = pwd.getpwuid(os.geteuid()).pw_name
ANOTHER = "nobody"  # OS user


class Operators(OperatorsCase):
    def test_every_act_is_recorded_with_name_os_user_and_host(self):
        self.good("pause", 0, "--by", "meena", "--reason", "a look", "--wait", 0)
        self.addCleanup(self.ctl, "resume", 0, "--by", "meena")
        self.assertEqual(self.audited("pause")[:4], ("meena", OS_USER, socket.gethostname(), 0))
        self.good("resume", 0, "--by", "asha", token=self.asha)
        self.assertEqual(self.audited("resume")[:4], ("Asha", OS_USER, socket.gethostname(), 1))

    def test_before_and_after_stand_in_the_audit(self):
        self.good("site", "return", "--reason", "a drill")
        *_, was, became = self.audited("site return")
        self.assertEqual((json.loads(was)["state"], json.loads(became)["state"]), ("ACTIVE", "RETURNING"))

    def test_who_may_read_the_audit_is_a_right_and_reading_it_is_recorded(self):
        self.good("day", "open", "--day", DAY + 1, "--ahead", "--reason", "asked by asha.rao@example.com, 9876543210", "--by", "meena")
        self.addCleanup(self.good, "day", "open", "--day", DAY, "--ahead", "--backwards", "--reason", "over")
        self.bad(1, "audit: needs the token of an operator", "audit", "list", "--by", "Ravi")
        self.bad(1, "audit: Ravi may not read it", "audit", "list", token=self.ravi)
        reader = self.add("meena", "--may-read-audit", "--break-glass", "--reason", "a test", token=self.ravi)
        shown = self.good("audit", "list", "--who", "meena", "--action", "day", "--json", token=reader)
        [newest, *_] = json.loads(shown)["rows"]
        self.assertEqual((newest["os_user"], newest["host"]), (OS_USER, socket.gethostname()))
        self.assertEqual((newest["was"]["day"], newest["became"]["day"]), (DAY, DAY + 1))
        self.assertNotIn("asha.rao@", shown)
        self.assertNotIn("9876543210", shown)
        self.assertEqual(self.audited("audit list")[0], "meena")

    def test_a_token_is_shown_once_and_is_nowhere(self):
        for table in ("operators", "audit", "approvals"):
            for row in self.stack.sql(f"SELECT * FROM {table}"):
                self.assertNotIn(self.ravi, " ".join(map(str, row)))
        self.assertNotIn(self.ravi, self.good("operator", "list", "--all"))

    def test_a_token_comes_from_a_file_or_standard_input(self):
        file = self.folder / "token"
        file.write_text(self.asha + "\n", encoding="ascii")
        self.good("day", "open", "--day", DAY, "--ahead", "--reason", "x", "--by", "asha", "--token-file", file)
        self.good("day", "open", "--day", DAY, "--ahead", "--reason", "x", "--token-file", "-", typed=self.asha)
        self.bad(1, "token: nobody's", "day", "open", "--day", DAY, "--ahead", "--reason", "x", token="op_" + "0" * 64)
        self.bad(2, "--token-file", "day", "open", "--day", DAY, "--ahead", "--reason", "x", "--token-file", self.folder / "none")
        self.bad(1, "by: the token is Asha's", "day", "open", "--day", DAY, "--ahead", "--reason", "x", "--by", "ravi", "--token-file", file)

    def test_who_is_revoked_is_nobody_and_a_renewed_token_replaces_the_old_one(self):
        renewed = json.loads(self.good("operator", "renew", "--json", token=self.asha))["token"]
        self.bad(1, "token: nobody's", "operator", "renew", token=self.asha)
        self.bad(1, "token: needs that of an operator", "operator", "revoke", "asha")
        self.good("operator", "revoke", "ASHA", token=self.ravi)
        self.bad(1, "token: nobody's", "operator", "renew", token=renewed)
        self.assertEqual([one["name"] for one in json.loads(self.good("operator", "list", "--json"))["operators"]], ["Ravi"])

    def test_a_third_operator_takes_two_and_nobody_adds_his_own_second(self):
        self.bad(1, "name: Ravi is an operator already", "operator", "add", "RAVI", token=self.ravi)
        number = self.asked("operator", "add", "meena", token=self.ravi)
        self.good("operator", "revoke", "asha", token=self.ravi)
        self.asked("operator", "add", "meena", token=self.ravi)
        self.assertEqual(self.state(number), "waiting")

    def test_both_give_the_same_command_and_the_second_one_s_does_it(self):
        self.asked("operator", "add", "meena", "--may-read-audit", token=self.ravi)
        number = self.asked("operator", "add", "meena", token=self.asha)  # without the right: another act
        self.good("request", "withdraw", number, token=self.asha)
        token = self.add("meena", "--may-read-audit", token=self.asha)
        self.good("operator", "renew", token=token)


class TwoPersons(OperatorsCase):
    def test_a_gap_is_accepted_by_two(self):
        accept = (*self.lose_one(), "--by")
        number = self.asked(*accept, "ravi", token=self.ravi)
        self.assertEqual(self.watermark(), 1)
        # He himself, in whatever spelling, with or without his token, is no second person.
        for again, token in (("ravi", self.ravi), ("RAVI", self.ravi), ("Ravi ", None), ("asha", None)):
            self.assertEqual(self.asked(*accept, again, token=token), number)
        self.bad(1, "by: must be another person than Ravi", "request", "approve", number, token=self.ravi)
        self.bad(1, "same OS user", "request", "approve", number, "--by", "asha")
        self.good("request", "approve", number, token=self.asha)
        self.assertEqual((self.watermark(), self.state(number)), (1, "approved"))
        self.good(*accept, "ravi", token=self.ravi)
        self.assertEqual((self.watermark(), self.state(number)), (3, "done"))
        who, os_user, host, by_token, detail, _, became = self.audited("gap accept")
        self.assertEqual((who, os_user, host, by_token), ("Ravi", OS_USER, socket.gethostname(), 1))
        self.assertIn("never sent", detail)
        self.assertEqual(json.loads(became), {"accepted_through": 2})
        self.assertEqual(self.audited("request approve")[0], "Asha")

    def test_a_cutoff_that_becomes_due_is_set_by_two(self):
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=5, minutes=30)).strftime("%Y%m%d")
        self.stack.sql("UPDATE trading_day SET day=%s", (today,))
        self.addCleanup(self.stack.sql, "UPDATE trading_day SET day=%s", (DAY,))
        self.addCleanup(self.stack.sql, "DELETE FROM cutoff_days")
        self.stack.sql("INSERT INTO cutoff_days VALUES (%s,'NSE','CM','MIS',0,0)", (today,))
        self.stack.sql("INSERT INTO positions SELECT 'CUTOFF1',%s,'NSE','CM',token,'MIS',0,0,1,1,0,0 FROM (SELECT 1 AS token UNION SELECT 2) t",
                       (today,))
        self.addCleanup(self.stack.sql, "DELETE FROM positions WHERE account='CUTOFF1'")
        words = ("cutoff", "set", "NSE", "CM", "--day", today, "--session", "00:00-24:00", "--reason", "the market closes")
        shown = self.good(*words, "--dry-run", token=self.ravi)
        self.assertIn("2 open positions of 1 accounts are squared off", shown)
        self.assertIn("it takes two persons", shown)
        self.assertTrue(json.loads(self.good(*words, "--dry-run", "--json", token=self.ravi))["becomes_due"])
        number = self.asked(*words, token=self.ravi)
        self.assertEqual(self.asked(*words, token=self.ravi), number)
        self.assertEqual(self.stack.sql("SELECT closes_s FROM cutoff_days")[0][0], 0)
        self.assertEqual(json.loads(self.good("request", "show", number, "--json", token=self.asha))["about"], "cut-offs of NSE CM MIS")
        self.good(*words, token=self.asha)
        self.assertEqual((self.stack.sql("SELECT closes_s FROM cutoff_days")[0][0], self.state(number)), (86_400, "done"))
        self.assertEqual(self.audited("cutoff set")[0], "Asha")
        # What makes none due is one person's.
        self.good("cutoff", "set", "NSE", "CM", "--day", today, "--none", "--reason", "slip", token=self.ravi)
        self.good(*words, "--break-glass", token=self.ravi)
        self.assertEqual(self.stack.sql("SELECT closes_s FROM cutoff_days")[0][0], 86_400)

    @unittest.skipUnless(os.geteuid() == 0, "only root can act as another OS user")
    def test_another_os_user_is_another_person_without_a_token(self):
        accept = (*self.lose_one(), "--by")
        number = self.asked(*accept, "ravi")
        self.good(*accept, "asha", user=ANOTHER)
        self.assertEqual((self.watermark(), self.state(number)), (3, "done"))
        self.assertEqual(self.audited("request approve")[:2], ("asha", ANOTHER))

    def test_what_rests_on_a_revoked_token_ends_with_it(self):
        accept = self.lose_one()
        number = self.asked(*accept, "--by", "ravi", token=self.ravi)
        self.good("operator", "revoke", "ravi", token=self.asha)
        self.assertEqual(self.state(number), "withdrawn")
        self.assertNotEqual(self.asked(*accept, "--by", "asha", token=self.asha), number)
        self.assertEqual(self.watermark(), 1)

    def test_only_who_shows_the_token_withdraws_what_was_asked_with_it(self):
        number = self.asked(*self.lose_one(), "--by", "ravi", token=self.ravi)
        self.bad(1, "token: it was asked for with one", "request", "withdraw", number, "--by", "Ravi")
        self.assertEqual(self.state(number), "waiting")

    def test_the_database_too_wants_two_persons(self):
        number = self.asked(*self.lose_one(), "--by", "ravi", token=self.ravi)
        with self.assertRaises(pymysql.MySQLError):
            self.stack.sql("UPDATE approvals SET state='approved', decided_by='RAVI ' WHERE id=%s", (number,))

    def test_an_edit_of_account_side_or_quantity_takes_two_that_of_a_price_one(self):
        story = self.about
        wrong = [self.publisher.place(story.trade(quantity=0)) for _ in range(2)]
        for event in wrong:
            self.publisher.publish(event)
        def rows():
            return json.loads(self.good("parked", "list", "--source", story.source, "--json"))["rows"]
        eventually(lambda: len(rows()) == 2, "they are parked")
        digest = next(row["digest"] for row in rows() if row["seq"] == 1)
        edit = self.folder / "corrected.json"
        edit.write_bytes(encoded(wrong[0] | {"quantity": 75}))
        words = ("parked", "redrive", digest, "--edit", edit, "--reason", "the desk has the paper", "--by")
        shown = json.loads(self.good(*words, "ravi", "--dry-run", "--json"))["redriven"][0]
        self.assertEqual((shown["result"], shown["reason"].partition(":")[0]), ("would apply", "without --dry-run it takes two persons"))
        code, output, error = self.ctl(*words, "ravi", "--json", token=self.ravi)
        self.assertEqual((code, json.loads(output)["redriven"][0]["result"]), (1, "asked"), error)
        # Nobody passes the request by with what takes one person.
        code, output, error = self.ctl("parked", "discard", digest, "--reason", "as it is", "--by", "asha", token=self.asha)
        self.assertEqual((code, "waiting, asked for by Ravi" in output + error), (1, True), output + error)
        what = json.loads(self.stack.sql("SELECT what FROM approvals ORDER BY id DESC LIMIT 1")[0][0])
        self.assertEqual((what["was"]["quantity"], what["becomes"]["quantity"]), (0, 75))
        self.assertEqual(what["becomes"]["account"], story.account)
        edit.write_bytes(encoded(wrong[0] | {"quantity": 150}))  # not what he has agreed to
        code, output, _ = self.ctl(*words, "asha", "--json", token=self.asha)
        self.assertEqual(json.loads(output)["redriven"][0]["result"], "asked")
        first, second = (row[0] for row in self.stack.sql("SELECT id FROM approvals ORDER BY id DESC LIMIT 2")[::-1])
        self.assertIn(f"{first} (parked redrive edited, waiting, asked for by Ravi)", output)
        self.assertIn("quantity: 75", self.good("request", "show", first).partition("event to be sent")[2])
        self.assertIn(f"against   {second} (", self.good("request", "show", first))
        # Neither way of agreeing passes over the other request.
        self.bad(1, f"{second} (parked redrive edited, waiting", "request", "approve", first, token=self.asha)
        edit.write_bytes(encoded(wrong[0] | {"quantity": 75}))
        code, output, _ = self.ctl(*words, "asha", "--json", token=self.asha)
        self.assertEqual((code, json.loads(output)["redriven"][0]["result"]), (1, "asked"))
        self.assertEqual(self.state(first), "waiting")
        self.good("request", "withdraw", second, token=self.asha)
        self.good(*words, "asha", token=self.asha)
        self.assertEqual(self.bought(story.account), 75)
        *_, was, became = self.audited("parked redrive")
        self.assertEqual((json.loads(was)["quantity"], json.loads(became)["quantity"]), (0, 75))

    def test_so_does_an_edit_of_an_orders_number_or_state(self):
        story = self.about
        wrong = self.publisher.place(story.order(price="1e2", state="cancelled", remaining=0))
        self.publisher.publish(wrong)
        def rows():
            return json.loads(self.good("parked", "list", "--source", story.source, "--json"))["rows"]
        eventually(lambda: len(rows()) == 1, "it is parked")
        edit = self.folder / "corrected.json"
        words = ("parked", "redrive", rows()[0]["digest"], "--edit", edit, "--reason", "price corrected", "--by", "ravi", "--json")
        for change in ({"exchange_order_id": "LIVE2"}, {"state": "expired"}, {"client_order_id": "C9"}, {"exchange_time_us": 4102444800000000}):
            edit.write_bytes(encoded(wrong | {"price": 100} | change))
            code, output, error = self.ctl(*words, token=self.ravi)
            self.assertEqual((code, json.loads(output)["redriven"][0]["result"]), (1, "asked"), (change, error))
        edit.write_bytes(encoded(wrong | {"price": 100}))
        code, output, _ = self.ctl(*words, token=self.ravi)
        self.assertEqual((code, "waiting, asked for by Ravi" in output), (1, True), output)
        for number, in self.stack.sql("SELECT id FROM approvals WHERE state='waiting' AND action='parked redrive edited'"):
            self.good("request", "withdraw", number, token=self.ravi)
        self.good(*words, token=self.ravi)

    @unittest.skipUnless(os.geteuid() == 0, "only root can act as another OS user")
    def test_an_os_user_of_a_namespace_that_anybody_can_make_is_nobody(self):
        accept = (*self.lose_one(), "--by")
        number = self.asked(*accept, "ravi")
        code, said, _ = self.ctl(*accept, "asha", before=("unshare", "--user", "--map-user=1"))
        self.assertEqual(code, 1)
        self.assertIn("may be one person", said)
        self.assertEqual((self.watermark(), self.state(number)), (1, "waiting"))

    def test_what_was_approved_is_done_once(self):
        number = self.asked("operator", "add", "meena", token=self.ravi)
        self.good("request", "approve", number, token=self.asha)
        self.add("meena", token=self.ravi)
        self.assertEqual(self.state(number), "done")
        self.good("operator", "revoke", "meena", token=self.ravi)
        self.assertNotEqual(self.asked("operator", "add", "meena", token=self.ravi), number)


class BrokenGlass(OperatorsCase):
    def broken(self):
        return json.loads(self.good("operator", "glass", "--json"))["glass"]

    def test_one_token_and_a_reason_do_it_and_all_operators_are_told(self):
        self.stack.sql("UPDATE operators SET email=CONCAT(name,'@broker.example'), mobile='9000000001'")
        words = ("operator", "add", "meena", "--break-glass", "--reason")
        self.bad(1, "break-glass: needs the token", *words, "nobody answers")
        self.bad(2, "--break-glass requires --reason", *words[:-1], token=self.ravi)
        self.stack.sql("UPDATE operators SET mobile='' WHERE name='Asha'")
        code, _, error = self.ctl(*words, "nobody answers", token=self.ravi)
        self.assertEqual(code, 0, error)
        self.assertIn("told of it: Asha at A***@b***.example, Ravi (you) at R***@b***.example and ********01\n", error)
        [one] = self.broken()
        self.assertEqual((one["by"], one["os_user"], one["host"], one["reason"], one["action"]),
                         ("Ravi", OS_USER, socket.gethostname(), "nobody answers", "operator add"))
        told = self.stack.sql("SELECT recipient, urgent, template FROM notices WHERE id LIKE %s ORDER BY recipient",
                              (f"glass:{one['request']}:%",))
        self.assertEqual(told, (("9000000001", 1, "break_glass"),) +
                         (("Asha@broker.example", 1, "break_glass"), ("Ravi@broker.example", 1, "break_glass")))
        status = self.stack.ctl("status")
        self.assertIn("glass: 1 acts", status.stdout, status.stderr)
        self.assertIn("nobody answers", self.audited("break glass")[4])

    def test_it_stays_open_until_another_person_countersigns(self):
        self.good("operator", "add", "meena", "--break-glass", "--reason", "nobody answers", token=self.ravi)
        [one] = self.broken()
        sign = ("operator", "countersign", one["id"], "--reason", "spoke to him")
        self.bad(1, "by: must be another person than Ravi", *sign, "--by", "RAVI")
        self.bad(1, "by: must be another person than Ravi", *sign, token=self.ravi)
        self.bad(1, "same OS user", *sign, "--by", "asha")
        self.good(*sign, token=self.asha)
        self.assertEqual(self.broken(), [])
        self.bad(1, "state: countersigned already by Asha", *sign, token=self.asha)
        self.assertIn("spoke to him", self.audited("operator countersign")[4])


    def test_whom_a_glass_has_made_an_operator_is_nobodys_second_person_until_another_has_signed(self):
        """Ravi may hold both tokens."""
        meena = self.add("meena", "--break-glass", "--reason", "nobody answers", token=self.ravi)
        [one] = self.broken()
        sign = ("operator", "countersign", one["id"], "--reason", "looks fine")
        told = "by: meena was made an operator by a broken glass that nobody has countersigned yet"
        self.bad(1, told, *sign, token=meena)
        self.bad(1, told, "operator", "revoke", "asha", token=meena)
        number = self.asked("operator", "add", "dev", token=self.ravi)
        self.bad(1, told, "request", "approve", number, token=meena)
        self.bad(1, told, "operator", "add", "dev", token=meena)
        self.good(*sign, token=self.asha)
        self.good("request", "approve", number, token=meena)


class MassExits(OperatorsCase):
    def setUp(self):
        super().setUp()
        self.name = f"m-{self.account}"
        self.stack.sql("UPDATE customers SET branch=%s WHERE account=%s", (self.name, self.account))

    def request(self):
        self.good("mass-exit", "request", "--id", self.name, "--why", "margin", "--branch", self.name, token=self.ravi)

    def row(self):
        return self.stack.sql("SELECT state, requested_by, decided_by FROM mass_exits WHERE id=%s", (self.name,))[0]

    def test_who_asks_without_a_token_is_told_who_can_approve(self):
        words = ("mass-exit", "request", "--id", self.name, "--why", "margin", "--branch", self.name)
        alone = f"without an operator's token it takes another person, under another OS user than {OS_USER}, to approve it"
        rehearsed = self.good(*words, "--by", "ravi", "--dry-run")
        self.assertEqual((alone in rehearsed, "withdraw" in rehearsed), (True, False), rehearsed)
        told = self.good(*words, "--by", "ravi")
        self.assertIn(f"{alone}\nwhere all work as {OS_USER}: backstopctl mass-exit withdraw {self.name}, and ask again with an operator's token", told)
        self.bad(1, "same OS user", "mass-exit", "approve", self.name, token=self.asha)
        self.good("mass-exit", "withdraw", self.name, "--by", "ravi")
        self.assertNotIn("token", self.good(*(f"{self.name}-2" if word == self.name and place == 3 else word for place, word in enumerate(words)), token=self.ravi))

    def test_it_takes_two(self):
        tap = self.tap("commands")
        self.request()
        self.bad(1, "by: must be another person than Ravi", "mass-exit", "approve", self.name, token=self.ravi)
        self.bad(1, "by: must be another person than Ravi", "mass-exit", "approve", self.name, "--by", " RAVI")
        self.bad(1, "same OS user", "mass-exit", "approve", self.name, "--by", "asha")
        self.bad(1, "same OS user", "mass-exit", "refuse", self.name, "--by", "asha", "--reason", "no")
        self.assertTrue(tap.empty())
        self.good("mass-exit", "approve", self.name, token=self.asha)
        [(_, body)] = tap.take(1)
        self.assertEqual((body["account"], body["who"]), (self.account, "Ravi"))
        self.assertEqual(self.row(), ("published", "Ravi", "Asha"))
        self.assertEqual([self.audited(f"mass-exit {what}")[0] for what in ("request", "approved", "published")], ["Ravi", "Asha", "Asha"])
        self.good("mass-exit", "approve", self.name, token=self.asha)
        self.assertTrue(tap.empty())

    def test_who_asked_may_withdraw_it_and_nobody_else(self):
        self.request()
        self.bad(1, "by: only Ravi", "mass-exit", "withdraw", self.name, token=self.asha)
        self.good("mass-exit", "withdraw", self.name, token=self.ravi)
        self.assertEqual(self.row()[0], "withdrawn")
        self.bad(1, "state: it was withdrawn by Ravi", "mass-exit", "approve", self.name, token=self.asha)

    def test_show_tells_what_it_means_and_then_what_came_of_it(self):
        self.request()
        shown = json.loads(self.good("mass-exit", "show", self.name, "--json"))
        self.assertEqual((shown["positions"], shown["quantity"], shown["accounts_with_positions"]), (1, 150, 1))
        self.assertEqual(shown["value"], 150 * 101.35)
        text = self.good("mass-exit", "show", self.name)
        self.assertIn("15202.50", text)
        self.good("mass-exit", "approve", self.name, token=self.asha)
        self.stack.sql("INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,expires_us,body,state,reason,"
                       "accepted_us,ended_us) VALUES (%s,%s,0,%s,'exit','dealer','Ravi',1,1,1,'{}','done','',1,2)",
                       (f"{self.name}:{self.account}", self.account, DAY))
        outcome = json.loads(self.good("mass-exit", "show", self.name, "--json"))["outcome"]
        self.assertEqual((outcome["commands"], outcome["done"], outcome["open"]), (1, 1, 0))
        self.assertIn("1 of 1 commands taken: 1 done", self.good("mass-exit", "show", self.name))

    def test_a_broken_glass_approves_it_alone(self):
        self.request()
        self.bad(2, "--break-glass requires --reason", "mass-exit", "approve", self.name, "--break-glass", token=self.ravi)
        self.good("mass-exit", "approve", self.name, "--break-glass", "--reason", "alone on the floor", token=self.ravi)
        self.assertEqual(self.row(), ("published", "Ravi", "Ravi"))
        [one] = json.loads(self.good("operator", "glass", "--json"))["glass"]
        self.assertEqual((one["action"], one["reason"]), ("mass-exit", "alone on the floor"))


if __name__ == "__main__":
    main()
