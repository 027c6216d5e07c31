#!/usr/bin/env bash
# extwee 2.3.18 (npm): a passage loses the blank lines and the indentation at its start.
#
# In Twee 3, the text of a passage begins with the line below its header, and only blank lines at
# its end are dropped. extwee removes all white space at both ends, so the indentation of the first
# line of text is lost while that of the other lines is kept. Whatever depends on columns, such as
# a table of text, a poem or a list of code, is then shifted in its first line only. Twee that it
# reads and writes again differs from what the author wrote, and the HTML for Twine has the same
# text.
#
# Seen: text ["one","  two"], twee ["one","  two"], html ["one","  two"]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"type":"module"}\n' > package.json
npm install --no-audit --no-fund --silent extwee@2.3.18 >&2

cat > story.twee <<'TWEE'
:: StoryTitle
Columns

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC"}

:: Start

  one
  two
TWEE
cat > read.js <<'JS'
import { readFileSync } from "node:fs";
import { parseTwee } from "extwee";

const story = parseTwee(readFileSync("story.twee", "utf8"));
const lines = (text) => JSON.stringify(text.split("\n").filter((line) => line !== ""));
const [start] = story.passages;
const twee = story.toTwee().split(":: Start\n")[1];
const html = story.toTwine2HTML().split(/<tw-passagedata[^>]*>/)[1].split("</tw-passagedata>")[0];
console.log(`text ${lines(start.text)}, twee ${lines(twee)}, html ${lines(html)}`);
JS

seen=$(node read.js)
printf '%s\n' "$seen"
[ "$seen" = 'text ["one","  two"], twee ["one","  two"], html ["one","  two"]' ]
