"""The way of the data: scenario to orders to problem to schedule to verified plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.errors import SolverFault
from models.plan import Plan, SolveReport
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.materials import material_plan
from scheduler.objectives import pointless_terms, scenario_options
from scheduler.solving import compile_and_solve
from scheduler.unscheduled import causes_of_demands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.errors import Fault
    from models.plan import DemandRow
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.causes import Cause
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan
    from scheduler.solving import Solved
    from solvers.options import SolveOptions

__all__ = ["finish", "plan", "promised_completions"]


def plan(
    scenario: Scenario,
    options: SolveOptions | None = None,
    *,
    previous: PreviousPlan | None = None,
    warnings: tuple[Fault, ...] = (),
) -> Plan:
    """Plan a scenario and verify the result.

    Parameters
    ----------
    scenario
        What the user says.
    options
        Mode, objective levels, time limit, workers, seed; default: finite capacity in 60 s, the
        objective of the scenario.
    previous
        Where work was in an earlier plan, to stay near it.
    warnings
        Of the reader, kept in the plan for the report.

    Raises
    ------
    NoPlanExists
        If nothing can be planned, because facts of the scenario contradict each other.
    NoPlanFound
        If the time limit passed before a first plan.
    SolverFault
        If the verifier rejects the schedule: no such plan leaves the program.
    """
    options = options or scenario_options(scenario)
    scenario = scenario.dated
    material = material_plan(scenario)
    solved = compile_and_solve(scenario, material, options, previous=previous)
    return finish(solved, options, warnings=warnings)


def finish(solved: Solved, options: SolveOptions, *, warnings: tuple[Fault, ...] = ()) -> Plan:
    """Turn a schedule into a verified plan with KPIs, load and causes.

    Raises
    ------
    SolverFault
        If the verifier finds a violation.
    """
    from models.verify import verify
    from scheduler.capacity import load_rows
    from scheduler.causes import causes_of_lateness
    from scheduler.kpi import kpis
    from scheduler.starts import start_reasons

    compiled, schedule = solved.compiled, solved.schedule
    operations = operation_rows(compiled, schedule)
    orders = order_rows(compiled, operations)
    demands = demand_rows(compiled, schedule, orders, {})
    late = {row.demand for row in demands if row.late}
    never = causes_of_demands(compiled.material, {row.order: row for row in solved.unscheduled})
    causes = causes_of_lateness(compiled, schedule, late)
    sentences = {name: cause.sentence for name, cause in causes.items()}
    told = demand_rows(compiled, schedule, orders, sentences | never)
    demands = tuple(_completed(told, causes, promised_completions(compiled)))
    violations = verify(
        compiled.scenario,
        compiled.material,
        operations,
        orders,
        demands,
        mode=options.mode,
        unscheduled=solved.unscheduled,
    )
    if violations:
        raise SolverFault(tuple(str(violation) for violation in violations))
    pointless = pointless_terms(compiled.problem, options.objectives)
    result = Plan(
        scenario=compiled.scenario,
        material=compiled.material,
        operations=operations,
        orders=orders,
        demands=demands,
        load=load_rows(
            compiled.scenario, operations, compiled.problem.horizon, material=compiled.material
        ),
        kpis={},
        solve=_report(compiled, schedule, options),
        warnings=(*warnings, *compiled.warnings, *pointless),
        unscheduled=solved.unscheduled,
        starts=start_reasons(compiled, schedule, operations, options.mode),
    )
    return result.keeping(kpis=kpis(result) | {"verified": "yes"})


def promised_completions(compiled: Compiled) -> dict[str, int]:
    """Return when infinite capacity would have completed each demand, as soon as possible.

    That is what a plan without finite capacity promises, with the same pins, receipts and dates.

    Returns
    -------
    dict
        Ticks by demand, without those that wait for an order that is not scheduled; empty if not
        even infinite capacity can keep all hard dates and longest waits.
    """
    from solvers.timing import infinite_asap

    infinite = infinite_asap(compiled.problem)
    if not infinite.is_plan:
        return {}
    orders = order_rows(compiled, operation_rows(compiled, infinite))
    rows = demand_rows(compiled, infinite, orders, {})
    return {row.demand: row.completion for row in rows if row.is_scheduled}


def _completed(
    rows: Iterable[DemandRow], causes: Mapping[str, Cause], promised: Mapping[str, int]
) -> Iterator[DemandRow]:
    """Yield demands with what was promised, and what their lateness is made of."""
    for row in rows:
        lost = causes[row.demand].lost if row.demand in causes else ()
        yield replace(row, promised=promised.get(row.demand), lost=lost)


def _report(compiled: Compiled, schedule: Schedule, options: SolveOptions) -> SolveReport:
    return SolveReport(
        mode=options.mode,
        status=schedule.status,
        levels=schedule.levels,
        provenance=schedule.provenance,
        seconds=schedule.seconds,
        seed=options.seed,
        workers=options.workers,
        interrupted=options.stop.is_set(),
        tick_seconds=compiled.problem.tick_seconds,
        weight_unit=compiled.problem.weight_unit,
        flow_unit=compiled.problem.flow_unit,
        cost_unit=compiled.problem.cost_unit,
        history=schedule.history,
    )
