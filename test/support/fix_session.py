"""A small FIX initiator for tests: logs on, keeps the heartbeat, sends what it is told, also what is wrong on purpose.

    with FixSession("127.0.0.1", port, "MAIN", "VENUE") as session:
        session.send("D", [(11, "A1"), (55, "SBIN"), …])
        report = session.wait("8", lambda fields: fields[11] == "A1")
"""

import socket
import threading
import time

SOH = "\x01"


def encode(begin, fields, checksum=None):
    """The bytes of a message; `fields` begin with 35. `checksum` overrides the right one."""
    body = "".join(f"{tag}={value}{SOH}" for tag, value in fields)
    text = f"8={begin}{SOH}9={len(body)}{SOH}{body}"
    total = sum(text.encode()) % 256 if checksum is None else checksum
    return f"{text}10={total:03d}{SOH}".encode()


def utc_now():
    now = time.time()
    return time.strftime("%Y%m%d-%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}"


def logon_fields(login):
    """Those of (user, password); None: none."""
    return list(zip((553, 554), login)) if login else []


class FixSession:
    """One connection. Received application messages wait in `received` as {tag: value} until `wait` takes them.

    `login`: (user, password) of the Logon. ConnectionError, with what the other side says, where it is refused."""

    def __init__(self, host, port, sender, target, begin="FIX.4.4", heartbeat_s=10, next_seq=1, reset=True, login=None):
        self.begin, self.sender, self.target = begin, sender, target
        self.next_seq = next_seq
        self.received = []
        self.closed = False
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._socket = socket.create_connection((host, port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.send("A", [(98, 0), (108, heartbeat_s)] + ([(141, "Y")] if reset else []) + logon_fields(login))
        self.wait("A", lambda _: True, 10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, kind, fields, seq=None):
        """Sends one message; `seq` overrides the next number, which then is not used up."""
        with self._sending:
            number = self.next_seq if seq is None else seq
            head = [(35, kind), (34, number), (49, self.sender), (56, self.target), (52, utc_now())]
            self._socket.sendall(encode(self.begin, head + list(fields)))
            if seq is None:
                self.next_seq += 1

    def send_many(self, kind, many):
        """Several messages in one write."""
        with self._sending:
            parts = []
            for fields in many:
                head = [(35, kind), (34, self.next_seq), (49, self.sender), (56, self.target), (52, utc_now())]
                parts.append(encode(self.begin, head + list(fields)))
                self.next_seq += 1
            self._socket.sendall(b"".join(parts))

    def send_bytes(self, data):
        self._socket.sendall(data)

    def wait(self, kind, wanted=lambda _: True, deadline_s=10):
        """Takes the first message of this kind for which `wanted` holds; TimeoutError, ConnectionError when it ended."""
        until = time.monotonic() + deadline_s
        with self._changed:
            while True:
                for index, fields in enumerate(self.received):
                    if fields.get(35) == kind and wanted(fields):
                        return self.received.pop(index)
                left = until - time.monotonic()
                if self.closed:
                    said = [fields.get(58, "") for fields in self.received if fields.get(35) == "5"]
                    raise ConnectionError(f"{self.sender}: the session ended; no {kind} came: {said}")
                if left <= 0:
                    raise TimeoutError(f"{self.sender}: no {kind} within {deadline_s} s")
                self._changed.wait(left)

    def close(self):
        try:
            self.send("5", [])
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
        self._reader.join(5)

    def _read(self):
        buffer = b""
        while True:
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                data = b""
            if not data:
                break
            buffer += data
            buffer = self._take_messages(buffer)
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _take_messages(self, buffer):
        while True:
            end = buffer.find(b"\x0110=")
            stop = buffer.find(b"\x01", end + 1) if end >= 0 else -1
            if stop < 0:
                return buffer
            text, buffer = buffer[:stop].decode(errors="replace"), buffer[stop + 1:]
            self._take({int(tag): value for tag, _, value in (field.partition("=") for field in text.split(SOH) if field)})

    def _take(self, fields):
        if fields.get(35) == "1":
            self.send("0", [(112, fields.get(112, ""))])
        elif fields.get(35) == "2":
            self.send("4", [(43, "Y"), (123, "Y"), (36, self.next_seq)], seq=int(fields[7]))
        elif fields.get(35) != "0":
            with self._changed:
                self.received.append(fields)
                self._changed.notify_all()
