r"""Priority rules: of the operations that wait for a machine, which one runs next.

Each rule maps an operation to a number; the largest runs first, equals by latest start. With due
date :math:`d`, latest start :math:`l`, weight :math:`w`, work :math:`p`, the present tick
:math:`t` and the changeover :math:`s` the operation would cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.dispatch.urgency import Urgency

    Index = Callable[[Urgency, "Waiting"], float]

__all__ = ["DEFAULT_RULE", "RULES", "Rule", "Waiting"]

NEAR, FAR = 10.0, 40.0
"""How far rules look ahead, in mean operation lengths."""


class Waiting(NamedTuple):
    """An operation that waits for a machine."""

    op: int
    ready: int
    """Since when it could run, ticks."""
    tick: int
    """Now."""
    setup: int
    """Changeover it would cause here and now, working ticks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A priority rule; ``index`` is larger for what runs first."""

    name: str
    index: Index
    description: str


def weighted_due_date(urgency: Urgency, waiting: Waiting) -> float:
    r"""Heaviest first among the urgent: :math:`w \exp(-\max(0, l - t) / K)`."""
    op = waiting.op
    return urgency.weight[op] * _decay(urgency.latest[op] - waiting.tick, NEAR * urgency.span)


def earliest_due_date(urgency: Urgency, waiting: Waiting) -> float:
    """Earliest due date of what it serves first."""
    return -urgency.due[waiting.op]


def least_slack(urgency: Urgency, waiting: Waiting) -> float:
    """Least time until its latest start first: :math:`l - t`."""
    return waiting.tick - urgency.latest[waiting.op]


def critical_ratio(urgency: Urgency, waiting: Waiting) -> float:
    """Least time left per time still needed first: :math:`(d - t) / (d - l)`."""
    due = urgency.due[waiting.op]
    return (waiting.tick - due) / max(1, due - urgency.latest[waiting.op])


def shortest_work(urgency: Urgency, waiting: Waiting) -> float:
    """Shortest operation first (SPT)."""
    return -urgency.work[waiting.op]


def longest_work(urgency: Urgency, waiting: Waiting) -> float:
    """Longest operation first (LPT)."""
    return urgency.work[waiting.op]


def weighted_shortest_work(urgency: Urgency, waiting: Waiting) -> float:
    """Most weight per work first (WSPT): :math:`w / p`."""
    return urgency.weight[waiting.op] / max(1, urgency.work[waiting.op])


def first_come(urgency: Urgency, waiting: Waiting) -> float:
    """Who waits longest first (FIFO)."""
    del urgency
    return -waiting.ready


def apparent_tardiness_cost(urgency: Urgency, waiting: Waiting) -> float:
    r"""Apparent tardiness cost (ATC): :math:`(w / p) \exp(-\max(0, l - t) / K)`.

    After Vepsalainen and Morton (1987), doi:10.1287/mnsc.33.8.1035, with the latest start at
    infinite capacity in place of due date less remaining work.
    """
    slack = urgency.latest[waiting.op] - waiting.tick
    return weighted_shortest_work(urgency, waiting) * _decay(slack, NEAR * urgency.span)


def far_tardiness_cost(urgency: Urgency, waiting: Waiting) -> float:
    """ATC that looks further ahead, for shops far behind their dates."""
    slack = urgency.latest[waiting.op] - waiting.tick
    return weighted_shortest_work(urgency, waiting) * _decay(slack, FAR * urgency.span)


def setup_avoiding(urgency: Urgency, waiting: Waiting) -> float:
    r"""ATC with setups (ATCS): ATC times :math:`\exp(-s / K_2)`: near ties keep the state.

    After Lee, Bhaskaran and Pinedo (1997), doi:10.1080/07408179708966311.
    """
    cost = far_tardiness_cost(urgency, waiting)
    return cost * _decay(waiting.setup, 0.3 * urgency.setup)


def _decay(slack: float, scale: float) -> float:
    return exp(-slack / scale) if slack > 0 else 1.0


DEFAULT_RULE = "weighted-due-date"

RULES: dict[str, Rule] = {
    name: Rule(name, index, (index.__doc__ or "").splitlines()[0])
    for name, index in (
        (DEFAULT_RULE, weighted_due_date),
        ("atc", apparent_tardiness_cost),
        ("atc-far", far_tardiness_cost),
        ("setup-avoiding", setup_avoiding),
        ("slack", least_slack),
        ("critical-ratio", critical_ratio),
        ("edd", earliest_due_date),
        ("wspt", weighted_shortest_work),
        ("spt", shortest_work),
        ("lpt", longest_work),
        ("fifo", first_come),
    )
}
"""By name, the most promising first."""
