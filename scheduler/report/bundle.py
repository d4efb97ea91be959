"""What our pages carry as it is: scripts, styles, and the part of plotly.js that they need."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markupsafe import Markup

from scheduler.report.payload import safe_text

__all__ = ["asset", "asset_text", "plotly_bundle"]

BUNDLE = "plotly-cartesian-4.1.1.min.js.gz"
"""Of the major version that Python's plotly 7 ships; bars, scatters and heatmaps only.

Packed with zopfli, which takes 4 % less than gzip -9.
"""


def asset(name: str) -> bytes:
    """Return a file that pages are made of."""
    return (files("scheduler.report") / "assets" / name).read_bytes()


def asset_text(name: str) -> Markup:
    """Return a file of ours that a page carries as text, less comments and indents.

    They are for who reads the file, not for who opens the page.
    """
    lines = map(str.strip, asset(name).decode("utf-8").splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))


@cache
def plotly_bundle() -> str:
    """Return plotly.js, packed with gzip, as text: a page unpacks it with DecompressionStream."""
    return safe_text(asset(BUNDLE))
