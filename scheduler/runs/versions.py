"""Which programs made a plan."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

__all__ = ["versions"]


def versions() -> dict[str, str]:
    """Return the versions of finitecap, OR-Tools and Python, without loading any of them."""
    return {
        "finitecap": _version("finitecap"),
        "ortools": _version("ortools"),
        "python": platform.python_version(),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a folder of sources, without an installation
        return ""
