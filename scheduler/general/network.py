"""The orders of jobs as a network: who wants what, and which supply it gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.material import DemandKind, SupplyKind
    from models.scenario import Alternative
    from models.terms import Sku, Terms
    from scheduler.mrp.needs import Substitute, When
    from scheduler.mrp.phase_hours import PhaseTime

__all__ = ["Dates", "JobOrder", "Link", "Offer", "Portion", "StandIn", "Want"]


class Portion(NamedTuple):
    """A part of what a job row asks for, in millionths, and the demand that gets it."""

    kind: DemandKind
    id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Dates:
    """When an order runs, in ticks.

    Parameters
    ----------
    usable
        When its output may be used.
    phases
        Empty for a lead time without routing.
    """

    start: int
    usable: int
    phases: tuple[PhaseTime, ...] = ()

    def material_at(self, phase: int | None) -> int:
        """Return the tick at which the material of a phase, or of the order, is needed."""
        for row in self.phases:
            if row.phase == phase:
                return row.start
        return self.start


@dataclass(eq=False, slots=True)
class Offer:
    """A supply that wants may draw from: stock, a document, or an order of this run.

    Parameters
    ----------
    free
        What is left of it, in millionths.
    row
        The job, or row of one, that alone may use it; empty for anybody.
    order
        The order of this run that it is; ``None`` otherwise.
    """

    sku: Sku
    kind: SupplyKind
    id: str
    when: When
    free: int
    row: str = ""
    order: JobOrder | None = None


class StandIn(NamedTuple):
    """So many millionths of another material cover so many of the one that is wanted."""

    sku: Sku
    taken: int
    covered: int


class Link(NamedTuple):
    """A quantity, in millionths, that an offer holds for a want."""

    offer: Offer
    quantity: int


@dataclass(eq=False, slots=True)
class Want:
    """What a job row or an order of a job needs.

    Parameters
    ----------
    when
        The day and tick by which it must be there, all slack taken off.
    portions
        Who gets it, for the product of a job; empty for material.
    consumer
        Order that uses it; ``None`` for the product of a job.
    row
        Job row it is needed for, e.g. ``JOB-1/10``; empty for that of merged orders.
    rank
        Position of the job row among all: the first one chooses first.
    depth
        Level in the bill of materials of the job, 1 being the product.
    stand_ins
        Alternative materials that cover a part of it.
    """

    sku: Sku
    quantity: int
    when: When
    row: str
    rank: int
    depth: int
    consumer: JobOrder | None = None
    portions: tuple[Portion, ...] = ()
    phase: int | None = None
    label: str = ""
    version: str | None = None
    alternatives: tuple[Substitute, ...] = ()
    links: list[Link] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class JobOrder:
    """An order of this run.

    Parameters
    ----------
    quantity
        Millionths that are ordered; `supplies` is what they bring.
    row
        As in `Want`.
    is_planned
        ``False`` if its level or type is left out: it only passes on what its components need.
    needed
        When its output is needed.
    latest, earliest
        Its dates counted back from its need, and forward from today.
    choices
        Alternative centers by phase.
    wants
        What it needs.
    """

    id: str
    terms: Terms
    quantity: int
    version: str | None
    row: str
    rank: int
    depth: int
    is_planned: bool
    needed: When
    latest: Dates
    earliest: Dates
    offer: Offer
    choices: dict[int, Alternative] = field(default_factory=dict)
    wants: list[Want] = field(default_factory=list)
    supplies: int = 0

    @property
    def item(self) -> str:
        """Return the id of what it makes or brings."""
        return self.terms.sku.item
