"""The reconciler: compares the live books with the record and with the simulated exchange's totals."""

from . import Companion

COMPANION = Companion(
    name="reconciler",
    binary="consumers/reconciler/backstop-reconciler",
    secrets=("BACKSTOP_AMQP_PASSWORD", "BACKSTOP_DATABASE_PASSWORD"),
    sections=("amqp", "database", "http", "log", "reconciler", "venue_totals"),
    tables=lambda paths, ports, partitions, day: {
        "reconciler": {"partitions": partitions, "archive_folder": str(paths.lib / "archive")},
        "venue_totals": {"url": f"http://127.0.0.1:{ports['venue']}/books"}},
)
