"""Raise prices where too much is wanted: bounds of levels that are sums.

A price changes by what is held too much, averaged over rounds and relative to how much that varies
(Kingma & Ba 2015, arXiv:1412.6980); measured, it goes further than a subgradient with Polyak's step
in the same rounds. However prices are chosen, what they prove holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.bounds.market import DEAR
from solvers.bounds.orders import orders_of, own_dues, rates_of, single_ends
from solvers.bounds.passes import latest_times
from solvers.bounds.pricing import Tariff, desk_for, post, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.level import Level
    from solvers.bounds.deadlines import Relaxation
    from solvers.bounds.market import Market
    from solvers.bounds.orders import Orders, Rates
    from solvers.bounds.passes import Deadlines

    Costs = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Prices = np.ndarray[tuple[int, int], np.dtype[np.float64]]

__all__ = ["Auction"]

_CHUNK = 200
"""Owners served between two looks at whether to stop."""

_FIRST_STEP = 1.5
"""Of the price that would pay for the difference to the target by what is held too much."""

_CALMER = 3
"""So much smaller are changes in the next stage."""

_SMALLEST = 0.01
"""Of the first change of a stage: its last."""

_MEMORY, _LONG_MEMORY = 0.85, 0.98
"""Of changes and of their squares, from round to round."""

_BITS = 54
"""No sum of costs may need more; beyond are those of prices."""


class Auction:
    """A level that is a sum, as far as its terms are; prices in units of ``1 / scale``.

    Attributes
    ----------
    bound : int or None
        The best so far; ``None`` before the first, and if costs leave no room in 64 bits.
    """

    def __init__(
        self, relaxation: Relaxation, level: Level, market: Market, before: Auction | None = None
    ) -> None:
        self.relaxation = relaxation
        self.market = market
        self.bound: int | None = None
        self.share = _FIRST_STEP
        self.price: Prices = np.zeros(market.capacity.shape)
        if before is not None:
            self._take_over(before)
        rates = rates_of(relaxation, level)
        always = relaxation.deadlines(relaxation.last)
        latest_times(relaxation.arrays, relaxation.heads, always)
        orders = orders_of(relaxation, rates, self.market, always)
        self.scale = self._scale(orders, rates)
        self.orders: Orders = orders
        self.tariff = self._tariff(rates, always)
        cost = np.where(orders.cost < DEAR, orders.cost * self.scale, DEAR)
        self.guess = self._guess(cost)
        cost[single_ends(orders, rates)[0]] = 0  # its last operation pays, to the tick
        self.orders = orders._replace(cost=cost)
        self.desk = desk_for(self.market, self.orders)

    def _take_over(self, before: Auction) -> None:
        """Begin with the prices of an auction in other buckets."""
        bucket = np.searchsorted(before.market.grid, self.market.grid[:-1], side="right") - 1
        self.price = before.price[:, np.minimum(bucket, before.price.shape[1] - 1)]
        self.bound, self.share = before.bound, before.share

    def _scale(self, orders: Orders, rates: Rates) -> int:
        """Return how fine prices can be; 0 if costs alone need too many bits."""
        span = int(self.market.grid[-1])
        finite = np.where(orders.cost < DEAR, np.abs(orders.cost), 0)
        worst = float(finite.max(axis=1, initial=0).astype(np.float64).sum())
        worst += span * float(np.abs(rates.start).sum() + np.abs(rates.end).sum())
        return int(2.0 ** min(20, _BITS - max(1, int(worst)).bit_length()))

    def _guess(self, cost: Costs) -> float:
        """Return the cost if every demand completed after a third of the time, or its soonest."""
        soonest = (cost < DEAR).argmax(axis=1)
        when = np.maximum(soonest, cost.shape[1] // 3)
        then = cost[np.arange(cost.shape[0]), when].astype(np.float64)
        return float(then[then < DEAR].sum()) / max(1, self.scale)

    def _tariff(self, rates: Rates, always: Deadlines) -> Tariff:
        """Return what operations pay; ends that are no part of a choice are paid in advance."""
        problem, heads = self.relaxation.problem, self.relaxation.heads
        start, end, base = rates.start.copy(), rates.end.copy(), np.zeros_like(rates.start)
        waits = heads.outlasts & (end < 0)
        base[waits] += end[waits] * always.end[waits]
        end[waits] = 0
        pinned = problem.op_fixed_start >= 0
        ended = np.where(end < 0, always.end, heads.end)  # it may have modes of several lengths
        base[pinned] += (start * problem.op_fixed_start + end * ended)[pinned]
        start[pinned], end[pinned] = 0, 0
        due, delay, late, sure = own_dues(self.relaxation, rates, self.orders)
        scale = self.scale
        return Tariff(
            start * scale, end * scale, (base + sure) * scale, due, delay * scale, late * scale
        )

    def stage(
        self, rounds: int, target: Callable[[], int | None], stop: Callable[[], bool]
    ) -> Iterator[int]:
        """Change prices for some rounds; yield better and better bounds.

        It returns early if prices are the best there are, or costs leave no room in 64 bits.

        Parameters
        ----------
        target
            Value of a plan, if one is known; it steers the prices only.
        stop
            Asked several times a second.
        """
        before = self.bound
        if self.scale:
            yield from self._changed(rounds, target, stop)
        self.share /= _CALMER if self.bound != before else _CALMER * _CALMER

    def _changed(
        self, rounds: int, target: Callable[[], int | None], stop: Callable[[], bool]
    ) -> Iterator[int]:
        price, best = self.price.copy(), -np.inf
        change, square, first = np.zeros_like(price), np.zeros_like(price), 0.0
        for number in range(rounds):
            total = self._total(price, stop)
            if total is None:
                return
            value, bound = total / self.scale, -(-total // self.scale)
            if value > best:
                best, self.price = value, price
            if self.bound is None or bound > self.bound:
                self.bound = bound
                yield bound
            wanted = (self.desk.used - self.market.capacity).astype(np.float64)
            wanted[(price <= 0) & (wanted < 0)] = 0
            excess = float(np.maximum(0, wanted).sum())
            if excess == 0 and not price.any():
                return  # without prices nothing is held too much: this is the best
            if not number:
                first = self.share * self._room(target, value) / max(1.0, excess)
            change = _MEMORY * change + (1 - _MEMORY) * wanted
            square = _LONG_MEMORY * square + (1 - _LONG_MEMORY) * wanted * wanted
            step = first * _SMALLEST ** (number / rounds)
            price = np.maximum(0, price + step * change / np.sqrt(square + 1e-12))

    def _room(self, target: Callable[[], int | None], value: float) -> float:
        """Return how far a bound may be from the best there is, about."""
        known = target()
        if known is not None:
            return max(float(known) - value, 1e-6 * abs(value), 1e-3)
        return max(self.guess - value, 0.1 * abs(value), 1e-3)

    def _total(self, price: Prices, stop: Callable[[], bool]) -> int | None:
        """Return what prices prove, times `scale`; ``None`` if interrupted or beyond 64 bits."""
        whole = np.floor(price * self.scale).astype(np.int64)
        paid = float((whole.astype(np.float64) * self.market.capacity).sum())
        units = float(self.market.profile_units.max(initial=0)) * float(self.market.grid[-1])
        if paid > DEAR / 4 or float(whole.max(initial=0)) * units * 4 > DEAR:
            return None
        post(self.market, whole, self.desk)
        total = -int((whole * self.market.capacity).sum())
        for first in range(0, self.orders.ptr.size - 1, _CHUNK):
            last = min(first + _CHUNK, self.orders.ptr.size - 1)
            cost = serve(self.market, self.orders, self.tariff, self.desk, (first, last))
            if cost >= DEAR or stop():
                return None
            total += cost
        return total
