"""The work lists as one page to print: a machine a sheet, with barcodes to declare by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.sequence.barcode import bars
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.lists import order_code, phase_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.plan import OperationRow, Plan
    from scheduler.outputs.table import Cell
    from scheduler.sequence.lists import MachineList

__all__ = ["lists_page"]

_QUIET = 10
"""Modules left white on both sides of a barcode, as its standard asks."""

_MODULE = 0.25
"""Millimetres of a module; in a column of 51 mm a long code shrinks ..."""

_WIDEST = 280
"""... down to 0.17 mm, which scanners still read; a wider one is left out."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One phase as the page shows it."""

    cells: dict[str, Cell]
    also: str
    order_code: str
    phase_code: str


def lists_page(plan: Plan, lists: Sequence[MachineList]) -> str:
    """Return the page: self-contained, without scripts, all texts escaped."""
    environment = Environment(
        loader=PackageLoader("scheduler.sequence", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["barcode"] = _barcode
    environment.filters["moment"] = _moment
    header = plan.scenario.scenario
    return environment.get_template("page.html.j2").render(
        name=header.name or header.id,
        begin=f"{plan.clock.moment(0):%d %b %Y %H:%M}",
        centers=plan.scenario.work_center_by_id,
        sheets=[
            (
                entry,
                [_line(row, cells) for row, cells in zip(entry.rows, entry.cells, strict=True)],
            )
            for entry in lists
        ],
    )


def _line(row: OperationRow, cells: tuple[Cell, ...]) -> _Line:
    named = dict(zip(SEQUENCE_COLUMNS, cells, strict=True))
    return _Line(named, ", ".join(row.also), order_code(row), phase_code(row))


def _moment(moment: datetime) -> Markup:
    return Markup("<b>{}</b><b>{}</b>").format(f"{moment:%a %d %b}", f"{moment:%H:%M}")


def _barcode(text: str) -> Markup:
    """Return a barcode as a picture; nothing where there is none for a text."""
    width, path = bars(text)
    if not 0 < width <= _WIDEST:
        return Markup()
    whole = width + 2 * _QUIET
    return Markup(
        '<svg width="{}mm" viewBox="0 0 {} 1" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><path transform="translate({})" d="{}"/></svg>'
    ).format(f"{whole * _MODULE:g}", whole, text, _QUIET, path)
