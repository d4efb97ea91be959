"""From orders to a schedule: leave out what cannot be done, and plan all the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from models.errors import NoPlanExists, NoPlanFound, SchedulingError, SolverFault
from models.material import DemandKind, SupplyKind
from models.plan import Mode, Unscheduled
from models.schedule import Status
from scheduler.compile import compile_problem
from scheduler.compile.cannot_run import CannotRun
from scheduler.conflicts import conflicting_facts
from scheduler.unscheduled import to_leave_out, with_consumers
from scheduler.wishes import missed_wishes, without_wishes
from scheduler.words import Listed, Said
from solvers.conflict import FactKind, find_conflict, hopeless_deadlines
from solvers.dispatch import best_dispatch
from solvers.solve import solve

if TYPE_CHECKING:
    from collections.abc import Container

    from models.material import MaterialPlan
    from models.problem import Problem
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan
    from solvers.conflict import Conflict
    from solvers.options import SolveOptions

__all__ = ["Solved", "compile_and_solve"]

_STRETCHES = (1, 4, 16)
"""How much further calendars reach each time that work found no room."""

_HARD_SHARE = 0.7
"""Of the time left for a plan that keeps all wishes; then some are given up."""

_MOST_ROUNDS = 20
"""How often wishes are given up."""

_CONFLICT_SHARE = 0.3
"""Of the time left for finding out why there is no plan."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A schedule, what its rows are, and the orders it leaves out."""

    compiled: Compiled
    schedule: Schedule
    unscheduled: tuple[Unscheduled, ...] = ()


def compile_and_solve(
    scenario: Scenario,
    material: MaterialPlan,
    options: SolveOptions,
    *,
    previous: PreviousPlan | None = None,
) -> Solved:
    """Compile and solve, with calendars that reach further where late work found no room.

    Orders that cannot be done, alone or together with others, are left out, one after the other,
    until the rest can be planned.

    Raises
    ------
    NoPlanExists
        If nothing could be planned and no demand is served by receipts or stock, with the facts.
    NoPlanFound
        If the time limit passed before a first plan.
    SolverFault
        If a solver contradicts itself.
    """
    return _Attempts(scenario, material, options, previous).run()


