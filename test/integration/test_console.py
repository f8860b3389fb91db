#!/usr/bin/python3
"""The operators' page in a real browser: what happens on the stack is seen there, on a desktop and on a phone."""

import os
import signal
import subprocess
import urllib.request

from console_site import (ARTEFACTS, CONSOLE, COUNTED_DEADLINE_S, DESKTOP, LIVE, SEEN_DEADLINE_S, ConsoleCase, fetch,
                          row)
from running_site import eventually, main

TOKEN = "a-token-of-the-test-" + os.urandom(8).hex()


class Page(ConsoleCase):
    def test_it_shows_the_site_and_asks_nobody_else(self):
        page = self.open()
        state, epoch = self.stack.sql("SELECT state, epoch FROM site_state")[0]
        self.assertEqual(page.value("document.getElementById('state').textContent"), state)
        self.assertIn(f"Epoch{epoch}", page.value("document.getElementById('site-facts').textContent"))
        self.assertTrue(page.value("document.title").startswith(state))
        for name in (*self.stack.ledgers, "feed", "gateway", "squareoff", "venue", "console"):
            self.until_row(page, "services", name, 1, "ready")
        queues = page.value("[...document.querySelectorAll('#queues tbody th')].map((cell) => cell.textContent)")
        self.assertEqual(sorted(queues), sorted(queue["name"] for queue in self.stack.queues()))
        self.assertEqual(len(page.value("[...document.querySelectorAll('#partitions tbody tr')].map(String)")), self.stack.partitions)
        self.assertEqual(page.value("document.querySelectorAll('.charts canvas').length"), 4)
        self.assertEqual(page.errors, [])
        self.assertEqual([url for url in page.urls if not url.startswith(self.url + "/")], [])

    def test_what_is_served_may_load_nothing_from_elsewhere(self):
        for path in ("/", "/login", "/console.js", "/api/overview", "/api/overview/events"):
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                policy = answer.headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy, path)
                self.assertNotIn("unsafe", policy, path)
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff", path)
                self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer", path)
        self.assertEqual(fetch(self.url + "/", headers={"Host": "elsewhere.example"})[0], 421)

    def test_history_is_there_after_a_reload(self):
        page = self.open()
        last = "document.querySelector('.legend .value').textContent"
        page.until(f"{last} !== ''", COUNTED_DEADLINE_S, "a point of the history")
        page.go(self.url + "/")
        page.until(f"({LIVE}) && {last} !== ''", SEEN_DEADLINE_S, "the history, at once")

    def test_a_keyboard_reaches_what_needs_attention(self):
        page = self.open()
        page.press("Tab")
        self.assertEqual(page.value("document.activeElement.className"), "skip")
        page.press("Enter")
        page.until("document.activeElement.id === 'attention'", SEEN_DEADLINE_S, "the list has the focus")


