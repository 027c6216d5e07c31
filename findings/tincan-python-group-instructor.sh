#!/usr/bin/env bash
# tincan 1.0.0 (PyPI, TinCanPython): an instructor that is an identified group becomes an agent, unless
# its members are listed.
#
# In a statement of xAPI, `context.instructor` is an agent or a group, and a group that is identified, by
# an address for mail for example, need not list its members (xAPI 1.0.3, sections 2.4.2.2 and 2.4.6). Read
# from a dictionary, such an instructor becomes an `Agent`, although its `objectType` says `Group`, and is
# written as one: as another actor than it was. Nothing is reported. With a list of members it stays a
# group, and so does the same group as `context.team`.
#
# Seen: instructor without members: Group -> Agent
#       instructor with members: Group -> Group
#       team without members: Group -> Group
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check tincan==1.0.0 >&2

cat > read.py <<'PY'
import json

from tincan import Context

group = {"objectType": "Group", "mbox": "mailto:trainers@example.org"}
members = [{"objectType": "Agent", "mbox": "mailto:trainer@example.org"}]
cases = {
    "instructor without members": ("instructor", group),
    "instructor with members": ("instructor", {**group, "member": members}),
    "team without members": ("team", group),
}
for title, (name, actor) in cases.items():
    written = json.loads(Context({name: dict(actor)}).to_json())
    print(f"{title}: {actor['objectType']} -> {written[name]['objectType']}")
PY
cat > expected <<'TEXT'
instructor without members: Group -> Agent
instructor with members: Group -> Group
team without members: Group -> Group
TEXT
venv/bin/python read.py | tee seen
diff expected seen
