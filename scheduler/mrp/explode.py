"""Explode orders: the components an order needs, how many, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.bills import bom_of
from models.errors import Fault, InvalidScenarioFile
from models.material import DemandKind
from models.quantity import from_units, to_units
from scheduler.mrp.flatten import BomLine, FlatBills
from scheduler.mrp.needs import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from models.scenario import Bom, Scenario
    from scheduler.mrp.needs import When

__all__ = ["BomLine", "BomLines"]

_NO_PHASE_YET = -1
_MOST_ORDERS = 100_000


class BomLines:
    """The bills of materials of a scenario, ready to be exploded.

    Each is read once: phantoms and kits in it are replaced by their own components, level after
    level, and quantities multiply through.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._bills = FlatBills(scenario)
        self._lines: dict[tuple[str, str | None], tuple[BomLine, ...]] = {}
        self._labels: dict[str, set[str]] = {}
        self._known_phases: dict[str, frozenset[int]] = {}
        self._knows_all_labels = False

    def of(self, parent: str, version: str | None = None) -> tuple[BomLine, ...]:
        """Return what goes into an item; nothing for an item without bill of materials.

        Parameters
        ----------
        version
            Version of the bill that the order or its demand names.
        """
        lines = self._lines.get((parent, version))
        return self._read(parent, version) if lines is None else lines

    def _read(self, parent: str, version: str | None) -> tuple[BomLine, ...]:
        bom = bom_of(self._scenario, parent, version)
        lines = () if bom is None else tuple(self._bills.lines(parent, bom))
        self._lines[parent, version] = lines
        for line in lines:
            self._labels.setdefault(line.item, set()).add(line.label)
        return lines

    def labels(self, item: str) -> tuple[str, ...]:
        """Return the labels of every line that uses an item, sorted.

        These are the lines of the bills used by default, and of other versions exploded so far.
        """
        if not self._knows_all_labels:
            for parent in self._scenario.item_by_id:
                if not self.is_passed_through(parent):
                    self.of(parent)
            self._knows_all_labels = True
        return tuple(sorted(self._labels.get(item, ())))

    def needs(
        self,
        order_id: str,
        parent: str,
        quantity: int,
        date: Callable[[int | None], When | None],
        *,
        version: str | None = None,
        warehouse: str = "",
        job: str = "",
        is_confirmed: bool = False,
    ) -> list[Need]:
        """Return what an order needs.

        A line that names a phase which the routing of the parent lacks names none: a borrowed
        bill may.

        Parameters
        ----------
        quantity
            Millionths of a piece of the parent, after lot sizing.
        date
            When the material of a phase (``None``: of the order) is needed; ``None`` if it was
            consumed already.
        version
            Version of the bill of materials that the order is made from.
        warehouse, job, is_confirmed
            As in `Need`.
        """
        needs = []
        phase: int | None = _NO_PHASE_YET
        when = None
        known = self._phases(parent)
        for line in self.of(parent, version) if quantity > 0 else ():
            named = line.phase if line.phase in known else None
            if named != phase:
                phase = named
                when = date(phase)
            if when is not None:
                needs.append(
                    Need(
                        when,
                        DemandKind.ORDER,
                        order_id,
                        line.item,
                        line.quantity(quantity),
                        phase=phase,
                        label=line.label,
                        warehouse=warehouse,
                        job=job,
                        version=line.version,
                        is_confirmed=is_confirmed,
                        alternatives=line.alternatives,
                    )
                )
        return needs

    def has_phase(self, parent: str, phase: int | None) -> bool:
        """Tell whether the routing of a parent has a phase that one of its lines names."""
        return phase in self._phases(parent)

    def _phases(self, parent: str) -> frozenset[int]:
        if parent not in self._known_phases:
            routing = self._scenario.routing_by_item.get(parent)
            operations = routing.operations if routing else ()
            self._known_phases[parent] = frozenset(operation.phase for operation in operations)
        return self._known_phases[parent]

    def is_passed_through(self, item: str, version: str | None = None) -> bool:
        """Tell whether needs of an item are needs of its components: a kit, or a phantom."""
        return self._bills.in_place(item, version) is not None

    def expand_kit(
        self, item: str, quantity: int, *, version: str | None = None
    ) -> list[tuple[str, int]]:
        """Return what to net in place of a quantity of an item, both in millionths of a piece.

        For a kit or a phantom these are its components, each item once; any other item stands
        for itself.
        """
        if not self.is_passed_through(item, version):
            return [(item, quantity)]
        totals: dict[str, int] = {}
        for line in self.of(item, version) if quantity > 0 else ():
            totals[line.item] = totals.get(line.item, 0) + line.quantity(quantity)
        return list(totals.items())

    def without_kits(self, needs: Iterable[Need]) -> Iterator[Need]:
        """Yield needs, those of kits and phantoms as needs of their components."""
        for need in needs:
            version = need.version or None
            if not self.is_passed_through(need.item, version):
                yield need
                continue
            for item, quantity in self.expand_kit(need.item, need.quantity, version=version):
                yield replace(need, item=item, quantity=quantity, version="")

    def order_quantities(self, parent: str, version: str | None, quantity: int) -> list[int]:
        """Return the orders, in millionths of a piece, that make a quantity.

        One, unless the bill of materials makes a fixed quantity: then as many of these as it
        takes.

        Raises
        ------
        InvalidScenarioFile
            If that were more than 100,000 orders.
        """
        bom = bom_of(self._scenario, parent, version)
        if quantity <= 0:
            return []
        if bom is None or not bom.fixed:
            return [quantity]
        fixed = to_units(bom.quantity)
        number = -(-quantity // fixed)
        if number > _MOST_ORDERS:
            raise InvalidScenarioFile((_too_many_orders(bom, quantity),))
        return [fixed] * number


def _too_many_orders(bom: Bom, quantity: int) -> Fault:
    return Fault(
        "boms",
        f"'{bom.parent}'",
        "quantity",
        f"{bom.quantity:f}, fixed, for {from_units(quantity):f} pieces",
        f"a fixed quantity that makes what is needed in at most {_MOST_ORDERS} orders",
    )
