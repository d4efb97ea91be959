"""The tables of a plan as Parquet files, with the same types of columns in every plan."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scheduler.outputs.cost_tables import VALUATION_COLUMNS
from scheduler.outputs.every_table import every_table
from scheduler.outputs.folder import OutputNotWritten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TextIO

    from models.plan import Plan
    from scheduler.outputs.folder import Writer
    from scheduler.outputs.table import Cell, Table

__all__ = ["kind_of", "parquet_files"]

_DIGITS, _SCALE = 38, 6

_NAMES: Mapping[type, tuple[str, ...]] = {
    datetime: (
        "setup_start", "start", "end", "operation_start", "due", "completion", "moved_from",
        "dispatched", "send", "back", "new_date", "promised",
    ),
    date: ("bucket",),
    Decimal: (
        "quantity", "confirmed", "weight", "gross", "scheduled_receipts", "projected_on_hand",
        "net", "planned_receipts", "planned_releases", "past_due_releases",
    ),
    float: ("late_hours", "changeover_minutes", "idle_minutes", "value"),
    int: (
        "sequence", "phase", "session", "days", "period", "capacity_minutes", "load_minutes",
        "setup_minutes", "overload_minutes",
    ),
    bool: ("is_document", "past_due", "is_proposal"),
}  # fmt: skip
_EMPTY_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
"""What a column holds in a plan in which it is empty, by its name; all others hold texts."""

_PERCENT = ("processing_percent", "setup_percent", "idle_percent")
_OF_TABLE: Mapping[str, Mapping[type, tuple[str, ...]]] = {
    "load": {date: ("date",)},
    "suggestions": {datetime: ("date",)},
    "costs": {float: ("hours",), Decimal: ("units", "rate", "amount")},
    "valuations": {
        Decimal: tuple({*VALUATION_COLUMNS} - {"document", "id", "item", "lacks"}),
    },
    "remedies": {
        int: ("rank", "moved_phases"),
        float: ("remaining_late_hours",),
        Decimal: ("amount", "cost", "lateness_cost"),
        bool: ("is_sufficient",),
    },
    "capacity": {
        date: ("from",),
        str: ("period",),
        float: (
            "capacity_minutes", "load_minutes", "processing_minutes", "setup_minutes",
            "overload_minutes", "queue_hours", *_PERCENT,
        ),
    },
    "centers": {
        int: ("rank",),
        float: ("load_percent", "average_buffer_hours", "wanted_buffer_hours", "score", *_PERCENT),
    },
}  # fmt: skip
_EMPTY_OF_TABLE = {
    (table, name): kind
    for table, kinds in _OF_TABLE.items()
    for kind, names in kinds.items()
    for name in names
}
"""The same by table and name, where a name alone does not tell."""


def parquet_files(plan: Plan) -> dict[str, Writer]:
    """Return what writes each table, by the name of its file.

    Raises
    ------
    OutputNotWritten
        If pyarrow is not installed.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        message = (
            "Parquet needs pyarrow, which is not installed\n"
            "    Install it with: pip install 'finitecap[parquet]'"
        )
        raise OutputNotWritten(message) from None

    def writer(name: str, make: Callable[[], Table]) -> Writer:
        def write(stream: TextIO) -> None:
            # pyarrow closes a file it is given; this one is ours
            whole = io.BytesIO()
            parquet.write_table(_arrow_table(arrow, plan, name, make()), whole)
            stream.buffer.write(whole.getbuffer())

        return write

    return {f"{name}.parquet": writer(name, make) for name, make in every_table(plan).items()}


def _arrow_table(arrow: Any, plan: Plan, name: str, table: Table) -> Any:  # pyarrow has no types
    rows = list(table.rows)
    columns: Sequence[Sequence[Cell]] = (
        list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
    )
    kinds = [
        kind_of(name, column, cells) for column, cells in zip(table.columns, columns, strict=True)
    ]
    zone = plan.clock.timezone
    return arrow.table(
        {
            column: arrow.array(_cells(kind, cells), type=_type(arrow, kind, cells, zone))
            for column, kind, cells in zip(table.columns, kinds, columns, strict=True)
        }
    )


def kind_of(table: str, column: str, cells: Sequence[Cell]) -> type:
    """Return what a column holds: what all its cells are, or what it is known to hold if empty."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds:
        return _EMPTY_OF_TABLE.get((table, column), _EMPTY_KINDS.get(column, str))
    for kind in (bool, int, float, Decimal, datetime, date):
        if kinds <= {kind} or (kind in (float, Decimal) and kinds <= {kind, int}):
            return kind
    return str


def _cells(kind: type, cells: Sequence[Cell]) -> list[Cell]:
    if kind is not str:
        return list(cells)
    return [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells]


def _type(arrow: Any, kind: type, cells: Sequence[Cell], zone: str) -> Any:
    if kind is Decimal:
        return arrow.decimal128(_DIGITS, max(_SCALE, *(_decimals(cell) for cell in cells), 0))
    return {
        bool: arrow.bool_(),
        int: arrow.int64(),
        float: arrow.float64(),
        datetime: arrow.timestamp("ms", tz=zone),
        date: arrow.date32(),
        str: arrow.string(),
    }[kind]


def _decimals(cell: Cell) -> int:
    exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    return -exponent if isinstance(exponent, int) else 0
