"""Plan against actual as a page: orders that are late first, each with how far its phases are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.scenario import Remainder
from scheduler.progress.comparison import Colour, orders_of, phases_of
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.progress.comparison import PhaseProgress
    from scheduler.progress.floor import Floor
    from scheduler.words import Words

__all__ = ["progress_page"]

_RANK = {Colour.RED: 0, Colour.GREEN: 1, Colour.GREY: 2}
_SIGNS = {Colour.RED: "!", Colour.GREEN: "", Colour.GREY: "\N{CHECK MARK}"}
"""What tells the state to those who do not see the colours."""

_NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class _Phase:
    """A phase as the page shows it."""

    number: int
    center: str
    stand: str
    colour: str
    sign: str
    percent: str
    width: float
    times: str


def progress_page(
    floor: Floor, rule: Remainder, words: Words = ENGLISH, told: Sequence[str] = ()
) -> str:
    """Return the page: self-contained, without scripts, all texts escaped.

    Parameters
    ----------
    rule
        Whether orders and phases are told by quantity or by time.
    told
        The figures in words, above the table.
    """
    environment = Environment(
        loader=PackageLoader("scheduler.progress", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    phases = phases_of(floor)
    shown: dict[str, list[_Phase]] = {}
    for row in phases:
        shown.setdefault(row.actual.key.order, []).append(_phase(floor, row, rule, words))
    orders = sorted(orders_of(floor, phases), key=lambda row: _RANK[row.colour])
    header = floor.plan.scenario.scenario
    return environment.get_template("page.html.j2").render(
        name=header.name or header.id,
        language=words.tag,
        told=told,
        orders=[
            (row, _percent(row.percent(rule), words), shown.get(row.order, [])) for row in orders
        ],
        _=words.text,
        exact=words.exact,
    )


def _phase(floor: Floor, row: PhaseProgress, rule: Remainder, words: Words) -> _Phase:
    percent = row.percent_by_time if rule is Remainder.TIME else row.percent_by_quantity
    signs = (_SIGNS[row.colour], "\N{BLACK UP-POINTING TRIANGLE}" if row.is_over else "")
    return _Phase(
        number=row.actual.key.phase,
        center=row.work_center,
        stand=row.actual.stand.value,
        colour=row.colour.value,
        sign=" ".join(filter(None, signs)),
        percent=_percent(percent, words),
        width=min(100.0, percent or 0.0),
        times=_times(floor, row, words),
    )


def _percent(percent: float | None, words: Words) -> str:
    return _NOTHING if percent is None else words.percent(percent / 100)


def _times(floor: Floor, row: PhaseProgress, words: Words) -> str:
    """Return when a phase was planned, and when it was opened and closed."""
    seconds = floor.plan.clock.tick_seconds

    def at(second: int | None) -> str:
        return _NOTHING if second is None else words.date(floor.clock.moment(second))

    def planned(tick: int | None) -> str:
        return at(None if tick is None else tick * seconds)

    return words.text(
        "planned {start} to {end}, opened {opened}, closed {closed}",
        start=planned(row.planned_start),
        end=planned(row.planned_end),
        opened=at(row.actual.opened),
        closed=at(row.actual.closed),
    )
