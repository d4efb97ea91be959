"""The head of the page: who, when, how good, and the key figures as cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def _plain(value: Value, words: Words) -> str:
    return number(value, 0, words)


def _unit(unit: str, decimals: int = 1) -> Callable[[Value, Words], str]:
    def told(value: Value, words: Words) -> str:
        amount = number(value, decimals, words)
        if not isinstance(value, (int, float)):
            return amount
        return f"{amount}\N{NO-BREAK SPACE}{unit if unit == '%' else words.unit(unit)}"

    return told


_CARDS: tuple[tuple[str, str, Callable[[Value, Words], str]], ...] = (
    ("demands", mark("demands"), _plain),
    ("unscheduled_orders", mark("orders not scheduled"), _plain),
    ("unscheduled_demands", mark("demands not scheduled"), _plain),
    ("late_demands", mark("late demands"), _plain),
    ("lacking_demands", mark("demands that lack something"), _plain),
    ("on_time_percent", mark("on time"), _unit("%")),
    ("total_tardiness_days", mark("total tardiness"), _unit("d")),
    ("weighted_tardiness_days", mark("weighted tardiness"), _unit("d")),
    ("max_lateness_days", mark("worst lateness"), _unit("d")),
    ("average_delay_days", mark("average delay"), _unit("d")),
    ("promised_on_time_percent", mark("on time as infinite capacity promised"), _unit("%")),
    ("promised_late_demands", mark("late at infinite capacity already"), _plain),
    ("broken_promises", mark("promises of infinite capacity not kept"), _plain),
    ("orders", mark("orders"), _plain),
    ("operations", mark("operations"), _plain),
    ("makespan_days", mark("makespan"), _unit("d")),
    ("setup_hours", mark("own setup and changeovers"), _unit("h")),
    ("run_hours", mark("run"), _unit("h")),
    ("idle_hours", mark("of it waiting for other phases"), _unit("h")),
    ("setup_cost", mark("setup cost"), _plain),
    ("overtime_hours", mark("overtime"), _unit("h")),
    ("overtime_cost", mark("overtime cost"), _plain),
    ("sessions", mark("sessions"), _plain),
    ("subcontracted_phases", mark("phases outside"), _plain),
    ("bottleneck", mark("bottleneck"), _plain),
    ("bottleneck_load_percent", mark("bottleneck load"), _unit("%", 0)),
    ("bottleneck_buffer_hours", mark("queue in front of it"), _unit("h")),
    ("average_utilisation_percent", mark("average utilisation"), _unit("%")),
    ("overload_hours", mark("overload"), _unit("h")),
    ("flow_cost", mark("flow cost"), _plain),
    ("wip_flow_cost", mark("of it work in progress"), _plain),
    ("warehouse_flow_cost", mark("of it warehouse"), _plain),
    ("cost_total", mark("total cost"), _plain),
)
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


def cards(plan: Plan, words: Words = ENGLISH) -> list[Card]:
    """Return the key figures the plan has, the known ones first, others under their own names."""
    kpis = plan.kpis
    known = [
        Card(words.text(label), told(kpis[key], words), _tone(key, kpis[key]))
        for key, label, told in _CARDS
        if key in kpis and (kpis[key] or key not in _ONLY_IF_ANY)
    ]
    names = {key for key, _, _ in _CARDS} | _IN_FILES
    others = [
        Card(key.replace("_", " "), number(value, 0 if isinstance(value, int) else 2, words))
        for key, value in kpis.items()
        if key not in names
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
