#!/usr/bin/env bash
# yarn-bound 0.5.5 (npm): a negation applies to the rest of the condition instead of to the value
# that follows it.
#
# yarn-bound implements version 2 of Yarn, whose specification calculates `!` before all operators
# with two sides. `!$asked and $angry` is then false if `$asked` is true. yarn-bound gives `!` and
# `not` a lower rank than `and` and `or`: it calculates `!($asked and $angry)`, which is true if
# `$angry` is false. The wrong branch is shown, without an error. With parentheses around the
# negation, the result is as expected. bondage 2.2.0 (npm), the original of the fork that yarn-bound
# uses, follows the specification here.
#
# Seen, with $asked true and $angry false:
#       !$asked and $angry: yarn-bound yes, bondage no
#       (!$asked) and $angry: yarn-bound no, bondage no
#       !$asked or $asked: yarn-bound no, bondage yes
#       (!$asked) or $asked: yarn-bound yes, bondage yes
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent yarn-bound@0.5.5 bondage@2.2.0 >&2

cat > play.js <<'JS'
const YarnBound = require("yarn-bound");
const bondage = require("bondage");

const conditions = [
  "!$asked and $angry",
  "(!$asked) and $angry",
  "!$asked or $asked",
  "(!$asked) or $asked",
];
for (const condition of conditions) {
  const body = [
    "<<set $asked to true>>",
    "<<set $angry to false>>",
    `<<if ${condition}>>`,
    "yes",
    "<<else>>",
    "no",
    "<<endif>>",
  ].join("\n");
  const dialogue = `title: Start\n---\n${body}\n===\n`;
  const { text } = new YarnBound({ dialogue }).currentResult;
  const runner = new bondage.Runner();
  runner.load([{ title: "Start", tags: "", body }]);
  const [first] = runner.run("Start");
  console.log(`${condition}: yarn-bound ${text}, bondage ${first.text}`);
}
JS

seen=$(node play.js)
printf '%s\n' "$seen"
[ "$seen" = '!$asked and $angry: yarn-bound yes, bondage no
(!$asked) and $angry: yarn-bound no, bondage no
!$asked or $asked: yarn-bound no, bondage yes
(!$asked) or $asked: yarn-bound yes, bondage yes' ]
