r"""Sessions: operations of one family that start and end together on one machine.

Of those in a session the one with the lowest row leads it. With :math:`y_{ij}` for "j is in the
session of i" and :math:`y_{ii}` for "i leads":

.. math:: \sum_{i \le j} y_{ij} = present_j, \quad y_{ij} \le y_{ii}, \quad
   \sum_j fill_j y_{ij} \le most, \quad end_i = start_i + \max_j(duration_j y_{ij}).

Only leaders hold the machine.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.cpsat.session_groups import closed_pin
from solvers.cpsat.sums import weighted_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.cpsat.recorder import Known, Rule
    from solvers.cpsat.session_groups import SessionGroup
    from solvers.cpsat.variables import Variables

__all__ = ["Sessions"]


class Sessions:
    """Who leads and who joins; made before anything asks when operations end."""

    def __init__(self, variables: Variables) -> None:
        self.variables, self.model = variables, variables.model
        self.leads: dict[int, cp_model.IntVar | None] = {}
        """By mode that may be in a session: the literal of its leading; ``None`` for always."""
        self.joins: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        """By leader, the literals of those that may join it, by mode."""
        for group in variables.session_groups:
            variables.recorder.check_time()
            self._add_literals(group)
            self._add_fills(group)
            self._add_lasting(group)
            self._add_lengths(group)
            self._part_moments(group)

    def _add_literals(self, group: SessionGroup) -> None:
        variables, model, recorder = self.variables, self.model, self.variables.recorder
        joined: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for leader, member in group.pairs:
            literal = recorder.boolean(f"joins[{member},{leader}]")
            self.joins[leader][member] = literal
            joined[member].append(literal)
        chosen: dict[int, cp_model.IntVar] = {}
        for mode in group.modes:
            present = self.leads[mode] = variables.present[mode]
            if joined[mode]:
                leads = self.leads[mode] = chosen[mode] = recorder.boolean(f"leads[{mode}]")
                if present is None:
                    model.add_exactly_one([leads, *joined[mode]])
                else:
                    model.add(leads + sum(joined[mode]) == present)
        recorder.group(self._hint(group, chosen))
        for leader, member in group.pairs:
            literal, leading = self.joins[leader][member], self.leads[leader]
            if leading is not None:
                model.add_implication(literal, leading)
            starts = [variables.track_of[mode].start for mode in (leader, member)]
            model.add(starts[0] == starts[1]).only_enforce_if(literal)

    def _hint(
        self, group: SessionGroup, chosen: dict[int, cp_model.IntVar]
    ) -> Callable[[Known], None]:
        joins = {leader: self.joins[leader] for leader in group.modes}

        def rule(known: Known) -> None:
            for session in known.sessions:
                leader, *members = (known.mode[operation] for operation in session)
                if leader in chosen:
                    known.values[chosen[leader].index] = 1
                literals = joins.get(leader, {})
                for member in members:
                    if member in literals:
                        known.values[literals[member].index] = 1

        return rule

    def _add_fills(self, group: SessionGroup) -> None:
        """Let no session hold too much."""
        fills: list[int] = self.variables.problem.mode_fill.tolist()
        room = int(self.variables.problem.session_most[group.machine])
        for leader in group.modes:
            joins = self.joins[leader]
            rows = [(literal, fills[member]) for member, literal in joins.items()]
            left = room - fills[leader]
            if sum(fill for _, fill in rows) > left:
                literals, weights = zip(*rows, strict=True)
                self.model.add(cp_model.LinearExpr.weighted_sum(literals, weights) <= left)

    def _add_lengths(self, group: SessionGroup) -> None:
        """Let all of a session end when the longest of it is done."""
        variables, stretch = self.variables, self.variables.stretch
        for leader in group.modes:
            for member, literal in self.joins[leader].items():
                if leader in stretch or member in stretch:
                    ends = self._end(leader), self._end(member)
                    self.model.add(ends[0] == ends[1]).only_enforce_if(literal)
            if leader in stretch:
                self._add_length(leader)
        for mode in group.modes:
            if mode in stretch and not variables.problem.mode_interruptible[mode]:
                self._keep_whole(mode)

    def _end(self, mode: int) -> cp_model.LinearExprT:
        """Return where the work of a mode is done, in coordinates of its calendar.

        One later where it takes no time: then nobody asks.
        """
        done = self.variables.done_moment(mode)
        return done.expression if done.is_end else done.expression + 1

    def _add_lasting(self, group: SessionGroup) -> None:
        """Tell sessions that take time from those in which nobody has a duration."""
        variables, duration, model = self.variables, self.variables.duration, self.model
        brief = [mode for mode in group.modes if not duration[mode]]
        for mode in brief:
            if mode in variables.stretch:
                rule = _lasts(variables.track_of[mode].operation, mode)
                variables.lasts[mode] = variables.recorder.boolean(f"lasts[{mode}]", rule)
        for leader, member in group.pairs:
            literal, lasts = self.joins[leader][member], variables.lasts
            for mode, other in ((leader, member), (member, leader)):
                if mode in lasts and duration[other]:
                    model.add_implication(literal, lasts[mode])
                elif mode in lasts:
                    same = lasts.get(other, False)
                    model.add(lasts[mode] == same).only_enforce_if(literal)
        for mode in brief:
            if mode in variables.lasts:
                self._justify(mode)

    def _justify(self, leader: int) -> None:
        """Let a session whose leader has no duration take time only if a member has one."""
        lasts, duration = self.variables.lasts, self.variables.duration
        longer = [lit for mode, lit in self.joins[leader].items() if duration[mode]]
        leads = self.leads[leader]
        reasons = [*longer, ~lasts[leader]]
        # one that is led by another takes as long as that one
        self.model.add_bool_or(reasons if leads is None else [~leads, *reasons])

    def _add_length(self, leader: int) -> None:
        variables, own = self.variables, max(1, self.variables.duration[leader])
        operation = variables.track_of[leader].operation
        longer = [
            (literal, variables.duration[member])
            for member, literal in self.joins[leader].items()
            if variables.duration[member] > own
        ]
        most = max((ticks for _, ticks in longer), default=own)

        def rule(known: Known) -> int:
            taken = [ticks for literal, ticks in longer if known.values[literal.index]]
            return max([own, *taken])

        name = f"session[{variables.name(operation)}={leader}]"
        length: cp_model.LinearExprT = own
        if longer:
            variable = variables.recorder.integer(own, most, name, rule)
            self.model.add_max_equality(variable, [own, *(lit * ticks for lit, ticks in longer)])
            length = variable
        start = variables.track_of[leader].start
        tie = self.model.add(self._end(leader) == weighted_sum([(start, 1), (length, 1)]))
        leads = self.leads[leader]
        if leads is not None:
            tie.only_enforce_if(leads)

    def _keep_whole(self, mode: int) -> None:
        """Let a session with work that must not be interrupted lie in one window."""
        variables, at_least = self.variables, self.variables.recorder.at_least
        track, present = variables.track_of[mode], variables.present[mode]
        moment = variables.done_moment(mode)
        seams: list[int] = variables.problem.calendars[track.calendar].cumulative.tolist()
        for seam in seams:
            if track.low < seam < moment.high:
                starts_after = at_least(track.start, seam)
                ends_after = at_least(moment.variable, seam + 1 - moment.shift)
                literals = [starts_after, ~ends_after]
                self.model.add_bool_or(literals if present is None else [~present, *literals])

    def _part_moments(self, group: SessionGroup) -> None:
        """Let sessions without length not start when another of their family does."""
        variables, duration = self.variables, self.variables.duration
        if all(duration[mode] for mode in group.modes):
            return
        pins = {mode: closed_pin(variables.problem, mode) for mode in group.modes}
        for index, first in enumerate(group.modes):
            for second in group.modes[index + 1 :]:
                tracks = variables.track_of[first], variables.track_of[second]
                has_length = duration[first] and duration[second]
                if tracks[0] is tracks[1] or has_length or pins[first] != pins[second]:
                    continue
                literals = [self.leads[mode] for mode in (first, second)]
                apart = self.model.add(tracks[0].start != tracks[1].start)
                apart.only_enforce_if(*(literal for literal in literals if literal is not None))

    def tie_ends(self) -> None:
        """Let those that wait for predecessors at their end keep their whole session waiting."""
        variables = self.variables
        for leader, joins in self.joins.items():
            for member, literal in joins.items():
                pair = [variables.track_of[mode].operation for mode in (leader, member)]
                if any(variables.has_late_end(operation) for operation in pair):
                    ends = [variables.wall_end(operation) for operation in pair]
                    self.model.add(ends[0] == ends[1]).only_enforce_if(literal)


def _lasts(operation: int, mode: int) -> Rule:
    return lambda known: int(known.mode[operation] == mode and known.work[operation] > 0)
