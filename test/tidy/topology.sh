#!/bin/bash
# Compares schemas/asyncapi.yaml with the broker objects that backstopctl prints. Usage: topology.sh BACKSTOPCTL
# Exits 0 when they are the same, 1 when not, 77 without the program or the schema tests' modules.
set -euo pipefail
ctl=$1
schemas=$(cd "$(dirname "$0")/../schemas" && pwd)
[ -x "$ctl" ] || { echo "skipped: $ctl is not built"; exit 77; }
[ -d "$schemas/node_modules" ] || { echo "skipped: no modules in $schemas (./backstop deps)"; exit 77; }
"$ctl" topology --partitions 4 | node "$schemas/topology.mjs"
