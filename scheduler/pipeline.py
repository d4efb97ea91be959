"""The way of the data: scenario to orders to problem to schedule to verified plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.errors import SolverFault
from models.plan import Plan, SolveReport
from scheduler.decode import demand_rows, operation_rows, order_rows
from scheduler.materials import material_plan
from scheduler.objectives import pointless_terms, scenario_options
from scheduler.runs.stopwatch import Step, Stopwatch
from scheduler.solving import compile_and_solve
from scheduler.unscheduled import causes_of_demands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.errors import Fault
    from models.plan import DemandRow, LoadRow, OperationRow, OrderRow
    from models.scenario import Scenario
    from models.schedule import Schedule
    from scheduler.causes import Cause
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan
    from scheduler.solving import Solved
    from solvers.options import SolveOptions

__all__ = ["check", "finish", "plan", "promised_completions"]


def plan(
    scenario: Scenario,
    options: SolveOptions | None = None,
    *,
    previous: PreviousPlan | None = None,
    warnings: tuple[Fault, ...] = (),
    watch: Stopwatch | None = None,
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
    watch
        Takes the times of the steps.

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
    scenario, watch = scenario.dated, watch or Stopwatch()
    with watch.step(Step.MATERIALS):
        material = material_plan(scenario)
    with watch.step(Step.SCHEDULE):
        solved = compile_and_solve(scenario, material, options, previous=previous)
    with watch.step(Step.FIGURES):
        return finish(solved, options, previous=previous, warnings=warnings)


def finish(
    solved: Solved,
    options: SolveOptions,
    *,
    previous: PreviousPlan | None = None,
    warnings: tuple[Fault, ...] = (),
    is_draft: bool = False,
    has_starts: bool = True,
) -> Plan:
    """Turn a schedule into a verified plan with KPIs, load and causes.

    Parameters
    ----------
    previous
        Where work was: among machines that are alike it keeps its own as far as may be.
    is_draft
        Do without KPIs, load, causes, reasons and the verifier, which take longer than the plan
        itself: for plans of which most are thrown away. Whoever keeps one has it verified.
    has_starts
        Tell why operations start when they do: only a report asks. `scheduler.starts.starts_of`
        finds it out later where it is not told.

    Raises
    ------
    SolverFault
        If the verifier finds a violation.
    """
    from scheduler.kpi import kpis
    from scheduler.starts import start_reasons

    compiled, schedule = solved.compiled, solved.schedule
    operations = operation_rows(compiled, schedule, previous)
    orders = order_rows(compiled, operations)
    never = causes_of_demands(compiled.material, {row.order: row for row in solved.unscheduled})
    demands = demand_rows(compiled, schedule, orders, never)
    if not is_draft:
        demands = _with_causes(solved, orders, demands, never)
    pointless = pointless_terms(compiled.problem, options.objectives)
    result = Plan(
        scenario=compiled.scenario,
        material=compiled.material,
        operations=operations,
        orders=orders,
        demands=demands,
        load=(),
        kpis={},
        solve=_report(compiled, schedule, options),
        warnings=(*warnings, *compiled.warnings, *pointless),
        unscheduled=solved.unscheduled,
    )
    if is_draft:
        return result
    check(result)
    loaded = replace(result, load=_load(compiled, operations))
    if has_starts:
        starts = start_reasons(compiled, schedule, operations, options.mode)
        loaded = replace(loaded, starts=starts)
    return loaded.keeping(kpis=kpis(loaded) | {"verified": "yes"})


def check(plan: Plan) -> None:
    """Let the verifier look at a plan.

    Raises
    ------
    SolverFault
        With every violation.
    """
    from models.verify import verify_plan

    if violations := verify_plan(plan):
        raise SolverFault(tuple(map(str, violations)))


def _load(compiled: Compiled, operations: tuple[OperationRow, ...]) -> tuple[LoadRow, ...]:
    from scheduler.capacity import load_rows

    horizon = compiled.problem.horizon
    return load_rows(compiled.scenario, operations, horizon, material=compiled.material)


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


def _with_causes(
    solved: Solved,
    orders: tuple[OrderRow, ...],
    demands: tuple[DemandRow, ...],
    never: Mapping[str, str],
) -> tuple[DemandRow, ...]:
    """Return demands with why they are late or not scheduled, and what was promised."""
    from scheduler.causes import causes_of_lateness

    compiled, schedule = solved.compiled, solved.schedule
    late = {row.demand for row in demands if row.late}
    causes = causes_of_lateness(compiled, schedule, late)
    sentences = {name: cause.sentence for name, cause in causes.items()}
    told = demand_rows(compiled, schedule, orders, {**sentences, **never})
    return tuple(_completed(told, causes, promised_completions(compiled)))


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
