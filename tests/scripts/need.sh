#!/usr/bin/env bash
# Installs through apt what is missing:  need.sh PACKAGE=PROBE…
# A probe is a command, or a path that may hold wildcards.
set -euo pipefail

missing=()
for pair in "$@"; do
    probe=${pair#*=}
    case $probe in
    */*) compgen -G "$probe" >/dev/null || missing+=("${pair%%=*}") ;;
    *) command -v "$probe" >/dev/null || missing+=("${pair%%=*}") ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "missing, and neither root nor sudo is to be had: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

# Debian's postgresql would make and start a database of its own at once; only the programs are wanted.
no_cluster=/etc/postgresql-common/createcluster.d/no-main-cluster.conf
if [[ " ${missing[*]} " == *" postgresql "* && ! -e $no_cluster ]]; then
    "${as_root[@]}" mkdir -p "${no_cluster%/*}"
    trap '"${as_root[@]}" rm -f "$no_cluster"' EXIT
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null
fi

"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
