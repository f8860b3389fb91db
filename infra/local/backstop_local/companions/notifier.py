"""The notifier, which sends to the sink."""

from ..paths import REPOSITORY
from . import Companion
from .notice_sink import LOGIN, certificate

SENDER = "alerts@backstop.example"
GATEWAY_BODY = '{"to": "{{recipient}}", "title": "{{title}}", "text": "{{text}}", "reference": "{{id}}"}'


def _gateway(ports, path):
    return {"method": "POST", "url": f"http://127.0.0.1:{ports['notice_sink_gateway']}/{path}", "content_type": "json",
            "headers": ["Authorization: Bearer {{token}}"], "body": GATEWAY_BODY}


def tables(paths, ports, partitions, day):
    return {
        "notifier": {"templates_dir": str(REPOSITORY / "infra/notices")},
        "email": {"host": "localhost", "port": ports["notice_sink_mail"], "starttls": "required", "user": LOGIN,
                  "from": SENDER, "from_name": "Backstop", "ca_file": str(certificate(paths))},
        "sms": _gateway(ports, "sms"),
        "push": _gateway(ports, "push"),
    }


COMPANION = Companion(
    name="notifier", needs=("notice_sink",), binary="consumers/notifier/backstop-notifier",
    secrets=("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_SMTP_PASSWORD", "BACKSTOP_SMS_TOKEN",
             "BACKSTOP_PUSH_TOKEN"),
    sections=("amqp", "database", "http", "log", "notifier", "email", "sms", "push"), tables=tables)
