"""Refuse what the scenario does not have, with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bills import bills_of
from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from models.scenario import Scenario

__all__ = ["known_item", "known_version"]


def known_item(scenario: Scenario, item: str) -> None:
    """Refuse an item that the scenario does not have.

    Raises
    ------
    InvalidScenarioFile
        With the item that was probably meant.
    """
    if item not in scenario.item_by_id:
        hint = did_you_mean(item, scenario.item_by_id)
        fault = Fault("items", "", "id", item, "an item of the scenario", hint)
        raise InvalidScenarioFile((fault,))


def known_version(scenario: Scenario, item: str, version: str | None) -> None:
    """Refuse a version that an item's bill of materials does not have on the day of planning.

    Raises
    ------
    InvalidScenarioFile
        With the versions there are.
    """
    names = [bom.version for bom in bills_of(scenario, item) if bom.version is not None]
    if version is None or version in names:
        return
    day = scenario.scenario.start.date().isoformat()
    listed = ", ".join(names) or "none"
    expected = f"an active version that is valid on {day}: {listed}"
    hint = did_you_mean(version, names)
    raise InvalidScenarioFile((Fault("boms", f"'{item}'", "version", version, expected, hint),))
