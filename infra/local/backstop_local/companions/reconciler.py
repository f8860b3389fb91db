"""The reconciler: compares the live books with the journal."""

from . import Companion

COMPANION = Companion(
    name="reconciler",
    binary="consumers/reconciler/backstop-reconciler",
    secrets=("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"),
    sections=("amqp", "database", "http", "log", "reconciler"),
    tables=lambda paths, ports, partitions, day: {"reconciler": {"partitions": partitions}},
)
