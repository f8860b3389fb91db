"""A reconciler of a test's own, quicker than the site's, and what it has found."""

import json

from running_site import Program, SiteCase, eventually, services

RECONCILER = "consumers/reconciler/backstop-reconciler"
COMPARED_S = 40
QUICK = {"interval_ms": 300, "poll_ms": 100, "round_deadline_ms": 3000}


class ReconcilerCase(SiteCase):
    """Vocabulary of the reconciler's tests. Other tests share the books: each looks at its own accounts."""

    def reconciler(self, venue_totals=None, database=None, **changes):
        """Starts one -> Program. `venue_totals`: that table of its configuration; `database`: keys that go over those of the site."""
        self.port_file.unlink(missing_ok=True)
        feed = json.loads(json.dumps(services.defaults(self.stack.paths, self.stack.ports, self.stack.partitions)))
        tables = {"amqp": feed["amqp"], "database": feed["database"] | (database or {}), "log": feed["log"],
                  "http": {"port": 0, "port_file": str(self.port_file)},
                  "reconciler": {"partitions": self.stack.partitions,
                                 "archive_folder": str(self.stack.paths.lib / "archive")} | QUICK | changes}
        if venue_totals:
            tables["venue_totals"] = venue_totals
        path = self.folder / "reconciler.toml"
        path.write_text(services.toml(tables), encoding="utf-8")
        return Program(self.stack, RECONCILER, path)

    def figure(self, name, **labels):
        return self.own_metric(f"backstop_reconciler_{name}", **labels)

    def rounds(self):
        return self.figure("rounds_total", outcome="compared") if self.page("/metrics")[0] == 200 else 0

    def wait_rounds(self, partitions_rounds=3):
        """Every partition has been compared so often from now on."""
        begun = self.rounds()
        wanted = begun + partitions_rounds * self.stack.partitions
        eventually(lambda: self.rounds() >= wanted, f"{partitions_rounds} rounds more; {self.page('/metrics')[1]}", COMPARED_S)

    def sql(self, statement):
        self.stack.administer("USE backstop; " + statement)

    def found(self, story):
        """{(book, kind, key)} of the accounts of a story."""
        rows = self.books._rows("SELECT book, kind, row_key FROM differences WHERE account LIKE %s",
                                story.name.replace("-", "X").upper() + "X%")
        return {(row["book"], row["kind"], row["row_key"]) for row in rows}

    def assert_equal_books(self, story):
        self.wait_rounds()
        self.assertEqual(self.found(story), set())

    def wait_found(self, story, wanted):
        eventually(lambda: self.found(story) == wanted, f"found: {wanted}", COMPARED_S)
