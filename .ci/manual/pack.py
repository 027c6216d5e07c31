#!/usr/bin/env python3
"""Packs the built manual as a zip file for `scn docs`. The same manual gives the same bytes.

Usage: pack.py FOLDER FILE

Leaves out what only web servers need. Needs only Python.
"""

import sys
import zipfile
from pathlib import Path

LEFT_OUT = (".nojekyll", "404.html", "CNAME")


def pack(folder, file):
    """Writes all files of a folder, in the order of their paths and without times."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or name in LEFT_OUT:
                continue
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{Path(sys.argv[2]).stat().st_size} bytes compressed")
