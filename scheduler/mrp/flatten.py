"""Read bills of materials as flat lines: phantoms and kits give way to what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING

from models.bills import bom_used_in_place, is_never_ordered, valid_components
from models.quantity import QUANTITY_SCALE, from_units, to_units
from scheduler.mrp.needs import Substitute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Bom, Component, Scenario

__all__ = ["BomLine", "FlatBills", "Usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """How much goes into a parent, exactly: `numerator` / `denominator` pieces.

    Parameters
    ----------
    is_fixed
        For every order the same, otherwise per piece of the parent.
    """

    numerator: int
    denominator: int
    is_fixed: bool = False

    def times(self, numerator: int, denominator: int) -> Usage:
        """Return this usage multiplied by a fraction."""
        return Usage(self.numerator * numerator, self.denominator * denominator, self.is_fixed)

    def below(self, upper: Usage) -> Usage:
        """Return the usage per piece of the parent above; what is fixed is so for its order."""
        if self.is_fixed:
            return self
        return upper.times(self.numerator, self.denominator)

    def lowest(self) -> Usage:
        """Return the same usage in lowest terms."""
        common = gcd(self.numerator, self.denominator)
        return Usage(self.numerator // common, self.denominator // common, self.is_fixed)

    def __str__(self) -> str:
        """Return the number, as a fraction such as ``5/3`` where six decimals do not hold it."""
        units, rest = divmod(self.numerator * QUANTITY_SCALE, self.denominator)
        if not rest:
            return f"{from_units(units):f}"
        lowest = self.lowest()
        return f"{lowest.numerator}/{lowest.denominator}"


ONE_PIECE = Usage(1, 1)


@dataclass(frozen=True, slots=True)
class BomLine:
    """One component of a parent, exact in integers.

    Parameters
    ----------
    usage, per
        So many pieces for so many pieces of the parent, scrap included, in lowest terms; with
        `is_fixed`, for every order.
    label
        Row of the component's MRP grid: parent and usage without scrap, e.g. ``Ax2``, or
        ``A+2`` for a fixed quantity.
    version
        Version of its own bill of materials that the line names; empty for none.
    alternatives
        What may stand in for it, best first.
    """

    item: str
    usage: int
    per: int
    phase: int | None
    label: str
    is_fixed: bool = False
    version: str = ""
    alternatives: tuple[Substitute, ...] = ()

    def quantity(self, parent_quantity: int) -> int:
        """Return how much an order of the parent needs; both in millionths, rounded up once."""
        if self.is_fixed:
            return -(-self.usage * QUANTITY_SCALE // self.per)
        return -(-parent_quantity * self.usage // self.per)


@dataclass(frozen=True, slots=True)
class _Level:
    """A bill that is used in place of a line, and what its parent needs of it.

    Parameters
    ----------
    plain
        Usage without any scrap.
    line
        The parent's own line, which gives the phase; ``None`` for the parent's own bill.
    """

    bom: Bom
    usage: Usage = ONE_PIECE
    plain: Usage = ONE_PIECE
    line: Component | None = None


class FlatBills:
    """Flatten the bills of materials of a scenario, which must not contain each other in a ring."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._in_place: dict[tuple[str, str | None, bool], Bom | None] = {}

    def in_place(self, item: str, version: str | None, *, phantom: bool = False) -> Bom | None:
        """Return the bill whose components are used in place of an item; see `models.bills`."""
        key = (item, version, phantom)
        if key not in self._in_place:
            self._in_place[key] = bom_used_in_place(self._scenario, item, version, phantom=phantom)
        return self._in_place[key]

    def lines(self, parent: str, bom: Bom) -> Iterator[BomLine]:
        """Yield what a piece, or an order, of a parent is made of, in the order of the bill.

        Quantities, scrap of lines and scrap of phantoms multiply through, so that a phantom takes
        what orders of it would. What is within it is used at the phase at which the parent uses
        the phantom. Nobody orders a phantom or holds it in stock: the fixed quantity of its bill
        and its alternatives do not count.
        """
        usage = ONE_PIECE
        if is_never_ordered(self._scenario, parent, bom):
            usage = usage.times(*self._scrap(parent))
        # a stack, not recursion: bills may be nested deeper than Python calls
        stack: list[_Level | BomLine] = [_Level(bom, usage)]
        while stack:
            top = stack.pop()
            if isinstance(top, BomLine):
                yield top
            else:
                components = valid_components(self._scenario, top.bom)
                found = [self._line(parent, top, component) for component in components]
                stack.extend(reversed(found))

    def _scrap(self, item: str) -> tuple[int, int]:
        """Return what an item is multiplied by for its own scrap, as a fraction."""
        record = self._scenario.item_by_id.get(item)
        if record is None or not record.scrap:
            return 1, 1
        return QUANTITY_SCALE + to_units(record.scrap), QUANTITY_SCALE

    def _line(self, parent: str, level: _Level, component: Component) -> _Level | BomLine:
        per = QUANTITY_SCALE if component.fixed else to_units(level.bom.quantity)
        quantity = Usage(to_units(component.quantity), per, component.fixed)
        usage = quantity
        if component.scrap:
            usage = usage.times(QUANTITY_SCALE + to_units(component.scrap), QUANTITY_SCALE)
        usage, plain = usage.below(level.usage), quantity.below(level.plain)
        top = level.line or component
        bom = self.in_place(component.item, component.version, phantom=component.phantom)
        if bom is not None:
            scrapped = usage.times(*self._scrap(component.item))
            return _Level(bom, scrapped, plain, top)
        lowest = usage.lowest()
        return BomLine(
            component.item,
            lowest.numerator,
            lowest.denominator,
            top.phase,
            f"{parent}{'+' if plain.is_fixed else 'x'}{plain}",
            is_fixed=lowest.is_fixed,
            version=component.version or "",
            alternatives=_substitutes(component),
        )


def _substitutes(component: Component) -> tuple[Substitute, ...]:
    """Return the alternatives by priority; scrap is that of the line, whatever is used."""
    if not component.alternatives:
        return ()
    best_first = sorted(component.alternatives, key=lambda row: (row.priority, row.item))
    main = to_units(component.quantity)
    return tuple(Substitute(row.item, *_ratio(to_units(row.quantity), main)) for row in best_first)


def _ratio(numerator: int, denominator: int) -> tuple[int, int]:
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common
