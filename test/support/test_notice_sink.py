#!/usr/bin/python3
"""The parts of the sink for notices that need no network."""

import json
import pathlib
import sys
import tempfile
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra/local"))

from sink import gateway, http_text  # noqa: E402
from sink.arrivals import SHOWN_MAX, Arrivals  # noqa: E402
from sink.faults import Faults  # noqa: E402
from sink.mail import identity_of  # noqa: E402

TOKENS = {"sms": "secret", "push": "other"}
FIELDS = {"to": "+919812345678", "title": "", "text": "x", "reference": "n:1"}


class ArrivalsKept(unittest.TestCase):
    def test_repeats_are_told_and_texts_are_bounded(self):
        arrivals = Arrivals()
        for number in range(SHOWN_MAX + 10):
            arrivals.add("sms", f"n:{number}", "somebody", "", "text")
        arrivals.add("sms", "n:0", "somebody", "", "text")
        self.assertEqual(arrivals.summary()["repeats"], 1)
        self.assertEqual(arrivals.times("n:0")["n:0"][0], 2)
        self.assertEqual(len(arrivals.latest(limit=10_000)), SHOWN_MAX)
        self.assertEqual(arrivals.latest(identity="n:0")[0]["count"], 2)

    def test_ids_outlive_a_kill_and_a_torn_line(self):
        with tempfile.TemporaryDirectory() as folder:
            journal = pathlib.Path(folder) / "arrivals.txt"
            Arrivals(journal).add("email", "n:1", "somebody", "title", "text")
            with journal.open("a", encoding="utf-8") as file:
                file.write("123 sms n:2")
            again = Arrivals(journal)
            self.assertTrue(again.knows("n:1"))
            self.assertFalse(again.knows("n:2"))
            self.assertEqual(again.summary()["totals"], {"email": 1})
            again.add("push", "n:3", "somebody", "", "text")
            self.assertTrue(Arrivals(journal).knows("n:3"))
            self.assertNotIn("somebody", journal.read_text(encoding="utf-8"))


class FaultsPlayed(unittest.TestCase):
    def test_a_fault_is_played_as_often_as_said_on_what_it_names(self):
        faults = Faults()
        faults.add({"channel": "sms", "kind": "refuse", "count": 2, "id": "n:"})
        self.assertIsNone(faults.take("push", "n:1"))
        self.assertIsNone(faults.take("sms", "other"))
        self.assertEqual([bool(faults.take("sms", "n:1")) for _ in range(3)], [True, True, False])
        self.assertEqual((faults.played, faults.left()), (2, 0))

    def test_what_is_no_fault_is_refused(self):
        for values in ({"channel": "fax", "kind": "slow"}, {"channel": "sms", "kind": "odd"}, {"kind": "slow"},
                       {"channel": "sms", "kind": "slow", "colour": "red"}):
            with self.subTest(values=values), self.assertRaises(ValueError):
                Faults().add(values)


class Strangers(unittest.TestCase):
    def judged(self, **headers):
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return http_text.foreign(http_text.Request(f"GET / HTTP/1.1\r\n{lines}".encode(), b""))

    def test_the_loopback_s_own_names_are_right(self):
        for host in ("127.0.0.1", "127.0.0.1:8025", "localhost:8025", "LOCALHOST", "[::1]:8025", "127.9.9.9"):
            self.assertIsNone(self.judged(Host=host), host)
        self.assertIsNone(self.judged())
        self.assertIsNone(self.judged(Host="127.0.0.1:8025", Origin="http://127.0.0.1:8025"))

    def test_pages_from_elsewhere_are_refused(self):
        for host in ("elsewhere.example", "127.0.0.1.elsewhere.example", "10.0.0.1:8025", "", "[::1"):
            self.assertEqual(self.judged(Host=host), 421, host)
        for origin in ("http://elsewhere.example", "null", "https://127.0.0.1:8025", "http://127.0.0.1:3000"):
            self.assertEqual(self.judged(Host="127.0.0.1:8025", Origin=origin), 403, origin)


class Requests(unittest.TestCase):
    def judged(self, fields=None, path="/sms", token="secret", key="n:1", method="POST"):
        request = types.SimpleNamespace(path=path, method=method, body=json.dumps(fields or FIELDS).encode(), headers={
            "authorization": f"Bearer {token}", "idempotency-key": key})
        return gateway.judged(request, TOKENS)[0]

    def test_the_gateway_takes_only_what_is_right(self):
        self.assertEqual(self.judged(), 200)
        self.assertEqual(self.judged(token="other"), 401)
        self.assertEqual(self.judged(path="/fax"), 404)
        self.assertEqual(self.judged(method="GET"), 404)
        self.assertEqual(self.judged(key="n:2"), 400)
        self.assertEqual(self.judged(fields={"to": "x"}), 400)

    def test_the_notice_s_id_is_read_from_the_message_id(self):
        self.assertEqual(identity_of("<notice-exit=3A1=3Aemail@broker.example>"), "exit:1:email")
        self.assertEqual(identity_of("<other@broker.example>"), "")
        self.assertEqual(identity_of(None), "")


if __name__ == "__main__":
    unittest.main()
