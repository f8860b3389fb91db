"""Configuration files of our own programs; the keys are those of docs/architecture.md."""

import json

from . import env_file, exchange

SOURCE = "nse-fo-dropcopy-1"  # of a recorded day


def defaults(paths, ports, partitions):
    """All tables of all services, {table: {key: value}}."""
    return {
        "amqp": {"hosts": [f"127.0.0.1:{ports['amqp']}"], "vhost": "backstop", "user": "backstop", "heartbeat_s": 10},
        "database": {"host": "127.0.0.1", "port": ports["database"], "name": "backstop", "user": "backstop"},
        "http": {"port": 0, "port_file": ""},
        "log": {"level": "info"},
        "feed": _feed(paths, partitions, SOURCE),
        "ledger": {"partitions": partitions, "archive_folder": str(paths.lib / "archive")},
        "ctl": {"partitions": partitions, "archive_folder": str(paths.lib / "archive")},
        "replay": {"partitions": partitions, "archive_folder": str(paths.lib / "archive")},
        "doctor": {"paths": [str(paths.lib)]},
        "operators": {},
    }


def _feed(paths, partitions, source):
    return {"source": source, "partitions": partitions,
            "checkpoint_file": str(paths.lib / "feed" / f"{source}.checkpoint")}


def overview(ports, programs):
    """What is watched of this stack: the broker's management, the alerts of its Prometheus, where there is one, and the pages of these
    programs of ours."""
    alerts = {"alerts_url": f"http://127.0.0.1:{ports['prometheus']}"} if "prometheus" in ports else {}
    return alerts | {"management_url": f"http://127.0.0.1:{ports['broker_management']}", "management_user": "watcher", "vhost": "backstop",
            "services": [f"{name}=http://127.0.0.1:{ports[name]}" for name in programs]}


def toml(tables):
    """JSON's strings, integers, booleans and arrays of strings are TOML's as well."""
    lines = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        lines.append("")
    return "\n".join(lines)


def write_files(paths, ports, partitions, ledgers, settings, day=None, companions=()):
    """Writes feed.toml, ctl.toml, replay.toml and ledger-<n>.toml; with a trading `day` also those of the exchange's side, and
    feed.toml then is a drop copy's; and one for each of the `companions`. `settings`, {table: {key: value}}, goes over the defaults."""
    tables = defaults(paths, ports, partitions)
    wanted = {"feed": ("amqp", "http", "log", "feed"), "ctl": ("amqp", "database", "log", "ctl", "operators", "overview", "doctor"),
              "replay": ("amqp", "database", "log", "operators", "replay")}
    wanted |= dict.fromkeys(ledgers, ("amqp", "database", "http", "log", "ledger"))
    if day is not None:
        tables |= exchange.tables(paths, ports, partitions, day)
        tables["doctor"]["sessions"] = list(exchange.SESSIONS.values())
        tables["feed"] = _feed(paths, partitions, exchange.SOURCE) | {"default_product": "NRML"}
        wanted |= exchange.files(tables)
    ours = [*ledgers, *(exchange.PROGRAMS if day is not None else ()), *(one.name for one in companions if one.binary)]
    tables["overview"] = overview(ports, ours)
    for one in companions:
        tables |= one.tables(paths, ports, partitions, day)
        for table, values in one.adds(paths).items():
            tables.setdefault(table, {}).update(values)
        if one.sections:
            wanted[one.name] = one.sections
    for table, values in settings.items():
        tables.setdefault(table, {}).update(values)
    (paths.lib / "feed").mkdir(parents=True, exist_ok=True)
    for name, names in wanted.items():
        chosen = {table: dict(tables[table]) for table in names}
        if name in ports and "http" in chosen and "http" not in settings:
            chosen["http"]["port"] = ports[name]
        env_file.write_text(paths.etc / f"{name}.toml", toml(chosen))
