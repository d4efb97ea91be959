"""What was really spent: rates x declared times of the resources really used."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.errors import InvalidScenarioFile
from scheduler.costing.declared import faults_of
from scheduler.costing.rates import Price, Rates
from scheduler.costing.rows import Basis, CostRow, Piece
from scheduler.costing.work import time_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.scenario import Scenario, WorkCenter
    from scheduler.costing.declared import DeclaredLabour, DeclaredMaterial, DeclaredPhase

__all__ = ["actual_rows"]

_HOUR, _MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)


def actual_rows(scenario: Scenario, declared: Iterable[DeclaredPhase]) -> tuple[CostRow, ...]:
    """Return what declared work really cost, in the order of the declarations.

    The unit cost of a phase does not count here: it is an estimate. What costs nothing is left
    out.

    Raises
    ------
    InvalidScenarioFile
        If declarations name what the scenario does not have, or count below 0; with all such
        faults.
    """
    phases = tuple(declared)
    faults = tuple(fault for phase in phases for fault in faults_of(phase, scenario))
    if faults:
        raise InvalidScenarioFile(faults)
    rates = Rates(scenario)
    found = (row for phase in phases for row in _rows(phase, rates))
    return tuple(row for row in found if row.amount)


def _rows(phase: DeclaredPhase, rates: Rates) -> Iterator[CostRow]:
    center = rates.scenario.work_center_by_id[phase.work_center]
    for material in phase.materials:
        yield _material(phase, material, rates)
    if center.external:
        yield from _outside(phase, rates)
        return
    yield from _machine(phase, center, rates)
    for labour in phase.labour:
        yield from _labour(phase, labour, rates)


def _material(phase: DeclaredPhase, material: DeclaredMaterial, rates: Rates) -> CostRow:
    price = rates.item(material.item)
    if material.unit_cost is not None:
        price = Price(material.unit_cost, Basis.DECLARED)
    return CostRow(
        order=phase.order,
        piece=Piece.MATERIAL,
        name=material.item,
        amount=rates.rounder(Fraction(material.quantity) * Fraction(price.amount)),
        basis=price.basis,
        phase=phase.phase,
        quantity=material.quantity,
        rate=price.amount,
    )


def _outside(phase: DeclaredPhase, rates: Rates) -> Iterator[CostRow]:
    price = rates.listed(phase.item, phase.work_center, phase.phase, phase.quantity)
    amount, basis = Fraction(0), Basis.NONE
    if phase.invoice is not None:
        amount, basis = Fraction(phase.invoice), Basis.INVOICE
    elif price is not None:
        amount, basis = Fraction(price.amount) * Fraction(phase.quantity), price.basis
    yield CostRow(
        order=phase.order,
        piece=Piece.SUBCONTRACT,
        name=phase.work_center,
        amount=rates.rounder(amount),
        basis=basis,
        phase=phase.phase,
        work_center=phase.work_center,
        quantity=phase.quantity,
        rate=price.amount if price is not None and basis is price.basis else None,
    )


def _machine(phase: DeclaredPhase, center: WorkCenter, rates: Rates) -> Iterator[CostRow]:
    name, rate = phase.machine or center.id, rates.machine(center, phase.machine)
    units = Decimal(phase.machines)
    yield _timed(phase, Piece.MACHINE, name, phase.machine_time, (units, rate), rates)
    yield _timed(phase, Piece.SETUP, name, phase.setup, (units, rate), rates)


def _labour(phase: DeclaredPhase, labour: DeclaredLabour, rates: Rates) -> Iterator[CostRow]:
    name, rate = labour.worker or labour.skill, rates.worker(labour.worker, labour.skill)
    units = Decimal(labour.workers)
    yield _timed(phase, Piece.LABOUR, name, labour.time, (units, rate), rates)
    yield _timed(phase, Piece.SETUP, name, labour.setup, (units, rate), rates)


def _timed(
    phase: DeclaredPhase,
    piece: Piece,
    name: str,
    time: timedelta,
    paid: tuple[Decimal, Decimal],
    rates: Rates,
) -> CostRow:
    """Return the row of some time; `paid` are units, and the rate of an hour of one."""
    hours = Fraction(time // _MICROSECOND, _HOUR // _MICROSECOND)
    units, rate = paid
    return CostRow(
        order=phase.order,
        piece=piece,
        name=name,
        amount=rates.rounder(time_cost(hours, units, rate)),
        basis=Basis.DECLARED,
        phase=phase.phase,
        work_center=phase.work_center,
        hours=hours,
        units=units,
        rate=rate,
    )
