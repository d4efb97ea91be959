r"""The optimum of a tiny problem by trying every mode at every start tick.

Why it is exact. A plan is a mode and a start for each operation, and what `check_schedule` leaves
open besides: units and changeovers. Ends are no choice: the checker allows one, which follows
from modes and starts (`Completion.ends`). Named units of a resource exist if and only if at no
tick more operations hold it than it has units, and then naming the lowest free one in order of
beginning finds them (intervals: first fit). A changeover is what is due after the operation
before, so it is open only for the order of operations with the same start and end; all these
orders are tried. What is left out before that breaks a rule whatever else is chosen: places break
one alone, pairs an edge or a session; units held for sure (the work itself, the preparation in
front of it) exceed those there, and later choices only add to them; or a value that no plan goes
below is worse than one known. Whatever remains is measured by `models.measures` and
judged by `check_schedule` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.level import Level
from models.level_scale import resolved
from models.measures import objective_value
from models.problem_verify import check_schedule
from tests.solvers.proof.everything_bound import Bound
from tests.solvers.proof.everything_completion import Completion
from tests.solvers.proof.everything_options import Options

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Objective, Schedule
    from tests.solvers.proof.everything_bound import Known
    from tests.solvers.proof.everything_options import Place

__all__ = ["best_plan"]

_ANY = 2**63
"""No value is that large."""


def best_plan(
    problem: Problem, objective: Level | Objective, at_most: int | None = None
) -> Schedule | None:
    """Return a plan of least value, ``None`` if all are worse than `at_most` or there is none."""
    level = resolved(problem, Level.of(objective))
    search = _Search(problem, level, _ANY if at_most is None else at_most)
    if all(search.places):
        masks = [(1 << len(search.places[op])) - 1 for op in search.order]
        search.go_on(0, masks, search.options.free, search.bound.before)
    return search.best


class _Search:
    def __init__(self, problem: Problem, level: Level, at_most: int) -> None:
        self.problem, self.level, self.at_most = problem, level, at_most
        self.best: Schedule | None = None
        self.options = Options(problem)
        self.places = self.options.places
        # few places first: what they rule out is ruled out early
        self.order = sorted(range(problem.num_operations), key=lambda op: len(self.places[op]))
        self.pairs = [
            [self.options.masks(op, later) for later in self.order[depth + 1 :]]
            for depth, op in enumerate(self.order)
        ]
        self.bound = Bound(self.options, level, self.order)
        self.completion = Completion(self.options)
        self.chosen: list[Place] = [row[0] for row in self.places if row]

    def go_on(self, depth: int, masks: list[int], used: list[int], known: Known) -> None:
        """Try every place of the operation at a depth that those before it leave."""
        op = self.order[depth]
        for index, place in enumerate(self.places[op]):
            if not masks[0] >> index & 1:
                continue
            held = self._held(used, place)
            rest = [m & row[index] for m, row in zip(masks[1:], self.pairs[depth], strict=True)]
            if held is None or not all(rest):
                continue
            self.chosen[op] = place
            after = self.bound.after(depth, index, known, self.chosen)
            if self.bound.least(depth, after) > self.at_most:
                continue
            if rest:
                self.go_on(depth + 1, rest, held, after)
            else:
                self._judge(self.bound.least(depth, after))

    def _held(self, used: list[int], place: Place) -> list[int] | None:
        """Return the units held with one place more, ``None`` if they are too many."""
        held = used.copy()
        for resource, units in place.holds:
            held[resource] += units
            if held[resource] & self.options.over[resource]:
                return None
        return held

    def _judge(self, least: int) -> None:
        """Keep what is better than all before and breaks no rule."""
        for schedule in self.completion.schedules(self.chosen):
            value = objective_value(self.problem, schedule, self.level)
            if value <= self.at_most and not check_schedule(self.problem, schedule):
                assert value >= least
                self.best, self.at_most = schedule, value - 1
