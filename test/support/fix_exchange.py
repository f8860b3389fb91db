"""An exchange's end of one FIX session for tests: numbers and keeps what it sends, and sends it again when asked.

    with FixExchange("VENUE", "MEMBER") as exchange:
        exchange.send("8", [(17, "E1"), …])     # at once, or after the next logon
        exchange.begin_anew()                   # numbers from 1, as after a loss of its store
"""

import socket
import threading

from fix_session import SOH, encode, utc_now


class FixExchange:
    """Listens on a port of the loopback. What is sent while nobody is logged on waits for the next logon's resend."""

    def __init__(self, sender, target, begin="FIX.4.4"):
        self.begin, self.sender, self.target = begin, sender, target
        self.heard = []  # types of what the other end has sent
        self.deaf = False  # to requests for a resend
        self._lock = threading.RLock()
        self._next = 1
        self._kept = {}  # number -> (kind, fields, time)
        self._socket = None
        self._logged_on = False
        self._stopping = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping = True
        self.cut()
        self._thread.join(5)
        self._listener.close()

    def send(self, kind, fields):
        with self._lock:
            self._kept[self._next] = (kind, list(fields), utc_now())
            self._write(kind, fields)

    def skip(self, count):
        """Uses up so many numbers without sending anything under them."""
        with self._lock:
            self._next += count

    def send_bytes(self, data):
        with self._lock:
            self._socket.sendall(data)

    def cut(self):
        """Ends the connection as a broken line does."""
        with self._lock:
            self._logged_on = False
            if self._socket:
                self._socket.close()
                self._socket = None

    def begin_anew(self):
        with self._lock:
            self.cut()
            self._next = 1
            self._kept.clear()

    def _write(self, kind, fields, number=None, again_from=None):
        """The next message, or the one of an earlier number once more (`again_from`: when it was sent first)."""
        head = [(35, kind), (34, self._next if number is None else number), (49, self.sender), (56, self.target),
                (52, utc_now())]
        if again_from:
            head += [(43, "Y"), (122, again_from)]
        if number is None:
            self._next += 1
        if self._socket is None or not (self._logged_on or kind in "A5"):
            return
        try:
            self._socket.sendall(encode(self.begin, head + list(fields)))
        except OSError:
            self.cut()

    def _serve(self):
        while not self._stopping:
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(0.2)
            with self._lock:
                self._socket = connection
            self._read(connection)
            self.cut()

    def _read(self, connection):
        buffer = b""
        while not self._stopping:
            try:
                data = connection.recv(65536)
            except TimeoutError:
                with self._lock:
                    if self._logged_on:
                        self._write("0", [])  # more often than it must: one thing less to wait for
                continue
            except OSError:
                return
            if not data:
                return
            buffer += data
            while (end := buffer.find(b"\x0110=")) >= 0 and (stop := buffer.find(b"\x01", end + 1)) >= 0:
                text, buffer = buffer[:stop].decode(), buffer[stop + 1:]
                self._take({int(tag): value for tag, _, value in (field.partition("=") for field in text.split(SOH))})

    def _take(self, fields):
        with self._lock:
            self.heard.append(fields[35])
            if fields[35] == "A":
                self._write("A", [(98, 0), (108, fields[108])])
                self._logged_on = True
            elif fields[35] == "1":
                self._write("0", [(112, fields.get(112, ""))])
            elif fields[35] == "2" and not self.deaf:
                self._resend(int(fields[7]))
            elif fields[35] == "5":
                self._write("5", [])
                self.cut()

    def _resend(self, first):
        """Application messages again, one gap fill over the others in between."""
        end = self._next
        gap = None
        for number in range(first, end):
            if number not in self._kept:
                gap = gap or number
                continue
            if gap:
                self._write("4", [(123, "Y"), (36, number)], gap, utc_now())
                gap = None
            kind, fields, time = self._kept[number]
            self._write(kind, fields, number, time)
        if gap:
            self._write("4", [(123, "Y"), (36, end)], gap, utc_now())
