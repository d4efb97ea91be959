"""When machines, centers, further resources and workers are down, whatever their shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.compile.presence import joined

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.scenario import Scenario

__all__ = ["downtimes"]


def downtimes(scenario: Scenario, clock: Clock) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches, in ticks, in which a machine, center, resource or worker is not there.

    A tick that is down in part is down. Stretches of one name are sorted and do not overlap.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for row in scenario.downtimes:
        stretch = (clock.tick(row.from_), clock.tick(row.to, round_up=True))
        found.setdefault(row.resource, []).append(stretch)
    return {name: joined(stretches) for name, stretches in found.items()}
