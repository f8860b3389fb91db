#!/usr/bin/python3
"""Takes mails (SMTP with STARTTLS and login), SMS and pushes (HTTP) and shows them as they arrive. Sends nothing anywhere.

Three ports on the loopback: a page with its API (GET / /api/… , see sink/page.py), the mail server, and the gateway
(POST /sms, /push with a bearer token and an Idempotency-Key). Faults are set by the API, see sink/faults.py.
Secrets from the environment: BACKSTOP_SMTP_PASSWORD, BACKSTOP_SMS_TOKEN, BACKSTOP_PUSH_TOKEN.
"""

import asyncio
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local.nearest import Parser  # noqa: E402
from sink import gateway, mail, page  # noqa: E402
from sink.arrivals import Arrivals  # noqa: E402
from sink.faults import Faults  # noqa: E402


def arguments():
    parser = Parser(description=__doc__.splitlines()[0])
    for name in ("page", "mail", "gateway"):
        parser.add_argument(f"--{name}-port", type=int, required=True)
    parser.add_argument("--certificate", required=True, help="PEM file for STARTTLS")
    parser.add_argument("--key", required=True, help="PEM file")
    parser.add_argument("--journal", type=pathlib.Path, help="file that keeps ids over a restart")
    parser.add_argument("--user", required=True, help="of the mail server")
    return parser.parse_args()


async def serve(options):
    arrivals, faults = Arrivals(options.journal), Faults()
    tokens = {"sms": os.environ["BACKSTOP_SMS_TOKEN"], "push": os.environ["BACKSTOP_PUSH_TOKEN"]}
    servers = [await mail.start(options, os.environ["BACKSTOP_SMTP_PASSWORD"], arrivals, faults),
               await gateway.start(options.gateway_port, tokens, arrivals, faults),
               await page.start(options.page_port, arrivals, faults)]
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    await over.wait()
    for server in servers:
        server.close()
    os._exit(0)  # connections that were told to be silent would hold up an orderly end; the journal is on file


if __name__ == "__main__":
    asyncio.run(serve(arguments()))
