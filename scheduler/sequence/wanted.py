"""Rows of a planner as an order of machines; refused where they name what stays or is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from models.plan import OperationState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from scheduler.sequence.request import WantedRow
    from scheduler.sequence.scope import Scope
    from solvers.resequence import Lane

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Wanted", "wanted_by_rows"]


@dataclass
class Wanted:
    """Machines in the order asked for.

    Parameters
    ----------
    lanes
        All that runs on each machine; pinned work only where a row names it.
    mode
        (N,): row of the mode table of each operation.
    named
        Operation to the row that names it.
    """

    lanes: dict[Lane, list[int]]
    mode: Ints
    named: dict[int, WantedRow] = field(default_factory=dict)


def wanted_by_rows(scope: Scope, rows: Sequence[WantedRow]) -> Wanted:
    """Return the order that rows ask for.

    On each machine come first its locked positions, then what the rows name, in their order, then
    all others in the order of the plan.

    Raises
    ------
    InvalidScenarioFile
        With every row that is wrong.
    """
    reader = _Rows(scope)
    for row in rows:
        reader.add(row)
    if not reader.faults:
        reader.faults += reader.moved_faults()
    if reader.faults:
        raise InvalidScenarioFile(tuple(reader.faults))
    return reader.wanted()


class _Rows:
    """The rows read so far."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.shop = scope, scope.shop
        self.faults: list[Fault] = []
        self.named: dict[int, WantedRow] = {}
        self.target: dict[int, Lane] = {}
        """Operation to the machine it is to run on, in the order of the rows."""
        self.mode = scope.shop.schedule.mode.copy()

    def add(self, row: WantedRow) -> None:
        """Take a row, or note what is wrong with it."""
        op = self._operation(row)
        if op < 0:
            return
        if op in self.named:
            place = self.named[op].place
            expected = f"each phase once; {place} names it too" if place else "each phase once"
            self._refuse(row, "phase", str(row.phase), expected)
            return
        self.named[op] = row
        lane = self._lane(row, op)
        if lane is not None:
            self.target[op] = lane

    def _refuse(
        self, row: WantedRow, column: str, value: str, expected: str, hint: str = ""
    ) -> None:
        self.faults.append(row.fault(column, value, expected, hint))

    def _operation(self, row: WantedRow) -> int:
        """Return the operation of a row, -1 if there is none on the center."""
        phases = self.shop.phases.get(row.order, [])
        if not phases:
            orders = self.shop.phases.keys()
            expected = "an order with work in the plan"
            self._refuse(row, "order", row.order, expected, did_you_mean(row.order, orders))
            return -1
        if row.phase not in phases:
            known = ", ".join(map(str, phases))
            expected = f"a phase of {row.order} that is left to do: {known}"
            self._refuse(row, "phase", str(row.phase), expected)
            return -1
        center = self.shop.row[row.order, row.phase].work_center
        if center != self.scope.center:
            where = center or "no work center"
            expected = f"a phase that runs on {self.scope.center}; {row.order} has it on {where}"
            self._refuse(row, "phase", str(row.phase), expected)
            return -1
        return self.shop.index[row.order, row.phase]

    def _lane(self, row: WantedRow, op: int) -> Lane | None:
        """Return the machine that a row asks for, ``None`` if it may not run there."""
        now = self.shop.row[row.order, row.phase].machine
        name = row.machine or now
        known = self.shop.machines[self.scope.center]
        if name not in known:
            expected = f"a machine of {self.scope.center}: {', '.join(known)}"
            self._refuse(row, "machine", name, expected, did_you_mean(name, known))
        elif name not in self.scope.machines:
            (only,) = self.scope.machines
            expected = f"{only}, as --machine says"
            hint = f"To move it there, write {only} into its column machine."
            self._refuse(row, "machine", name, expected, "" if row.machine else hint)
        elif self.shop.mode_on(op, self.scope.center, known[name]) < 0:
            able = [
                other
                for other, lane in known.items()
                if self.shop.mode_on(op, self.scope.center, lane) >= 0
            ]
            expected = f"a machine on which {self.shop.name(op)} can run: {', '.join(able)}"
            self._refuse(row, "machine", name, expected)
        elif name != now and (reason := self._stays(op, known[now])):
            expected = f"{now}: {self.shop.name(op)} {reason}"
            self._refuse(row, "machine", name, expected)
        else:
            self.mode[op] = self.shop.mode_on(op, self.scope.center, known[name])
            return known[name]
        return None

    def _stays(self, op: int, lane: Lane) -> str:
        """Return why an operation stays on its machine; empty if it may leave it."""
        if self.shop.is_pinned(op):
            return f"{_why_pinned(self.shop.row[self.shop.key(op)].state)}, and stays where it is"
        locked = self.scope.locked(lane)
        return f"is locked on position {locked.index(op) + 1}" if op in locked else ""

    def moved_faults(self) -> Iterator[Fault]:
        """Yield a fault for each row that would move what has started or is locked."""
        for lane in self.scope.machines.values():
            stays = [op for op in self.scope.all(lane) if self._comes_first(op, lane)]
            rows = [op for op, target in self.target.items() if target == lane]
            first = [op for op in rows if op in stays]
            expected = [op for op in stays if op in first]
            for op, other in zip(rows, expected, strict=False):
                if op != other:
                    row, place = self.named[other], self.scope.all(lane).index(other) + 1
                    reason = self._stays(other, lane) or f"is locked on position {place}"
                    yield row.fault(
                        "", "", f"{self.shop.name(other)} on position {place}: it {reason}",
                        "Leave it out, or name it before what follows it.",
                    )  # fmt: skip

    def _comes_first(self, op: int, lane: Lane) -> bool:
        row = self.shop.row[self.shop.key(op)]
        return row.state is OperationState.STARTED or op in self.scope.locked(lane)

    def wanted(self) -> Wanted:
        """Return the machines in their new order."""
        shop, scope = self.shop, self.scope
        known = set(shop.machines[scope.center].values())
        lanes = {}
        for lane in sorted(known):
            first = scope.locked(lane) if lane in scope.machines.values() else []
            rows = [op for op, target in self.target.items() if target == lane and op not in first]
            started = [op for op in rows if self._comes_first(op, lane)]
            rest = [op for op in scope.movable(lane) if op not in self.target and op not in first]
            held = [op for op in first if not shop.is_pinned(op)]
            lanes[lane] = [*held, *(op for op in rows if op not in started), *rest]
        return Wanted(lanes, self.mode, self.named)


def _why_pinned(state: OperationState) -> str:
    return "has started" if state is OperationState.STARTED else "is frozen"
