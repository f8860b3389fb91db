"""The sink's mail server."""

import asyncio
import email
import email.policy
import hmac
import re
import ssl
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

from .faults import SILENCE_S

warnings.filterwarnings("ignore", category=DeprecationWarning, module="aiosmtpd")  # the library's own affair
HOST = "127.0.0.1"
MAIL_BYTES_MAX = 256 * 1024
IDENTITY = re.compile(r"<notice-([^@>]*)@")
ESCAPED = re.compile(r"=([0-9A-F]{2})")


def identity_of(message_id):
    """The notice's id, from the Message-ID that was made of it."""
    found = IDENTITY.search(message_id or "")
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), found.group(1)) if found else ""


class Handler:
    def __init__(self, arrivals, faults):
        self._arrivals, self._faults = arrivals, faults

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, the library's name
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        identity = identity_of(message["Message-ID"])
        fault = self._faults.take("email", identity)
        if fault and fault.kind == "refuse":
            return f"{fault.status} not this one"
        if fault and fault.kind == "lose":
            await asyncio.sleep(SILENCE_S)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        self._arrivals.add("email", identity, ", ".join(envelope.rcpt_tos), str(message["Subject"]),
                           message.get_content())
        if fault and fault.kind == "silent":
            await asyncio.sleep(SILENCE_S)
        if fault and fault.kind == "cut":
            server.transport.abort()
        return "250 taken"


def authenticator(user, password):
    """Compares in constant time, as a server should."""
    wanted = f"{user}\0{password}".encode()

    def authenticate(server, session, envelope, mechanism, data):
        given = getattr(data, "login", b"") + b"\0" + getattr(data, "password", b"")
        return AuthResult(success=hmac.compare_digest(wanted, given))
    return authenticate


async def start(options, password, arrivals, faults):
    """An asyncio server on options.mail_port."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(options.certificate, options.key)
    handler = Handler(arrivals, faults)
    check = authenticator(options.user, password)

    def protocol():
        return SMTP(handler, hostname="localhost", ident="sink", data_size_limit=MAIL_BYTES_MAX, tls_context=tls,
                    require_starttls=True, auth_required=True, authenticator=check, timeout=SILENCE_S)
    return await asyncio.get_running_loop().create_server(protocol, HOST, options.mail_port)
