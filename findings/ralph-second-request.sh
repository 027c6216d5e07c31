#!/usr/bin/env bash
# ralph-malph 5.1.0 (PyPI), its learning record store with statements in a file (`runserver -b fs`): the
# first request with statements is stored, and each later one is answered with 500.
#
# A client of an LRS sends statements as they happen, in many requests. The store writes with the
# operation `index`, for which the file may not exist yet, so it takes one request in its life. The
# first has to find the folder of the account's target, too, which the server does not create. The
# other stores of Ralph need a database.
#
# Seen: first statement: 200
#       second statement: 500
#       stored: 1
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check 'ralph-malph[backend-es,cli,lrs]==5.1.0' requests==2.32.5 >&2
export RALPH_APP_DIR="$folder" RALPH_AUTH_FILE="$folder/auth.json"
venv/bin/ralph auth -u a -p b -M mailto:store@example.org -s all -t statements -w >&2
mkdir -p data/statements
port=$(python3 -c 'import socket; it = socket.socket(); it.bind(("127.0.0.1", 0)); print(it.getsockname()[1])')
venv/bin/ralph runserver -b fs -h 127.0.0.1 -p "$port" --fs-default-directory-path "$folder/data" \
  --fs-default-lrs-file statements.jsonl >log 2>&1 &
server=$!

address="http://127.0.0.1:$port/xAPI/statements"
send() {
  curl --silent --user a:b --header 'X-Experience-API-Version: 1.0.3' --header 'Content-Type: application/json' "$@"
}
statement() {
  printf '[{"id":"00000000-0000-4000-8000-00000000000%s","actor":{"mbox":"mailto:l@example.org"},' "$1"
  printf '"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"https://example.org/a"}}]'
}
for _ in $(seq 300); do
  send --output /dev/null "$address?limit=1" && break
  sleep 0.2
done
{
  echo "first statement: $(send --output /dev/null --write-out '%{http_code}' --data "$(statement 1)" "$address")"
  echo "second statement: $(send --output /dev/null --write-out '%{http_code}' --data "$(statement 2)" "$address")"
  echo "stored: $(send "$address" | grep -o '"verb"' | wc -l)"
} > seen
printf 'first statement: 200\nsecond statement: 500\nstored: 1\n' > expected
cat seen
cmp seen expected
