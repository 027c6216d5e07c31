#!/usr/bin/env bash
# SPIN 6.5.2 (Debian 12, 6.5.2+dfsg-1): a number that does not fit its variable is an error in a
# simulation, and nothing in a verification.
#
# Promela cuts a value to the bits of its variable. A simulation of this model reports that as an
# error, and says where. The verifier of the same model explores the state with the cut value, and
# ends with "errors: 0", so a model that counts or scores beyond 255 is verified with numbers that
# nobody meant. An assertion about the range cannot help: it sees the value after the cut.
#
# Seen: simulation: 1 truncated, verification: errors: 0
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet spin=6.5.2+dfsg-1 >&2
dpkg --extract spin_*.deb spin

cat > score.pml <<'PML'
byte score = 250;

init {
  score = score + 10;
  assert(score <= 255);
}
PML
simulated=$( (./spin/usr/bin/spin score.pml || true) | grep -c "Error: value (260->4 (8)) truncated in assignment")
./spin/usr/bin/spin -a score.pml
gcc -O1 -DSAFETY -o pan pan.c
verified=$(./pan | grep -o 'errors: [0-9]*')
echo "simulation: $simulated truncated, verification: $verified"
[ "$simulated" = 1 ]
[ "$verified" = 'errors: 0' ]
