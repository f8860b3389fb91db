"""The operators' page: the whole site, live, at http://127.0.0.1:<port>."""

import os
import pathlib

from ..paths import REPOSITORY
from . import Companion

NAME = "console"


def web_dir():
    """Where the build puts the page together."""
    build = pathlib.Path(os.environ.get("BACKSTOP_BUILD", REPOSITORY / "build" / "release"))
    return build / "producers/console/web/served"


COMPANION = Companion(NAME, binary="producers/console/backstop-console",
                      secrets=("BACKSTOP_DATABASE_PASSWORD", "BACKSTOP_MANAGEMENT_PASSWORD"),
                      sections=("console", "overview", "database", "http", "log"),
                      tables=lambda paths, ports, partitions, day: {"console": {"web_dir": str(web_dir())}})
