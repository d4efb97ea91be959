"""On whom a change of an order acts that MRP plans, and that no scenario knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.changes.demands import Drop, Rush, served_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.material import MaterialPlan
    from models.scenario import Scenario
    from scheduler.changes.change import Change

__all__ = ["settled"]


def settled(
    changes: Iterable[Change], scenario: Scenario, material: MaterialPlan
) -> tuple[Change, ...]:
    """Return changes of orders as changes of what can be changed.

    MRP would plan a dropped order again at once, so dropping a planned order drops the demands it
    serves; and an order has no urgency but that of its demands, so rushing one rushes these. The
    rest stays as it is.

    Parameters
    ----------
    scenario, material
        A scenario and its material plan: where other changes have been made, an order of the same
        name may be planned for other demands.

    Raises
    ------
    InvalidScenarioFile
        If there is no such order, or it serves no demand.
    """
    found: list[Change] = []
    for change in changes:
        if isinstance(change, Drop) and change.name in scenario.order_by_id:
            found.append(change)
        elif isinstance(change, Drop | Rush) and change.name not in scenario.demand_by_id:
            names = served_by(change.name, scenario, material, change=change.option)
            found += (type(change)(name) for name in names)
        else:
            found.append(change)
    return tuple(dict.fromkeys(found))
