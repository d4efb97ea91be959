"""Dates that orders keep, and material that is waited for or not."""

from __future__ import annotations

from typing import Any

import pytest

from models.material import DemandKind
from models.scenario import OrderStatus, OrderType
from scheduler.compile import Compiled, compile_problem
from tests.scheduler.compile.dispatched import planned
from tests.scheduler.scenario_builder import DAY, material, peg, plant, production, routing


def document(**changes: Any) -> dict[str, Any]:
    base = {
        "id": "MO-1",
        "type": "production",
        "item": "X",
        "quantity": 10,
        "end": "2026-06-03",
        "status": "launched",
    }
    return base | changes


def gated(shop: dict[str, Any], *, phase: int | None = 20, critical: bool = False) -> Compiled:
    """X takes HUB, bought for 4 June, and P, made in 60 minutes, in its second phase."""
    component: dict[str, Any] = {"quantity": 1, "phase": phase, "critical": critical}
    scenario = plant(
        settings={"shop": shop},
        items=[
            {"id": "X", "source": "make"},
            {"id": "P", "source": "make"},
            {"id": "HUB", "source": "buy"},
        ],
        boms=[
            {"parent": "X", "components": [{"item": "HUB"} | component, {"item": "P"} | component]}
        ],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "1m")), routing("P", (10, "B", "6m"))],
    )
    bought = production(
        "PO-1", "HUB", type=OrderType.PURCHASE, status=OrderStatus.CONFIRMED, is_document=True,
        end=3 * DAY,
    )  # fmt: skip
    pegs = (
        peg("PO-1", "MO-1", "HUB", phase=phase),
        peg("MO-P", "MO-1", "P", phase=phase),
    )
    return compile_problem(
        scenario, material(production(), production("MO-P", "P", level=1), bought, pegs=pegs)
    )


def releases(compiled: Compiled) -> list[int]:
    return compiled.problem.op_release.tolist()


def test_S13_linked_material_delays_its_phase_only() -> None:
    compiled = gated({})
    assert releases(compiled) == [0, 3 * DAY, 0]
    assert (2, 1) in zip(
        compiled.problem.pred.tolist(), compiled.problem.succ.tolist(), strict=True
    )


def test_S13_other_material_delays_the_first_phase() -> None:
    compiled = gated({}, phase=None)
    assert releases(compiled) == [3 * DAY, 0, 0]
    assert (2, 0) in zip(
        compiled.problem.pred.tolist(), compiled.problem.succ.tolist(), strict=True
    )


@pytest.mark.parametrize(
    ("until", "release"), [("2026-06-03", 0), ("2026-06-04", 3 * DAY), ("2026-06-30", 3 * DAY)]
)
def test_S13_receipts_beyond_the_date_are_not_waited_for(until: str, release: int) -> None:
    # usable when 4 June begins: after 3 June; made orders are waited for anyway
    compiled = gated({"wait_until": until})
    assert releases(compiled) == [0, release, 0]
    assert compiled.problem.pred.size == 2


def test_S13_only_critical_components_are_waited_for() -> None:
    assert releases(gated({"critical_only": True})) == [0, 0, 0]
    assert gated({"critical_only": True}).problem.pred.size == 1
    critical = gated({"critical_only": True}, critical=True)
    assert releases(critical) == [0, 3 * DAY, 0]
    assert critical.problem.pred.size == 2


def test_S13_without_gates_nothing_is_waited_for() -> None:
    compiled = gated({"wait_for_material": False}, critical=True)
    assert releases(compiled) == [0, 0, 0]
    assert compiled.problem.pred.size == 1


def test_a_component_of_a_phantom_is_critical_if_a_line_on_the_way_is() -> None:
    def compiled(*, critical: bool) -> Compiled:
        scenario = plant(
            settings={"shop": {"critical_only": True}},
            items=[
                {"id": "X", "source": "make"},
                {"id": "F", "source": "make"},
                {"id": "HUB", "source": "buy"},
            ],
            boms=[
                {"parent": "X", "components": [{"item": "F", "quantity": 1, "critical": critical}]},
                {"parent": "F", "phantom": True, "components": [{"item": "HUB", "quantity": 1}]},
            ],
        )
        bought = production("PO-1", "HUB", type=OrderType.PURCHASE, is_document=True, end=DAY)
        pegs = (peg("PO-1", "MO-1", "HUB"),)
        return compile_problem(scenario, material(production(), bought, pegs=pegs))

    assert releases(compiled(critical=True))[0] == DAY
    assert releases(compiled(critical=False))[0] == 0


