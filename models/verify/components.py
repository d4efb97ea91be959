"""Orders have what they consume, be it the material of the bill or one that stands in for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind
from models.scenario import OrderType
from models.verify.pegging import MILLIONTH
from models.verify.tasks import made_here
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.material import SupplyOrder
    from models.verify.facts import Facts

__all__ = ["check_components"]


class _Share(NamedTuple):
    """How many pieces of a component one piece of an alternative replaces; lines may differ."""

    least: Fraction
    most: Fraction


@dataclass
class _Component:
    """What an order takes of an item at a phase, in how many lines of the bill."""

    quantity: Fraction = Fraction(0)
    lines: int = 0
    alternatives: dict[str, _Share] = field(default_factory=dict)

    def replaced_by(self, name: str, share: Fraction) -> None:
        """Take note of an alternative of one more line."""
        least, most = self.alternatives.get(name, (share, share))
        self.alternatives[name] = _Share(min(least, share), max(most, share))

    @property
    def rounding(self) -> Fraction:
        """Return what rounding every line, and every alternative, to a millionth may change."""
        pieces = sum((share.most for share in self.alternatives.values()), Fraction(self.lines))
        return (pieces + len(self.alternatives)) * MILLIONTH


def check_components(facts: Facts) -> Iterator[Violation]:
    """Check that phases to do have their components pegged: quantity x usage x (1 + scrap)."""
    for order in facts.material.orders:
        if not made_here(order) or order.type is OrderType.TRANSFER:
            continue
        pegged = _pegged(facts, order)
        for phase, needs in _needs(facts, order).items():
            task = facts.every_task.get((order.id, phase))
            if task is None or task.progress or task.interrupted:
                continue  # it was consumed already
            yield from _check_phase(facts, order, phase, needs, pegged[phase])


def _pegged(facts: Facts, order: SupplyOrder) -> dict[int | None, dict[str, Fraction]]:
    """Return what an order has by phase and item, with what is uncovered for a reason."""
    pegged: dict[int | None, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    key = (DemandKind.ORDER, order.id)
    for row in (
        *facts.material.pegs_by_consumer.get(key, ()),
        *facts.uncovered.get(key, ()),
    ):
        pegged[facts.consuming_phase(order.id, row.phase)][row.item] += Fraction(row.quantity)
    return pegged


def _needs(facts: Facts, order: SupplyOrder) -> dict[int, dict[str, _Component]]:
    """Return what an order consumes by phase and item."""
    document = facts.scenario.order_by_id.get(order.id)
    has_begun = document is not None and bool(document.progress)
    needs: dict[int, dict[str, _Component]] = defaultdict(dict)
    for line in facts.consumed_by(order):
        if line.phase is None and has_begun:
            continue  # what names no phase was taken when the order began
        phase = facts.consuming_phase(order.id, line.phase) or 0
        need = needs[phase].setdefault(line.item, _Component())
        need.quantity += line.quantity
        need.lines += 1
        for name, whole in line.alternatives:
            need.replaced_by(name, line.quantity / whole)
    return needs


def _check_phase(
    facts: Facts,
    order: SupplyOrder,
    phase: int,
    needs: Mapping[str, _Component],
    pegged: Mapping[str, Fraction],
) -> Iterator[Violation]:
    """Check each component of a phase.

    What is pegged of an alternative beyond its own need stands in for others. Where several may
    be meant, any of them is believed.
    """
    mains: dict[str, int] = defaultdict(int)
    for need in needs.values():
        for name in need.alternatives:
            mains[name] += 1
    spare = {
        name: max(Fraction(0), pegged.get(name, Fraction(0)) - _own(needs, name)) for name in mains
    }
    for item, need in needs.items():
        if not facts.is_planned(item):
            continue
        found = pegged.get(item, Fraction(0)) - spare.get(item, Fraction(0))
        least = most = found
        for name, share in need.alternatives.items():
            most += spare[name] * share.most
            sure = max(Fraction(0), spare[name] - _rounding(needs, name))
            least += sure * share.least if mains[name] == 1 else 0
        if not least - need.rounding < need.quantity < most + need.rounding:
            text = (
                f"{float(most):.6g} {item} are pegged to phase {phase}, but"
                f" {order.quantity} {order.item} take {float(need.quantity):.6g}."
            )
            yield Violation(Rule.PEG, f"order {order.id}", text)


def _own(needs: Mapping[str, _Component], name: str) -> Fraction:
    """Return what the bill takes of an alternative as a component of its own."""
    return needs[name].quantity if name in needs else Fraction(0)


def _rounding(needs: Mapping[str, _Component], name: str) -> Fraction:
    """Return what rounding may add to what an alternative is pegged for itself."""
    return needs[name].lines * MILLIONTH if name in needs else Fraction(0)
