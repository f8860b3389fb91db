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
    held=yes
}

held=
watcher=
tidy_up() {
    [ -z "$held" ] || rm -f /usr/sbin/policy-rc.d
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
}
trap tidy_up EXIT

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# apt WORDS...: quietly; what it says goes to $log, and its end is shown where it fails.
apt() {
    apt-get -y -q -o Dpkg::Use-Pty=0 "$@" >> "$log" 2>&1 || {
        tail -n 40 "$log" >&2
        echo "deps: apt-get $1 failed: its last lines are above, all of them in $log. Look at the network and /etc/apt/sources.list, repair, and run ./backstop deps again" >&2
        exit 1
    }
}

# How far apt's log is, of so many packages: those that lie in its cache already it does not load.
progress() {
    echo "deps: of $1 packages $(grep -c '^Get:' "$log") loaded, $(grep -c '^Unpacking ' "$log") unpacked, $(grep -c '^Setting up ' "$log") set up"
}

# The same every 20 s.
tell_progress() {
    while sleep 20 >/dev/null 2>&1; do progress "$1"; done
}

# install PACKAGES...: measured on a bare Debian 12 with two cores: 717 packages in 5 min 8 s, loading included.
install() {
    local count begun=$SECONDS
    apt update
    : > "$log"  # the lists that it has got are none of the packages counted below
    count=$(apt-get install -s -q --no-install-recommends "$@" 2>> "$log" | grep -c '^Inst ') || true
    echo "deps: $count packages with all that they need, about $(((count * 308 + 716) / 717)) s on two cores (717 took 5 min 8 s)"
    tell_progress "$count" &
    watcher=$!
    apt install --no-install-recommends "$@"
    kill "$watcher" && wait "$watcher" 2>/dev/null || watcher=
    echo "deps: $count packages installed in $((SECONDS - begun)) s"
    rm -f "$log"
}

missing=()
for package in $(grep -v '^#' "$here/packages.txt"); do
    is_installed "$package" || missing+=("$package")
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
    log=$(mktemp /tmp/backstop-deps.XXXXXX)
    new=("${missing[@]}")
    is_installed erlang-base || new+=(erlang-base)  # comes with rabbitmq-server, and brings epmd
    install "${missing[@]}"
    "$here/leave_disabled.sh" "${new[@]}" || true
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
