#!/usr/bin/env bash
# Compares exploration with SPIN on the same models, in one session, and prints a table. Needs spin,
# a C compiler and GNU time.
#
# Usage: bash crates/scn-prover/benches/spin.sh [NAME …]
#
# Each scenario is translated by examples/promela.rs, verified by SPIN depth first and breadth first,
# and explored by examples/walk.rs. Times are processor time of whole processes, the least of three
# rounds in which the three alternate. SPIN's time contains neither the generation nor the
# compilation of its verifier. Its partial-order reduction is off, since it has no effect on a single
# process, and its hash table has a power of two entries near the number of states.
set -euo pipefail
cd "$(dirname "$0")/../../.."
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(six-meters six-meters-of-15 sparse marks wide)
rounds=${SPIN_ROUNDS:-3}

cargo build --locked --quiet --profile dist -p scn-prover --example walk --example promela
built=${CARGO_TARGET_DIR:-target}/dist/examples
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# run LOG COMMAND…: writes the output and then "SECONDS KILOBYTES" to LOG.
run() {
    local log=$1
    shift
    command time -f '%U %S %M' -o "$log.time" "$@" >"$log" 2>&1 || true
    awk 'NF == 3 { print $1 + $2, $3 }' "$log.time" >>"$log"
}

# row TOOL LOG…: prints the states, the least time and the memory of some runs.
row() {
    local tool=$1
    shift
    local states seconds memory
    # SPIN writes large numbers as 1.1390626e+07.
    states=$(awk '/ states(, stored|, complete)/ { for (at = 1; $at !~ /^states/; at++); print $(at - 1); exit }' "$1")
    seconds=$(for log in "$@"; do tail -n 1 "$log"; done | sort -n | head -n 1 | cut -d' ' -f1)
    memory=$(tail -n 1 "$1" | cut -d' ' -f2)
    awk -v name="$name" -v tool="$tool" -v states="$states" -v s="$seconds" -v kb="$memory" 'BEGIN {
        printf "| `%s` | %s | %d | %.2f | %.1f million | %d | %.0f |\n",
            name, tool, states, s, states / s / 1e6, kb / 1024, kb * 1024 / states
    }'
}

echo '| scenario | tool | states | seconds | states/s | MB | bytes a state |'
echo '| --- | --- | ---: | ---: | ---: | ---: | ---: |'
for name in "${names[@]}"; do
    work=$folder/$name
    mkdir "$work"
    "$built/promela" "$name" >"$work/model.pml"
    (cd "$work" && spin -a model.pml >spin.log)
    options=(-O2 -DSAFETY -DNOREDUCE -DNOFAIR -DMEMLIM=16000)
    gcc "${options[@]}" -o "$work/depth" "$work/pan.c" 2>"$work/gcc.log"
    gcc "${options[@]}" -DBFS -o "$work/breadth" "$work/pan.c" 2>"$work/gcc.log"
    states=$("$built/walk" "$name" | awk '{ print $2 }')
    entries=$(awk -v n="$states" 'BEGIN { while (2 ^ bits < n) bits++; print bits }')
    # The memory of a search depth first grows with the depth that is allowed.
    depth=$("$work/depth" -E -n "-w$entries" "-m$((states + 1000))" | awk '/depth reached/ { print $6 + 100 }')
    for round in $(seq "$rounds"); do
        run "$work/walk.$round" "$built/walk" "$name"
        # -E: endings are no errors.
        run "$work/depth.$round" "$work/depth" -E -n "-w$entries" "-m$depth"
        run "$work/breadth.$round" "$work/breadth" -E -n "-w$entries"
    done
    row scn "$work"/walk.[0-9]
    row 'SPIN, depth first' "$work"/depth.[0-9]
    row 'SPIN, breadth first' "$work"/breadth.[0-9]
done
