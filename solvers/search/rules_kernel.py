r"""Priority rules in kernels: the numbers of `solvers.dispatch.rules`, and a grid around them.

Every rule gives an operation that waits a number; the largest runs first. Rules of one kind
differ in how far they look ahead, in mean lengths of an operation, and in how much they shun
changeovers, in mean changeovers.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from solvers.search.jit import inner

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

__all__ = ["GRID", "RULES", "Blend", "Kind", "Pressure", "Recipe", "Rule", "index"]


class Kind(IntEnum):
    r"""What a rule looks at; symbols as in `solvers.dispatch.rules`.

    Of the first two, kernels compare logarithms: queues are long, and exponentials take long.

    ``URGENT``: :math:`w e^{-\max(0, l - t) / K}`.
    ``COST``: :math:`(w / p) e^{-\max(0, l - t) / K}`, ATC.
    ``MODIFIED``: least :math:`\max(p, l + p - t) / w`, weighted modified due date: Kanet and Li
    (2004), doi:10.1023/B:JOSH.0000031425.85257.56.
    """

    URGENT = 0
    COST = 1
    SLACK = 2
    DUE = 3
    RATIO = 4
    SHORT = 5
    LONG = 6
    WEIGHTED_SHORT = 7
    FIRST_COME = 8
    DEADLINE = 9
    MODIFIED = 10


class Rule(NamedTuple):
    r"""One rule.

    Parameters
    ----------
    kind
        A `Kind`.
    reach
        How far it looks ahead, in mean operation lengths; only ``URGENT`` and ``COST`` do.
    shun
        The number is multiplied by :math:`e^{-s / (shun \cdot mean)}` for a changeover of s; 0
        if changeovers do not matter. Only of ``URGENT`` and ``COST``.
    """

    kind: int
    reach: float = 1.0
    shun: float = 0.0


class Blend(NamedTuple):
    r"""What a rule takes for weight, work and latest start.

    For weight :math:`w^a`, for work :math:`p^b r^c` with the rest r of its order, from the latest
    start of an operation to its due date, in mean lengths; for latest start :math:`d - e (d - l)`.
    """

    weight: float = 1.0
    work: float = 1.0
    rest: float = 0.0
    lead: float = 1.0


class Recipe(NamedTuple):
    """A rule, and what it takes for weight, work and latest start."""

    rule: Rule
    blend: Blend = Blend()


class Pressure(NamedTuple):
    """How urgent operations are, as `solvers.dispatch.urgency.Urgency` says it; (N,) floats.

    `worth` is the logarithm of the numbers of ``URGENT`` or ``COST`` once it is late.
    """

    due: Floats
    latest: Floats
    weight: Floats
    work: Floats
    must: Floats
    worth: Floats
    span: float
    setup: float


def _rule(kind: Kind, reach: float = 1.0, shun: float = 0.0) -> Rule:
    return Rule(int(kind), reach, shun)  # kernels want plain numbers


RULES: dict[str, Recipe] = {
    "weighted-due-date": Recipe(_rule(Kind.URGENT, 4.0)),
    "atc": Recipe(_rule(Kind.COST, 4.0)),
    "atc-far": Recipe(_rule(Kind.COST, 25.0)),
    "setup-avoiding": Recipe(_rule(Kind.COST, 8.0, 1.0)),
    "slack": Recipe(_rule(Kind.SLACK)),
    "edd": Recipe(_rule(Kind.DUE)),
    "critical-ratio": Recipe(_rule(Kind.RATIO)),
    "wspt": Recipe(_rule(Kind.WEIGHTED_SHORT)),
    "spt": Recipe(_rule(Kind.SHORT)),
    "lpt": Recipe(_rule(Kind.LONG)),
    "fifo": Recipe(_rule(Kind.FIRST_COME)),
    "deadline": Recipe(_rule(Kind.DEADLINE)),
    "wmdd": Recipe(_rule(Kind.MODIFIED)),
}
"""Under the names the planner knows, as far as there is one of that name."""

GRID: dict[str, Recipe] = {
    **{
        f"rest-{reach:g}-{rest:g}": Recipe(_rule(Kind.COST, reach), Blend(weight, work, rest, lead))
        for reach, weight, work, rest, lead in (
            (4.0, 1.0, 0.4, 0.6, 1.0),
            (2.0, 1.0, 0.7, 0.6, 1.0),
            (2.0, 1.0, 1.0, 0.3, 1.0),
            (4.0, 1.0, 0.4, 0.3, 1.0),
            (2.5, 1.4, 0.7, 0.6, 1.5),
            (2.2, 1.0, 1.0, 0.7, 1.5),
        )
    },
    **{f"atc-{reach:g}": Recipe(_rule(Kind.COST, reach)) for reach in (1.0, 2.0, 8.0, 14.0, 50.0)},
    **{
        f"atcs-{reach:g}-{shun:g}": Recipe(_rule(Kind.COST, reach, shun))
        for reach in (2.0, 4.0, 16.0, 40.0)
        for shun in (0.3, 1.0)
    },
    **{f"urgent-{reach:g}": Recipe(_rule(Kind.URGENT, reach)) for reach in (1.0, 2.0, 8.0, 16.0)},
    **{f"urgent-{reach:g}-0.5": Recipe(_rule(Kind.URGENT, reach, 0.5)) for reach in (4.0, 16.0)},
}
"""Further steps; those that shun changeovers are after Lee, Bhaskaran and Pinedo (1997),
doi:10.1080/07408179708966311. Those that look at the rest of the order come first: on plants of
300 to 10,000 operations the best of them had 7 to 13 % less weighted tardiness than all others."""


@inner
def index(pressure: Pressure, rule: Rule, op: int, tick: int, waits: tuple[int, int]) -> float:
    """Return the number of an operation, of ``URGENT`` and ``COST`` its logarithm.

    `waits` is since when it waits, and the changeover it causes.
    """
    kind = rule.kind
    slack = pressure.latest[op] - tick
    if kind in (0, 1):
        number = pressure.worth[op]
        if slack > 0.0:
            number -= slack / (rule.reach * pressure.span)
        if rule.shun > 0.0:
            number -= waits[1] / (rule.shun * pressure.setup)
        return number
    if kind == 2:
        return -slack
    if kind == 3:
        return -pressure.due[op]
    return _other(pressure, kind, op, tick, waits[0])


@inner
def _other(pressure: Pressure, kind: int, op: int, tick: int, ready: int) -> float:
    """Return the number by a rule of the rarer kinds."""
    due, work, latest = pressure.due[op], pressure.work[op], pressure.latest[op]
    if kind == 4:
        return (tick - due) / max(1.0, due - latest)
    if kind == 5:
        return -work
    if kind == 6:
        return work
    if kind == 7:
        return pressure.weight[op] / max(1.0, work)
    if kind == 8:
        return -float(ready)
    if kind == 9:
        return tick - pressure.must[op]
    return -max(work, latest + work - tick) / max(1e-9, pressure.weight[op])
