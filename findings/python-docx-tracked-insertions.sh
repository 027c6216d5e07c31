#!/usr/bin/env bash
# python-docx 1.2.0 (PyPI): the text of a paragraph with tracked changes is that of no version of the
# document. Words that were deleted are left out, as if the change had been accepted, and words that
# were inserted are left out too, as if it had been rejected.
#
# The paragraph below says "keep old end" before the change and "keep new end" after it. `text` of a
# paragraph and of a cell lacks both words. What a reviewer has inserted in a document, with the
# changes tracked, is lost without a message. mammoth 1.13 and pandoc read the new words.
#
# Seen: 'keep end'
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0

cat > show.py <<'PY'
import io
import zipfile

import docx

# The template of python-docx itself, with one paragraph in place of its content.
document = docx.Document()
document.add_paragraph("PLACE")
saved = io.BytesIO()
document.save(saved)
paragraph = (
    '<w:r><w:t xml:space="preserve">keep </w:t></w:r>'
    '<w:del w:id="1" w:author="Ana"><w:r><w:delText xml:space="preserve">old </w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="Ana"><w:r><w:t xml:space="preserve">new </w:t></w:r></w:ins>'
    '<w:r><w:t>end</w:t></w:r>'
)
changed = io.BytesIO()
with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
    for item in old.infolist():
        data = old.read(item)
        if item.filename == "word/document.xml":
            data = data.replace(b"<w:r><w:t>PLACE</w:t></w:r>", paragraph.encode())
        new.writestr(item, data)
text = docx.Document(changed).paragraphs[0].text
print(repr(text))
assert text == "keep end"
PY
env/bin/python show.py
