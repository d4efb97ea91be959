"""Which operations surely come one after the other, by precedences alone.

Sets of operations are integers with one bit each: unions of hundreds of them take no time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.cpsat.network import Network

__all__ = ["Sequence", "SureOrder"]


class SureOrder:
    """The order that chains of ``END_START`` edges force, whatever else is decided."""

    def __init__(self, network: Network) -> None:
        count = len(network.incoming)
        self.after = [0] * count
        """Operations that start after each has ended; one bit each."""
        self.before = [0] * count
        for operation in network.order:
            for edge in network.incoming[operation]:
                pred, _, kind = network.edges[edge]
                if kind == Precedence.END_START:
                    self.before[operation] |= self.before[pred] | 1 << pred
        for operation in reversed(network.order):
            for edge in network.outgoing[operation]:
                _, succ, kind = network.edges[edge]
                if kind == Precedence.END_START:
                    self.after[operation] |= self.after[succ] | 1 << succ


class Sequence:
    """What the order says about neighbours on one machine.

    Parameters
    ----------
    surely
        Operations that run on it in any case, and take time.
    """

    def __init__(self, order: SureOrder, surely: Iterable[int]) -> None:
        self._after, self._before = order.after, order.before
        self._surely = 0
        for operation in surely:
            self._surely |= 1 << operation

    def may_be_first(self, operation: int) -> bool:
        """Tell whether nothing surely runs before an operation."""
        return not self._before[operation] & self._surely

    def may_be_last(self, operation: int) -> bool:
        """Tell whether nothing surely runs after an operation."""
        return not self._after[operation] & self._surely

    def may_follow(self, before: int, after: int, *, takes_time: bool) -> bool:
        """Tell whether one operation may come right after another.

        Parameters
        ----------
        takes_time
            Whether one of them does; otherwise both may be at one tick, in any order.
        """
        is_turned = takes_time and bool(self._after[after] >> before & 1)
        is_apart = bool(self._after[before] & self._before[after] & self._surely)
        return before != after and not is_turned and not is_apart
