"""Programs that may run beside broker, database, ledgers and the exchange's side, each described by a file of this folder.

`Stack(companions=("notifier",))` starts those that are named and whatever they need; `./backstop up` starts all.
"""

import dataclasses
import importlib
import typing


RECORD = "archive"  # without it the queue `record` fills, and nothing can be verified

# Files of this folder, as they are started.
ORDER = ("relay", "notice_sink", "notifier", "archive", "reconciler", "database_exporter", "machine_exporter", "prober",
         "console", "watchdog")


# For tests, which freeze programs for as long as they like.
UNWATCHED = tuple(name for name in ORDER if name != "watchdog")


@dataclasses.dataclass(frozen=True)
class Companion:
    """One program. Its port is `ports[name]`, its configuration file `<name>.toml`, its log `<name>.log`."""
    name: str
    needs: tuple = ()                     # companions that are started before it
    needs_exchange: bool = False          # runs only where the stack has its exchange's side
    binary: str = ""                      # ours: its path below the build folder, started with --config
    secrets: tuple = ()                   # names of the passwords in its environment
    sections: tuple = ()                  # tables of its configuration file, in order
    tables: typing.Callable = lambda paths, ports, partitions, day: {}  # its own tables, {table: {key: value}}
    adds: typing.Callable = lambda paths: {}  # keys for tables of other programs, {table: {key: value}}
    command: typing.Callable | None = None  # (paths, ports) -> argument list, for a program that is not ours
    prepare: typing.Callable = lambda paths, ports, secrets: None  # writes what else it needs, before the first start
    before: typing.Callable = lambda stack: None                   # done when broker and database are up, before its start
    ready_page: str = "readyz"            # 200 there means that it is up
    metrics_page: str = "metrics"         # what Prometheus reads; empty: it has none


def known():
    """{name: Companion}, in the order in which they may be started."""
    modules = [importlib.import_module(f"{__name__}.{name}") for name in ORDER]
    found = [module.COMPANION for module in modules]
    return {companion.name: companion for companion in found}


def ready_page(name):
    """The page of a program that answers 200 once it is up."""
    companion = known().get(name)
    return companion.ready_page if companion else "readyz"


def chosen(names):
    """The companions of these names and those they need, in the order of their start. `all`: every one."""
    table = known()
    wanted = set()

    def want(name):
        if name not in table:
            raise ValueError(f"there is no companion {name}; there are: {', '.join(table) or 'none'}")
        if name not in wanted:
            wanted.add(name)
            for other in table[name].needs:
                want(other)
    for name in (table if names == "all" else names):
        want(name)
    return [companion for companion in table.values() if companion.name in wanted]
