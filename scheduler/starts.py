"""Why each operation of a plan starts when it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Mode
from models.problem import Precedence
from models.starts import StartKind, StartReason
from scheduler.read_back import read_back
from scheduler.release_dates import release_dates
from solvers.explain import Explainer, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.plan import OperationRow, Plan
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from solvers.explain import Bound

__all__ = ["start_reasons", "starts_of"]

_KINDS = {
    Reason.MACHINE: StartKind.MACHINE,
    Reason.RESOURCE: StartKind.RESOURCE,
    Reason.SESSION: StartKind.SESSION,
    Reason.MATERIAL: StartKind.MATERIAL,
    Reason.RELEASE: StartKind.RELEASE,
    Reason.PINNED: StartKind.PINNED,
}


def starts_of(plan: Plan) -> tuple[StartReason, ...]:
    """Return why the operations of a plan start when they do, in the plan's order.

    A plan that was read from a file is compiled again for it.

    Returns
    -------
    tuple of StartReason
        (N,): empty if the operations are not those that the scenario asks for.
    """
    if len(plan.starts) == len(plan.operations):
        return plan.starts
    found = read_back(plan)
    return () if found is None else start_reasons(*found, plan.operations, plan.solve.mode)


def start_reasons(
    compiled: Compiled, schedule: Schedule, operations: Sequence[OperationRow], mode: Mode
) -> tuple[StartReason, ...]:
    """Return why operations start when they do.

    Parameters
    ----------
    compiled, schedule
        What was planned, and the plan.
    operations
        The same operations as rows of a plan, in any order.
    mode
        In which the schedule was made: work of an ALAP plan starts late on purpose.

    Returns
    -------
    tuple of StartReason
        (N,): in the order of `operations`.
    """
    reasons = _Reasons(compiled, schedule, operations, mode)
    return tuple(reasons.of(row) for row in operations)


class _Reasons:
    """The reasons of one plan; each is found when it is asked for."""

    def __init__(
        self,
        compiled: Compiled,
        schedule: Schedule,
        operations: Sequence[OperationRow],
        mode: Mode,
    ) -> None:
        self._compiled, self._mode = compiled, mode
        self._dates: Mapping[int, str] = release_dates(compiled)
        self._explainer = Explainer(compiled.problem, schedule, dated=self._dates.keys())
        self._index = {(ref.order, ref.phase): op for op, ref in enumerate(compiled.operations)}
        row_of = {self._index[row.order, row.phase]: at for at, row in enumerate(operations)}
        self._rows = [row_of[op] for op in range(len(row_of))]
        self._left = self._leavers(operations)

    def _leavers(self, operations: Sequence[OperationRow]) -> dict[tuple[str, int], int]:
        """Return who leaves each machine at each tick: of a pool it is the row's own one."""
        timed = self._explainer.timed
        return {
            (row.machine, row.end): self._index[row.order, row.phase]
            for row in operations
            if not timed.is_infinite
        }

    def of(self, row: OperationRow) -> StartReason:
        """Return the reason of one operation."""
        op = self._index[row.order, row.phase]
        timed, bound = self._explainer.timed, self._explainer.start_bound(op)
        if self._mode is Mode.ALAP and self._explainer.spare(bound):
            return self._latest(op)  # it follows what is late on purpose, too
        if bound.at < timed.start[op]:
            return self._early(op, bound)
        if bound.behind is not None:
            return StartReason(StartKind.FOLLOWER, bound.since, self._rows[bound.op])
        if bound.reason is Reason.START:
            return StartReason(self._opening(op), 0)
        if bound.reason is Reason.PREDECESSOR:
            return self._after(bound)
        what, other = "", bound.op
        if bound.reason is Reason.MATERIAL:
            what = self._compiled.release_reasons[op]
        elif bound.reason is Reason.RELEASE:
            what = self._dates[op]
        elif bound.reason is Reason.RESOURCE:
            what = self._compiled.problem.resource_names[bound.resource]
        elif bound.reason is Reason.MACHINE:
            other = self._left.get((row.machine, bound.since), other)
        place = self._rows[other] if other >= 0 else -1
        return StartReason(_KINDS[bound.reason], bound.since, place, what=what)

    def _early(self, op: int, bound: Bound) -> StartReason:
        """Return why an operation starts later than anything before it asks for."""
        if self._mode is Mode.ALAP:
            return self._latest(op)
        tick, follower = self._explainer.let_by_followers(op, bound.at)
        if follower >= 0 and tick == self._explainer.timed.start[op]:
            return StartReason(StartKind.FOLLOWER, tick, self._rows[follower])
        return StartReason(StartKind.FREE, bound.at)

    def _latest(self, op: int) -> StartReason:
        """Return what an operation of an ALAP plan is just in time for."""
        timed = self._explainer.timed
        edges = [edge for edge in timed.flat.outgoing[op] if edge.kind != Precedence.MAX_WAIT]
        # what overlaps with it says less than what waits for its end
        after = [
            (edge.kind != Precedence.END_START, timed.start[edge.succ], edge.succ) for edge in edges
        ]
        other = self._rows[min(after)[-1]] if after else -1
        return StartReason(StartKind.LATEST, timed.end[op], other)

    def _opening(self, op: int) -> StartKind:
        """Return why an operation that waits for nothing does not start at once."""
        timed = self._explainer.timed
        if timed.start[op] <= 0:
            return StartKind.START
        worked = timed.calendar[op].to_work(timed.start[op]) > timed.calendar[op].to_work(0)
        return StartKind.SHORT if worked else StartKind.CLOSED

    def _after(self, bound: Bound) -> StartReason:
        timed, kind = self._explainer.timed, StartKind.PREDECESSOR
        if bound.at_end:
            kind = StartKind.TOGETHER
        elif bound.within or bound.since < timed.end[bound.op]:
            kind = StartKind.OVERLAP
        return StartReason(kind, bound.since, self._rows[bound.op], bound.lag)
