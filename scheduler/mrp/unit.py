"""Net one item in one place: from its needs and documents to the orders it still needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind
from scheduler.mrp.needs import line_of
from scheduler.mrp.netting import Netting, net_item, size_dedicated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.terms import Terms
    from scheduler.mrp.needs import Line, Need, Supply
    from scheduler.mrp.netting import NettingRule, PlannedReceipt
    from scheduler.mrp.rules import RuleTable

__all__ = ["Proposal", "Unit", "after_reserved", "totals"]


class Proposal(NamedTuple):
    """A receipt to plan, and for whom.

    Parameters
    ----------
    reserved_for, line
        Consumer that it is made for, and which of its needs; empty for anybody.
    is_confirmed
        Planned for the needs of executive documents.
    held
        What of it that need is to have, in millionths of a piece; the rest serves anybody.
    """

    receipt: PlannedReceipt
    reserved_for: str = ""
    job: str = ""
    version: str = ""
    is_confirmed: bool = False
    line: Line | None = None
    held: int = 0


def totals(rows: Iterable[Need] | Iterable[Supply]) -> dict[int, int]:
    """Return the quantities summed by bucket."""
    found: dict[int, int] = {}
    for row in rows:
        bucket = row.when.bucket
        found[bucket] = found.get(bucket, 0) + row.quantity
    return found


def after_reserved(needs: Sequence[Need], reserved: Iterable[Supply]) -> list[int]:
    """Return what supplies that are held for one consumer each leave of the needs."""
    held: dict[Line | str, int] = {}
    for supply in reserved:
        key = supply.line or supply.reserved_for
        held[key] = held.get(key, 0) + supply.quantity
    if not held:
        return [need.quantity for need in needs]
    left = []
    for need in needs:
        wanted = need.quantity
        for key in (line_of(need), need.consumer):
            taken = min(held.get(key, 0), wanted)
            if taken:
                held[key] -= taken
                wanted -= taken
        left.append(wanted)
    return left


@dataclass
class Unit:
    """What netting knows of one item in one warehouse; quantities in millionths.

    Parameters
    ----------
    opening
        Stock that anybody may use.
    needs, scheduled
        By time; what scheduled receipts will bring, as netting counts them.
    whole
        Positions of needs that are replenished whole, whatever is there; what a run before planned
        for them is still there.
    """

    terms: Terms
    rules: RuleTable
    rule: NettingRule
    opening: int
    needs: Sequence[Need]
    scheduled: Sequence[Supply]
    reserved: Sequence[Supply] = ()
    whole: frozenset[int] = frozenset()
    net: dict[int, int] = field(default_factory=dict)

    def propose(self, *, is_job_driven: bool, confirmed_first: bool) -> list[Proposal]:
        """Return what must be received beside stock and documents, by day."""
        quantities, scheduled = after_reserved(self.needs, self.reserved), totals(self.scheduled)
        proposals: list[Proposal] = []
        has_versions = any(need.version for need in self.needs)
        if is_job_driven or self.whole or has_versions:
            proposals, quantities = self._dedicated(quantities, is_job_driven=is_job_driven)
        if confirmed_first and any(need.is_confirmed for need in self.needs):
            proposals += self._confirmed(quantities, scheduled)
        for row in proposals:  # what they bring too much serves others
            bucket, quantity = row.receipt.bucket, row.receipt.quantity - row.held
            scheduled[bucket] = scheduled.get(bucket, 0) + quantity
        netting = self._netted(self._gross(quantities), scheduled)
        proposals += [Proposal(receipt) for receipt in netting.receipts]
        proposals.sort(key=lambda row: row.receipt.bucket)
        return proposals

    def _netted(self, gross: dict[int, int], scheduled: dict[int, int]) -> Netting:
        netting = net_item(self.opening, gross=gross, scheduled=scheduled, rule=self.rule)
        for bucket, quantity in netting.net.items():
            self.net[bucket] = self.net.get(bucket, 0) + quantity
        return netting

    def _gross(self, quantities: Sequence[int]) -> dict[int, int]:
        gross: dict[int, int] = {}
        for need, quantity in zip(self.needs, quantities, strict=True):
            if quantity:
                gross[need.when.bucket] = gross.get(need.when.bucket, 0) + quantity
        return gross

    def _confirmed(self, quantities: Sequence[int], scheduled: dict[int, int]) -> list[Proposal]:
        """Plan the needs of executive documents alone."""
        pairs = zip(self.needs, quantities, strict=True)
        gross = self._gross([amount if need.is_confirmed else 0 for need, amount in pairs])
        receipts = self._netted(gross, scheduled).receipts
        return [Proposal(receipt, is_confirmed=True) for receipt in receipts]

    def _dedicated(
        self, quantities: Sequence[int], *, is_job_driven: bool
    ) -> tuple[list[Proposal], list[int]]:
        """Give needs orders of their own for what is short when they come.

        Returns
        -------
        proposals, quantities
            And what of each need is left to stock and documents.
        """
        free, fence_end = self.opening - self.rule.floor, self.rule.fence_end
        receipts, arrived = self.scheduled, 0
        planned = 0  # what orders that exist, but are only planned, leave
        proposals: list[Proposal] = []
        rest = []
        for index, (need, wanted) in enumerate(zip(self.needs, quantities, strict=True)):
            until = need.when.bucket if fence_end is None else max(need.when.bucket, fence_end)
            while arrived < len(receipts) and receipts[arrived].when.bucket <= until:
                free += receipts[arrived].quantity
                planned += 0 if receipts[arrived].is_promised else receipts[arrived].quantity
                arrived += 1
            whole = index in self.whole
            taken = min(max(min(free, planned) if whole else free, 0), wanted)
            if not (is_job_driven or whole or need.version):
                taken = wanted
            free -= taken
            planned = min(planned - taken if whole else planned, free)
            rest.append(taken)
            if wanted > taken:
                job = need.job or (need.consumer if need.kind is not DemandKind.ORDER else "")
                made = self._orders_for(
                    need, wanted - taken, until, job=job if is_job_driven else ""
                )
                free += sum(row.receipt.quantity for row in made) - (wanted - taken)
                proposals += made
        return proposals, rest

    def _orders_for(self, need: Need, quantity: int, bucket: int, *, job: str) -> list[Proposal]:
        self.net[bucket] = self.net.get(bucket, 0) + quantity
        rule = self.rules.of(self.terms, need.version) if need.version else self.rule
        proposals = []
        for receipt in size_dedicated(bucket, quantity, rule):
            held = min(quantity, receipt.quantity)
            quantity -= held
            row = Proposal(receipt, need.consumer, job, need.version, line=line_of(need), held=held)
            proposals.append(row)
        return proposals
