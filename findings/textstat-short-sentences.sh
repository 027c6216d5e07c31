#!/usr/bin/env bash
# textstat 0.7.13 (PyPI): a sentence of one or two words is not counted as a sentence, but its words
# are, so that short sentences make a text harder to read.
#
# `sentence_count` leaves out every sentence of up to two words; its documentation does not mention
# that, and there is no option for it. `words_per_sentence` and the formulas that are based on it,
# such as `automated_readability_index`, divide the words of all sentences by the number that is
# left, at least 1. Instructions and dialogue in short sentences, the easiest text there is, then
# have the grade of the same words in one long sentence, and splitting a sentence can raise it.
#
# Seen: Sit down. Stay calm. Say nothing. Call me. Wait there.
#         sentences 1, words per sentence 10.0, grade 4.8
#       Sit down, stay calm, say nothing, call me, wait there.
#         sentences 1, words per sentence 10.0, grade 4.8
#       Sit down and wait. Then call me now.
#         sentences 2, words per sentence 4.0, grade -2.4
#       Sit down. And wait. Then call me now.
#         sentences 1, words per sentence 8.0, grade 0.2
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check textstat==0.7.13 >&2

cat > count.py <<'PY'
import textstat

for text in (
    "Sit down. Stay calm. Say nothing. Call me. Wait there.",
    "Sit down, stay calm, say nothing, call me, wait there.",
    "Sit down and wait. Then call me now.",
    "Sit down. And wait. Then call me now.",
):
    print(text)
    print(
        f"  sentences {textstat.sentence_count(text)},"
        f" words per sentence {textstat.words_per_sentence(text):.1f},"
        f" grade {textstat.automated_readability_index(text):.1f}"
    )
PY
python/bin/python count.py > seen
cat seen
cat > expected <<'TEXT'
Sit down. Stay calm. Say nothing. Call me. Wait there.
  sentences 1, words per sentence 10.0, grade 4.8
Sit down, stay calm, say nothing, call me, wait there.
  sentences 1, words per sentence 10.0, grade 4.8
Sit down and wait. Then call me now.
  sentences 2, words per sentence 4.0, grade -2.4
Sit down. And wait. Then call me now.
  sentences 1, words per sentence 8.0, grade 0.2
TEXT
cmp seen expected
