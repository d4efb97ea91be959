"""Give documents to the needs that they were planned for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.mrp.needs import line_of
from scheduler.mrp.unit import after_reserved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.mrp.needs import Need, Supply

    _Owner = tuple[str, str]

__all__ = ["hold_own"]


def hold_own(
    needs: Sequence[Need],
    reserved: Sequence[Supply],
    scheduled: list[Supply],
    *,
    promised: bool,
    whole: frozenset[int] = frozenset(),
    fence_end: int | None = None,
) -> tuple[list[Supply], list[Supply]]:
    """Return what of the documents is held for their own needs, and what is left of them.

    A document that names a job is for the needs of that job, or of the demand of that name; one
    that names a version of the bill of materials, for needs that ask for it, though not beyond
    its day if it is only planned. They wait for needs that they are in time for, and the last to
    come serves first; what is left serves anybody.

    Parameters
    ----------
    needs, scheduled
        By time.
    reserved
        What is held for consumers already.
    promised
        Hold documents that are promised; otherwise those that are only planned.
    whole
        Positions of needs that come first, as no stock serves them.
    fence_end
        First bucket after the frozen fence, until which needs within it wait; ``None`` without.
    """
    owned = _owned(scheduled, promised=promised)
    if not owned:
        return [], scheduled
    left = [supply.quantity for supply in scheduled]
    quantities = after_reserved(needs, reserved)
    held: list[Supply] = []
    for number in sorted(range(len(needs)), key=lambda number: number not in whole):
        need, wanted = needs[number], quantities[number]
        day = need.when.bucket if fence_end is None else max(need.when.bucket, fence_end)
        for index in _own(need, day, owned, scheduled):
            taken = min(left[index], wanted)
            if taken:
                held.append(_part(scheduled[index], taken, need))
                left[index] -= taken
                wanted -= taken
    rest = [
        replace(supply, quantity=quantity)
        for supply, quantity in zip(scheduled, left, strict=True)
        if quantity
    ]
    return held, rest


def _owned(scheduled: Iterable[Supply], *, promised: bool) -> dict[_Owner, list[int]]:
    """Return the positions of the documents of each job and version."""
    owned: dict[_Owner, list[int]] = {}
    for index, supply in enumerate(scheduled):
        if supply.is_promised is not promised:
            continue
        if supply.job:
            owned.setdefault(("job", supply.job), []).append(index)
        if supply.version:
            owned.setdefault(("version", supply.version), []).append(index)
    return owned


def _part(supply: Supply, quantity: int, need: Need) -> Supply:
    return replace(supply, quantity=quantity, reserved_for=need.consumer, line=line_of(need))


def _own(
    need: Need, day: int, owned: dict[_Owner, list[int]], scheduled: Sequence[Supply]
) -> Iterable[int]:
    """Return the documents of a need: those of its job, then those of its version."""
    of_job = {*owned.get(("job", need.consumer), ()), *owned.get(("job", need.job), ())}
    of_version = [
        row
        for row in owned.get(("version", need.version), ())
        if scheduled[row].is_promised or scheduled[row].when.bucket == day
    ]
    found = [*_last_first(of_job, scheduled), *_last_first(of_version, scheduled)]
    return dict.fromkeys(row for row in found if scheduled[row].when.bucket <= day)


def _last_first(rows: Iterable[int], scheduled: Sequence[Supply]) -> list[int]:
    return sorted(rows, key=lambda row: (-scheduled[row].when.bucket, row))
