"""Orders left out of a plan: each says why, and those that need it are left out too."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.plan import DemandRow, OrderRow, Unscheduled
from models.scenario import OrderType
from tests.models.verify.floor import broken, texts
from tests.models.verify.floor_lots import bars, chain, parts

DUE = 28 * 1440 + 16 * 60
"""D-PART is due at midnight after 2026-06-29; tick 0 is 2026-06-01 08:00."""


def left_out(order: str = "MO-BAR", cause: str = "A never works.", **fields: Any) -> Unscheduled:
    return Unscheduled(**{"order": order, "phase": None, "cause": cause} | fields)


def never(completion: int = -1, cause: str = "MO-1 is not scheduled") -> DemandRow:
    return DemandRow("D-PART", "PART", Decimal(60), DUE, completion, Decimal(1), cause=cause)


GOOD = replace(
    chain(),
    unscheduled=(left_out(), left_out("MO-1", "It needs MO-BAR.", waits_for="MO-BAR")),
    demands=(never(),),
)
PART_ROW = OrderRow(
    "MO-1", OrderType.PRODUCTION, "PART", Decimal(60), 0, 60, -1, ("D-PART",), is_document=False
)


def test_S26_an_order_that_cannot_run_is_left_out_with_those_that_need_it() -> None:
    assert GOOD.broken() == set()


@pytest.mark.parametrize(
    ("rows", "changes", "said"),
    [
        ((), {"unscheduled": GOOD.unscheduled[1:]},
         "unscheduled: order MO-1: is said to wait for order MO-BAR, which is scheduled."),
        ((parts(0),), {"unscheduled": GOOD.unscheduled[:1]},
         "unscheduled: order MO-1: is scheduled, but takes BAR of order MO-BAR, which is not."),
        ((parts(0),), {},
         "unknown: order MO-1 phase 10: order MO-1 is said to be unscheduled."),
        ((), {"orders": (PART_ROW,)},
         "unscheduled: order MO-1: is said to be unscheduled, but has a row among the orders."),
        ((), {"unscheduled": (left_out(cause=" "), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to be unscheduled, but no cause is given."),
        ((), {"unscheduled": (left_out(), left_out("MO-1", "Why not."))},
         "unscheduled: order MO-1: does not say that it waits for order MO-BAR, which is left"
         " out."),
        ((), {"unscheduled": (left_out(waits_for="MO-1"), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to wait for order MO-1, of which it takes nothing."),
        ((), {"unscheduled": (*GOOD.unscheduled, left_out("PO-9"))},
         "unscheduled: order PO-9: is said to be unscheduled, but it has nothing to do."),
        ((), {"unscheduled": (*GOOD.unscheduled, left_out())},
         "duplicate: order MO-BAR: is said to be unscheduled more than once."),
        ((), {"unscheduled": (left_out(phase=30), GOOD.unscheduled[1])},
         "unscheduled: order MO-BAR: is said to be unscheduled for phase 30, which it does not have"
         " to do."),
        ((), {"demands": (never(0),)},
         "demand: demand D-PART: is said to be complete at 2026-06-01T08:00+00:00, but order MO-1,"
         " which serves it, is not scheduled."),
        ((), {"demands": (never(cause=""),)},
         "demand: demand D-PART: does not say why it is never complete: order MO-1 is not"
         " scheduled."),
    ],
)  # fmt: skip
def test_S26_who_is_left_out_says_why_and_for_whom(
    rows: tuple[Any, ...], changes: dict[str, Any], said: str
) -> None:
    assert said in texts(GOOD, *rows, **changes)


def test_S26_nobody_else_is_never_complete() -> None:
    rows = bars(0, 60), parts(60)
    found = texts(GOOD, *rows, unscheduled=())
    assert found == [
        "demand: demand D-PART: is said never to be complete, but nothing that serves it is left"
        " out."
    ]


def test_S26_who_has_a_trouble_of_its_own_need_not_wait_for_another() -> None:
    own = left_out("MO-1", "B never works.", phase=10)
    assert broken(GOOD, unscheduled=(left_out(), own)) == set()
