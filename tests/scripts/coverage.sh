#!/usr/bin/env bash
# coverage.sh install LLVM            makes sure that llvm-profdata and llvm-cov of this major version are there
# coverage.sh report LLVM FOLDER MIN  merges the profiles in FOLDER, prints the lines covered file by file, and fails
#                                     when they are fewer than MIN per cent in all
set -euo pipefail
llvm=$2

install() {
    "$(dirname "$0")/need.sh" "llvm-$llvm=llvm-profdata-$llvm"
}

# The binaries of the test run; nothing is built again when the run used the same wrapper.
binaries() {
    cargo test --locked --no-run --message-format=json 2>/dev/null |
        sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | sort -u
}

report() {
    local folder=$1 least=$2 objects=() binary
    "llvm-profdata-$llvm" merge -sparse "$folder"/*.profraw -o "$folder/all.profdata"
    while read -r binary; do
        objects+=(-object "$binary")
    done < <(binaries)
    "llvm-cov-$llvm" report "${objects[@]}" -instr-profile="$folder/all.profdata" \
        -show-region-summary=false -show-branch-summary=false -show-mcdc-summary=false \
        -ignore-filename-regex='(^|/)(tests|\.cargo/registry|rustc|target)/' | lines "$least"
}

lines() {
    awk -v least="$1" '$1 == "Filename" { print "lines missed covered  file"; next }
        NF == 7 { printf "%5d %6d %7s  %s\n", $5, $6, $7, $1; covered = $7 + 0 }
        END { if (covered < least) { print "fewer than " least " % of the lines are covered"; exit 1 } }'
}

case $1 in
install) install ;;
report) report "$3" "$4" ;;
esac
