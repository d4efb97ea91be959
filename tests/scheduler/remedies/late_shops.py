"""Tiny shops in which somebody is late, and in which the right remedy is known by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.scenario import Scenario
from scheduler.api import plan as plan_of
from scheduler.changes import Rush
from scheduler.cli.changes_text import moves_of
from scheduler.cli.simulate import command as simulate
from scheduler.remedies import remedies_of
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from models.remedy import Remedy
    from scheduler.changes import Change

OPTIONS = SolveOptions(workers=1)


def press_shop(**tables: Any) -> Scenario:
    """Return a shop from Monday 1 June 2026, 06:00 on, that works Monday to Friday 06-14.

    EIGHT takes PRESS from 06 to 14 on Monday, FOUR from 06 to 10 on Tuesday: by due date EIGHT
    comes first. It is due that evening, FOUR on Tuesday at 08: two hours late. An hour of
    overtime of PRESS costs 40.
    """
    base: dict[str, Any] = {
        "scenario": {"id": "late", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}],
        "work_centers": [{"id": "PRESS", "overtime_rate": 40}],
        "items": [{"id": name, "source": "make"} for name in ("EIGHT", "FOUR")],
        "routings": [routing("EIGHT", "8h"), routing("FOUR", "4h")],
        "demands": [
            demand("SO-8", "EIGHT", "2026-06-01", weight=3),
            demand("SO-4", "FOUR", "2026-06-02T08:00"),
        ],
    }
    return Scenario.model_validate(base | tables)


def open_shop(**tables: Any) -> Scenario:
    """Return the same shop at a PRESS that never closes: EIGHT until 14, FOUR until 18."""
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    demands = [
        demand("SO-8", "EIGHT", "2026-06-01T14:00", weight=3),
        demand("SO-4", "FOUR", "2026-06-01T16:00"),
    ]
    return press_shop(**({"calendars": always, "demands": demands} | tables))


def hub_shop(**tables: Any) -> Scenario:
    """Return a shop that waits for PO-502, there on Thursday 4 June at 20, and then works for 4 h.

    SO-4 is due on Thursday at 22: two hours late.
    """
    return open_shop(
        **{
            "items": [{"id": "FOUR", "source": "make"}, hub("4d")],
            "boms": [{"parent": "FOUR", "components": [{"item": "HUB", "quantity": 1}]}],
            "routings": [routing("FOUR", "4h")],
            "orders": [
                {
                    "id": "PO-502", "type": "purchase", "item": "HUB", "quantity": 1,
                    "end": "2026-06-04T20:00", "status": "confirmed",
                }
            ],
            "demands": [demand("SO-4", "FOUR", "2026-06-04T22:00")],
        }
        | tables
    )  # fmt: skip


def hub(lead_time: str) -> dict[str, Any]:
    """Return an item that is bought."""
    return {"id": "HUB", "source": "buy", "lead_time": lead_time}


def routing(item: str, run: str, **fields: Any) -> dict[str, Any]:
    """Return a routing of one phase on PRESS."""
    row = {"phase": 10, "work_center": "PRESS", "run": run} | fields
    return {"item": item, "operations": [row]}


def demand(name: str, item: str, due: str, **fields: Any) -> dict[str, Any]:
    """Return a demand of one piece."""
    return {"id": name, "item": item, "quantity": 1, "due": due} | fields


def planned(scenario: Scenario, rule: str = "edd") -> Plan:
    """Return the plan by one rule."""
    return plan_of(scenario, rule=rule, workers=1)


def found(plan: Plan, name: str = "SO-4", **options: Any) -> tuple[Remedy, ...]:
    """Return the remedies of a demand."""
    return remedies_of(plan, name, OPTIONS, **options)


def changes_of(plan: Plan, options: Sequence[str]) -> tuple[Change, ...]:
    """Return the changes that `finitecap simulate` makes of its options."""
    context = simulate.make_context("simulate", ["PLAN", *options])
    asked = context.params
    return (
        *asked["shifts"],
        *asked["earlier"],
        *map(Rush, asked["rushed"]),
        *moves_of(plan, asked["moves"], asked["machines"]),
    )
