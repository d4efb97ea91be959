"""What buffered and other items are made of, from products down to bought parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.bills import bom_of
from models.errors import Fault, InvalidScenarioFile
from models.scenario import Policy, Source
from models.terms import Sku, Terms, TermsTable
from scheduler.mrp.explode import BomLines
from scheduler.mrp.item_sizing import batch_of, item_sizing
from scheduler.mrp.low_level_codes import low_level_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Buffer, Scenario
    from scheduler.mrp.explode import BomLine
    from scheduler.mrp.lots import LotSizing

__all__ = ["Node", "Structure"]

_MADE = frozenset({Source.MAKE, Source.SUBCONTRACT, Source.KIT})


class Node(NamedTuple):
    """An item made from one version of its bill; ``None`` for the version used by default."""

    item: str
    version: str | None = None


@dataclass
class Structure:
    """The items of a scenario as one plant, whatever its warehouses.

    Parameters
    ----------
    nodes
        Items and versions, each after all that use it; phantoms and kits only as far as they are
        products, since within bills their components stand in their place.
    buffers
        Of the items planned by their buffers.
    """

    scenario: Scenario
    terms_table: TermsTable
    bills: BomLines
    levels: Mapping[str, int]
    nodes: tuple[Node, ...] = ()
    buffers: Mapping[str, Buffer] = field(default_factory=dict)
    _lines: dict[Node, tuple[BomLine, ...]] = field(default_factory=dict)
    _sizings: dict[str, LotSizing] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> Structure:
        """Return the structure of a scenario.

        Raises
        ------
        InvalidScenarioFile
            If an item is a part of itself, or planned by a buffer that it does not have.
        """
        one_plant = _without_warehouses(scenario.dated)
        structure = cls(
            scenario=one_plant,
            terms_table=TermsTable(one_plant),
            bills=BomLines(one_plant),
            levels=low_level_codes(one_plant),
        )
        structure.buffers = structure._buffers()
        structure.nodes = structure._nodes()
        return structure

    def terms(self, item: str) -> Terms:
        """Return on what terms an item is replenished."""
        return self.terms_table.of(Sku(item))

    def lines(self, node: Node) -> tuple[BomLine, ...]:
        """Return what goes into an item, phantoms and kits replaced by what is in them."""
        if node not in self._lines:
            is_made = self.terms(node.item).source in _MADE
            has_lines = is_made or self.bills.is_passed_through(node.item, node.version)
            self._lines[node] = self.bills.of(node.item, node.version) if has_lines else ()
        return self._lines[node]

    def sizing(self, item: str) -> LotSizing:
        """Return how orders of an item are sized."""
        if item not in self._sizings:
            terms, bom = self.terms(item), bom_of(self.scenario, item)
            mrp = self.scenario.settings.mrp
            self._sizings[item] = item_sizing(terms, batch_of(terms, bom), mrp)
        return self._sizings[item]

    def _buffers(self) -> dict[str, Buffer]:
        buffers: dict[str, Buffer] = {}
        faults = []
        for item in self.scenario.items:
            if item.policy is not Policy.DDMRP or item.excluded:
                continue
            if item.buffer is None:
                rule = "a buffer for an item with policy ddmrp"
                faults.append(Fault("items", repr(item.id), "buffer", "", rule))
            elif not self.bills.is_passed_through(item.id):
                buffers[item.id] = item.buffer
        if faults:
            raise InvalidScenarioFile(tuple(sorted(faults, key=lambda fault: fault.row)))
        return buffers

    def _nodes(self) -> tuple[Node, ...]:
        by_level: list[set[Node]] = [
            set() for _ in range(max(self.levels.values(), default=-1) + 1)
        ]
        roots = [Node(item.id) for item in self.scenario.items]
        roots += [Node(row.item, row.version) for row in self.scenario.demands]
        for node in roots:
            by_level[self.levels[node.item]].add(node)
        found: list[Node] = []
        for level in by_level:
            # a component lies on a lower level, which is visited later
            for node in sorted(level, key=lambda node: (node.item, node.version or "")):
                found.append(node)
                for line in self.lines(node):
                    by_level[self.levels[line.item]].add(Node(line.item, line.version))
        return tuple(found)


def _without_warehouses(scenario: Scenario) -> Scenario:
    settings = scenario.settings
    if not settings.mrp.by_warehouse:
        return scenario
    mrp = settings.mrp.model_copy(update={"by_warehouse": False})
    return scenario.replaced(settings=settings.model_copy(update={"mrp": mrp}))
