"""What the floor spent on the phases it declared, as costing counts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.costing import (
    DeclaredLabour,
    DeclaredPhase,
    Piece,
    actual_costs,
    deviations,
    estimate,
)
from scheduler.routing_times import crew_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from scheduler.costing import Deviation
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Declaration, Key

__all__ = ["declared_phases", "work_deviations"]

_NO_TIME, _MICROSECOND = timedelta(0), timedelta(microseconds=1)


def declared_phases(floor: Floor, orders: Collection[str]) -> tuple[DeclaredPhase, ...]:
    """Return what was declared of the phases of orders, row by row, in the order of the file.

    What they had spent when the plan began comes first: its machine, and the people of the
    routing. The time of a row is that of each of its workers; where it names none, of each one
    whom the phase asks for, half of one where the routing says half. Pieces that came back from a
    subcontractor are the good and the scrapped ones; nobody declares the materials.

    Parameters
    ----------
    orders
        Others are left out, e.g. those that a plan does not cost.
    """
    spent = _Spent(floor)
    found = [*spent.before(), *(spent.of(row) for row in floor.declarations)]
    return tuple(phase for phase in found if phase.order in orders and _is_anything(phase))


def work_deviations(floor: Floor) -> tuple[Deviation, ...]:
    """Return the work of the phases that something was declared of, as estimated and as it was.

    The estimate is that of the whole order: of a phase that is not closed, more may follow. What
    nobody declares is left out: materials, overtime, and set-ups from before the plan.
    """
    plan = floor.plan
    costs = estimate(plan)
    declared = declared_phases(floor, costs.orders)
    phases = {(row.order, row.phase) for row in declared}
    rows = deviations(costs.rows, actual_costs(plan, declared).rows)
    told = {(row.key.order, row.key.phase) for row in floor.declarations}
    return tuple(
        row
        for row in rows
        if (row.order, row.phase) in phases
        and row.piece is not Piece.OVERTIME
        and (row.piece is not Piece.SETUP or (row.order, row.phase) in told)
    )


class _Spent:
    """Turns declarations into what is paid."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._centers = floor.plan.scenario.work_center_by_id

    def before(self) -> Iterator[DeclaredPhase]:
        """Yield what was spent before the plan began: all there is less what was declared."""
        declared = {row.key for row in self._floor.declarations}
        worked = dict.fromkeys(declared, _NO_TIME)
        for row in self._floor.declarations:
            worked[row.key] += row.machine_time
        for key, actual in self._floor.actual.items():
            time = actual.machine_time - worked.get(key, _NO_TIME)
            if time:
                phase = self._at(key, self._floor.machine(key), time, _NO_TIME)
                yield replace(phase, labour=self._labour(key, phase, (), time))

    def of(self, row: Declaration) -> DeclaredPhase:
        """Return what a declaration says of its phase."""
        machine = row.machine or self._floor.machine(row.key)
        phase = self._at(row.key, machine, row.machine_time, row.setup_time)
        labour = self._labour(row.key, phase, row.workers, row.labour_time)
        return replace(phase, labour=labour, quantity=row.good + row.scrapped)

    def _at(self, key: Key, machine: str, time: timedelta, setup: timedelta) -> DeclaredPhase:
        places = self._floor.places
        center = places.center_of(key, machine)
        return DeclaredPhase(
            order=key.order,
            phase=key.phase,
            work_center=center,
            machine="" if machine == center else machine,
            machine_time=time,
            setup=setup,
            machines=places.operation(key).machine_count,
            item=places.orders[key.order].item,
        )

    def _labour(
        self, key: Key, phase: DeclaredPhase, workers: tuple[str, ...], time: timedelta
    ) -> tuple[DeclaredLabour, ...]:
        known = {row.id for row in self._floor.plan.scenario.workers}
        named = [worker for worker in workers if worker in known]
        if named:
            return tuple(DeclaredLabour(time, phase.setup, worker) for worker in named)
        operation = self._floor.places.operation(key)
        crew = crew_of(operation, self._centers[phase.work_center])
        return tuple(
            DeclaredLabour(
                _part(time, use.share),
                _part(phase.setup, use.share),
                skill=use.skill,
                workers=use.quantity,
            )
            for use in crew
        )


def _part(time: timedelta, share: Decimal) -> timedelta:
    return timedelta(microseconds=int(time // _MICROSECOND * share))


def _is_anything(phase: DeclaredPhase) -> bool:
    return bool(
        phase.machine_time or phase.setup or phase.quantity or any(who.time for who in phase.labour)
    )
