"""Imports a package as scormhost does. Prints one JSON object.

Usage: scormhost_page.py PACKAGE.zip
"""

import json
import pathlib
import sys
import tempfile
import zipfile

from scormhost.manifest import parse_imsmanifest
from scormhost.packages import _verify_extracted_tree

with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    zipfile.ZipFile(sys.argv[1]).extractall(root)
    _verify_extracted_tree(root, 10**9)
    manifest = parse_imsmanifest(root / "imsmanifest.xml")
    launches = [[it.identifier, it.title, (root / it.href).is_file()] for it in manifest.launches]
    seen = {"is_2004": manifest.is_scorm_2004, "title": manifest.title, "launches": launches}
print(json.dumps(seen))
