"""Why an order cannot run, in the user's words: the rows that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault
from scheduler.sequence.request import TABLE
from solvers.resequence import Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.sequence.request import WantedRow
    from scheduler.sequence.shop import PlanShop
    from solvers.resequence import Step

__all__ = ["contradiction"]


def contradiction(shop: PlanShop, steps: Iterable[Step], named: Mapping[int, WantedRow]) -> Fault:
    """Return the fault of rows that ask for work before what it must follow."""
    steps = tuple(steps)
    ops = {op for step in steps if step.why is Why.WANTED for op in (step.before, step.after)}
    rows = [row for op, row in named.items() if op in ops]
    places = ", ".join(row.place for row in rows if row.place)
    parts = "; ".join(_words(shop, step, named) for step in steps)
    hint = ""
    if any(op not in named for op in ops):
        hint = "What is not named comes behind all that is: name what must run first."
    file = next((row.file for row in rows), "")
    expected = f"an order that can run, but these contradict each other: {parts}"
    return Fault(TABLE, places, "", "", expected, hint, file)


def _words(shop: PlanShop, step: Step, named: Mapping[int, WantedRow]) -> str:
    before, after = shop.name(step.before), shop.name(step.after)
    if step.why is Why.WANTED:
        names = [
            _named(text, named.get(op)) for text, op in ((before, step.before), (after, step.after))
        ]
        return f"{names[0]} before {names[1]}, as asked for"
    if step.why is Why.PRECEDENCE:
        one, other = shop.key(step.before), shop.key(step.after)
        if one[0] == other[0]:
            return f"{before} before phase {other[1]}, as the routing says"
        return f"{before} before {after}, which needs what it makes"
    return f"{before} before {after} on {_shared(shop, step)}, as in the plan"


def _named(text: str, row: WantedRow | None) -> str:
    if row is None:
        return f"{text} (not named)"
    return f"{text} ({row.place})" if row.place else text


def _shared(shop: PlanShop, step: Step) -> str:
    """Return what two operations use one after the other."""
    one, other = shop.row[shop.key(step.before)], shop.row[shop.key(step.after)]
    if one.machine == other.machine:
        return one.machine
    problem, modes = shop.problem, shop.schedule.mode
    held = [
        {
            int(problem.use_resource[use])
            for use in range(int(problem.use_ptr[modes[op]]), int(problem.use_ptr[modes[op] + 1]))
        }
        for op in (step.before, step.after)
    ]
    names = [problem.resource_names[row] for row in sorted(held[0] & held[1])]
    return ", ".join(names) or "what both hold"
