"""Difference: what one version of a bill of materials has that another has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.bom.known import known_item, known_version
from scheduler.mrp.explode import BomLines
from scheduler.mrp.flatten import Usage
from scheduler.mrp.low_level_codes import low_level_codes

if TYPE_CHECKING:
    from models.scenario import Scenario

    Key = tuple[str, int, bool]

__all__ = ["Change", "bom_difference"]

_NO_PHASE = -1


@dataclass(frozen=True, slots=True)
class Change:
    """A component that two versions use differently.

    Parameters
    ----------
    before, after
        Pieces per piece of the parent, scrap included; with `is_fixed`, for every order. Exact, as
        text: ``2.5`` or ``1/3``; empty where a version does not use it.
    """

    item: str
    phase: int | None
    is_fixed: bool
    before: str
    after: str


def bom_difference(
    scenario: Scenario, item: str, before: str | None, after: str | None
) -> tuple[Change, ...]:
    """Return what two versions of an item's bill of materials use differently, by component.

    Phantoms are replaced by their components, as planning sees them. Lines of one component, phase
    and kind of quantity are added.

    Parameters
    ----------
    before, after
        The versions; ``None`` is the one that counts by default.

    Raises
    ------
    InvalidScenarioFile
        If there is no such item or version, or the bills of materials form a cycle.
    """
    known_item(scenario, item)
    known_version(scenario, item, before)
    known_version(scenario, item, after)
    low_level_codes(scenario)  # refuses cycles, in which flattening would not end
    bills = BomLines(scenario)
    old, new = _usages(bills, item, before), _usages(bills, item, after)
    return tuple(
        Change(
            name,
            None if phase == _NO_PHASE else phase,
            is_fixed,
            str(old.get((name, phase, is_fixed), "")),
            str(new.get((name, phase, is_fixed), "")),
        )
        for name, phase, is_fixed in sorted(old.keys() | new.keys())
        if old.get((name, phase, is_fixed)) != new.get((name, phase, is_fixed))
    )


def _usages(bills: BomLines, item: str, version: str | None) -> dict[Key, Usage]:
    usages: dict[Key, Usage] = {}
    for line in bills.of(item, version):
        key = (line.item, _NO_PHASE if line.phase is None else line.phase, line.is_fixed)
        so_far = usages.get(key, Usage(0, 1, line.is_fixed))
        total = so_far.numerator * line.per + line.usage * so_far.denominator
        usages[key] = Usage(total, so_far.denominator * line.per, line.is_fixed).lowest()
    return usages
