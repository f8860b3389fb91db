#!/usr/bin/python3
"""promtool judges the configuration and the rules of infra/prometheus, and runs the rules' tests.

Exit codes: 0 all is well, 1 not, 77 promtool is not installed (1 with REQUIRE_BROKER=1).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra/local"))

from backstop_local import monitoring, ports  # noqa: E402

SKIPPED = 77
DEADLINE_S = 120


def passes(*arguments):
    result = subprocess.run(["promtool", *map(str, arguments)], stdin=subprocess.DEVNULL, timeout=DEADLINE_S, check=False)
    return result.returncode == 0


def configuration_passes():
    """The template as a stack would fill it; the numbers of the ports are of no matter."""
    some = {name: 20000 + index for index, name in enumerate((*ports.NAMES, "prometheus", "alertmanager"))}
    template = (monitoring.FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="backstop-promtool-") as folder:
        path = pathlib.Path(folder) / "prometheus.yml"
        path.write_text(monitoring.render(template, monitoring.prometheus_values(some, ["ledger-1", "ledger-2"])), encoding="utf-8")
        return passes("check", "config", path)


def main():
    if not shutil.which("promtool"):
        print("skipped: not installed: promtool; run: ./backstop deps")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    tests = sorted((monitoring.FOLDER / "tests").glob("*.yml"))
    return 0 if configuration_passes() and tests and passes("test", "rules", *tests) else 1


if __name__ == "__main__":
    sys.exit(main())
