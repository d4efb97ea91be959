"""The stock of one item as its documents move: who is short without whom."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.mrp.reschedule import Receipt

__all__ = ["MovableProjection"]


class MovableProjection:
    """Stock above the floor on each day that needs something.

    With it, whether a document is needed depends only on where the documents are now, not on
    how they came there: that makes rescheduling its own fixed point.

    Parameters
    ----------
    opening
        Stock at the start less the floor; all quantities in millionths of a piece.
    advance
        Days that a supply may come late without being moved.
    since
        First bucket in which anything may move; earlier needs wait until then.
    """

    def __init__(
        self,
        opening: int,
        *,
        gross: dict[int, int],
        receipts: Sequence[Receipt],
        advance: int,
        since: int,
    ) -> None:
        self.buckets = [receipt.bucket for receipt in receipts]
        """Where each document is now, in the order of `receipts`."""
        self._receipts = receipts
        self._opening = opening
        self._gross = gross
        self._advance = advance
        self._since = since
        self._days = sorted({since, *(max(day, since) for day in gross)})
        """Days that need something, and the first."""
        changes = [0] * (len(self._days) + 1)
        for day, quantity in gross.items():
            changes[bisect_left(self._days, max(day, since))] -= quantity
        for receipt in receipts:
            changes[bisect_left(self._days, receipt.bucket)] += receipt.quantity
        self._surplus = [opening + total for total in accumulate(changes[:-1])]
        """Stock above the floor at the end of each of these days; negative: short."""

    def cover(self, limit: int, round_up: Callable[[int], int] | None) -> None:
        """Advance documents by up to ``limit`` days to where stock is short.

        What they cannot cover is ordered anew, as ``round_up`` says; that supply is booked too.
        """
        ordered = 0
        for index, day in enumerate(self._days):
            self._surplus[index] += ordered
            if self._surplus[index] >= 0:
                continue
            missing = -self._surplus_within(index)
            if missing <= 0:
                continue
            chosen = self._advanceable(missing, day, limit)
            left = missing - sum(self._receipts[number].quantity for number in chosen)
            new = max(0, left) if left <= 0 or round_up is None else max(left, round_up(left))
            self._advance_all(chosen, day, spare=new - left)
            ordered += new
            self._surplus[index] += new

    def postpone(self, tolerance: int, limit: int) -> dict[int, int]:
        """Postpone what is needed more than ``tolerance`` days later, by up to ``limit`` days.

        Returns
        -------
        dict of int to int
            By number of the document, the day from which on it is needed, for those that are
            too early and stay.
        """
        latest_first = sorted(
            (number for number, bucket in enumerate(self.buckets) if bucket >= self._since),
            key=lambda number: (self.buckets[number], self._receipts[number].id),
            reverse=True,
        )
        while True:
            is_done = True
            early: dict[int, int] = {}
            for number in latest_first:
                needed = self._needed_from(number)
                if needed is None or needed - self.buckets[number] <= tolerance:
                    continue
                is_movable = self._receipts[number].is_movable
                if is_movable and needed - self.buckets[number] <= limit:
                    self._move(number, needed)
                    is_done = False
                else:
                    early[number] = needed
            # a postponed document may leave a gap that one that stayed is needed for
            if is_done:
                return early

    def cover_silently(self) -> None:
        """Count documents that come within the tolerance on the day that is short without them.

        Not those that moved: the day they moved to is the one they are needed on.
        """
        if self._advance == 0:
            return
        stayed = [
            bucket == receipt.bucket
            for bucket, receipt in zip(self.buckets, self._receipts, strict=True)
        ]
        for index, day in enumerate(self._days):
            if self._surplus[index] >= 0:
                continue
            for number in self._arriving(day + 1, day + self._advance):
                if self._surplus[index] >= 0:
                    break
                if stayed[number]:
                    self._move(number, day)

    def cover_the_past(self) -> None:
        """Count what comes until today on the overdue days that are short without it.

        Nothing can come sooner: an order made for such a day would only be one more.
        """
        past = sorted(day for day in self._gross if day < 0 == self._since)
        for day in past:
            surplus = self._opening - sum(self._gross[before] for before in past if before <= day)
            for number, bucket in enumerate(self.buckets):
                surplus += self._receipts[number].quantity if bucket <= day else 0
            for number in self._arriving(day + 1, 0):
                if surplus >= 0:
                    break
                surplus += self._receipts[number].quantity
                self.buckets[number] = day

    def _needed_from(self, number: int) -> int | None:
        """Return the first day that would be short without a document, ``None`` if none would.

        What comes within the tolerance after a day that is short is needed on that day, even if
        another supply would do: the other may be an order that is planned for later needs.
        """
        quantity, bucket = self._receipts[number].quantity, self.buckets[number]
        first = bisect_left(self._days, bucket)
        for index in range(bisect_left(self._days, bucket - self._advance), first):
            if self._surplus[index] < 0:
                return self._days[index]
        for index in range(first, len(self._days)):
            if self._surplus[index] < quantity:
                return self._days[index]
        return None

    def _surplus_within(self, index: int) -> int:
        """Return the surplus of a day together with what comes within the tolerance."""
        day = self._days[index]
        late = self._arriving(day + 1, day + self._advance) if self._advance else ()
        return self._surplus[index] + sum(self._receipts[number].quantity for number in late)

    def _advanceable(self, missing: int, day: int, limit: int) -> list[int]:
        """Return the documents that may be advanced to a day, until they cover what is missing."""
        chosen = []
        for number in self._arriving(day + self._advance + 1, day + limit):
            if missing <= 0:
                break
            if self._receipts[number].is_movable:
                chosen.append(number)
                missing -= self._receipts[number].quantity
        return chosen

    def _advance_all(self, chosen: list[int], day: int, spare: int) -> None:
        """Advance documents to a day, but none that what is to spare makes needless."""
        for number in chosen:
            if self._receipts[number].quantity <= spare:
                spare -= self._receipts[number].quantity
            else:
                self._move(number, day)

    def _arriving(self, first: int, last: int) -> list[int]:
        """Return the documents that now come from one day to another, the earliest first."""
        found = [number for number, bucket in enumerate(self.buckets) if first <= bucket <= last]
        return sorted(found, key=lambda number: (self.buckets[number], self._receipts[number].id))

    def _move(self, number: int, bucket: int) -> None:
        quantity = self._receipts[number].quantity
        old = bisect_left(self._days, self.buckets[number])
        new = bisect_left(self._days, bucket)
        for index in range(new, old):
            self._surplus[index] += quantity
        for index in range(old, new):
            self._surplus[index] -= quantity
        self.buckets[number] = bucket
