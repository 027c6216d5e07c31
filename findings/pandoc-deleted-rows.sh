#!/usr/bin/env bash
# pandoc 3.9 (PyPI, pypandoc_binary 1.17): a table row whose deletion is tracked in a Word document
# stays as an empty row, although pandoc accepts all changes by default.
#
# ISO/IEC 29500-1, 17.13.5.12: `<w:del>` in the properties of a row means that the row was deleted.
# A paragraph that was deleted disappears, and so do the words in the row, but an empty row is left.
# With `--track-changes=reject`, a row that was inserted is left in the same way. mammoth 1.13 drops
# the row.
#
# Seen: accept: 2 rows, of which empty: 1
#       reject: 2 rows, of which empty: 1
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pypandoc_binary==1.17

cat > show.py <<'PY'
import json
import zipfile

import pypandoc

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def cell(change, words):
    mark = f'<w:pPr><w:rPr><w:{change} w:id="1" w:author="Ana"/></w:rPr></w:pPr>' if change else ""
    text = "delText" if change == "del" else "t"
    run = f"<w:r><w:{text}>{words}</w:{text}></w:r>"
    run = f'<w:{change} w:id="2" w:author="Ana">{run}</w:{change}>' if change else run
    return f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr><w:p>{mark}{run}</w:p></w:tc>'


def rows(change):
    mark = f'<w:trPr><w:{change} w:id="3" w:author="Ana"/></w:trPr>'
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="4000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
        f'<w:tr>{mark}{cell(change, "changed")}</w:tr><w:tr>{cell("", "kept")}</w:tr></w:tbl><w:p/>'
    )
    with zipfile.ZipFile("a.docx", "w") as document:
        document.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        )
        document.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        document.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{table}</w:body></w:document>",
        )


for option, change in [("accept", "del"), ("reject", "ins")]:
    rows(change)
    text = pypandoc.convert_file("a.docx", "html", extra_args=[f"--track-changes={option}"])
    assert "changed" not in text and "kept" in text
    print(f"{option}: {text.count('<tr>')} rows, of which empty: {text.count('<td></td>')}")
    assert text.count("<tr>") == 2 and text.count("<td></td>") == 1
PY
env/bin/python show.py
