"""The tables of a plan as Parquet files, with the same types of columns in every plan."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scheduler.outputs.columns import Holds
from scheduler.outputs.every_table import EVERY_TABLE
from scheduler.outputs.folder import OutputNotWritten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from models.plan import Plan
    from scheduler.outputs.every_table import PlanTable
    from scheduler.outputs.folder import Writer
    from scheduler.outputs.table import Cell

__all__ = ["parquet_files"]

_DIGITS, _SCALE = 38, 6


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

    def writer(listed: PlanTable) -> Writer:
        def write(stream: TextIO) -> None:
            # pyarrow closes a file it is given; this one is ours
            whole = io.BytesIO()
            parquet.write_table(_arrow_table(arrow, plan, listed), whole)
            stream.buffer.write(whole.getbuffer())

        return write

    return {f"{name}.parquet": writer(listed) for name, listed in EVERY_TABLE.items()}


def _arrow_table(arrow: Any, plan: Plan, listed: PlanTable) -> Any:  # pyarrow has no types
    rows = list(listed.make(plan).rows)
    cells: Sequence[Sequence[Cell]] = (
        list(zip(*rows, strict=True)) if rows else [()] * len(listed.columns)
    )
    zone = plan.clock.timezone
    return arrow.table(
        {
            name: arrow.array(column, type=_type(arrow, holds, column, zone))
            for (name, holds), column in zip(listed.columns.items(), cells, strict=True)
        }
    )


def _type(arrow: Any, holds: Holds, cells: Sequence[Cell], zone: str) -> Any:
    if holds is Holds.DECIMAL:
        return arrow.decimal128(_DIGITS, max(_SCALE, *(_decimals(cell) for cell in cells), 0))
    return {
        Holds.FLAG: arrow.bool_(),
        Holds.WHOLE: arrow.int64(),
        Holds.NUMBER: arrow.float64(),
        Holds.MOMENT: arrow.timestamp("ms", tz=zone),
        Holds.DATE: arrow.date32(),
        Holds.TEXT: arrow.string(),
    }[holds]


def _decimals(cell: Cell) -> int:
    exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    return -exponent if isinstance(exponent, int) else 0
