"""Debian's Chromium, headless, driven by its DevTools protocol. Needs python3-websocket.

    with Browser(folder) as browser:
        page = browser.page(1440, 900)
        page.go("http://127.0.0.1:9100/")
        page.until("document.title !== ''", 5, "the page has a title")
"""

import base64
import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

CHROMIUM = "/usr/bin/chromium"
# The browser's own conversations with its maker: not a test's business, and refused on a closed network.
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
           "--no-proxy-server", "--remote-debugging-port=0", "about:blank")
START_DEADLINE_S = 30
CALL_DEADLINE_S = 60  # axe-core on a machine that does other things, too
LOOK_EVERY_S = 0.05
SAID_CHARACTERS = 1500


class BrowserError(Exception):
    """The browser does not start, does not answer, or refuses."""


class Browser:
    """One process with an empty profile. One thread at a time."""

    def __init__(self, folder=None):
        self.profile = pathlib.Path(tempfile.mkdtemp(prefix="backstop-browser-", dir=folder))
        self.process = None
        self.pages = []

    def __enter__(self):
        with (self.profile / "chromium.log").open("wb") as log:
            self.process = subprocess.Popen([CHROMIUM, f"--user-data-dir={self.profile}", *OPTIONS],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.port = self._port()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for page in self.pages:
            page.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _port(self):
        file = self.profile / "DevToolsActivePort"
        end = time.monotonic() + START_DEADLINE_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise BrowserError(f"chromium ended with {self.process.returncode}: {self._log()}")
            if file.exists() and "\n" in (text := file.read_text(encoding="ascii")):
                return int(text.split("\n")[0])
            time.sleep(LOOK_EVERY_S)
        raise BrowserError(f"chromium has not started in {START_DEADLINE_S} s: {self._log()}")

    def _log(self):
        return (self.profile / "chromium.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def page(self, width, height, phone=False, dark=False, zone=None):
        """A new tab of this many CSS pixels. `zone`: "America/New_York"; the machine's where none is given."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/json/new?about:blank", method="PUT")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=CALL_DEADLINE_S) as answer:
            made = Page(json.load(answer)["webSocketDebuggerUrl"])
        self.pages.append(made)
        made.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        made.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if zone:
            made.call("Emulation.setTimezoneOverride", timezoneId=zone)
        return made


class Page:
    """One tab. `errors`: what its console showed as errors, and exceptions; `urls`: all that it asked for."""

    def __init__(self, address):
        import websocket
        self.socket = websocket.create_connection(address, timeout=CALL_DEADLINE_S, suppress_origin=True)
        self.count = 0
        self.errors, self.urls = [], []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        """The tab, too: a browser opens six connections to one server, and every page keeps one."""
        if not self.socket.connected:
            return
        with contextlib.suppress(BrowserError, OSError, ValueError):
            self.call("Page.close")
        self.socket.close()

    def call(self, method, **parameters):
        """One call of the protocol -> its result. What is told meanwhile is kept."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        end = time.monotonic() + CALL_DEADLINE_S
        while time.monotonic() < end:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.count:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._take(message.get("method"), message.get("params", {}))
        raise BrowserError(f"{method}: no answer in {CALL_DEADLINE_S} s")

    def _take(self, name, told):
        if name == "Network.requestWillBeSent":
            self.urls.append(told["request"]["url"])
        elif name == "Runtime.exceptionThrown":
            detail = told["exceptionDetails"]
            self.errors.append(detail.get("exception", {}).get("description") or detail["text"])
        elif name == "Runtime.consoleAPICalled" and told["type"] == "error":
            self.errors.append(" ".join(str(one.get("value", one.get("description"))) for one in told["args"]))
        elif name == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.errors.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

    def go(self, url):
        answer = self.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.until("document.readyState === 'complete'", CALL_DEADLINE_S, f"{url} is loaded")

    def value(self, expression):
        """What a JavaScript expression, or its promise, comes to, as a Python value."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            detail = answer["exceptionDetails"]
            raise BrowserError(detail.get("exception", {}).get("description") or detail["text"])
        return answer["result"].get("value")

    def until(self, expression, deadline_s, what):
        """Waits until the expression is true -> the seconds that took."""
        begun = time.monotonic()
        while time.monotonic() < begun + deadline_s:
            try:
                if self.value(expression):
                    return time.monotonic() - begun
            except BrowserError:
                pass  # a page that is being loaded has no document yet
            time.sleep(LOOK_EVERY_S)
        raise AssertionError(f"not within {deadline_s} s: {what}; the page says: {self.said()}")

    def said(self):
        """The beginning of what a person can read."""
        try:
            return " ".join(self.value("document.body.innerText").split())[:SAID_CHARACTERS]
        except BrowserError as error:
            return f"nothing ({error})"

    def press(self, key):
        """One key, as Tab."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[key])

    def screenshot(self, path, full=False):
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        pathlib.Path(path).write_bytes(base64.b64decode(answer["data"]))
