"""The archive: the record's days as files in var/lib/archive."""

from . import Companion

COMPANION = Companion(
    name="archive",
    binary="consumers/archive/backstop-archive",
    secrets=("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"),
    sections=("amqp", "database", "http", "log", "archive"),
    tables=lambda paths, ports, partitions, day: {
        "archive": {"folder": str(paths.lib / "archive"), "partitions": partitions, "min_free_bytes": 1 << 28}},
)
