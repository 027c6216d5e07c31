#!/usr/bin/env bash
# pofile 1.1.4 (npm): the source words that a translation was made for are lost when a PO file is read
# and written again.
#
# When the source of a message changes, gettext keeps the translation, marks it as `fuzzy`, and keeps
# the words for which it was made in lines that begin with `#|`, so that a translator sees what has
# changed. Other comments begin with `#` as well, and all of them are kept. These are dropped: after
# a program that uses the library has saved the file, it still says that the translation is out of
# date, but not against which words.
#
# Seen: fuzzy: 1 before, 1 after; previous words: 2 lines before, 0 after
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent pofile@1.1.4 >&2

cat > before.po <<'PO'
msgid ""
msgstr ""
"Language: af\n"
"Content-Type: text/plain; charset=UTF-8\n"

#. the title of a situation
#: till.scn:4
#, fuzzy
#| msgctxt "till title"
#| msgid "The coin"
msgctxt "till title"
msgid "The change"
msgstr "Die munt"
PO
node -e '
const { readFileSync, writeFileSync } = require("fs");
const PO = require("pofile");
writeFileSync("after.po", PO.parse(readFileSync("before.po", "utf8")).toString());
'

count() { grep -c "$1" "$2" || true; }
printf 'fuzzy: %s before, %s after; previous words: %s lines before, %s after\n' \
  "$(count '^#, fuzzy' before.po)" "$(count '^#, fuzzy' after.po)" "$(count '^#|' before.po)" "$(count '^#|' after.po)" | tee seen
[ "$(cat seen)" = 'fuzzy: 1 before, 1 after; previous words: 2 lines before, 0 after' ]
grep -q '^#\. the title of a situation' after.po
grep -q '^msgstr "Die munt"' after.po
