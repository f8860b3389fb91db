"""As much of HTTP/1.1 as the sink needs, on asyncio's streams."""

import asyncio
import ipaddress
import json
import urllib.parse

HOST = "127.0.0.1"
HEAD_BYTES_MAX = 16 * 1024
BODY_BYTES_MAX = 256 * 1024
IDLE_S = 60
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 421: "Misdirected Request",
           503: "Service Unavailable"}


class Request:
    def __init__(self, head, body):
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = first.split(" ", 2)
        self.path, _, self.query = self.target.partition("?")
        self.headers = {name.strip().lower(): value.strip()
                        for name, _, value in (line.partition(":") for line in lines if line)}
        self.body = body


def is_own_name(authority):
    """Whether a Host, or what stands behind the scheme of an Origin, is a name of the loopback."""
    try:
        name = urllib.parse.urlsplit("//" + authority).hostname or ""
        return name in ("localhost", "localhost.") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def foreign(request):
    """None, or the status for a page from elsewhere, which may have its own name point here or send a form here."""
    host, origin = request.headers.get("host"), request.headers.get("origin")
    if host is not None and not is_own_name(host):
        return 421
    if origin is not None and origin != f"http://{host}":
        return 403
    return None


async def read(reader):
    """The next request of a connection, or None when it is over."""
    try:
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_S))[:-4]
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":", 1)[1])
        if length > BODY_BYTES_MAX:
            return None
        return Request(head, await asyncio.wait_for(reader.readexactly(length), IDLE_S) if length else b"")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError, OSError, ValueError):
        return None


def answer(status, body=b"", content_type="application/json", close=False):
    """The bytes of an answer; `body` that is not bytes becomes JSON."""
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    head = (f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n{'Connection: close' if close else 'Connection: keep-alive'}\r\n\r\n")
    return head.encode() + body


async def start(port, serve):
    """An asyncio server; `serve(request, writer)` answers one request and says whether the connection goes on."""
    async def connected(reader, writer):
        try:
            while request := await read(reader):
                if status := foreign(request):
                    writer.write(answer(status, close=True))
                    await writer.drain()
                    break
                if not await serve(request, writer):
                    break
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
    return await asyncio.start_server(connected, HOST, port, limit=HEAD_BYTES_MAX)
