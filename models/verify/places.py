"""Where a row says a task runs: center, machines, crew, how long and in which hours."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import combinations, islice
from math import ceil, comb
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.scenario import DayKind
from models.terms import CHECK_PHASE
from models.verify.times import Place, Times, lead_time, times_on, variable_crew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import OperationRow
    from models.scenario import (
        AggregationRule,
        Machine,
        Operation,
        PinnedPhase,
        SkillUse,
        WorkCenter,
    )
    from models.verify.facts import Facts
    from models.verify.labour import Needs
    from models.verify.tasks import Task

__all__ = ["Placed", "Spot", "done_at", "main_spot", "needs_of", "pin_of", "place", "window_end"]

Team = tuple["Machine", ...]

_MOST_TEAMS = 20
"""Of more combinations of machines only consecutive ones are tried, where none is named."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Spot:
    """A center and machines where a task may run, and how it runs there.

    Parameters
    ----------
    center
        ``None`` for the lead time of an item without routing.
    machines
        The ones it holds, the main one first; none where no single machine is meant.
    calendar
        When the work advances: the machines and all it needs beside them are there.
    work
        Working ticks that the task takes here.
    needs
        Workers it asks while it works.
    rule
        How operations share a session here, ``None`` for alone.
    fill
        What it takes of a session.
    """

    center: WorkCenter | None
    machines: Team = ()
    times: Times
    calendar: WorkingTime
    work: int
    needs: Needs = ()
    rule: AggregationRule | None = None
    fill: Fraction = Fraction(0)


_SPOT_FIELDS = tuple(field.name for field in fields(Spot))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placed(Spot):
    """A row that serves a task, on a center and machines where the task may run."""

    row: OperationRow
    task: Task

    @property
    def code(self) -> str:
        """Return what may share a session with it; empty for work that is alone."""
        operation = self.task.operation
        if self.rule is None or operation is None or self.times.sessions > 1:
            return ""
        return operation.aggregation or ""


def done_at(calendar: WorkingTime, start: int, work: int) -> int | None:
    """Return when work is done that starts at a tick; None if the windows do not suffice."""
    if work == 0:
        return int(start)
    done = calendar.to_work(int(start)) + work
    return calendar.to_wall_end(done) if done <= calendar.total else None


def window_end(calendar: WorkingTime, tick: int) -> int | None:
    """Return the end of the working window a tick lies in; None if it lies in none."""
    window = int(calendar.starts.searchsorted(tick, side="right")) - 1
    if window < 0 or tick >= calendar.ends[window]:
        return None
    return int(calendar.ends[window])


def place(facts: Facts, row: OperationRow, task: Task) -> Placed | None:
    """Return a row on its machines; None where the task may not run there.

    A row does not say how many workers joined, nor which machine an infinite plan means: the
    smallest crew and the first machine that explain its end are believed.
    """
    first: Spot | None = None
    loose: Spot | None = None
    for spot in _spots_of_row(facts, row, task):
        end = done_at(spot.calendar, row.start, spot.work)
        if task.progress is None and window_end(spot.calendar, row.start) is None:
            end = None  # it cannot begin there
        if end == row.end:
            return _at(spot, row, task)
        first = first or spot
        may_wait = spot.rule is not None or task.is_elastic
        if may_wait and end is not None and end < row.end:
            loose = loose or spot
    best = loose or first
    return None if best is None else _at(best, row, task)


def _at(spot: Spot, row: OperationRow, task: Task) -> Placed:
    values = {name: getattr(spot, name) for name in _SPOT_FIELDS}
    return Placed(row=row, task=task, **values)


def pin_of(task: Task) -> PinnedPhase | None:
    """Return where a frozen order runs a task; None if it does not say so."""
    pins = task.document.pinned if task.document and task.document.frozen else ()
    return next((pin for pin in pins if pin.phase == task.phase), None)


def bound_machine(task: Task) -> str:
    """Return the machine that begun or frozen work names; empty for none."""
    if task.progress is not None:
        return task.progress.machine or ""
    pin = pin_of(task)
    return pin.machine or "" if pin is not None else ""


def main_spot(facts: Facts, task: Task, *, is_bound: bool = True) -> Spot:
    """Return the first machine of its main center, where a task runs at infinite capacity.

    If that never works together with all the task needs, the first alternative counts.

    Parameters
    ----------
    is_bound
        Begun and frozen work counts on the machine it names, instead of the first one.
    """
    if task.operation is None:
        return _lead(facts, task)
    for name in facts.centers_of(task):
        center = facts.scenario.work_center_by_id.get(name)
        if center is None:
            continue
        bound = bound_machine(task) if is_bound else ""
        teams = _any_team(facts, task.operation, center, bound)
        for spot in _spots(facts, task, task.operation, center, teams):
            if spot.calendar.total:
                return spot
    return Spot(center=None, times=Times(), calendar=WorkingTime.of([]), work=0)


