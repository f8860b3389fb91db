#!/usr/bin/python3
"""The square-off's transactions against a real MariaDB.

Starts a database of its own and runs SQUAREOFF_STORE_TEST, the path of the built squareoff_store_test, on it; arguments
are handed on to it. Without that variable, or without the servers, the test is skipped (exit code 77).
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra" / "local"))

from backstop_local import broker, database  # noqa: E402
from stack import Stack  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"
DEADLINE_S = 240


def main():
    program = os.environ.get("SQUAREOFF_STORE_TEST")
    missing = [path for path in (broker.SERVER, database.SERVER) if not os.path.exists(path)]
    if not program or missing:
        print(f"skipped: {'not installed: ' + ' '.join(missing) if program else 'SQUAREOFF_STORE_TEST is not set'}")
        return 1 if os.environ.get("REQUIRE_BROKER") == "1" else SKIPPED
    os.environ.setdefault("BACKSTOP_BUFFER_POOL", "256M")
    with tempfile.TemporaryDirectory(prefix="squareoff-store-") as folder:
        with Stack(pathlib.Path(folder) / "var").running(services=False) as stack:
            return subprocess.run([program, *sys.argv[1:]], env=stack.environment(), timeout=DEADLINE_S, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
