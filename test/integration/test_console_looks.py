#!/usr/bin/python3
"""How the operators' page looks on a healthy site and on others: no text over another, what is wrong first, in every size and scheme."""

import json
import time

from console_site import ARTEFACTS, AXE, BETWEEN, COUNTED_DEADLINE_S, DESKTOP, PHONE, SEEN_DEADLINE_S, ConsoleCase, fetch
from running_site import eventually, main
from upstream_site import open_publisher

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
        self.addCleanup(self.stack.administer, "USE backstop; DELETE FROM differences; UPDATE reconciler_rounds SET differing = 0")
        self.look_everywhere("not-trusted", "document.getElementById('verdict-word').textContent === 'NOT TRUSTED'")

    def test_a_comparison_with_the_exchange_that_is_not_made(self):
        """As a reconciler says whose configuration has no page of the exchange's any more."""
        self.stack.supervisor.stop("reconciler")
        self.addCleanup(eventually, lambda: self.stack.ready("reconciler"), "the reconciler is back", 40)
        self.addCleanup(self.stack.supervisor.start, "reconciler")
        eventually(lambda: self.stack.pid("reconciler") == 0, "the reconciler has ended", 60)
        self.stack.administer("USE backstop; REPLACE INTO venue_watch VALUES (1,0,'no url',1,0)")
        page = self.open()
        page.until("document.getElementById('verdict-scope').textContent.toLowerCase().includes('not compared with the exchange: no url')",
                   SEEN_DEADLINE_S, "the head says so")

    def test_an_exchange_that_is_down(self):
        self.become("ACTIVE")
        self.addCleanup(eventually, lambda: self.stack.ready("gateway"), "the gateway is back", 60)
        self.addCleanup(self.stack.supervisor.start, "venue")
        self.stack.supervisor.stop("venue")
        eventually(lambda: not self.stack.ready("gateway"), "the gateway's sessions are gone", 40)
        account, = self.stack.sql("SELECT account FROM customers ORDER BY account LIMIT 1")[0]
        token, = self.stack.sql("SELECT token FROM instruments WHERE exchange='BSE' AND previous_close > 0 AND NOT trade_for_trade LIMIT 1")[0]
        with open_publisher() as publisher:
            publisher.publish(publisher.place(self.story().trade(day=self.stack.day, account=account, exchange="BSE", token=token)))
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

    def test_alerts_of_one_name_are_one_line(self):
        page = self.open()
        alerts = [{"name": "LedgerLag", "critical": part == 1, "about": f"partition {part}", "summary": "it lags", "since_us": 60e6 * (part + 1)}
                  for part in range(3)] + [{"name": "X", "critical": False, "about": "", "summary": "", "since_us": 0}]
        told = page.value(f"import('./attention.js').then(({{firing}}) => firing({json.dumps({'alerts': alerts, 'unknown': {}, 'taken_us': 180e6})}))")
        self.assertEqual(told, [{"tone": "bad", "text": "LedgerLag (3)",
                                 "detail": "it lags · partition 0; partition 1; partition 2 · the oldest for 2 min 0 s"},
                                {"tone": "warn", "text": "X", "detail": ""}])

    def test_what_cannot_be_read_for_one_reason_is_one_line(self):
        page = self.open()
        site = json.loads(fetch(self.url + "/api/overview")[1]) | {"unknown": {"site": "refused", "day": "refused", "queues": "no answer"}}
        told = page.value(f"import('./attention.js').then(({{problems}}) => problems({json.dumps(site)}))")
        self.assertEqual([(one["text"], one["detail"]) for one in told if one["text"].startswith("Cannot read")],
                         [("Cannot read the site's state, the trading day", "refused"), ("Cannot read the queues", "no answer")])

    def test_an_alert_that_fires_is_on_the_page(self):
        """The watchdog's own, which fires always, or whatever the site has: as many as Prometheus tells of. The page names the first."""
        page = self.open()
        alerts = f"http://127.0.0.1:{self.stack.ports['prometheus']}/api/v1/alerts"

        def agree():
            """One may begin or end between the two looks; then they agree a moment later."""
            told = [one["labels"]["alertname"] for one in json.loads(fetch(alerts)[1])["data"]["alerts"] if one["state"] == "firing"]
            shown = page.value("document.getElementById('alerts').textContent")
            head = page.value("document.getElementById('fires').textContent")
            return head.startswith(f"{len(told)} alert") and any(name in shown for name in told) if told else "No alert" in head
        eventually(agree, "the page shows what Prometheus tells", 60)

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


if __name__ == "__main__":
    main()
