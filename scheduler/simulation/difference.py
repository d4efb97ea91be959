"""What differs between a plan and another one: figures, phases, orders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.kpi import kpis
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from datetime import datetime

    from models.plan import OperationRow, OrderRow, Plan

__all__ = ["Difference", "Figure", "OrderMove", "PhaseMove", "changes_table", "difference"]

COLUMNS = (
    "order", "item", "phase", "old_start", "old_end", "old_machine", "new_start", "new_end",
    "new_machine", "later_hours",
)  # fmt: skip
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure that is another one now; ``None`` where it is not defined."""

    name: str
    old: float | int | str | None
    new: float | int | str | None


@dataclass(frozen=True, slots=True)
class PhaseMove:
    """Where a phase was and where it is, in local times; ``None`` where it is not planned."""

    order: str
    item: str
    phase: int
    old_start: datetime | None
    old_end: datetime | None
    old_machine: str
    new_start: datetime | None
    new_end: datetime | None
    new_machine: str

    @property
    def later_hours(self) -> float | None:
        """Return the elapsed hours by which it starts later; ``None`` if it is new or gone."""
        return _hours(self.old_start, self.new_start)


@dataclass(frozen=True, slots=True)
class OrderMove:
    """When an order ended and when it does now, in local times; ``None`` if it is not planned."""

    order: str
    item: str
    old_end: datetime | None
    new_end: datetime | None

    @property
    def later_hours(self) -> float | None:
        """Return the elapsed hours by which it ends later; ``None`` if it is new or gone."""
        return _hours(self.old_end, self.new_end)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise in a new plan: figures, phases by new start, orders, the latest first."""

    figures: tuple[Figure, ...]
    phases: tuple[PhaseMove, ...]
    orders: tuple[OrderMove, ...]


def difference(old: Plan, new: Plan) -> Difference:
    """Return what differs between two plans; what is equal in both is left out.

    Lateness is weighted as in the old plan: who goes first in the new one must not look dearer
    for that.
    """
    return Difference(_figures(old, new), _phases(old, new), _orders(old, new))


def _figures(old: Plan, new: Plan) -> tuple[Figure, ...]:
    weights = {row.demand: row.weight for row in old.demands}
    demands = tuple(replace(row, weight=weights.get(row.demand, row.weight)) for row in new.demands)
    figures = new.kpis if demands == new.demands else kpis(replace(new, demands=demands))
    names = [name for name in old.kpis if name in figures]
    return tuple(
        Figure(name, old.kpis[name], figures[name])
        for name in names
        if old.kpis[name] != figures[name]
    )


def _phases(old: Plan, new: Plan) -> tuple[PhaseMove, ...]:
    before = {(row.order, row.phase): row for row in old.operations}
    after = {(row.order, row.phase): row for row in new.operations}
    found = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        row = was or now
        if row is None:  # a key of one of them is a key of one of them
            continue
        move = PhaseMove(row.order, row.item, row.phase, *_place(old, was), *_place(new, now))
        if _place(old, was) != _place(new, now):
            found.append(move)
    return tuple(sorted(found, key=lambda move: (_order(move), move.order, move.phase)))


def _order(move: PhaseMove) -> tuple[bool, float]:
    """Return where a phase comes in a log: by when it starts, what is gone last."""
    start = move.new_start or move.old_start
    return move.new_start is None, start.timestamp() if start else 0.0


def _place(plan: Plan, row: OperationRow | None) -> tuple[datetime | None, datetime | None, str]:
    """Return start with setup, end, and the machines of a phase."""
    if row is None:
        return None, None, ""
    at = plan.clock.moment
    return at(row.setup_start), at(row.end), "; ".join((row.machine, *row.also))


def _orders(old: Plan, new: Plan) -> tuple[OrderMove, ...]:
    before = {row.order: row for row in old.orders}
    after = {row.order: row for row in new.orders}
    found = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        row = was or now
        move = OrderMove(key, row.item if row else "", _end(old, was), _end(new, now))
        if move.old_end != move.new_end:
            found.append(move)
    return tuple(sorted(found, key=lambda move: (-(move.later_hours or 0.0), move.order)))


def _end(plan: Plan, row: OrderRow | None) -> datetime | None:
    return None if row is None else plan.clock.moment(row.end)


def _hours(old: datetime | None, new: datetime | None) -> float | None:
    if old is None or new is None:
        return None
    return (new.timestamp() - old.timestamp()) / _SECONDS_PER_HOUR


def changes_table(moves: tuple[PhaseMove, ...]) -> Table:
    """Return the change log as ``changes.csv`` has it: one row per phase, old and new place."""
    return Table(
        COLUMNS,
        [
            (
                move.order, move.item, move.phase, move.old_start, move.old_end, move.old_machine,
                move.new_start, move.new_end, move.new_machine, move.later_hours,
            )
            for move in moves
        ],
    )  # fmt: skip
