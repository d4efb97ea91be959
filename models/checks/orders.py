"""Rules of orders: what the floor declared, what is frozen, what does not fit its item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.precedence import predecessors
from models.checks.rows import centers_of, listed, machines_of
from models.checks.suggest import did_you_mean
from models.scenario.order import OrderType, ProgressState
from models.scenario.planning import Source
from models.terms import ORDER_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Operation, Order, Scenario

__all__ = [
    "excess_pieces",
    "frozen_orders_without_dates",
    "orders_of_another_source",
    "orders_of_other_suppliers",
    "pins_without_frost",
    "skipped_phases",
    "unknown_machines",
    "unknown_phases",
]

_NO_MACHINE = "no machine: the center has none"
_MADE = (OrderType.PRODUCTION, OrderType.SUBCONTRACT)


def _phases(scenario: Scenario, order: Order) -> dict[int, Operation]:
    routing = scenario.routing_by_item.get(order.item)
    if routing is None or order.type not in _MADE:
        return {}
    return {operation.phase: operation for operation in routing.operations}


def _phase_rows(order: Order, index: int) -> Iterator[tuple[Path, int]]:
    for place, declared in enumerate(order.progress):
        yield ("orders", index, "progress", place), declared.phase
    for place, pin in enumerate(order.pinned):
        yield ("orders", index, "pinned", place), pin.phase


def unknown_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield progress and pins of phases that the order does not have."""
    phases: dict[tuple[str, int], set[int]] = {}
    for routing in scenario.routings:  # phases that are not valid today count too
        rows = phases.setdefault((routing.item, routing.cycle), set())
        rows.update(operation.phase for operation in routing.operations)
    routed = {name for name, _ in phases}
    for index, order in enumerate(scenario.orders):
        item = scenario.item_by_id.get(order.item)
        if item is None or (item.id in routed and (item.id, item.cycle) not in phases):
            continue  # an unknown item or cycle has its own finding
        known = phases.get((item.id, item.cycle), set()) if order.type in _MADE else set()
        for path, phase in _phase_rows(order, index):
            if phase not in known:
                numbers = ", ".join(str(number) for number in sorted(known))
                rule = f"a phase of the routing of '{order.item}': {numbers}"
                if not known:
                    rule = f"no phases: a {order.type.value} order of '{order.item}' has no routing"
                yield Finding(path, "phase", str(phase), rule, about=(order.item,))


def unknown_machines(scenario: Scenario) -> Iterator[Finding]:
    """Yield progress and pins on a center or a machine that the phase cannot run on."""
    for index, order in enumerate(scenario.orders):
        phases = _phases(scenario, order)
        for place, pin in enumerate(order.pinned):
            operation = phases.get(pin.phase)
            path = ("orders", index, "pinned", place)
            if operation is None or pin.work_center not in (None, *centers_of(operation)):
                if operation is not None and pin.work_center in scenario.work_center_by_id:
                    rule = f"a work center of phase {pin.phase}: {', '.join(centers_of(operation))}"
                    found = str(pin.work_center)
                    yield Finding(path, "work_center", found, rule, about=(order.item,))
                continue
            centers = [pin.work_center] if pin.work_center else centers_of(operation)
            yield from _unknown_machine(scenario, path, pin.machine, operation, centers)
        for place, declared in enumerate(order.progress):
            operation = phases.get(declared.phase)
            if operation is not None:
                path = ("orders", index, "progress", place)
                centers = centers_of(operation)
                yield from _unknown_machine(scenario, path, declared.machine, operation, centers)


def _unknown_machine(
    scenario: Scenario, path: Path, machine: str | None, operation: Operation, centers: list[str]
) -> Iterator[Finding]:
    if machine is None or any(name not in scenario.work_center_by_id for name in centers):
        return  # an unknown center has its own finding
    known = [name for center in centers for name in machines_of(scenario, operation, center)]
    if machine not in known:
        rule = f"a machine of the phase: {listed(known)}" if known else _NO_MACHINE
        about = ("machines", *centers)
        yield Finding(path, "machine", machine, rule, did_you_mean(machine, known), about)


