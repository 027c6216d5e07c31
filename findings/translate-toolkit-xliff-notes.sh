#!/usr/bin/env bash
# translate-toolkit 3.20.4 (PyPI): notes in XLIFF 2.0 are not read, and are written where the format
# does not allow them.
#
# In XLIFF 2.0 the notes of a message are in a `<notes>` of its `<unit>`, before its segments: there
# is what a translator has to know. `getnotes` would be expected to return them. It looks for them
# inside of the `<segment>`, and returns an empty text. `addnote` puts new ones there too, in a
# second `<notes>` after the source. The schema of the format allows only a source and a target in a
# segment, so that a valid file is not valid any more.
#
# Seen: notes of the unit: ''
#       notes after addnote: 'Keep it short.'
#       the new note is in: segment
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check translate-toolkit==3.20.4 >&2

cat > call.xlf <<'XML'
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de">
  <file id="call">
    <unit id="hang-up">
      <notes><note category="developer">The label of a button.</note></notes>
      <segment><source>Hang up.</source></segment>
    </unit>
  </file>
</xliff>
XML
cat > show.py <<'PY'
from lxml import etree
from translate.storage.xliff2 import Xliff2File

store = Xliff2File.parsefile("call.xlf")
unit = store.units[0]
before = unit.getnotes()
unit.addnote("Keep it short.", origin="translator")
after = unit.getnotes()
document = etree.fromstring(bytes(store))
own = [note for note in document.iter("{*}note") if note.text == "Keep it short."]
place = etree.QName(own[0].getparent().getparent()).localname
print(f"notes of the unit: {before!r}")
print(f"notes after addnote: {after!r}")
print(f"the new note is in: {place}")
assert (before, after, place) == ("", "Keep it short.", "segment")
PY
env/bin/python show.py
