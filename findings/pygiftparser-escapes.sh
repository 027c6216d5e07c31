#!/usr/bin/env bash
# pygiftparserrgmf 0.0.5 (PyPI): the backslash before a special character is removed from a question,
# and kept in its answers and feedback.
#
# In GIFT, `~ = # { } :` have a meaning, and a backslash before one of them makes it an ordinary
# character (Moodle's documentation of the format, "Special characters"). The parser removes these
# backslashes from the name and the text of a question, so a reader expects that it does so
# everywhere. In answers and in feedback they are still there, and a learner would see them. A program
# that removes them itself, in all texts, removes those of the question twice.
#
# Seen: question: Is 2=2?
#       answers: a\=b | c\~d
#       feedback: see \#1 | None
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check pygiftparserrgmf==0.0.5 >&2

cat > read.py <<'PY'
from pygiftparser import parser

(question,) = parser.parse(r"""Is 2\=2? {
=a\=b#see \#1
~c\~d
}""").questions
print("question:", question.text)
print("answers:", " | ".join(answer.text for answer in question.answer.options))
print("feedback:", " | ".join(str(answer.feedback) for answer in question.answer.options))
PY
cat > expected <<'TEXT'
question: Is 2=2?
answers: a\=b | c\~d
feedback: see \#1 | None
TEXT

# The parser generator reports on standard error what it thinks of the grammar.
venv/bin/python read.py > seen 2> noise
cat seen
cmp seen expected
