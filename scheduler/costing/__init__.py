"""Costs: what orders, demands, jobs and plans cost, estimated and actual, and their price."""

from scheduler.costing.actual import actual_rows
from scheduler.costing.amounts import Amounts
from scheduler.costing.declared import DeclaredLabour, DeclaredMaterial, DeclaredPhase
from scheduler.costing.deviation import (
    Compared,
    Deviation,
    DocumentDeviation,
    deviations,
    document_deviations,
)
from scheduler.costing.documents import Document, ValuedDocument, estimated_documents, valuations
from scheduler.costing.estimate import Estimate, OrderCost, actual_costs, estimate
from scheduler.costing.plan_total import PlanCost, plan_cost
from scheduler.costing.rows import Basis, CostRow, Piece
from scheduler.costing.valuation import Addition, Valuation, valued

__all__ = [
    "Addition",
    "Amounts",
    "Basis",
    "Compared",
    "CostRow",
    "DeclaredLabour",
    "DeclaredMaterial",
    "DeclaredPhase",
    "Deviation",
    "Document",
    "DocumentDeviation",
    "Estimate",
    "OrderCost",
    "Piece",
    "PlanCost",
    "Valuation",
    "ValuedDocument",
    "actual_costs",
    "actual_rows",
    "deviations",
    "document_deviations",
    "estimate",
    "estimated_documents",
    "plan_cost",
    "valuations",
    "valued",
]
