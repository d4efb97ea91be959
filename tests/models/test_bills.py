"""Which bill of materials counts on the day of planning, 1 June 2026."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.bills import bills_of, bom_of, bom_owner, bom_used_in_place, valid_components
from models.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEMS = ("X", "Y", "Z")


def scenario_of(*boms: Mapping[str, object], **items: Mapping[str, object]) -> Scenario:
    """Return a scenario of items X, Y and Z, all made, changed by `items`."""
    rows = [{"id": name, "source": "make", **items.get(name, {})} for name in ITEMS]
    header = {"id": "test", "start": "2026-06-01T06:00", "horizon": "20d"}
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    part = {"components": [{"item": "P", "quantity": 1}]}
    lines = [{**part, **bom} for bom in boms]
    return Scenario.model_validate(
        {
            "scenario": header,
            "calendars": always,
            "items": [*rows, {"id": "P", "source": "buy"}],
            "boms": lines,
        }
    )


VERSIONS: tuple[dict[str, object], ...] = (
    {"parent": "X", "version": "V1"},
    {"parent": "X", "version": "V2", "default": False},
    {"parent": "X", "version": "V3", "default": False},
)


def version_of(scenario: Scenario, *names: str) -> str | None:
    bom = bom_of(scenario, "X", *names)
    return bom.version if bom else None


def test_M01_the_version_somebody_names_comes_before_the_items_and_the_default() -> None:
    assert version_of(scenario_of(*VERSIONS)) == "V1"
    of_item = scenario_of(*VERSIONS, X={"bom_version": "V2"})
    assert version_of(of_item) == "V2"
    assert version_of(of_item, "V3") == "V3"


def test_a_version_that_nobody_drew_is_no_bill_not_another_one() -> None:
    assert version_of(scenario_of(*VERSIONS), "V9") is None


@pytest.mark.parametrize(
    ("span", "counts"),
    [
        ({}, True),
        ({"valid_from": "2026-06-01", "valid_to": "2026-06-01"}, True),  # both days count
        ({"valid_to": "2026-05-31"}, False),
        ({"valid_from": "2026-06-02"}, False),
        ({"active": False}, False),
    ],
)
def test_M01_only_active_versions_valid_on_the_day_of_planning_are_seen(
    span: dict[str, object], counts: bool
) -> None:
    scenario = scenario_of({"parent": "X", "version": "V1", **span})
    assert (bom_of(scenario, "X") is not None) is counts
    assert (bom_of(scenario, "X", "V1") is not None) is counts
    assert len(bills_of(scenario, "X")) == counts


def test_M01_the_default_of_today_follows_that_of_yesterday() -> None:
    old = {"parent": "X", "version": "OLD", "valid_to": "2026-05-31"}
    new = {"parent": "X", "version": "NEW", "valid_from": "2026-06-01"}
    assert version_of(scenario_of(old, new)) == "NEW"


def test_M01_an_expired_line_is_no_component() -> None:
    lines = [
        {"item": "P", "quantity": 1, "valid_to": "2026-05-31"},
        {"item": "Y", "quantity": 1, "valid_from": "2026-06-01"},
        {"item": "Z", "quantity": 1, "valid_to": date(2026, 6, 1)},
    ]
    scenario = scenario_of({"parent": "X", "components": lines})
    bom = bom_of(scenario, "X")
    assert bom is not None
    assert [line.item for line in valid_components(scenario, bom)] == ["Y", "Z"]


def test_M08_an_item_borrows_the_bill_of_another_in_its_own_version() -> None:
    of_y = [row | {"parent": "Y"} for row in VERSIONS]
    scenario = scenario_of(*of_y, {"parent": "X"}, X={"reference_bom": "Y", "bom_version": "V2"})
    bom = bom_of(scenario, "X")
    assert bom is not None
    assert (bom.parent, bom.version) == ("Y", "V2")


def test_who_borrows_from_a_borrower_gets_what_that_one_gets() -> None:
    scenario = scenario_of({"parent": "Z"}, X={"reference_bom": "Y"}, Y={"reference_bom": "Z"})
    assert bom_owner(scenario, "X") == "Z"


def test_borrowing_in_a_ring_ends() -> None:
    scenario = scenario_of({"parent": "X"}, X={"reference_bom": "Y"}, Y={"reference_bom": "X"})
    assert bom_owner(scenario, "X") == "Y"
    assert bom_of(scenario, "X") is None


@pytest.mark.parametrize(
    ("bom", "item", "phantom", "in_place"),
    [
        ({}, {}, False, False),
        ({}, {}, True, True),
        ({"phantom": True}, {}, False, True),
        ({}, {"source": "kit"}, False, True),
        ({"active": False}, {"source": "kit"}, True, False),  # nothing to use in its place
    ],
)
def test_M04_kits_phantom_assemblies_and_phantom_levels_give_way_to_their_components(
    bom: dict[str, object], item: dict[str, object], phantom: bool, in_place: bool
) -> None:
    scenario = scenario_of({"parent": "X", **bom}, X=item)
    found = bom_used_in_place(scenario, "X", phantom=phantom)
    assert (found is not None) is in_place
