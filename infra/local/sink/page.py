"""The sink's page and its API.

  GET  /                          the page
  GET  /events                    server-sent events: each arrival as JSON
  GET  /api/summary               {"totals": {channel: n}, "ids", "repeats", "told_known", "faults_left", …}
  GET  /api/notices?channel=&id=&limit=   the last ones, newest first
  GET  /api/times?prefix=         {id: [count, first_us, last_us]}
  POST /api/faults                a fault, see faults.py; DELETE: none any more
  POST /api/clear                 forgets what has arrived
"""

import asyncio
import json
import pathlib
import urllib.parse

from . import http_text

PAGE = pathlib.Path(__file__).with_name("page.html")
SECURITY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
KEEP_ALIVE_S = 15


def asked(request, arrivals, faults):
    """(status, value) of a request to the API."""
    query = {name: values[0] for name, values in urllib.parse.parse_qs(request.query).items()}
    match request.method, request.path:
        case "GET", "/api/summary":
            return 200, arrivals.summary() | {"faults_played": faults.played, "faults_left": faults.left()}
        case "GET", "/api/notices":
            return 200, arrivals.latest(query.get("channel"), query.get("id"), int(query.get("limit", 100)))
        case "GET", "/api/times":
            return 200, arrivals.times(query.get("prefix", ""))
        case "POST", "/api/faults":
            faults.add(json.loads(request.body))
            return 200, {}
        case "DELETE", "/api/faults":
            faults.clear()
            return 200, {}
        case "POST", "/api/clear":
            arrivals.clear()
            return 200, {}
        case "GET", "/readyz":
            return 200, {"status": "ready"}
    return 404, {"error": "not here"}


async def tell(writer, arrivals):
    """Server-sent events until the page goes away."""
    queue = arrivals.follow()
    if queue is None:
        writer.write(http_text.answer(503, {"error": "too many pages follow"}, close=True))
        return
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n: hello\n\n")
    try:
        while True:
            await writer.drain()
            try:
                one = await asyncio.wait_for(queue.get(), KEEP_ALIVE_S)
                writer.write(f"data: {json.dumps(one, ensure_ascii=False)}\n\n".encode())
            except asyncio.TimeoutError:
                writer.write(b": still here\n\n")
    finally:
        arrivals.unfollow(queue)


async def start(port, arrivals, faults):
    async def serve(request, writer):
        if request.path == "/events":
            await tell(writer, arrivals)
            return False
        if request.path == "/":
            body = PAGE.read_bytes()
            head = http_text.answer(200, body, f"text/html; charset=utf-8\r\nContent-Security-Policy: {SECURITY}")
            writer.write(head)
            return True
        try:
            status, value = asked(request, arrivals, faults)
        except (ValueError, TypeError) as error:
            status, value = 400, {"error": str(error)}
        writer.write(http_text.answer(status, value))
        return True
    return await http_text.start(port, serve)
