"""A problem together with what its indices mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.words import Amount, Moment, Said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from models.errors import Fault
    from models.material import MaterialPlan
    from models.plan import OperationState
    from models.problem import Problem
    from models.scenario import Scenario
    from scheduler.compile.receipts import Receipts

__all__ = ["Compiled", "OperationRef"]


@dataclass(frozen=True, slots=True)
class OperationRef:
    """What operation i of the problem is in the user's words."""

    order: str
    item: str
    phase: int
    quantity: Decimal
    """Pieces left to make."""
    state: OperationState
    wait: int
    """Elapsed ticks after its end before what it made may be used; at most, if modes differ."""


@dataclass(frozen=True, eq=False)
class Compiled:
    """The solver's words, and the way back to the user's.

    Parameters
    ----------
    operations
        Shape (N,): what each operation is.
    mode_centers
        Shape (M,): work center of each mode; empty for a lead time without routing.
    mode_waits
        Shape (M,): elapsed ticks after the end in each mode before what it made may be used.
    mode_machines
        Shape (M,): machines that each mode holds, the main one first; none for a pool.
    resource_machines
        Shape (R,): names of the resource's units.
    release_reasons
        Shape (N,): which receipt sets the release, e.g. ``HUB from PO-502``; empty if none does.
    num_demands
        The first rows of the problem's demands are the scenario's; the rest refill stock.
    order_operations
        Order id to its operations, in phase order.
    last_operations
        Order id to the operations that complete it, none after none is left to do.
    receipts
        When bought goods can be used.
    left_out
        Orders that are not scheduled.
    kept
        Operations that stay where the previous plan had them.
    not_before
        Ticks before which operations do not begin, as they did not in the previous plan. That is
        a wish: the problem does not have it, so it never is the reason why something is late.
    warnings
        Work of the previous plan that cannot stay where it was.
    """

    scenario: Scenario
    material: MaterialPlan
    problem: Problem
    operations: tuple[OperationRef, ...]
    mode_centers: tuple[str, ...]
    mode_waits: tuple[int, ...]
    mode_machines: tuple[tuple[str, ...], ...]
    resource_machines: tuple[tuple[str, ...], ...]
    release_reasons: tuple[str, ...]
    num_demands: int
    order_operations: Mapping[str, tuple[int, ...]]
    last_operations: Mapping[str, tuple[int, ...]]
    receipts: Receipts
    left_out: frozenset[str] = frozenset()
    kept: frozenset[int] = frozenset()
    not_before: Mapping[int, int] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()

    def at(self, tick: int) -> Moment:
        """Return a tick as local time, for sentences."""
        return Moment.of(self.receipts.calendars.clock.moment(tick))

    def minutes(self, ticks: int) -> Said:
        """Return a number of ticks in minutes, for sentences."""
        amount = Amount(f"{ticks * self.problem.tick_seconds / 60:g}")
        return Said("{amount} min", amount=amount)
