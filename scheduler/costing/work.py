"""What the work of one phase costs: machines, people, further resources, setups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.scenario import ResourceKind
from scheduler.costing.rows import Basis, CostRow, Piece
from scheduler.routing_times import alternative_at, crew_of, joining, phase_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from models.scenario import Operation, Scenario, SkillUse, WorkCenter
    from scheduler.costing.rates import Rates

__all__ = ["Work", "routing_work", "time_cost", "work_rows"]

_SECONDS_PER_HOUR = 3600
_ALL = Fraction(1)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Work:
    """How long a phase works, and with what.

    Parameters
    ----------
    operation
        The routing's; ``None`` where no routing says how it is done.
    machines
        Names of the machines that it holds; the center alone where no single one is meant.
    count
        How many machines these are.
    changeover, setup, run
        Seconds of the changeover before it, of its own setup, and of the rest, without breaks.
    crew
        Workers where more may join, 0 where nobody may.
    """

    order: str
    phase: int
    center: WorkCenter
    operation: Operation | None
    machines: tuple[str, ...]
    count: int
    changeover: int
    setup: int
    run: int
    basis: Basis
    crew: int = 0


@dataclass(frozen=True, slots=True)
class _User:
    """Something that is paid by the hour: machines, or people."""

    piece: Piece
    name: str
    units: Decimal
    rate: Decimal
    part: Fraction = _ALL
    """Of the run that it is paid for."""


def routing_work(
    scenario: Scenario,
    operation: Operation,
    center: WorkCenter,
    quantity: Decimal,
    *,
    machine: str = "",
) -> Work:
    """Return the work of a phase as its routing says, without changeover and for no order.

    Parameters
    ----------
    quantity
        Pieces of the whole order.
    machine
        One of the center; empty where no single one is meant.
    """
    record = next((row for row in scenario.machines if row.id == machine), None)
    times = phase_times(
        operation,
        center,
        alternative=alternative_at(operation, center),
        machine=next((row for row in operation.machines if row.machine == machine), None),
        efficiency=record.efficiency if record else _ONE,
        rule=scenario.settings.shop.executions,
    )
    clock = Clock.of(scenario.scenario)
    ticks = times.work(quantity, clock)
    setup, run = ticks.setup * clock.tick_seconds, ticks.duration * clock.tick_seconds
    has_setters = bool(center.setup_skills)
    return Work(
        order="",
        phase=operation.phase,
        center=center,
        operation=operation,
        machines=(machine or center.id,),
        count=operation.machine_count,
        changeover=setup if has_setters else 0,
        setup=0 if has_setters else setup,
        run=run - setup,
        basis=Basis.ROUTING,
    )


def time_cost(hours: Fraction, units: Decimal, rate: Decimal) -> Fraction:
    """Return what hours of so many machines or workers cost, exactly."""
    return hours * Fraction(units) * Fraction(rate)


def work_rows(work: Work, rates: Rates) -> Iterator[CostRow]:
    """Yield what a phase of the own shop costs; what has no rate is left out.

    run x part x units x rate of each machine and of each worker, and the same with the whole of
    its own setup. Where machines and workers need different times, each has its part of the run:
    its own time of an execution / the longer one. A changeover costs the setup rate of its
    center; without one, its machines and those who set up, or else the workers of the phase.
    """
    users = list(_users(work, rates))
    for user in users:
        yield from _row(work, rates, user.piece, user, work.run * user.part)
    for user in users:
        yield from _row(work, rates, Piece.SETUP, user, Fraction(work.setup))
    for user in _setters(work, rates) if work.changeover else ():
        yield from _row(work, rates, Piece.SETUP, user, Fraction(work.changeover))


def _row(
    work: Work, rates: Rates, piece: Piece, user: _User, seconds: Fraction
) -> Iterator[CostRow]:
    if not (seconds and user.units and user.rate):
        return
    hours = seconds / _SECONDS_PER_HOUR
    yield CostRow(
        order=work.order,
        piece=piece,
        name=user.name,
        amount=rates.rounder(time_cost(hours, user.units, user.rate)),
        basis=work.basis,
        phase=work.phase,
        work_center=work.center.id,
        hours=hours,
        units=user.units,
        rate=user.rate,
    )


def _users(work: Work, rates: Rates) -> Iterator[_User]:
    of_machines, of_workers = _parts(work)
    yield from _machines(work, rates, of_machines)
    operation = work.operation
    if operation is None:
        return
    yield from _workers(crew_of(operation, work.center), work, rates, of_workers)
    for use in operation.resources:
        if use.machine is None or use.machine in work.machines:
            resource = rates.scenario.resource_by_id[use.resource]
            is_crew = resource.kind is ResourceKind.CREW
            piece = Piece.LABOUR if is_crew else Piece.MACHINE
            yield _User(piece, use.resource, Decimal(use.quantity), resource.hourly_rate)


def _machines(work: Work, rates: Rates, part: Fraction = _ALL) -> Iterator[_User]:
    """Yield the machines of a phase, those of one rate together."""
    if len(work.machines) != work.count:  # no single machine is meant
        rate = rates.machine(work.center, "")
        yield _User(Piece.MACHINE, work.center.id, Decimal(work.count), rate, part)
        return
    by_rate: dict[Decimal, list[str]] = {}
    for name in work.machines:
        by_rate.setdefault(rates.machine(work.center, name), []).append(name)
    for rate, names in by_rate.items():
        yield _User(Piece.MACHINE, "; ".join(names), Decimal(len(names)), rate, part)


def _workers(
    uses: Iterable[SkillUse], work: Work, rates: Rates, part: Fraction = _ALL
) -> Iterator[_User]:
    first = None if work.operation is None else joining(work.operation, work.center)
    for use in uses:
        count = work.crew if use is first and work.crew else use.quantity
        yield _User(Piece.LABOUR, use.skill, count * use.share, rates.skill(use.skill), part)


def _setters(work: Work, rates: Rates) -> Iterator[_User]:
    center = work.center
    if center.setup_rate:
        yield _User(Piece.SETUP, "; ".join(work.machines), _ONE, center.setup_rate)
        return
    yield from _machines(work, rates)
    own = () if work.operation is None else crew_of(work.operation, center)
    yield from _workers(center.setup_skills or own, work, rates)


def _parts(work: Work) -> tuple[Fraction, Fraction]:
    """Return for which parts of the run the machines, and the workers, are paid."""
    operation = work.operation
    if operation is None or operation.worker_run is None:
        return _ALL, _ALL
    use = joining(operation, work.center)
    wanted, there = (1, 1) if use is None or not work.crew else (use.quantity, work.crew)
    of_machines = _seconds(_run(work, operation)) * there
    of_workers = _seconds(operation.worker_run) * wanted
    longest = max(of_machines, of_workers)
    if not longest:
        return _ALL, _ALL
    return of_machines / longest, of_workers / longest


def _run(work: Work, operation: Operation) -> timedelta | None:
    """Return the machine time of an execution where the phase runs."""
    other = alternative_at(operation, work.center)
    if other is not None:
        return operation.run if other.run is None else other.run
    own = (row.run for row in operation.machines if row.machine == work.machines[0])
    return next(own, None) or operation.run


def _seconds(time: timedelta | None) -> Fraction:
    if time is None:
        return Fraction(0)
    return Fraction(time.days * 86_400 + time.seconds) + Fraction(time.microseconds, 1_000_000)
