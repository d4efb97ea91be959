"""Why no plan exists, in the user's words."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.compile import Compiled

__all__ = ["conflicting_facts"]

_MAX_PAIRS = 20


class _Pinned(NamedTuple):
    operation: int
    start: int
    end: int
    resources: frozenset[int]


def conflicting_facts(
    compiled: Compiled, facts: Iterable[str], *, is_finite: bool = True
) -> tuple[str, ...]:
    """Return the solver's facts with local times and order names, and who holds what is pinned.

    Parameters
    ----------
    facts
        Sentences of the solver, with moments written as ``tick 180`` and operations as
        ``M-2/10``.
    is_finite
        Whether work that is bound to one machine at one time contradicts itself.
    """
    told = [_in_words(compiled, fact) for fact in facts]
    return (*told, *_pinned_overlaps(compiled)) if is_finite else tuple(told)


def _in_words(compiled: Compiled, fact: str) -> str:
    clock = compiled.receipts.calendars.clock
    for index, name in sorted(
        enumerate(compiled.problem.op_names), key=lambda entry: -len(entry[1])
    ):
        if name in fact:
            fact = fact.replace(name, _name(compiled, index))
    fact = re.sub(
        r"\btick (-?\d+)", lambda match: f"{clock.moment(int(match[1])):%Y-%m-%d %H:%M}", fact
    )
    minutes = clock.tick_seconds / 60
    return re.sub(r"\b(\d+) ticks\b", lambda match: f"{int(match[1]) * minutes:g} minutes", fact)


def _name(compiled: Compiled, index: int) -> str:
    row = compiled.operations[index]
    return f"order {row.order} phase {row.phase}"


def _pinned_overlaps(compiled: Compiled) -> Iterator[str]:
    """Yield the pairs of started or frozen operations that want one machine at the same time."""
    clock, problem = compiled.receipts.calendars.clock, compiled.problem
    pairs = 0
    for first, second in combinations(_pinned(compiled), 2):
        shared = first.resources & second.resources
        if not shared or min(first.end, second.end) <= max(first.start, second.start):
            continue
        pairs += 1
        if pairs > _MAX_PAIRS:
            return
        names = ", ".join(problem.resource_names[resource] for resource in sorted(shared))
        spans = " and ".join(
            f"{_name(compiled, row.operation)} is bound to {names}"
            f" from {clock.moment(row.start):%Y-%m-%d %H:%M}"
            f" to {clock.moment(row.end):%Y-%m-%d %H:%M}"
            for row in (first, second)
        )
        yield f"{spans}: capacity 1"


def _pinned(compiled: Compiled) -> list[_Pinned]:
    """Return the operations whose time is fixed, with the single-unit resources they hold."""
    problem = compiled.problem
    rows = []
    for operation in (problem.op_fixed_start >= 0).nonzero()[0].tolist():
        fixed = int(problem.op_fixed_mode[operation])
        mode = fixed if fixed >= 0 else int(problem.mode_ptr[operation])
        calendar = problem.calendars[problem.mode_calendar[mode]]
        start = int(problem.op_fixed_start[operation])
        end = calendar.to_wall_end(calendar.to_work(start) + int(problem.mode_duration[mode]))
        uses = problem.use_resource[problem.use_ptr[mode] : problem.use_ptr[mode + 1]].tolist()
        held = {int(problem.mode_resource[mode]), *uses} - {-1}
        single = frozenset(
            resource for resource in held if problem.resource_capacity[resource] == 1
        )
        rows.append(_Pinned(operation, start, end, single))
    return rows
