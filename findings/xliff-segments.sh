#!/usr/bin/env bash
# xliff 6.4.0 (npm): of a unit with several segments, only the last segment is read.
#
# In XLIFF 2.0 a unit is a paragraph or a message, and each of its segments is usually one sentence:
# "one or more" of them are allowed, and translation tools split units that way. Read with
# `xliff2js`, such a unit would be expected to have the text of all its segments, or to be refused.
# Instead each segment replaces the one before it, in the source as well as in the translation,
# without an error. Written again with `js2xliff`, the file has lost the other sentences.
#
# Seen: read: {"source":"She hangs up.","target":"Sie legt auf."}
#       sentences in the file that is written: 1 of 2
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent xliff@6.4.0 >&2

cat > call.xlf <<'XML'
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de">
  <file id="call">
    <unit id="call-outcome">
      <segment id="s1">
        <source>The line is busy. </source>
        <target>Es ist besetzt. </target>
      </segment>
      <segment id="s2">
        <source>She hangs up.</source>
        <target>Sie legt auf.</target>
      </segment>
    </unit>
  </file>
</xliff>
XML
cat > again.js <<'JS'
const fs = require("fs");
const { xliff2js, js2xliff } = require("xliff");

(async () => {
  const read = await xliff2js(fs.readFileSync("call.xlf", "utf8"));
  console.log(JSON.stringify(read.resources.call["call-outcome"]));
  fs.writeFileSync("again.xlf", await js2xliff(read));
})();
JS

read=$(node again.js)
written=$(grep -c '<source>' again.xlf)
printf 'read: %s\nsentences in the file that is written: %s of 2\n' "$read" "$written"
[ "$read" = '{"source":"She hangs up.","target":"Sie legt auf."}' ]
[ "$written" = 1 ]
