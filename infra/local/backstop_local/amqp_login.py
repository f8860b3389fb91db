"""Whether a broker works: a whole login over AMQP 0-9-1 and one question to a quorum queue, by hand, for what runs without a client
library. After its disk has been full RabbitMQ lets clients in while its quorum queues are gone for good."""

import socket
import struct

FRAME_METHOD, FRAME_END = 1, 0xCE
START, START_OK, TUNE, TUNE_OK, OPEN, OPEN_OK, CLOSE = (10, 10), (10, 11), (10, 30), (10, 31), (10, 40), (10, 41), (10, 50)
CHANNEL_OPEN, CHANNEL_OPEN_OK, CHANNEL_CLOSE, GET, GET_OK, GET_EMPTY = (20, 10), (20, 11), (20, 40), (60, 70), (60, 71), (60, 72)
INTERNAL_ERROR = 541
FRAME_BYTES_MAX = 131072


def short_text(text):
    return struct.pack("B", len(text)) + text.encode()


def long_bytes(data):
    return struct.pack(">I", len(data)) + data


def _frame(method, arguments, channel=0):
    payload = struct.pack(">HH", *method) + arguments
    return struct.pack(">BHI", FRAME_METHOD, channel, len(payload)) + payload + bytes([FRAME_END])


def _exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise OSError("the broker ended the connection")
        data += more
    return data


def _method(connection):
    kind, _, size = struct.unpack(">BHI", _exactly(connection, 7))
    if kind != FRAME_METHOD or size > FRAME_BYTES_MAX:
        raise OSError("no AMQP")
    payload = _exactly(connection, size + 1)
    return struct.unpack(">HH", payload[:4]), payload[4:-1]


def serves(port, user, password, vhost, queue, deadline_s):
    """True where it answers a login, be it with a refusal: a wrong password is no reason to restart a broker. And where it lets us in,
    if the quorum queue answers a `basic.get`, which goes through its log on the disk. A message that this takes returns to its place."""
    # Else it ends a refused connection without a word, as one whose logins crash does.
    says_why = long_bytes(short_text("capabilities") + b"F" + long_bytes(short_text("authentication_failure_close") + b"t\1"))
    login = f"\0{user}\0{password}".encode()
    steps = ((START, lambda _: _frame(START_OK, says_why + short_text("PLAIN") + long_bytes(login) + short_text("en_US"))),
             (TUNE, lambda limits: _frame(TUNE_OK, limits) + _frame(OPEN, short_text(vhost) + short_text("") + b"\0")),
             (OPEN_OK, lambda _: _frame(CHANNEL_OPEN, short_text(""), 1)),
             (CHANNEL_OPEN_OK, lambda _: _frame(GET, struct.pack(">H", 0) + short_text(queue) + b"\0", 1)))
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=deadline_s) as connection:
            connection.sendall(b"AMQP\0\0\x09\1")
            for awaited, answer in steps:
                method, arguments = _method(connection)
                if method == CLOSE:
                    return struct.unpack(">H", arguments[:2])[0] != INTERNAL_ERROR
                if method != awaited:
                    return False
                connection.sendall(answer(arguments))
            method, _ = _method(connection)
            # It may have no such queue yet, or refuse it.
            return method in (GET_OK, GET_EMPTY, CHANNEL_CLOSE)
    except OSError:
        return False
