#!/usr/bin/env bash
# xapi-validation 2.1.4 (npm): a context activity that stands alone is reported as wrong, although xAPI
# allows it beside a list.
#
# xAPI 1.0.3 (xAPI-Data.md, ContextActivities Property): every value in `contextActivities` is either
# one Activity or a list of Activities, and a store returns it as a list. A statement whose `parent`
# is one Activity is valid, therefore, as many older statements are. The package, which checks
# statements before a store takes them, reports a TypeWarning for it, and for each of the four
# properties. With the Activity in a list, it reports nothing.
#
# Seen: parent: one TypeWarning, in a list 0 warnings
#       grouping: one TypeWarning, in a list 0 warnings
#       category: one TypeWarning, in a list 0 warnings
#       other: one TypeWarning, in a list 0 warnings
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent xapi-validation@2.1.4 >&2

cat > check.js <<'JS'
const warnings = require("xapi-validation").default;

const statement = (contextActivities) => ({
  actor: { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "learner" } },
  verb: { id: "http://adlnet.gov/expapi/verbs/answered" },
  object: { id: "https://lms.example.org/question" },
  context: { contextActivities },
});
for (const place of ["parent", "grouping", "category", "other"]) {
  const activity = { id: "https://lms.example.org/course" };
  const one = warnings(statement({ [place]: activity })).map((it) => it.constructor.name);
  const list = warnings(statement({ [place]: [activity] }));
  console.log(`${place}: one ${one.join(", ")}, in a list ${list.length} warnings`);
}
JS

seen=$(node check.js)
printf '%s\n' "$seen"
[ "$seen" = 'parent: one TypeWarning, in a list 0 warnings
grouping: one TypeWarning, in a list 0 warnings
category: one TypeWarning, in a list 0 warnings
other: one TypeWarning, in a list 0 warnings' ]