def _spots_of_row(facts: Facts, row: OperationRow, task: Task) -> Iterator[Spot]:
    """Yield what a row may mean; nothing if the task may not run where it says."""
    if row.work_center not in facts.centers_of(task):
        return
    center = facts.scenario.work_center_by_id.get(row.work_center)
    if task.operation is None:
        if not row.machine:
            yield _lead(facts, task)
    elif center is not None and facts.limited(center):
        team = facts.team_of(row, task.operation, center)
        yield from _spots(facts, task, task.operation, center, [team] if team else [])
    elif center is not None and row.machine == center.id and not row.also:
        teams = _any_team(facts, task.operation, center, bound_machine(task))
        yield from _spots(facts, task, task.operation, center, teams)


def _any_team(facts: Facts, operation: Operation, center: WorkCenter, bound: str) -> Iterator[Team]:
    """Yield the machines that may be meant where a row names none, the first ones first."""
    if center.infinite or center.external:
        yield ()
        return
    machines = tuple(facts.machines_for(operation, center).values())
    named: list[Team] = []
    if any(machine.id == bound for machine in machines):
        teams = _teams(machines, operation.machine_count)
        named = [team for team in teams if any(machine.id == bound for machine in team)]
        named.sort(key=lambda team: team[0].id != bound)  # its own times count where it is the main
    yield from named or islice(_teams(machines, operation.machine_count), _MOST_TEAMS)


def _teams(machines: Team, count: int) -> Iterator[Team]:
    """Yield the machines that may be held at once."""
    if comb(len(machines), count) <= _MOST_TEAMS:
        yield from combinations(machines, count)
    else:
        for begin in range(len(machines) - count + 1):
            yield machines[begin : begin + count]


def _spots(
    facts: Facts, task: Task, operation: Operation, center: WorkCenter, teams: Iterable[Team]
) -> Iterator[Spot]:
    """Yield how a task runs at a center, by machines and by the size of its crew."""
    use = variable_crew(operation, center)
    most = use.most if use is not None and use.most is not None else 0
    sizes = range(use.quantity, max(use.quantity, most) + 1) if use is not None else (0,)
    for team in teams:
        for crew in sizes:
            prepared = facts.limited(center) and bool(center.setup_skills)
            where = Place(center, team[0] if team else None, crew, prepared)
            yield _spot(facts, task, operation, where, team)


def _spot(facts: Facts, task: Task, operation: Operation, where: Place, team: Team) -> Spot:
    center, shop = where.center, facts.scenario.settings.shop
    started = task.progress is not None
    times = times_on(operation, where, shop, facts.clock, started=started)
    if times.lead is not None:
        days = facts.hours.days(center.calendar)
        return Spot(center=center, times=times, calendar=days, work=times.lead)
    rule, fill = _session_rule(facts, task, operation, center)
    if rule is not None:
        times = replace(times, sessions=max(1, ceil(fill / Fraction(rule.most))))
    needs = needs_of(operation.skills or center.skills, where.crew)
    return Spot(
        center=center,
        machines=team if facts.limited(center) else (),
        times=times,
        calendar=facts.mode_calendar(operation, center, team, needs),
        work=times.work(task, shop),
        needs=needs,
        rule=rule if facts.limited(center) else None,
        fill=fill,
    )


def _session_rule(
    facts: Facts, task: Task, operation: Operation, center: WorkCenter
) -> tuple[AggregationRule | None, Fraction]:
    """Return how a task shares a session at a center, and how much of one it takes."""
    rule = facts.scenario.aggregation_rule_by_id.get(center.aggregation_rule or "")
    if rule is None or center.infinite or center.external:
        return None, Fraction(0)
    fill = Fraction(operation.fill)
    return rule, fill if rule.per_order else fill * Fraction(task.quantity)


def needs_of(uses: Iterable[SkillUse], crew: int = 0) -> Needs:
    """Return how many workers of each skill are asked.

    Parameters
    ----------
    crew
        How many come of the first skill that lets more join; 0: as many as are asked.
    """
    needs: dict[str, Fraction] = {}
    for use in uses:
        count = use.quantity
        if use.most is not None and crew:
            count, crew = crew, 0  # of the first one only
        needs[use.skill] = needs.get(use.skill, Fraction(0)) + count * Fraction(use.share)
    return tuple(needs.items())


def _lead(facts: Facts, task: Task) -> Spot:
    """Return how long quality checks, or an item without routing, take, and of which days."""
    item = facts.scenario.item_by_id.get(task.order.item)
    days = facts.factory_days
    if item is None:
        times = lead_time(None, facts.clock)
    elif task.phase == CHECK_PHASE:
        times = lead_time(item.analysis_time, facts.clock)
    else:
        terms = facts.terms_of(task.order)
        times = lead_time(terms.lead_time, facts.clock)
        if terms.lead_time_days is not DayKind.WORKING:
            days = WorkingTime.always(0, facts.until, 1)
    return Spot(center=None, times=times, calendar=days, work=times.lead or 0)
