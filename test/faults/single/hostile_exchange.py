"""An exchange that contradicts itself: a million steps in process, with the real square-off, the real desk of the gateway and
the real transitions of `exits` (test/hostile), then programs, FIX and MariaDB (test/integration/test_contradictions.py)."""

import json
import pathlib
import subprocess
import sys

from stack import BUILD

from single import Single

ROOT = pathlib.Path(__file__).resolve().parents[3]
PLAY = "test/hostile/hostile_play"
STEPS = 1_000_000
DEADLINE_S = 400


def play(folder, say, arguments):
    """{"steps", "sent_beyond_position", "seed", …, "programs", "ok"}; the seed repeats a run."""
    seed = arguments.first_seed + 1
    played = subprocess.run([BUILD / PLAY, "--steps", str(STEPS), "--seed", str(seed)], capture_output=True, text=True,
                            timeout=DEADLINE_S, check=False)
    total = json.loads(played.stdout or "{}")
    say(f"  seed {seed}: {played.stdout.strip()} {played.stderr.strip()}")
    programs = subprocess.run([sys.executable, ROOT / "test/integration/run.py", "test_contradictions.py"], timeout=DEADLINE_S,
                              check=False)
    total["programs"] = {0: "passed", 77: "skipped"}.get(programs.returncode, "failed")
    total["ok"] = (played.returncode == 0 and total.get("sent_beyond_position") == 0 and total.get("steps", 0) >= STEPS
                   and total["programs"] != "failed")
    return total


FAULT = Single("hostile-exchange", play, deadline_s=lambda arguments: DEADLINE_S)
