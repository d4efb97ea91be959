"""What the floor declared of phases, as costing needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault
from models.scenario.base import format_duration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.scenario import Scenario

__all__ = ["DeclaredLabour", "DeclaredMaterial", "DeclaredPhase", "faults_of"]

_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class DeclaredLabour:
    """Workers who worked at a phase.

    Parameters
    ----------
    time, setup
        Of each of them.
    worker, skill
        Who it was, and as what; one of them may be empty. A worker's own rate comes first.
    workers
        How many.
    """

    time: timedelta = _NO_TIME
    setup: timedelta = _NO_TIME
    worker: str = ""
    skill: str = ""
    workers: int = 1


@dataclass(frozen=True, slots=True)
class DeclaredMaterial:
    """Material that was used.

    Parameters
    ----------
    unit_cost
        As the delivery note says; ``None`` for what the item costs.
    """

    item: str
    quantity: Decimal
    unit_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DeclaredPhase:
    """What was declared of a phase of an order, all rows together, or one row.

    Parameters
    ----------
    work_center, machine
        Where it really ran; the machine may be empty.
    machine_time, setup
        Of each machine: run, and setup.
    machines
        How many.
    quantity
        Pieces made, scrap included; from outside, pieces returned.
    invoice
        What the return document of a subcontractor says; ``None`` where it says nothing: then
        the price list counts.
    """

    order: str
    phase: int
    work_center: str
    machine: str = ""
    machine_time: timedelta = _NO_TIME
    setup: timedelta = _NO_TIME
    machines: int = 1
    labour: tuple[DeclaredLabour, ...] = ()
    quantity: Decimal = Decimal(0)
    materials: tuple[DeclaredMaterial, ...] = ()
    invoice: Decimal | None = None
    item: str = ""
    """Item of the order: price lists of subcontractors go by it."""


def faults_of(phase: DeclaredPhase, scenario: Scenario) -> Iterator[Fault]:
    """Yield names of a declaration that the scenario does not have, and what is below 0."""
    row = f"'{phase.order}' / phase {phase.phase}"
    for field, name, expected, known in _names(phase, scenario):
        if name not in known:
            yield Fault("declarations", row, field, name, expected, did_you_mean(name, known))
    for field, number in _numbers(phase):
        if number < 0:
            yield Fault("declarations", row, field, str(number), "a number of at least 0")
    for field, time in _times(phase):
        if time < _NO_TIME:
            found = f"-{format_duration(-time)}"
            yield Fault("declarations", row, field, found, "a duration of at least 0m")


def _names(
    phase: DeclaredPhase, scenario: Scenario
) -> Iterator[tuple[str, str, str, Collection[str]]]:
    center, machine = phase.work_center, phase.machine
    yield "work_center", center, "the id of a work center", scenario.work_center_by_id
    if machine and center in scenario.work_center_by_id:
        machines = [row.id for row in scenario.machines if row.work_center == center]
        machines += [row.id for row in scenario.machines_by_center[center]]
        yield "machine", machine, f"a machine of '{center}'", machines
    for used in phase.materials:
        yield "materials.item", used.item, "the id of an item", scenario.item_by_id
    workers = {row.id for row in scenario.workers}
    skills = {skill for row in scenario.workers for skill in row.skills}
    for who in phase.labour:
        if who.worker:
            yield "labour.worker", who.worker, "the id of a worker", workers
        if who.skill or not who.worker:
            yield "labour.skill", who.skill, "a skill that a worker has", skills


def _numbers(phase: DeclaredPhase) -> Iterator[tuple[str, Decimal | int]]:
    yield "machines", phase.machines
    yield "quantity", phase.quantity
    yield "invoice", phase.invoice or 0
    for used in phase.materials:
        yield "materials.quantity", used.quantity
    for who in phase.labour:
        yield "labour.workers", who.workers


def _times(phase: DeclaredPhase) -> Iterator[tuple[str, timedelta]]:
    yield "machine_time", phase.machine_time
    yield "setup", phase.setup
    for who in phase.labour:
        yield "labour.time", who.time
        yield "labour.setup", who.setup
