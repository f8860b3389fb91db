"""Reads the journal stream as an operator would who has lost the database: every event, in order, from an offset."""

import json

import pika
import zstandard

from event_rules import Decimals

PREFETCH = 500
QUIET_S = 2.0  # a stream has no end mark
BODY_BYTES_MAX = 4 << 20


def read_journal(stack, begin):
    """(offset, [event]) of every message from offset `begin` on, until nothing has come for a while."""
    connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_url() + "?socket_timeout=10&heartbeat=60"))
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
                yield offset, events_of(body, properties.content_encoding)
    finally:
        connection.close()


def events_of(body, content_encoding):
    """The events of one message; [] for a body that is none: the journal keeps those too."""
    try:
        if content_encoding == "zstd":
            body = zstandard.ZstdDecompressor().decompress(body, max_output_size=BODY_BYTES_MAX)
        content = json.loads(body, parse_float=Decimals)
    except (ValueError, zstandard.ZstdError):
        return []
    return [event for event in (content if isinstance(content, list) else [content]) if isinstance(event, dict)]
