"""Words that stand for members of enumerations and for units, each with what it is about.

Files keep the English codes; these are what people read for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import StrEnum

__all__ = ["CONTEXTS", "TERMS", "UNIT", "context_of", "mark"]

UNIT = "unit"

CONTEXTS = {
    "Advice": "advice of MRP",
    "DemandKind": "what is served",
    "Mode": "capacity of a plan",
    "Objective": "objective",
    "OperationState": "state of a phase",
    "OrderType": "type of order",
    "Status": "how a search ended",
    "SupplyKind": "what is taken from",
}
"""Context of the terms of each enumeration; by name, as their modules load numpy."""


def mark(message: str) -> str:
    """Return a message that is translated where it is used: it stands in a table."""
    return message


def _term(context: str, name: str) -> tuple[str, str]:
    return context, name


TERMS = (
    _term("advice of MRP", "create"),
    _term("advice of MRP", "increase"),
    _term("advice of MRP", "decrease"),
    _term("advice of MRP", "cancel"),
    _term("advice of MRP", "advance"),
    _term("advice of MRP", "postpone"),
    _term("advice of MRP", "excess"),
    _term("what is served", "demand"),
    _term("what is served", "forecast"),
    _term("what is served", "job"),
    _term("what is served", "order"),
    _term("what is served", "safety-stock"),
    _term("capacity of a plan", "finite"),
    _term("capacity of a plan", "asap"),
    _term("capacity of a plan", "alap"),
    _term("objective", "tardiness"),
    _term("objective", "late"),
    _term("objective", "max-lateness"),
    _term("objective", "flow"),
    _term("objective", "setup"),
    _term("objective", "makespan"),
    _term("objective", "setup-cost"),
    _term("objective", "overtime"),
    _term("objective", "moved"),
    _term("objective", "shift"),
    _term("objective", "cost"),
    _term("state of a phase", "planned"),
    _term("state of a phase", "frozen"),
    _term("state of a phase", "started"),
    _term("type of order", "production"),
    _term("type of order", "purchase"),
    _term("type of order", "subcontract"),
    _term("type of order", "transfer"),
    _term("how a search ended", "optimal"),
    _term("how a search ended", "feasible"),
    _term("how a search ended", "infeasible"),
    _term("how a search ended", "no solution in time"),
    _term("how a search ended", "rejected"),
    _term("what is taken from", "stock"),
    _term("what is taken from", "order"),
    _term("unit", "weighted days"),
    _term("unit", "demands and orders"),
    _term("unit", "operations"),
    _term("unit", "currency"),
    _term("unit", "h"),
    _term("unit", "d"),
)


def context_of(member: StrEnum) -> str:
    """Return what a member of an enumeration is about."""
    return CONTEXTS[type(member).__name__]
