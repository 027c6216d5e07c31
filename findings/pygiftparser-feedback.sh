#!/usr/bin/env bash
# pygiftparserrgmf 0.0.5 (PyPI): the general feedback of a GIFT question becomes a part of the feedback
# of its last answer.
#
# In GIFT, `#` begins the feedback of an answer, and `####` after the last answer begins the general
# feedback, which everybody is shown who has answered the question (Moodle's documentation of the
# format, "General feedback"). The parser takes the first `#` for the beginning of feedback and keeps
# the others as text. So the last answer has a feedback of three signs and the general feedback; if it
# has a feedback of its own, both are one text with the signs between them. The question has no general
# feedback. Likewise, a true-false question with one feedback for the wrong and one for the right
# response, which are separated by `#`, has both as one text.
#
# Seen: without: a: None | b: ###Look it up.
#       with: a: yes | b: no ####Look it up.
#       truth: False: wrong#right
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check pygiftparserrgmf==0.0.5 >&2

cat > read.py <<'PY'
from pygiftparser import parser

QUESTIONS = {
    "without": "What helps? {\n=a\n~b\n####Look it up.\n}",
    "with": "What helps? {\n=a#yes\n~b#no\n####Look it up.\n}",
    "truth": "It rains. {FALSE#wrong#right}",
}
for name, text in QUESTIONS.items():
    (question,) = parser.parse(text).questions
    answers = [f"{answer.text}: {answer.feedback}" for answer in question.answer.options]
    print(f"{name}: {' | '.join(answers)}")
PY
cat > expected <<'TEXT'
without: a: None | b: ###Look it up.
with: a: yes | b: no ####Look it up.
truth: False: wrong#right
TEXT

# The parser generator reports on standard error what it thinks of the grammar.
venv/bin/python read.py > seen 2> noise
cat seen
cmp seen expected
