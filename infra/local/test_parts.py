#!/usr/bin/python3
"""Unit tests of the local stack's pure parts: no process, and nothing beyond the loopback."""

import hashlib
import base64
import contextlib
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import amqp_login, broker, command_line, companions, env_file, exchange, exchange_demo, feed_pace, live_view, metrics, monitoring, ports, profit, queue_files, services, site_head  # noqa: E402
from backstop_local.paths import Paths  # noqa: E402
from backstop_local.patience import Patience  # noqa: E402

PAGE = """\
# TYPE commit_seconds histogram
commit_seconds_bucket{le="0.001"} 50
commit_seconds_bucket{le="0.01"} 99
commit_seconds_bucket{le="+Inf"} 100
events_total{partition="0",outcome="applied"} 7
events_total{partition="1",outcome="applied"} 5
events_total{partition="1",outcome="parked"} 1
"""


def position(**columns):
    empty = dict.fromkeys(("open_quantity", "open_value", "buy_quantity", "buy_value", "sell_quantity", "sell_value"), 0)
    return empty | columns


class CtlArguments(unittest.TestCase):
    def given(self, *arguments):
        return command_line.with_config(list(arguments), "ctl.toml")

    def test_a_command_gets_the_configuration_that_it_does_not_name(self):
        self.assertEqual(self.given("day", "show"), ["day", "show", "--config", "ctl.toml"])
        for named in (("status", "--config", "other.toml"), ("status", "--config=other.toml")):
            self.assertEqual(self.given(*named), list(named))

    def test_commands_that_take_none_get_none(self):
        for words in ((), ("--version",), ("topology", "--partitions", "4"), ("completion", "bash", "--partitions", "4")):
            self.assertEqual(self.given(*words), list(words))


class SiteHead(unittest.TestCase):
    """Of a stack whose backstopctl is a script."""

    def stack(self, script):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        program = folder / "backstopctl"
        program.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        program.chmod(0o755)
        return types.SimpleNamespace(binary=lambda _: program, environment=dict, paths=Paths(folder))

    def test_it_is_told_also_where_something_is_in_trouble(self):
        stack = self.stack("printf 'verdict  TRUSTED\\nalerts  none fires\\ncommands  none open\\nsite  x\\n'; exit 1")
        self.assertEqual(site_head.lines(stack), ["verdict  TRUSTED", "alerts  none fires", "commands  none open"])
        stack = self.stack("""echo '{"verdict": "TRUSTED", "alerts": {"count": 0}, "open_commands": {"count": 2}, "overview": {}}'""")
        self.assertEqual(site_head.members(stack), {"verdict": "TRUSTED", "alerts": {"count": 0}, "open_commands": {"count": 2}})

    def test_a_site_that_is_not_on_standby_is_named(self):
        def standing(text):
            return site_head.standing(types.SimpleNamespace(ctl=lambda *_: types.SimpleNamespace(stdout=text)))
        self.assertEqual(standing('{"state": "STANDBY", "epoch": 6}'), "")
        self.assertEqual(standing('{"state": "ACTIVE", "epoch": 7}'), "the site is ACTIVE, epoch 7")
        self.assertIn("not known", standing(""))

    def test_where_it_cannot_be_asked_that_is_one_line(self):
        stack = self.stack("echo 'ctl.nonsense: unknown' >&2; exit 2")
        [line] = site_head.lines(stack)
        self.assertIn("not known: backstopctl status: ctl.nonsense", line)
        told = site_head.members(stack)
        self.assertEqual((told["verdict"], told["alerts"]["count"], told["open_commands"]["count"]), (None, None, None))
        self.assertIn("ctl.nonsense", told["alerts"]["unknown"])


