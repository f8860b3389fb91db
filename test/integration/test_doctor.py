#!/usr/bin/python3
"""backstopctl looks at a running site: doctor finds what is broken by hand, and status, queues, lag and top show it."""

import contextlib
import fcntl
import http.server
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import termios
import threading
import time
import tomllib

from ctl_site import CTL, DAY, CtlCase
from running_site import eventually, main, services

END_DEADLINE_S = 20


class LookingCase(CtlCase):
    def changed(self, **changes):
        """A configuration like the stack's with changes {table: {key: value}} -> its path."""
        tables = tomllib.loads((self.stack.paths.etc / "ctl.toml").read_text(encoding="utf-8"))
        for table, values in changes.items():
            tables[table] |= values
        path = self.folder / "ctl.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path

    def run_with(self, config, *words):
        """(exit code, standard output, standard error)."""
        done = subprocess.run([str(self.stack.binary(CTL)), *words, "--config", str(config)], env=self.stack.environment(),
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def findings(self, config=None):
        """{check: [(level, found)]} of a doctor's visit; its exit code must fit."""
        code, output, error = self.run_with(config or self.stack.paths.etc / "ctl.toml", "doctor", "--json")
        self.assertNotEqual(output, "", error)
        told = json.loads(output)
        found = {}
        for one in told["findings"]:
            found.setdefault(one["check"], []).append((one["level"], one["found"]))
            self.assertEqual(one["remedy"] == "", one["level"] == "ok", one)
        bad = any(level == "bad" for seen in found.values() for level, _ in seen)
        self.assertEqual((code, told["ok"]), (int(bad), not bad), output)
        return found

    def assert_found(self, check, level, words, config=None):
        seen = self.findings(config).get(check, [])
        self.assertTrue(any(one == level and words in found for one, found in seen), f"{check}: {seen}")

    def request(self, path, method, body=None):
        status, said = self.stack.request(path, method, body)
        self.assertIn(status, (200, 201, 204), said)

    def restored_by(self, path, method, body=None):
        self.addCleanup(self.request, path, method, body)

    def global_setting(self, name, value, usual):
        self.stack.administer(f"SET GLOBAL {name} = {value};")
        self.addCleanup(self.stack.administer, f"SET GLOBAL {name} = {usual};")


class Doctor(LookingCase):
    def test_nothing_is_bad_on_a_good_stack(self):
        eventually(lambda: "broker.plugins" in self.findings(), "the broker has told its state", END_DEADLINE_S)
        found = self.findings()
        self.assertEqual([(check, one) for check, seen in found.items() for one in seen if one[0] == "bad"], [])
        self.assertLessEqual({"broker.version", "topology", "partitions", "database.innodb_flush_log_at_trx_commit",
                              "database.migrations", "clock.broker", "clock.database", "host.disk", "service.ready"}, set(found))

    def test_a_binding_that_was_deleted_and_one_too_many(self):
        self.request("bindings/backstop/e/dlx/q/dlq.feed/feed", "DELETE")
        self.restored_by("bindings/backstop/e/dlx/q/dlq.feed", "POST", {"routing_key": "feed"})
        self.request("bindings/backstop/e/site/q/dlq.feed", "POST", {"routing_key": "too-many"})
        self.restored_by("bindings/backstop/e/site/q/dlq.feed/too-many", "DELETE")
        found = self.findings()["topology.binding"]
        self.assertEqual(found, [("bad", "dlx -> dlq.feed, key feed is missing"),
                                 ("warn", "site -> dlq.feed, key too-many is not one of ours")])

    def test_a_queue_with_another_argument(self):
        queue = "queues/backstop/dlq.notify"
        usual = json.loads(self.stack.request(queue)[1])["arguments"]
        for arguments in (usual | {"x-max-length-bytes": 1000}, usual):
            def put(arguments=arguments):
                self.request(queue, "DELETE")
                self.request(queue, "PUT", {"durable": True, "arguments": arguments})
                self.request("bindings/backstop/e/dlx/q/dlq.notify", "POST", {"routing_key": "notify.%23".replace("%23", "#")})
            if arguments == usual:
                self.addCleanup(put)
            else:
                put()
        self.assert_found("topology.queue", "bad", "dlq.notify: x-max-length-bytes is 1000, must be 1073741824")

    def test_a_queue_and_an_exchange_that_are_not_ours(self):
        self.request("queues/backstop/somebodys", "PUT", {"durable": True})
        self.restored_by("queues/backstop/somebodys", "DELETE")
        self.assert_found("topology.queue", "warn", "somebodys is not one of ours")

    def test_a_guest_with_the_default_password(self):
        self.request("users/guest", "PUT", {"password": "guest", "tags": "administrator"})
        self.restored_by("users/guest", "DELETE")
        self.assert_found("broker.guest", "bad", "logs in")

    def test_settings_of_the_database(self):
        self.global_setting("innodb_flush_log_at_trx_commit", 2, 1)
        self.global_setting("max_allowed_packet", 1 << 20, 64 << 20)
        self.assert_found("database.innodb_flush_log_at_trx_commit", "bad", "2, must be 1")
        self.assert_found("database.max_allowed_packet", "bad", "1048576 bytes")

    def test_a_migration_with_another_text(self):
        self.stack.sql("UPDATE migrations SET checksum=CONCAT(checksum,'0') WHERE number=2")
        self.addCleanup(self.stack.sql, "UPDATE migrations SET checksum=LEFT(checksum,LENGTH(checksum)-1) WHERE number=2")
        self.assert_found("database.migrations", "bad", "0002_reference")

    def test_pauses_and_a_paused_site(self):
        self.stack.sql("INSERT INTO pauses (part,by_whom,reason,since_us) VALUES (1,'ravi','a repair',1)")
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        self.put_site("PAUSED")
        self.assert_found("site.pauses", "warn", "partition 1, since 1970-01-01 05:30:00 IST by ravi: a repair")
        self.assert_found("site.state", "warn", "PAUSED")

    def test_a_site_that_hands_back_says_what_is_next(self):
        self.put_site("RETURNING")
        self.assert_found("site.state", "warn", "RETURNING")
        code, output, _ = self.run_with(self.stack.paths.etc / "ctl.toml", "doctor")
        self.assertIn("-> when what has begun is over and the books are compared: backstopctl site standby", output)
        self.assertIn("backstopctl site standby", self.ctl("status")[1])

    def test_a_configuration_that_does_not_fit(self):
        config = self.changed(ctl={"partitions": self.stack.partitions + 1},
                              doctor={"paths": [str(self.folder / "none")], "free_mb_min": 1},
                              overview={"services": ["gone=http://127.0.0.1:1"]})
        found = self.findings(config)
        self.assertEqual([level for check in ("partitions", "host.disk", "service.ready") for level, _ in found[check]],
                         ["bad", "bad", "bad"])
        self.assertIn(("bad", f"ledger.{self.stack.partitions:02} is missing"), found["topology.queue"])

    def test_what_does_not_answer_is_a_finding_and_the_others_are_looked_at(self):
        found = self.findings(self.changed(overview={"management_url": "http://127.0.0.1:1"}))
        self.assertEqual(found["broker.management"][0][0], "bad")
        self.assertEqual(found["database.innodb_flush_log_at_trx_commit"][0][0], "ok")
        found = self.findings(self.changed(database={"port": 1}))
        self.assertEqual(found["database"][0][0], "bad")
        self.assertIn("broker.version", found)
        self.assertNotIn("site.books", found)  # the same once more

    def test_where_nothing_answers_the_first_line_says_what_starts_it(self):
        down = {"database": {"port": 1}, "overview": {"management_url": "http://127.0.0.1:1", "alerts_url": "http://127.0.0.1:1",
                                                      "services": ["a=http://127.0.0.1:1", "b=http://127.0.0.1:1"]}}
        code, output, _ = self.run_with(self.changed(**down), "doctor")
        lines = output.splitlines()
        self.assertEqual((code, lines[0].split()[:2]), (1, ["bad", "site.running"]), output)
        self.assertIn("nor do 2 services", lines[0])
        self.assertIn("-> systemctl start mariadb rabbitmq-server", lines[1])
        self.assertEqual([line for line in lines[2:] if line.startswith("bad")], [], output)
        var = self.folder / "var"
        (var / "etc").mkdir(parents=True)
        (var / "stack.json").write_text("{}", encoding="utf-8")
        (self.folder / "ctl.toml").rename(var / "etc/ctl.toml")
        self.assertIn(f"-> BACKSTOP_VAR={var.resolve()} ./backstop up; ", self.run_with(var / "etc/ctl.toml", "doctor")[1].splitlines()[1])

    def test_it_needs_no_folder_to_stand_in(self):
        for folder in (self.folder, "/"):
            command = [str(self.stack.binary(CTL)), "doctor", "--config", str(self.stack.paths.etc / "ctl.toml"), "--json"]
            done = subprocess.run(command, env=self.stack.environment(), cwd=folder, capture_output=True, text=True, timeout=60, check=False)
            found = {one["check"]: one["level"] for one in json.loads(done.stdout)["findings"]}
            self.assertEqual(found["database.migrations"], "ok", done.stdout)
            command[1] = "migrate"
            done = subprocess.run(command, env=self.stack.environment(), cwd=folder, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((done.returncode, json.loads(done.stdout)), (0, {"applied": []}), done.stderr)


class Failures(LookingCase):
    def test_they_are_json_where_json_was_asked_for(self):
        code, output, error = self.ctl("orders", "--account", "NOBODY", "--json")
        told = json.loads(output)["error"]
        self.assertEqual((code, told), (1, {"field": "account", "reason": "no account NOBODY is known here", "exit_code": 1}))
        self.assertIn("account: no account NOBODY is known here", error)
        self.assertEqual(json.loads(self.ctl("site", "return", "--json")[1])["error"]["exit_code"], 2)
        self.assertEqual(self.ctl("orders", "--account", "NOBODY")[1], "")
        told = json.loads(self.run_with(self.changed(ctl={"nonsense": 1}), "site", "show", "--json")[1])["error"]
        self.assertEqual((told["field"], told["exit_code"]), ("ctl.nonsense", 2))

    def test_a_database_without_tables_says_what_to_run(self):
        name = f"backstop_{self.account.lower()}"
        self.stack.sql(f"CREATE DATABASE {name}")
        self.addCleanup(self.stack.sql, f"DROP DATABASE {name}")
        config = self.changed(database={"name": name})
        told = "the database lacks tables of Backstop: run backstopctl migrate"
        for words in (("site", "show"), ("day", "show"), ("orders", "--account", "A1"), ("commands", "list"), ("parked", "list"), ("notices",), ("gap", "show"),
                      ("operator", "list"), ("request", "list"), ("mass-exit", "list"), ("dlq", "list", "notices"), ("differences",), ("lag",)):
            code, output, error = self.run_with(config, *words, "--json")
            self.assertEqual(code, 1, words)
            self.assertNotIn("SELECT", error, words)
            self.assertIn(told, error + output, words)
        code, output, _ = self.run_with(config, "status")
        self.assertEqual((code, "SELECT" in output), (1, False), output)
        troubles = json.loads(self.run_with(config, "status", "--json")[1])["troubles"]
        self.assertEqual(len([one for one in troubles if one.endswith(f": not known: {told}")]), 1, troubles)
        found = self.findings(config)
        self.assertEqual([(check, level) for check, seen in found.items() for level, words in seen if told in words], [("database.migrations", "bad")])
        done = subprocess.run([str(self.stack.binary("producers/replay/backstop-replay")), "verify", "--config", str(self.changed_replay(name))],
                              env=self.stack.environment(), capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, f"backstop-replay: {told}\n"))

    def changed_replay(self, database):
        """replay.toml with another database -> its path."""
        tables = tomllib.loads((self.stack.paths.etc / "replay.toml").read_text(encoding="utf-8"))
        tables["database"] |= {"name": database}
        path = self.folder / "replay.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return path


class Terminal:
    """backstopctl top in a terminal of `columns`. A context manager: it is gone at exit."""

    def __init__(self, stack, columns=80):
        self._master, self._slave = pty.openpty()
        self.resize(columns)
        self.before = termios.tcgetattr(self._slave)
        command = [str(stack.binary(CTL)), "top", "--config", str(stack.paths.etc / "ctl.toml")]
        self.process = subprocess.Popen(command, env=stack.environment() | {"TERM": "xterm"}, stdin=self._slave,
                                        stdout=self._slave, stderr=self._slave, start_new_session=True)
        self.screen = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(END_DEADLINE_S)
        os.close(self._master)
        os.close(self._slave)

    def resize(self, columns):
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def type(self, keys):
        os.write(self._master, keys.encode())

    def take(self):
        """All that is on the screen's way, added to `screen`."""
        while select.select([self._master], [], [], 0.05)[0]:
            self.screen += os.read(self._master, 65536).decode(errors="replace")
        return self.screen

    def wait_for(self, text):
        eventually(lambda: text in self.take(), f"the screen shows {text}", END_DEADLINE_S)

    def end(self):
        """The exit code."""
        deadline = time.monotonic() + END_DEADLINE_S
        while self.process.poll() is None and time.monotonic() < deadline:
            self.take()
        self.take()
        return self.process.wait(1)

    def restored(self):
        return self.screen.endswith("\x1b[?1049l") and termios.tcgetattr(self._slave) == self.before


class Prometheus:
    """Its page of alerts, of which one fires. A context manager; its address is `url`."""

    ALERTS = {"status": "success", "data": {"alerts": [
        {"labels": {"alertname": "LedgerLag", "severity": "warning", "partition": "3"}, "annotations": {"summary": "far behind"},
         "state": "firing", "activeAt": "2026-08-05T04:00:00Z"},
        {"labels": {"alertname": "Soon", "severity": "critical"}, "annotations": {}, "state": "pending", "activeAt": "2026-08-05T04:00:00Z"}]}}

    def __enter__(self):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                body = json.dumps(Prometheus.ALERTS).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class Watching(LookingCase):
    def test_status_is_for_scripts_too(self):
        self.stack.sql("INSERT INTO pauses (part,by_whom,reason,since_us) VALUES (1,'ravi','a repair',1)")
        self.addCleanup(self.stack.sql, "DELETE FROM pauses")
        code, output, _ = self.ctl("status", "--json")
        told = json.loads(output)
        self.assertEqual((code, told["healthy"]), (1, False))
        paused = [one for one in told["troubles"] if "paused" in one]
        self.assertEqual(paused, ["partition 1: paused by ravi since 1970-01-01 05:30:00 IST: a repair"])
        self.assertIn({"verdict": "EXCEPTIONS", "scope": "partition", "name": "1", "holds": True, "reason": paused[0].removeprefix("partition 1: ")},
                      told["overview"]["verdict"]["findings"])
        self.assertEqual(told["overview"]["site"]["state"], "ACTIVE")
        code, text, _ = self.ctl("status")
        self.assertEqual(code, 1)
        self.assertIn("ACTIVE, epoch", text)

    def test_alerts_and_open_commands_stand_below_the_verdict(self):
        name = f"open-{self.account}"
        self.stack.sql("INSERT INTO commands VALUES (%s,%s,0,%s,'exit','system','asha',1,1,2,'{}','exiting','',"
                       "1000,0)", (name, self.account, DAY))
        self.addCleanup(self.stack.sql, "DELETE FROM commands WHERE id=%s", (name,))
        self.stack.sql("INSERT IGNORE INTO squareoff_partitions (part) VALUES (0)")
        with Prometheus() as prometheus:
            config = self.changed(overview={"alerts_url": prometheus.url})
            told = json.loads(self.run_with(config, "status", "--json")[1])
            self.assertEqual((told["alerts"]["count"], told["alerts"]["firing"][0]["name"]), (1, "LedgerLag"))
            self.assertEqual(told["open_commands"]["oldest_id"], name)
            self.assertGreaterEqual(told["open_commands"]["count"], 1)
            self.assertGreaterEqual(told["open_commands"]["oldest_us"], 9_000_000)
            lines = self.run_with(config, "status")[1].splitlines()
            self.assertRegex(lines[1], r"^alerts +1 fires: LedgerLag \(partition 3, .*\)$")
            self.assertRegex(lines[2], rf"^commands +\d+ open, the oldest {name} for \d+d \d+h(;.* nobody reads \w+: start the square-off)?$")
            self.assertIn("1 fires: LedgerLag", self.run_with(config, "top", "--once")[1])
            self.assert_found("site.alerts", "warn", "1 fires: LedgerLag", config)
            self.assert_found("site.commands", "ok", f"the oldest {name}", config)

    def test_a_prometheus_that_hangs_is_one_line_and_two_seconds(self):
        def seconds(config, *words):
            begun = time.monotonic()
            code, output, _ = self.run_with(config, *words)
            return time.monotonic() - begun, code, output
        with socket.create_server(("127.0.0.1", 0)) as silent:
            hangs = self.changed(overview={"alerts_url": f"http://127.0.0.1:{silent.getsockname()[1]}", "timeout_ms": 10_000})
            for words, line in ((("status",), "alerts        not known: "), (("doctor",), "site.alerts")):
                usual, code, _ = seconds(self.stack.paths.etc / "ctl.toml", *words)
                took, same, output = seconds(hangs, *words)
                self.assertLess(took, usual + 2, words)
                self.assertEqual(code, same, output)
                self.assertIn(line, output)

    def test_queues_and_lag(self):
        def queues():
            return {queue["name"]: queue for queue in json.loads(self.good("queues", "--json"))["queues"]}
        eventually(lambda: queues()["ledger.00"]["consumers"] in range(1, 10), "the broker has counted the ledger", END_DEADLINE_S)
        self.assertIn("dlq.feed", queues())
        self.assertIn("ledger.00", self.good("queues"))
        lag = json.loads(self.good("lag", "--json"))["partitions"]
        self.assertEqual([one["partition"] for one in lag], list(range(self.stack.partitions)))
        self.assertIn("BEHIND", self.good("lag"))

    def test_a_frame_where_there_is_no_terminal(self):
        text = self.good("top")
        self.assertIn("QUEUE", text)
        self.assertNotIn("\x1b", text)
        self.assertEqual(self.good("top", "--once").splitlines()[0][:8], "backstop")

    def test_live_until_q(self):
        with Terminal(self.stack) as terminal:
            terminal.wait_for("TREND")
            terminal.type("s/ledger")
            terminal.wait_for("filter: ledger_")
            terminal.type("\r")
            terminal.wait_for("s sort:waiting")
            terminal.type("q")
            self.assertEqual(terminal.end(), 0)
            self.assertTrue(terminal.restored(), repr(terminal.screen[-80:]))

    def test_a_smaller_window_and_a_signal(self):
        with Terminal(self.stack) as terminal:
            terminal.wait_for("TREND")
            terminal.screen = ""
            terminal.resize(40)
            with contextlib.suppress(ProcessLookupError):
                os.kill(terminal.process.pid, signal.SIGWINCH)
            terminal.wait_for("WAITING   OUT/S")
            terminal.process.terminate()
            self.assertEqual(terminal.end(), 3)
            self.assertTrue(terminal.restored(), repr(terminal.screen[-80:]))


if __name__ == "__main__":
    main()
