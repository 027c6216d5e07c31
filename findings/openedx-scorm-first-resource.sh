#!/usr/bin/env bash
# openedx-scorm-xblock 19.0.5 (PyPI): a package is opened at its first resource with a page, even if
# that is no part of the course.
#
# In a SCORM package (CAM 1.2, 2.3) the `identifierref` of an item says which resource is opened; the
# order of resources has no meaning. A resource can be an asset, such as a page with a licence, which no
# item opens. The XBlock does not look at items. If the asset comes first, learners see the licence, and
# the course is not reachable, because the page has no menu for a package with one item.
#
# Seen: the course first: course.html
#       the licence first: licence.html
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >&2
venv/bin/pip install --quiet --disable-pip-version-check openedx-scorm-xblock==19.0.5 django==5.2.9 mock==5.2.0 >&2

cat > open.py <<'PY'
import io

import mock
from django.conf import settings
from xblock.field_data import DictFieldData

settings.configure()
from openedxscorm.scormxblock import ScormXBlock

COURSE = '<resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="course.html"/>'
LICENCE = '<resource identifier="licence" type="webcontent" adlcp:scormtype="asset" href="licence.html"/>'
MANIFEST = """<manifest identifier="m" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o">
    <organization identifier="o">
      <title>A course</title>
      <item identifier="i" identifierref="page"><title>A course</title></item>
    </organization>
  </organizations>
  <resources>%s</resources>
</manifest>"""


def page(resources):
    block = ScormXBlock(mock.Mock(), DictFieldData({}), mock.Mock())
    manifest = (MANIFEST % "".join(resources)).encode()
    storage = mock.Mock()
    storage.open = lambda path: io.BytesIO(manifest)
    with mock.patch.object(ScormXBlock, "storage", storage), mock.patch.object(
        ScormXBlock, "find_file_path", lambda self, name: name
    ):
        block.update_package_fields()
    return block.index_page_path


print("the course first:", page([COURSE, LICENCE]))
print("the licence first:", page([LICENCE, COURSE]))
PY
cat > expected <<'TEXT'
the course first: course.html
the licence first: licence.html
TEXT

venv/bin/python -W ignore open.py > seen
cat seen
cmp seen expected
