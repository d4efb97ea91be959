"""Names of planned orders."""

from __future__ import annotations

from models.scenario import OrderType
from scheduler.mrp.names import OrderNames
from tests.scheduler.mrp.mrp_helpers import scenario_of


def test_an_item_of_300_letters_has_orders_whose_names_fit_and_differ() -> None:
    names = OrderNames(scenario_of())
    items = ["x" * 300, "x" * 299 + "y", "x" * 288, "z"]
    told = [names.next(OrderType.PRODUCTION, item) for item in items for _ in range(2)]
    assert len(set(told)) == len(told)
    assert max(map(len, told)) <= 300
    assert told[-2:] == ["MO-z-1", "MO-z-2"]
