#!/usr/bin/env bash
# ralph-malph 5.1.0 (PyPI), installed with its extras for the command and for the server (`cli`, `lrs`):
# no account can be made, and so no server used, until two packages are added that neither extra lists.
#
# The extra `lrs` has what the server imports, but `requests`. With that, a store of files needs the
# extra `backend-es` all the same: the command reads the default store, which is Elasticsearch, before
# it reads the option that chooses another.
#
# Seen: cli, lrs: ModuleNotFoundError: No module named 'requests'
#       and requests: ralph.exceptions.UnsupportedBackendException: 'es' backend not found in available backends: fs
#       and backend-es: made
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export RALPH_APP_DIR="$folder" RALPH_AUTH_FILE="$folder/auth.json"
python3 -m venv venv >&2
install() {
  venv/bin/pip install --quiet --disable-pip-version-check "$@" >&2
}
make_account() {
  if venv/bin/ralph auth -u a -p b -M mailto:store@example.org -s all -w >log 2>&1; then
    echo "$1: made"
  else
    echo "$1: $(tail -n 1 log)"
  fi
}
install 'ralph-malph[cli,lrs]==5.1.0'
{
  make_account 'cli, lrs'
  install requests==2.32.5
  make_account 'and requests'
  install 'ralph-malph[backend-es]==5.1.0'
  make_account 'and backend-es'
} > seen
cat > expected <<'TEXT'
cli, lrs: ModuleNotFoundError: No module named 'requests'
and requests: ralph.exceptions.UnsupportedBackendException: 'es' backend not found in available backends: fs
and backend-es: made
TEXT
cat seen
cmp seen expected
