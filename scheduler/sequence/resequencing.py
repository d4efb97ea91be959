"""Another order on a work center: as a planner writes it, by a rule, or by a column."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.dispatching import patience_of
from scheduler.natural import natural
from scheduler.sequence.change import changed
from scheduler.sequence.refusal import contradiction
from scheduler.sequence.scope import scope_of
from scheduler.sequence.wanted import Wanted, wanted_by_rows
from solvers.dispatch.rules import LIST_RULE, RULES
from solvers.resequence import CircularOrderError, lanes_by_key, lanes_by_rule, resequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsRichComparison

    from models.level import Level
    from models.plan import Plan
    from models.schedule import Schedule
    from scheduler.sequence.change import Change
    from scheduler.sequence.request import WantedRow
    from scheduler.sequence.scope import Scope
    from scheduler.sequence.shop import PlanShop
    from solvers.resequence import Lane

    Levels = tuple[Level, ...]
    Key = tuple[SupportsRichComparison, ...]

__all__ = ["KEYS", "resequenced", "resequenced_by"]

KEYS = ("due", "start", "order", "item", "state")
"""Columns by which a sequence can be sorted."""


def resequenced(
    plan: Plan, center: str, rows: Sequence[WantedRow], *, machine: str = "", lock: int = 0
) -> Change:
    """Return a plan in which a center runs in the order of some rows, all times recomputed.

    What the rows do not name follows in its old order. What has started or is frozen stays where
    it is, and so do the first positions that are locked.

    Parameters
    ----------
    rows
        Phases of the center in the order wanted.
    machine
        One of its machines alone; empty for all.
    lock
        So many positions of each machine stay first.

    Raises
    ------
    InvalidScenarioFile
        If the rows are wrong, or contradict what must run before what.
    """

    def make(shop: PlanShop, levels: Levels) -> Schedule:
        return _ordered(shop, wanted_by_rows(scope_of(shop, center, machine, lock), rows), levels)

    return changed(plan, make)


def _ordered(shop: PlanShop, wanted: Wanted, levels: Levels) -> Schedule:
    """Return the schedule in the order wanted.

    Raises
    ------
    InvalidScenarioFile
        If it runs in a circle.
    """
    try:
        return resequence(
            shop.problem, shop.schedule, wanted.lanes, mode=wanted.mode, objectives=levels
        )
    except CircularOrderError as error:
        fault = contradiction(shop, error.steps, wanted.named)
        raise InvalidScenarioFile((fault,)) from None


def resequenced_by(
    plan: Plan, center: str, rule: str, *, machine: str = "", lock: int = 0
) -> Change:
    """Return a plan in which a center runs by a rule, all times recomputed.

    Parameters
    ----------
    rule
        A dispatching rule, which picks whenever a machine is free among what waits for it; or one
        of `KEYS`, by which the work of each machine is sorted, nothing before what it must follow.

    Raises
    ------
    InvalidScenarioFile
        If there is no such center or machine, or the rule finds no plan.
    ValueError
        If there is no such rule.
    """
    if rule not in (*RULES, *KEYS):
        message = f"found the rule {rule!r}, expected one of {', '.join((*RULES, *KEYS))}"
        raise ValueError(message)
    return changed(plan, partial(_by_rule, center=center, rule=rule, machine=machine, lock=lock))


def _by_rule(
    shop: PlanShop, levels: Levels, *, center: str, rule: str, machine: str, lock: int
) -> Schedule:
    scope = scope_of(shop, center, machine, lock)
    held = {lane: scope.num_held(lane) for lane in scope.machines.values()}
    lanes = {lane: scope.movable(lane) for lane in scope.machines.values()}
    if rule in KEYS or rule == LIST_RULE:
        found = lanes_by_key(shop.problem, shop.schedule, lanes, _keys(scope, rule), held)
    else:
        patience = patience_of(shop.plan.scenario)
        found = lanes_by_rule(
            shop.problem, shop.schedule, lanes, rule, held=held, patience=patience
        )
    return _ordered(shop, Wanted(found, shop.schedule.mode), levels)


def _keys(scope: Scope, rule: str) -> list[Key]:
    """Return what each operation is sorted by; shape (N,)."""
    shop = scope.shop
    start = shop.schedule.start.tolist()
    if rule == LIST_RULE:
        ranks = shop.problem.op_rank.tolist()
        return [(rank, op) for op, rank in enumerate(ranks)]
    if rule == "state":
        return _by_state(scope)
    due = {row.order: (row.due < 0, row.due) for row in shop.plan.orders}
    keys = []
    for op, tick in enumerate(start):
        order, phase = shop.key(op)
        item = shop.compiled.operations[op].item
        first: dict[str, Key] = {
            "due": due[order],
            "start": (),
            "order": (natural(order), phase),
            "item": (natural(item),),
        }
        keys.append((*first[rule], tick, op))
    return keys


def _by_state(scope: Scope) -> list[Key]:
    """Return keys that bring work of one setup state together, the states as they begin now.

    Raises
    ------
    InvalidScenarioFile
        If no machine is set up.
    """
    shop, states = scope.shop, scope.shop.states()
    start: list[int] = shop.schedule.start.tolist()
    ops = [op for lane in scope.machines.values() for op in scope.all(lane)]
    if all(states[op] < 0 for op in ops):
        expected = f"another rule: work on {scope.center} has no setup state"
        raise InvalidScenarioFile((Fault("--rule", "", "", "state", expected),))
    begin: dict[tuple[Lane, int], int] = {}
    for lane in scope.machines.values():
        for op in scope.all(lane):
            begin.setdefault((lane, states[op]), start[op])
    home = {op: lane for lane in scope.machines.values() for op in scope.all(lane)}
    return [
        (begin.get((home[op], states[op]), 0) if op in home else 0, states[op], tick, op)
        for op, tick in enumerate(start)
    ]
