#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0 (npm, Linux): `validate` exits with status 0 although it has
# reported errors in the file.
#
# The rules of GitHub (`--rule-kind Ghas`) require that every rule of a tool has a `fullDescription`.
# The file below has none, and `validate` reports that, as GH2012 with the level `error`, in its
# output and in the file that it writes. It then prints "Analysis completed successfully." and exits
# with 0. A CI step that runs it and checks its status never fails; the errors in `--output` have to
# be counted instead.
#
# Seen: found.sarif(…): error GH2012: … does not provide a 'fullDescription' value. …
#       Analysis completed successfully.
#       status 0, errors in the output: 1
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent @microsoft/sarif-multitool@5.7.0 >&2
program=$(node -p "require('@microsoft/sarif-multitool')")
# If npm does not run the scripts of packages, the program is not executable yet.
chmod u+x "$program"

cat > found.sarif <<'JSON'
{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": { "driver": {
      "name": "example", "version": "1.0.0", "informationUri": "https://example.org/",
      "rules": [{
        "id": "EX0001", "name": "DeadEnd",
        "shortDescription": { "text": "A dead end." },
        "help": { "text": "Add a way out." }
      }]
    }},
    "columnKind": "utf16CodeUnits",
    "results": [{
      "ruleId": "EX0001", "ruleIndex": 0, "level": "error",
      "message": { "text": "Nothing leads on from here." },
      "locations": [{ "physicalLocation": {
        "artifactLocation": { "uri": "a.txt", "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": 1 }
      }}]
    }]
  }]
}
JSON

status=0
"$program" validate found.sarif --rule-kind Ghas --level Error --output told.sarif --log ForceOverwrite || status=$?
errors=$(node -e '
  const text = require("fs").readFileSync("told.sarif", "utf8").replace(/^\uFEFF/, "");
  const results = JSON.parse(text).runs[0].results;
  console.log(results.filter((it) => it.level === "error" && it.ruleId === "GH2012").length)')
printf 'status %s, errors in the output: %s\n' "$status" "$errors"
[ "$status" = 0 ]
[ "$errors" = 1 ]
