"""DDMRP buffers: zones, decoupled lead times, net flow positions, orders and their priorities."""

from scheduler.ddmrp.buffers import Buffers, BufferState, buffer_states
from scheduler.ddmrp.net_flow import NetFlow, net_flow, order_need
from scheduler.ddmrp.planner import BufferPlanner
from scheduler.ddmrp.projection import BufferProposal, Projection, Spikes, buffer_proposals, project
from scheduler.ddmrp.status import Colour
from scheduler.ddmrp.zones import Zones, base_zones, zone_changes, zones_on

__all__ = [
    "BufferPlanner",
    "BufferProposal",
    "BufferState",
    "Buffers",
    "Colour",
    "NetFlow",
    "Projection",
    "Spikes",
    "Zones",
    "base_zones",
    "buffer_proposals",
    "buffer_states",
    "net_flow",
    "order_need",
    "project",
    "zone_changes",
    "zones_on",
]
