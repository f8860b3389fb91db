"""The archive: the journal's days as files in var/lib/archive."""

from . import Companion

COMPANION = Companion(
    name="archive",
    binary="consumers/archive/backstop-archive",
    secrets=("BACKSTOP_AMQP_PASSWORD",),
    sections=("amqp", "http", "log", "archive"),
    tables=lambda paths, ports, partitions, day: {
        "archive": {"folder": str(paths.lib / "archive"), "partitions": partitions, "min_free_bytes": 1 << 28}},
)
