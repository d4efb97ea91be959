"""What two versions of a bill of materials use differently."""

from __future__ import annotations

import pytest

from models.errors import InvalidScenarioFile
from scheduler.bom import Change, bom_difference
from tests.scheduler.mrp.mrp_helpers import scenario_of


def line(item: str, quantity: object = 1, **fields: object) -> dict[str, object]:
    return {"item": item, "quantity": quantity, **fields}


SCENARIO = scenario_of(
    items=[
        {"id": "X", "source": "make"},
        {"id": "F", "source": "make"},
        *({"id": name, "source": "buy"} for name in "CDEGH"),
    ],
    boms=[
        {
            "parent": "X",
            "version": "V1",
            "components": [
                line("C", 2),
                line("D", 1),
                line("D", 1),
                line("E", 3, phase=10),
                line("G", 5, fixed=True),
                line("H"),
            ],
        },
        {
            "parent": "X",
            "version": "V2",
            "default": False,
            "quantity": 3,
            "components": [
                line("C", 1),
                line("D", 6),
                line("E", 9, phase=20),
                line("G", 7, fixed=True),
                line("F", 3),
            ],
        },
        {"parent": "F", "phantom": True, "components": [line("H")]},
    ],
)


def test_a_difference_lists_what_is_added_removed_and_changed() -> None:
    # D: 1 + 1 a piece is 6 for 3; H: a piece in phantom F is the same as before
    assert bom_difference(SCENARIO, "X", "V1", "V2") == (
        Change("C", None, is_fixed=False, before="2", after="1/3"),
        Change("E", 10, is_fixed=False, before="3", after=""),
        Change("E", 20, is_fixed=False, before="", after="3"),
        Change("G", None, is_fixed=True, before="5", after="7"),
    )


def test_a_version_does_not_differ_from_itself() -> None:
    assert bom_difference(SCENARIO, "X", None, "V1") == ()


def test_an_unknown_version_is_refused_with_what_was_meant() -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        bom_difference(SCENARIO, "X", "V1", "V22")
    assert "valid on 2026-06-01: V1, V2\n    Did you mean 'V2'?" in str(caught.value)
