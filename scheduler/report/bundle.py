"""The part of plotly.js that our pages need, as they carry it."""

from __future__ import annotations

import base64
from importlib.resources import files

__all__ = ["plotly_bundle"]

BUNDLE = "plotly-cartesian-4.1.1.min.js.gz"
"""Of the major version that Python's plotly 7 ships; bars, scatters and heatmaps only."""


def plotly_bundle() -> str:
    """Return plotly.js, packed with gzip, as base64: a page unpacks it with DecompressionStream."""
    packed = (files("scheduler.report") / "assets" / BUNDLE).read_bytes()
    return base64.b64encode(packed).decode("ascii")
