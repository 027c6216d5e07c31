#!/usr/bin/env bash
# openedx-scorm-xblock 19.0.5 (PyPI): the grade of a course is a hundredth of its raw score, whatever
# the range of the score is, and replaces the scaled score.
#
# In SCORM 2004 (RTE 4.2.20) `cmi.score.raw` is a number between `cmi.score.min` and `cmi.score.max`,
# and `cmi.score.scaled` is the score on a scale from -1 to 1, by which an LMS compares courses. A course
# in which 8 of 10 points were reached reports scaled 0.8, raw 8, min 0 and max 10, in any order. The
# XBlock ignores the range. It takes `raw / 100` and `scaled` for the grade, whichever is set last: the
# same report is a grade of 0.8 or of 0.08. In addition, a raw score below 0, which is valid if `min` is
# below 0, is an error, and all of the request is lost.
#
# Seen: raw, min, max, scaled: grade 0.8
#       scaled, raw, min, max: grade 0.08
#       raw, min, max without scaled: grade 0.08
#       raw -2, min -10: ValueError
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check openedx-scorm-xblock==19.0.5 django==5.2.9 mock==5.2.0 >&2

cat > grade.py <<'PY'
import mock
from django.conf import settings
from xblock.field_data import DictFieldData

settings.configure()
from openedxscorm.scormxblock import ScormXBlock

NAMES = {"raw": "cmi.score.raw", "min": "cmi.score.min", "max": "cmi.score.max", "scaled": "cmi.score.scaled"}


def grade(values):
    block = ScormXBlock(mock.Mock(), DictFieldData({"has_score": True}), mock.Mock())
    for name, value in values:
        block.set_value({"name": NAMES[name], "value": value})
    return block.get_grade()


points = [("raw", "8"), ("min", "0"), ("max", "10")]
print("raw, min, max, scaled: grade", grade(points + [("scaled", "0.8")]))
print("scaled, raw, min, max: grade", grade([("scaled", "0.8")] + points))
print("raw, min, max without scaled: grade", grade(points))
try:
    print("raw -2, min -10: grade", grade([("min", "-10"), ("max", "10"), ("raw", "-2")]))
except ValueError:
    print("raw -2, min -10: ValueError")
PY
cat > expected <<'TEXT'
raw, min, max, scaled: grade 0.8
scaled, raw, min, max: grade 0.08
raw, min, max without scaled: grade 0.08
raw -2, min -10: ValueError
TEXT

venv/bin/python -W ignore grade.py > seen
cat seen
cmp seen expected
