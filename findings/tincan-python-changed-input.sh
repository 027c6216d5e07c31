#!/usr/bin/env bash
# tincan 1.0.0 (PyPI, TinCanPython): reading a statement changes the dictionary that it is read from,
# which is no statement of xAPI any more.
#
# `Statement(data)` builds an object from a dictionary with the keys of xAPI. The dictionaries inside it
# are renamed in place: `objectType` becomes `object_type`. Whoever keeps the dictionary to compare it, to
# log it or to send it on has one that a learning record store refuses. The object itself is right, and
# so is the outermost dictionary. A copy made by `copy.deepcopy` before is not changed.
#
# Seen: before: objectType=Agent objectType=Activity
#       after: object_type=Agent object_type=Activity
#       written: objectType=Agent objectType=Activity
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check tincan==1.0.0 >&2

cat > read.py <<'PY'
import json

from tincan import Statement

data = {
    "actor": {"objectType": "Agent", "mbox": "mailto:learner@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {"objectType": "Activity", "id": "https://training.example.org/course"},
}


def kinds(statement):
    parts = [statement["actor"], statement["object"]]
    return " ".join(f"{key}={part[key]}" for part in parts for key in part if key.lower().startswith("object"))


print("before:", kinds(data))
statement = Statement(data)
print("after:", kinds(data))
print("written:", kinds(json.loads(statement.to_json())))
PY
cat > expected <<'TEXT'
before: objectType=Agent objectType=Activity
after: object_type=Agent object_type=Activity
written: objectType=Agent objectType=Activity
TEXT
venv/bin/python read.py | tee seen
diff expected seen
