"""The model of a problem, kept in step with the best plan there is."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from solvers.cpsat.blocked import blocked_operations
from solvers.cpsat.corridor import MOST_STEPS, within_corridor
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.windows import Network, propagate

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.recorder import Flag
    from solvers.cpsat.windows import Windows

    Values = tuple[int, ...]

__all__ = ["Workbench"]

_BUILD_SHARE = 0.4
"""A model that takes more than this share of the time to build leaves too little to solve it."""

_REBUILD_SHARE = 0.05
"""Windows that a better plan makes narrower are worth so much of the time that is left."""


class Workbench:
    """Windows, and a model within them, that hold the best plan.

    Parameters
    ----------
    problem, wanted
        What to plan, and its resolved levels.
    stop
        Tells that building is not wanted any more.

    Attributes
    ----------
    windows
        Within which no better plan is cut off if `is_exact`.
    build_seconds
        How long the last model took to build.
    blocked
        A fact for each operation that has no room even without any other.
    """

    def __init__(self, problem: Problem, wanted: tuple[Level, ...], stop: Flag) -> None:
        self.problem, self.wanted, self.stop = problem, wanted, stop
        self.network = Network(problem)
        self.plan: Schedule | None = None
        self.values: Values = ()
        self.is_exact = True
        self.windows: Windows = propagate(
            problem, self.network, [problem.horizon] * problem.num_operations
        )
        self.blocked = blocked_operations(problem, self.windows)
        self._corridor = self.windows
        self._most_steps = MOST_STEPS
        self._model: ScheduleModel | None = None
        self._kept: dict[int, int] = {}
        self.build_seconds = 0.0

    def place(self, plan: Schedule, values: Values, *, until: float) -> None:
        """Put another plan on the bench: hint, limit, and where to look.

        Parameters
        ----------
        values
            Its levels.
        until
            Moment of the monotonic clock until which the model will be used; infinite if only the
            work counts.
        """
        is_narrower = not self.values or values[0] < self.values[0]
        is_cheap = self.build_seconds < _REBUILD_SHARE * (until - monotonic())
        is_stale = self.plan is None or (is_narrower and is_cheap)
        self.plan, self.values = plan, values
        if is_stale or not self._holds(plan):
            self._narrow_windows(plan)
        elif any(values[level] > kept for level, kept in self._kept.items()):
            self._forget()  # better as a whole, worse in a level that the model keeps

    def _holds(self, plan: Schedule) -> bool:
        """Tell whether a plan lies in the windows of the model."""
        calendars, pinned = self.problem.calendars, self.problem.op_fixed_start.tolist()
        calendar_of: list[int] = self.problem.mode_calendar.tolist()
        windows = self._corridor
        for op, (mode, start) in enumerate(
            zip(plan.mode.tolist(), plan.start.tolist(), strict=True)
        ):
            work = calendars[calendar_of[mode]].to_work(start)
            is_in = windows.earliest[mode] <= work <= windows.latest[mode]
            if pinned[op] < 0 and not is_in:
                return False
        return bool((plan.end <= windows.latest_end).all())

    def _narrow_windows(self, plan: Schedule) -> None:
        cut = limits(self.problem, plan, self.wanted, self.values[0])
        self.windows = propagate(self.problem, self.network, cut.deadlines)
        self._corridor = within_corridor(
            self.problem, self.windows, plan, most_steps=self._most_steps
        )
        self.is_exact = cut.is_exact and self._corridor is self.windows
        self._forget()

    def _forget(self) -> None:
        self._model = None
        self._kept.clear()

    def model(self, index: int, *, until: float) -> ScheduleModel | None:
        """Return a model that minimises a level, those above kept, with the plan as hint and limit.

        One that takes too long to build is tried again nearer to the plan; ``None`` if there is no
        time left to use it.
        """
        while not self.stop.is_set() and monotonic() < until:
            try:
                begun = monotonic()
                model = self._built(begun + _BUILD_SHARE * (until - begun))
                self._keep_above(model, index)
                model.minimize(self.wanted[index])
                if self.plan is not None:
                    model.limit(self.values[index])
                    model.hint(self.plan)
            except ModelTooLarge:
                if not self._nearer():
                    return None
            else:
                self.build_seconds = monotonic() - begun
                return model
        return None

    def _built(self, deadline: float) -> ScheduleModel:
        if self._model is None:
            self._model = ScheduleModel(
                self.problem, self._corridor, deadline=deadline, stop=self.stop
            )
        self._model.recorder.deadline = deadline
        return self._model

    def _keep_above(self, model: ScheduleModel, index: int) -> None:
        """Forbid levels above to become worse than in the plan."""
        for above in range(index if self.values else 0):
            if self._kept.get(above) != self.values[above]:
                model.keep(self.wanted[above], self.values[above])
                self._kept[above] = self.values[above]

    def _nearer(self) -> bool:
        """Look nearer to the plan; tell whether there is a nearer."""
        self._most_steps //= 4
        if self.plan is None or not self._most_steps:
            return False
        self._corridor = within_corridor(
            self.problem, self.windows, self.plan, most_steps=self._most_steps
        )
        self.is_exact &= self._corridor is self.windows
        self._forget()
        return True
