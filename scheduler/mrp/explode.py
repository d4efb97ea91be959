"""Explode orders: the components an order needs, how many, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.quantity import QUANTITY_SCALE, from_units, to_units
from scheduler.mrp.needs import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.scenario import Component, Scenario
    from scheduler.mrp.needs import When

__all__ = ["BomLine", "BomLines"]


@dataclass(frozen=True, slots=True)
class BomLine:
    """One component of a parent, exact in integers.

    Parameters
    ----------
    usage
        Quantity per piece of the parent, scrap included, in millionths of a millionth.
    label
        Row of the component's MRP grid: parent and usage without scrap, e.g. ``Ax2``.
    """

    item: str
    usage: int
    phase: int | None
    label: str

    @classmethod
    def of(cls, parent: str, component: Component) -> BomLine:
        """Return the line of a component as the user wrote it."""
        quantity = to_units(component.quantity)
        return cls(
            component.item,
            quantity * (QUANTITY_SCALE + to_units(component.scrap)),
            component.phase,
            f"{parent}x{from_units(quantity):f}",
        )

    def quantity(self, parent_quantity: int) -> int:
        """Return how much a parent quantity needs; both in millionths, rounded up once."""
        return -(-parent_quantity * self.usage // QUANTITY_SCALE**2)


class BomLines:
    """The bills of materials of a scenario, ready to be exploded."""

    def __init__(self, scenario: Scenario) -> None:
        self._lines = {
            bom.parent: tuple(BomLine.of(bom.parent, component) for component in bom.components)
            for bom in scenario.boms
        }
        labels: dict[str, set[str]] = {}
        for lines in self._lines.values():
            for line in lines:
                labels.setdefault(line.item, set()).add(line.label)
        self._labels = {item: tuple(sorted(names)) for item, names in labels.items()}

    def of(self, parent: str) -> tuple[BomLine, ...]:
        """Return the components of an item; none for an item without bill of materials."""
        return self._lines.get(parent, ())

    def labels(self, item: str) -> tuple[str, ...]:
        """Return the labels of every line that uses an item, sorted."""
        return self._labels.get(item, ())

    def needs(
        self, order_id: str, parent: str, quantity: int, date: Callable[[int | None], When | None]
    ) -> list[Need]:
        """Return what an order needs.

        Parameters
        ----------
        quantity
            Millionths of a piece of the parent, after lot sizing.
        date
            When the material of a phase (``None``: of the order) is needed; ``None`` if it was
            consumed already.
        """
        needs = []
        for line in self.of(parent):
            when = date(line.phase)
            amount = line.quantity(quantity)
            if when is not None and amount > 0:
                needs.append(
                    Need(
                        when,
                        DemandKind.ORDER,
                        order_id,
                        line.item,
                        amount,
                        phase=line.phase,
                        label=line.label,
                    )
                )
        return needs
