r"""Priority rules: of the operations that wait for a machine, which one runs next.

Each rule gives every waiting operation a number; the largest runs first, equals by latest start,
then by row. Who has a maximum wait goes along with the first operation it is tied to.
With due date :math:`d`, latest start :math:`l`, weight :math:`w`, work :math:`p`, the present
tick :math:`t`, the changeover :math:`s` the operation would cause, and K, how far a rule looks
ahead, in ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solvers.dispatch.urgency import Urgency

    Index = Callable[[Urgency, "Queue"], Sequence[float]]

__all__ = [
    "DEADLINE_RULE",
    "DEFAULT_RULE",
    "LIST_RULE",
    "PATIENT_RULE",
    "RULES",
    "Queue",
    "Rule",
]

NEAR, MIDDLE, FAR = 4.0, 8.0, 25.0
"""How far rules look ahead, in mean operation lengths. Measured on 48 generated plants: near is
best where most demands can be met in time, far where most are late."""

SETUP_SHARE = 1.0
"""Scale on which setup is avoided, in mean changeovers."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Operations that could run now on one resource.

    Parameters
    ----------
    ops
        The operations.
    tick
        Now.
    ready
        Since when each could run, ticks; same order.
    setups
        Changeover each would cause here and now, working ticks; same order.
    """

    ops: list[int]
    tick: int
    ready: list[int]
    setups: list[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A priority rule; ``index`` gives the operations of a queue numbers, the largest first.

    Going by a list, operations are placed one by one, each in the first gap it finds: who is
    later in the list never delays who is earlier. With other rules whatever is free is given to
    somebody who waits.
    """

    name: str
    index: Index
    description: str
    is_list: bool = False


def weighted_due_date(urgency: Urgency, queue: Queue) -> Sequence[float]:
    r"""Heaviest of the urgent first: :math:`w \exp(-\max(0, l - t) / K)`."""
    decay = _decays(urgency, queue, NEAR)
    return [urgency.weight[op] * factor for op, factor in zip(queue.ops, decay, strict=True)]


def earliest_due_date(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Earliest due date of what it serves first (EDD)."""
    return [-urgency.due[op] for op in queue.ops]


def least_slack(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Least time until its latest start first: :math:`l - t`."""
    return [queue.tick - urgency.latest[op] for op in queue.ops]


def critical_ratio(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Least time left per time still needed first: :math:`(d - t) / (d - l)`."""
    tick, due, latest = queue.tick, urgency.due, urgency.latest
    return [(tick - due[op]) / max(1, due[op] - latest[op]) for op in queue.ops]


def shortest_work(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Shortest operation first (SPT)."""
    return [-urgency.work[op] for op in queue.ops]


def longest_work(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Longest operation first (LPT)."""
    return [urgency.work[op] for op in queue.ops]


def weighted_shortest_work(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Most weight per work first (WSPT): :math:`w / p`."""
    weight, work = urgency.weight, urgency.work
    return [weight[op] / max(1, work[op]) for op in queue.ops]


def first_come(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Who waits longest first (FIFO)."""
    del urgency
    return [-ready for ready in queue.ready]


def apparent_tardiness_cost(urgency: Urgency, queue: Queue) -> Sequence[float]:
    r"""Apparent tardiness cost first (ATC): :math:`(w / p) \exp(-\max(0, l - t) / K)`.

    After Vepsalainen and Morton (1987), doi:10.1287/mnsc.33.8.1035, with the latest start at
    infinite capacity in place of the due date less the remaining work.
    """
    return _tardiness_costs(urgency, queue, NEAR)


def far_tardiness_cost(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """ATC that looks further ahead, for shops far behind their dates."""
    return _tardiness_costs(urgency, queue, FAR)


def setup_avoiding(urgency: Urgency, queue: Queue) -> Sequence[float]:
    r"""ATC times :math:`\exp(-s / K_2)` (ATCS): of the nearly equal, who keeps the state first.

    After Lee, Bhaskaran and Pinedo (1997), doi:10.1080/07408179708966311.
    """
    costs = _tardiness_costs(urgency, queue, MIDDLE)
    scale = SETUP_SHARE * urgency.setup
    return [cost * exp(-s / scale) for cost, s in zip(costs, queue.setups, strict=True)]


def setup_patient(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """As setup-avoiding, but a machine may stay idle for an operation with little setup."""
    return setup_avoiding(urgency, queue)


def tightest_deadline(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """Least time until the latest start that keeps all deadlines first; then who has none."""
    return [queue.tick - urgency.must[op] for op in queue.ops]


def planners_list(urgency: Urgency, queue: Queue) -> Sequence[float]:
    """First in the planner's list first, placed one by one."""
    return [-urgency.place[op] for op in queue.ops]


def _tardiness_costs(urgency: Urgency, queue: Queue, reach: float) -> list[float]:
    rates = weighted_shortest_work(urgency, queue)
    decay = _decays(urgency, queue, reach)
    return [rate * factor for rate, factor in zip(rates, decay, strict=True)]


def _decays(urgency: Urgency, queue: Queue, reach: float) -> list[float]:
    """Return 1 for what must start now, less the more slack there is."""
    tick, latest, scale = queue.tick, urgency.latest, -reach * urgency.span
    return [1.0 if latest[op] <= tick else exp((latest[op] - tick) / scale) for op in queue.ops]


DEFAULT_RULE = "weighted-due-date"
DEADLINE_RULE = "deadline"
LIST_RULE = "list"
PATIENT_RULE = "setup-patient"

RULES: dict[str, Rule] = {
    name: Rule(name, index, (index.__doc__ or "").splitlines()[0], is_list=name == LIST_RULE)
    for name, index in (
        (DEFAULT_RULE, weighted_due_date),
        ("atc", apparent_tardiness_cost),
        ("atc-far", far_tardiness_cost),
        ("setup-avoiding", setup_avoiding),
        ("slack", least_slack),
        ("edd", earliest_due_date),
        ("critical-ratio", critical_ratio),
        ("wspt", weighted_shortest_work),
        ("spt", shortest_work),
        ("lpt", longest_work),
        ("fifo", first_come),
        (DEADLINE_RULE, tightest_deadline),
        (LIST_RULE, planners_list),
        (PATIENT_RULE, setup_patient),
    )
}
"""By name, the most promising first; the last three are for what not every problem has."""
