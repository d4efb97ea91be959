"""Which phase of a routing follows which: the one place that reads `Operation.after`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Operation, Routing, Scenario

    Follows = Mapping[int, tuple[int, ...]]

__all__ = ["PhaseOrder", "last_phases"]


@dataclass(frozen=True)
class PhaseOrder:
    """The phases that each phase of a routing follows, item by item.

    A phase follows those that it names, or the valid one before it. Who follows a phase that is
    left out as not valid follows what that one followed.
    """

    scenario: Scenario
    _known: dict[str, Follows] = field(default_factory=dict)

    def of(self, item: str) -> Follows:
        """Return the phases that each valid phase follows, ascending; empty without a routing."""
        if item not in self._known:
            self._known[item] = self._follows(item)
        return self._known[item]

    def _follows(self, item: str) -> Follows:
        valid = self.scenario.routing_by_item.get(item)
        if valid is None:
            return {}
        kept = tuple(operation.phase for operation in valid.operations)
        if all(operation.after is None for operation in valid.operations):
            return {phase: kept[max(0, place - 1) : place] for place, phase in enumerate(kept)}
        named = {
            operation.phase: _named(operation, kept) for operation in self._whole(valid).operations
        }
        return {phase: tuple(sorted(_kept(named, phase, set(kept)))) for phase in kept}

    def _whole(self, valid: Routing) -> Routing:
        """Return the routing with the phases that are not valid today."""
        return next(
            routing
            for routing in self.scenario.routings
            if routing.item == valid.item and routing.cycle == valid.cycle
        )


def _named(operation: Operation, kept: tuple[int, ...]) -> tuple[int, ...]:
    """Return what an operation follows by its own words, valid or not."""
    if operation.after is not None:
        return operation.after
    return tuple(phase for phase in kept if phase < operation.phase)[-1:]


def _kept(named: Follows, phase: int, kept: set[int]) -> set[int]:
    """Return the valid phases that a phase follows, through those that are left out."""
    found: set[int] = set()
    seen = {phase}
    waiting = list(named.get(phase, ()))
    for earlier in waiting:  # grows while it is walked
        if earlier in seen:
            continue
        seen.add(earlier)
        if earlier in kept:
            found.add(earlier)
        else:
            waiting += named.get(earlier, ())
    return found


def last_phases(follows: Follows) -> tuple[int, ...]:
    """Return the phases that no other follows, in their order."""
    followed = {earlier for before in follows.values() for earlier in before}
    return tuple(phase for phase in follows if phase not in followed)
