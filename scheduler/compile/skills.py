r"""Workers with several skills, as pools of the sets of skills that matter.

Operations that ask for workers by skill can be staffed at an instant if, and only if, for every
set S of skills those who have any of them are enough: :math:`\sum_{s \in S} asked_s \le
present(S)` (Hall). Of these conditions only those of closed, connected sets are not implied by
others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from models.errors import NoPlanExists
from scheduler.compile.presence import shortages, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from models.problem_builder import ProblemBuilder
    from models.scenario import Scenario, SkillUse
    from scheduler.compile.calendars import ScenarioCalendars

    Skills = frozenset[str]

__all__ = ["SkillPools", "closed_sets", "pool_name"]

_MOST_SETS = 1_000
_HUNDREDTHS = 100


def closed_sets(workers: Mapping[str, frozenset[str]]) -> tuple[Skills, ...]:
    """Return the sets of skills whose conditions imply those of all others.

    A set is closed if no other skill is had by its workers alone: adding one would ask for more
    of the same people. It is connected if it is no union of sets that share no worker. Sorted by
    size, then by name.

    Parameters
    ----------
    workers
        Skill to who has it; skills that nobody has are left out.

    Raises
    ------
    NoPlanExists
        If workers share skills in more ways than can be kept apart.
    """
    known = {skill: group for skill, group in workers.items() if group}

    def closure(group: frozenset[str]) -> Skills:
        return frozenset(skill for skill, others in known.items() if others <= group)

    found = {closure(group): group for group in known.values()}
    waiting = list(found.items())
    for skills, group in waiting:  # grows while it is walked
        for skill, others in known.items():
            if skill in skills or not others & group:
                continue
            both = closure(group | others)
            if both not in found:
                found[both] = group | others
                waiting.append((both, group | others))
        if len(found) > len(known) + _MOST_SETS:
            message = (
                f"the workers share the skills {', '.join(sorted(known))} in more than"
                f" {_MOST_SETS} ways: give fewer of them several skills, or group skills"
            )
            raise NoPlanExists((message,))
    return tuple(sorted(found, key=lambda skills: (len(skills), sorted(skills))))


def pool_name(skills: Iterable[str]) -> str:
    """Return how the pool of a set of skills is called, e.g. ``skills PAINT+WELD``."""
    names = sorted(skills)
    return f"skill{'s' * (len(names) > 1)} {'+'.join(names)}"


@dataclass
class SkillPools:
    """The workers of a scenario as rows of the resource table."""

    scenario: Scenario
    calendars: ScenarioCalendars
    rows: dict[Skills, int] = field(default_factory=dict)
    """Set of skills to its row, once they are added; none where nobody is ever there."""
    _present: dict[Skills, WorkingTime] = field(default_factory=dict)
    _enough: dict[tuple[Skills, int], WorkingTime] = field(default_factory=dict)

    @cached_property
    def _asked(self) -> tuple[SkillUse, ...]:
        """Return everything that anybody asks of workers."""
        centers = [
            use for center in self.scenario.work_centers
            for use in (*center.skills, *center.setup_skills)
        ]  # fmt: skip
        return tuple(centers) + tuple(
            use
            for routing in self.scenario.routings
            for operation in routing.operations
            for use in operation.skills
        )

    @cached_property
    def _workers(self) -> dict[str, frozenset[str]]:
        """Return who has each skill that is asked for."""
        groups: dict[str, set[str]] = {use.skill: set() for use in self._asked}
        for worker in self.scenario.workers:
            for skill in worker.skills if worker.active else ():
                if skill in groups:
                    groups[skill].add(worker.id)
        return {skill: frozenset(group) for skill, group in groups.items()}

    @cached_property
    def sets(self) -> tuple[Skills, ...]:
        """Return the sets of skills that have a pool."""
        return closed_sets(self._workers)

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Return the skills that somebody asks for with a part of each worker's time."""
        return frozenset(use.skill for use in self._asked if use.share < 1)

    def scale(self, skills: Skills) -> int:
        """Return what one worker counts in a pool: 1, or 100 where time is shared."""
        return _HUNDREDTHS if skills & self._shared else 1

    def nobody(self, uses: Iterable[SkillUse]) -> tuple[str, ...]:
        """Return the skills among those asked for that no worker has."""
        return tuple(use.skill for use in uses if not self._workers.get(use.skill))

    def needs(self, crew: Sequence[tuple[SkillUse, int]]) -> tuple[tuple[Skills, int], ...]:
        """Return the units that a crew takes of each pool.

        Parameters
        ----------
        crew
            What is asked for, with the number of workers.
        """
        return tuple(self._needs(crew))

    def _needs(self, crew: Sequence[tuple[SkillUse, int]]) -> Iterator[tuple[Skills, int]]:
        for skills in self.sets if crew else ():
            scale = self.scale(skills)
            units = sum(
                count * ceil(use.share * scale) for use, count in crew if use.skill in skills
            )
            if units:
                yield skills, units

    def present(self, skills: Skills) -> WorkingTime:
        """Return how many workers with any of some skills are there."""
        if skills not in self._present:
            ids = frozenset().union(*(self._workers[skill] for skill in skills))
            self._present[skills] = together(
                [self.calendars.worker(row) for row in self.scenario.workers if row.id in ids]
            )
        return self._present[skills]

    def enough(self, skills: Skills, units: int) -> WorkingTime:
        """Return when a pool has so many units."""
        count = -(-units // self.scale(skills))
        if (skills, count) not in self._enough:
            self._enough[skills, count] = self.present(skills).at_least(count)
        return self._enough[skills, count]

    def staffed(self, time: WorkingTime, crew: Sequence[tuple[SkillUse, int]]) -> WorkingTime:
        """Return when something and a crew for it are there."""
        if self.nobody(use for use, _ in crew):
            return WorkingTime.of([])
        for skills, units in self.needs(crew):
            time = time.intersect(self.enough(skills, units))
        return time.merged()

    def add_rows(self, builder: ProblemBuilder) -> Iterator[tuple[str, ...]]:
        """Add a resource for each set of skills, and yield the names of its units, all alike."""
        for skills in self.sets:
            present, scale = self.present(skills), self.scale(skills)
            full = int(present.counts.max(initial=0))
            if not full:
                continue  # nobody is ever there: what needs them has no working time
            name = pool_name(skills)
            self.rows[skills] = builder.resource(
                name,
                capacity=full * scale,
                calendar=builder.calendar(present.at_least(1)),
                profile=[
                    (start, end, count * scale) for start, end, count in shortages(present, full)
                ],
            )
            yield (name,) * (full * scale)
