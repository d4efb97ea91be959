"""The work lists as one page to print: a machine a sheet, with barcodes to declare by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.sequence.barcode import bars
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.feasibility import Material, Previous
from scheduler.sequence.lists import order_code, phase_code
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.plan import OperationRow, Plan
    from scheduler.outputs.table import Cell
    from scheduler.sequence.lists import MachineList
    from scheduler.words import Words

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
    state: str
    material: str
    today: str
    previous: str
    also: str
    order_code: str
    phase_code: str


_MATERIAL = {
    Material.NONE: mark("none"),
    Material.PARTIAL: mark("partial"),
    Material.FULL: mark("full"),
    Material.NOT_NEEDED: mark("not needed"),
}
_TODAY = {
    Material.NONE: mark("none today"),
    Material.PARTIAL: mark("partial today"),
    Material.FULL: mark("full today"),
    Material.NOT_NEEDED: mark("not needed"),
}
_PREVIOUS = {
    Previous.FIRST: mark("first phase"),
    Previous.NOT_STARTED: mark("the one before: not started"),
    Previous.STARTED: mark("the one before: started"),
    Previous.COMPLETED: mark("the one before: completed"),
}
"""What people read for the codes of the tables."""


def lists_page(plan: Plan, lists: Sequence[MachineList], words: Words = ENGLISH) -> str:
    """Return the page: self-contained, without scripts, all texts escaped."""
    environment = Environment(
        loader=PackageLoader("scheduler.sequence", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["barcode"] = _barcode
    environment.filters["moment"] = partial(_moment, words)
    header = plan.scenario.scenario
    return environment.get_template("page.html.j2").render(
        name=header.name or header.id,
        begin=words.date(plan.clock.moment(0)),
        language=words.tag,
        _=words.text,
        plural=words.plural,
        number=words.number,
        exact=words.exact,
        centers=plan.scenario.work_center_by_id,
        sheets=[
            (
                entry,
                [
                    _line(row, cells, words)
                    for row, cells in zip(entry.rows, entry.cells, strict=True)
                ],
            )
            for entry in lists
        ],
    )


def _line(row: OperationRow, cells: tuple[Cell, ...], words: Words) -> _Line:
    named = dict(zip(SEQUENCE_COLUMNS, cells, strict=True))
    return _Line(
        cells=named,
        state=words.term(row.state),
        material=words.text(_MATERIAL[Material(str(named["material_at_start"]))]),
        today=words.text(_TODAY[Material(str(named["material_today"]))]),
        previous=words.text(_PREVIOUS[Previous(str(named["previous_phase"]))]),
        also=", ".join(row.also),
        order_code=order_code(row),
        phase_code=phase_code(row),
    )


def _moment(words: Words, moment: datetime) -> Markup:
    # a line for the day, a line for the time; the year stands in the head of the sheet
    day = words.text(
        "{weekday} {month}-{day}",
        weekday=words.weekday(moment),
        month=f"{moment.month:02}",
        day=f"{moment.day:02}",
    )
    return Markup("<b>{}</b><b>{}</b>").format(day, f"{moment:%H:%M}")


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
