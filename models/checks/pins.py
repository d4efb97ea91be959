"""Rules of pinned phases: they leave each other room, whatever the calendars say."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from models.calendar import Clock
from models.checks.finding import Finding
from models.checks.precedence import predecessors
from models.checks.rows import machines_of
from models.scenario.settings import Executions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Operation, Order, PinnedPhase, Scenario

__all__ = ["contradictory_pins"]

_MINUTE = timedelta(minutes=1)


class _Pin(NamedTuple):
    """A pinned phase: on the machine from `start` up to `end` at least, in ticks."""

    start: int
    end: int
    path: Path
    order: Order
    row: PinnedPhase
    operation: Operation


def contradictory_pins(scenario: Scenario) -> Iterator[Finding]:
    """Yield pinned phases that start while another holds the machine, or before what they follow.

    A lower bound of the work counts from the pinned start, as if nobody ever paused: what is
    found here is wrong by any calendar.
    """
    by_machine: dict[str, list[_Pin]] = defaultdict(list)
    by_order: dict[int, dict[int, _Pin]] = defaultdict(dict)
    for pin, machine in _pins(scenario):
        by_order[int(pin.path[1])][pin.row.phase] = pin
        if machine is not None:
            by_machine[machine].append(pin)
    for machine, pins in by_machine.items():
        yield from _on_one_machine(machine, sorted(pins, key=lambda pin: pin.start))
    for phases in by_order.values():
        yield from _in_one_order(scenario, phases)


def _pins(scenario: Scenario) -> Iterator[tuple[_Pin, str | None]]:
    """Yield the pins that hold, with the one machine they can be on; None if there are several."""
    clock = Clock.of(scenario.scenario)
    for index, order in enumerate(scenario.orders):
        routing = scenario.routing_by_item.get(order.item)
        if routing is None or not order.frozen:
            continue
        declared = {row.phase for row in order.progress}
        rows = {row.phase: row for row in routing.operations}
        for place, pin in enumerate(order.pinned):
            operation = rows.get(pin.phase)
            if operation is None or pin.phase in declared:
                continue
            center = scenario.work_center_by_id.get(pin.work_center or operation.work_center)
            if center is None or center.external:
                continue
            machines = machines_of(scenario, operation, center.id)
            machine = pin.machine or (machines[0] if len(machines) == 1 else None)
            start = clock.tick(pin.start)
            end = start + clock.duration(_least(scenario, operation, pin, order))
            path = ("orders", index, "pinned", place)
            is_shared = center.infinite or center.aggregation_rule is not None
            yield _Pin(start, end, path, order, pin, operation), None if is_shared else machine


def _least(scenario: Scenario, operation: Operation, pin: PinnedPhase, order: Order) -> timedelta:
    """Return a lower bound of the machine's time at an order, without any setup before it.

    Times of alternatives and of single machines may differ: of these, nothing is known.
    """
    center = scenario.work_center_by_id.get(operation.work_center)
    is_main = pin.work_center in (None, operation.work_center)
    if center is None or center.setup_skills:
        return _MINUTE
    if operation.run is None or not is_main or operation.machines:
        return _MINUTE
    is_fixed = center.fixed_time if operation.fixed_time is None else operation.fixed_time
    count = order.quantity / operation.pieces
    if scenario.settings.shop.executions is Executions.CEIL:
        count = Decimal(-(-order.quantity // operation.pieces))
    fastest = max((row.efficiency for row in scenario.machines), default=Decimal(1))
    factor = (1 if is_fixed else count) / max(fastest, Decimal(1))
    crews = [use for use in operation.skills or center.skills if use.most is not None]
    run = operation.run
    if operation.worker_run is None and crews:  # more people may halve it, and again
        run = run * crews[0].quantity / (crews[0].most or 1)
    seconds = Decimal(run / timedelta(seconds=1)) * factor
    most = scenario.scenario.horizon
    return min(max(_MINUTE, timedelta(seconds=int(min(seconds, Decimal(10**9))))), most)


def _on_one_machine(machine: str, pins: list[_Pin]) -> Iterator[Finding]:
    latest: _Pin | None = None
    for pin in pins:
        if latest is not None and pin.start < latest.end:
            other = f"phase {latest.row.phase} of '{latest.order.id}'"
            began = latest.row.start.isoformat(timespec="minutes")
            rule = f"a start when {machine} is free; {other} holds it from {began}"
            yield _finding(pin, rule, latest.order.id)
        if latest is None or pin.end > latest.end:
            latest = pin


def _in_one_order(scenario: Scenario, phases: dict[int, _Pin]) -> Iterator[Finding]:
    order = next(iter(phases.values())).order
    before = predecessors(scenario, scenario.routing_by_item[order.item])
    for pin in phases.values():
        for phase in before.get(pin.row.phase, ()):
            other = phases.get(phase)
            if other is None:
                continue
            earliest = other.start if pin.operation.overlap else other.end
            if pin.start < earliest:
                began = other.row.start.isoformat(timespec="minutes")
                rule = f"a start after phase {phase}, which is pinned to {began}"
                yield _finding(pin, rule, order.item)


def _finding(pin: _Pin, rule: str, about: str) -> Finding:
    found = pin.row.start.isoformat(timespec="minutes")
    return Finding(pin.path, "start", found, rule, about=(about, "routings"))