class Faults(ConsoleCase):
    def stop_ledgers(self):
        for ledger in self.stack.ledgers:
            self.addCleanup(eventually, lambda name=ledger: self.stack.ready(name), f"{ledger} is back", 30)
            self.addCleanup(self.stack.supervisor.start, ledger)
        for ledger in self.stack.ledgers:
            self.stack.supervisor.stop(ledger)

    def test_a_stopped_consumer_and_its_queue(self):
        page, story = self.open(), self.story(partition=1)
        self.until_row(page, "queues", "ledger.01", 1, "0")
        self.stop_ledgers()
        took_s = max(self.until_row(page, "services", ledger, 1, "down", SEEN_DEADLINE_S) for ledger in self.stack.ledgers)
        print(f"down after {took_s:.1f} s")
        for _ in range(30):
            self.publish(story.trade())
        seen_s = self.until_row(page, "queues", "ledger.01", 1, "not 0")
        print(f"depth seen after {seen_s:.1f} s")
        page.until("document.getElementById('problems').textContent.includes('Nobody reads ledger.01')", COUNTED_DEADLINE_S,
                   "it is said that nobody reads the queue")
        page.screenshot(ARTEFACTS / "console-consumer-stopped.png")
        for ledger in self.stack.ledgers:
            self.stack.supervisor.start(ledger)
        self.until_row(page, "queues", "ledger.01", 1, "0", 30)

    def test_the_queue_is_empty_again_once_it_is_read(self):
        page, story = self.open(), self.story(partition=2)
        for _ in range(10):
            self.publish(story.trade())
        self.wait_watermark(story, 10, story.trade()["day"])
        self.until_row(page, "queues", "ledger.02", 1, "0")
        self.until_row(page, "partitions", "2", 3, "0 s")
        self.assertEqual(page.value(f"({row('partitions', '2')})[1]"), "runs")

    def test_a_parked_event(self):
        page, story = self.open(), self.story()
        before = page.value("document.getElementById('aside').textContent")
        # Of whatever day it is, its account is held until it is settled.
        self.addCleanup(self.stack.sql, "DELETE FROM parked WHERE source=%s", (story.source,))
        self.publish(story.trade(price=None))
        page.until(f"document.getElementById('aside').textContent !== {before!r}", COUNTED_DEADLINE_S, "the parked event")
        page.until("/events? (is|are) parked/.test(document.getElementById('problems').textContent)", SEEN_DEADLINE_S, "it wants attention")

    def test_a_service_that_hangs_holds_nothing_up(self):
        page = self.open()
        self.stack.kill("squareoff", signal.SIGSTOP)
        self.addCleanup(self.stack.kill, "squareoff", signal.SIGCONT)
        self.until_row(page, "services", "squareoff", 1, "down", SEEN_DEADLINE_S)
        read = page.value("document.getElementById('link-detail').textContent")
        page.until(f"({LIVE}) && document.getElementById('link-detail').textContent !== '{read}'", SEEN_DEADLINE_S, "it goes on being read")
        self.until_row(page, "services", "gateway", 1, "ready", SEEN_DEADLINE_S)

    def test_a_restart_of_the_console(self):
        page = self.open()
        self.addCleanup(self.stack.supervisor.start, "console")
        self.stack.supervisor.stop("console")
        page.until("document.body.dataset.link === 'stale'", 6, "the page says that it is stale")
        self.assertIn("since", page.value("document.getElementById('link').textContent"))
        page.screenshot(ARTEFACTS / "console-stale.png")
        self.stack.supervisor.start("console")
        page.until(LIVE, 30, "the page is live again, by itself")


class Access(ConsoleCase):
    """A console of its own with a token."""

    def start(self, token, **changes):
        path = self.config("console", **changes)
        names = ("BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_MANAGEMENT_PASSWORD")
        environment = self.stack.bare_environment() | {name: self.stack.secrets[name] for name in names}
        if token is not None:
            environment["BACKSTOP_CONSOLE_TOKEN"] = token
        return subprocess.Popen([str(self.stack.binary(CONSOLE)), "--config", str(path)], env=environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def end(self, process):
        process.kill()
        process.communicate(timeout=20)

    def test_others_may_not_look_without_a_token(self):
        for token, address in ((None, "0.0.0.0"), (None, "::"), ("short", "0.0.0.0")):
            process = self.start(token, console={"address": address})
            self.addCleanup(self.end, process)
            _, said = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 2, said)
            self.assertIn("BACKSTOP_CONSOLE_TOKEN", said)

    def test_the_token_lets_in(self):
        process = self.start(TOKEN)
        self.addCleanup(self.end, process)
        eventually(lambda: self.page("/readyz")[0] == 200, "the console is up")
        url = f"http://127.0.0.1:{self.port_file.read_text().strip()}"
        self.assertEqual([self.page(path)[0] for path in ("/api/overview", "/api/overview/events", "/console.js")], [401] * 3)
        page = self.browser.page(*DESKTOP)
        self.addCleanup(page.close)
        page.go(url + "/")
        for token, after in (("wrong" + TOKEN, "/login#refused"), (TOKEN, "/")):
            page.until("location.pathname === '/login' && document.getElementById('token') !== null", SEEN_DEADLINE_S, "the login")
            page.value(f"document.getElementById('token').value = '{token}'; document.querySelector('form').submit(); null")
            page.until(f"location.pathname + location.hash === '{after}'", SEEN_DEADLINE_S, f"{after} comes")
        page.until(LIVE, COUNTED_DEADLINE_S, "the page is live")
        cookie = page.call("Network.getCookies")["cookies"][0]
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertNotIn(TOKEN, cookie["value"])
        header = {"Cookie": f"{cookie['name']}={cookie['value']}"}
        with urllib.request.urlopen(urllib.request.Request(url + "/api/overview/events", headers=header), timeout=20) as stream:
            self.assertTrue(stream.readline().startswith(b"event: "))
            page.value("document.querySelector('footer form').submit(); null")
            page.until("location.pathname === '/login'", SEEN_DEADLINE_S, "logged out")
            stream.read()  # comes to its end, or times out
        self.assertEqual(fetch(url + "/api/overview", headers=header)[0], 401)


if __name__ == "__main__":
    main()
