"""Finds the command that this package has installed."""

import os
import sysconfig
from pathlib import Path


def find_scn() -> str:
    """Returns the path of the command, or raises FileNotFoundError."""
    name = "scn" + (sysconfig.get_config_var("EXE") or "")
    # An environment, `pip install --user`, and `pip install --target`.
    user = sysconfig.get_preferred_scheme("user")
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", user),
        str(Path(__file__).resolve().parent.parent / "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"the command {name} is in none of {', '.join(folders)}")
