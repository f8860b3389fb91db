"""What the record, or the broker's stream, holds of a day: read by the tools that operators have, and by python3-pika."""

import collections
import json
import subprocess

import pika
import zstandard

TOOL_DEADLINE_S = 300
PREFETCH = 500
QUIET_S = 2.0  # a stream has no end mark
BODY_BYTES_MAX = 4 << 20
Message = collections.namedtuple("Message", "number exchange routing_key content_encoding text")


def read_record(tool, folder, day, begin=0):
    """Message of each record of the day from number `begin` on, as `backstop-archive cat` (its path: `tool`) prints them."""
    if not any(folder.glob(f"journal-{day}-*.bsa")):
        return
    command = [str(tool), "cat", str(folder / str(day)), "--json", "--from-offset", str(max(begin, 0))]
    result = subprocess.run(command, capture_output=True, text=True, timeout=TOOL_DEADLINE_S, check=True)
    for line in result.stdout.splitlines():
        one = json.loads(line)
        yield Message(one["offset"], one["exchange"], one["routing_key"], one["content_encoding"], one["body"])


def read_stream(url, begin=0):
    """Message of each message of the broker's stream `journal` from offset `begin` on, until nothing has come for a while."""
    connection = pika.BlockingConnection(pika.URLParameters(url + "?socket_timeout=10&heartbeat=60"))
    try:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=PREFETCH)
        # From its first message on; the broker takes the start of a whole chunk, which may be earlier.
        position = "first" if begin == 0 else begin
        for method, properties, body in channel.consume("journal", inactivity_timeout=QUIET_S,
                                                        arguments={"x-stream-offset": position}):
            if method is None:
                return
            channel.basic_ack(method.delivery_tag)
            offset = properties.headers["x-stream-offset"]
            if offset >= begin:
                encoding = properties.content_encoding or ""
                yield Message(offset, method.exchange, method.routing_key, encoding, _unpacked(body, encoding))
    finally:
        connection.close()


def _unpacked(body, encoding):
    try:
        if encoding == "zstd":
            body = zstandard.ZstdDecompressor().decompress(body, max_output_size=BODY_BYTES_MAX)
    except zstandard.ZstdError:
        pass
    return body.decode(errors="replace")


def events_of(message, parse_float=float):
    """The events of one message; [] for a body that is none: the record keeps those too."""
    try:
        content = json.loads(message.text, parse_float=parse_float)
    except ValueError:
        return []
    return [event for event in (content if isinstance(content, list) else [content]) if isinstance(event, dict)]
