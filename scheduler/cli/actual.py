"""What declared work cost beside its estimate, and how effective centers were, in lines."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scheduler.costing import Deviation
    from scheduler.progress import CenterOee, Floor
    from scheduler.words import Words

__all__ = ["actual_lines", "oee_lines"]

_NOTHING = Decimal(0)


def actual_lines(floor: Floor, words: Words, order: str | None = None) -> Iterator[str]:
    """Yield estimate, actual cost and deviation: kind by kind and order by order.

    Parameters
    ----------
    order
        Tell this one alone, phase by phase.
    """
    from scheduler.progress import work_deviations

    _ = words.text
    rows = [row for row in work_deviations(floor) if order in (None, row.order)]
    if not rows:
        yield _("nothing that costs something was declared")
        return
    heads = (_("estimated"), _("actual"), _("deviation"), "%")
    yield _line(_("work that was declared"), heads)
    if order is None:
        from scheduler.costing import Piece

        by_piece = sorted(rows, key=lambda row: list(Piece).index(row.piece))
        yield from _sums(by_piece, lambda row: f"  {_piece(row, words)}", floor, words)
        yield from _sums(rows, lambda row: "  " + _("order {name}", name=row.order), floor, words)
    else:
        for row in rows:
            yield from _sums([row], lambda row: f"  {_phase(row, words)}", floor, words)
            if place := _place(row, words):
                yield place
    yield from _sums(rows, lambda _row: "  = " + _("total"), floor, words)


def _piece(row: Deviation, words: Words) -> str:
    from scheduler.costing.words import PIECE_WORDS

    return words.text(PIECE_WORDS[row.piece])


def _phase(row: Deviation, words: Words) -> str:
    return words.text("phase {phase} {what}", phase=row.phase, what=_piece(row, words))


def _place(row: Deviation, words: Words) -> str:
    """Return where a piece was done if it was planned elsewhere, or with others."""
    if not (row.actual_at and row.estimated_at):
        return ""
    places = {"actual": row.actual_at, "planned": row.estimated_at}
    return "    " + words.text("{actual}, not {planned}", **places)


def _sums(
    rows: Iterable[Deviation], name: Callable[[Deviation], str], floor: Floor, words: Words
) -> Iterator[str]:
    """Yield a line for each name that rows have, with their sums."""
    from scheduler.costing import Compared
    from scheduler.costing.amounts import Rounder

    shown = Rounder(floor.plan.scenario.settings.costing.decimals).shown
    groups: dict[str, list[Deviation]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    for told, members in groups.items():
        both = Compared(
            estimate=sum((row.estimate for row in members), _NOTHING),
            actual=sum((row.actual for row in members), _NOTHING),
        )
        plus = "+" if both.deviation > 0 else ""
        percent = "" if both.percent is None else f"{plus}{words.exact(both.percent)}"
        amounts = [words.money(shown(value)) for value in (both.estimate, both.actual)]
        deviation = f"{plus}{words.money(shown(both.deviation))}"
        yield _line(told, (*amounts, deviation, percent))


def _line(told: str, cells: tuple[str, ...]) -> str:
    *amounts, percent = cells
    return f"{told:<44}{''.join(f' {cell:>12}' for cell in amounts)} {percent:>8}".rstrip()


def oee_lines(rows: Iterable[CenterOee], words: Words) -> Iterator[str]:
    """Yield the effectiveness of each center, and what it is made of."""
    _ = words.text

    def percent(share: float | None) -> str:
        return _("not known") if share is None else f"{words.number(share, 2)} %"

    for row in rows:
        rates = row.with_setup
        shares = (rates.availability, rates.performance, rates.quality)
        found = [percent(None if share is None else float(100 * share)) for share in shares]
        told = _(
            "OEE of {center} {oee}: available {availability}, performance {performance},"
            " quality {quality}",
            center=row.work_center,
            oee=percent(rates.percent),
            availability=found[0],
            performance=found[1],
            quality=found[2],
        )
        if row.setup:
            without = percent(row.without_setup.percent)
            told = _("{told}; {oee} if setup counts as lost", told=told, oee=without)
        yield told
