"""Declarations replayed on a plan, row by row, or all that contradicts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Fault, InvalidScenarioFile
from models.scenario import ProgressState
from scheduler.progress.floor import Floor
from scheduler.progress.pieces import OrderPieces
from scheduler.progress.places import Places, Problem
from scheduler.progress.sequence import sequence_problems
from scheduler.progress.sharing import shares
from scheduler.progress.states import NEXT, Actual, Declaration, Key, Stand, after, expected_after
from scheduler.progress.words import TABLE, Distribution, Kind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from models.plan import Plan
    from models.scenario import Progress
    from scheduler.progress.reading import DeclarationFile, ReadRow
    from scheduler.progress.words import DeclarationRow

__all__ = ["replay"]

_NO_TIME = timedelta(0)
_STANDS = {
    ProgressState.STARTED: Stand.RUNNING,
    ProgressState.INTERRUPTED: Stand.INTERRUPTED,
    ProgressState.CLOSED: Stand.CLOSED,
}


def replay(
    plan: Plan,
    file: DeclarationFile,
    *,
    now: datetime | None = None,
    out_of_sequence: Collection[str] = (),
) -> Floor:
    """Replay declarations on a plan, row by row.

    Parameters
    ----------
    file
        As `scheduler.progress.read_declarations` read it.
    now
        Local time; default: that of the last declaration.
    out_of_sequence
        Work centers whose phases may begin before what they follow is closed.

    Raises
    ------
    InvalidScenarioFile
        With every fault of the file, those of single rows included.
    """
    clock = replace(plan.clock, tick_seconds=1)
    times = [clock.tick(read.row.time) for read in file.rows]
    moment = max([0, *times]) if now is None else clock.tick(now)
    if moment < 0:
        start = f"{plan.clock.origin:%Y-%m-%dT%H:%M}"
        expected = f"a moment from the start of the plan on, {start}"
        raise InvalidScenarioFile((Fault("--now", "", "", str(now), expected),))
    run = _Replay(file, Floor(plan, moment, _begun(plan)), times)
    run.rows()
    run.check_sequence(out_of_sequence)
    if run.faults:
        raise InvalidScenarioFile(tuple(run.faults))
    return replace(
        run.floor, declarations=tuple(run.declarations), warnings=tuple(run.left_aside())
    )


def _begun(plan: Plan) -> dict[Key, Actual]:
    """Return how phases stood when the plan began."""
    found = {}
    for key in Places(plan).all_phases():
        document = plan.scenario.order_by_id.get(key.order)
        rows = document.progress if document else ()
        declared = next((row for row in rows if row.phase == key.phase), None)
        found[key] = Actual(key) if declared is None else _as_declared(key, declared)
    return found


def _as_declared(key: Key, row: Progress) -> Actual:
    return Actual(
        key,
        _STANDS[row.state],
        machine=row.machine or "",
        good=row.good,
        machine_time=row.worked or _NO_TIME,
        is_counted=bool(row.good),
    )


class _Early(NamedTuple):
    """A row from before the plan."""

    line: int
    time: datetime


@dataclass
class _Replay:
    """Apply rows one after the other, and take note of what is wrong."""

    file: DeclarationFile
    floor: Floor
    times: list[int]
    declarations: list[Declaration] = field(default_factory=list)
    faults: list[Fault] = field(init=False)
    _early: list[_Early] = field(default_factory=list)
    _early_openings: dict[Key, int] = field(default_factory=dict)
    _lost: set[str] = field(init=False)
    """Orders of which a row could not be read: what is wrong with others may follow from it."""
    _broken: set[str] = field(default_factory=set)
    """Orders with declarations out of turn."""

    def __post_init__(self) -> None:
        """Begin with what is wrong with single rows."""
        self.faults = [*self.file.faults]
        names = (self.floor.places.read_name(name)[0] for name in self.file.suspects)
        self._lost = {order.id for order in names if order is not None}

    def rows(self) -> None:
        """Apply all rows."""
        for read, at in zip(self.file.rows, self.times, strict=True):
            keys, problems = self.floor.places.named(read.row)
            if at < 0:  # maybe about orders that the plan knows no more
                self._set_aside(read, keys)
                continue
            if not problems:
                problems = self._wrong_names(keys, read)
            if at > self.floor.now:
                now = self.floor.clock.moment(self.floor.now)
                expected = f"a time up to now, {now:%Y-%m-%d %H:%M}"
                problems.append(Problem("time", str(read.row.time), expected))
            if problems:
                self._tell(read, problems)
                self._lost.update(key.order for key in keys)
            elif not self._lost.intersection(key.order for key in keys):
                self._apply(read, at, keys)

    def _wrong_names(self, keys: list[Key], read: ReadRow) -> list[Problem]:
        problems = self.floor.places.unknown_workers(read.row.workers)
        if read.row.machine is not None:
            wrong = self.floor.places.wrong_machine(keys, read.row.machine)
            problems += [wrong] if wrong else []
        for name in ("good", "scrapped"):
            problems += _wrong_number(name, len(getattr(read.row, name)), len(keys), read.row)
        return problems

    def _tell(self, read: ReadRow, problems: list[Problem]) -> None:
        for row in problems:
            order = "; ".join(read.row.order)
            self._add(read.line, order, row)

    def _add(self, line: int, order: str, row: Problem) -> None:
        self.faults.append(
            self.file.fault(line, order, row.column, row.value, row.expected, hint=row.hint)
        )

    def _set_aside(self, read: ReadRow, keys: list[Key]) -> None:
        self._early.append(_Early(read.line, read.row.time))
        if read.row.kind is Kind.OPENING:
            self._early_openings.update(dict.fromkeys(keys, read.line))

    def left_aside(self) -> list[Fault]:
        """Return a warning of the rows that the plan knows already."""
        if not self._early:
            return []
        start, first = self.floor.plan.clock.origin, self._early[0]
        rule = (
            f"declarations from the start of the plan on, {start:%Y-%m-%dT%H:%M}; earlier ones"
            f" stand in its orders, and {len(self._early)} of the file are left aside"
        )
        place = f"(line {first.line})"
        return [Fault(TABLE, place, "time", str(first.time), rule, file=self.file.file)]

    def _apply(self, read: ReadRow, at: int, keys: list[Key]) -> None:
        """Apply a row to all its phases, if it may follow what was declared of each."""
        before = [self.floor.actual[key] for key in keys]
        problems = [problem for actual in before for problem in self._out_of_turn(read, at, actual)]
        if problems:
            self._tell(read, problems)
            for actual in before:
                self._recover(actual, read.row.kind, at)
            return
        for row in shares(self.floor, read, at, before):
            self.floor.actual[row.key] = after(self.floor.actual[row.key], row)
            self.declarations.append(row)

    def _out_of_turn(self, read: ReadRow, at: int, actual: Actual) -> list[Problem]:
        kind, (order, phase) = read.row.kind, actual.key
        if (actual.stand, kind) not in NEXT:
            expected = f"{expected_after(actual)}: phase {phase} of {order} is {actual.stand.value}"
            if OrderPieces(self.floor, order).is_closed:
                expected = f"nothing: order {order} is closed"
            line, hint = self._early_openings.get(actual.key, 0), ""
            if line and not actual.has_begun:
                hint = f"Its opening, line {line}, is before the start of the plan."
            return [Problem("kind", kind.value, expected, hint)]
        if actual.is_open and at < actual.since:
            earlier = self.floor.clock.moment(actual.since)
            expected = (
                f"a time not before the last declaration of phase {phase} of {order},"
                f" {earlier:%Y-%m-%d %H:%M}"
            )
            return [Problem("time", str(read.row.time), expected)]
        return []

    def _recover(self, actual: Actual, kind: Kind, at: int) -> None:
        """Go on as if what was missing had been declared: one fault is enough."""
        self._broken.add(actual.key.order)
        if actual.stand is not Stand.CLOSED:
            stand = next(end for (_, name), end in NEXT.items() if name is kind)
            self.floor.actual[actual.key] = replace(
                actual, stand=stand, since=max(at, actual.since)
            )

    def check_sequence(self, allowed: Collection[str]) -> None:
        """Take note of phases that were declared before what they follow."""
        for line, key, problem in sequence_problems(self.floor, allowed):
            if key.order not in self._lost | self._broken:
                self._add(line, key.order, problem)


def _wrong_number(name: str, count: int, num_phases: int, row: DeclarationRow) -> list[Problem]:
    """Return what is wrong with how many numbers a cell holds."""
    found = f"{count} number{'s' if count > 1 else ''}"
    if row.distribution is Distribution.MANUAL and count not in (0, num_phases):
        return [Problem(name, found, f"one for each of {num_phases} phases: manual")]
    if count not in (0, 1, num_phases):
        return [Problem(name, found, f"one number, or one for each of {num_phases} phases")]
    return []
