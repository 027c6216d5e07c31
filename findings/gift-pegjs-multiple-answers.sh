#!/usr/bin/env bash
# gift-pegjs 1.0.2 (npm): in a question with several right answers, none of the answers is correct.
#
# In GIFT, a question with several right answers gives each of them a share of the mark with a
# percentage, and Moodle's own documentation writes these answers with `~`, because `=` would be an
# answer that is right by itself. gift-pegjs derives `isCorrect` from the sign alone, so it is false
# for every answer of such a question, whatever its `weight` is. Even an answer with the whole mark
# is false. A program that reads `isCorrect`, which has the right value in questions with one right
# answer, imports a question that nobody can answer. The shares are in `weight`, which is null for
# the answers of questions without percentages.
#
# Seen: one: [["Ask",true,null],["Guess",false,null]]
#       several: [["Ask",false,50],["Write it down",false,50],["Guess",false,-100]]
#       whole: [["Ask",false,100],["Guess",false,null]]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent gift-pegjs@1.0.2 >&2

cat > read.js <<'JS'
const { parse } = require("gift-pegjs");

const questions = {
  one: "What helps? {=Ask ~Guess}",
  several: "What helps? {\n~%50%Ask\n~%50%Write it down\n~%-100%Guess\n}",
  whole: "What helps? {~%100%Ask ~Guess}",
};
for (const [name, text] of Object.entries(questions)) {
  const [question] = parse(text);
  const answers = question.choices.map((it) => [it.text.text, it.isCorrect, it.weight]);
  console.log(`${name}: ${JSON.stringify(answers)}`);
}
JS

seen=$(node read.js)
printf '%s\n' "$seen"
[ "$seen" = 'one: [["Ask",true,null],["Guess",false,null]]
several: [["Ask",false,50],["Write it down",false,50],["Guess",false,-100]]
whole: [["Ask",false,100],["Guess",false,null]]' ]
