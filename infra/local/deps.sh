#!/bin/bash
# Installs what is missing of packages.txt, and the modules of the console's page and of the schema test. Root installs; anyone else is told how.
# With --for programs not those of the test; with --missing it only prints which packages are.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

# Debian starts a server when it installs it. Ours are private ones, so the system's stay off while we install.
hold_services() {
    [ -e /usr/sbin/policy-rc.d ] && return
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

missing=()
for package in $(grep -v '^#' "$here/packages.txt"); do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done

# Node may come from elsewhere, in any version from 18 on.
command -v npm >/dev/null || missing+=(nodejs npm)

if [ "${1:-}" = --missing ]; then
    echo "${missing[*]}"
    exit 0
fi

if [ ${#missing[@]} -eq 0 ]; then
    echo "deps: all Debian packages are here"
elif [ "$(id -u)" -ne 0 ]; then
    echo "deps: missing packages. Run as root, then come back:" >&2
    echo "  apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
else
    echo "deps: installing ${missing[*]}"
    hold_services
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q || { echo "deps: apt-get update failed; check the network and /etc/apt/sources.list" >&2; exit 1; }
    apt-get install -y -q --no-install-recommends "${missing[@]}" ||
        { echo "deps: apt-get install failed; read its last lines above, repair, and run ./backstop deps again" >&2; exit 1; }
fi

# modules FOLDER WITHOUT: what its package-lock.json names; WITHOUT is what happens where they cannot be had.
modules() {
    local folder=$1
    if [ ! -f "$folder/package.json" ]; then
        return
    elif [ ! -w "$folder" ] && [ ! -d "$folder/node_modules" ]; then
        echo "deps: $folder is not yours to write: $2" >&2
    elif [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
        echo "deps: modules of ${folder#"$root/"} (some seconds)"
        (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) ||
            { echo "deps: npm ci failed in $folder; its message is above" >&2; exit 1; }
    fi
}

modules "$root/producers/console/web" "the console draws no history"
[ "${1:-} ${2:-}" = "--for programs" ] || modules "$root/test/schemas" "the schema test will fail"
