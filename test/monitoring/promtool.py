#!/usr/bin/python3
"""promtool and amtool judge the configuration and the rules of infra/prometheus; promtool runs the rules' tests.

Exit codes: 0 all is well, 1 not, 77 they are not installed (1 with REQUIRE_BROKER=1).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra/local"))

from backstop_local import companions, exchange, monitoring, ports  # noqa: E402
from backstop_local.paths import Paths  # noqa: E402

SKIPPED = 77
DEADLINE_S = 120


def passes(*command):
    result = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, timeout=DEADLINE_S, check=False)
    return result.returncode == 0


def configuration_passes():
    """The templates as a stack with every companion would fill them; the numbers of the ports are of no matter."""
    some = {name: 20000 + index for index, name in enumerate(ports.NAMES)}
    with tempfile.TemporaryDirectory(prefix="backstop-promtool-") as folder:
        paths = Paths(folder)
        paths.create()
        monitoring.write_files(paths, some, ["ledger-1", "ledger-2"], exchange.PROGRAMS, companions.chosen("all"))
        return (passes("promtool", "check", "config", paths.etc / "prometheus.yml")
                and passes("amtool", "check-config", paths.etc / "alertmanager.yml"))


def main():
    if not shutil.which("promtool") or not shutil.which("amtool"):
        print("skipped: not installed: promtool, amtool; run: ./backstop deps")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    tests = sorted((monitoring.FOLDER / "tests").glob("*.yml"))
    return 0 if configuration_passes() and tests and passes("promtool", "test", "rules", *tests) else 1


if __name__ == "__main__":
    sys.exit(main())
