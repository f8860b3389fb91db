"""Configuration files of our own programs; the keys are those of docs/architecture.md."""

import json

from . import env_file

SOURCE = "nse-fo-dropcopy-1"


def defaults(paths, ports, partitions):
    """All tables of all services, {table: {key: value}}."""
    return {
        "amqp": {"hosts": [f"127.0.0.1:{ports['amqp']}"], "vhost": "backstop", "user": "backstop", "heartbeat_s": 10},
        "database": {"host": "127.0.0.1", "port": ports["database"], "name": "backstop", "user": "backstop"},
        "http": {"port": 0, "port_file": ""},
        "log": {"level": "info"},
        "feed": {"source": SOURCE, "partitions": partitions,
                 "checkpoint_file": str(paths.lib / "feed" / f"{SOURCE}.checkpoint")},
        "ledger": {"partitions": partitions},
        "ctl": {"partitions": partitions},
    }


def toml(tables):
    """JSON's strings, integers, booleans and arrays of strings are TOML's as well."""
    lines = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        lines.append("")
    return "\n".join(lines)


def write_files(paths, ports, partitions, ledgers, settings):
    """Writes feed.toml, ctl.toml and ledger-<n>.toml. `settings`, {table: {key: value}}, goes over the defaults."""
    tables = defaults(paths, ports, partitions)
    for table, values in settings.items():
        tables.setdefault(table, {}).update(values)

    def write(name, wanted, port=None):
        chosen = {table: dict(tables[table]) for table in wanted}
        if port is not None and "http" not in settings:
            chosen["http"]["port"] = port
        env_file.write_text(paths.etc / f"{name}.toml", toml(chosen))

    (paths.lib / "feed").mkdir(parents=True, exist_ok=True)
    write("feed", ("amqp", "http", "log", "feed"), ports["feed"])
    write("ctl", ("amqp", "database", "log", "ctl"))
    for name in ledgers:
        write(name, ("amqp", "database", "http", "log", "ledger"), ports[name])