class TestArguments(unittest.TestCase):
    def test_what_the_fault_tests_do_not_know_is_no_success(self):
        """run_tests.py hands unknown options on to them; one of them looks like the beginning of one of its own."""
        program = pathlib.Path(__file__).resolve().parent / "run_tests.py"
        run = subprocess.run([program, "faults", "--only", "nothing"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn("invalid choice: 'nothing'", run.stderr)


class Demo(unittest.TestCase):
    def test_a_customer_who_keeps_what_must_not_be_exited_is_not_called_flat_without_a_word(self):
        end = exchange_demo.end_of
        self.assertEqual(end("A1", {"flat": True, "excluded": []}), "A1 IS FLAT")
        self.assertEqual(end("A1", {"flat": True, "excluded": ["NSE CM X CNC: token: trade-for-trade"]}), "A1 IS FLAT, but for what must not be exited (above)")
        self.assertEqual(end("A1", {"flat": False, "excluded": []}), "A1 IS NOT FLAT: see above")


class Profit(unittest.TestCase):
    def test_long_position_half_sold(self):
        row = position(buy_quantity=10, buy_value=10 * 1000000, sell_quantity=5, sell_value=5 * 1100000)
        self.assertEqual(profit.profit(row, 1200000), (5, 500000, 1000000))

    def test_short_position_loses_when_the_price_rises(self):
        row = position(sell_quantity=3, sell_value=3 * 1000000)
        self.assertEqual(profit.profit(row, 1000001), (-3, 0, -3))

    def test_closed_position_is_all_realised(self):
        row = position(buy_quantity=2, buy_value=7, sell_quantity=2, sell_value=4)
        self.assertEqual(profit.profit(row, 999), (0, -3, 0))

    def test_start_of_day_long_counts_as_bought(self):
        row = position(open_quantity=4, open_value=4 * 100, sell_quantity=4, sell_value=4 * 130)
        self.assertEqual(profit.profit(row, 1), (0, 120, 0))

    def test_the_parts_add_up_although_the_average_is_not_an_integer(self):
        row = position(buy_quantity=3, buy_value=100, sell_quantity=1, sell_value=50)
        net, realised, unrealised = profit.profit(row, 40)
        self.assertEqual((net, realised, realised + unrealised), (2, 17, 50 - 100 + 2 * 40))

    def test_rupees_keep_the_sign_below_one(self):
        self.assertEqual([profit.rupees(units) for units in (-1, 0, 12345678)], ["-0.0001", "0.0000", "1234.5678"])


class LiveViews(unittest.TestCase):
    def test_a_long_symbol_is_shown_whole(self):
        symbol = "BANKNIFTY26AUG2650000CE-OF-A-LONG-NAME"
        row = {"account": "AB1234", "symbol": symbol, "product": "NRML", "net": 1, "realised": 0, "unrealised": None}
        now = types.SimpleNamespace(applied=1, at=1.0, read=1, confirmed=1, blocked=False, lag={}, queues={}, commit=(None, None),
                                    received_to_committed=(None, None), parked=0, duplicates=0)
        lines = live_view.screen(now, None, 1, [row])
        self.assertIn(symbol + "  NRML", lines[-1])
        self.assertEqual("".join(live_view.folded(lines[-1:], 20)), lines[-1])
        self.assertLessEqual(max(map(len, live_view.folded(lines, 20))), 20)
        self.assertEqual(live_view.folded(["", "ab"], 5), ["", "ab"])


class Metrics(unittest.TestCase):
    def test_sums_by_label_and_in_total(self):
        samples = metrics.parse(PAGE)
        self.assertEqual(metrics.total(samples, "events_total", outcome="applied"), 12)
        self.assertEqual(metrics.by_label(samples, "events_total", "partition"), {"0": 7, "1": 6})

    def test_quantiles_lie_within_their_bucket(self):
        counts = metrics.buckets(metrics.parse(PAGE), "commit_seconds")
        self.assertEqual(metrics.quantile(counts, 0.5), 0.001)
        self.assertAlmostEqual(metrics.quantile(counts, 0.99), 0.01)
        self.assertEqual(metrics.quantile(counts, 1.0), 0.01)

    def test_no_samples_no_quantile(self):
        self.assertIsNone(metrics.quantile(metrics.buckets({}, "commit_seconds"), 0.5))


class Ports(unittest.TestCase):
    def test_a_block_is_for_one_stack_at_a_time(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertTrue(ports.claimed(18000, folder))
            self.assertFalse(ports.claimed(18000, folder))
            self.assertTrue(ports.claimed(18040, folder))
            long_ago = time.time() - ports.CLAIM_S - 1
            os.utime(pathlib.Path(folder) / "18000", (long_ago, long_ago))
            self.assertTrue(ports.claimed(18000, folder))

    def test_some_ports_are_free_and_stay_so(self):
        low, high = ports.ephemeral_range()
        chosen = ports.choose_some(3)
        self.assertEqual(len(set(chosen)), 3)
        for port in chosen:
            self.assertTrue(port < low or port > high)
            with socket.create_server(("127.0.0.1", port)):
                self.assertFalse(ports.is_free(port))

    def test_blocks_keep_out_of_the_ephemeral_range_and_of_well_known_ports(self):
        low, high = ports.ephemeral_range()
        for first in ports.candidate_blocks():
            block = range(first, first + ports.BLOCK_PORTS)
            self.assertFalse(ports.WELL_KNOWN.intersection(block))
            self.assertTrue(block[-1] < low or block[0] > high)
            self.assertLess(block[-1], 65536)

    def test_a_block_holds_all_names(self):
        self.assertLessEqual(len(ports.NAMES), ports.BLOCK_PORTS)


class Watched(unittest.TestCase):
    PORTS = {name: 20000 + place for place, name in enumerate(ports.NAMES)}
    BESIDE = (companions.Companion("relay", binary="consumers/relay/backstop-relay"),
              companions.Companion("prober", metrics_page="metrics", ready_page="-/healthy"),
              companions.Companion("notice_sink", metrics_page="", ready_page=""))

    def test_every_page_of_metrics_is_read_once_under_its_programs_name(self):
        made = monitoring.targets(self.PORTS, ["ledger-1", "ledger-2"], ["feed", "venue"], self.BESIDE)
        self.assertEqual([group["labels"]["job"] for group in made],
                         ["ledger", "ledger", "feed", "venue", "prometheus", "alertmanager", "relay", "prober"])
        pages = [group["targets"][0] for group in made]
        self.assertEqual(len(set(pages)), len(pages))

    def test_probed_is_what_does_the_sites_work(self):
        made = monitoring.probes(self.PORTS, ["ledger-1"], ["feed", "venue"], self.BESIDE)
        self.assertEqual({group["labels"]["probed"]: group["labels"]["__param_module"] for group in made},
                         {"ledger-1": "readyz", "feed": "readyz", "relay": "readyz", "rabbitmq": "accepts", "database": "accepts"})


class Patiences(unittest.TestCase):
    def test_only_who_listens_and_is_silent_for_so_long_is_restarted(self):
        patience = Patience(10)
        self.assertFalse(patience.is_over(100, 7, False))
        self.assertFalse(patience.is_over(109, 7, False))
        self.assertFalse(patience.is_over(109.5, 7, True))  # it has answered once
        self.assertFalse(patience.is_over(119, 7, False))
        self.assertTrue(patience.is_over(120, 7, False))
        self.assertFalse(patience.is_over(121, 8, False))  # another process
        self.assertFalse(patience.is_over(130, 8, None))   # it does not listen yet
        self.assertFalse(patience.is_over(139, 8, False))


class Logins(unittest.TestCase):
    """A server that answers the AMQP header with some bytes and then ends, or says nothing."""

    def answers(self, *pieces):
        with socket.create_server(("127.0.0.1", 0)) as server:
            def serve():
                connection, _ = server.accept()
                with connection, contextlib.suppress(ConnectionError):
                    connection.recv(8)
                    for piece in pieces:
                        connection.sendall(piece)
                        connection.recv(4096)
            thread = threading.Thread(target=serve)
            thread.start()
            try:
                return amqp_login.serves(server.getsockname()[1], "u", "p", "v", "q", 2)
            finally:
                thread.join()

    @staticmethod
    def method(identity, arguments=b""):
        payload = struct.pack(">HH", *identity) + arguments
        return struct.pack(">BHI", 1, 0, len(payload)) + payload + b"\xce"

    LOGIN = ((10, 10), (10, 30), (10, 41), (20, 11))

    def test_a_queue_that_answers_and_a_refusal_are_answers(self):
        login = [self.method(one) for one in self.LOGIN]
        for answer in ((60, 71), (60, 72), (20, 40)):  # a message; none; no such queue
            self.assertTrue(self.answers(*login, self.method(answer)), answer)
        self.assertTrue(self.answers(login[0], self.method((10, 50), struct.pack(">H", 403))))

    def test_a_login_that_crashes_and_a_queue_that_is_gone_are_none(self):
        start, tune, *_ = login = [self.method(one) for one in self.LOGIN]
        for crash in ((), (start,), (start, tune), (b"HTTP/1.1 400 Bad\r\n\r\n",), (start, start), login,
                      (*login, self.method((10, 50), struct.pack(">H", 541)))):
            self.assertFalse(self.answers(*crash), crash)


class QueueFiles(unittest.TestCase):
    WHOLE = b"#{cluster_name => 'backstop_ledger.00',\n  uid => <<\"A\">>}.\n"

    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.data, self.copies = folder / "data", folder / "copies"
        self.files = [self.data / "node" / system / "node" / name / "config" for system, name in (("quorum", "A"), ("quorum", "B"), ("coordination", "C"))]
        for file in self.files:
            file.parent.mkdir(parents=True)
            file.write_bytes(self.WHOLE)
        queue_files.keep(self.data, self.copies)

    def contents(self):
        return [file.read_bytes() for file in self.files]

    def test_what_a_full_disk_has_emptied_or_cut_is_written_again(self):
        self.files[0].write_bytes(b"")
        self.files[2].write_bytes(self.WHOLE[:20])
        queue_files.keep(self.data, self.copies)  # what is not whole is no copy
        self.assertEqual(queue_files.restore(self.data, self.copies), [self.files[0], self.files[2]])
        self.assertEqual(self.contents(), [self.WHOLE] * 3)
        self.assertEqual(queue_files.restore(self.data, self.copies), [])

    def test_what_is_whole_or_was_never_copied_is_left_alone(self):
        other = self.WHOLE.replace(b"A", b"B")
        self.files[0].write_bytes(other)
        new = self.data / "node/quorum/node/D/config"
        new.parent.mkdir()
        new.write_bytes(b"")
        self.assertEqual(queue_files.restore(self.data, self.copies), [])
        self.assertEqual((self.files[0].read_bytes(), new.read_bytes()), (other, b""))


class Arguments(unittest.TestCase):
    def test_pace_is_what_the_feed_takes(self):
        for text in ("max", "1", "60", "1000000"):
            self.assertTrue(feed_pace.accepted(text), text)
        for text in ("", "0", "-1", "+1", "1.5", "1000001", "9" * 5000, "MAX", " 1", "1\n", "\u0661"):
            self.assertFalse(feed_pace.accepted(text), text[:20])


class Files(unittest.TestCase):
    def test_password_hash_is_salt_and_digest(self):
        raw = base64.b64decode(broker.password_hash("secret", b"salt"))
        self.assertEqual(raw, b"salt" + hashlib.sha256(b"saltsecret").digest())

    def test_definitions_never_hold_a_guest(self):
        made = broker.definitions({"users": [{"name": "guest"}], "queues": [1]},
                                  {"BACKSTOP_AMQP_PASSWORD": "a", "BACKSTOP_OPERATOR_PASSWORD": "b", "BACKSTOP_MANAGEMENT_PASSWORD": "c"})
        self.assertEqual([user["name"] for user in made["users"]], ["backstop", "operator", "watcher"])
        self.assertEqual(made["queues"], [1])

    def write(self, settings, day):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        paths = Paths(folder)
        paths.create()
        services.write_files(paths, {name: 20000 + place for place, name in enumerate(ports.NAMES)}, 4, ["ledger-1"], settings, day)
        return {path.stem: tomllib.loads(path.read_text()) for path in paths.etc.glob("*.toml")}

    def test_both_ends_of_every_session_name_each_other(self):
        files = self.write({}, 20260803)
        at_venue = {(values["target"], values["sender"]) for name, values in files["venue"].items() if name.startswith("session_")}
        ours = [files["feed"]["drop_copy"], files["feed"]["prices"], files["flow"]["orders"],
                *(files["gateway"][name] for name in files["gateway"]["gateway"]["sessions"])]
        self.assertEqual({(values["sender"], values["target"]) for values in ours}, at_venue)
        self.assertEqual({values["port"] for values in ours}, {files["venue"]["venue"]["fix_port"]})

    def test_the_square_off_names_sessions_that_the_gateway_has(self):
        files = self.write({}, 20260803)
        named = {text.partition(":")[2] for text in files["squareoff"]["squareoff"]["sessions"]}
        self.assertEqual(named, set(files["gateway"]["gateway"]["sessions"]))
        self.assertEqual(files["squareoff"]["squareoff"]["timed"], False)

    def test_settings_go_over_the_defaults_and_no_exchange_is_no_file(self):
        self.assertEqual(self.write({"squareoff": {"timed": True}}, 20260803)["squareoff"]["squareoff"]["timed"], True)
        self.assertEqual(set(self.write({}, None)), {"feed", "ctl", "ledger-1", "replay"})

    def secrets_file(self):
        return pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "secrets.env"

    def test_only_who_needs_a_password_gets_it(self):
        made = env_file.ensure_secrets(self.secrets_file(), exchange.PASSWORDS.values())
        given = {name: exchange.secrets_of(made, name) for name in exchange.SECRETS}
        sessions = {values["username"]: name for name, values in self.write({}, 20260803)["venue"].items() if name.startswith("session_")}
        self.assertEqual(set(given["venue"].values()), {made[name] for name in exchange.PASSWORDS.values()})
        self.assertEqual(set(sessions), set(exchange.PASSWORDS))
        self.assertEqual(len(set(given["venue"].values())), len(sessions))
        self.assertEqual(given["venue"]["BACKSTOP_FIX_PASSWORD_NSE_1"], given["gateway"]["BACKSTOP_FIX_PASSWORD_NSE_1"])
        self.assertEqual(given["venue"]["BACKSTOP_FIX_PASSWORD_DROPCOPY"], given["feed"]["BACKSTOP_DROP_COPY_PASSWORD"])
        self.assertEqual(given["flow"], {"BACKSTOP_FIX_PASSWORD_ORDERS": given["venue"]["BACKSTOP_FIX_PASSWORD_MAIN"]})
        self.assertEqual(set(given["feed"]), {"BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DROP_COPY_PASSWORD", "BACKSTOP_PRICES_PASSWORD"})
        self.assertFalse(set(given["squareoff"]) & set(exchange.PASSWORDS.values()))

    def test_secrets_of_an_older_stack_stay_and_gain_what_is_new(self):
        file = self.secrets_file()
        before = env_file.ensure_secrets(file)
        after = env_file.ensure_secrets(file, exchange.PASSWORDS.values())
        self.assertEqual(after | before, after)
        self.assertEqual(set(after) - set(before), set(exchange.PASSWORDS.values()))
        self.assertEqual(env_file.read(file), after)

    def test_services_toml_is_read_back_as_it_was_meant(self):
        tables = {"amqp": {"hosts": ["127.0.0.1:1"], "heartbeat_s": 10}, "feed": {"compress": True}}
        self.assertEqual(tomllib.loads(services.toml(tables)), tables)


if __name__ == "__main__":
    unittest.main()
