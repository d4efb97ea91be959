"""Changes as options write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from models.scenario.base import parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.plan import Plan
    from scheduler.changes import (
        Breakdown,
        Change,
        EarlierReceipt,
        ExtraDemand,
        Move,
        Overtime,
        Shift,
    )

__all__ = [
    "AskedChanges",
    "MachineText",
    "MoveText",
    "change_options",
    "moves_of",
    "quantity_of",
]

_WHEN = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?"
_SPAN = re.compile(rf"(.+):({_WHEN})\.\.({_WHEN})", re.ASCII)
_DAY = re.compile(r"(.+):(\d{4}-\d{2}-\d{2})", re.ASCII)
_MOVE = re.compile(r"(.+)/(\d{1,7})=(.+)", re.ASCII)
_AMOUNT = re.compile(r"(.+)=([^=@]*)@([^=@]*)")
_DAYS = re.compile(r"(.+)=([^=]*)")


class MoveText(NamedTuple):
    """A phase, and the moment it moves to, or by how much it moves."""

    order: str
    phase: int
    to: date | None
    by: timedelta | None


class MachineText(NamedTuple):
    """A phase, and the machine or work center it moves to."""

    order: str
    phase: int
    machine: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A change as text: what the overview of options calls it, an example, how it is read."""

    name: str
    example: str
    read: Callable[[str], object | None]

    def all(
        self, ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]
    ) -> tuple[object, ...]:
        """Return what all texts of an option say; the callback of the option."""
        return tuple(self._one(ctx, param, text.strip()) for text in texts)

    def _one(self, ctx: click.Context, param: click.Parameter, text: str) -> object:
        why = ""
        try:
            found = self.read(text)
        except (ValueError, OverflowError) as error:
            found, why = None, f": {error}"
        if found is None:
            message = f"found '{text}', expected {self.example}{why}"
            raise click.BadParameter(message, ctx, param)
        return found


def _when(text: str) -> date:
    """Return a date, or a moment."""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _moment(text: str) -> datetime:
    when = _when(text)
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time())


def _move(text: str) -> MoveText | None:
    match = _MOVE.fullmatch(text)
    if match is None:
        return None
    order, phase, where = match.groups()
    if where[0] in "+-":
        by = parse_duration(where[1:])
        return MoveText(order, int(phase), None, by if where[0] == "+" else -by)
    if not re.fullmatch(_WHEN, where, re.ASCII):
        return None
    return MoveText(order, int(phase), _when(where), None)


def _machine(text: str) -> MachineText | None:
    match = _MOVE.fullmatch(text)
    return None if match is None else MachineText(match[1], int(match[2]), match[3])


def _breakdown(text: str) -> Breakdown | None:
    from scheduler.changes import Breakdown

    match = _SPAN.fullmatch(text)
    return None if match is None else Breakdown(match[1], _moment(match[2]), _moment(match[3]))


def _shift(text: str) -> Shift | Overtime | None:
    from scheduler.changes import Overtime, Shift

    if match := _SPAN.fullmatch(text):
        return Overtime(match[1], _moment(match[2]), _moment(match[3]))
    match = _DAY.fullmatch(text)
    return None if match is None else Shift(match[1], date.fromisoformat(match[2]))


def _earlier(text: str) -> EarlierReceipt | None:
    from scheduler.changes import EarlierReceipt

    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    order, days = match.groups()
    if not re.fullmatch(r"\d{1,4}", days, re.ASCII) or not int(days):
        message = f"'{days}' is no number of whole days from 1 to 9999"
        raise ValueError(message)
    return EarlierReceipt(order, int(days))


def _extra(text: str) -> ExtraDemand | None:
    from scheduler.changes import ExtraDemand

    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    item, amount, due = match.groups()
    if not re.fullmatch(_WHEN, due, re.ASCII):
        message = f"'{due}' is neither a day such as 2026-06-20 nor a time such as 2026-06-20T14:00"
        raise ValueError(message)
    return ExtraDemand(item, quantity_of(amount), _when(due))


def quantity_of(text: str) -> Decimal:
    """Return a number of pieces.

    Raises
    ------
    ValueError
        If it is none that anybody could want.
    """
    if re.fullmatch(r"\d+,\d+", text, re.ASCII):
        message = f"'{text}' is no quantity; write {text.replace(',', '.')}, with a point"
        raise ValueError(message)
    if not re.fullmatch(r"[+-]?(\d{1,25}(\.\d{0,25})?|\.\d{1,25})", text, re.ASCII):
        message = f"'{text}' is no quantity; write digits such as 12 or 2.5, without a unit"
        raise ValueError(message)
    quantity = Decimal(text)
    if quantity <= 0:
        message = f"the quantity {text} is not more than 0"
        raise ValueError(message)
    return quantity


