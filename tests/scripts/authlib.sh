#!/usr/bin/env bash
# Authlib against a running `symbolon demo`:  authlib.sh ISSUER
# The packages are pinned with hashes and live in target/; without an argument they are only installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${CARGO_TARGET_DIR:-$here/../../target}/authlib-venv
pins=$here/authlib/requirements.txt

if ! cmp -s "$pins" "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$pins"
    cp "$pins" "$venv/installed.txt"
fi
[ $# = 0 ] || exec "$venv/bin/python" "$here/authlib/walk.py" "$1"
