"""Low-level codes and cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.mrp import plan_materials
from scheduler.mrp.low_level_codes import low_level_codes
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, read_scenario, scenario_of

if TYPE_CHECKING:
    from models.scenario import Scenario


def with_boms(structure: dict[str, list[str]]) -> Scenario:
    names = sorted({*structure, *(item for items in structure.values() for item in items)})
    return scenario_of(
        items=[{"id": name, "source": "make"} for name in names],
        boms=[
            {"parent": parent, "components": [{"item": item, "quantity": 1} for item in items]}
            for parent, items in structure.items()
        ],
    )


def test_M06_the_lecture_processes_A_F_then_B_D_then_C() -> None:
    codes = low_level_codes(read_scenario("mrp-lecture.yaml"))
    assert codes == {"A": 0, "F": 0, "B": 1, "D": 1, "C": 2}


def test_M06_an_item_used_on_two_levels_has_the_deeper_code() -> None:
    # C hangs under A directly, and three levels down through B and D
    codes = low_level_codes(with_boms({"A": ["B", "C"], "B": ["D"], "D": ["C"]}))
    assert codes == {"A": 0, "B": 1, "D": 2, "C": 3}


def test_M06_all_needs_of_an_item_are_known_when_it_is_netted() -> None:
    # A 5 needs B 5 and C 5; B 5 needs C 5 more
    scenario = with_boms({"A": ["B", "C"], "B": ["C"]}).model_copy(
        update={"demands": scenario_of(demands=demands_of("A", {9: 5})).demands}
    )
    assert by_day(grid_of(plan_materials(scenario), "C").planned_receipts) == {9: 10}


@pytest.mark.parametrize("rows", [["A", "B", "C"], ["C", "A", "B"], ["B", "C", "A"]])
def test_M07_a_cycle_is_refused_with_its_items_in_the_order_of_use(rows: list[str]) -> None:
    uses = {"A": ["B"], "B": ["C"], "C": ["A"]}
    with pytest.raises(InvalidScenarioFile) as caught:
        plan_materials(with_boms({parent: uses[parent] for parent in rows}))
    assert "found 'A -> B -> C -> A'" in str(caught.value)
    assert caught.value.faults[0].table == "boms"