MOVE = _Kind(
    "ORDER/PHASE=WHEN",
    "ORDER/PHASE=2026-06-09T08:00, a day 2026-06-09, or +1d4h or -2h",
    _move,
)
MACHINE = _Kind("ORDER/PHASE=MACHINE", "ORDER/PHASE=MACHINE, e.g. MO-1/10=WELD-2", _machine)
BREAKDOWN = _Kind("MACHINE:FROM..TO", "MACHINE:2026-06-09T08:00..2026-06-09T12:00", _breakdown)
SHIFT = _Kind(
    "CENTER:DAY|FROM..TO",
    "CENTER:2026-06-13, or CENTER:2026-06-12T16:00..2026-06-12T20:00",
    _shift,
)
EARLIER = _Kind("ORDER=DAYS", "ORDER=DAYS, e.g. PO-502=1", _earlier)
EXTRA = _Kind("ITEM=QUANTITY@DUE", "ITEM=QUANTITY@DUE, e.g. BIKE-RED=12@2026-06-20", _extra)


@dataclass(frozen=True, slots=True)
class AskedChanges:
    """The changes that a command line asks for, one list of each kind."""

    moves: tuple[MoveText, ...]
    machines: tuple[MachineText, ...]
    shifts: tuple[Change, ...]
    breakdowns: tuple[Change, ...]
    earlier: tuple[Change, ...]
    extra: tuple[Change, ...]
    rushed: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether none is asked for."""
        return not any(getattr(self, row.name) for row in fields(self))

    def of(self, plan: Plan) -> tuple[Change, ...]:
        """Return them as changes of a plan, in the order in which they are made."""
        from scheduler.changes import Drop, Rush

        return (
            *self.breakdowns,
            *self.shifts,
            *self.earlier,
            *self.extra,
            *map(Rush, self.rushed),
            *map(Drop, self.dropped),
            *moves_of(plan, self.moves, self.machines),
        )


def moves_of(
    plan: Plan, moves: Iterable[MoveText], machines: Iterable[MachineText]
) -> tuple[Move, ...]:
    """Return the moves of phases, when and where in one; of several of one phase the last counts.

    A move by some time counts from where the phase is in the plan.
    """
    from scheduler.changes import Move

    clock = plan.clock
    begins = {(row.order, row.phase): clock.moment(row.start) for row in plan.operations}
    found: dict[tuple[str, int], Move] = {}
    for text in moves:
        key, start = text[:2], text.to
        if text.by is not None:  # of an unknown phase any time will do: the phase is refused
            start = begins.get(key, clock.moment(0)) + text.by
        found[key] = Move(*key, start)
    for where in machines:
        key = where[:2]
        found[key] = replace(found.get(key, Move(*key)), machine=where.machine)
    return tuple(found.values())


_OPTIONS = (
    ("--move", "moves", MOVE, "Start a phase then, or so much later or earlier: +1d4h, -2h."),
    ("--machine", "machines", MACHINE, "Run a phase on a machine, or at another work center."),
    ("--shift", "shifts", SHIFT, "Let a work center work on a closed day, or overtime."),
    ("--breakdown", "breakdowns", BREAKDOWN, "A machine, center, resource or worker is away."),
    ("--earlier", "earlier", EARLIER, "Goods are received days earlier."),
    ("--extra", "extra", EXTRA, "Somebody wants more."),
)


def change_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each kind of change, any number of times each.

    The command gets all of them as one argument, `asked`, which is an `AskedChanges`.
    """

    @wraps(command)
    def with_changes(**values: Any) -> None:  # of any type: click knows them by name
        asked = AskedChanges(**{row.name: values.pop(row.name) for row in fields(AskedChanges)})
        command(asked=asked, **values)

    options: Callable[..., None] = with_changes
    for flag, name, kind, text in reversed(_OPTIONS):
        options = click.option(
            flag, name, callback=kind.all, metavar=kind.name, multiple=True, help=text
        )(options)
    for flag, name, text in (
        ("--drop", "dropped", "An order or demand is not made."),
        ("--rush", "rushed", "An order or demand goes before all others."),
    ):
        options = click.option(flag, name, metavar="ORDER", multiple=True, help=text)(options)
    return options
