#!/usr/bin/python3
"""What one asks for and another agrees to: that he sees all of it, what else is open about the same, and why it was refused."""

import json

from operators_site import OperatorsCase
from running_site import main


class Shown(OperatorsCase):
    def test_a_broadcast_to_all_takes_two_one_to_few_one(self):
        words = ("notify", "--template", "broadcast", "--field", "title=x", "--field", "body=y", "--channel", "email")
        self.good(*words, "--accounts", self.account, "--id", f"few-{self.account}")
        name = f"all-{self.account}"
        self.asked(*words, "--all-customers", "--id", name, "--reason", "we are back", token=self.ravi)
        self.assertEqual(self.notices(name), 0)
        customers = self.stack.sql("SELECT COUNT(*) FROM customers")[0][0]
        [one] = [one for one in json.loads(self.good("request", "list", "--json"))["requests"] if one["about"] == f"broadcast {name}"]
        self.assertEqual((one["shown"]["fields"], one["shown"]["addressees"]), ({"title": "x", "body": "y"}, customers))
        shown = self.good("request", "show", one["id"])
        for line in ("    title: x", "    body: y", f"  addressees: {customers}", "  in the language: each customer's own"):
            self.assertIn(line + "\n", shown)
        self.good(*words, "--all-customers", "--id", name, "--reason", "yes", token=self.asha)
        self.assertEqual(self.notices(name), self.stack.sql("SELECT COUNT(*) FROM customers")[0][0])

    def notices(self, name):
        return self.stack.sql("SELECT COUNT(*) FROM notices WHERE id LIKE %s", (f"notify:{name}:%",))[0][0]

    def test_a_gap_shows_all_that_is_agreed_to(self):
        number = self.asked(*self.lose_one(), "--by", "ravi", token=self.ravi)
        shown = self.good("request", "show", number)
        for line in (f"  source: {self.about.source}", "      first: 2", "      through: 2", "  numbers: 1", "why       never sent"):
            self.assertIn(line, shown)


class Decided(OperatorsCase):
    def test_two_broadcasts_under_one_id_contradict_each_other(self):
        words = ("notify", "--template", "broadcast", "--field", "title=x", "--channel", "email", "--all-customers", "--id", f"all-{self.account}",
                 "--reason", "we are back")
        first = self.asked(*words, "--field", "body=up", token=self.ravi)
        code, said, _ = self.ctl(*words, "--field", "body=down", token=self.asha)
        self.assertEqual(code, 1)
        self.assertIn(f"{first} (notify all customers, waiting, asked for by Ravi)", said)

    def test_what_is_refused_or_withdrawn_is_not_done_and_an_hour_is_the_end(self):
        accept = self.lose_one()
        number = self.asked(*accept, "--by", "ravi", token=self.ravi)
        self.bad(1, "by: only Ravi", "request", "withdraw", number, token=self.asha)
        self.bad(2, "--reason is required", "request", "refuse", number, token=self.asha)
        self.good("request", "refuse", number, "--reason", "the desk still looks; ask 9876543210", token=self.asha)
        self.bad(1, "state: it is refused by Asha already", "request", "approve", number, token=self.asha)
        self.assertIn("Asha: the desk still looks; ask ********10", self.good("request", "list", "--all"))
        self.assertIn("the desk still looks", self.good("request", "show", number))
        self.assertIn("the desk still looks", self.audited("request refuse")[4])
        code, said, _ = self.ctl(*accept, "--by", "ravi", token=self.ravi)
        self.assertEqual(code, 1)
        self.assertIn(f"asked for before as {number}, and refused by Asha: the desk still looks", said)
        self.assertIn("the exit code is 1: it is asked for, and not done yet", said)
        again = self.asked(*accept, "--by", "ravi", token=self.ravi)
        self.assertNotEqual(again, number)
        self.good("request", "withdraw", again, token=self.ravi)
        late = self.asked(*accept, "--by", "ravi", token=self.ravi)
        self.stack.sql("UPDATE approvals SET asked_us=asked_us-3600000000 WHERE id=%s", (late,))
        self.bad(1, "state: it is older than an hour", "request", "approve", late, token=self.asha)
        self.assertNotEqual(self.asked(*accept, "--by", "asha", token=self.asha), late)
        self.assertEqual(self.watermark(), 1)


class Glass(OperatorsCase):
    def test_who_has_no_address_is_named_and_doctor_warns(self):
        self.stack.sql("UPDATE operators SET email='ravi@broker.example' WHERE name='Ravi'")
        _, _, error = self.ctl("operator", "add", "meena", "--break-glass", "--reason", "nobody answers", token=self.ravi)
        self.assertIn("has no address and learns nothing: Asha\nno other operator can be reached", error)
        reached = {one["name"]: one["told_of_broken_glass"] for one in json.loads(self.good("operator", "list", "--json"))["operators"]}
        self.assertEqual(reached, {"Ravi": True, "Asha": False, "meena": False})
        self.assertIn("no, no address", self.good("operator", "list"))
        findings = json.loads(self.ctl("doctor", "--json")[1])["findings"]
        [found] = [one for one in findings if one["check"] == "operators.reachable"]
        self.assertEqual((found["level"], found["found"]), ("warn", "1 of 3 have an address, without: Asha, meena"))


class MassExits(OperatorsCase):
    def setUp(self):
        super().setUp()
        self.name = f"m-{self.account}"
        self.stack.sql("UPDATE customers SET branch=%s WHERE account=%s", (self.name, self.account))

    def request(self):
        self.good("mass-exit", "request", "--id", self.name, "--why", "margin", "--branch", self.name, token=self.ravi)

    def test_show_names_all_accounts_and_who_is_in_another_one_too(self):
        self.request()
        number = self.stack.sql("SELECT approval FROM mass_exits WHERE id=%s", (self.name,))[0][0]
        self.assertIn(f"accounts: {self.account}\n", self.good("request", "show", number))
        self.assertEqual(json.loads(self.good("request", "show", number, "--json"))["mass_exit"]["names"], [self.account])
        self.assertIn(f"mass exit {self.name}", self.good("request", "list"))
        second = f"{self.name}-2"
        said = self.good("mass-exit", "request", "--id", second, "--why", "again", "--branch", self.name, token=self.ravi)
        told = f"mass exit {self.name}, waiting, names 1 of these accounts too"
        self.assertIn(told, said)
        self.assertIn(told, self.good("mass-exit", "approve", second, "--dry-run", token=self.asha))
        self.assertEqual(json.loads(self.good("mass-exit", "show", second, "--json"))["names"], [self.account])
        self.good("mass-exit", "refuse", second, "--reason", "one is enough", token=self.asha)
        self.assertIn("one is enough", self.good("mass-exit", "show", second))


if __name__ == "__main__":
    main()
