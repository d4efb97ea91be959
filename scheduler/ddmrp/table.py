"""The table of buffers, as planners read it every morning."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.quantity import from_units
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from scheduler.ddmrp.buffers import BufferState
    from scheduler.outputs.table import Cell

__all__ = ["BUFFER_COLUMNS", "buffers_table"]

BUFFER_COLUMNS = (
    "item", "profile", "adu", "dlt", "clt", "red", "yellow", "green", "tor", "toy", "tog",
    "on_hand", "on_order", "demand_due", "spikes", "nfp", "order", "status", "order_status",
    "priority_percent", "average_stock", "capital", "critical_path",
)  # fmt: skip

_CENTS = 100


def buffers_table(states: Iterable[BufferState]) -> Table:
    """Return one row for each buffer; quantities in pieces, lead times in calendar days."""
    return Table(BUFFER_COLUMNS, [_row(state) for state in states])


def _row(state: BufferState) -> tuple[Cell, ...]:
    zones, flow = state.zones, state.flow
    quantities = (
        zones.red, zones.yellow, zones.green,
        zones.top_of_red, zones.top_of_yellow, zones.top_of_green,
        flow.on_hand, flow.on_order, flow.due, flow.spikes, flow.position, state.order,
    )  # fmt: skip
    return (
        state.item,
        str(state.profile),
        from_units(state.usage),
        state.decoupled_days,
        state.cumulative_days,
        *(from_units(units) for units in quantities),
        state.colour.value,
        state.order_colour.value,
        None if state.priority is None else _rounded(state.priority, 10),
        from_units(zones.red) + from_units(zones.green) / 2,
        _rounded(state.capital, _CENTS),
        " > ".join(state.critical_path),
    )


def _rounded(value: Fraction, steps: int) -> Decimal:
    """Return a number to tenths or hundredths, halves up; ``steps`` of them are one."""
    twice = 2 * value.denominator
    return Decimal((2 * value.numerator * steps + value.denominator) // twice) / steps
