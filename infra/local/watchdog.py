#!/usr/bin/python3
"""Restarts what runs and listens but does not answer: a broker whose logins or quorum queues fail, a service whose /livez is silent.

A program that ends is its supervisor's to restart; one that hangs ends here, by SIGKILL. Whatever is not running, or does not listen
yet, is left alone.
"""

import http.client
import http.server
import os
import pathlib
import signal
import socket
import sys
import threading
import time
import xmlrpc.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from backstop_local import amqp_login, broker, queue_files  # noqa: E402
from backstop_local.nearest import Parser  # noqa: E402
from backstop_local.patience import Patience  # noqa: E402
from backstop_local.programs import Supervisor  # noqa: E402

EVERY_S = 2
ANSWER_S = 5
PATIENCE_S = 60
BROKER = "rabbitmq"
QUEUE = "unrouted"  # a quorum queue without a consumer, mostly empty


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S).close()
    except OSError:
        return False
    return True


def lives(port):
    """200 of /livez, in time."""
    page = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    try:
        page.request("GET", "/livez")
        return page.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        page.close()


def is_well(name, port):
    """None where it does not listen."""
    if not listens(port):
        return None
    if name == BROKER:
        return amqp_login.serves(port, "backstop", os.environ["BACKSTOP_AMQP_PASSWORD"], broker.VHOST, QUEUE, ANSWER_S)
    return lives(port)


def keep_copies(folder, copies):
    """Of what a full disk may take from the broker; while it works."""
    try:
        queue_files.keep(folder, copies)
    except OSError as error:
        print(f"the broker's files cannot be copied: {error}", flush=True)


def watch(name, port, supervisor, patience_s, queue_folders):
    """Looks at one program for ever, on a thread of its own: one that hangs delays no other."""
    patience = Patience(patience_s)
    while True:
        time.sleep(EVERY_S)
        try:
            pid = supervisor.pid(name)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):  # no such program on this stack, or no supervisor
            continue
        well = is_well(name, port) if pid else None
        if well and name == BROKER:
            keep_copies(*queue_folders)
        if not patience.is_over(time.monotonic(), pid, well):
            continue
        try:
            if supervisor.pid(name) == pid:
                print(f"{name} (pid {pid}) listens and has not answered for {patience_s} s: killed, to be restarted", flush=True)
                os.kill(pid, signal.SIGKILL)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            print(f"{name} cannot be restarted: {error}", flush=True)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # the base class names it  # pylint: disable=invalid-name
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_):
        """The log is for restarts."""


def place(text):
    name, _, port = text.partition("=")
    return name, int(port)


def main():
    parser = Parser(description=__doc__)
    parser.add_argument("--supervisor", required=True, help="its socket")
    parser.add_argument("--port", type=int, required=True, help="of our own page /readyz")
    parser.add_argument("--queue-files", nargs=2, type=pathlib.Path, required=True, help="the broker's folder of data, and that of copies")
    parser.add_argument("--patience-s", type=float, default=PATIENCE_S)
    parser.add_argument("programs", nargs="+", type=place, help=f"name=port of each; {BROKER} is asked for a login and a queue, others for /livez")
    arguments = parser.parse_args()
    for name, port in arguments.programs:
        supervisor = Supervisor(arguments.supervisor)
        threading.Thread(target=watch, args=(name, port, supervisor, arguments.patience_s, arguments.queue_files), daemon=True).start()
    http.server.HTTPServer(("127.0.0.1", arguments.port), Page).serve_forever()


if __name__ == "__main__":
    main()
