#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own:  with-postgres.sh COMMAND…
# The command finds it in SYMBOLON_TEST_DATABASE. The cluster lives in a temporary folder, listens on a loopback port,
# asks for a random password, and is stopped and deleted when the command ends. Nothing in it survives a crash.
set -euo pipefail

programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
folder=$(mktemp -d)
server=
as_owner=()

stop() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/password"
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root; Debian's package made this user.
    chown -R postgres: "$folder"
    as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups --)
fi

(cd "$folder" && "${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U symbolon -A password \
    --pwfile="$folder/password" -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1) || {
    cat "$folder/initdb.log" >&2
    exit 1
}

# start PORT: whether the server answers there; it does not when the port is taken.
start() {
    cd "$folder"
    "${as_owner[@]}" "$programs/postgres" -D "$folder/data" -k "$folder" -h 127.0.0.1 -p "$1" -c fsync=off \
        -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=400 \
        >"$folder/server.log" 2>&1 &
    server=$!
    cd "$OLDPWD"
    for _ in $(seq 300); do
        kill -0 "$server" 2>/dev/null || return 1
        # Asked through the socket in our folder: on the port another server might answer.
        ! "$programs/pg_isready" -q -h "$folder" -p "$1" || return 0
        sleep 0.1
    done
    return 1
}

for _ in $(seq 5); do
    port=$((20000 + RANDOM % 12000))
    ! start "$port" || break
    port=
done
if [ -z "$port" ]; then
    cat "$folder/server.log" >&2
    exit 1
fi
SYMBOLON_TEST_DATABASE="postgres://symbolon:$password@127.0.0.1:$port/postgres" "$@"
