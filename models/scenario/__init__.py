"""The user's words: every table of a scenario as immutable, validated records."""

from models.scenario.calendar import Calendar, CalendarException, Shift
from models.scenario.item import (
    Bom,
    Component,
    DayKind,
    Item,
    Lot,
    LotRule,
    Policy,
    Source,
    Stock,
)
from models.scenario.order import (
    Demand,
    Order,
    OrderStatus,
    OrderType,
    PinnedPhase,
    Progress,
    ProgressState,
)
from models.scenario.resource import Resource, SetupRule, SetupTransition, WorkCenter
from models.scenario.routing import (
    Alternative,
    Operation,
    Overlap,
    OverlapType,
    ResourceUse,
    Routing,
)
from models.scenario.scenario import Header, Scenario, Settings

__all__ = [
    "Alternative",
    "Bom",
    "Calendar",
    "CalendarException",
    "Component",
    "DayKind",
    "Demand",
    "Header",
    "Item",
    "Lot",
    "LotRule",
    "Operation",
    "Order",
    "OrderStatus",
    "OrderType",
    "Overlap",
    "OverlapType",
    "PinnedPhase",
    "Policy",
    "Progress",
    "ProgressState",
    "Resource",
    "ResourceUse",
    "Routing",
    "Scenario",
    "Settings",
    "SetupRule",
    "SetupTransition",
    "Shift",
    "Source",
    "Stock",
    "WorkCenter",
]
