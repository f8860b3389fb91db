"""The sink: takes mails, SMS and pushes and shows them. Stands where mail server and gateways would."""

import subprocess

from ..paths import REPOSITORY
from ..waiting import StackError
from . import Companion

LOGIN = "notifier"
VALID_DAYS = 3650
OPENSSL_DEADLINE_S = 60


def certificate(paths):
    """Self-signed, for localhost; its key lies beside it."""
    return paths.lib / "notice_sink" / "certificate.pem"


def key(paths):
    return certificate(paths).with_name("key.pem")


def prepare(paths, ports, secrets):
    """Makes the certificate once for the life of the data."""
    file = certificate(paths)
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", str(VALID_DAYS), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
               "-keyout", str(key(paths)), "-out", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=OPENSSL_DEADLINE_S, check=False)
    if result.returncode != 0:
        raise StackError(f"the sink's certificate could not be made:\n{result.stderr}")


def command(paths, ports):
    return ["/usr/bin/python3", str(REPOSITORY / "infra/local/notice_sink.py"), "--page-port", str(ports["notice_sink"]),
            "--mail-port", str(ports["notice_sink_mail"]), "--gateway-port", str(ports["notice_sink_gateway"]),
            "--certificate", str(certificate(paths)), "--key", str(key(paths)), "--user", LOGIN,
            "--journal", str(certificate(paths).with_name("arrivals.txt"))]


COMPANION = Companion(
    name="notice_sink", secrets=("BACKSTOP_SMTP_PASSWORD", "BACKSTOP_SMS_TOKEN", "BACKSTOP_PUSH_TOKEN"),
    command=command, prepare=prepare, metrics_page="")