def skipped_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield started or closed phases before which a phase is still open; a warning."""
    for index, order in enumerate(scenario.orders):
        phases = _phases(scenario, order) if order.progress else {}
        if not phases:
            continue
        before = predecessors(scenario, scenario.routing_by_item[order.item])
        for place, declared in enumerate(order.progress):
            still_open = _still_open(order, phases.get(declared.phase), before)
            if still_open:
                path = ("orders", index, "progress", place)
                rule = f"phase {min(still_open)} to be closed first"
                yield Finding(path, "state", declared.state.value, rule, about=(order.item,))


def _still_open(
    order: Order, operation: Operation | None, before: dict[int, list[int]]
) -> set[int]:
    """Return the phases that a phase follows, over others too, and that are not closed.

    A started one is no trouble for the phase that overlaps with it.
    """
    states = {declared.phase: declared.state for declared in order.progress}
    closed = {phase for phase, state in states.items() if state is ProgressState.CLOSED}
    first = before.get(operation.phase, []) if operation else []
    earlier: set[int] = set()
    stack = list(first)
    while stack:
        phase = stack.pop()
        if phase not in earlier:
            earlier.add(phase)
            stack += before[phase]
    if operation and operation.overlap and states.get(operation.phase) is ProgressState.STARTED:
        closed.update(phase for phase in first if states.get(phase) is ProgressState.STARTED)
    return earlier - closed


def excess_pieces(scenario: Scenario) -> Iterator[Finding]:
    """Yield declarations of more good pieces than were ordered; a warning."""
    for index, order in enumerate(scenario.orders):
        for place, declared in enumerate(order.progress):
            if declared.good > order.quantity:
                path = ("orders", index, "progress", place)
                rule = f"at most the order's quantity, {order.quantity:f}"
                yield Finding(path, "good", f"{declared.good:f}", rule)


def frozen_orders_without_dates(scenario: Scenario) -> Iterator[Finding]:
    """Yield frozen orders of which nobody says where they are frozen."""
    for index, order in enumerate(scenario.orders):
        if order.frozen and order.type in _MADE and order.start is None and not order.pinned:
            rule = "a start, or pinned phases, for a frozen order"
            yield Finding(("orders", index), "start", "", rule)


def orders_of_another_source(scenario: Scenario) -> Iterator[Finding]:
    """Yield purchase orders for items that are made, and the like; a warning.

    The sources of the item's warehouses, and of the rows of the order's job, count too.
    """
    for index, order in enumerate(scenario.orders):
        item = scenario.item_by_id.get(order.item)
        if item is None:
            continue
        job = scenario.job_named(order.job)
        sources = {item.source, *(record.source for record in item.warehouses)}
        sources |= {row.source for row in job.rows if row.item == item.id} if job else set()
        if order.type in {ORDER_TYPE[source] for source in sources if source in ORDER_TYPE}:
            continue
        rule = f"no order: '{item.id}' is a kit, its components are ordered"
        if item.source is not Source.KIT:
            usual = ORDER_TYPE[item.source].value
            rule = f"{usual}, as the source of '{item.id}' is {item.source.value}"
        path = ("orders", index)
        yield Finding(path, "type", order.type.value, rule, about=(order.item,))


def orders_of_other_suppliers(scenario: Scenario) -> Iterator[Finding]:
    """Yield orders from a supplier that their item, which lists some, does not; a warning."""
    for index, order in enumerate(scenario.orders):
        item = scenario.item_by_id.get(order.item)
        known = [row.supplier for row in item.suppliers] if item else []
        if known and order.supplier is not None and order.supplier not in known:
            rule = f"one of the suppliers of '{order.item}': {', '.join(known)}"
            hint = did_you_mean(order.supplier, known)
            path = ("orders", index)
            yield Finding(path, "supplier", order.supplier, rule, hint, about=(order.item,))


def pins_without_frost(scenario: Scenario) -> Iterator[Finding]:
    """Yield pinned phases of orders that are not frozen; a warning."""
    for index, order in enumerate(scenario.orders):
        if order.pinned and not order.frozen:
            expected = "true: the pinned phases of an order that is not frozen are ignored"
            yield Finding(("orders", index), "frozen", "false", expected)
