#!/usr/bin/env bash
# ralph-malph 5.1.0 (PyPI), its learning record store with statements in a file (`runserver -b fs`): a
# query by verb or by activity finds nothing, and the order of statements is reversed.
#
# In xAPI (Communication 2.1.3), `verb` and `activity` select the statements with that id, statements
# are returned from the latest to the earliest, and the other way round with `ascending=true`. The
# store compares the text of an id with a parsed address, which is never equal, and returns the
# statements as they were written, so that `limit=1` is the first statement instead of the last. A
# query by agent or by time works.
#
# Seen: all: 1 2
#       ascending: 2 1
#       by agent: 1 2
#       by verb:
#       by activity:
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
# The file of the store, as Ralph writes it.
for number in 1 2; do
  printf '{"id":"00000000-0000-4000-8000-00000000000%s","actor":{"mbox":"mailto:l@example.org"},' "$number"
  printf '"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"https://example.org/a"},'
  printf '"timestamp":"2026-01-02T10:00:0%s.000Z","stored":"2026-01-02T10:00:0%s.000Z"}\n' "$number" "$number"
done > data/statements/statements.jsonl
port=$(python3 -c 'import socket; it = socket.socket(); it.bind(("127.0.0.1", 0)); print(it.getsockname()[1])')
venv/bin/ralph runserver -b fs -h 127.0.0.1 -p "$port" --fs-default-directory-path "$folder/data" \
  --fs-default-lrs-file statements.jsonl >log 2>&1 &
server=$!

ask() {
  curl --silent --get --user a:b --header 'X-Experience-API-Version: 1.0.3' "$@" "http://127.0.0.1:$port/xAPI/statements"
}
found() {
  ask "$@" | grep -o '"id":"00000000-0000-4000-8000-00000000000.' | sed 's/.*\(.\)$/ \1/' | tr -d '\n'
}
for _ in $(seq 300); do
  ask --output /dev/null && break
  sleep 0.2
done
{
  echo "all:$(found)"
  echo "ascending:$(found --data ascending=true)"
  echo "by agent:$(found --data-urlencode 'agent={"mbox":"mailto:l@example.org"}')"
  echo "by verb:$(found --data-urlencode 'verb=http://adlnet.gov/expapi/verbs/answered')"
  echo "by activity:$(found --data-urlencode 'activity=https://example.org/a')"
} > seen
printf 'all: 1 2\nascending: 2 1\nby agent: 1 2\nby verb:\nby activity:\n' > expected
cat seen
cmp seen expected
