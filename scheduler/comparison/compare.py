"""The finite plan beside the infinite ones, and beside what becomes of these on the shop floor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler.materials import material_plan
from scheduler.pipeline import finish
from scheduler.served import Served
from scheduler.solving import compile_and_solve
from solvers.dispatch import sequence_dispatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from scheduler.solving import Solved
    from solvers.options import SolveOptions

__all__ = ["Comparison", "PlanSummary", "compare"]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """One line of the comparison.

    Parameters
    ----------
    on_time, demands
        How many demands the plan meets, of how many; those that lack something are not met.
    overload_hours
        Hours of work beyond the capacity of a day, summed over days, centers, further resources,
        tools and skills; 0 for a plan that can be run. Operations that meet within a day that can
        hold them do not count.
    """

    name: str
    on_time: int
    demands: int
    weighted_tardiness_days: float
    max_lateness_days: float
    makespan_days: float
    overload_hours: float
    flow_cost: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans of one scenario side by side.

    Parameters
    ----------
    finite
        The plan a shop can run.
    promised
        The infinite plans, as an ERP prints them.
    executed
        What really happens when the shop runs them: their sequence, dispatched at finite capacity.
        Missing where hard dates or longest waits cannot be kept that way.
    """

    finite: Plan
    promised: Mapping[Mode, Plan]
    executed: Mapping[Mode, Plan]

    def plans(self) -> dict[str, Plan]:
        """Return all plans by name, in the order a reader wants them."""
        named = {"finite": self.finite}
        for mode, plan in self.promised.items():
            named[f"{mode} as promised"] = plan
            if mode in self.executed:
                named[f"{mode} as executed"] = self.executed[mode]
        return named

    def summaries(self) -> tuple[PlanSummary, ...]:
        """Return one line per plan."""
        return tuple(_summary(name, plan) for name, plan in self.plans().items())

    def overload_by_center(self) -> dict[str, dict[Mode, float]]:
        """Return the hours beyond capacity of each center in each infinite plan.

        A center appears if any plan overloads it.
        """
        hours: dict[str, dict[Mode, float]] = defaultdict(lambda: dict.fromkeys(self.promised, 0.0))
        for mode, plan in self.promised.items():
            for row in plan.load:
                if row.overload:
                    hours[row.work_center][mode] += row.overload / 60
        return dict(sorted(hours.items(), key=lambda entry: (-max(entry[1].values()), entry[0])))


def _summary(name: str, plan: Plan) -> PlanSummary:
    day, served = plan.clock.ticks_per_day, Served(plan)
    late = [row.late / day for row in plan.demands]
    return PlanSummary(
        name=name,
        on_time=served.wanted - len(served.missed),
        demands=served.wanted,
        weighted_tardiness_days=sum(
            float(row.weight) * value for row, value in zip(plan.demands, late, strict=True)
        ),
        max_lateness_days=max(late, default=0.0),
        makespan_days=max((row.end for row in plan.operations), default=0) / day,
        overload_hours=sum(row.overload for row in plan.load) / 60,
        flow_cost=float(plan.kpis.get("flow_cost") or 0),
    )


def compare(
    scenario: Scenario, options: SolveOptions, *, warnings: tuple[Fault, ...] = ()
) -> Comparison:
    """Plan a scenario finitely, and set it beside infinite ASAP and ALAP.

    Parameters
    ----------
    options
        Of the finite solve.

    Raises
    ------
    NoPlanExists, NoPlanFound
        As `scheduler.pipeline.plan`.
    """
    scenario = scenario.dated
    material = material_plan(scenario)
    solved = compile_and_solve(scenario, material, options)
    promises = {
        mode: compile_and_solve(scenario, material, replace(options, mode=mode))
        for mode in (Mode.ASAP, Mode.ALAP)
    }
    executed = {
        mode: execute(solved.compiled, promise, options) for mode, promise in promises.items()
    }
    return Comparison(
        finite=finish(solved, options, warnings=warnings, has_starts=False),
        promised={
            mode: finish(promise, replace(options, mode=mode), has_starts=False)
            for mode, promise in promises.items()
        },
        executed={
            mode: finish(replace(solved, schedule=schedule), options, has_starts=False)
            for mode, schedule in executed.items()
            if schedule.is_plan
        },
    )


def execute(compiled: Compiled, promise: Solved, options: SolveOptions) -> Schedule:
    """Return what a shop makes of an infinite plan; no plan if it cannot keep its hard wishes so.

    Operations are taken in the order of their planned starts, each on the machine that ends it
    first, alternatives included, and as early as crews and material allow. What the infinite plan
    leaves out comes last.

    Parameters
    ----------
    compiled
        The finite problem.
    promise
        The infinite plan.
    options
        Whose objectives are measured.
    """
    planned = promise.schedule
    dates = {
        (ref.order, ref.phase): (int(planned.start[op]), int(planned.end[op]))
        for op, ref in enumerate(promise.compiled.operations)
    }
    never = (compiled.problem.horizon, compiled.problem.horizon)
    order = sorted(
        range(compiled.problem.num_operations),
        key=lambda op: (*dates.get(_key(compiled, op), never), op),
    )
    return sequence_dispatch(compiled.problem, order, objectives=options.levels)


def _key(compiled: Compiled, op: int) -> tuple[str, int]:
    ref = compiled.operations[op]
    return ref.order, ref.phase
