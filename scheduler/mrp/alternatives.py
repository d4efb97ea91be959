"""Let alternative materials stand in for a component that is short."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.scenario import Alternatives
from models.terms import Sku
from scheduler.mrp.needs import need_order
from scheduler.mrp.substitution import Candidate, substitute
from scheduler.mrp.unit import after_reserved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import MrpSettings
    from models.terms import Terms, TermsTable
    from scheduler.mrp.explode import BomLines
    from scheduler.mrp.ledger import Ledger
    from scheduler.mrp.needs import Need, Supply
    from scheduler.mrp.rules import RuleTable
    from scheduler.mrp.scope import Scope

__all__ = ["Substitutes"]


@dataclass(frozen=True)
class Substitutes:
    """Decide, need by need, which material serves it; what others take becomes their need.

    Only stock and promised receipts are looked at: orders that are only planned were planned for
    what these left open, and each run would decide anew. An alternative is taken only if it is in
    the run and not netted yet.
    """

    mrp: MrpSettings
    scope: Scope
    terms: TermsTable
    rules: RuleTable
    ledger: Ledger
    bom_lines: BomLines

    def apply(
        self,
        terms: Terms,
        opening: int,
        needs: Sequence[Need],
        *,
        scheduled: Sequence[Supply],
        reserved: Sequence[Supply] = (),
    ) -> tuple[list[Need], frozenset[int]]:
        """Return what is left of the needs of a material, by time.

        Parameters
        ----------
        opening
            Stock that anybody may use, in millionths of a piece.
        scheduled
            Receipts that anybody may use, by time.
        reserved
            What consumers have of the material already.

        Returns
        -------
        needs, whole
            And the positions of needs that are replenished whole, as no single material covers
            them.
        """
        may = self.mrp.alternatives is not Alternatives.NONE and terms.item.use_alternatives
        if not may or not any(need.alternatives for need in needs):
            return list(needs), frozenset()
        free, arrived = opening, 0
        fence_end = self.rules.of(terms).fence_end
        left: list[Need] = []
        whole = set()
        by_time = sorted(needs, key=need_order)
        for need, wanted in zip(by_time, after_reserved(by_time, reserved), strict=True):
            until = need.when.bucket if fence_end is None else max(need.when.bucket, fence_end)
            while arrived < len(scheduled) and scheduled[arrived].when.bucket <= until:
                free += scheduled[arrived].quantity if scheduled[arrived].is_promised else 0
                arrived += 1
            if not need.alternatives:
                left.append(need)
                free = max(0, free - wanted)
                continue
            main, replenish = self._serve(need, wanted, free)
            free = max(0, free - main)
            if self.mrp.alternatives is Alternatives.SINGLE and replenish:
                whole.add(len(left))
            kept = need.quantity - wanted + main + replenish
            if kept:
                left.append(replace(need, quantity=kept))
        return left, frozenset(whole)

    def _serve(self, need: Need, wanted: int, free: int) -> tuple[int, int]:
        """Return what the main material gives to a need, and what of it is to be ordered.

        Parameters
        ----------
        wanted
            What is open of the need, in millionths of a piece.
        free
            What there is of the main material.
        """
        others = [
            other
            for other in need.alternatives
            if not self.ledger.is_netted(Sku(other.item, need.warehouse))
            and not self.bom_lines.is_passed_through(other.item)
            and not self.scope.is_out(self.terms.of(Sku(other.item, need.warehouse)).item)
        ]
        candidates = [
            Candidate(self._available(other.item, need), other.numerator, other.denominator)
            for other in others
        ]
        cover = substitute(
            wanted,
            free,
            candidates,
            self.mrp.alternatives,
            alternatives_first=self.mrp.alternatives_first,
        )
        self.ledger.add(
            replace(
                need,
                item=other.item,
                quantity=taken,
                label=f"for {need.item}",
                version="",
                alternatives=(),
            )
            for other, taken in zip(others, cover.taken, strict=True)
            if taken
        )
        return cover.main, cover.replenish

    def _available(self, item: str, need: Need) -> int:
        """Return what stock and receipts of an alternative leave to a need, as far as is known."""
        sku = Sku(item, need.warehouse)
        free = self.ledger.stock(sku) - self.rules.of(self.terms.of(sku)).floor
        for document in self.ledger.documents(sku):
            supply = document.supply
            if supply and supply.is_promised and supply.when.bucket <= need.when.bucket:
                free += supply.quantity
        return free - self.ledger.known_quantity(sku, need.when)
