#!/usr/bin/env bash
# tincan 1.0.0 (PyPI, TinCanPython): a duration of a year or a month becomes a number of days.
#
# `result.duration` is a duration of ISO 8601 (xAPI 1.0.3, section 4.6), in which a month and a year have
# no fixed length. They are read as 30 and 365 days, so that a statement that is read and sent again has
# another duration: a year and two months are 425 days, and twelve months are 360 days, but a year is
# 365. Nothing is reported. Weeks, days and shorter units keep their length, in another form.
#
# Seen: P1Y P365DT00H00M00S
#       P12M P360DT00H00M00S
#       P1Y2M P425DT00H00M00S
#       P1W P7DT00H00M00S
#       PT36H P1DT12H00M00S
#       PT1.005S PT01.005S
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check tincan==1.0.0 >&2

cat > read.py <<'PY'
import json

from tincan import Result

for duration in ["P1Y", "P12M", "P1Y2M", "P1W", "PT36H", "PT1.005S"]:
    print(duration, json.loads(Result(duration=duration).to_json())["duration"])
PY
cat > expected <<'TEXT'
P1Y P365DT00H00M00S
P12M P360DT00H00M00S
P1Y2M P425DT00H00M00S
P1W P7DT00H00M00S
PT36H P1DT12H00M00S
PT1.005S PT01.005S
TEXT
venv/bin/python read.py | tee seen
diff expected seen