class _Attempts:
    """What is left out so far, and how far calendars reach."""

    def __init__(
        self,
        scenario: Scenario,
        material: MaterialPlan,
        options: SolveOptions,
        previous: PreviousPlan | None,
    ) -> None:
        self.scenario, self.material, self.previous = scenario, material, previous
        self.options = options
        self.deadline = monotonic() + options.time_limit
        self.roots: list[Unscheduled] = []
        self.reach = 0
        self.rounds = 0

    def run(self) -> Solved:
        """Try until the rest can be planned."""
        while True:
            left_out = with_consumers(self.material, self.roots)
            try:
                compiled = self._compiled(left_out)
            except CannotRun as error:
                self.roots += [
                    Unscheduled(order, phase, fact) for order, phase, fact in error.found
                ]
                continue
            if not (compiled.problem.num_operations or self._serves_someone(left_out)):
                raise NoPlanExists(tuple(_told(row) for row in self.roots))
            schedule = self._solved(compiled)
            if schedule.is_plan:
                return Solved(compiled, schedule, tuple(left_out.values()))
            self._give_way(compiled, schedule)

    def _serves_someone(self, left_out: Container[str]) -> bool:
        """Tell whether there is a plan without operations: nothing is left out, or goods arrive."""
        ends = (peg for peg in self.material.pegs if peg.demand_kind is not DemandKind.ORDER)
        return not self.roots or any(
            peg.supply_kind is SupplyKind.STOCK or peg.supply not in left_out for peg in ends
        )

    def _compiled(self, left_out: dict[str, Unscheduled]) -> Compiled:
        return compile_problem(
            self.scenario,
            self.material,
            stretch=_STRETCHES[self.reach],
            previous=self.previous,
            left_out=left_out.keys(),
            is_finite=self.options.mode is Mode.FINITE,
        )

    def _solved(self, compiled: Compiled) -> Schedule:
        left = max(0.0, self.deadline - monotonic())
        if without_wishes(compiled.problem) is not None:
            left *= _HARD_SHARE
        return solve(_bound(compiled), replace(self.options, time_limit=left))

    def _give_way(self, compiled: Compiled, schedule: Schedule) -> None:
        """Reach further, let work of the previous plan move, or leave something more out.

        Raises
        ------
        SchedulingError
            If neither helps.
        """
        if schedule.status is Status.REJECTED:
            raise SolverFault(schedule.facts)
        is_finite = self.options.mode is Mode.FINITE
        if is_finite and schedule.status is not Status.INFEASIBLE:
            self._give_up_wishes(compiled, schedule)
            return
        hopeless = hopeless_deadlines(compiled.problem)
        if hopeless:
            self.roots += [to_leave_out(compiled, conflict) for conflict in hopeless]
            return
        seconds = max(1.0, _CONFLICT_SHARE * (self.deadline - monotonic()))
        conflict = find_conflict(compiled.problem, seconds=seconds, is_finite=is_finite)
        can_reach = self.reach + 1 < len(_STRETCHES) and monotonic() < self.deadline
        if can_reach and (conflict is None or not conflict.has_decided):
            self.reach += 1
        elif conflict is None:
            raise self._refusal(compiled, schedule)
        elif not self._let_move(compiled, conflict):
            self.roots.append(to_leave_out(compiled, conflict))

    def _let_move(self, compiled: Compiled, conflict: Conflict) -> bool:
        """Let work move that stayed where the previous plan had it; tell whether there is any.

        It is the last of the planner's list. Nobody ordered it to stay, so its order is not what
        gives way.
        """
        rows = {fact.row for fact in conflict.facts if fact.kind is FactKind.PIN} & compiled.kept
        if self.previous is None or not rows:
            return False
        last = max(rows, key=lambda op: (int(compiled.problem.op_rank[op]), op))
        moved = compiled.operations[last]
        loose = self.previous.loose | {(moved.order, moved.phase)}
        self.previous = replace(self.previous, loose=loose)
        return True

    def _give_up_wishes(self, compiled: Compiled, schedule: Schedule) -> None:
        """Leave out the orders whose hard wishes a plan without these does not keep.

        Hard dates, longest waits and the least fill of sessions are wishes: work as such could be
        done without them.

        Raises
        ------
        NoPlanFound
            If they are not what is in the way, or leaving out came to no end.
        """
        self.rounds += 1
        is_over = self.rounds > _MOST_ROUNDS or self.options.stop.is_set()
        if is_over or self.options.mode is not Mode.FINITE:
            raise self._refusal(compiled, schedule)
        for fills in (False, True):
            eased = without_wishes(compiled.problem, fills=fills)
            if eased is None:
                continue
            plan = best_dispatch(eased, stop=self.options.stop, deadline=monotonic())
            missed = missed_wishes(compiled, plan) if plan.is_plan else []
            if missed:
                self.roots += missed
                return
        raise self._refusal(compiled, schedule)

    def _refusal(self, compiled: Compiled, schedule: Schedule) -> SchedulingError:
        """Return the error that says why there is no plan."""
        is_finite = self.options.mode is Mode.FINITE
        facts = conflicting_facts(compiled, schedule.facts, is_finite=is_finite)
        if schedule.status is Status.INFEASIBLE:
            return NoPlanExists(facts)
        message = f"none in {self.options.time_limit:g} s; allow more with --time-limit"
        if self.options.rule:
            message = (
                f"none by the rule {self.options.rule} alone; others, or a search, may find one"
            )
        return NoPlanFound("\n".join((message, *facts)))


def _bound(compiled: Compiled) -> Problem:
    """Return the problem with what does not begin earlier than it did in the previous plan."""
    if not compiled.not_before:
        return compiled.problem
    release = compiled.problem.op_release.copy()
    for operation, tick in compiled.not_before.items():
        release[operation] = max(int(release[operation]), tick)
    return compiled.problem.replace(op_release=release)


def _told(row: Unscheduled) -> str:
    """Return a cause as one of the facts that leave no plan."""
    name, told = Said("order {order}", order=row.order), row.cause
    if name not in told:
        told = Said("{order}: {cause}", order=name, cause=told)
    if row.facts:
        told = Said("{cause} ({facts})", cause=told, facts=Listed(row.facts, "; "))
    if row.remedy:
        told = Said("{cause}; {remedy} would help", cause=told, remedy=row.remedy)
    return told
