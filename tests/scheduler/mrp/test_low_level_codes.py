"""Low-level codes and cycles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.mrp import plan_materials
from scheduler.mrp.low_level_codes import low_level_codes
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, read_scenario, scenario_of

if TYPE_CHECKING:
    from random import Random

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
    demands = scenario_of(demands=demands_of("A", {9: 5})).demands
    scenario = with_boms({"A": ["B", "C"], "B": ["C"]}).replaced(demands=demands)
    assert by_day(grid_of(plan_materials(scenario), "C").planned_receipts) == {9: 10}


@pytest.mark.parametrize("rows", [["A", "B", "C"], ["C", "A", "B"], ["B", "C", "A"]])
def test_M07_a_cycle_is_refused_with_its_items_in_the_order_of_use(rows: list[str]) -> None:
    uses = {"A": ["B"], "B": ["C"], "C": ["A"]}
    with pytest.raises(InvalidScenarioFile) as caught:
        plan_materials(with_boms({parent: uses[parent] for parent in rows}))
    assert "found 'A -> B -> C -> A'" in str(caught.value)
    assert caught.value.faults[0].table == "boms"


def test_M07_of_several_cycles_the_same_one_is_named_whatever_the_row_order() -> None:
    # two cycles, B C and B D; the walk from the smallest item takes the smallest component
    texts = set()
    for uses in ({"A": ["B"], "B": ["D", "C"]}, {"A": ["B"], "B": ["C", "D"]}):
        with pytest.raises(InvalidScenarioFile) as caught:
            low_level_codes(with_boms(uses | {"C": ["B"], "D": ["B"], "E": ["A"]}))
        texts.add(caught.value.faults[0].value)
    assert texts == {"B -> C -> B"}


def codes_of(*boms: dict[str, object], names: str = "ABCDXY", **fields: object) -> dict[str, int]:
    """Return the codes of one-letter items; `fields` are further fields of item X."""
    items = [{"id": name, "source": "make"} | (fields if name == "X" else {}) for name in names]
    return low_level_codes(scenario_of(items=items, boms=list(boms)))


def bill(parent: str, *components: object, **fields: object) -> dict[str, object]:
    """Return a bill of one piece of each component."""
    rows = [{"item": row, "quantity": 1} if isinstance(row, str) else row for row in components]
    return {"parent": parent, "components": rows, **fields}


def test_M06_an_item_used_only_in_another_version_comes_after_its_parents() -> None:
    codes = codes_of(
        bill("A", "B", version="V1"), bill("A", "C", version="V2", default=False), bill("C", "B")
    )
    # nobody uses V2 today, but an order may name it: C 1, and B below it 2
    assert (codes["A"], codes["C"], codes["B"]) == (0, 1, 2)


def test_an_inactive_version_has_no_say() -> None:
    assert codes_of(bill("A", "B", active=False))["B"] == 0


def test_M08_who_borrows_a_bill_of_materials_comes_before_what_is_in_it() -> None:
    codes = codes_of(bill("Y", "D"), bill("A", "X"), reference_bom="Y")
    assert (codes["X"], codes["Y"], codes["D"]) == (1, 0, 2)


def test_borrowing_a_bill_that_holds_oneself_is_a_cycle() -> None:
    with pytest.raises(InvalidScenarioFile, match="X -> X"):
        codes_of(bill("Y", "X"), reference_bom="Y")


def with_alternatives(item: str, *others: str) -> dict[str, object]:
    rows = [{"item": other, "quantity": 1} for other in others]
    return {"item": item, "quantity": 1, "alternatives": rows}


def test_an_alternative_comes_after_what_it_may_replace() -> None:
    codes = codes_of(bill("A", with_alternatives("B", "C")), bill("B", "D"))
    assert codes["C"] == 2  # A 0, B 1; C itself is in no bill
    assert codes["D"] == 2


def test_of_two_items_that_replace_each_other_the_first_by_name_may_be_replaced() -> None:
    codes = codes_of(bill("A", with_alternatives("D", "C"), with_alternatives("C", "D")))
    assert (codes["C"], codes["D"]) == (1, 2)


def test_an_alternative_that_is_made_of_what_it_replaces_comes_before_it() -> None:
    codes = codes_of(bill("A", with_alternatives("B", "C")), bill("C", "B"))
    assert (codes["A"], codes["C"], codes["B"]) == (0, 0, 1)


def test_alternatives_elsewhere_count_although_some_form_a_ring() -> None:
    codes = codes_of(
        bill("A", with_alternatives("B", "C"), with_alternatives("X", "Y")), bill("C", "B")
    )
    assert (codes["X"], codes["Y"]) == (1, 2)


@pytest.mark.parametrize("validity", [{"valid_to": "2026-05-31"}, {"valid_from": "2026-06-02"}])
def test_a_cycle_through_a_line_that_is_not_valid_today_is_none(validity: dict[str, str]) -> None:
    # planned on 1 June 2026
    old = {"item": "A", "quantity": 1, **validity}
    assert codes_of(bill("A", "B"), bill("B", old))["B"] == 1
    assert codes_of(bill("A", "B"), bill("B", "A", **validity))["B"] == 1


def test_a_chain_of_ten_thousand_levels_is_no_trouble() -> None:
    names = [f"I{number:05}" for number in range(10_000)]
    uses = {upper: [lower] for upper, lower in pairwise(names)}
    codes = low_level_codes(with_boms(uses))
    assert [codes[name] for name in names] == list(range(10_000))


EDGES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16)


@given(EDGES, EDGES, st.randoms(use_true_random=False))
def test_codes_are_longest_ways_whatever_the_alternatives_and_the_row_order(
    uses: set[tuple[int, int]], replaces: set[tuple[int, int]], random: Random
) -> None:
    names = "ABCDEFGH"
    below = sorted((upper, lower) for upper, lower in uses if upper < lower)
    rows = [
        bill(
            names[upper],
            *(
                with_alternatives(names[lower], *(names[b] for a, b in replaces if a == lower))
                for parent, lower in below
                if parent == upper
            ),
        )
        for upper in sorted({upper for upper, _ in below})
    ]
    codes = codes_of(*rows, names=names)
    assert all(codes[names[upper]] < codes[names[lower]] for upper, lower in below)
    random.shuffle(rows)
    shuffled = "".join(random.sample(names, len(names)))
    assert codes_of(*rows, names=shuffled) == codes
    plain = {pair for pair in replaces if pair[0] in {lower for _, lower in below}}
    if all(a < b for a, b in plain):  # no ring: every wish counts, and codes are longest ways
        expected = dict.fromkeys(range(8), 0)
        for upper, lower in sorted({*below, *plain}):
            expected[lower] = max(expected[lower], expected[upper] + 1)
        assert codes == {names[item]: level for item, level in expected.items()}
