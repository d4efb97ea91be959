"""Rules of orders: what the floor declared, what is frozen, what does not fit its item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
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
    items = scenario.item_by_id
    for index, order in enumerate(scenario.orders):
        if order.item not in items:
            continue
        known = _phases(scenario, order)
        for path, phase in _phase_rows(order, index):
            if phase not in known:
                listed = ", ".join(str(number) for number in sorted(known))
                rule = f"a phase of the routing of '{order.item}': {listed}"
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
            if operation is None or pin.work_center not in (None, *_centers(operation)):
                if operation is not None and pin.work_center in scenario.work_center_by_id:
                    listed = ", ".join(_centers(operation))
                    rule = f"a work center of phase {pin.phase}: {listed}"
                    found = str(pin.work_center)
                    yield Finding(path, "work_center", found, rule, about=(order.item,))
                continue
            centers = [pin.work_center] if pin.work_center else _centers(operation)
            yield from _unknown_machine(scenario, path, pin.machine, centers)
        for place, declared in enumerate(order.progress):
            operation = phases.get(declared.phase)
            if operation is not None:
                path = ("orders", index, "progress", place)
                yield from _unknown_machine(scenario, path, declared.machine, _centers(operation))


def _centers(operation: Operation) -> list[str]:
    return [operation.work_center, *(other.work_center for other in operation.alternatives)]


def _unknown_machine(
    scenario: Scenario, path: Path, machine: str | None, centers: list[str]
) -> Iterator[Finding]:
    known: list[str] = []
    for name in centers:
        center = scenario.work_center_by_id.get(name)
        if machine is None or center is None:
            return  # an unknown center has its own finding
        if not center.infinite and not center.external:
            known += [f"{name}-{number + 1}" for number in range(center.capacity)]
    if machine is not None and machine not in known:
        shown = ", ".join(known[:4]) + (", ..." if len(known) > 4 else "")
        rule = f"a machine of the phase: {shown}" if known else "no machine: the center has none"
        hint = did_you_mean(machine, known)
        yield Finding(path, "machine", machine, rule, hint, about=tuple(centers))


def skipped_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield started or closed phases before which a phase is still open; a warning."""
    for index, order in enumerate(scenario.orders):
        states = {declared.phase: declared.state for declared in order.progress}
        phases = sorted(_phases(scenario, order))
        for place, declared in enumerate(order.progress):
            earlier = phases[: phases.index(declared.phase)] if declared.phase in phases else []
            still_open = [p for p in earlier if states.get(p) is not ProgressState.CLOSED]
            if still_open:
                path = ("orders", index, "progress", place)
                rule = f"phase {still_open[0]} to be closed first"
                yield Finding(path, "state", declared.state.value, rule, about=(order.item,))


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
