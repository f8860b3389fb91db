"""Files of KEY=VALUE lines (ports, secrets), written whole or not at all."""

import os
import secrets


def read(path):
    """The file's keys and values; an empty dict when the file is not there."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="ascii").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def write_text(path, text, mode=0o600):
    """Replaces `path` atomically; it never exists with a wider mode than `mode`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def write(path, values, mode=0o600):
    write_text(path, "".join(f"{key}={value}\n" for key, value in values.items()), mode)


SECRETS = ("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_OPERATOR_PASSWORD", "BACKSTOP_MANAGEMENT_PASSWORD",
           "BACKSTOP_ERLANG_COOKIE", "BACKSTOP_EXPORTER_PASSWORD", "BACKSTOP_SMTP_PASSWORD", "BACKSTOP_SMS_TOKEN",
           "BACKSTOP_PUSH_TOKEN")


def ensure_secrets(path, more=()):
    """Reads the secrets and generates those that are missing, also those named in `more`; they survive `up --fresh`."""
    values = read(path)
    missing = [name for name in (*SECRETS, *more) if name not in values]
    if missing:
        values.update((name, secrets.token_hex(24)) for name in missing)
        write(path, values)
    return values
