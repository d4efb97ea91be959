"""Ways of spoiling the good plan of the workshop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from models.material import DemandKind, MaterialPlan, Uncovered
from models.plan import OperationState
from models.scenario import OrderType
from models.verify import Rule
from tests.models.verify.workshop import Case, good_plan, operation, workshop

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import OperationRow

__all__ = ["WORKSHOP_MUTATIONS"]

GOOD = good_plan()


def _added(row: OperationRow) -> Case:
    return replace(GOOD, operations=(*GOOD.operations, row))


def _swapped_machines() -> Case:
    # 210-330 moves to the machine that the started frames hold until 60: allowed; 480-600 stays
    return GOOD.with_operation("MO-FRAME", 20, machine="WELD-2", sequence=1)


def _two_on_one_machine() -> Case:
    # the frames are cut while the chairs are: both on CUT-1 at 420
    return GOOD.moved("MO-FRAME", 10, 300)


def _of_type(kind: OrderType) -> Case:
    """Return the case in which the material plan calls the order of the chairs something else."""
    orders = tuple(
        replace(order, type=kind) if order.id == "MO-CHAIR" else order
        for order in GOOD.material.orders
    )
    return replace(GOOD, material=MaterialPlan(orders, GOOD.material.pegs))


def _without_order(name: str) -> Case:
    orders = tuple(order for order in GOOD.material.orders if order.id != name)
    return replace(GOOD, material=MaterialPlan(orders, GOOD.material.pegs))


def _twice(name: str) -> Case:
    order = GOOD.material.order_by_id[name]
    orders = (*GOOD.material.orders, order)
    return replace(GOOD, material=MaterialPlan(orders, GOOD.material.pegs))


def _uncovered_without_cause() -> Case:
    case = GOOD.with_peg("MO-CHAIR", "D-CHAIR", quantity=Decimal(9))
    row = Uncovered(DemandKind.DEMAND, "D-CHAIR", "CHAIR", Decimal(1), "CHAIR is blocked")
    return replace(
        case, material=MaterialPlan(case.material.orders, case.material.pegs, uncovered=(row,))
    )


def _moved_document() -> Case:
    # an hour earlier than PO-PAD was promised, by a run that moves nothing
    orders = tuple(
        replace(order, moved_from=order.end + 60) if order.id == "PO-PAD" else order
        for order in GOOD.material.orders
    )
    return replace(GOOD, material=MaterialPlan(orders, GOOD.material.pegs))


def _held_for_another() -> Case:
    # 21 of the 23 tubes are held for a demand of 2; the frames take 21 all the same
    stock = [
        {"item": "TUBE", "quantity": 2},
        {"item": "TUBE", "quantity": 21, "reserved_for": "D-TUBE"},
    ]
    return replace(GOOD, scenario=workshop(stock=stock))


# one row: what is done to the plan, the rule that must name it, and who
WORKSHOP_MUTATIONS: dict[str, tuple[Callable[[], Case], Rule, str]] = {
    "shift a start": (
        lambda: GOOD.with_operation("MO-FRAME", 10, setup_start=121, start=121, run_start=121),
        Rule.DURATION,
        "order MO-FRAME phase 10",
    ),
    "start into a break": (
        # 120-210 moved to 370-460, in the lunch hour of the cutters
        lambda: GOOD.moved("MO-FRAME", 10, 250),
        Rule.CALENDAR,
        "order MO-FRAME phase 10",
    ),
    "start before the plan does": (
        lambda: GOOD.moved("SO-LEG", 10, -60),
        Rule.CALENDAR,
        "order SO-LEG phase 10",
    ),
    "end before the start": (
        lambda: GOOD.with_operation("MO-FRAME", 10, end=100),
        Rule.CALENDAR,
        "order MO-FRAME phase 10",
    ),
    "shorten a run": (
        lambda: GOOD.with_operation("MO-FRAME", 10, end=209),
        Rule.DURATION,
        "order MO-FRAME phase 10",
    ),
    "stretch a run": (
        lambda: GOOD.with_operation("MO-FRAME", 10, end=211),
        Rule.DURATION,
        "order MO-FRAME phase 10",
    ),
    "end after a break instead of before it": (
        # 880-960 is done when the shift ends, not when the next one begins
        lambda: GOOD.with_operation(
            "MO-CHAIR", 30, setup_start=860, start=880, run_start=880, end=1440
        ),
        Rule.DURATION,
        "order MO-CHAIR phase 30",
    ),
    "shorten an external lead time": (
        lambda: GOOD.with_operation("SO-LEG", 10, end=1440),
        Rule.DURATION,
        "order SO-LEG phase 10",
    ),
    "shorten a lead time without routing": (
        lambda: GOOD.with_operation("MO-KNOB", 0, end=720),
        Rule.DURATION,
        "order MO-KNOB phase 0",
    ),
    "forget the own setup": (
        # 100 min of run without the 20 min before
        lambda: GOOD.with_operation("MO-FRAME", 20, run_start=210, end=310),
        Rule.DURATION,
        "order MO-FRAME phase 20",
    ),
    "call the own setup run time": (
        lambda: GOOD.with_operation("MO-FRAME", 20, run_start=210),
        Rule.SETUP,
        "order MO-FRAME phase 20",
    ),
    "cut what may not be interrupted": (
        # 10 + 20 min around the lunch break of the second day
        lambda: GOOD.with_operation(
            "MO-CHAIR", 40, setup_start=1790, start=1790, run_start=1790, end=1880
        ),
        Rule.CALENDAR,
        "order MO-CHAIR phase 40",
    ),
    "drop an operation": (
        lambda: GOOD.without_operation("MO-CHAIR", 20),
        Rule.MISSING,
        "order MO-CHAIR phase 20",
    ),
    "schedule an operation twice": (
        lambda: _added(replace(GOOD.operation("SO-LEG", 10), start=60)),
        Rule.DUPLICATE,
        "order SO-LEG phase 10",
    ),
    "bring back a closed phase": (
        lambda: _added(operation("MO-STARTED", "FRAME", 10, 10, on="CUT-1", at=(210, 300))),
        Rule.UNKNOWN,
        "order MO-STARTED phase 10",
    ),
    "schedule an order nobody knows": (
        lambda: _added(operation("MO-GHOST", "FRAME", 10, 10, on="CUT-1", at=(210, 300))),
        Rule.UNKNOWN,
        "order MO-GHOST phase 10",
    ),
    "schedule a purchase": (
        lambda: _added(operation("PO-SEAT", "SEAT", 10, 10, on="CUT-1", at=(210, 300))),
        Rule.UNKNOWN,
        "order PO-SEAT phase 10",
    ),
    "make another item": (
        lambda: GOOD.with_operation("MO-FRAME", 10, item="CHAIR"),
        Rule.UNKNOWN,
        "order MO-FRAME phase 10",
    ),
    "make fewer pieces": (
        lambda: GOOD.with_operation("MO-FRAME", 10, quantity=Decimal(9)),
        Rule.UNKNOWN,
        "order MO-FRAME phase 10",
    ),
    "run on a center the routing does not allow": (
        lambda: GOOD.with_operation("MO-CHAIR", 40, work_center="CUT", machine="CUT-1"),
        Rule.MACHINE,
        "order MO-CHAIR phase 40",
    ),
    "run on a machine the center does not have": (
        lambda: GOOD.with_operation("MO-FRAME", 20, machine="WELD-3"),
        Rule.MACHINE,
        "order MO-FRAME phase 20",
    ),
    "run on no machine in particular": (
        lambda: GOOD.with_operation("MO-FRAME", 20, machine="WELD"),
        Rule.MACHINE,
        "order MO-FRAME phase 20",
    ),
    "run a lead time on a machine": (
        lambda: GOOD.with_operation("MO-KNOB", 0, work_center="CUT", machine="CUT-1"),
        Rule.MACHINE,
        "order MO-KNOB phase 0",
    ),
    "swap machines": (
        # the welder's second job is then the second of WELD-2, not the first
        _swapped_machines,
        Rule.REPORT,
        "order MO-FRAME phase 20",
    ),
    "two on one machine": (
        _two_on_one_machine,
        Rule.CAPACITY,
        "order MO-CHAIR phase 10",
    ),
    "more at once than a center has machines": (
        _two_on_one_machine,
        Rule.CAPACITY,
        "work center CUT",
    ),
    "setup while the machine still runs": (
        # 20 min of changeover before 1540, when the red chairs hold the line until 1541
        lambda: GOOD.with_operation("MO-CHAIR", 30, end=1541),
        Rule.CAPACITY,
        "order MO-FROZEN phase 10",
    ),
    "more welders than there are": (
        # at 300 the frames are still welded: two jobs, two machines, one welder
        lambda: GOOD.moved("MO-CHAIR", 20, -180),
        Rule.CAPACITY,
        "resource welder",
    ),
    "start work on a machine that started work holds": (
        lambda: GOOD.with_operation(
            "MO-FRAME", 20, machine="WELD-2", setup_start=30, start=30, run_start=50, end=150
        ),
        Rule.CAPACITY,
        "order MO-FRAME phase 20",
    ),
    "drop a changeover": (
        lambda: GOOD.with_operation("MO-CHAIR", 30, setup_start=600, changeover=0),
        Rule.SETUP,
        "order MO-CHAIR phase 30",
    ),
    "shorten a changeover": (
        # 20 min are the time from white to red, not from red to blue
        lambda: GOOD.with_operation("MO-FROZEN", 10, setup_start=1480, changeover=20),
        Rule.SETUP,
        "order MO-FROZEN phase 10",
    ),
    "change over long before": (
        lambda: GOOD.with_operation("MO-CHAIR", 30, setup_start=500),
        Rule.SETUP,
        "order MO-CHAIR phase 30",
    ),
    "change over where nothing changes": (
        lambda: GOOD.with_operation("MO-FRAME", 20, setup_start=200, changeover=10),
        Rule.SETUP,
        "order MO-FRAME phase 20",
    ),
    "start before the phase before has ended": (
        lambda: GOOD.moved("MO-FRAME", 20, -1),
        Rule.PRECEDENCE,
        "order MO-FRAME phase 20",
    ),
    "ignore a wait": (
        # painted until 1560, packed at 1580: the paint is wet until 1680
        lambda: GOOD.with_operation(
            "MO-CHAIR", 30, setup_start=1460, start=1480, run_start=1480, end=1560
        ),
        Rule.PRECEDENCE,
        "order MO-CHAIR phase 40",
    ),
    "overlap too early": (
        # at 479 only 59 of the 60 min are worked
        lambda: GOOD.moved("MO-CHAIR", 20, -1),
        Rule.OVERLAP,
        "order MO-CHAIR phase 20",
    ),
    "overlap and end first": (
        lambda: GOOD.with_operation("MO-CHAIR", 20, end=509),
        Rule.OVERLAP,
        "order MO-CHAIR phase 20",
    ),
    "consume before the order that makes it ends": (
        # the frames end at 330 and dry until 390
        lambda: GOOD.with_operation("MO-CHAIR", 10, setup_start=350, start=350),
        Rule.MATERIAL,
        "order MO-CHAIR phase 10",
    ),
    "consume before a document is received": (
        lambda: GOOD.moved("MO-FROZEN", 10, -421),
        Rule.MATERIAL,
        "order MO-FROZEN phase 10",
    ),
    "consume before a purchase can arrive": (
        # now + 1 day is 1440
        lambda: replace(GOOD, orders=()).moved("MO-CHAIR", 40, -141),
        Rule.MATERIAL,
        "order MO-CHAIR phase 40",
    ),
    "consume before the planned arrival": (
        lambda: GOOD.with_order("PO-SEAT", start=141, end=1581),
        Rule.MATERIAL,
        "order MO-CHAIR phase 40",
    ),
    "receive a purchase before its lead time": (
        lambda: GOOD.with_order("PO-SEAT", start=0, end=1439),
        Rule.RELEASE,
        "order PO-SEAT",
    ),
    "place a purchase in the past": (
        lambda: GOOD.with_order("PO-SEAT", start=-1, end=1439),
        Rule.RELEASE,
        "order PO-SEAT",
    ),
    "shorten the lead time of a purchase": (
        lambda: GOOD.with_order("PO-SEAT", start=200),
        Rule.RELEASE,
        "order PO-SEAT",
    ),
    "move started work": (
        lambda: GOOD.moved("MO-STARTED", 20, 60),
        Rule.STARTED,
        "order MO-STARTED phase 20",
    ),
    "move started work to another machine": (
        lambda: GOOD.with_operation("MO-STARTED", 20, machine="WELD-1"),
        Rule.STARTED,
        "order MO-STARTED phase 20",
    ),
    "move a pinned phase": (
        lambda: GOOD.moved("MO-FROZEN", 10, 5),
        Rule.FROZEN,
        "order MO-FROZEN phase 10",
    ),
    "move a frozen phase that is not pinned itself": (
        lambda: GOOD.moved("MO-FROZEN", 20, 60),
        Rule.FROZEN,
        "order MO-FROZEN phase 20",
    ),
    "call frozen work planned": (
        lambda: GOOD.with_operation("MO-FROZEN", 20, state=OperationState.PLANNED),
        Rule.REPORT,
        "order MO-FROZEN phase 20",
    ),
    "remove the peg of a demand": (
        lambda: GOOD.without_peg("MO-CHAIR", "D-CHAIR"),
        Rule.PEG,
        "demand D-CHAIR",
    ),
    "remove the peg of a component": (
        lambda: GOOD.without_peg("MO-FRAME", "MO-CHAIR"),
        Rule.PEG,
        "order MO-CHAIR",
    ),
    "forget the scrap of a component": (
        # 20 instead of 10 x 2 x 1.05
        lambda: GOOD.with_peg("TUBE", "MO-FRAME", quantity=Decimal(20)),
        Rule.PEG,
        "order MO-FRAME",
    ),
    "peg a component to another phase": (
        lambda: GOOD.with_peg("MO-FRAME", "MO-CHAIR", phase=40),
        Rule.PEG,
        "order MO-CHAIR",
    ),
    "promise more than an order makes": (
        lambda: GOOD.with_peg("MO-CHAIR", "D-CHAIR", quantity=Decimal(11)),
        Rule.PEG,
        "order MO-CHAIR",
    ),
    "promise more than the demand wants": (
        lambda: GOOD.with_peg("MO-CHAIR", "D-CHAIR", quantity=Decimal(11)),
        Rule.PEG,
        "demand D-CHAIR",
    ),
    "promise more than is on stock": (
        lambda: GOOD.with_peg("TUBE", "D-TUBE", quantity=Decimal(3)),
        Rule.PEG,
        "stock of TUBE",
    ),
    "serve a demand with another item": (
        lambda: GOOD.with_peg("MO-KNOB", "D-KNOB", supply="MO-STARTED"),
        Rule.PEG,
        "demand D-KNOB",
    ),
    "peg from a supply nobody knows": (
        lambda: GOOD.with_peg("MO-KNOB", "D-KNOB", supply="MO-GHOST"),
        Rule.PEG,
        "demand D-KNOB",
    ),
    "change the quantity of a document": (
        lambda: replace(
            GOOD,
            scenario=workshop(
                orders=[
                    row | {"quantity": 6} if row["id"] == "PO-PAD" else row
                    for row in GOOD.scenario.model_dump(mode="json", by_alias=True)["orders"]
                ]
            ),
        ),
        Rule.UNKNOWN,
        "order PO-PAD",
    ),
    "buy what is made": (
        lambda: _of_type(OrderType.PURCHASE),
        Rule.UNKNOWN,
        "order MO-CHAIR",
    ),
    "lose a document": (
        lambda: _without_order("PO-PAD"),
        Rule.MISSING,
        "order PO-PAD",
    ),
    "list an order twice": (
        lambda: _twice("MO-KNOB"),
        Rule.DUPLICATE,
        "order MO-KNOB",
    ),
    "report a wrong order end": (
        lambda: GOOD.with_order("MO-CHAIR", end=1600),
        Rule.REPORT,
        "order MO-CHAIR",
    ),
    "report a wrong order quantity": (
        lambda: GOOD.with_order("MO-CHAIR", quantity=Decimal(12)),
        Rule.REPORT,
        "order MO-CHAIR",
    ),
    "leave an order out of the report": (
        lambda: replace(GOOD, orders=GOOD.orders[1:]),
        Rule.MISSING,
        "order MO-STARTED",
    ),
    "report a wrong completion": (
        # 60 min of drying are forgotten
        lambda: GOOD.with_demand("D-FRAME", completion=60),
        Rule.DEMAND,
        "demand D-FRAME",
    ),
    "report a wrong due date": (
        # the start of the day instead of its end
        lambda: GOOD.with_demand("D-CHAIR", due=1080),
        Rule.DEMAND,
        "demand D-CHAIR",
    ),
    "promise before planning starts": (
        lambda: GOOD.with_demand("D-TUBE", promised=-1),
        Rule.DEMAND,
        "demand D-TUBE",
    ),
    "leave a demand out of the report": (
        lambda: replace(GOOD, demands=GOOD.demands[1:]),
        Rule.MISSING,
        "demand D-CHAIR",
    ),
    "leave open what may be planned": (_uncovered_without_cause, Rule.PEG, "demand D-CHAIR"),
    "move a document in a run that moves none": (_moved_document, Rule.FROZEN, "order PO-PAD"),
    "take what is held for another": (_held_for_another, Rule.PEG, "stock of TUBE"),
    "number two operations alike": (
        lambda: GOOD.with_operation("MO-CHAIR", 40, sequence=1),
        Rule.REPORT,
        "order MO-CHAIR phase 40",
    ),
}
