r"""When a session that is not full enough may start.

One that holds less than `session_least` starts only if no operation of its family starts later, on
any machine, or if one of its members has been ready for `session_patience` ticks of the machine's
working time:

.. math:: y_{ii} \Rightarrow full_i \lor last_i \lor \bigvee_j (y_{ij} \land waited_j).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from models.problem import Precedence
from solvers.cpsat.coordinates import WALL, Coordinate
from solvers.cpsat.progress import wall_worked

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.recorder import Known
    from solvers.cpsat.session_groups import SessionGroup
    from solvers.cpsat.sessions import Sessions
    from solvers.cpsat.variables import Variables

__all__ = ["add_fill_rules"]

_READY = (Precedence.END_START, Precedence.WORK_START, Precedence.WORK_WORK)
"""Edges whose predecessor an operation is not ready before."""


def add_fill_rules(variables: Variables, intervals: Intervals, sessions: Sessions) -> None:
    """Let no session start underfilled without a reason."""
    rules = _FillRules(variables, intervals, sessions)
    for group in variables.session_groups:
        variables.recorder.check_time()
        for leader in group.modes:
            rules.add(group, leader)


class _FillRules:
    def __init__(self, variables: Variables, intervals: Intervals, sessions: Sessions) -> None:
        self.variables, self.intervals, self.sessions = variables, intervals, sessions
        self.problem, self.model, self.recorder = (
            variables.problem, variables.model, variables.recorder,
        )  # fmt: skip
        self.fill: list[int] = self.problem.mode_fill.tolist()
        self._last: dict[int, cp_model.IntVar] = {}
        self._waited: dict[int, cp_model.IntVar] = {}

    def add(self, group: SessionGroup, leader: int) -> None:
        """Let a mode lead a session only for a reason."""
        short = int(self.problem.session_least[group.machine]) - self.fill[leader]
        if short <= 0:
            return
        reasons = [self._is_last(group, leader)]
        joins = self.sessions.joins[leader]
        if sum(self.fill[member] for member in joins) >= short:
            reasons.append(self._is_full(leader, short))
        if self.problem.session_patience[group.machine] >= 0:
            reasons.append(self._has_waited(group, leader))
            reasons += [
                self._joined_and_waited(group, member, literal) for member, literal in joins.items()
            ]
        leads = self.sessions.leads[leader]
        self.model.add_bool_or(reasons if leads is None else [~leads, *reasons])

    def _is_full(self, leader: int, short: int) -> cp_model.IntVar:
        """Return a literal that needs a session that holds enough."""
        literals = list(self.sessions.joins[leader].values())
        weights = [self.fill[member] for member in self.sessions.joins[leader]]

        def rule(known: Known) -> int:
            pairs = zip(literals, weights, strict=True)
            return int(sum(fill * known.values[literal.index] for literal, fill in pairs) >= short)

        full = self.recorder.boolean(f"full[{leader}]", rule)
        held = cp_model.LinearExpr.weighted_sum(literals, weights)
        self.model.add(held >= short).only_enforce_if(full)
        return full

    def _is_last(self, group: SessionGroup, leader: int) -> cp_model.IntVar:
        """Return a literal that needs a session after which none of its family starts."""
        operation, family = self.variables.track_of[leader].operation, group.family
        last = self._last_start(family)

        def rule(known: Known) -> int:
            is_taken = known.mode[operation] == leader
            return int(is_taken and known.start[operation] == known.values[last.index])

        literal = self.recorder.boolean(f"last[{leader}]", rule)
        start = self.variables.wall_start(operation)
        self.model.add(start >= last).only_enforce_if(literal)
        return literal

    def _last_start(self, family: int) -> cp_model.IntVar:
        """Return a variable that is not before any start of a family."""
        if family in self._last:
            return self._last[family]
        variables = self.variables
        modes = {
            mode: variables.track_of[mode].operation
            for group in variables.session_groups
            if group.family == family
            for mode in group.modes
        }

        def rule(known: Known) -> int:
            starts = [known.start[op] for mode, op in modes.items() if known.mode[op] == mode]
            return max(starts, default=0)

        high = max(variables.start_ticks(mode)[1] for mode in modes)
        last = self.recorder.integer(0, high, f"last-start[{family}]", rule)
        for mode, operation in modes.items():
            later = self.model.add(last >= variables.wall_start(operation))
            literal = variables.present[mode]
            if literal is not None:
                later.only_enforce_if(literal)
        self._last[family] = last
        return last

    def _joined_and_waited(
        self, group: SessionGroup, member: int, joins: cp_model.IntVar
    ) -> cp_model.IntVar:
        waited = self._has_waited(group, member)

        def rule(known: Known) -> int:
            return known.values[joins.index] * known.values[waited.index]

        both = self.recorder.boolean(f"waited[{joins.name}]", rule)
        self.model.add_implication(both, joins)
        self.model.add_implication(both, waited)
        return both

    def _has_waited(self, group: SessionGroup, mode: int) -> cp_model.IntVar:
        """Return a literal that needs a mode to have been ready for so long when it starts."""
        if mode in self._waited:
            return self._waited[mode]
        axis = int(self.problem.resource_calendar[group.machine])
        patience = int(self.problem.session_patience[group.machine])
        place = self.intervals.bounds(mode, axis)
        high = max(0, min(place.latest_start, self.problem.calendars[axis].total - 1) - patience)
        is_waiting = self._waiting(mode, axis, patience)
        operation = self.variables.track_of[mode].operation

        def since(known: Known) -> int:
            if not is_waiting(known):
                return 0
            return self.intervals.along(known.start[operation], axis) - patience

        literal = self.recorder.boolean(f"waited[{mode}]", lambda known: int(is_waiting(known)))
        ready_var = self.recorder.integer(0, high, f"ready[{mode}]", since)
        self._waited[mode] = literal
        start = self.intervals.start(mode, axis)
        self.model.add(start == ready_var + patience).only_enforce_if(literal)
        moment = Coordinate(ready_var, 0, axis, 0, high, is_end=False)
        tick = self.variables.coordinates.image(moment, WALL)
        self.model.add(tick >= self._release(operation)).only_enforce_if(literal)
        for edge in self.variables.windows.network.incoming[operation]:
            self._wait_for(edge, tick, literal)
        return literal

    def _release(self, operation: int) -> int:
        return max(0, int(self.problem.op_release[operation]))

    def _wait_for(self, edge: int, tick: cp_model.LinearExprT, literal: cp_model.IntVar) -> None:
        """Let a predecessor be done by a tick if a literal is true."""
        variables, network = self.variables, self.variables.windows.network
        pred, _, kind = network.edges[edge]
        if kind not in _READY:
            return
        lags = dict(zip(network.modes(pred), network.lags[edge], strict=True))
        for mode in variables.windows.possible[pred]:
            ready = self._ready(mode, lags[mode], is_end=kind == Precedence.END_START)
            present = variables.present[mode]
            literals = [literal] if present is None else [literal, present]
            self.model.add(tick >= ready).only_enforce_if(*literals)

    def _ready(self, mode: int, lag: int, *, is_end: bool) -> cp_model.LinearExprT:
        """Return when a predecessor lets its successor be ready."""
        variables = self.variables
        if is_end:
            return variables.wall_end(variables.track_of[mode].operation) + lag
        return wall_worked(variables, mode, lag)

    def _waiting(self, mode: int, axis: int, patience: int) -> Callable[[Known], bool]:
        """Return how to read whether a mode has been ready for so long."""
        operation, calendar = self.variables.track_of[mode].operation, self.problem.calendars[axis]

        def rule(known: Known) -> bool:
            if known.mode[operation] != mode:
                return False
            ready = calendar.to_work(self._ready_since(operation, known))
            return calendar.to_work(known.start[operation]) - ready >= patience

        return rule

    def _ready_since(self, operation: int, known: Known) -> int:
        network, ready = self.variables.windows.network, self._release(operation)
        for edge in network.incoming[operation]:
            pred, _, kind = network.edges[edge]
            if kind not in _READY:
                continue
            lag = network.lags[edge][known.mode[pred] - network.modes(pred).start]
            moment = known.start[pred]
            if kind == Precedence.END_START:
                moment = known.end[pred] + lag
            elif lag:
                calendar = self.problem.calendars[self.variables.calendar[known.mode[pred]]]
                moment = calendar.to_wall_end(calendar.to_work(moment) + lag)
            ready = max(ready, moment)
        return ready
