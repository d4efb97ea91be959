"""The previous plan: where its work was, what of it stays there, and where some must be now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Fault
from models.problem import Precedence
from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.operations import in_order
from scheduler.compile.pins import Pinned, end_of, worked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from models.calendar import Clock
    from models.problem import Problem
    from scheduler.compile.operations import CompiledOperation, OperationTable
    from scheduler.compile.pins import Pins

__all__ = ["Kept", "PreviousPlace", "PreviousPlan", "keep_previous"]


class PreviousPlace(NamedTuple):
    """Where an operation was: local start, and its machine (the center where none is named).

    Without a machine, ``None``, it only has a place in the order of things, and any may do. The
    end tells which of several ways to run on that machine it was, where it is known.
    """

    start: datetime
    machine: str | None
    end: datetime | None = None


@dataclass(frozen=True)
class PreviousPlan:
    """Where the work of an earlier plan was.

    Parameters
    ----------
    places
        By order and phase.
    loose
        Order and phase of work that does not stay there, as it contradicts other work.
    held
        Where work must be now, wherever it was; work that is not planned any more is left out.
    not_before
        Order and phase of work that begins no earlier than it did.
    """

    places: Mapping[tuple[str, int], PreviousPlace]
    loose: frozenset[tuple[str, int]] = frozenset()
    held: Mapping[tuple[str, int], PreviousPlace] = field(default_factory=dict)
    not_before: frozenset[tuple[str, int]] = frozenset()

    def latest(self, clock: Clock) -> int:
        """Return the last tick at which work must start, 0 without such: calendars reach on."""
        return max((clock.tick(place.start) for place in self.held.values()), default=0)


class Kept(NamedTuple):
    """The operations that stay where they were, and warnings of those that cannot.

    Of others `not_before` has the ticks before which they do not begin.
    """

    operations: frozenset[int] = frozenset()
    warnings: tuple[Fault, ...] = ()
    not_before: Mapping[int, int] = {}


def keep_previous(
    table: OperationTable, pins: Pins, previous: PreviousPlan | None, *, is_finite: bool = True
) -> Kept:
    """Tell the problem where work was, and bind what started within the frozen days there.

    What must be somewhere is bound after that, whatever it follows: who plans finds out whether
    that can be done before it. At infinite capacity others may be there too.

    Raises
    ------
    CannotRun
        Of all work that cannot be where it must.
    """
    if previous is None:
        return Kept()
    keeper = _Keeper(table, pins, previous)
    warnings = tuple(keeper.run())
    keeper.hold(is_finite=is_finite)
    return Kept(frozenset(keeper.kept), warnings, keeper.not_before)


def _key(row: CompiledOperation) -> tuple[str, int]:
    return row.order.id, row.phase


@dataclass
class _Keeper:
    table: OperationTable
    pins: Pins
    previous: PreviousPlan
    kept: set[int] = field(default_factory=set)
    not_before: dict[int, int] = field(default_factory=dict)
    _draft: Problem = field(init=False)
    _incoming: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._draft = self.table.builder.build()
        for edge, succ in enumerate(self._draft.succ.tolist()):
            self._incoming[succ].append(edge)

    def run(self) -> Iterator[Fault]:
        """Yield a warning for each operation that cannot stay where it was."""
        clock = self.table.calendars.clock
        until = clock.tick(clock.origin + self.table.scenario.settings.shop.frozen_days)
        for start, row, was in self._known():
            machine, modes, key = was.machine, self._modes(row, start, was), _key(row)
            mode = modes[0] if modes and machine is not None else -1
            self.table.builder.previous(row.index, start=max(0, start), mode=mode)
            if row.index in self.pins.bound or key in self.previous.held:
                continue
            if key in self.previous.not_before:
                self.not_before[row.index] = start
            if start < until and machine is not None:
                reason = self._keep(row, start, modes)
                if reason:
                    yield Fault(
                        table="operations",
                        row=f"order {row.order.id} phase {row.phase}",
                        field="start",
                        value=f"{clock.moment(start):%Y-%m-%d %H:%M} on {machine}",
                        expected=f"work to stay where the previous plan had it, but {reason}",
                    )

    def hold(self, *, is_finite: bool) -> None:
        """Bind what must be somewhere.

        Raises
        ------
        CannotRun
            Of all that cannot be there.
        """
        clock, errors = self.table.calendars.clock, []
        for row in self.table.rows:
            wanted = self.previous.held.get(_key(row))
            if wanted is None:
                continue
            start = clock.tick(wanted.start)
            modes = self._modes(row, start, wanted)
            modes = modes or self.pins.choices(row, wanted.machine, None)
            places = [self._placed(row, number, start) for number in modes]
            free = [
                place
                for place in places
                if place and (not is_finite or self.pins.is_free(row, place))
            ]
            if free:
                self.pins.bind(row, free[0])
                continue
            at = f"{wanted.machine} at {clock.moment(start):%Y-%m-%d %H:%M}"
            why = "other work that stays has it" if any(places) else "it cannot run"
            fact = f"{row.order.id} phase {row.phase} is to be on {at}, where {why}"
            errors.append(CannotRun(row.order.id, row.phase, fact))
        if errors:
            raise CannotRun.together(errors)

    def _modes(self, row: CompiledOperation, start: int, was: PreviousPlace) -> list[int]:
        """Return the modes on the machine of the previous plan, those that end as then first."""
        modes = self.pins.choices(row, None, was.machine or None)
        if was.end is None:
            return modes
        end = self.table.calendars.clock.tick(was.end)
        return sorted(modes, key=lambda number: end_of(row.modes[number], max(0, start)) != end)

    def _known(self) -> list[tuple[int, CompiledOperation, PreviousPlace]]:
        """Return the operations of the previous plan, with their starts; what began first first.

        Of two that began at once the one that is followed comes first.
        """
        clock, places = self.table.calendars.clock, self.previous.places
        found = []
        for rows in self.table.by_order.values():
            for row in in_order(rows):
                place = places.get((row.order.id, row.phase))
                if place is not None:
                    found.append((clock.tick(place.start), row, place))
        return sorted(found, key=lambda entry: (entry[0], -entry[1].order.level))

    def _keep(self, row: CompiledOperation, start: int, modes: list[int]) -> str:
        """Bind an operation where it was; return why not if it cannot stay."""
        if _key(row) in self.previous.loose:
            return "what it needs there is not free, or no changeover fits before it"
        if not modes:
            return "it cannot run there any more"
        if start < max(0, int(self._draft.op_release[row.index])):
            return "it may not begin so early any more"
        reason = "its machine does not work then, or is taken"
        for number in modes:
            place = self._placed(row, number, start)
            if place is None or not self.pins.is_free(row, place):
                continue
            broken = self._broken(row, place)
            if not broken:
                self.pins.bind(row, place)
                self.kept.add(row.index)
                return ""
            reason = broken
        return reason

    def _placed(self, row: CompiledOperation, number: int, start: int) -> Pinned | None:
        """Return where a mode runs from a tick on; none if it cannot begin then."""
        mode = row.modes[number]
        times, duration = mode.working_time, mode.spec.duration
        work = times.to_work(start)
        if work + max(1, duration) > times.total or times.to_wall_start(work) != start:
            return None
        if not mode.spec.interruptible and times.first_fit(work, duration) != work:
            return None
        end = end_of(mode, start)
        return Pinned(number, start, max(end, self._waits_until(row)) if row.is_elastic else end)

    def _waits_until(self, row: CompiledOperation) -> int:
        """Return when the phase ends that an elastic one overlaps with; 0 if it is not bound."""
        ends = [
            self.pins.bound[pred].end
            for edge in self._incoming[row.index]
            if self._draft.kind[edge] == Precedence.END_END
            and (pred := int(self._draft.pred[edge])) in self.pins.bound
        ]
        return max(ends, default=0)

    def _broken(self, row: CompiledOperation, place: Pinned) -> str:
        """Return which rule forbids an operation to be somewhere; empty if none does."""
        deadline = int(self._draft.op_deadline[row.index])
        if 0 <= deadline < place.end:
            return "it would end after its deadline"
        for edge in self._incoming[row.index]:
            pred = self.table.rows[int(self._draft.pred[edge])]
            before = self.pins.bound.get(pred.index)
            name = f"phase {pred.phase} of order {pred.order.id}"
            if before is None:
                return f"{name}, which it follows, is not bound"
            if not self._holds(edge, pred, before, row, place):
                return f"{name}, which it follows, is elsewhere now"
        return ""

    def _holds(
        self,
        edge: int,
        pred: CompiledOperation,
        before: Pinned,
        row: CompiledOperation,
        place: Pinned,
    ) -> bool:
        """Tell whether two operations that are bound keep an edge between them."""
        problem = self._draft
        lag = int(problem.lags[problem.lag_ptr[edge] + before.mode])
        match Precedence(int(problem.kind[edge])):
            case Precedence.END_START:
                return place.start >= before.end + lag
            case Precedence.MAX_WAIT:
                return place.start <= before.end + lag
            case Precedence.END_END:
                return place.end >= before.end + lag
            case Precedence.WORK_START:
                return place.start >= worked(pred.modes[before.mode], before.start, lag)
            case Precedence.WORK_WORK:
                tick = worked(pred.modes[before.mode], before.start, lag)
                lead = int(problem.leads[problem.lead_ptr[edge] + place.mode])
                times = row.modes[place.mode].working_time
                return times.to_work(place.start) + lead >= times.to_work(tick)
