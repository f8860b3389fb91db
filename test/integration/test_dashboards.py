#!/usr/bin/python3
"""Every query of every panel of infra/grafana finds data in the running stack's Prometheus, after some traffic.

The variables are filled in as Grafana does it: all values of a list, and of the built-in ones those that follow from the
datasource's interval. A panel of a program that does not exist yet (no line in metrics_golden.txt) is named in the output; a
panel of one that exists and does not run here is a failure.
"""

import itertools
import json
import math
import os
import pathlib
import re
import sys
import time
import unittest
import urllib.parse

import yaml
from running_site import Program, eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/monitoring"))

from backstop_local import exchange  # noqa: E402
from backstop_local.access import fetch  # noqa: E402
from families import GOLDEN, OTHERS, SERVICES, awaited, names_in, of_golden, panels  # noqa: E402
from stack import Stack  # noqa: E402

DATASOURCE = ROOT / "infra/grafana/provisioning/datasources/backstop.yml"
LIST = re.compile(r"label_values\((\w+), (\w+)\)")
ORDERS, RATE = 100_000, 30
ACCOUNTS = 5
GETTING_OUT_S = 25
DATA_DEADLINE_S = 30


class Dashboards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(os.environ["BACKSTOP_VAR"], say=lambda text: None)
        datasource = yaml.safe_load(DATASOURCE.read_text(encoding="utf-8"))["datasources"][0]
        cls.interval_s = int(datasource["jsonData"]["timeInterval"].removesuffix("s"))
        cls.begun = time.time()
        _, config, *arguments = exchange.flow_command(cls.stack, ORDERS, RATE, seed=int(cls.begun) % 10**8 + 1)
        assert config == "--config"
        with Program(cls.stack, exchange.FLOW, *arguments, secrets=exchange.secrets_of(cls.stack.secrets, "flow")):
            cls.get_out()

    @classmethod
    def get_out(cls):
        """While the main site's customers trade, some get out through this site, one after the other: rates need more than one scrape."""
        cls.done("site", "activate", "--reason", "dashboards")
        end, got_out = time.monotonic() + GETTING_OUT_S, 0
        try:
            while time.monotonic() < end:
                for (account,) in cls.stack.sql("SELECT DISTINCT account FROM positions WHERE day = %s AND open_quantity + buy_quantity"
                                                " <> sell_quantity LIMIT %s", (cls.stack.day, ACCOUNTS)):
                    got_out += cls.stack.ctl("exit-all", "--account", account, "--wait-s", "2").returncode < 2  # 1: not all of it
        finally:
            cls.done("site", "return", "--reason", "dashboards")
            cls.done("site", "standby", "--reason", "dashboards")
        assert got_out > ACCOUNTS, f"{got_out} got out"

    @classmethod
    def done(cls, *arguments):
        result = cls.stack.ctl(*arguments)
        assert result.returncode == 0, result.stderr

    def ask(self, path, **arguments):
        url = f"http://127.0.0.1:{self.stack.ports['prometheus']}/api/v1/{path}?{urllib.parse.urlencode(arguments, doseq=True)}"
        status, body = fetch(url)
        self.assertEqual(status, 200, f"{arguments}: {body.decode(errors='replace')}")
        return json.loads(body)["data"]

    def values_of(self, dashboard):
        """{variable: what Grafana puts in its place}, longest names first."""
        found = {"__rate_interval": f"{4 * self.interval_s}s", "__interval": f"{self.interval_s}s", "__range": "30m"}
        for variable in dashboard["templating"]["list"]:
            if variable["type"] == "query":
                metric, label = LIST.fullmatch(variable["query"]["query"]).groups()
                values = eventually(lambda: self.ask(f"label/{label}/values", **{"match[]": metric}), f"{metric} has {label}")
                found[variable["name"]] = "(" + "|".join(re.escape(value).replace("\\", "\\\\") for value in values) + ")"
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    def has_data(self, expression, instant):
        if instant:
            series = [[one["value"]] for one in self.ask("query", query=expression)["result"]]
        else:
            told = self.ask("query_range", query=expression, start=self.begun, end=time.time(), step=self.interval_s)
            series = [one["values"] for one in told["result"]]
        return any(math.isfinite(float(value)) for _, value in itertools.chain(*series))

    def test_every_query_of_every_panel_finds_data(self):
        golden = of_golden(GOLDEN.read_text(encoding="utf-8"))
        runs = {*SERVICES, *OTHERS, *(one.name for one in self.stack.companions)}
        waiting, asked = [], 0
        for name, dashboard, panel in panels():
            for target in panel["targets"]:
                expression = target["expr"]
                with self.subTest(dashboard=name, panel=panel["title"], query=target["legendFormat"]):
                    read = names_in(expression)
                    if awaited(read, golden):
                        waiting.append(f"{name}/{panel['title']}")
                        continue
                    values = self.values_of(dashboard)
                    self.assertLessEqual({family.service for family in golden if family.name in read}, runs)
                    for variable, value in values.items():
                        expression = expression.replace(f"${variable}", value)
                    self.assertNotIn("$", expression)
                    eventually(lambda asks=expression, target=target: self.has_data(asks, target["instant"]), expression, DATA_DEADLINE_S)
                    asked += 1
        print(f"{asked} queries found data; of programs that are not there yet: {', '.join(sorted(set(waiting))) or 'none'}")
        self.assertGreater(asked, len(waiting))

    def test_a_query_without_data_is_seen(self):
        self.assertFalse(self.has_data("backstop_feed_connected == 7", True))
        self.assertFalse(self.has_data("rate(backstop_there_is_none_total[20s])", False))


if __name__ == "__main__":
    main()