@pytest.mark.parametrize(("advance", "start"), [(2, 3 * DAY), (0, 5 * DAY), (-1, 6 * DAY), (9, 0)])
def test_S22_no_phase_is_earlier_than_the_start_of_its_order_less_k_days(
    advance: int, start: int
) -> None:
    # the order starts on day 5
    scenario = plant(settings={"shop": {"release_advance": advance}})
    plan = planned(scenario, material(production(start=5 * DAY, end=8 * DAY)))
    assert plan["MO-1", 10].start == start


def test_S22_started_and_frozen_work_is_not_held_back() -> None:
    progress = [{"phase": 10, "state": "started", "good": 4}]
    scenario = plant(
        settings={"shop": {"release_advance": 0}}, orders=[document(progress=progress)]
    )
    plan = material(production(is_document=True, start=DAY))
    assert releases(compile_problem(scenario, plan)) == [0, DAY, DAY]
    frozen = document(frozen=True, start="2026-06-01T08:00")
    scenario = plant(settings={"shop": {"release_advance": 0}}, orders=[frozen])
    assert releases(compile_problem(scenario, plan)) == [0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "settings", "day"),
    [
        (OrderType.PURCHASE, {"purchase_delay": "3d"}, 5),
        (OrderType.SUBCONTRACT, {"shop": {"subcontract_delay": "3d"}}, 5),
        (OrderType.PURCHASE, {"shop": {"subcontract_delay": "3d"}}, 2),
    ],
)
def test_S23_material_is_usable_after_its_date_and_the_delay_of_its_supplier(
    kind: OrderType, settings: dict[str, Any], day: int
) -> None:
    # received on 3 June (day 2): a day for the goods, and k = 2 days of safety, are 3
    from scheduler.mrp import plan_materials

    source = "buy" if kind is OrderType.PURCHASE else "subcontract"
    scenario = plant(
        settings=settings,
        items=[{"id": "X", "source": "make"}, {"id": "HUB", "source": source}],
        boms=[{"parent": "X", "components": [{"item": "HUB", "quantity": 1}]}],
        orders=[
            {
                "id": "PO-1",
                "type": str(kind),
                "item": "HUB",
                "quantity": 10,
                "end": "2026-06-03",
                "status": "confirmed",
            }
        ],
        demands=[{"id": "D", "item": "X", "quantity": 10, "due": "2026-06-12"}],
    )
    plan = planned(scenario, plan_materials(scenario))
    assert min(row.start for row in plan.values()) == day * DAY


def test_an_order_that_holds_its_end_has_a_deadline_after_its_wait() -> None:
    rows = ({"phase": 10, "work_center": "A", "run": "1m"},)
    last = {"phase": 20, "work_center": "B", "run": "1m", "wait": "1h"}
    scenario = plant(routings=[routing("X", *rows, last)], orders=[document(hold_end=True)])
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    # until the end of 3 June, less the hour after the last phase
    assert problem.op_deadline.tolist() == [-1, 3 * DAY - 60]


@pytest.mark.parametrize("where", ["demand", "shop"])
def test_a_hard_demand_is_a_deadline_for_what_completes_it(where: str) -> None:
    is_shop = where == "shop"
    scenario = plant(
        settings={"shop": {"hard_deadlines": is_shop}},
        demands=[
            {"id": "D", "item": "X", "quantity": 10, "due": "2026-06-02T12:00", "hard": not is_shop}
        ],
    )
    pegs = (peg("MO-1", "D", demand_kind=DemandKind.DEMAND),)
    problem = compile_problem(scenario, material(production(), pegs=pegs)).problem
    assert problem.op_deadline.tolist() == [-1, -1, DAY + 720]


def test_demands_have_the_class_of_their_priority_and_refills_the_last_one() -> None:
    scenario = plant(
        demands=[
            {"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-03", "priority": 2},
            {"id": "D2", "item": "X", "quantity": 10, "due": "2026-06-03", "priority": 5},
        ]
    )
    pegs = tuple(peg(f"MO-{n}", f"D{n}", demand_kind=DemandKind.DEMAND) for n in (1, 2))
    orders = [production(f"MO-{n}") for n in (1, 2, 3)]
    problem = compile_problem(scenario, material(*orders, pegs=pegs)).problem
    assert problem.demand_class.tolist() == [2, 5, 5]


def test_planned_orders_of_a_fenced_item_start_after_its_fence() -> None:
    # three working days counted from 2 June: 2, 3 and 4 June; documents are free
    calendars = [{"id": "always", "shifts": {"mon-fri": ["00:00-24:00"]}}]
    scenario = plant(
        calendars=calendars,
        items=[{"id": "X", "source": "make", "fence": "3d"}],
        orders=[document(id="MO-2")],
    )
    orders = (production("MO-1"), production("MO-2", is_document=True))
    plan = planned(scenario, material(*orders))
    assert plan["MO-1", 10].start == 4 * DAY
    assert plan["MO-2", 10].start == 0
