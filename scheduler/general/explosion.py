"""Explode job rows, level by level, to a network of orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.quantity import from_units, to_units
from models.scenario import Alternatives, GroupDate
from models.terms import Sku
from scheduler.general.network import Portion, StandIn, Want
from scheduler.general.placing import Network, Placing, Short
from scheduler.general.result import LogKind, LogLine
from scheduler.mrp.needs import INDEPENDENT
from scheduler.mrp.substitution import Candidate, substitute
from scheduler.words import Amount, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.scenario import Source
    from scheduler.general.availability import Availability
    from scheduler.general.context import Context
    from scheduler.general.network import JobOrder
    from scheduler.general.rows import PlannedRow, RowsToPlan

    _Open = dict[tuple[DemandKind, str], int]

__all__ = ["explode"]


def explode(
    context: Context,
    chosen: RowsToPlan,
    availability: Availability,
    date: Callable[[JobOrder], None],
) -> Network:
    """Return the orders that job rows need, netted level by level.

    Parameters
    ----------
    chosen
        The rows to plan, and those that only keep their documents.
    date
        Sets the latest dates of an order, by which its components are wanted.
    """
    network = Network()
    explosion = _Explosion(context, availability, network, Placing(context, network, date))
    explosion.run(chosen)
    return network


@dataclass
class _Explosion:
    """One run, item by item, every item after all that use it."""

    context: Context
    availability: Availability
    network: Network
    placing: Placing
    _wants: dict[Sku, list[Want]] = field(default_factory=dict)
    _sources: dict[str, Source | None] = field(default_factory=dict)

    def run(self, chosen: RowsToPlan) -> None:
        """Plan everything that the rows need."""
        left = self.context.open_demands()
        for row in chosen.rows:
            self.network.tops[row.name] = wants = self._asked(row, left)
            for want in wants:
                self._wants.setdefault(want.sku, []).append(want)
        for row in chosen.under_way:
            wants = self._asked(row, left)
            self.network.tops[row.name] = [self._kept(want) for want in wants]
        levels = self.context.levels
        items = self.context.scenario.items
        for item in sorted(items, key=lambda item: (levels[item.id], item.id)):
            for sku in self.context.skus_of(item):
                if sku in self._wants:
                    self._plan(sku, sorted(self._wants.pop(sku), key=_want_order))

    def _kept(self, want: Want) -> Want:
        """Return what a row that is under way has of its own documents, and nothing else."""
        left = want.quantity = self.availability.take_own(want, want.quantity)
        kept = []
        for portion in want.portions:
            part = min(left, portion.quantity)
            if part:
                kept.append(portion._replace(quantity=part))
            left -= part
        want.portions = tuple(kept)
        return want

    def _asked(self, row: PlannedRow, left: _Open) -> list[Want]:
        """Return what a row asks for: its item, or the components of a kit."""
        version = self.context.version_of(row.row.item, row.row.version)
        self._sources[row.name] = row.row.source
        wanted: dict[str, list[Portion]] = {}
        for portion in self._portions(row, left):
            parts = self.context.bom_lines.expand_kit(
                row.row.item, portion.quantity, version=version
            )
            for item, quantity in parts:
                wanted.setdefault(item, []).append(portion._replace(quantity=quantity))
        return [
            Want(
                sku=self.context.terms.sku(item, self._warehouse(row)),
                quantity=sum(portion.quantity for portion in portions),
                when=row.due,
                row=row.name,
                rank=row.rank,
                depth=1,
                portions=tuple(portions),
                label=INDEPENDENT,
                version=version if item == row.row.item else None,
            )
            for item, portions in wanted.items()
        ]

    def _portions(self, row: PlannedRow, left: _Open) -> Iterator[Portion]:
        """Yield what each demand of a row gets; the rest is the job's own."""
        quantity = to_units(row.row.quantity)
        served = [(DemandKind.DEMAND, name) for name in row.row.demands]
        served += [(DemandKind.FORECAST, name) for name in row.row.forecasts]
        for kind, name in served:
            part = min(quantity, left.get((kind, name), 0))
            if part:
                left[kind, name] -= part
                quantity -= part
                yield Portion(kind, name, part)
        if quantity:
            yield Portion(DemandKind.JOB, row.name, quantity)

    def _warehouse(self, row: PlannedRow) -> str | None:
        demands = self.context.scenario.demand_by_id
        return next((demands[name].warehouse for name in row.row.demands if name in demands), None)

    def _plan(self, sku: Sku, wants: list[Want]) -> None:
        """Net the wants of an item in one place, and plan orders for what is short."""
        if self.context.settings.group:
            for group in self._groups([self._short(want) for want in wants]):
                self._order(sku, group)
            return
        for want in wants:
            self._order(sku, [self._short(want)])

    def _short(self, want: Want) -> Short:
        """Return what of a want must be ordered, and what is ordered with it for others."""
        row = Short(want, self._missing(want))
        settings = self.context.settings
        nets_products = settings.availability and settings.first_level
        if want.consumer is None and nets_products and settings.negative:
            row.extra = max(0, -self.availability.available(want.sku, want.when))
        return row

    def _missing(self, want: Want) -> int:
        """Return what of a want must be ordered, and link it to what it takes."""
        missing = want.quantity - self.availability.take_own(want, want.quantity)
        item = self.context.scenario.item_by_id[want.sku.item]
        settings = self.context.settings
        if self.context.is_left_to_mrp(item, want.consumer):
            return 0
        if not settings.availability:
            return missing
        if want.consumer is None and not settings.first_level:
            return missing
        if settings.alternatives is Alternatives.NONE or not item.use_alternatives:
            return missing - self.availability.take(want, missing)
        return self._missing_material(want, missing)

    def _missing_material(self, want: Want, missing: int) -> int:
        """Let a want take its material, or what may stand in for it."""
        settings = self.context.settings
        skus = [Sku(row.item, want.sku.warehouse) for row in want.alternatives]
        cover = substitute(
            missing,
            self.availability.reach(want.sku, want.when),
            [
                Candidate(self.availability.reach(sku, want.when), row.numerator, row.denominator)
                for sku, row in zip(skus, want.alternatives, strict=True)
            ],
            settings.alternatives,
            alternatives_first=settings.alternatives_first,
        )
        self.availability.take(want, cover.main)
        for sku, taken, covered in zip(skus, cover.taken, cover.covered, strict=True):
            if taken:
                self.availability.take(want, taken, sku)
                want.stand_ins.append(StandIn(sku, taken, covered))
                consumer = want.consumer.id if want.consumer else want.row
                text = Said(
                    "{quantity} {item} stand in for {other}.",
                    quantity=Amount.of(from_units(taken)),
                    item=sku.item,
                    other=want.sku.item,
                )
                self.network.log.append(LogLine(LogKind.ALTERNATIVE_MATERIAL, consumer, text))
        return cover.replenish

    def _groups(self, short: list[Short]) -> list[list[Short]]:
        """Return what shares orders: all of a version and level within some days."""
        days = max(1, self.context.settings.group_period.days)
        groups: list[list[Short]] = []
        latest: dict[object, list[Short]] = {}
        for row in sorted(short, key=lambda row: row.want.when):
            if not row.missing + row.extra:
                continue
            want = row.want
            version = self.context.version_of(want.sku.item, want.version)
            key = (version, want.depth, self._source(want))
            group = latest.get(key)
            if group is None or want.when.bucket >= group[0].want.when.bucket + days:
                latest[key] = group = []
                groups.append(group)
            group.append(row)
        return groups

    def _source(self, want: Want) -> Source | None:
        """Return the source that a job row names for its product."""
        return self._sources.get(want.row) if want.consumer is None else None

    def _order(self, sku: Sku, group: list[Short]) -> None:
        """Place the orders of a group, and take note of what they need and leave."""
        for row in group[1:]:
            row.extra = 0  # what was promised too much is ordered once
        if not any(row.missing + row.extra for row in group):
            return
        terms = self.context.terms_of(sku, self._source(group[0].want))
        settings = self.context.settings
        is_late = settings.group and settings.group_date is GroupDate.LATE
        needed = group[-1 if is_late else 0].want.when
        for order in self.placing.place(terms, group, needed):
            if order.offer.free:
                self.availability.add(order.offer)
            for material in order.wants:
                self._wants.setdefault(material.sku, []).append(material)


def _want_order(want: Want) -> tuple[object, ...]:
    """Return the key by which wants choose: the first jobs first, each job's first need first."""
    phase = -1 if want.phase is None else want.phase
    return (want.rank, want.when, want.consumer.id if want.consumer else "", phase, want.label)
