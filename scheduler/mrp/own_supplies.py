"""Give documents to the needs that they were planned for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.mrp.needs import line_of
from scheduler.mrp.unit import after_reserved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.mrp.needs import Need, Supply

__all__ = ["hold_own"]


def hold_own(
    needs: Sequence[Need], reserved: Sequence[Supply], scheduled: list[Supply]
) -> tuple[list[Supply], list[Supply]]:
    """Return what of the documents is held for their own needs, and what is left of them.

    A document that names a job is for the needs of that job, or of the demand of that name; one
    that names a version of the bill of materials, for needs that ask for it. They only wait for
    needs that they are in time for; what is left serves anybody.

    Parameters
    ----------
    needs
        By time.
    reserved
        What is held for consumers already.
    scheduled
        By time.
    """
    owned: dict[tuple[str, str], list[int]] = {}
    for index, supply in enumerate(scheduled):
        for owner in (("job", supply.job), ("version", supply.version)):
            if owner[1]:
                owned.setdefault(owner, []).append(index)
    if not owned:
        return [], scheduled
    left = [supply.quantity for supply in scheduled]
    held: list[Supply] = []
    for need, quantity in zip(needs, after_reserved(needs, reserved), strict=True):
        wanted = quantity
        for index in _own(need, owned):
            supply, taken = scheduled[index], min(left[index], wanted)
            if taken and supply.when.bucket <= need.when.bucket:
                part = replace(
                    supply, quantity=taken, reserved_for=need.consumer, line=line_of(need)
                )
                held.append(part)
                left[index] -= taken
                wanted -= taken
    rest = [
        replace(supply, quantity=quantity)
        for supply, quantity in zip(scheduled, left, strict=True)
        if quantity
    ]
    return held, rest


def _own(need: Need, owned: dict[tuple[str, str], list[int]]) -> list[int]:
    """Return the documents of a need: those of its job, then those of its version."""
    owners = [("job", need.consumer), ("job", need.job), ("version", need.version)]
    found = [index for owner in owners if owner[1] for index in owned.get(owner, ())]
    return list(dict.fromkeys(found))
