#!/usr/bin/env bash
# scorm-again 3.4.3 (npm): the right answer to a fill-in question cannot be recorded if it contains
# a comma.
#
# In SCORM 2004 the parts of a `fill-in` are separated by the token `[,]`, and a `long-fill-in` is
# one text; a comma by itself is part of the text. If a right answer has no `[,]`, scorm-again takes
# every comma for one. A part of a `fill-in` must not begin with a space there, and a `long-fill-in`
# must have one part. `Bern, not Basel` and every `long-fill-in` with a comma are therefore refused
# with error 406 (type mismatch). The same text is accepted as the answer of the learner. A course
# that does not look at the result of each `SetValue` then has records without the right answer.
# With a backslash before the comma there is no error, but the backslash is in the record.
#
# Seen: fill-in "Bern or Basel": pattern true 0 "Bern or Basel", learner true 0
#       fill-in "Bern[,]Basel": pattern true 0 "Bern[,]Basel", learner true 0
#       fill-in "Bern, not Basel": pattern false 406 "", learner true 0
#       fill-in "Bern\\, not Basel": pattern true 0 "Bern\\, not Basel", learner true 0
#       long-fill-in "Sit down and wait.": pattern true 0 "Sit down and wait.", learner true 0
#       long-fill-in "Sit down, and wait.": pattern false 406 "", learner true 0
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent scorm-again@3.4.3 >&2

cat > record.js <<'JS'
import { Scorm2004API } from "scorm-again/scorm2004";

globalThis.window = globalThis;
const answers = [
  ["fill-in", "Bern or Basel"],
  ["fill-in", "Bern[,]Basel"],
  ["fill-in", "Bern, not Basel"],
  ["fill-in", "Bern\\, not Basel"],
  ["long-fill-in", "Sit down and wait."],
  ["long-fill-in", "Sit down, and wait."],
];
const api = new Scorm2004API({ autocommit: false, logLevel: 5 });
api.Initialize("");
answers.forEach(([type, answer], index) => {
  const interaction = `cmi.interactions.${index}`;
  const set = (name, value) =>
    `${api.SetValue(`${interaction}.${name}`, value)} ${api.GetLastError()}`;
  set("id", `urn:question:${index}`);
  set("type", type);
  const pattern = set("correct_responses.0.pattern", answer);
  const recorded = JSON.stringify(api.GetValue(`${interaction}.correct_responses.0.pattern`));
  const learner = set("learner_response", answer);
  const text = JSON.stringify(answer);
  console.log(`${type} ${text}: pattern ${pattern} ${recorded}, learner ${learner}`);
});
JS
cat > expected <<'TEXT'
fill-in "Bern or Basel": pattern true 0 "Bern or Basel", learner true 0
fill-in "Bern[,]Basel": pattern true 0 "Bern[,]Basel", learner true 0
fill-in "Bern, not Basel": pattern false 406 "", learner true 0
fill-in "Bern\\, not Basel": pattern true 0 "Bern\\, not Basel", learner true 0
long-fill-in "Sit down and wait.": pattern true 0 "Sit down and wait.", learner true 0
long-fill-in "Sit down, and wait.": pattern false 406 "", learner true 0
TEXT

node record.js > seen
cat seen
cmp seen expected
