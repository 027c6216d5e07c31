#!/usr/bin/env bash
# qti-package-maker 26.7.14 (PyPI): a margin in percent in a file of text2qti is read as an absolute
# margin.
#
# In text2qti the margin of a numerical answer is a number or a percentage: `20 +- 10%` accepts
# answers from 18 to 22. qti-package-maker, which reads and writes files of text2qti, ignores the
# percent sign: the margin is 10, and every answer from 10 to 30 is right. For an answer of 0.5,
# even 0 and 10 are right. There is no warning. The script lets text2qti 0.8.0 (PyPI) compile the
# file before and after qti-package-maker has read and written it.
#
# Seen: before: 20 +- 10%, 18.0 to 22.0
#       before: 0.5 +- 10%, 0.4500 to 0.5500
#       after: 20.0 +- 10.0, 10.0 to 30.0
#       after: 0.5 +- 10.0, -9.5000 to 10.5000
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  qti-package-maker==26.7.14 text2qti==0.8.0 >&2

cat > before.txt <<'TEXT'
1. How many people are on the platform?
= 20 +- 10%

2. What share of them has a ticket?
= 0.5 +- 10%
TEXT
cat > again.py <<'PY'
from qti_package_maker import package_interface

bank = package_interface.QTIPackageInterface("platform")
bank.read_package("before.txt", "text2qti")
bank.save_package("text2qti", "after.txt")
PY
cat > ranges.py <<'PY'
import re
import sys
import zipfile

name = sys.argv[1]
with open(f"{name}.txt", encoding="utf-8") as quiz:
    answers = re.findall(r"^= (.*)$", quiz.read(), re.MULTILINE)
with zipfile.ZipFile(f"{name}.zip") as package:
    text = "".join(package.read(entry).decode() for entry in package.namelist())
lowest = re.findall(r"<vargte[^>]*>([^<]*)<", text)
highest = re.findall(r"<varlte[^>]*>([^<]*)<", text)
for answer, low, high in zip(answers, lowest, highest, strict=True):
    print(f"{name}: {answer}, {low} to {high}")
PY

python/bin/python again.py > warnings
for name in before after; do
  python/bin/text2qti "$name.txt" >&2
  python/bin/python ranges.py "$name"
done > seen
cat seen
cat > expected <<'TEXT'
before: 20 +- 10%, 18.0 to 22.0
before: 0.5 +- 10%, 0.4500 to 0.5500
after: 20.0 +- 10.0, 10.0 to 30.0
after: 0.5 +- 10.0, -9.5000 to 10.5000
TEXT
cmp seen expected
[ ! -s warnings ]
