"""The rows of `plan.json`, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.errors import Fault
from models.material import (
    Advice,
    DemandKind,
    ItemGrid,
    Peg,
    Suggestion,
    SupplyKind,
    SupplyOrder,
    Uncovered,
)
from models.plan import (
    DemandRow,
    LoadRow,
    LostTime,
    LostTo,
    Mode,
    OperationRow,
    OperationState,
    OrderRow,
    Unscheduled,
)
from models.scenario import OrderStatus, OrderType
from models.schedule import Found, Level, LevelResult, Status
from scheduler.objectives import parse_level
from scheduler.outputs.kinds import (
    DECIMAL,
    FLAG,
    NAMES,
    NUMBER,
    OPTIONAL_DECIMAL,
    OPTIONAL_WHOLE,
    TEXT,
    UNITS,
    UNITS_BY_NAME,
    WHOLE,
    Kind,
    Record,
    choice,
)

__all__ = [
    "DEMAND",
    "FOUND",
    "GRID",
    "LEVEL",
    "LOAD",
    "OPERATION",
    "ORDER",
    "PEG",
    "SOLVE",
    "SUGGESTION",
    "SUPPLY",
    "UNCOVERED",
    "UNSCHEDULED",
    "WARNING",
]


def _encoded_level(level: Level) -> object:
    """Return a level as text; a sum that was brought to integers with these and their unit."""
    if not level.unit:
        return str(level)
    return {"text": level.text, "unit": level.unit, "terms": [str(term) for term in level.terms]}


def _decoded_level(value: object) -> Level:
    if not isinstance(value, dict):
        return parse_level(TEXT.decode(value))
    if value.keys() != {"text", "unit", "terms"}:
        message = "expected text, unit and terms"
        raise ValueError(message)
    level = parse_level(" + ".join(NAMES.decode(value["terms"])))
    return replace(level, text=TEXT.decode(value["text"]), unit=NUMBER.decode(value["unit"]))


_LEVEL = Kind("a level of the objective", _decoded_level, _encoded_level)
_VALUES = Kind("a list of whole numbers", lambda value: tuple(UNITS.decode(value).tolist()), list)
LEVEL = Record(LevelResult, {"objective": _LEVEL, "value": WHOLE, "bound": OPTIONAL_WHOLE})
FOUND = Record(Found, {"seconds": NUMBER, "who": TEXT, "values": _VALUES})
# levels and history beside it are rows of LEVEL and FOUND; values are those of `SolveReport`
SOLVE: Record[dict[str, Any]] = Record(
    dict,
    {
        "mode": choice(Mode), "status": choice(Status), "provenance": TEXT, "seconds": NUMBER,
        "seed": WHOLE, "workers": WHOLE, "interrupted": FLAG, "tick_seconds": WHOLE,
        "weight_unit": NUMBER, "flow_unit": NUMBER, "cost_unit": NUMBER,
    },
)  # fmt: skip
SUPPLY = Record(
    SupplyOrder,
    {
        "id": TEXT, "type": choice(OrderType), "item": TEXT, "quantity": DECIMAL,
        "status": choice(OrderStatus), "start": WHOLE, "end": WHOLE, "is_document": FLAG,
        "past_due": FLAG, "level": WHOLE, "warehouse": TEXT, "transfer_from": TEXT,
        "supplier": TEXT, "version": TEXT, "job": TEXT, "confirmed": OPTIONAL_DECIMAL,
        "moved_from": OPTIONAL_WHOLE, "is_proposal": FLAG, "bucket": OPTIONAL_WHOLE,
    },
)  # fmt: skip
PEG = Record(
    Peg,
    {
        "supply_kind": choice(SupplyKind), "supply": TEXT, "demand_kind": choice(DemandKind),
        "demand": TEXT, "item": TEXT, "quantity": DECIMAL, "phase": OPTIONAL_WHOLE,
        "warehouse": TEXT,
    },
)  # fmt: skip
SUGGESTION = Record(
    Suggestion,
    {
        "advice": choice(Advice), "item": TEXT, "order": TEXT, "quantity": DECIMAL,
        "date": OPTIONAL_WHOLE, "new_date": OPTIONAL_WHOLE, "need": TEXT, "reason": TEXT,
        "warehouse": TEXT,
    },
)  # fmt: skip
UNCOVERED = Record(
    Uncovered,
    {
        "demand_kind": choice(DemandKind), "demand": TEXT, "item": TEXT, "quantity": DECIMAL,
        "reason": TEXT, "phase": OPTIONAL_WHOLE, "warehouse": TEXT,
    },
)  # fmt: skip
GRID = Record(
    ItemGrid,
    {
        "item": TEXT, "opening": WHOLE, "gross": UNITS, "scheduled_receipts": UNITS,
        "projected_on_hand": UNITS, "net": UNITS, "planned_receipts": UNITS,
        "planned_releases": UNITS, "past_due_releases": WHOLE, "requirements": UNITS_BY_NAME,
        "warehouse": TEXT,
    },
)  # fmt: skip
OPERATION = Record(
    OperationRow,
    {
        "order": TEXT, "item": TEXT, "phase": WHOLE, "quantity": DECIMAL, "work_center": TEXT,
        "machine": TEXT, "sequence": WHOLE, "setup_start": WHOLE, "start": WHOLE,
        "run_start": WHOLE, "end": WHOLE, "changeover": WHOLE, "state": choice(OperationState),
        "also": NAMES, "idle": WHOLE, "session": WHOLE,
    },
)  # fmt: skip
ORDER = Record(
    OrderRow,
    {
        "order": TEXT, "type": choice(OrderType), "item": TEXT, "quantity": DECIMAL,
        "start": WHOLE, "end": WHOLE, "due": WHOLE, "demands": NAMES, "is_document": FLAG,
        "past_due": FLAG,
    },
)  # fmt: skip


def _decoded_lost(value: object) -> tuple[LostTime, ...]:
    """Return the parts of a lateness, each a list of what, name and ticks."""
    if not isinstance(value, list) or not all(isinstance(part, list) for part in value):
        message = "expected a list of lists"
        raise ValueError(message)
    return tuple(
        LostTime(LostTo(TEXT.decode(to)), TEXT.decode(name), WHOLE.decode(ticks))
        for to, name, ticks in value
    )


_LOST = Kind(
    "a list of what, name and ticks",
    _decoded_lost,
    lambda rows: [[str(part.to), part.name, part.ticks] for part in rows],
)
DEMAND = Record(
    DemandRow,
    {
        "demand": TEXT, "item": TEXT, "quantity": DECIMAL, "due": WHOLE, "completion": WHOLE,
        "weight": DECIMAL, "customer": TEXT, "cause": TEXT, "promised": OPTIONAL_WHOLE,
        "lost": _LOST,
    },
)  # fmt: skip
LOAD = Record(
    LoadRow,
    {
        "work_center": TEXT, "day": WHOLE, "capacity": WHOLE, "load": WHOLE, "setup": WHOLE,
        "overload": WHOLE,
    },
)  # fmt: skip
UNSCHEDULED = Record(
    Unscheduled,
    {
        "order": TEXT, "phase": OPTIONAL_WHOLE, "cause": TEXT, "facts": NAMES, "remedy": TEXT,
        "waits_for": TEXT,
    },
)  # fmt: skip
WARNING = Record(
    Fault,
    dict.fromkeys(("table", "row", "field", "value", "expected", "hint", "file"), TEXT),
)
