"""A plan of parts that are made of bars, which may pass on what is made in lots."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.material import MaterialPlan
from tests.models.verify.floor import floor, job
from tests.models.verify.workshop import operation, peg, supply

if TYPE_CHECKING:
    from models.plan import OperationRow
    from tests.models.verify.workshop import Case

__all__ = ["bars", "chain", "parts"]


def chain(
    *,
    transfer: str = "25",
    withdrawal: str = "25",
    setup: str = "0m",
    child: dict[str, Any] | None = None,
) -> Case:
    """Return a plan of MO-1, 60 PARTs of a minute on B, made of 60 BARs of a minute on A."""
    made = {"phase": 10, "work_center": "A", "run": "1m", "setup": setup} | (child or {})
    case = floor(
        orders={"MO-1": 60},
        items=[
            {"id": "PART", "source": "make"},
            {"id": "BAR", "source": "make"}
            | {"transfer_lot": transfer, "withdrawal_lot": withdrawal},
        ],
        boms=[{"parent": "PART", "components": [{"item": "BAR", "quantity": 1}]}],
        routings=[
            {"item": "PART", "operations": [{"phase": 10, "work_center": "B", "run": "1m"}]},
            {"item": "BAR", "operations": [made]},
        ],
    )
    orders = (*case.material.orders, supply("MO-BAR", "BAR", 60, level=1))
    pegs = (*case.material.pegs, peg("MO-BAR", "MO-1", "BAR", 60))
    return replace(case, material=MaterialPlan(orders, pegs))


def bars(*at: int) -> OperationRow:
    """Return the row of MO-BAR on A."""
    return operation("MO-BAR", "BAR", 10, 60, on="A-1", at=at)


def parts(start: int, end: int | None = None) -> OperationRow:
    """Return the row of MO-1 on B; it takes an hour unless told."""
    return job("MO-1", 10, "B-1", start, end or start + 60, quantity=60)
