"""Who does what: workers by name for everything that a plan asks of skills.

A plan is sound if at every moment the workers who are there can be shared out among all who ask;
it does not say who goes where. Here they are shared out, by augmenting paths as the verifier finds
them, and so that whoever is at an operation stays there while it can be.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from models.calendar import WorkingTime
    from scheduler.execution.asks import Ask

__all__ = ["Shift", "Worker", "share_out"]

_NOBODY = ""
_FINEST = 10_000
"""Parts of a worker's time that are told apart."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody with skills, and when he or she is there."""

    id: str
    skills: frozenset[str]
    present: WorkingTime


class Shift(NamedTuple):
    """A worker at what is asked for, from one tick to another.

    Parameters
    ----------
    worker
        Empty where nobody is left, as in plans at infinite capacity.
    ask
        Position of what is asked for.
    share
        Part of the worker's time; without a worker, how many are missing.
    """

    worker: str
    ask: int
    start: int
    end: int
    share: Fraction


def share_out(asks: Sequence[Ask], workers: Sequence[Worker]) -> list[Shift]:
    """Return who is at what, by start; all that is asked for has somebody, if there is a way.

    Parameters
    ----------
    asks
        Of skills.
    workers
        Those who may come.
    """
    rota = _Rota(asks, workers)
    rota.run()
    return sorted(rota.shifts, key=lambda row: (row.start, row.ask, row.worker))


@dataclass
class _Rota:
    asks: Sequence[Ask]
    workers: Sequence[Worker]
    shifts: list[Shift] = field(default_factory=list)
    free: dict[str, int] = field(default_factory=dict)
    """Workers who are there, with what is left of their time."""
    given: dict[tuple[int, str], int] = field(default_factory=dict)
    """Ask and worker, with the part of the worker's time."""
    at: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Worker, or nobody, to the asks that he or she is at."""
    who: dict[int, list[str]] = field(default_factory=dict)
    last: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Operation to who was at it last."""
    going: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """Ask to its workers: since when, and with which part of their time."""
    touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Count time in whole numbers, and find who has each skill, those with few others first."""
        units = {ask.held.units for ask in self.asks}
        exact = {value: Fraction(value).limit_denominator(_FINEST) for value in units}
        self.whole = lcm(*(value.denominator for value in exact.values()))
        self.wanted = [int(exact[ask.held.units] * self.whole) for ask in self.asks]
        self.able: Mapping[str, list[str]] = defaultdict(list)
        for worker in sorted(self.workers, key=lambda row: len(row.skills)):
            for skill in worker.skills:
                self.able[skill].append(worker.id)

    def run(self) -> None:
        """Go from one change to the next."""
        opens, closes = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        for number, ask in enumerate(self.asks):
            opens[ask.start].append(number)
            closes[ask.end].append(number)
        comes, leaves = self._presence()
        for tick in sorted({*opens, *closes, *comes, *leaves}):
            self._end(closes[tick])
            for name in leaves[tick]:
                self._leave(name)
            for name in comes[tick]:
                self.free[name] = self.whole
            begun = sorted(opens[tick], key=lambda ask: self.asks[ask].operation not in self.last)
            self._serve((*sorted(self.at[_NOBODY]), *begun))
            self._write(tick)

    def _presence(self) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
        """Return who comes and who leaves when, while anything is asked for."""
        first = min((ask.start for ask in self.asks), default=0)
        until = max((ask.end for ask in self.asks), default=0)
        comes, leaves = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
        for worker in self.workers:
            times = worker.present.merged()
            windows = zip(times.starts.tolist(), times.ends.tolist(), strict=True)
            for start, end in windows:
                if start < until and end > first:
                    comes[start].append(worker.id)
                    leaves[end].append(worker.id)
        return comes, leaves

    def _end(self, asks: Iterable[int]) -> None:
        for ask in asks:
            present = self.who.pop(ask, [])
            self.last[self.asks[ask].operation] = tuple(present)
            for name in present:
                self._take(ask, name, self.given[ask, name])
            self.touched.add(ask)

    def _leave(self, name: str) -> None:
        """Let everything that a worker was at look for somebody else."""
        for ask in list(self.at[name]):
            amount = self.given[ask, name]
            self._take(ask, name, amount)
            self._give(ask, _NOBODY, amount)
        self.free.pop(name, None)

    def _serve(self, asks: Iterable[int]) -> None:
        """Find workers for what has nobody yet."""
        for ask in asks:
            missing = self.given.get((ask, _NOBODY), 0)
            if missing:
                self._take(ask, _NOBODY, missing)
            else:
                missing = self.wanted[ask]
            left = self._find(ask, missing)
            if left:
                self._give(ask, _NOBODY, left)

    def _find(self, ask: int, missing: int) -> int:
        """Give an ask the workers that it lacks, and return what is still missing."""
        while missing:
            path = self._path(ask)
            if not path:
                break
            amount = min(missing, self.free[path[-1][1]], *self._movable(path))
            for step, (helper, name) in enumerate(path):
                if step:
                    self._take(helper, path[step - 1][1], amount)
                self._give(helper, name, amount)
            missing -= amount
        return missing

    def _movable(self, path: Sequence[tuple[int, str]]) -> Iterator[int]:
        """Yield how much each ask on a path can leave of the worker of the step before."""
        for step in range(1, len(path)):
            yield self.given[path[step][0], path[step - 1][1]]

    def _path(self, ask: int) -> list[tuple[int, str]]:
        """Return a shortest way to somebody free; on it each ask leaves a worker to the one before.

        Of several, whoever was at the operation before, then who has few skills.
        """
        ways: deque[tuple[int, list[tuple[int, str]]]] = deque([(ask, [])])
        tried, seen = set[str](), {ask}
        while ways:
            helper, way = ways.popleft()
            names = [name for name in self._choices(helper) if name in self.free]
            for name in names:
                if self.free[name] and name not in tried:
                    return [*way, (helper, name)]
            for name in names:
                if name in tried:
                    continue
                tried.add(name)
                others = sorted(self.at[name] - seen)
                seen.update(others)
                ways.extend((other, [*way, (helper, name)]) for other in others)
        return []

    def _choices(self, ask: int) -> list[str]:
        able = self.able[self.asks[ask].held.skill]
        known = self.last.get(self.asks[ask].operation, ())
        return [*(name for name in known if name in able), *able] if known else able

    def _give(self, ask: int, name: str, amount: int) -> None:
        key = (ask, name)
        if key not in self.given:
            self.who.setdefault(ask, []).append(name)
            self.at[name].add(ask)
        self.given[key] = self.given.get(key, 0) + amount
        if name:
            self.free[name] -= amount
        self.touched.add(ask)

    def _take(self, ask: int, name: str, amount: int) -> None:
        key = (ask, name)
        self.given[key] -= amount
        if name:
            self.free[name] += amount
        if not self.given[key]:
            del self.given[key]
            self.at[name].discard(ask)
            if name in self.who.get(ask, ()):
                self.who[ask].remove(name)
        self.touched.add(ask)

    def _write(self, tick: int) -> None:
        """Close what is otherwise from now on, and open what is new."""
        for ask in sorted(self.touched):
            before = self.going.pop(ask, {})
            now = {name: self.given[ask, name] for name in self.who.get(ask, ())}
            for name, (since, share) in before.items():
                if now.get(name) != share:
                    part = Fraction(share, self.whole)
                    self.shifts.append(Shift(name, ask, since, tick, part))
            kept = {
                name: before[name] if before.get(name, (0, 0))[1] == share else (tick, share)
                for name, share in now.items()
            }
            if kept:
                self.going[ask] = kept
        self.touched.clear()
