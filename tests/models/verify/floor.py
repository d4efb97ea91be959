"""A shop floor of a line or two, for one rule at a time: plants, plans and their rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.material import MaterialPlan
from models.plan import OperationState
from models.scenario import Scenario
from tests.models.verify.workshop import Case, operation, peg, supply

if TYPE_CHECKING:
    from models.plan import OperationRow

__all__ = [
    "FROZEN",
    "HOUR",
    "STARTED",
    "SUBJECT",
    "broken",
    "document",
    "floor",
    "job",
    "many",
    "texts",
]

STARTED, FROZEN = OperationState.STARTED, OperationState.FROZEN
SUBJECT = "order MO-1 phase 10"
HOUR = {"phase": 10, "work_center": "A", "run": "6m"}
"""An order of 10 takes an hour."""
TABLES: dict[str, Any] = {
    "scenario": {"id": "floor", "start": "2026-06-01T08:00", "horizon": "30d"},
    "calendars": [
        {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
        {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    ],
    "work_centers": [{"id": name} for name in "ABC"],
}


def floor(*operations: dict[str, Any], orders: dict[str, int] | None = None, **tables: Any) -> Case:
    """Return a plan, still without rows, of orders of PART that all serve the demand D-PART.

    Tick 0 is Monday 2026-06-01 08:00 UTC, a tick is a minute; calendar ``always`` never closes,
    ``day`` works 08-12 and 13-17: ticks 0-240, 300-540, a day later 1440-1680 and 1740-1980.
    Centers A, B and C are one machine each.

    Parameters
    ----------
    orders
        Quantity by name; those among the rows of ``orders`` in `tables` are documents.
    """
    quantities = orders or {"MO-1": 10}
    scenario = Scenario.model_validate(
        TABLES
        | {
            "items": [{"id": "PART", "source": "make"}],
            "routings": [{"item": "PART", "operations": list(operations)}],
            "demands": [
                {
                    "id": "D-PART",
                    "item": "PART",
                    "quantity": sum(quantities.values()),
                    "due": "2026-06-29",
                }
            ],
        }
        | {name: rows for name, rows in tables.items() if name != "documents"}
        | ({"orders": tables["documents"]} if "documents" in tables else {})
    )
    known = scenario.order_by_id
    material = MaterialPlan(
        tuple(
            supply(name, "PART", quantity, document=name in known)
            for name, quantity in quantities.items()
        ),
        tuple(peg(name, "D-PART", "PART", quantity) for name, quantity in quantities.items()),
    )
    return Case(scenario, material, ())


def many(names: int) -> dict[str, int]:
    """Return orders MO-1, MO-2 and so on of 10 pieces each."""
    return {f"MO-{number}": 10 for number in range(1, names + 1)}


def document(name: str = "MO-1", quantity: int = 10, **fields: Any) -> dict[str, Any]:
    """Return an existing production order of PART."""
    base = {"id": name, "type": "production", "item": "PART", "quantity": quantity}
    return base | {"end": "2026-06-20"} | fields


def job(
    order: str, phase: int, on: str, *at: int, quantity: int = 10, **fields: Any
) -> OperationRow:
    """Return a row of PART; `at` is start and end, or setup start, start, first piece and end."""
    state = fields.pop("state", OperationState.PLANNED)
    row = operation(order, "PART", phase, quantity, on=on, at=at, state=state)
    return replace(row, **fields)


def numbered(rows: tuple[OperationRow, ...]) -> tuple[OperationRow, ...]:
    """Return rows with their places on their machines."""
    count: dict[str, int] = {}
    found: dict[int, OperationRow] = {}
    for place, row in sorted(enumerate(rows), key=lambda pair: (pair[1].start, pair[1].end)):
        count[row.machine] = count.get(row.machine, 0) + 1
        found[place] = replace(row, sequence=count[row.machine])
    return tuple(found[place] for place in range(len(rows)))


def broken(case: Case, *rows: OperationRow, **changes: Any) -> set[tuple[str, str]]:
    """Return the rules that some rows break, and who does."""
    return replace(case, operations=numbered(rows), **changes).broken()


def texts(case: Case, *rows: OperationRow, **changes: Any) -> list[str]:
    """Return what is said of some rows."""
    found = replace(case, operations=numbered(rows), **changes).verify()
    return [str(violation) for violation in found]
