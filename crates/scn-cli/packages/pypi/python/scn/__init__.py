"""The scn command. `find_scn` returns where it is installed."""

from ._find import find_scn

__all__ = ["find_scn"]
