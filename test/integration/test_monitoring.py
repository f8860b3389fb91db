#!/usr/bin/python3
"""Prometheus and Alertmanager of the running stack: everything is scraped, each rule has its data, and a fault becomes an alert."""

import json
import os
import pathlib
import sys
import time
import unittest
import urllib.parse

from running_site import eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/monitoring"))

from backstop_local import broker  # noqa: E402
from backstop_local.access import fetch  # noqa: E402
from families import GOLDEN, OTHERS, RULES, SERVICES, SOMETIMES, names_in, of_golden  # noqa: E402
from stack import Stack  # noqa: E402

STOPPED = "squareoff"
ALERT_DEADLINE_S = 120  # the slowest rule waits 60 s, scrapes and evaluations come every 5 s
READ_DEADLINE_S = 60


class MonitoringCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)

    def ask(self, server, path):
        """The answer as Python values."""
        status, body = fetch(f"http://127.0.0.1:{self.stack.ports[server]}{path}")
        self.assertEqual(status, 200, f"{server}: {path}: {body.decode(errors='replace')}")
        return json.loads(body)

    def query(self, expression):
        return self.ask("prometheus", "/api/v1/query?" + urllib.parse.urlencode({"query": expression}))["data"]["result"]


class Monitoring(MonitoringCase):
    def test_everything_is_scraped(self):
        def all_up():
            targets = self.ask("prometheus", "/api/v1/targets?state=active")["data"]["activeTargets"]
            return targets if {target["health"] for target in targets} == {"up"} else None
        targets = eventually(all_up, "all targets are up", READ_DEADLINE_S)
        jobs = [target["labels"]["job"] for target in targets]
        beside = {one.name for one in self.stack.companions if one.metrics_page}
        self.assertLessEqual({"database_exporter", "machine_exporter", "prober"}, beside)
        self.assertEqual(set(jobs), {*SERVICES, *beside, "rabbitmq", "rabbitmq_queues", "prometheus", "alertmanager", "probe"})
        self.assertEqual(jobs.count("ledger"), len(self.stack.ledgers))

    def test_everything_is_probed_and_would_do_its_work(self):
        wanted = {*self.stack.ledgers, "feed", "gateway", "squareoff", "rabbitmq", "database"}
        wanted |= {one.name for one in self.stack.companions if one.binary and one.ready_page == "readyz"}

        def answered():
            found = {one["metric"]["probed"] for one in self.query("probe_success == 1")}
            return found if found >= wanted else None
        self.assertEqual(eventually(answered, "each probe succeeds", READ_DEADLINE_S), wanted)

    def test_the_exporters_account_sees_none_of_our_tables(self):
        rights = self.stack.administer("SHOW GRANTS FOR 'exporter'@'127.0.0.1';")
        self.assertNotIn("backstop", rights)
        self.assertNotRegex(rights, r"(?i)all privileges|\b(select|insert|update|delete|super)\b.* on \*\.\*")
        self.assertTrue(self.query("mysql_up == 1"))

    def test_each_metric_of_each_rule_has_data(self):
        golden = of_golden(GOLDEN.read_text(encoding="utf-8"))
        histograms = {family.name for family in golden if family.kind == "histogram"}
        here = {*SERVICES, *OTHERS, *(one.name for one in self.stack.companions)}
        wanted = {family.name for family in golden - SOMETIMES if family.service in here}
        read = set().union(*(names_in(file.read_text(encoding="utf-8")) for file in RULES.glob("*.yml")))
        self.assertTrue(read & wanted)
        for name in sorted(read & wanted):
            series = name + "_count" if name in histograms else name
            with self.subTest(metric=name):
                eventually(lambda wanted=series: self.query(wanted), f"{series} has data", READ_DEADLINE_S)

    def test_all_rules_are_evaluated_without_an_error(self):
        def evaluated():
            groups = self.ask("prometheus", "/api/v1/rules")["data"]["groups"]
            rules = [rule for group in groups for rule in group["rules"]]
            return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None
        rules = eventually(evaluated, "all rules were evaluated", READ_DEADLINE_S)
        self.assertEqual([rule["name"] for rule in rules if rule["health"] != "ok"], [])



class Alerts(MonitoringCase):
    """Faults made on the running stack, all at once, until Alertmanager knows of each."""

    def publish(self, exchange, key):
        """A body that is no event, past our own programs."""
        message = {"properties": {"delivery_mode": 2}, "routing_key": key, "payload": "no event", "payload_encoding": "string"}
        status, body = self.stack.request(f"exchanges/{broker.VHOST}/{exchange}/publish", "POST", message)
        self.assertEqual(status, 200, body)

    def short_of_memory(self):
        self.stack.rabbitmqctl("set_vm_memory_high_watermark", "0.0001")
        self.addCleanup(self.stack.rabbitmqctl, "set_vm_memory_high_watermark", "absolute", str(broker.memory_bytes()))

    def stop_a_service(self):
        self.addCleanup(self.wait_ready)
        self.addCleanup(self.stack.supervisor.start, STOPPED)
        self.stack.supervisor.stop(STOPPED)

    def wait_ready(self):
        eventually(lambda: self.stack.ready(STOPPED), f"{STOPPED} is there again", READ_DEADLINE_S)

    def alerts(self):
        """{alert's name: what it speaks of} of those that Alertmanager knows; of services and queues, those of the fault."""
        found = [alert["labels"] for alert in self.ask("alertmanager", "/api/v2/alerts")]
        return {labels["alertname"]: labels for labels in found
                if (labels["alertname"] != "QueueWithoutConsumer" or labels["queue"].startswith(f"{STOPPED}."))
                and (labels["alertname"] != "ServiceDown" or labels["job"] == STOPPED)}

    def test_a_fault_becomes_its_alert(self):
        faults = {"DeadLetters": lambda: self.publish("amq.default", "dlq.feed"),
                  "EventsParked": lambda: self.publish("amq.default", "ledger.00"),
                  "ServiceDown": self.stop_a_service, "QueueWithoutConsumer": lambda: None,  # the same fault
                  "BrokerAlarm": self.short_of_memory}
        self.assertEqual(faults.keys() & self.alerts().keys(), set())
        counted = 'count_over_time(backstop_ledger_events_total{outcome="parked"}[5m]) >= 2'
        eventually(lambda: self.query(counted), "there is something to rise from", READ_DEADLINE_S)
        begun, seconds = {}, {}
        for name, make in faults.items():
            make()
            begun[name] = time.monotonic()

        def all_are_known():
            for name in faults.keys() & self.alerts().keys() - seconds.keys():
                seconds[name] = round(time.monotonic() - begun[name])
            return seconds.keys() == faults.keys()
        try:
            eventually(all_are_known, "Alertmanager knows each", ALERT_DEADLINE_S)
        finally:
            print("seconds from fault to alert:", json.dumps(seconds))
        self.assertEqual(self.alerts()["ServiceDown"]["job"], STOPPED)


if __name__ == "__main__":
    main()
