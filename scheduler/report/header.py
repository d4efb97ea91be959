"""The head of the page: who, when, how good, and the key figures as cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler.kpi_names import kpi_name, kpi_unit
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.scenario import Settings
    from scheduler.report.wall import WallClock
    from scheduler.words import Words

    Value = float | int | str | None

__all__ = ["Card", "cards", "facts", "number", "parameters"]

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure as text; ``tone`` is ``good``, ``bad`` or empty."""

    label: str
    value: str
    tone: str = ""


def number(value: Value, decimals: int = 0, words: Words = ENGLISH) -> str:
    """Return a number with the marks of a language, a text as it is."""
    if isinstance(value, (int, float)):
        return words.number(value, decimals)
    return DASH if value is None else value


_CARDS = {
    "demands": 0, "unscheduled_orders": 0, "unscheduled_demands": 0, "late_demands": 0,
    "lacking_demands": 0, "on_time_percent": 1, "total_tardiness_days": 1,
    "weighted_tardiness_days": 1, "max_lateness_days": 1, "average_delay_days": 1,
    "promised_on_time_percent": 1, "promised_late_demands": 0, "broken_promises": 0, "orders": 0,
    "operations": 0, "makespan_days": 1, "setup_hours": 1, "run_hours": 1, "idle_hours": 1,
    "setup_cost": 0, "overtime_hours": 1, "overtime_cost": 0, "sessions": 0,
    "subcontracted_phases": 0, "bottleneck": 0, "bottleneck_load_percent": 0,
    "bottleneck_buffer_hours": 1, "average_utilisation_percent": 1, "overload_hours": 1,
    "flow_cost": 0, "wip_flow_cost": 0, "warehouse_flow_cost": 0, "cost_total": 0,
}  # fmt: skip
"""Key figures in the order of the page, with the decimals that are shown."""
_PARTS = {
    "idle_hours": mark("of it waiting for other phases"),
    "bottleneck_buffer_hours": mark("queue in front of it"),
    "wip_flow_cost": mark("of it work in progress"),
    "warehouse_flow_cost": mark("of it warehouse"),
}
"""What is called by the card before it."""
_IN_FILES = {"verified", "scheduled_demands", "delay_percent", "bottleneck_setup_percent",
             "bottleneck_idle_percent", "cost_material", "cost_machine", "cost_labour",
             "cost_setup", "cost_overtime", "cost_subcontracting", "cost_lateness",
             "cost_flow"}  # fmt: skip
"""Figures that others on the page tell, or that only tables go into."""
_WORSE_ABOVE_ZERO = {"late_demands", "total_tardiness_days", "weighted_tardiness_days",
                     "max_lateness_days", "overload_hours", "unscheduled_orders",
                     "unscheduled_demands", "lacking_demands", "broken_promises"}  # fmt: skip
_ONLY_IF_ANY = {"unscheduled_orders", "unscheduled_demands", "lacking_demands", "idle_hours",
                "setup_cost", "overtime_hours", "overtime_cost", "sessions",
                "subcontracted_phases", "cost_total"}  # fmt: skip
"""Figures that most plants do not know are no news where they are 0."""


def _tone(key: str, value: Value) -> str:
    if key not in _WORSE_ABOVE_ZERO or not isinstance(value, (int, float)):
        return ""
    return "bad" if value > 0 else "good"


def _label(key: str, words: Words) -> str:
    return words.text(_PARTS[key]) if key in _PARTS else kpi_name(key, words)


def _told(key: str, value: Value, words: Words) -> str:
    amount, unit = number(value, _CARDS[key], words), kpi_unit(key, words)
    is_measured = unit and isinstance(value, (int, float))
    return f"{amount}\N{NO-BREAK SPACE}{unit}" if is_measured else amount


def cards(plan: Plan, words: Words = ENGLISH) -> list[Card]:
    """Return the key figures the plan has, the known ones first, others under their own names."""
    kpis = plan.kpis
    known = [
        Card(_label(key, words), _told(key, kpis[key], words), _tone(key, kpis[key]))
        for key in _CARDS
        if key in kpis and (kpis[key] or key not in _ONLY_IF_ANY)
    ]
    others = [
        Card(kpi_name(key, words), number(value, 0 if isinstance(value, int) else 2, words))
        for key, value in kpis.items()
        if key not in _CARDS and key not in _IN_FILES
    ]
    return known + others


def facts(plan: Plan, wall: WallClock, words: Words = ENGLISH) -> list[tuple[str, str]]:
    """Return what the header says of the run as (label, text)."""
    _, header, solve = words.text, plan.scenario.scenario, plan.solve
    days = header.horizon.days
    last = wall.day(max(0, plan.clock.ticks_per_day * days), words)
    status, seconds = words.term(solve.status), words.number(solve.seconds, 1)
    return [
        (_("start"), wall.text(0, words)),
        (
            _("horizon"),
            words.plural("{count} day, to {end}", "{count} days, to {end}", days, end=last),
        ),
        (_("time zone"), header.timezone),
        (_("capacity"), _capacity(solve.mode, words)),
        (_("status"), _("{status}, interrupted", status=status) if solve.interrupted else status),
        (_("found by"), _("{who} in {seconds} s", who=solve.provenance or DASH, seconds=seconds)),
    ]


def _capacity(mode: Mode, words: Words) -> str:
    if mode is Mode.FINITE:
        return words.text("finite")
    return words.text("infinite ({mode})", mode=mode.upper())


def parameters(plan: Plan, words: Words = ENGLISH) -> list[tuple[str, str]]:
    """Return the parameters of the run and the rules of the house as (name, value).

    Settings have the names and values of the scenario in every language: they are typed there.
    """
    _, solve, scenario = words.text, plan.solve, plan.scenario
    settings = scenario.settings.model_dump(mode="json")
    house = {name: value for name, value in settings.items() if not isinstance(value, dict)}
    return [
        (_("scenario"), scenario.scenario.id),
        (_("mode"), str(solve.mode)),
        (_("objectives"), ", ".join(str(level.objective) for level in solve.levels) or DASH),
        (_("seed"), str(solve.seed)),
        (_("search workers"), str(solve.workers) if solve.workers else DASH),
        (_("seconds"), words.number(solve.seconds, 2)),
        (_("tick"), scenario.scenario.tick),
        (_("factory calendar"), scenario.factory_calendar.id),
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
