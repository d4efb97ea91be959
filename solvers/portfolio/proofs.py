"""What is proved of the levels of a problem, by whom, and under which condition."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Proof", "Proofs"]

Values = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A lower limit of a level.

    Parameters
    ----------
    index
        Of the level.
    bound
        No plan is below it ...
    who
        Name of who proved it.
    given
        ... as long as no level above is worse than this; empty if it always holds.
    """

    index: int
    bound: int
    who: str
    given: Values = ()

    def holds(self, above: Values) -> bool:
        """Tell whether it says something of plans with such levels above, or better ones."""
        return not self.given or (
            len(above) == len(self.given)
            and all(now <= then for now, then in zip(above, self.given, strict=True))
        )

    def is_refuted_by(self, values: Values) -> bool:
        """Tell whether a plan with such levels shows it to be wrong; none does if it has none."""
        index = self.index
        return bool(values) and self.bound > values[index] and self.holds(values[:index])

    def implies(self, other: Proof) -> bool:
        """Tell whether another proof of the same level by the same search says nothing more."""
        is_wider = not self.given or (bool(other.given) and self.holds(other.given))
        return self.who == other.who and is_wider and self.bound >= other.bound


class Proofs:
    """All that is proved; the caller sees to it that one thread changes it at a time.

    Parameters
    ----------
    count
        Of levels.
    """

    def __init__(self, count: int) -> None:
        self._rows: list[list[Proof]] = [[] for _ in range(count)]

    def add(self, proof: Proof) -> None:
        """Keep a proof, unless a known one of the same search says as much."""
        rows = self._rows[proof.index]
        if not any(row.implies(proof) for row in rows):
            rows[:] = [*(row for row in rows if not proof.implies(row)), proof]

    def bound(self, values: Values, index: int) -> int | None:
        """Return the best limit of a level that holds for plans with such values above it.

        Parameters
        ----------
        values
            Levels of a plan, empty if there is none: then only what always holds counts.
        """
        known = (row.bound for row in self._rows[index] if row.holds(values[:index]))
        return max(known, default=None)

    def refuted(self, values: Values) -> list[Proof]:
        """Return the proofs that a plan with such levels shows to be wrong."""
        return [row for rows in self._rows for row in rows if row.is_refuted_by(values)]

    def forget(self, who: str) -> None:
        """Drop what somebody proved whose name begins so."""
        for rows in self._rows:
            rows[:] = [row for row in rows if not row.who.startswith(who)]

    def __len__(self) -> int:
        """Return how many are kept."""
        return sum(map(len, self._rows))
