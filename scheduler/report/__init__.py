"""Draw a plan: one self-contained HTML page, and a plotly figure for notebooks.

Importing this package is cheap: plotly and jinja2 are loaded by the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from plotly.graph_objects import Figure

    from models.plan import Plan
    from scheduler.report.run_log import RunFacts

__all__ = ["gantt_figure", "load_figure", "render_report"]


def render_report(plan: Plan, language: str | None = None, told: RunFacts | None = None) -> str:
    """Return the plan as one HTML page that needs no network and no other file.

    Parameters
    ----------
    plan
        Any plan, an empty one too: what is missing is written out.
    language
        Code of a language with a catalogue, e.g. ``it``; default: that of the scenario, or
        English. Names, and what a person wrote into the scenario, stay as they are.
    told
        What is known of the run beside the plan: its command line, how long its steps took.

    Returns
    -------
    str
        The page; write it as UTF-8. Names of the scenario cannot break out of their place.

    Raises
    ------
    ValueError
        If there is no such language; the message names those that there are.
    """
    from scheduler.report.page import page
    from scheduler.report.run_log import NO_FACTS
    from scheduler.words import words_of

    words = words_of(language or plan.scenario.scenario.language or "en")
    return page(plan, words, told or NO_FACTS)


def gantt_figure(
    plan: Plan,
    *,
    centers: Collection[str] | None = None,
    window: tuple[datetime, datetime] | None = None,
    colour: str = "lateness",
    language: str | None = None,
) -> Figure:
    """Return the Gantt chart by work center as a plotly figure, for notebooks.

    Parameters
    ----------
    plan
        The plan to draw.
    centers
        Work centers to draw; default: all.
    window
        Local times without offset; operations that lie wholly outside are left out.
    colour
        What the colour of a bar tells: ``lateness`` of the demands it serves, ``state`` (planned,
        frozen, started) or ``order``.
    language
        Of the legend and of what a bar tells, e.g. ``it``; default: that of the scenario.

    Raises
    ------
    ValueError
        If the colour is none of these, or there is no such language.

    Warns
    -----
    UserWarning
        If more than 3,000 operations are left: plotly would stall, so the chart is cut to the
        3,000 that start first.
    """
    from scheduler.report.notebook import notebook_gantt
    from scheduler.words import words_of

    words = words_of(language or plan.scenario.scenario.language or "en")
    return notebook_gantt(plan, centers=centers, window=window, colour=colour, words=words)


def load_figure(
    plan: Plan,
    *,
    kind: str = "center",
    names: Collection[str] | None = None,
    period: str = "day",
    language: str | None = None,
) -> Figure:
    """Return load against capacity as a plotly figure, a strip for each thing that is loaded.

    Parameters
    ----------
    plan
        The plan to draw.
    kind
        ``center``, ``machine``, ``crew``, ``tool``, ``equipment`` or ``skill``. Centers stand in
        the order of the ranking, the bottleneck first.
    names
        Those to draw; default: all with work, at most 30.
    period
        ``day`` or ``week``.
    language
        Of the legend, e.g. ``it``; default: that of the scenario.

    Raises
    ------
    ValueError
        If there is no such kind, period or language.

    Warns
    -----
    UserWarning
        If there is more than can be drawn.
    """
    from scheduler.capacity import Kind, Period
    from scheduler.report.load_chart import load_chart
    from scheduler.words import words_of

    words = words_of(language or plan.scenario.scenario.language or "en")
    return load_chart(plan, kind=Kind(kind), names=names, period=Period(period), words=words)
