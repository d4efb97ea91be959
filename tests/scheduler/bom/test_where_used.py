"""What an item goes into, up to the products; the first day is 1 June 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.bom import where_used
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario

Row = dict[str, object]


def values(*them: object) -> tuple[object, ...]:
    """Return values to compare: a decimal equals the whole number it is."""
    return them


def shop(*boms: Row, **x_fields: object) -> Scenario:
    made = [{"id": name, "source": "make"} for name in "YFG"]
    bought = [{"id": name, "source": "buy"} for name in "CD"]
    x = {"id": "X", "source": "make", **x_fields}
    return scenario_of(items=[x, *made, *bought], boms=list(boms))


def bill(parent: str, *items: str, **fields: object) -> Row:
    lines = [{"item": item, "quantity": 2} for item in items]
    return {"parent": parent, "components": lines, **fields}


PRODUCTS = (
    bill("Y", "F", "C"),
    bill("X", "F", "G", version="V1", quantity=5),
    bill("F", "C", "D"),
    bill("G", "D"),
)


def found(scenario: Scenario, item: str, levels: int | None = None) -> list[tuple[int, str, str]]:
    return [
        (use.level, use.item, use.component) for use in where_used(scenario, item, levels=levels)
    ]


def test_uses_stand_as_a_tree_from_the_part_to_the_products() -> None:
    assert found(shop(*PRODUCTS), "C") == [
        (1, "F", "C"),
        (2, "X", "F"),
        (2, "Y", "F"),
        (1, "Y", "C"),
    ]
    assert found(shop(*PRODUCTS), "C", levels=1) == [(1, "F", "C"), (1, "Y", "C")]
    assert found(shop(*PRODUCTS), "X") == []


def test_uses_do_not_depend_on_the_row_order() -> None:
    assert where_used(shop(*PRODUCTS), "D") == where_used(shop(*reversed(PRODUCTS)), "D")


def test_a_use_tells_its_line() -> None:
    row = {
        "item": "C",
        "quantity": "2.5",
        "scrap": "0.1",
        "phase": 20,
        "fixed": True,
        "phantom": True,
    }
    alternative = {"item": "D", "quantity": 7}
    scenario = shop(
        {
            "parent": "X",
            "version": "V1",
            "quantity": 4,
            "components": [{**row, "alternatives": [alternative]}],
        }
    )
    (use,) = where_used(scenario, "C")
    assert values(use.version, str(use.quantity), use.per, use.is_fixed) == ("V1", "2.5", 4, True)
    assert values(str(use.scrap), use.phase, use.is_phantom) == ("0.1", 20, True)
    assert not use.is_alternative
    (instead,) = where_used(scenario, "D")
    assert values(instead.quantity, instead.is_alternative) == (7, True)


def test_M06_every_version_that_may_be_used_counts_and_no_other() -> None:
    scenario = shop(
        bill("X", "C", version="V1"),
        bill("X", "C", version="V2", default=False),
        bill("X", "C", version="V3", active=False),
        bill("X", "C", version="V4", default=False, valid_to="2026-05-31"),
        {"parent": "Y", "components": [{"item": "C", "quantity": 1, "valid_from": "2026-06-02"}]},
    )
    assert [use.version for use in where_used(scenario, "C")] == ["V1", "V2"]


def test_M08_who_borrows_a_bill_uses_what_is_in_it() -> None:
    assert found(shop(bill("Y", "C"), reference_bom="Y"), "C") == [(1, "X", "C"), (1, "Y", "C")]


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(InvalidScenarioFile, match="found 'Q', expected an item of the scenario"):
        where_used(shop(), "Q")


def test_M07_a_cycle_is_refused() -> None:
    with pytest.raises(InvalidScenarioFile, match="F -> G -> F"):
        where_used(shop(bill("F", "G"), bill("G", "F")), "C")
