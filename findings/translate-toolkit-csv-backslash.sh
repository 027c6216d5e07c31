#!/usr/bin/env bash
# translate-toolkit 3.20.4 (PyPI): every backslash is doubled on the way from PO to CSV and back.
#
# `po2csv` writes a table for people who translate in a spreadsheet, and `csv2po` takes it back. A
# text that nobody has changed would be expected to be the same text afterwards. `po2csv` doubles
# each backslash. A spreadsheet shows two, since CSV (RFC 4180) has no such escape, and `csv2po`
# does not undo it: with `--template` it finds the message, and gives its translation one backslash
# too many each time. Paths and escapes of Markdown are then wrong for users.
#
# Seen: table: "Open C:\\calls.","Öffnen Sie C:\\calls."
#       before: msgstr "Öffnen Sie C:\\calls."
#       after:  msgstr "Öffnen Sie C:\\\\calls."
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check translate-toolkit==3.20.4 >&2

# In a PO file, two backslashes are one.
cat > de.po <<'PO'
msgid ""
msgstr ""
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#: call.txt:1
msgid "Open C:\\calls."
msgstr "Öffnen Sie C:\\calls."
PO
export PYTHONUTF8=1
env/bin/po2csv --progress=none de.po de.csv
env/bin/csv2po --progress=none --template=de.po de.csv again.po

table=$(sed -n 's/^"call.txt:1",//p' de.csv | tr -d '\r')
before=$(grep '^msgstr "Ö' de.po)
after=$(grep '^msgstr "Ö' again.po)
printf 'table: %s\nbefore: %s\nafter:  %s\n' "$table" "$before" "$after"
[ "$table" = '"Open C:\\calls.","Öffnen Sie C:\\calls."' ]
[ "$before" = 'msgstr "Öffnen Sie C:\\calls."' ]
[ "$after" = 'msgstr "Öffnen Sie C:\\\\calls."' ]
