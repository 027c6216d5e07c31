#!/usr/bin/env bash
# xliff 6.4.0 (npm): the state of every translation is lost when a file is read and written again.
#
# In XLIFF 1.2 a target says how far it is: `needs-review-translation` marks one that somebody has
# to look at before it is used, for example since the source has changed. Other attributes of a unit
# are kept as `additionalAttributes`, so the state would be expected to be kept too. It is neither
# in the object that `xliff12ToJs` returns nor in the file that `jsToXliff12` writes. A target without
# a state counts as finished in most tools, so that the translation is used without a review. The
# states of segments in XLIFF 2.0 are lost in the same way.
#
# Seen: read: {"source":"Do not open.","target":"Öffnen.","additionalAttributes":{"resname":"door"}}
#       targets with a state: 1 before, 0 after
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent xliff@6.4.0 >&2

cat > door.xlf <<'XML'
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
  <file original="door" source-language="en" target-language="de" datatype="plaintext">
    <body>
      <trans-unit id="door-label" resname="door">
        <source>Do not open.</source>
        <target state="needs-review-translation">Öffnen.</target>
      </trans-unit>
    </body>
  </file>
</xliff>
XML
cat > again.js <<'JS'
const fs = require("fs");
const { xliff12ToJs, jsToXliff12 } = require("xliff");

(async () => {
  const read = await xliff12ToJs(fs.readFileSync("door.xlf", "utf8"));
  console.log(JSON.stringify(read.resources.door["door-label"]));
  fs.writeFileSync("again.xlf", await jsToXliff12(read));
})();
JS

read=$(node again.js)
before=$(grep -c '<target state=' door.xlf)
after=$(grep -c '<target state=' again.xlf || true)
printf 'read: %s\ntargets with a state: %s before, %s after\n' "$read" "$before" "$after"
[ "$read" = '{"source":"Do not open.","target":"Öffnen.","additionalAttributes":{"resname":"door"}}' ]
[ "$before $after" = "1 0" ]
grep -q 'resname="door"' again.xlf
