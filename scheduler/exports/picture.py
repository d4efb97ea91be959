"""A chart of a plan as a picture, where kaleido and a Chrome are installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from scheduler.outputs.folder import OutputNotWritten
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from models.plan import Plan
    from scheduler.exports.export import Picture
    from scheduler.words import Words

__all__ = ["plan_picture"]

_WIDTH, _LEAST_HEIGHT = 1600, 300
_MOST_PIXELS = 12_000
"""Height of a picture; browsers draw little more, so rows get thinner instead."""


def plan_picture(plan: Plan, picture: Picture, kind: str, words: Words = ENGLISH) -> bytes:
    """Return the chart as ``png`` or ``pdf``.

    Raises
    ------
    OutputNotWritten
        If kaleido, or the Chrome that it draws with, is not installed.
    """
    if find_spec("kaleido") is None:
        message = (
            "pictures need kaleido, which is not installed\n"
            "    Install it with: pip install 'finitecap[pictures]'"
        )
        raise OutputNotWritten(message)
    figure = _figure(plan, picture, words)
    height = min(_MOST_PIXELS, max(_LEAST_HEIGHT, figure.layout.height))
    scale = 2 if kind == "png" and 2 * height <= _MOST_PIXELS else 1
    figure.update_layout(paper_bgcolor="#ffffff", plot_bgcolor="#ffffff", height=height)
    try:
        drawn: bytes = figure.to_image(format=kind, width=_WIDTH, scale=scale)
    except RuntimeError as error:  # what plotly raises where no Chrome is found
        message = (
            f"the picture could not be drawn: {error}\n"
            "    kaleido needs Chrome or Chromium; BROWSER_PATH may name it."
        )
        raise OutputNotWritten(message) from error
    return drawn


def _figure(plan: Plan, picture: Picture, words: Words) -> Figure:
    centers = picture.centers or None
    if picture.figure == "gantt":
        from scheduler.report.notebook import notebook_gantt

        return notebook_gantt(
            plan, centers=centers, window=picture.window, colour=picture.colour, words=words
        )
    from scheduler.report.load_chart import load_chart

    figure = load_chart(plan, names=centers, words=words)
    if picture.window is not None:
        figure.update_xaxes(range=list(picture.window))
    return figure
