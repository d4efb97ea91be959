"""Arbitrary settings of costing, cost items and prices of subcontractors."""

from __future__ import annotations

from hypothesis import strategies as st

from models.scenario import (
    CostBase,
    CostItem,
    CostKind,
    CostRounding,
    CostRule,
    CostSettings,
    CostType,
    SubcontractPrice,
)
from tests.scheduler.files.field_strategies import (
    maybe,
    money,
    names,
    phases,
    quantities,
    row,
    some,
    texts,
)

__all__ = ["cost_items", "cost_settings", "subcontract_prices"]

cost_settings = some(
    CostSettings,
    {
        "material_cost": st.sampled_from(CostType),
        "labour_rates": st.dictionaries(names, money, max_size=2),
        "rounding": st.sampled_from(CostRounding),
        "rounding_to": quantities,
        "decimals": st.integers(0, 6),
        **dict.fromkeys(("markup_percent", "markup_value"), money),
    },
)
cost_items = row(
    CostItem,
    {
        "id": names,
        "kind": st.sampled_from(CostKind),
        "rule": st.sampled_from(CostRule),
        "value": money | money.map(lambda amount: -amount),
    },
    {"name": texts, "applies_to": maybe(st.sampled_from(CostBase)), "document": maybe(names)},
)
subcontract_prices = row(
    SubcontractPrice,
    {"item": names, "work_center": names, "price": money},
    {"phase": maybe(phases), "from_quantity": money},
)
