"""From when an operation could have started, had its machine been free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from models.verify.dates import earliest_start
from models.verify.precedence import may_follow

if TYPE_CHECKING:
    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = ["ready_at"]


def ready_at(facts: Facts, placed: Placed) -> int:
    """Return when the phases before, the material and the release let an operation start."""
    task = placed.task
    ready = max(0, may_follow(facts, task), earliest_start(facts, task)[0])
    for peg in facts.material.pegs_by_consumer.get((DemandKind.ORDER, task.order.id), ()):
        if task.phase in facts.gated_phases(task.order.id, peg.phase):
            ready = max(ready, facts.gates.soonest(peg))
    return ready
