"""Plan again what changes touch: as little as possible else moves, or all may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile, NoPlanExists, NoPlanFound
from models.level import Objective
from models.plan import Mode, OperationState
from models.scenario import OrderType
from scheduler.changes import (
    GIVES_ROOM,
    Breakdown,
    Drop,
    ExtraDemand,
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
from scheduler.objectives import parse_level, scenario_options
from scheduler.pipeline import finish
from scheduler.replanning import previous_plan
from scheduler.simulation.earlier import latest_starts
from scheduler.simulation.moves import held_places, movable
from scheduler.solving import compile_and_solve
from solvers.previous import NEAR_PREVIOUS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.level import Level
    from models.material import MaterialPlan
    from models.plan import Plan, Unscheduled
    from models.scenario import Scenario
    from scheduler.changes import Change
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan
    from scheduler.simulation.moves import Key
    from solvers.options import SolveOptions

__all__ = ["Manner", "replanned"]

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
    is_draft
        Neither search nor verify, and tell no causes, load or key figures: many such plans are
        compared, and `scheduler.pipeline.check` verifies those that are kept.
    """

    options: SolveOptions
    is_full: bool = False
    snap: bool = False
    fill: bool = False
    is_draft: bool = False


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
    if not changes and not manner.is_full:
        return plan  # what it leaves out, a second try might not
    acts = settled(changes, plan.scenario, plan.material)
    scenario, material = _changed(plan, acts, is_full=manner.is_full)
    moves = [change for change in acts if isinstance(change, Move)]
    before = _places(plan, near)
    earlier: dict[Key, int] = {}
    if moves:
        compiled = _compiled(plan, scenario, material, before)
        held = held_places(moves, plan, compiled, snap=manner.snap, fill=manner.fill)
        before, earlier = replace(before, held=held), latest_starts(plan, held, compiled)
    if near is not None:
        stay = frozenset(before.places.keys() - before.held.keys())
        before = replace(before, not_before=stay)
    elif not manner.is_full:
        before = _bound(plan, acts, before)
    ways = _ways(plan, before, earlier)
    result = _solved(plan, scenario, material, ways, manner)
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


def _changed(
    plan: Plan, changes: Sequence[Change], *, is_full: bool
) -> tuple[Scenario, MaterialPlan]:
    """Return the scenario and the orders as changes make them.

    Orders and pegging stay as they are unless a change is about them. Then the production that
    MRP had planned becomes documents first, so that it keeps its names and its places; what
    served dropped demands alone goes with them. Bought goods are planned anew: as documents they
    would come when MRP wishes, be that sooner than anybody can deliver.

    What somebody wants more is netted last, unless everything is planned again: supply of others
    that it took would move work which has nothing to do with it.
    """
    scenario = plan.scenario
    changes_material = any(change.changes_material for change in changes)
    if changes_material:
        made = [row for row in plan.material.orders if row.is_document or row.type in _ADOPTED]
        scenario = adopt(scenario, replace(plan.material, orders=tuple(made)))
        scenario = _without_servants(scenario, plan.material, changes)
    more: set[str] = set()
    for change in changes:
        if isinstance(change, ExtraDemand) and not is_full:
            more.add(change.id_in(scenario))
        scenario = change.applied(scenario)
    scenario = scenario.dated
    if not changes_material:
        return scenario, plan.material
    return scenario, material_plan(scenario, last=more)


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


def _compiled(
    plan: Plan, scenario: Scenario, material: MaterialPlan, before: PreviousPlan
) -> Compiled:
    """Return the problem without what the plan leaves out; work of the frozen days is bound."""
    left_out = {row.order for row in plan.unscheduled} & material.order_by_id.keys()
    is_finite = plan.solve.mode is Mode.FINITE
    return compile_problem(
        scenario,
        material,
        stretch=_STRETCH,
        previous=before,
        left_out=left_out,
        is_finite=is_finite,
    )


def _ways(plan: Plan, before: PreviousPlan, earlier: Mapping[Key, int]) -> tuple[PreviousPlan, ...]:
    """Return where work was in two ways, if any precedes what moves to an earlier time.

    First it goes just as much earlier as it must if nobody is in its way; then as it can.
    """
    if not earlier:
        return (before,)
    clock, places = plan.clock, dict(before.places)
    for key, tick in earlier.items():
        start = clock.moment(tick).replace(tzinfo=None)
        places[key] = places[key]._replace(start=start, end=None)
    free = replace(before, not_before=before.not_before - earlier.keys())
    return replace(before, places=places), free


