"""The sink's gateway for SMS and pushes: POST /sms or /push, {"to", "title", "text", "reference"}.

Answers 200, 409 for a reference that it has taken before, 401 without the token, 400 where it is no such request.
"""

import asyncio
import hmac
import json

from . import http_text
from .faults import SILENCE_S


def judged(request, tokens):
    """(status, channel, fields) of a request before any fault."""
    channel = request.path.strip("/")
    if channel not in tokens or request.method != "POST":
        return 404, channel, {}
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {tokens[channel]}".encode()):
        return 401, channel, {}
    try:
        fields = json.loads(request.body)
        texts = {name: fields[name] for name in ("to", "title", "text", "reference")}
    except (ValueError, KeyError, TypeError):
        return 400, channel, {}
    if not all(isinstance(text, str) for text in texts.values()):
        return 400, channel, {}
    if request.headers.get("idempotency-key") != texts["reference"]:
        return 400, channel, {}
    return 200, channel, texts


async def start(port, tokens, arrivals, faults):
    async def serve(request, writer):
        status, channel, fields = judged(request, tokens)
        if status != 200:
            writer.write(http_text.answer(status))
            return True
        identity = fields["reference"]
        fault = faults.take(channel, identity)
        if fault and fault.kind == "refuse":
            writer.write(http_text.answer(fault.status))
            return True
        if fault and fault.kind == "lose":
            await asyncio.sleep(SILENCE_S)
            return False
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        known = arrivals.knows(identity)
        if known:
            arrivals.told_known += 1
        else:
            arrivals.add(channel, identity, fields["to"], fields["title"], fields["text"])
        if fault and fault.kind == "silent":
            await asyncio.sleep(SILENCE_S)
        if fault and fault.kind in ("silent", "cut"):
            return False
        answer = http_text.answer(409 if known else 200, {"reference": identity})
        writer.write(answer * (2 if fault and fault.kind == "twice" else 1))
        return True
    return await http_text.start(port, serve)
