"""Ways of spoiling small plans of the shop floor, beside those of the workshop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.plan import Unscheduled
from models.verify import Rule
from tests.models.verify.floor import document, floor, job
from tests.models.verify.floor_lots import bars, chain, parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.models.verify.workshop import Case

__all__ = ["FLOOR_MUTATIONS"]

FIRST = {"phase": 10, "work_center": "A", "run": "6m"}
THEN = {"phase": 20, "work_center": "B", "run": "1m"}
TWO = {"MO-1": 10, "MO-2": 10}


def _two_at_once(operation: dict[str, Any] | None = None, **tables: Any) -> Case:
    """Return a plan in which two orders run in the first hour, on two machines."""
    centers = [{"id": "A", "capacity": 2} | tables.pop("center", {})]
    case = floor(FIRST | (operation or {}), orders=TWO, work_centers=centers, **tables)
    return replace(case, operations=(job("MO-1", 10, "A-1", 0, 60), job("MO-2", 10, "A-2", 0, 60)))


def _late(wait: dict[str, Any], start: int) -> Case:
    case = floor(FIRST | wait, THEN)
    return replace(
        case, operations=(job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "B-1", start, start + 10))
    )


def _idle(minutes: int) -> Case:
    case = floor(FIRST, THEN | {"overlap": {"type": "total", "idle": True}})
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "B-1", 0, 60, idle=minutes)
    return replace(case, operations=rows)


def _baked(most: int, session: int) -> Case:
    """Return a plan in which two orders of 10 share an oven."""
    case = floor(
        FIRST | {"aggregation": "hot"}, orders=TWO,
        work_centers=[{"id": "A", "aggregation_rule": "oven"}],
        aggregation_rules=[{"id": "oven", "most": most}],
    )  # fmt: skip
    rows = [job(name, 10, "A-1", 0, 60, session=session) for name in TWO]
    return replace(case, operations=(rows[0], replace(rows[1], sequence=2)))


def _hour(end: int = 60, **tables: Any) -> Case:
    case = floor(FIRST, **tables)
    return replace(case, operations=(job("MO-1", 10, "A-1", end - 60, end),))


def _lots() -> Case:
    return replace(chain(), operations=(bars(0, 60), parts(24)))


def _without_a_cause() -> Case:
    rows = (Unscheduled("MO-1", None, ""),)
    return replace(floor(FIRST), unscheduled=rows)


FLOOR_MUTATIONS: dict[str, tuple[Callable[[], Case], Rule, str]] = {
    "more tasks than a center accepts": (
        lambda: _two_at_once(center={"max_tasks": 1}),
        Rule.CAPACITY,
        "tasks at work center A",
    ),
    "ask more of a skill than there are workers": (
        lambda: _two_at_once(
            {"skills": [{"skill": "weld"}]},
            workers=[{"id": "Eva", "skills": ["weld"]}],
            calendars=[{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
        ),
        Rule.CAPACITY,
        "skill weld",
    ),
    "let a phase wait too long": (
        lambda: _late({"max_wait": "1h"}, 121),
        Rule.MAX_WAIT,
        "order MO-1 phase 20",
    ),
    "forget the idle time": (lambda: _idle(0), Rule.REPORT, "order MO-1 phase 20"),
    "overfill an oven": (lambda: _baked(19, 1), Rule.SESSION, "session on A-1"),
    "number sessions from two": (lambda: _baked(20, 2), Rule.REPORT, "order MO-1 phase 10"),
    "withdraw a lot before it is passed on": (_lots, Rule.MATERIAL, "order MO-1 phase 10"),
    "end after the end that an order holds": (
        lambda: _hour(961, documents=[document(end="2026-06-01", hold_end=True)]),
        Rule.DEADLINE,
        "order MO-1 phase 10",
    ),
    "start before the release": (
        lambda: _hour(settings={"shop": {"release_advance": -1}}),
        Rule.RELEASE,
        "order MO-1 phase 10",
    ),
    "leave an order out without a cause": (_without_a_cause, Rule.UNSCHEDULED, "order MO-1"),
}
"""One row: what is done to a plan, the rule that must name it, and who."""
