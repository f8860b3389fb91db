"""Publishers without patience: they try to connect every 50 ms, and repeat in order what has not been confirmed."""

import collections
import contextlib
import select
import socket
import struct
import threading
import time

import pika
from upstream_events import Story
from upstream_publisher import confirm_deadline, encoded, partition_of, routing_key

RECONNECT_S = 0.05
WINDOW = 100
PACE_S = 0.002  # between two messages: who compares must keep up
SOCKET_S = 5
FRAME_END = b"\xce"


class Restless(threading.Thread):
    """A numbered source that publishes one event a message. `confirmed`: [(monotonic time, seq)] in order of coming.

    `paused` is set: it publishes nothing new, and has everything confirmed once `waiting` is empty. How it speaks to the
    broker is its subclasses' business: `session()` is run again and again, and ends with any exception.
    """

    def __init__(self, url, name, day, partitions):
        super().__init__(daemon=True, name=name)
        self.parameters = pika.URLParameters(url)
        self.source, self.day = f"restless-{name}", day
        self._story = Story(partitions)
        self.partition = partition_of(self._story.account, partitions)
        self.confirmed = []
        self.waiting = collections.OrderedDict()  # seq -> body, published or to be published again
        self.paused, self.ending = threading.Event(), threading.Event()
        self._seq = 0

    def run(self):
        while not self.ending.is_set():
            with contextlib.suppress(Exception):  # whatever it is: the next one comes in 50 ms
                self.session()
            time.sleep(RECONNECT_S)

    @property
    def key(self):
        return routing_key("trade", self.partition)

    def next_body(self):
        """(seq, body) of a new event; None while it is paused or the window is full."""
        if self.paused.is_set() or len(self.waiting) >= WINDOW:
            return None
        self._seq += 1
        event = self._story.trade(day=self.day) | {"source": self.source, "partition": self.partition, "seq": self._seq}
        self.waiting[self._seq] = encoded(event)
        return self._seq, self.waiting[self._seq]

    def confirm(self, seq):
        if self.waiting.pop(seq, None) is not None:
            self.confirmed.append((time.monotonic(), seq))


class Foreign(Restless):
    """By python3-pika: one message at a time, as its blocking publisher does."""

    def session(self):
        self.parameters.socket_timeout = self.parameters.blocked_connection_timeout = SOCKET_S
        connection = pika.BlockingConnection(self.parameters)
        with contextlib.closing(connection):
            channel = connection.channel()
            channel.confirm_delivery()
            properties = pika.BasicProperties(content_type="application/json", delivery_mode=2)
            while not self.ending.is_set():
                if not self.waiting and self.next_body() is None:
                    connection.sleep(RECONNECT_S)
                    continue
                seq, body = next(iter(self.waiting.items()))
                with confirm_deadline(connection):
                    channel.basic_publish("events", self.key, body, properties, mandatory=True)
                self.confirm(seq)


class Own(Restless):
    """By frames of its own, with a window: as fast as a broker that has just come up confirms."""

    def session(self):
        with socket.create_connection((self.parameters.host, self.parameters.port), SOCKET_S) as link:
            link.settimeout(SOCKET_S)
            self._link, self._input = link, b""
            self._log_in()
            self._tags = collections.deque()  # seqs in the order of their publishing; the first has the tag self._first_tag
            self._first_tag = 1
            for seq, body in list(self.waiting.items()):
                self._publish(seq, body)
            while not self.ending.is_set():
                if (new := self.next_body()) is not None:
                    self._publish(*new)
                    time.sleep(PACE_S)
                if len(self._tags) == WINDOW or (self._tags and (new is None or self._ready())):
                    self._take(*self._frame())
                elif new is None:
                    time.sleep(RECONNECT_S)  # paused, nothing to do

    def _log_in(self):
        credentials = self.parameters.credentials
        self._link.sendall(b"AMQP\x00\x00\x09\x01")
        self._expect(10, 10)
        response = f"\0{credentials.username}\0{credentials.password}".encode()
        self._send(0, 10, 11, struct.pack(">I", 0) + _short("PLAIN") + struct.pack(">I", len(response)) + response + _short("en_US"))
        self._expect(10, 30)
        self._send(0, 10, 31, struct.pack(">HIH", 1, 131072, 0))
        self._send(0, 10, 40, _short(self.parameters.virtual_host) + _short("") + b"\x00")
        self._expect(10, 41)
        self._send(1, 20, 10, _short(""))
        self._expect(20, 11)
        self._send(1, 85, 10, b"\x00")
        self._expect(85, 11)

    def _send(self, channel, class_id, method_id, arguments):
        payload = struct.pack(">HH", class_id, method_id) + arguments
        self._link.sendall(struct.pack(">BHI", 1, channel, len(payload)) + payload + FRAME_END)

    def _publish(self, seq, body):
        method = struct.pack(">HHH", 60, 40, 0) + _short("events") + _short(self.key) + b"\x01"  # mandatory
        header = struct.pack(">HHQH", 60, 0, len(body), 0x9000) + _short("application/json") + b"\x02"
        frames = [struct.pack(">BHI", kind, 1, len(payload)) + payload + FRAME_END
                  for kind, payload in ((1, method), (2, header), (3, body))]
        self._tags.append(seq)
        self._link.sendall(b"".join(frames))

    def _frame(self):
        """(type, payload) of the next one."""
        while True:
            if len(self._input) >= 7:
                kind, _, size = struct.unpack(">BHI", self._input[:7])
                if len(self._input) >= size + 8:
                    payload, self._input = self._input[7:7 + size], self._input[8 + size:]
                    return kind, payload
            got = self._link.recv(65536)
            if not got:
                raise ConnectionError("closed")
            self._input += got

    def _ready(self):
        """Whether something has come."""
        return bool(self._input) or bool(select.select([self._link], [], [], 0)[0])

    def _expect(self, class_id, method_id):
        while True:
            kind, payload = self._frame()
            if kind == 1:
                if struct.unpack(">HH", payload[:4]) != (class_id, method_id):
                    raise ConnectionError("another method")
                return

    def _take(self, kind, payload):
        if kind != 1:
            return  # a heartbeat
        method = struct.unpack(">HH", payload[:4])
        if method != (60, 80):
            raise ConnectionError(f"not an ack: {method}")  # a nack too: all of it again, in order
        tag, multiple = struct.unpack(">QB", payload[4:13])
        if multiple & 1:
            while self._tags and self._first_tag <= tag:
                self._settle(0)
        elif tag >= self._first_tag:
            self._settle(tag - self._first_tag)

    def _settle(self, index):
        seq = self._tags[index]
        if seq is not None:
            self.confirm(seq)
            self._tags[index] = None
        while self._tags and self._tags[0] is None:
            self._tags.popleft()
            self._first_tag += 1


def _short(text):
    data = text.encode()
    return struct.pack(">B", len(data)) + data
