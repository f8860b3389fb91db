#!/usr/bin/python3
"""The operators' page in a real browser: what happens on the stack is seen there, on a desktop and on a phone."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.request

from running_site import SiteCase, eventually, main

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/support"))

from backstop_local.access import fetch  # noqa: E402
from browser import Browser  # noqa: E402

CONSOLE = "producers/console/backstop-console"
AXE = ROOT / "producers/console/web/node_modules/axe-core/axe.min.js"
ARTEFACTS = pathlib.Path(os.environ.get("BACKSTOP_ARTEFACTS", os.environ.get("BACKSTOP_VAR", "/tmp"))) / "screenshots"
DESKTOP, BETWEEN, PHONE = (1440, 1000), (1000, 800), (360, 780)
LIVE = "document.body.dataset.link === 'live'"
SEEN_DEADLINE_S = 20     # from a fault to the page
COUNTED_DEADLINE_S = 30  # the broker counts its queues every 5 s
TOKEN = "a-token-of-the-test-" + os.urandom(8).hex()


# Texts that stand over one another, as "one | other": the boxes of their lines, those that are seen, of different elements.
OVERLAPS = """(() => {
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.textContent.trim() || parent.closest('.unseen, .skip, script, noscript, [hidden]') || !parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width > 1 && box.height > 1) boxes.push({ text: node.textContent.trim().slice(0, 40), box });
        }
    }
    const found = [];
    boxes.forEach((one, place) => boxes.slice(place + 1).forEach((other) => {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 3) found.push(`${one.text} | ${other.text}`);
    }));
    return found.slice(0, 10);
})()"""
# What stands outside its window, or its panel.
OUTSIDE = """[...document.querySelectorAll('header *, main *, footer *')].filter((one) => one.checkVisibility() && !one.closest('.unseen, .canvas')
    && (one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || one.getBoundingClientRect().left < -1))
    .map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}`).slice(0, 10)"""


def row(table, key):
    """JavaScript: the texts of the row of this key, or null."""
    return f"""[...document.querySelectorAll('#{table} tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))
        .find((cells) => cells[0] === '{key}') ?? null"""


class ConsoleCase(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        cls.browser = Browser()
        cls.browser.__enter__()
        cls.addClassCleanup(cls.browser.__exit__, None, None, None)
        cls.url = f"http://127.0.0.1:{cls.stack.ports['console']}"

    def open(self, size=DESKTOP, url=None, **look):
        page = self.browser.page(*size, phone=size is PHONE, **look)
        self.addCleanup(page.close)
        page.go(url or self.url + "/")
        page.until(LIVE, COUNTED_DEADLINE_S, "the page is live")
        return page

    def publish(self, event):
        self.publisher.publish(self.publisher.place(event))

    def until_row(self, page, table, key, place, wanted, deadline_s=COUNTED_DEADLINE_S):
        """Waits until the cell of this row is `wanted`, or anything else where `wanted` begins with "not " -> seconds."""
        test = f"!== '{wanted[4:]}'" if wanted.startswith("not ") else f"=== '{wanted}'"
        return page.until(f"(({row(table, key)}) ?? [])[{place}] {test}", deadline_s, f"{table}: {key} is {wanted}")


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


class Looks(ConsoleCase):
    def accessible(self, page, name):
        page.value(AXE.read_text(encoding="utf-8") + "; null")
        found = page.value("axe.run().then((result) => result.violations.map(({id, impact, nodes}) => "
                           "[impact, id, nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')]))")
        self.assertEqual([one for one in found if one[0] in ("serious", "critical")], [], name)

    def look_everywhere(self, state, shown):
        """Desktop and phone in both schemes, once `shown` holds. Of a healthy site also what is between, and axe-core's judgement, which
        takes its time and does not depend on what is wrong."""
        healthy = state == "healthy"
        for name, size, dark in (("desktop", DESKTOP, False), ("desktop-dark", DESKTOP, True), ("between", BETWEEN, False),
                                 ("phone", PHONE, False), ("phone-dark", PHONE, True)):
            if size is BETWEEN and not healthy:
                continue
            with self.subTest(look=f"{state}-{name}"):
                page = self.open(size, dark=dark)
                page.until("document.querySelectorAll('#queues tbody tr').length > 0", SEEN_DEADLINE_S, "the queues")
                page.until(shown, COUNTED_DEADLINE_S, f"{state} is shown: {shown}")
                self.assertLessEqual(page.value("document.documentElement.scrollWidth"), size[0], "the page is wider than its window")
                page.screenshot(ARTEFACTS / f"console-{state}-{name}.png")
                self.assertEqual(page.value(OVERLAPS), [], "texts stand over one another")
                self.assertEqual(page.value(OUTSIDE), [], "something stands outside")
                self.in_order(page)
                if healthy:
                    self.accessible(page, name)
                self.assertEqual(page.errors, [])
                page.close()

    def in_order(self, page):
        """The verdict and the alerts first, what is wrong, orders in doubt and open commands above what is ready."""
        tops = page.value("['verdict', 'attention', 'in-doubt', 'commands', 'services', 'queues'].map((id) =>"
                          " document.getElementById(id).getBoundingClientRect().top)")
        self.assertEqual(tops[:2], sorted(tops[:2]))
        self.assertLess(tops[1], min(tops[2:4]))
        self.assertLess(max(tops[2:4]), min(tops[4:]))

    def test_a_site_where_nothing_is_wrong(self):
        self.look_everywhere("healthy", "document.getElementById('verdict-word').textContent === 'TRUSTED'")

    def test_books_that_nobody_should_trade_on(self):
        self.stack.supervisor.stop("reconciler")
        self.addCleanup(eventually, lambda: self.stack.ready("reconciler"), "the reconciler is back", 40)
        self.addCleanup(self.stack.supervisor.start, "reconciler")
        self.stack.administer("USE backstop; UPDATE reconciler_rounds SET differing = 7, accounts = 25")
        accounts = [row[0] for row in self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 12")]
        self.stack.administer("USE backstop; INSERT INTO differences (part,day,account,book,kind,key_hash,row_key,since_us) VALUES "
                              + ",".join(f"(0,{self.stack.day},'{account}','positions','altered',{number},'{account}|1',1)"
                                         for number, account in enumerate(accounts)))
        self.addCleanup(self.stack.administer, "USE backstop; DELETE FROM differences")
        self.look_everywhere("not-trusted", "document.getElementById('verdict-word').textContent === 'NOT TRUSTED'")

    def test_an_exchange_that_is_down(self):
        self.become("ACTIVE")
        self.addCleanup(eventually, lambda: self.stack.ready("gateway"), "the gateway is back", 60)
        self.addCleanup(self.stack.supervisor.start, "venue")
        self.stack.supervisor.stop("venue")
        eventually(lambda: not self.stack.ready("gateway"), "the gateway's sessions are gone", 40)
        account, = self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1")[0]
        token, = self.stack.sql("SELECT token FROM instruments WHERE exchange='BSE' AND previous_close > 0 AND NOT trade_for_trade LIMIT 1")[0]
        self.publish(self.story().trade(day=self.stack.day, account=account, exchange="BSE", token=token))
        self.stack.ctl("exit-all", "--account", account, "--wait-s", "0")
        self.look_everywhere("exchange-down", "document.getElementById('commands').textContent.includes('session with BSE is down')")

    def test_where_nobody_can_be_asked_for_alerts_it_says_so(self):
        self.addCleanup(eventually, lambda: self.stack.ready("prometheus"), "Prometheus is back", 40)
        self.addCleanup(self.stack.supervisor.start, "prometheus")
        page = self.open()
        page.until("document.getElementById('fires').dataset.fires !== 'unknown'", SEEN_DEADLINE_S, "the alerts are known")
        self.stack.supervisor.stop("prometheus")
        page.until("document.getElementById('fires').textContent.includes('not known')", SEEN_DEADLINE_S, "it says so")
        self.assertNotIn("None", page.value("document.getElementById('alerts').textContent"))

    def test_an_alert_that_fires_is_on_the_page(self):
        """The watchdog's own, which fires always, or whatever the site has: as many as Prometheus tells of."""
        page = self.open()
        told = eventually(lambda: [one["labels"]["alertname"] for one in json.loads(
            fetch(f"http://127.0.0.1:{self.stack.ports['prometheus']}/api/v1/alerts")[1])["data"]["alerts"] if one["state"] == "firing"]
            or ["none"], "Prometheus answers")
        shown = "document.getElementById('alerts').textContent"
        page.until(f"{shown}.includes('{told[0] if told != ['none'] else 'None'}')", SEEN_DEADLINE_S, f"{told[0]} is shown")

    def test_times_are_the_exchanges(self):
        page = self.open(zone="America/New_York")
        shown = page.value("document.getElementById('site-facts').textContent")
        ist = time.strftime("%H:%M", time.gmtime(time.time() + 19_800))
        before = time.strftime("%H:%M", time.gmtime(time.time() + 19_800 - 60))
        self.assertTrue(any(f"Exchange time{clock}" in shown for clock in (ist, before)), shown)
        self.assertIn("IST", shown)

    def test_no_figure_moves_another_when_it_grows(self):
        page = self.open()
        edges = "[...document.querySelectorAll('#queues thead th')].map((cell) => Math.round(cell.getBoundingClientRect().right))"
        before = page.value(edges)
        page.value("document.querySelectorAll('#queues td.number').forEach((cell) => { cell.textContent = '9,99,999'; }); null")
        self.assertEqual(page.value(edges), before)


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
