"""Opens a package as the XBlock of Open edX does, and gives it what the course reports.

Usage: openedx.py PACKAGE.zip, with the calls of the course as lines of JSON on standard input.
Prints one JSON object.
"""

import io
import json
import sys
import zipfile

import mock
from django.conf import settings
from xblock.field_data import DictFieldData

settings.configure()

from openedxscorm.scormxblock import PackageScan, ScormXBlock

package = zipfile.ZipFile(sys.argv[1])


def open_file(path):
    return io.BytesIO(package.read(path))


storage = mock.Mock()
storage.open = open_file
block = ScormXBlock(mock.Mock(), DictFieldData({"has_score": True}), mock.Mock())
with mock.patch.object(ScormXBlock, "storage", storage), mock.patch.object(
    ScormXBlock, "find_file_path", lambda self, name: name
):
    block.update_package_fields()

scan = PackageScan()
for name in package.namelist():
    if scan.wants(name):
        scan.feed(package.read(name))

for line in sys.stdin:
    element, value = json.loads(line)
    block.set_value({"name": element, "value": value})

seen = {
    "version": block.scorm_version,
    "page": block.index_page_path,
    "is_there": block.index_page_path in package.namelist(),
    "warnings": scan.warnings,
    "status": block.lesson_status,
    "success": block.success_status,
    "grade": block.get_grade(),
    "state": block.scorm_data.get("cmi.suspend_data", ""),
}
print(json.dumps(seen))
