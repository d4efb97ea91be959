"""Workers and skills: at every moment somebody must be found for everything that is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Needs", "Present", "can_serve", "short_skills"]

Needs = tuple[tuple[str, Fraction], ...]
"""Workers asked of each skill; a share of a worker's time is a part of one."""
Present = Mapping[frozenset[str], int]
"""Workers who are there, by the skills they have."""


def can_serve(needs: Mapping[str, Fraction], present: Present) -> bool:
    """Tell whether the workers present can be shared out so that everything asked is met."""
    return not short_skills(needs, present)


def short_skills(needs: Mapping[str, Fraction], present: Present) -> frozenset[str]:
    """Return skills that are asked more of than there are workers for; none if all is met.

    A maximum flow from skills to groups of workers, by augmenting paths. If it does not meet
    what is asked, the skills on the near side of the minimum cut are the ones that are short:
    by Hall's theorem more is asked of them than workers have at least one of them.
    """
    unit = lcm(*(amount.denominator for amount in needs.values()))
    asked = {skill: int(amount * unit) for skill, amount in needs.items()}
    free = {group: count * unit for group, count in present.items()}
    given: dict[tuple[str, frozenset[str]], int] = {}
    for skill in asked:
        while asked[skill]:
            path, seen = _path(skill, free, given)
            if not path:
                return frozenset(seen)
            amount = min(asked[skill], free[path[-1][1]], *_left_over(path, given))
            for step, (helper, group) in enumerate(path):
                given[helper, group] = given.get((helper, group), 0) + amount
                if step:  # what its helper gave to the group of the step before is taken back
                    given[helper, path[step - 1][1]] -= amount
            free[path[-1][1]] -= amount
            asked[skill] -= amount
    return frozenset()


def _path(
    skill: str,
    free: Mapping[frozenset[str], int],
    given: Mapping[tuple[str, frozenset[str]], int],
) -> tuple[list[tuple[str, frozenset[str]]], set[str]]:
    """Return a shortest way from a skill to somebody free, and the skills met.

    A way is a list of (skill, group): each skill takes from its group, and the next one leaves
    that group to it.
    """
    ways: deque[list[tuple[str, frozenset[str]]]] = deque([[]])
    ends = deque([skill])
    seen, tried = {skill}, set[frozenset[str]]()
    while ends:
        way, helper = ways.popleft(), ends.popleft()
        for group in free:
            if helper not in group or group in tried:
                continue
            tried.add(group)
            longer = [*way, (helper, group)]
            if free[group]:
                return longer, seen
            for (other, place), amount in given.items():
                if place == group and amount and other not in seen:
                    seen.add(other)
                    ways.append(longer)
                    ends.append(other)
    return [], seen


def _left_over(
    path: list[tuple[str, frozenset[str]]], given: Mapping[tuple[str, frozenset[str]], int]
) -> Iterator[int]:
    """Yield how much each skill on a way can leave of the group before its own."""
    for (_, group), (helper, _) in pairwise(path):
        yield given[helper, group]
