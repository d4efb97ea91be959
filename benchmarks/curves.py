"""Anytime curves: how good the plan of each method was when, as one page without a network."""

from __future__ import annotations

import json
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from benchmarks.cell import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["curve_points", "curves_page", "read_cells"]

_COLOURS = {
    "finitecap": "#0b6e4f",
    "cp-sat": "#8d99ae",
    "cp-sat-hint": "#e07a00",
    "pyjobshop": "#7b2d8b",
    "rules": "#2b2d42",
}
_FIRST_SECOND = 0.01
"""Where the logarithmic axis begins."""

Points = tuple[list[float], list[float]]


def read_cells(path: Path) -> list[Cell]:
    """Return the cells of a results file, be it of `run` or of `targets`.

    Raises
    ------
    ValueError
        If the file holds no cells.
    """
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: no results of `run` or `targets` ({error})"
        raise ValueError(message) from None
    return [Cell.of(row.get("cell", row)) for row in rows]


def curve_points(cell: Cell) -> tuple[Points, Points]:
    """Return seconds and values of the first level, and seconds and bounds.

    Values fall and bounds rise: a later event that is worse says nothing new. Both reach to the
    end of the solve.
    """
    end = cell.solve_seconds or 0.0
    values: Points = ([], [])
    bounds: Points = ([], [])
    for seconds, _, level, value, bound in cell.events:
        if level != cell.objective:
            continue
        at = max(seconds, _FIRST_SECOND)
        if value is not None and (not values[1] or value < values[1][-1]):
            values[0].append(at)
            values[1].append(value)
        if bound is not None and (not bounds[1] or bound > bounds[1][-1]):
            bounds[0].append(at)
            bounds[1].append(bound)
    for points in (values, bounds):
        if points[1] and points[0][-1] < end:
            points[0].append(end)
            points[1].append(points[1][-1])
    return values, bounds


def curves_page(cells: Iterable[Cell], best_known: dict[str, int]) -> str:
    """Return a page with a figure for each spec: values in full lines, bounds dashed."""
    figures: list[str] = []
    drawn = sorted((cell for cell in cells if cell.events), key=lambda cell: cell.spec)
    for name, group in groupby(drawn, key=lambda cell: cell.spec):
        is_first = not figures
        figures.append(_figure(name, list(group), best_known.get(name), is_first=is_first))
    body = "\n".join(figures) or "<p>No cell has a curve.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>finitecap: anytime curves</title>"
        "<style>body{font-family:sans-serif;max-width:60rem;margin:2rem auto}</style></head>\n"
        "<body><h1>Anytime curves</h1>\n"
        "<p>The first objective by seconds of the solve. Dashed: what is proved of it;"
        " dotted: best known.</p>\n"
        f"{body}\n</body></html>\n"
    )


def _figure(name: str, cells: Sequence[Cell], best: int | None, *, is_first: bool) -> str:
    import plotly.graph_objects as go

    figure = go.Figure()
    for cell in cells:
        values, bounds = curve_points(cell)
        colour = _COLOURS.get(cell.method, "#444444")
        label = cell.method if cell.seed == 0 else f"{cell.method}, seed {cell.seed}"
        figure.add_scatter(
            x=values[0],
            y=values[1],
            mode="lines+markers",
            name=label,
            line={"shape": "hv", "color": colour},
            marker={"size": 4},
        )
        if bounds[1]:
            figure.add_scatter(
                x=bounds[0],
                y=bounds[1],
                mode="lines",
                name=f"{label}, bound",
                line={"shape": "hv", "color": colour, "dash": "dash"},
            )
    if best is not None:
        figure.add_hline(y=best, line={"dash": "dot", "color": "#444444"})
    figure.update_layout(
        title=f"{escape(name)}: {cells[0].objective}",
        xaxis={"type": "log", "title": "seconds"},
        yaxis={"title": cells[0].objective},
        height=420,
        template="plotly_white",
    )
    page: str = figure.to_html(full_html=False, include_plotlyjs=is_first)
    return page
