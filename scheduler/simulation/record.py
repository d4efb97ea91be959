"""`simulation.json`: what a snapshot tries, of whom, and what it changed; and that of an apply."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.errors import InvalidScenarioFile
from scheduler.changes import (
    Breakdown,
    Drop,
    EarlierReceipt,
    ExtraDemand,
    Move,
    Overtime,
    Rush,
    Shift,
)
from scheduler.outputs.kinds import DECIMAL, FLAG, NAMES, TEXT, WHOLE, Faults, Kind, Record, rows_of
from scheduler.simulation.difference import PhaseMove

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scheduler.changes import Change
    from scheduler.words import Said

__all__ = ["APPLIED", "FORMAT", "SIMULATION", "SimulationRecord", "dump_record", "load_record"]

SIMULATION, APPLIED = "simulation.json", "applied.json"
FORMAT = 1


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError
    return datetime.fromisoformat(value)


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)


def _optional(kind: Kind) -> Kind:
    return Kind(
        f"{kind.expected} or null",
        lambda value: None if value is None else kind.decode(value),
        lambda value: None if value is None else kind.encode(value),
    )


MOMENT = Kind("a moment in ISO 8601", _moment, lambda moment: moment.isoformat())
DAY = Kind("a date or a moment in ISO 8601", _day, lambda day: day.isoformat())

_PHASE_MOVE = Record(
    PhaseMove,
    {
        "order": TEXT, "item": TEXT, "phase": WHOLE, "old_start": _optional(MOMENT),
        "old_end": _optional(MOMENT), "old_machine": TEXT, "new_start": _optional(MOMENT),
        "new_end": _optional(MOMENT), "new_machine": TEXT,
    },
)  # fmt: skip

_CHANGES: Mapping[str, Record[Any]] = {
    "breakdown": Record(Breakdown, {"resource": TEXT, "begin": MOMENT, "end": MOMENT}),
    "overtime": Record(Overtime, {"center": TEXT, "begin": MOMENT, "end": MOMENT}),
    "shift": Record(Shift, {"center": TEXT, "day": DAY}),
    "rush": Record(Rush, {"name": TEXT}),
    "drop": Record(Drop, {"name": TEXT}),
    "receipt": Record(EarlierReceipt, {"order": TEXT, "days": WHOLE}),
    "extra": Record(ExtraDemand, {"item": TEXT, "quantity": DECIMAL, "due": DAY}),
    "move": Record(
        Move,
        {
            "order": TEXT, "phase": WHOLE, "start": _optional(DAY), "machine": _optional(TEXT),
            "led_to": _optional(MOMENT),
        },
    ),
}  # fmt: skip
"""Every change by its kind in the file; values of any kind of change."""


@dataclass(frozen=True, slots=True)
class SimulationRecord:
    """What a snapshot is.

    Parameters
    ----------
    name
        As the planner calls it; unique in its tree.
    number
        From 1, in the order in which the snapshots of a plan were made.
    user, time
        Who made it, and when.
    main, parent
        Folders of the plan it belongs to, and of what it is a child of, relative to its own.
    base
        SHA-256 of the ``plan.json`` of the main plan when the first of its line was made.
    is_full
        Whether everything was planned again.
    snap, fill
        How moves were read.
    blocks
        Whether others may not change its orders until it is valid, or gone.
    is_valid
        Whether it was applied to the main plan.
    included
        Orders that it changes, or that its changes name.
    changes
        Against its parent.
    log
        Where phases were in the parent, and where they are.
    """

    name: str
    number: int
    user: str
    time: datetime
    main: str
    parent: str
    base: str
    is_full: bool
    snap: bool
    fill: bool
    blocks: bool
    is_valid: bool
    included: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    log: tuple[PhaseMove, ...] = ()

    @property
    def told(self) -> tuple[Said, ...]:
        """Return the changes in a planner's words."""
        return tuple(change.told() for change in self.changes)

    def replaced(self, *, is_valid: bool) -> SimulationRecord:
        """Return the same, applied or not."""
        return replace(self, is_valid=is_valid)


_FIELDS: Mapping[str, Kind] = {
    "name": TEXT, "number": WHOLE, "user": TEXT, "time": MOMENT, "main": TEXT, "parent": TEXT,
    "base": TEXT, "is_full": FLAG, "snap": FLAG, "fill": FLAG, "blocks": FLAG, "is_valid": FLAG,
    "included": NAMES,
}  # fmt: skip
_HEAD = Record(SimulationRecord, _FIELDS)
_BESIDE = ("format", "told", "changes", "log")


def dump_record(record: SimulationRecord) -> str:
    """Return the record as JSON text; `load_record` reads it back."""
    changes = [
        {"kind": kind, **row.encode(change)}
        for change in record.changes
        for kind, row in _CHANGES.items()
        if type(change) is row.make
    ]
    values = {
        "format": FORMAT,
        **_HEAD.encode(record),
        "told": list(record.told),
        "changes": changes,
        "log": [_PHASE_MOVE.encode(move) for move in record.log],
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def load_record(path: Path) -> SimulationRecord:
    """Read a record back.

    Raises
    ------
    InvalidScenarioFile
        If there is none, or it is damaged; every fault names table, row and field.
    """
    faults = Faults(str(path))
    record = _record(path, faults)
    if faults or record is None:
        raise InvalidScenarioFile(tuple(faults))
    return record


def _record(path: Path, faults: Faults) -> SimulationRecord | None:
    try:
        values: object = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add("the record of a simulation; there is no such file", "simulation")
        return None
    except (ValueError, RecursionError) as error:
        faults.add(f"whole JSON in UTF-8: {error}", "simulation")
        return None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        faults.add(f"a simulation of format {FORMAT}; maybe a newer version wrote it", "simulation")
        return None
    for key in _BESIDE:
        if key not in values:
            faults.add("the field; it is missing", "simulation", "", key)
    head = {name: value for name, value in values.items() if name not in _BESIDE}
    record = _HEAD.decode(head, faults, "simulation")
    changes = _changes(values.get("changes"), faults)
    log = rows_of(_PHASE_MOVE, values.get("log"), faults, "log")
    return None if record is None or faults else replace(record, changes=changes, log=log)


def _changes(value: object, faults: Faults) -> tuple[Change, ...]:
    if not isinstance(value, list):
        faults.add("a list of changes", "changes", value=value)
        return ()
    found = []
    for number, row in enumerate(value, start=1):
        place = ("changes", f"row {number}")
        kind = row.get("kind") if isinstance(row, dict) else None
        if not isinstance(kind, str) or kind not in _CHANGES:
            faults.add("one of " + ", ".join(_CHANGES), *place, "kind", value=kind)
            continue
        rest = {name: field for name, field in row.items() if name != "kind"}
        if kind == "move":
            rest.setdefault("led_to", None)  # older snapshots do not tell it
        change = _CHANGES[kind].decode(rest, faults, *place)
        if change is not None:
            found.append(change)
    return tuple(found)
