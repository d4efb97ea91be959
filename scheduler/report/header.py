"""The head of the page: who, when, how good, and the key figures as cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.plan import Plan
    from models.scenario import Settings
    from scheduler.report.wall import WallClock

    Value = float | int | str | None

__all__ = ["Card", "cards", "facts", "number", "parameters"]

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure as text; ``tone`` is ``good``, ``bad`` or empty."""

    label: str
    value: str
    tone: str = ""


def number(value: Value, decimals: int = 0) -> str:
    """Return a number with thin spaces between thousands, a text as it is."""
    if isinstance(value, (int, float)):
        return f"{value:,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return DASH if value is None else value


def _unit(unit: str, decimals: int = 1) -> Callable[[Value], str]:
    def text(value: Value) -> str:
        amount = number(value, decimals)
        return f"{amount}\N{NO-BREAK SPACE}{unit}" if isinstance(value, (int, float)) else amount

    return text


_CARDS: tuple[tuple[str, str, Callable[[Value], str]], ...] = (
    ("demands", "demands", number),
    ("unscheduled_orders", "orders not scheduled", number),
    ("unscheduled_demands", "demands not scheduled", number),
    ("late_demands", "late demands", number),
    ("lacking_demands", "demands that lack something", number),
    ("on_time_percent", "on time", _unit("%")),
    ("total_tardiness_days", "total tardiness", _unit("d")),
    ("weighted_tardiness_days", "weighted tardiness", _unit("d")),
    ("max_lateness_days", "worst lateness", _unit("d")),
    ("average_delay_days", "average delay", _unit("d")),
    ("orders", "orders", number),
    ("operations", "operations", number),
    ("makespan_days", "makespan", _unit("d")),
    ("setup_hours", "own setup and changeovers", _unit("h")),
    ("run_hours", "run", _unit("h")),
    ("idle_hours", "of it waiting for other phases", _unit("h")),
    ("setup_cost", "setup cost", number),
    ("overtime_hours", "overtime", _unit("h")),
    ("overtime_cost", "overtime cost", number),
    ("sessions", "sessions", number),
    ("subcontracted_phases", "phases outside", number),
    ("bottleneck", "bottleneck", number),
    ("bottleneck_load_percent", "bottleneck load", _unit("%", 0)),
    ("average_utilisation_percent", "average utilisation", _unit("%")),
    ("overload_hours", "overload", _unit("h")),
    ("flow_cost", "flow cost", number),
    ("wip_flow_cost", "of it work in progress", number),
    ("warehouse_flow_cost", "of it warehouse", number),
)
_WORSE_ABOVE_ZERO = {"late_demands", "total_tardiness_days", "weighted_tardiness_days",
                     "max_lateness_days", "overload_hours", "unscheduled_orders",
                     "unscheduled_demands", "lacking_demands"}  # fmt: skip
_ONLY_IF_ANY = {"unscheduled_orders", "unscheduled_demands", "lacking_demands", "idle_hours",
                "setup_cost", "overtime_hours", "overtime_cost", "sessions",
                "subcontracted_phases"}  # fmt: skip
"""Figures that most plants do not know are no news where they are 0."""


def _tone(key: str, value: Value) -> str:
    if key not in _WORSE_ABOVE_ZERO or not isinstance(value, (int, float)):
        return ""
    return "bad" if value > 0 else "good"


def cards(plan: Plan) -> list[Card]:
    """Return the key figures the plan has, the known ones first, others under their own names."""
    kpis = plan.kpis
    known = [
        Card(label, text(kpis[key]), _tone(key, kpis[key]))
        for key, label, text in _CARDS
        if key in kpis and (kpis[key] or key not in _ONLY_IF_ANY)
    ]
    names = {key for key, _, _ in _CARDS} | {"verified"}
    others = [
        Card(key.replace("_", " "), number(value, 0 if isinstance(value, int) else 2))
        for key, value in kpis.items()
        if key not in names
    ]
    return known + others


def facts(plan: Plan, wall: WallClock) -> list[tuple[str, str]]:
    """Return what the header says of the run as (label, text)."""
    header, solve = plan.scenario.scenario, plan.solve
    last = max(0, plan.clock.ticks_per_day * header.horizon.days)
    days = header.horizon.days
    return [
        ("start", wall.text(0)),
        ("horizon", f"{days} days, to {wall.text(last)[:14]}"),
        ("time zone", header.timezone),
        ("capacity", "finite" if solve.mode == "finite" else f"infinite ({solve.mode.upper()})"),
        ("status", f"{solve.status}{', interrupted' if solve.interrupted else ''}"),
        ("found by", f"{solve.provenance or DASH} in {solve.seconds:.1f} s"),
    ]


def parameters(plan: Plan) -> list[tuple[str, str]]:
    """Return the parameters of the run and the rules of the house as (name, value)."""
    solve, scenario = plan.solve, plan.scenario
    settings = scenario.settings.model_dump(mode="json")
    house = {name: value for name, value in settings.items() if not isinstance(value, dict)}
    return [
        ("scenario", scenario.scenario.id),
        ("mode", str(solve.mode)),
        ("objectives", ", ".join(str(level.objective) for level in solve.levels) or DASH),
        ("seed", str(solve.seed)),
        ("workers", str(solve.workers) if solve.workers else DASH),
        ("seconds", f"{solve.seconds:.2f}"),
        ("tick", scenario.scenario.tick),
        ("factory calendar", scenario.factory_calendar.id),
        *((name.replace("_", " "), str(value)) for name, value in house.items()),
        *_changed(scenario.settings),
    ]


def _changed(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the parameters of the planners that are not as by default, as scenarios name them."""
    changed = settings.model_dump(mode="json", exclude_defaults=True)
    for group, values in changed.items():
        if isinstance(values, dict):
            for name, value in values.items():
                text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                yield f"{group}.{name}", text.lower() if isinstance(value, bool) else text
