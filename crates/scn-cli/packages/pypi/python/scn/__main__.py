"""Runs the command: `python -m scn check` is `scn check`."""

import os
import subprocess
import sys

from ._find import find_scn


def main() -> None:
    """Becomes the command; on Windows, runs it and ends with its status."""
    command = [find_scn(), *sys.argv[1:]]
    if sys.platform == "win32":
        try:
            sys.exit(subprocess.run(command, check=False).returncode)
        except KeyboardInterrupt:
            sys.exit(130)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
