"""Net one item in one place: from its needs and documents to the orders it still needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind
from scheduler.mrp.netting import Netting, net_item, size_dedicated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.terms import Terms
    from scheduler.mrp.needs import Need, Supply
    from scheduler.mrp.netting import NettingRule, PlannedReceipt
    from scheduler.mrp.rules import RuleTable

__all__ = ["Proposal", "Unit", "after_reserved", "totals"]


class Proposal(NamedTuple):
    """A receipt to plan, and for whom.

    Parameters
    ----------
    reserved_for
        Consumer that it is made for; empty for anybody.
    is_confirmed
        Planned for the needs of executive documents.
    """

    receipt: PlannedReceipt
    reserved_for: str = ""
    job: str = ""
    version: str = ""
    is_confirmed: bool = False


def totals(rows: Iterable[Need] | Iterable[Supply]) -> dict[int, int]:
    """Return the quantities summed by bucket."""
    found: dict[int, int] = {}
    for row in rows:
        bucket = row.when.bucket
        found[bucket] = found.get(bucket, 0) + row.quantity
    return found


def after_reserved(needs: Sequence[Need], reserved: Iterable[Supply]) -> list[int]:
    """Return what supplies that are held for one consumer each leave of the needs."""
    held: dict[str, int] = {}
    for supply in reserved:
        held[supply.reserved_for] = held.get(supply.reserved_for, 0) + supply.quantity
    left = []
    for need in needs:
        taken = min(held.get(need.consumer, 0), need.quantity)
        if taken:
            held[need.consumer] -= taken
        left.append(need.quantity - taken)
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
        Positions of needs that are replenished whole, whatever is there.
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
        dedicated: list[Proposal] = []
        quantities = after_reserved(self.needs, self.reserved) if self.reserved else None
        has_versions = any(need.version for need in self.needs)
        if is_job_driven or self.whole or has_versions:
            quantities = quantities or [need.quantity for need in self.needs]
            dedicated, quantities = self._dedicated(quantities, is_job_driven=is_job_driven)
        gross = totals(self.needs) if quantities is None else self._gross(quantities)
        scheduled = totals(self.scheduled)
        proposals = dedicated
        if confirmed_first and any(need.is_confirmed for need in self.needs):
            proposals += self._confirmed(quantities, scheduled)
        netting = self._netted(gross, scheduled)
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

    def _confirmed(
        self, quantities: Sequence[int] | None, scheduled: dict[int, int]
    ) -> list[Proposal]:
        """Plan the needs of executive documents alone; what that brings counts as scheduled."""
        amounts = quantities or [need.quantity for need in self.needs]
        pairs = zip(self.needs, amounts, strict=True)
        gross = self._gross([amount if need.is_confirmed else 0 for need, amount in pairs])
        receipts = self._netted(gross, scheduled).receipts
        for receipt in receipts:
            scheduled[receipt.bucket] = scheduled.get(receipt.bucket, 0) + receipt.quantity
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
        free = self.opening - self.rule.floor
        receipts, arrived = self.scheduled, 0
        proposals: list[Proposal] = []
        rest = []
        for index, (need, wanted) in enumerate(zip(self.needs, quantities, strict=True)):
            while arrived < len(receipts) and receipts[arrived].when.bucket <= need.when.bucket:
                free += receipts[arrived].quantity
                arrived += 1
            whole = index in self.whole
            taken = 0 if whole else min(max(free, 0), wanted)
            if not (is_job_driven or whole or need.version):
                taken = wanted
            free -= taken
            rest.append(taken)
            if wanted > taken:
                made = self._order_for(need, wanted - taken)
                free += sum(row.receipt.quantity for row in made) - (wanted - taken)
                proposals += made
        return proposals, rest

    def _order_for(self, need: Need, quantity: int) -> list[Proposal]:
        is_demand = need.kind is not DemandKind.ORDER
        job = need.job or (need.consumer if is_demand else "")
        bucket = need.when.bucket
        self.net[bucket] = self.net.get(bucket, 0) + quantity
        rule = self.rules.of(self.terms, need.version) if need.version else self.rule
        return [
            Proposal(receipt, reserved_for=need.consumer, job=job, version=need.version)
            for receipt in size_dedicated(bucket, quantity, rule)
        ]
