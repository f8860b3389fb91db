"""A site where two persons are wanted, and two operators with their tokens."""

import json

from ctl_site import OperationsCase
from running_site import eventually
from upstream_events import DAY as STORY_DAY

NAMES = ("Ravi", "Asha")


class OperatorsCase(OperationsCase):
    """With two persons wanted, and two operators whose tokens are `self.ravi` and `self.asha`."""

    tokens: dict = {}

    def ctl_file(self):
        return self.config("ctl", operators={"two_persons": True})

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        for table in ("operators", "approvals", "broken_glass"):
            self.stack.sql(f"DELETE FROM {table}")
        self.tokens = {}
        adder = None
        for name in NAMES:
            self.tokens[name] = self.add(name, token=adder)
            adder = self.tokens["Ravi"]
        self.ravi, self.asha = (self.tokens[name] for name in NAMES)

    def add(self, name, *words, **options):
        return json.loads(self.good("operator", "add", name, "--json", *words, **options))["token"]

    def audited(self, action):
        """(who, OS user, host, by token, detail, was, became) of the newest row."""
        return self.stack.sql("SELECT who, os_user, host, by_token, detail, was, became FROM audit WHERE action=%s "
                              "ORDER BY id DESC LIMIT 1", (action,))[0]

    def asked(self, *words, **options):
        """The number under which it is asked for; it is not done."""
        code, output, error = self.ctl(*words, "--json", **options)
        self.assertEqual(code, 1, output + error)
        self.assertIn("another person", error)
        return json.loads(output)["asked"]["id"]

    def state(self, number):
        return self.stack.sql("SELECT state FROM approvals WHERE id=%s", (number,))[0][0]

    def lose_one(self):
        """A gap of one number -> the words that accept it."""
        placed = [self.publisher.place(self.about.trade()) for _ in range(3)]
        for event in (placed[0], placed[2]):
            self.publisher.publish(event)
        self.addCleanup(self.publisher.publish, placed[1])  # a gap that stays would hold the partition's other tests
        eventually(lambda: any(gap["source"] == self.about.source for gap in json.loads(self.good("gap", "show", "--json"))["gaps"]), "the gap is told")
        return ("gap", "accept", "--source", self.about.source, "--day", STORY_DAY, "--partition", self.about.partition,
                "--through", 2, "--reason", "never sent")
