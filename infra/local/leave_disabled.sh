#!/bin/bash
# Lets no unit of these packages start at the next boot: Debian enables them when it installs them, and our servers are private ones.
# Does nothing where there is no systemd. Exit code 1 where a unit stays enabled, with the command that disables it.
set -euo pipefail
command -v systemctl >/dev/null || exit 0

units=()
for package in "$@"; do
    for unit in $(dpkg -L "$package" 2>/dev/null | sed -n -E 's,^(/usr)?/lib/systemd/system/([^/@]+\.(service|socket|timer))$,\2,p' | sort -u); do
        # An alias of another unit, as mysql.service is, goes with that one.
        [ "$(systemctl is-enabled "$unit" 2>/dev/null || true)" != enabled ] || units+=("$unit")
    done
done
[ ${#units[@]} -gt 0 ] || exit 0
said=$(systemctl disable "${units[@]}" 2>&1) || {
    printf '%s\n' "$said" "deps: these would start at the next boot: systemctl disable ${units[*]}" >&2
    exit 1
}
echo "deps: the system's own units stay disabled: ${units[*]} (systemctl enable starts them at boot again)"