def _bound(plan: Plan, changes: Sequence[Change], before: PreviousPlan) -> PreviousPlan:
    """Return where work was, with what of it may begin earlier, or elsewhere."""
    places = dict(before.places)
    freed = set(before.held)
    if any(isinstance(change, GIVES_ROOM) for change in changes):
        late = {row.demand for row in plan.demands if row.late or not row.is_scheduled}
        freed |= _serving(plan, late) | _queued(plan, changes)
    fixed = {(row.order, row.phase) for row in plan.operations if movable(plan, row)}
    rushed = _serving(plan, _rushed(changes)) - fixed - before.held.keys()
    for key in rushed:  # it goes before all others, wherever it can
        places[key] = PreviousPlace(plan.clock.origin, None)
    for key in _broken_down(plan, changes) - before.held.keys():
        places[key] = places[key]._replace(machine=None)
    stay = frozenset(places.keys() - freed - rushed)
    return replace(before, places=places, not_before=stay)


def _serving(plan: Plan, demands: set[str]) -> set[Key]:
    """Return the phases of all orders that serve one of some demands."""
    served = plan.material.demands_served
    orders = {order for order, names in served.items() if not demands.isdisjoint(names)}
    return {(row.order, row.phase) for row in plan.operations if row.order in orders}


def _queued(plan: Plan, changes: Sequence[Change]) -> set[Key]:
    """Return the phases at work centers that work longer, from then on: their queue moves up.

    Work that is on time would keep its start else, and all that waits behind it, too.
    """
    since: dict[str, int] = {}
    for change in changes:
        if isinstance(change, Overtime | Shift):
            begin = change.begin if isinstance(change, Overtime) else change.day
            tick = plan.clock.tick(begin)
            since[change.center] = min(tick, since.get(change.center, tick))
    return {
        (row.order, row.phase)
        for row in plan.operations
        if row.end > since.get(row.work_center, row.end)
    }


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
    ways: tuple[PreviousPlan, ...],
    manner: Manner,
) -> Plan:
    """Return the plan in the first way in which nothing more is left out.

    If there is none without search, any work may move that a search finds must.
    """
    base, mode, mine = scenario_options(scenario), plan.solve.mode, manner.options
    patience = mine.patience or base.patience
    options = replace(
        mine,
        objectives=_levels(plan) or base.objectives,
        delay_cost=base.delay_cost,
        mode=mode,
        patience=patience,
    )
    if manner.is_full:
        return _run(scenario, material, ways[-1], options)
    is_draft = manner.is_draft
    if mode is Mode.FINITE:
        options = replace(options, rule=NEAR_PREVIOUS)
    else:  # the other pass would take work later than it was
        options = replace(options, mode=Mode.ASAP)
    for way in ways:
        try:
            result = _run(scenario, material, way, options, is_draft=is_draft)
        except (NoPlanFound, NoPlanExists):
            if (is_draft or mode is not Mode.FINITE) and way is ways[-1]:
                raise
            continue
        if way is ways[-1] or not _lost(plan, result):
            return replace(result, solve=replace(result.solve, mode=mode))
    levels: tuple[Level | Objective, ...] = (Objective.MOVED, Objective.SHIFT, *options.levels)
    free = replace(ways[-1], not_before=frozenset())
    return _run(scenario, material, free, replace(options, objectives=levels, rule="", mode=mode))


def _levels(plan: Plan) -> tuple[Level, ...]:
    """Return the levels that a plan was made for, with weights as the user wrote them."""
    return tuple(_as_written(row.objective) for row in plan.solve.levels)


def _as_written(level: Level) -> Level:
    if not level.unit:
        return level
    try:
        return parse_level(level.text)
    except ValueError:  # of a class below 0, which no text can name: its weights are in order
        return level


def _run(
    scenario: Scenario,
    material: MaterialPlan,
    before: PreviousPlan,
    options: SolveOptions,
    *,
    is_draft: bool = False,
) -> Plan:
    solved = compile_and_solve(scenario, material, options, previous=before)
    return finish(solved, options, previous=before, is_draft=is_draft)


def _lost(plan: Plan, result: Plan) -> list[Unscheduled]:
    """Return the orders that only the new plan leaves out, without those that wait for others."""
    before = {row.order for row in plan.unscheduled}
    return [row for row in result.unscheduled if row.order not in before and not row.waits_for]


def _refuse_losses(plan: Plan, result: Plan, moves: Sequence[Move]) -> None:
    """Refuse moves that leave orders without a place.

    Raises
    ------
    InvalidScenarioFile
        With what is in the way.
    """
    lost = _lost(plan, result) if moves else []
    names = ", ".join(move.name for move in moves)
    faults = [
        Fault(
            "move",
            "",
            "",
            names,
            f"a place that leaves room for order {row.order}: {row.cause}",
            "; ".join(row.facts),
        )
        for row in lost
    ]
    if faults:
        raise InvalidScenarioFile(tuple(faults))
