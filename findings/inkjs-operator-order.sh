#!/usr/bin/env bash
# inkjs 2.4.0 (npm): division comes before multiplication, so that a share in percent is wrong.
#
# In most languages `*` and `/` have the same rank and are calculated from left to right. In the
# compiler of inkjs, `/` has a higher rank than `*`, and whole numbers are divided without a
# fraction. `right * 100 / asked`, the usual way to avoid fractions, is `right * (100 / asked)`
# there: 7 right answers of 8 are 84 percent instead of 87. With the same factors in another order,
# `100 * right / asked`, everybody with a wrong answer has 0 percent. There is no error and no
# warning. With parentheses around the product, the result is as expected. Issue 976 of inkle/ink
# reports the same order for ink's own compiler.
#
# Seen: right * 100 / asked: 84
#       100 * right / asked: 0
#       (right * 100) / asked: 87
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent inkjs@2.4.0 >&2

cat > percent.ink <<'INK'
VAR right = 7
VAR asked = 8
right * 100 / asked: {right * 100 / asked}
100 * right / asked: {100 * right / asked}
(right * 100) / asked: {(right * 100) / asked}
INK
cat > play.js <<'JS'
const { Compiler } = require("inkjs/full");

const compiler = new Compiler(require("fs").readFileSync("percent.ink", "utf8"));
const story = compiler.Compile();
if (compiler.errors.length + compiler.warnings.length > 0) {
  throw new Error([...compiler.errors, ...compiler.warnings].join("\n"));
}
process.stdout.write(story.ContinueMaximally());
JS

seen=$(node play.js)
printf '%s\n' "$seen"
[ "$seen" = 'right * 100 / asked: 84
100 * right / asked: 0
(right * 100) / asked: 87' ]
