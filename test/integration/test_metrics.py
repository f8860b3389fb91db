#!/usr/bin/python3
"""Every running service's metrics are those of metrics_golden.txt: a rename is seen here before an alert goes blind.

BACKSTOP_UPDATE_GOLDEN=1 (run.py --update) rewrites the file instead. What the runbooks tell to ask is asked here, too.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

from running_site import eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/monitoring"))

from backstop_local.access import fetch  # noqa: E402
from families import GOLDEN, OTHERS, SERVICES, SOMETIMES, differences, golden_text, names_read, of_golden, of_others, of_page  # noqa: E402
from stack import Stack  # noqa: E402

CTL_DEADLINE_S = 60
ANSWER = "the answer: if it is meant, rename it in docs/metrics.md, infra and test, then run.py test_metrics.py --update"
QUEUES = "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count&vhost=backstop"


class Golden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)

    def page(self, name, path="/metrics"):
        status, body = fetch(f"http://127.0.0.1:{self.stack.ports[name]}{path}")
        self.assertEqual(status, 200, f"{name}{path}")
        return body.decode()

    def of_service(self, service):
        """Several ledgers show the same families."""
        names = self.stack.ledgers if service == "ledger" else [service]
        found = [of_page(service, self.page(name)) for name in names]
        self.assertTrue(all(one == found[0] for one in found), f"the {service}s differ among themselves")
        return found[0]

    def of_others(self):
        """Of broker, database, machine and prober, those that are read. The broker's figures of queues come some seconds after the queues."""
        accepted = f"/probe?module=accepts&target=127.0.0.1:{self.stack.ports['amqp']}"
        places = {"rabbitmq": [("broker_metrics", "/metrics"), ("broker_metrics", QUEUES)], "prober": [("prober", accepted)],
                  "database": [("database_exporter", "/metrics")], "machine": [("machine_exporter", "/metrics")]}
        self.assertEqual(places.keys(), OTHERS.keys())
        read = {name for name in names_read() if name.startswith(tuple(OTHERS.values()))} - {family.name for family in SOMETIMES}

        def found():
            both = set().union(*(of_others(service, [self.page(*place) for place in places[service]]) for service in places))
            complete = {family.name for family in both if family.labels or "_queue_" not in family.name} >= read
            return both if complete else None
        return eventually(found, f"they show all of {sorted(read)}") | SOMETIMES

    def test_names_types_and_labels(self):
        services = [*SERVICES, *(one.name for one in self.stack.companions if one.binary and one.metrics_page)]
        found = set().union(self.of_others(), *(self.of_service(service) for service in services))
        if os.environ.get("BACKSTOP_UPDATE_GOLDEN") == "1":
            GOLDEN.write_text(golden_text(found), encoding="utf-8")
        wanted = of_golden(GOLDEN.read_text(encoding="utf-8"))
        told = differences(wanted, found, GOLDEN.name, "the running services")
        self.assertFalse(told, "\n".join(["", *told, ANSWER]))


class Runbooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)

    def commands(self, pattern):
        found = [(path.stem, match) for path in sorted((ROOT / "docs/runbooks").glob("*.md"))
                 for match in re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)]
        self.assertTrue(found)
        return found

    def test_the_queries_are_understood(self):
        for runbook, query in self.commands(r'^\./backstop sql "(.*)"$'):
            with self.subTest(runbook=runbook):
                self.stack.administer("USE backstop; " + query)

    def test_the_commands_are_understood(self):
        for runbook, words in self.commands(r"^\./backstop ctl (.*)$"):
            with self.subTest(runbook=runbook):
                result = subprocess.run([ROOT / "backstop", "ctl", *shlex.split(words)], capture_output=True, text=True,
                                        stdin=subprocess.DEVNULL, timeout=CTL_DEADLINE_S, check=False)
                self.assertNotEqual(result.returncode, 2, result.stderr)  # wrong use

    def test_the_verbs_are_there(self):
        usage = (ROOT / "backstop").read_text(encoding="utf-8")
        for runbook, verb in self.commands(r"^\./backstop (\w+)"):
            with self.subTest(runbook=runbook):
                self.assertIn(f"\n  ./backstop {verb}", usage)


if __name__ == "__main__":
    main()
