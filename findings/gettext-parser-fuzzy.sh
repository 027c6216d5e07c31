#!/usr/bin/env bash
# gettext-parser 10.0.0 (npm): `mo.compile` writes fuzzy translations, which polib 1.2.0 (PyPI)
# leaves out of the same catalogue.
#
# A translation with the flag `fuzzy` is a guess that a translator has not confirmed: `msgmerge`
# makes one when an original has changed a little, from the translation of the old text. GNU
# `msgfmt` does not use such entries unless it is asked to, and learners see the original; polib
# does the same. gettext-parser reads the flag and keeps it in a PO file, but `mo.compile` does not
# look at it, and has no option for it. Learners then see a translation that can say the opposite.
# Entries with the flag have to be removed before `mo.compile`.
#
# Seen: gettext-parser: Do not open the door. => Die Tür öffnen.
#       polib: Do not open the door. => Do not open the door.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent gettext-parser@10.0.0 >&2
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check polib==1.2.0 >&2

cat > de.po <<'PO'
msgid ""
msgstr ""
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#, fuzzy
#| msgid "Open the door."
msgid "Do not open the door."
msgstr "Die Tür öffnen."
PO
cat > compile.js <<'JS'
import fs from "node:fs";
import { mo, po } from "gettext-parser";

fs.writeFileSync("gettext-parser.mo", mo.compile(po.parse(fs.readFileSync("de.po"))));
JS
cat > compile.py <<'PY'
import polib

polib.pofile("de.po").save_as_mofile("polib.mo")
PY
cat > show.py <<'PY'
import gettext
import sys

with open(sys.argv[1], "rb") as catalogue:
    print(gettext.GNUTranslations(catalogue).gettext("Do not open the door."))
PY

node compile.js
python/bin/python compile.py
export PYTHONIOENCODING=utf-8
by_node=$(python/bin/python show.py gettext-parser.mo)
by_polib=$(python/bin/python show.py polib.mo)
printf 'gettext-parser: Do not open the door. => %s\n' "$by_node"
printf 'polib: Do not open the door. => %s\n' "$by_polib"
[ "$by_node" = "Die Tür öffnen." ]
[ "$by_polib" = "Do not open the door." ]
