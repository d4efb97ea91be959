"""Plan again what changes touch: as little as possible else moves, or all may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile, NoPlanFound
from models.level import Objective
from models.plan import Mode, OperationState
from models.scenario import OrderType
from scheduler.changes import (
    Breakdown,
    Drop,
    EarlierReceipt,
    Move,
    Overtime,
    Rush,
    Shift,
    settled,
)
from scheduler.changes.change import refusal
from scheduler.compile import compile_problem
from scheduler.compile.previous import PreviousPlace
from scheduler.materials import material_plan
from scheduler.mrp.adopt import adopt
from scheduler.objectives import scenario_options
from scheduler.pipeline import finish
from scheduler.replanning import previous_plan
from scheduler.simulation.moves import held_places, movable
from scheduler.solving import compile_and_solve
from solvers.previous import NEAR_PREVIOUS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.material import MaterialPlan
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.changes import Change
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan
    from scheduler.simulation.moves import Key
    from solvers.options import SolveOptions

__all__ = ["Manner", "replanned"]

_GIVES_ROOM = (Drop, EarlierReceipt, Overtime, Shift)
"""Changes after which late work may come earlier."""

_ADOPTED = (OrderType.PRODUCTION,)
"""Other work that the plan schedules would be a receipt with a date as a document."""

_STRETCH = 4
"""How much further than a plan needs calendars reach in which moves are looked up."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to plan again.

    Parameters
    ----------
    is_full
        Whether everything may move; otherwise only what must, and late work that gets room.
    snap
        Take a move into closed time to the next working time.
    fill
        Drop moves on days of centers; see `scheduler.simulation.filling`.
    options
        Time limit, workers, seed and rule of a full plan, and of the search where there is no way
        but to move more; levels and mode are those of the plan.
    """

    options: SolveOptions
    is_full: bool = False
    snap: bool = False
    fill: bool = False


def replanned(
    plan: Plan,
    changes: Sequence[Change],
    manner: Manner,
    *,
    near: Mapping[Key, PreviousPlace] | None = None,
) -> Plan:
    """Return the plan as changes make it, verified.

    Parameters
    ----------
    near
        Where work that may move goes, or as soon after it as it can; the rest stays where it is,
        whatever the changes are.

    Raises
    ------
    InvalidScenarioFile
        If a change is not possible, or the work that is moved leaves no room for other orders.
    SchedulingError
        As `scheduler.pipeline.plan`.
    """
    if manner.fill and plan.solve.mode is Mode.FINITE:
        expected = (
            "a plan at infinite capacity (asap, alap): in this finite one other work makes way"
        )
        raise refusal("drop-rule", "fill", expected)
    acts = settled(changes, plan.scenario, plan.material)
    scenario, material = _changed(plan, acts)
    moves = [change for change in acts if isinstance(change, Move)]
    before = _places(plan, near)
    earlier: set[Key] = set()
    if moves:
        compiled = _compiled(plan, scenario, material)
        held = held_places(moves, plan, compiled, snap=manner.snap, fill=manner.fill)
        before, earlier = replace(before, held=held), _before_moves(plan, held, compiled)
    if near is not None:
        stay = frozenset(before.places.keys() - before.held.keys() - earlier)
        before = replace(before, not_before=stay)
    elif not manner.is_full:
        before = _bound(plan, acts, before, earlier)
    result = _solved(plan, scenario, material, before, manner)
    _refuse_losses(plan, result, moves)
    return result


def _places(plan: Plan, near: Mapping[Key, PreviousPlace] | None) -> PreviousPlan:
    """Return where work is, or is to go."""
    here = previous_plan(plan)
    if near is None:
        return here
    places = dict(here.places)
    for row in plan.operations:
        key = (row.order, row.phase)
        if key in near and not movable(plan, row):
            places[key] = near[key]
    return replace(here, places=places)


def _changed(plan: Plan, changes: Sequence[Change]) -> tuple[Scenario, MaterialPlan]:
    """Return the scenario and the orders as changes make them.

    Orders and pegging stay as they are unless a change is about them. Then the production that
    MRP had planned becomes documents first, so that it keeps its names and its places; what
    served dropped demands alone goes with them. Bought goods are planned anew: as documents they
    would come when MRP wishes, be that sooner than anybody can deliver.
    """
    scenario = plan.scenario
    changes_material = any(change.changes_material for change in changes)
    if changes_material:
        made = [row for row in plan.material.orders if row.is_document or row.type in _ADOPTED]
        scenario = adopt(scenario, replace(plan.material, orders=tuple(made)))
        scenario = _without_servants(scenario, plan.material, changes)
    for change in changes:
        scenario = change.applied(scenario)
    scenario = scenario.dated
    return scenario, material_plan(scenario) if changes_material else plan.material


def _without_servants(
    scenario: Scenario, material: MaterialPlan, changes: Sequence[Change]
) -> Scenario:
    """Return a scenario without the planned orders that serve dropped demands alone."""
    dropped = {change.name for change in changes if isinstance(change, Drop)}
    planned = {order.id for order in material.orders if not order.is_document}
    gone = {
        order
        for order, demands in material.demands_served.items()
        if order in planned and demands and dropped.issuperset(demands)
    }
    return scenario.replaced(orders=tuple(row for row in scenario.orders if row.id not in gone))


def _compiled(plan: Plan, scenario: Scenario, material: MaterialPlan) -> Compiled:
    """Return the problem without what the plan leaves out."""
    left_out = {row.order for row in plan.unscheduled} & material.order_by_id.keys()
    is_finite = plan.solve.mode is Mode.FINITE
    return compile_problem(
        scenario, material, stretch=_STRETCH, left_out=left_out, is_finite=is_finite
    )


def _bound(
    plan: Plan, changes: Sequence[Change], before: PreviousPlan, earlier: set[Key]
) -> PreviousPlan:
    """Return where work was, with what of it may begin earlier, or elsewhere."""
    places = dict(before.places)
    freed = before.held.keys() | earlier
    if any(isinstance(change, _GIVES_ROOM) for change in changes):
        late = {row.demand for row in plan.demands if row.late or not row.is_scheduled}
        freed |= _serving(plan, late)
    fixed = {(row.order, row.phase) for row in plan.operations if movable(plan, row)}
    rushed = _serving(plan, _rushed(changes)) - fixed - before.held.keys()
    for key in rushed:  # it goes before all others, wherever it can
        places[key] = PreviousPlace(plan.clock.origin, None)
    for key in _broken_down(plan, changes) - before.held.keys():
        places[key] = places[key]._replace(machine=None)
    stay = frozenset(places.keys() - freed - rushed)
    return replace(before, places=places, not_before=stay)


def _before_moves(plan: Plan, held: Mapping[Key, PreviousPlace], compiled: Compiled) -> set[Key]:
    """Return what precedes work that moves to an earlier time, directly or not: it must too."""
    starts = {(row.order, row.phase): row.start for row in plan.operations}
    problem, refs = compiled.problem, compiled.operations
    preds: dict[int, list[int]] = {}
    for pred, succ in zip(problem.pred.tolist(), problem.succ.tolist(), strict=True):
        preds.setdefault(succ, []).append(pred)
    stack = [
        op
        for op, ref in enumerate(refs)
        if (place := held.get((ref.order, ref.phase)))
        and plan.clock.tick(place.start) < starts[ref.order, ref.phase]
    ]
    seen: set[int] = set()
    while stack:
        for pred in preds.get(stack.pop(), ()):
            if pred not in seen:
                seen.add(pred)
                stack.append(pred)
    return {(refs[op].order, refs[op].phase) for op in seen}


def _serving(plan: Plan, demands: set[str]) -> set[Key]:
    """Return the phases of all orders that serve one of some demands."""
    served = plan.material.demands_served
    orders = {order for order, names in served.items() if not demands.isdisjoint(names)}
    return {(row.order, row.phase) for row in plan.operations if row.order in orders}


def _rushed(changes: Sequence[Change]) -> set[str]:
    return {change.name for change in changes if isinstance(change, Rush)}


def _broken_down(plan: Plan, changes: Sequence[Change]) -> set[Key]:
    """Return the phases that were on a machine while it is down now: they may go elsewhere."""
    clock = plan.clock
    spans = [
        (change.resource, clock.tick(change.begin), clock.tick(change.end))
        for change in changes
        if isinstance(change, Breakdown)
    ]
    return {
        (row.order, row.phase)
        for row in plan.operations
        for resource, begin, end in spans
        if resource in (row.work_center, row.machine, *row.also)
        and row.setup_start < end
        and begin < row.end
        and row.state is OperationState.PLANNED
    }


def _solved(
    plan: Plan,
    scenario: Scenario,
    material: MaterialPlan,
    before: PreviousPlan,
    manner: Manner,
) -> Plan:
    base, mode = scenario_options(scenario), plan.solve.mode
    mine = manner.options
    options = replace(mine, objectives=base.objectives, delay_cost=base.delay_cost, mode=mode)
    if mine.patience is None:
        options = replace(options, patience=base.patience)
    if not manner.is_full and mode is not Mode.FINITE:
        # the other pass would take work later than it was
        result = _run(scenario, material, before, replace(options, mode=Mode.ASAP))
        return replace(result, solve=replace(result.solve, mode=mode))
    if manner.is_full:
        return _run(scenario, material, before, options)
    try:
        return _run(scenario, material, before, replace(options, rule=NEAR_PREVIOUS))
    except NoPlanFound:
        levels = (Objective.MOVED, Objective.SHIFT, *options.levels)
        return _run(scenario, material, before, replace(options, objectives=levels, rule=""))


def _run(
    scenario: Scenario, material: MaterialPlan, before: PreviousPlan, options: SolveOptions
) -> Plan:
    solved = compile_and_solve(scenario, material, options, previous=before)
    return finish(solved, options)


def _refuse_losses(plan: Plan, result: Plan, moves: Sequence[Move]) -> None:
    """Refuse moves that leave orders without a place.

    Raises
    ------
    InvalidScenarioFile
        With what is in the way.
    """
    if not moves:
        return
    before = {row.order for row in plan.unscheduled}
    lost = [row for row in result.unscheduled if row.order not in before and not row.waits_for]
    if lost:
        names = ", ".join(move.name for move in moves)
        raise InvalidScenarioFile(
            tuple(
                Fault(
                    "move",
                    "",
                    "",
                    names,
                    f"a place that leaves room for order {row.order}: {row.cause}",
                    "; ".join(row.facts),
                )
                for row in lost
            )
        )
