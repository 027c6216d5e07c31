#!/usr/bin/env bash
# tincanjs 0.50.0 (npm): a duration without minutes or without seconds is read wrongly, even if
# tincanjs has written it.
#
# A duration in xAPI is one of ISO 8601, where a part that is zero can be left out.
# `convertISO8601DurationToMilliseconds` refuses years, months and days with an error, and has no
# other limits in its documentation. Without seconds in the duration, five minutes are read as
# nothing, and so is an hour and a half. Without minutes, the number of hours is read once more as
# seconds, instead of the seconds: one hour is 3601 seconds, and so are an hour and five seconds.
# `convertMillisecondsToISO8601Duration` leaves out minutes that are zero, so that its own `PT1H0S`
# and `PT1H5S` are not read as what was written. Durations with minutes and seconds are read
# correctly, and so are seconds alone, however many.
#
# Seen: PT5M 0, PT1H30M 0, PT1H 3601, PT1H5S 3601, PT5M0S 300, PT1H0M5S 3605, PT3605.00S 3605
#       3600 is written as PT1H0S and read as 3601
#       3605 is written as PT1H5S and read as 3601
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true}\n' > package.json
npm install --no-audit --no-fund --silent tincanjs@0.50.0 >&2

cat > read.js <<'JS'
const { Utils } = require("tincanjs");

const read = (text) => Utils.convertISO8601DurationToMilliseconds(text) / 1000;
const texts = ["PT5M", "PT1H30M", "PT1H", "PT1H5S", "PT5M0S", "PT1H0M5S", "PT3605.00S"];
console.log(texts.map((text) => `${text} ${read(text)}`).join(", "));
for (const seconds of [3600, 3605]) {
  const text = Utils.convertMillisecondsToISO8601Duration(seconds * 1000);
  console.log(`${seconds} is written as ${text} and read as ${read(text)}`);
}
JS

seen=$(node read.js)
printf '%s\n' "$seen"
[ "$seen" = 'PT5M 0, PT1H30M 0, PT1H 3601, PT1H5S 3601, PT5M0S 300, PT1H0M5S 3605, PT3605.00S 3605
3600 is written as PT1H0S and read as 3601
3605 is written as PT1H5S and read as 3601' ]
