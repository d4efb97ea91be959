"""Lengths of elapsed time as people say them."""

from __future__ import annotations

from scheduler.words import Amount, Said
from scheduler.words.terms import mark

__all__ = ["span"]

_HOUR, _DAY = 3600, 86_400
_DAYS, _HOURS, _MINUTES = mark("{amount} d"), mark("{amount} h"), mark("{amount} min")


def span(seconds: float) -> Said:
    """Return a length of elapsed time in its largest sensible unit, however it is signed."""
    length = abs(seconds)
    if length >= _DAY:
        return Said(_DAYS, amount=Amount.of(length / _DAY, 1))
    if length >= _HOUR:
        return Said(_HOURS, amount=Amount.of(length / _HOUR, 1))
    return Said(_MINUTES, amount=Amount.of(length / 60, 0))
