"""The tables of a plan as one JSON document: names and moments as the CSV files have them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.outputs.every_table import TABLES

if TYPE_CHECKING:
    from typing import TextIO

    from models.plan import Plan
    from scheduler.outputs.table import Cell

__all__ = ["write_json_tables"]


def write_json_tables(plan: Plan, stream: TextIO) -> None:
    """Write the document: ``plan``, ``kpis``, and of each table a list of rows as objects.

    Quantities are numbers, moments ISO 8601 with offset, empty cells ``null``; a row is a line.
    """
    header, solve = plan.scenario.scenario, plan.solve
    head = {
        "scenario": header.id,
        "name": header.name,
        "start": plan.clock.moment(0).isoformat(),
        "timezone": header.timezone,
        "mode": str(solve.mode),
        "status": str(solve.status),
    }
    stream.write(f'{{\n"plan": {_json(head)},\n"kpis": {_json(plan.kpis)}')
    for name, listed in TABLES.items():
        table = listed.make(plan)
        stream.write(f",\n{_json(name)}: [")
        comma = "\n"
        for row in table.rows:
            cells = zip(table.columns, map(_value, row), strict=True)
            stream.write(comma + _json(dict(cells)))
            comma = ",\n"
        stream.write("]" if comma == "\n" else "\n]")
    stream.write("\n}\n")


def _value(cell: Cell) -> str | float | None:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return int(cell) if cell == int(cell) else float(cell)
    return cell


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
