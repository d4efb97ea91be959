"""What a snapshot does otherwise than its parent, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.difference import Difference
from scheduler.kpi import kpis
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from datetime import datetime

    from models.calendar import Clock
    from models.plan import OperationRow, Plan
    from scheduler.difference.orders import OrderChange

__all__ = ["PhaseMove", "changes_table", "difference", "order_moves", "phase_moves"]

COLUMNS = (
    "order", "item", "phase", "old_start", "old_end", "old_machine", "new_start", "new_end",
    "new_machine", "later_hours",
)  # fmt: skip
_SECONDS_PER_HOUR = 3600


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
        if self.old_start is None or self.new_start is None:
            return None
        return (self.new_start.timestamp() - self.old_start.timestamp()) / _SECONDS_PER_HOUR


def difference(old: Plan, new: Plan) -> Difference:
    """Return what differs between a plan and what changes made of it.

    Lateness is weighted as in the old plan: who goes first in the new one must not look dearer
    for that.
    """
    weights = {row.demand: row.weight for row in old.demands}
    demands = tuple(replace(row, weight=weights.get(row.demand, row.weight)) for row in new.demands)
    if demands == new.demands:
        return Difference(old, new)
    weighted = replace(new, demands=demands)
    figures = kpis(weighted)
    return Difference(old, replace(weighted, kpis=figures | _verified(new)))


def _verified(plan: Plan) -> dict[str, float | int | str | None]:
    """Return the one figure that `kpis` leaves to whoever verified the plan."""
    return {name: plan.kpis[name] for name in ("verified",) if name in plan.kpis}


def phase_moves(found: Difference) -> tuple[PhaseMove, ...]:
    """Return the phases that are elsewhere, by when they start now; what is gone comes last."""
    then, now = found.clock_before, found.after.clock
    moves = []
    for change in found.operations:
        was, is_now = _place(then, change.before), _place(now, change.after)
        if was != is_now:
            row = change.row
            moves.append(PhaseMove(row.order, row.item, row.phase, *was, *is_now))
    return tuple(sorted(moves, key=lambda move: (_order(move), move.order, move.phase)))


def order_moves(found: Difference) -> tuple[OrderChange, ...]:
    """Return the orders that end elsewhen, come or go; what is latest now, first."""
    moves = [row for row in found.orders if row.end_shift or not (row.before and row.after)]
    return tuple(sorted(moves, key=lambda row: (-row.end_shift, row.row.order)))


def _order(move: PhaseMove) -> tuple[bool, float]:
    """Return where a phase comes in a log: by when it starts, what is gone last."""
    start = move.new_start or move.old_start
    return move.new_start is None, start.timestamp() if start else 0.0


def _place(clock: Clock, row: OperationRow | None) -> tuple[datetime | None, datetime | None, str]:
    """Return start with setup, end, and the machines of a phase."""
    if row is None:
        return None, None, ""
    machines = "; ".join((row.machine, *row.also))
    return clock.moment(row.setup_start), clock.moment(row.end), machines


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
