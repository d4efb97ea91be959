"""The buffers of a scenario as they stand today: zones, net flow, order, status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import BufferKind
from scheduler.ddmrp.costs import unit_costs
from scheduler.ddmrp.demand import read_flow
from scheduler.ddmrp.lead_times import OwnLeadTimes, longest_branches, path_from
from scheduler.ddmrp.net_flow import (
    NetFlow,
    net_flow,
    order_need,
    spike_horizon,
    spike_threshold,
)
from scheduler.ddmrp.profiles import Profile, profile_of
from scheduler.ddmrp.projection import Projection, Spikes, project
from scheduler.ddmrp.status import Colour, order_colour, priority, stock_colour, urgency
from scheduler.ddmrp.structure import Node, Structure
from scheduler.ddmrp.usage import DailyUsage
from scheduler.ddmrp.zones import Zones, zone_changes, zones_on
from scheduler.mrp.scope import Scope

if TYPE_CHECKING:
    from fractions import Fraction

    from models.scenario import Buffer, Scenario
    from scheduler.ddmrp.demand import Flow
    from scheduler.ddmrp.lead_times import Branch
    from scheduler.mrp.lots import LotSizing

__all__ = ["BufferState", "Buffers", "buffer_states"]


@dataclass(frozen=True, slots=True)
class BufferState:
    """A buffer today; quantities in millionths of a piece.

    Parameters
    ----------
    usage
        A day, without the factors of single dates.
    decoupled_days, cumulative_days
        Lead times (DLT, CLT) in calendar days.
    order
        What to order now, in whole lots and with scrap; 0 for nothing.
    priority
        Stock in percent of the red zone; ``None`` without red zone.
    capital
        Average stock at the unit cost.
    critical_path
        Items on the branch that makes the decoupled lead time, the buffered one first.
    """

    item: str
    profile: Profile
    usage: int
    decoupled_days: int
    cumulative_days: int
    zones: Zones
    flow: NetFlow
    order: int
    colour: Colour
    order_colour: Colour
    priority: Fraction | None
    capital: Fraction
    critical_path: tuple[str, ...]


def buffer_states(scenario: Scenario) -> tuple[BufferState, ...]:
    """Return the buffers of a scenario today, the most deeply penetrated first.

    Items of other planners than the one of the settings are left out.

    Raises
    ------
    InvalidScenarioFile
        If an item is planned by a buffer it does not have, or bills form a cycle.
    """
    buffers = Buffers(scenario)
    planned = [item for item in buffers.items if not buffers.is_out(item)]
    states = [buffers.state(item) for item in planned]
    states.sort(key=lambda row: (*urgency(row.flow.on_hand, row.zones.red), row.item))
    return tuple(states)


class Buffers:
    """Everything about the buffered items of a scenario; each part is computed when asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self._structure = Structure.of(scenario)
        self._scenario = self._structure.scenario
        self._usage = DailyUsage(self._structure)
        self._own = OwnLeadTimes(self._structure)
        self._scope = Scope.of(self._scenario)
        self._own_days: dict[str, Fraction] = {}

    @property
    def items(self) -> tuple[str, ...]:
        """Return the buffered items by name."""
        return tuple(sorted(self._structure.buffers))

    def is_out(self, item: str) -> bool:
        """Tell whether the run does not look at an item."""
        return self._scope.is_out(self._scenario.item_by_id[item])

    def usage(self, item: str) -> int:
        """Return the average daily usage of a buffered item in millionths of a piece."""
        return self._usage.of(item, self._buffer(item))

    def own_days(self, item: str) -> Fraction:
        """Return the lead time of an item itself, in calendar days.

        A routing is walked for what is usually ordered: by a buffer its minimum order or the
        usage of its order cycle, and at least one piece, in lots.
        """
        if item not in self._own_days:
            need = QUANTITY_SCALE
            if item in self._structure.buffers:
                need = max(need, self._usual_order(item))
            quantity = self.sizing(item).orders(need)[0][1]
            self._own_days[item] = self._own.days(item, quantity)
        return self._own_days[item]

    def decoupled_days(self, item: str) -> int:
        """Return the decoupled lead time of a buffered item: the one it names, or the computed."""
        named = self._buffer(item).lead_time
        return self._decoupled[Node(item)].whole_days if named is None else named.days

    def cumulative_days(self, item: str) -> int:
        """Return the lead time of a buffered item as if nothing were buffered."""
        return self._cumulative[Node(item)].whole_days

    def zones(self, item: str) -> Zones:
        """Return the zones of a buffered item today."""
        today = self._scenario.scenario.start.date()
        return zones_on(self._buffer(item), self.usage(item), self.decoupled_days(item), day=today)

    def spikes(self, item: str) -> Spikes:
        """Return which demand of a buffered item counts before its day."""
        buffer = self._buffer(item)
        return Spikes(
            spike_threshold(buffer, self.zones(item)),
            spike_horizon(buffer, self.decoupled_days(item)),
        )

    def zone_changes(self, item: str) -> dict[int, Zones]:
        """Return the zones of a buffered item by the bucket from which they hold."""
        header = self._scenario.scenario
        return zone_changes(
            self._buffer(item),
            self.usage(item),
            self.decoupled_days(item),
            today=Clock.of(header).first_day,
            num_buckets=header.horizon.days,
        )

    def state(self, item: str) -> BufferState:
        """Return a buffer as it stands today."""
        zones, spikes = self.zones(item), self.spikes(item)
        flow = net_flow(
            self._flow.on_hand[item],
            self._flow.on_order(item),
            self._flow.demand[item],
            threshold=spikes.threshold,
            horizon=spikes.horizon,
        )
        return BufferState(
            item=item,
            profile=self._profile(item),
            usage=self.usage(item),
            decoupled_days=self.decoupled_days(item),
            cumulative_days=self.cumulative_days(item),
            zones=zones,
            flow=flow,
            order=self._order(item, order_need(flow.position, zones)),
            colour=stock_colour(flow.on_hand, zones.red),
            order_colour=order_colour(flow.on_hand, zones),
            priority=priority(flow.on_hand, zones.red),
            capital=zones.average_stock * self._costs[item] / QUANTITY_SCALE,
            critical_path=path_from(self._decoupled, item),
        )

    def projection(self, item: str) -> Projection:
        """Return a buffer day by day over the horizon, with the orders it will place."""
        sizing = self.sizing(item)
        return project(
            self._flow.on_hand[item],
            gross=self._flow.demand[item],
            scheduled=self._flow.receipts[item],
            zones=self.zones(item),
            dlt_days=self.decoupled_days(item),
            num_buckets=self._scenario.scenario.horizon.days,
            round_up=lambda need: sum(supplied for supplied, _ in sizing.orders(need)),
            changes=self.zone_changes(item),
            spikes=self.spikes(item),
        )

    def sizing(self, item: str) -> LotSizing:
        """Return how orders of an item are sized."""
        return self._structure.sizing(item)

    @cached_property
    def _decoupled(self) -> dict[Node, Branch]:
        return longest_branches(
            self._structure, self.own_days, self.items, stops=self._structure.buffers
        )

    @cached_property
    def _cumulative(self) -> dict[Node, Branch]:
        return longest_branches(self._structure, self.own_days, self.items)

    @cached_property
    def _flow(self) -> Flow:
        return read_flow(self._structure, self.own_days)

    @cached_property
    def _costs(self) -> dict[str, Fraction]:
        return unit_costs(self._structure)

    @cached_property
    def _components(self) -> frozenset[str]:
        nodes = self._structure.nodes
        return frozenset(line.item for node in nodes for line in self._structure.lines(node))

    def _buffer(self, item: str) -> Buffer:
        return self._structure.buffers[item]

    def _usual_order(self, item: str) -> int:
        buffer = self._buffer(item)
        if buffer.kind is BufferKind.OVERRIDE and buffer.green is not None:
            return to_units(buffer.green)
        return max(to_units(buffer.minimum_order), self.usage(item) * buffer.order_cycle.days)

    def _order(self, item: str, need: int) -> int:
        if need == 0 or self._scope.reason_against(self._scenario.item_by_id[item]):
            return 0
        return sum(quantity for _, quantity in self.sizing(item).orders(need))

    def _profile(self, item: str) -> Profile:
        source = self._structure.terms(item).source
        return profile_of(source, self._buffer(item), is_component=item in self._components)
