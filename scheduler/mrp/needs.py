"""Needs and supplies of one item: the words netting, pegging and explosion share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.material import DemandKind, SupplyKind
    from scheduler.mrp.unit import Proposal

__all__ = [
    "INDEPENDENT",
    "Line",
    "Need",
    "Substitute",
    "Supply",
    "When",
    "line_of",
    "need_order",
    "supply_order",
]

INDEPENDENT = "indep"
"""Label of the grid row that holds demands, not needs of parent orders."""


class When(NamedTuple):
    """A bucket, and the exact tick within it.

    The tick does not tell the bucket: the end of a day is the first tick of the next one.
    """

    bucket: int
    tick: int


class Substitute(NamedTuple):
    """A material that may stand in for another: so many millionths of it per million of that."""

    item: str
    numerator: int
    denominator: int


class Line(NamedTuple):
    """One of the needs that a consumer has of an item."""

    consumer: str
    phase: int | None
    label: str
    version: str


@dataclass(frozen=True, slots=True)
class Need:
    """A quantity that a demand, an order or a safety stock asks for.

    Parameters
    ----------
    consumer
        Id of the demand or of the order; of the item for its safety stock.
    quantity
        Millionths of a piece.
    phase
        Phase of the consuming order; ``None`` for its start.
    label
        Row of the MRP grid it counts in.
    warehouse
        Where it is taken from; empty where warehouses are not planned apart.
    job
        Job, or demand of a job-driven item, that it belongs to; empty for nobody's.
    version
        Version of the bill of materials it asks for; empty for any.
    is_confirmed
        An executive or mandatory document needs it.
    alternatives
        What may stand in for it, best first.
    """

    when: When
    kind: DemandKind
    consumer: str
    item: str
    quantity: int
    phase: int | None = None
    label: str = INDEPENDENT
    warehouse: str = ""
    job: str = ""
    version: str = ""
    is_confirmed: bool = False
    alternatives: tuple[Substitute, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """A quantity that stock or an order offers.

    Parameters
    ----------
    quantity
        Millionths of a piece.
    planned
        The proposal of MRP that it is; ``None`` for what exists. Its tick is that of its bucket:
        whom it serves gives the exact one.
    reserved_for
        Consumer that it serves before anybody else; empty for nobody.
    line
        The very need of that consumer; ``None`` for any of its needs.
    is_promised
        ``False`` for an existing order that is only planned: it comes by the day, not the hour.
    job, version
        Of an existing order: the job or demand, and the version of the bill of materials, that it
        names; empty for none.
    """

    when: When
    kind: SupplyKind
    id: str
    quantity: int
    planned: Proposal | None = None
    reserved_for: str = ""
    line: Line | None = None
    is_promised: bool = True
    job: str = ""
    version: str = ""


def line_of(need: Need) -> Line:
    """Return which of the needs of its consumer a need is."""
    return Line(need.consumer, need.phase, need.label, need.version)


def need_order(need: Need) -> tuple[When, str, str, int, str]:
    """Return the key that sorts needs by time, and names ties apart."""
    phase = -1 if need.phase is None else need.phase
    return (need.when, need.kind, need.consumer, phase, need.label)


def supply_order(supply: Supply) -> tuple[int, int, int, int, str]:
    """Return the key that sorts supplies by time, and names ties apart.

    Within a bucket what is planned comes after what exists, and what MRP proposes comes last, as
    netting counts it; order 10 comes after order 9.
    """
    rank = 2 if supply.planned is not None else 0 if supply.is_promised else 1
    tick = 0 if rank else supply.when.tick
    return (supply.when.bucket, rank, tick, len(supply.id), supply.id)
