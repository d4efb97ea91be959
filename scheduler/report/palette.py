"""Colours and classes shared by the figure, the canvas and the legend.

Lateness runs from blue-grey over amber and orange to dark red, which is told apart by lightness
alone, and the last class carries a hatch: readable with any colour vision, and in grey print.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.words.terms import mark

__all__ = [
    "CATEGORIES",
    "CLASSES",
    "COST_COLOURS",
    "ORDER_COLOURS",
    "OTHER",
    "STATE_COLOURS",
    "THEMES",
    "LateClass",
    "late_class",
]


@dataclass(frozen=True, slots=True)
class LateClass:
    """One colour class of bars; its label is translated where it is shown."""

    label: str
    colour: str
    edge: str
    pattern: str = ""


CLASSES = (
    LateClass(mark("on time"), "#8fa9c0", "#5b7690"),
    LateClass(mark("late < 1 day"), "#f4c03f", "#b88a12"),
    LateClass(mark("late 1-3 days"), "#e8751a", "#a64f0c"),
    LateClass(mark("late > 3 days"), "#8f1d33", "#5e0f1f", "/"),
)

STATE_COLOURS = ("#8fa9c0", "#e8751a", "#0b5cad", "#c9a6d8")
"""Of work that is planned, frozen, started and interrupted; told apart by lightness, too."""

CATEGORIES = (
    "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#0072b2", "#f0e442", "#d55e00", "#7b5ea7",
)  # fmt: skip
"""Of the largest groups; the first seven are Okabe and Ito's, for all kinds of vision."""

OTHER = "#a9b4c0"
"""Of the groups that have no colour of their own."""

ORDER_COLOURS = (
    "#4477aa", "#ee7733", "#228833", "#aa3377", "#ccbb44", "#33bbee", "#cc3311", "#009988",
    "#775599", "#997700", "#6699cc", "#ee99aa",
)  # fmt: skip
"""Taken in turn where each order has a colour; most are Paul Tol's, for all kinds of vision."""

COST_COLOURS = (
    "#4477aa", "#66bbdd", "#228833", "#ccbb44", "#ee7733", "#aa3377", "#8f1d33", "#a9b2bc",
    "#6b7685",
)  # fmt: skip
"""Of the kinds of cost; neighbours differ in lightness, and the table beside names them all."""

THEMES = {
    "light": {
        "text": "#1d2733",
        "muted": "#5c6b7a",
        "grid": "rgba(60,80,100,0.16)",
        "separator": "rgba(40,55,75,0.45)",
        "closed": "rgba(214,220,227,0.62)",
        "down": "rgba(179,38,30,0.22)",
        "overtime": "rgba(11,99,197,0.13)",
        "idle": "#5c6b7b",
        "idle_ground": "#e3e9ef",
        "setup": "rgba(22,32,46,0.85)",
        "setup_ground": "rgba(120,135,155,0.45)",
        "sign": "#fefefe",
        "sign_edge": "#101826",
        "changeover": "#22303f",
        "changeover_ground": "#fdfdfd",
        "fixed": "#111827",
        "gap": "#ffffff",
        "now": "#0b63c5",
        "load": "#6d8fb0",
        "load_setup": "#33475c",
        "queue": "#7a5ea8",
        "over": "#b3261e",
        "capacity": "#1d2733",
        "heat_low": "#eef3f8",
        "heat_full": "#3f74a8",
        "heat_over": "#b3261e",
    },
    "dark": {
        "text": "#e4eaf1",
        "muted": "#9aa8b8",
        "grid": "rgba(200,215,235,0.14)",
        "separator": "rgba(200,215,235,0.40)",
        "closed": "rgba(12,18,26,0.62)",
        "down": "rgba(255,107,94,0.28)",
        "overtime": "rgba(109,179,255,0.17)",
        "idle": "#9aa8b9",
        "idle_ground": "#2d3947",
        "setup": "rgba(4,8,14,0.90)",
        "setup_ground": "rgba(90,105,125,0.50)",
        "sign": "#fdfdfd",
        "sign_edge": "#05080d",
        "changeover": "#0c121a",
        "changeover_ground": "#c9d4e0",
        "fixed": "#ffffff",
        "gap": "#18212c",
        "now": "#6db3ff",
        "load": "#6d8fb0",
        "load_setup": "#c3d3e3",
        "queue": "#b79ae0",
        "over": "#ff6b5e",
        "capacity": "#e4eaf1",
        "heat_low": "#202c3a",
        "heat_full": "#5b97d1",
        "heat_over": "#ff6b5e",
    },
}
"""What differs between a light and a dark page; the keys are the page's CSS and canvas colours."""


def late_class(late: int, ticks_per_day: int) -> int:
    """Return the index in `CLASSES` of a lateness in ticks."""
    if late <= 0:
        return 0
    if late < ticks_per_day:
        return 1
    return 2 if late <= 3 * ticks_per_day else 3
