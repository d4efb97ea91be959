"""What follows from the mode and the start of every operation: ends, units, changeovers.

Part of `tests.solvers.proof.everything_brute`; shares nothing with the solvers.
"""

from __future__ import annotations

from itertools import groupby, permutations, product
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from models.schedule import Schedule, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.solvers.proof.everything_options import Options, Place

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Completion"]


class Completion:
    """Complete plans of one problem."""

    def __init__(self, options: Options) -> None:
        self.problem, self.options = options.problem, options
        self.late_ends = [
            edge
            for edge in range(self.problem.pred.size)
            if self.problem.kind[edge] == Precedence.END_END
            and self.problem.op_elastic[self.problem.succ[edge]]
        ]
        self.changed = np.flatnonzero(self.problem.resource_setup >= 0).tolist()

    def schedules(self, places: Sequence[Place]) -> Iterator[Schedule]:
        """Yield every plan with an operation at each place, whatever rule it may break."""
        ends = self.ends(places)
        if ends is None:
            return
        mode, start, end = (
            np.array(column, dtype=np.int64)
            for column in ([p.mode for p in places], [p.start for p in places], ends)
        )
        unit = self._units(places, ends)
        for changeover in self._changeovers(places, ends):
            yield Schedule(mode, unit, start, end, changeover, Status.FEASIBLE)

    def ends(self, places: Sequence[Place]) -> list[int] | None:
        """Return when each operation ends: its session together, elastic ones when they may."""
        problem, ends = self.problem, [place.end for place in places]
        for op, place in enumerate(places):
            family = int(problem.mode_family[place.mode])
            if family < 0:
                continue
            machine = problem.mode_resource[place.mode]
            work = max(
                int(problem.mode_duration[other.mode])
                for other in places
                if other.start == place.start
                and problem.mode_resource[other.mode] == machine
                and problem.mode_family[other.mode] == family
            )
            end = self.options.worked(place.mode, place.start, work)
            if end is None:
                return None
            ends[op] = end
        for _ in places:  # as often as the longest chain of edges may be
            for edge in self.late_ends:
                pred, succ = int(problem.pred[edge]), int(problem.succ[edge])
                row = problem.lag_ptr[edge] + places[pred].mode - problem.mode_ptr[pred]
                ends[succ] = max(ends[succ], ends[pred] + int(problem.lags[row]))
        return ends

    def _units(self, places: Sequence[Place], ends: list[int]) -> Ints:
        """Return the lowest free unit for one after the other; 0 where there is none."""
        problem = self.problem
        unit = np.full(len(places), -1, dtype=np.int64)
        busy: dict[int, dict[int, int]] = {}
        for op in sorted(range(len(places)), key=lambda op: (places[op].start, ends[op])):
            machine = int(problem.mode_resource[places[op].mode])
            if machine < 0:
                continue
            until = busy.setdefault(machine, {})
            count = int(problem.resource_capacity[machine])
            free = (u for u in range(count) if until.get(u, 0) <= places[op].start)
            unit[op] = next(free, 0)
            if ends[op] > places[op].start:
                until[int(unit[op])] = ends[op]
        return unit

    def _changeovers(self, places: Sequence[Place], ends: list[int]) -> Iterator[Ints]:
        """Yield what is due in every order of operations with the same start and end."""
        for orders in product(*(list(self._orders(places, ends, m)) for m in self.changed)):
            changeover = np.zeros(len(places), dtype=np.int64)
            for machine, order in zip(self.changed, orders, strict=True):
                for op, due in zip(order, self._due(places, machine, order), strict=True):
                    changeover[op] = due
            yield changeover

    def _orders(
        self, places: Sequence[Place], ends: list[int], machine: int
    ) -> Iterator[list[int]]:
        def when(op: int) -> tuple[int, int]:
            return places[op].start, ends[op]

        resource = self.problem.mode_resource
        ops = [op for op in range(len(places)) if resource[places[op].mode] == machine]
        ties = [list(tie) for _, tie in groupby(sorted(ops, key=when), key=when)]
        for orders in product(*map(permutations, ties)):
            yield [op for order in orders for op in order]

    def _due(self, places: Sequence[Place], machine: int, order: list[int]) -> Iterator[int]:
        problem = self.problem
        matrix = problem.setup_times[problem.resource_setup[machine]]
        state = int(problem.resource_initial_state[machine])
        for op in order:
            mode = places[op].mode
            wanted, due = int(problem.mode_state[mode]), int(problem.mode_preparation[mode])
            if wanted >= 0:
                due += int(matrix[state, wanted]) if state >= 0 else 0
                state = wanted
            yield due
