"""The operators' page in a real browser, for the tests that look at it."""

import os
import pathlib
import sys

from running_site import SiteCase

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
