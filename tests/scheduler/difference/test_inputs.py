from __future__ import annotations

from typing import Any

from models.scenario import Scenario
from scheduler.difference.inputs import InputChange, input_changes
from tests.scheduler.outputs.sample_plan import SCENARIO


def _changed(**tables: Any) -> Scenario:
    """Return the sample scenario with other tables, read anew."""
    whole = SCENARIO.model_dump(mode="json", by_alias=True)
    return Scenario.model_validate(whole | tables)


def _dumped(table: str) -> Any:
    return SCENARIO.model_dump(mode="json", by_alias=True)[table]


def test_a_scenario_does_not_differ_from_itself_however_it_was_read() -> None:
    assert input_changes(SCENARIO, _changed()) == ()


def test_a_field_is_named_by_table_row_and_path() -> None:
    demands = _dumped("demands")
    demands[0]["quantity"] = "12"
    assert input_changes(SCENARIO, _changed(demands=demands)) == (
        InputChange("demands", "SO-1", "quantity", "10", "12"),
    )


def test_rows_of_one_scenario_only_are_told_whole() -> None:
    demands = _dumped("demands")
    new = {"id": "SO-3", "item": "TUBE", "quantity": "1", "due": "2026-10-27"}
    added, removed = input_changes(SCENARIO, _changed(demands=[new, demands[1]]))
    assert (added.row, added.field, added.before) == ("SO-3", "", "")
    assert '"item": "TUBE"' in added.after
    assert (removed.row, removed.after) == ("SO-1", "")
    assert '"quantity": "10"' in removed.before


def test_records_in_a_row_are_compared_one_by_one() -> None:
    boms = _dumped("boms")
    boms[0]["components"][0]["quantity"] = "0.5"
    (change,) = input_changes(SCENARIO, _changed(boms=boms))
    assert (change.table, change.row) == ("boms", '=FRAME "A"')
    assert (change.field, change.before, change.after) == (
        "components[TUBE].quantity", "0.333333", "0.5",
    )  # fmt: skip
    rules = _dumped("setup_rules")
    rules[0]["matrix"] = []
    (gone,) = input_changes(SCENARIO, _changed(setup_rules=rules))
    assert (gone.field, gone.after) == ("matrix[red]", "")


def test_settings_are_one_row_and_maps_go_key_by_key() -> None:
    settings = _dumped("settings") | {"stock_cost_percent": "12"}
    (percent,) = input_changes(SCENARIO, _changed(settings=settings))
    assert (percent.table, percent.row, percent.field) == ("settings", "", "stock_cost_percent")
    calendars = _dumped("calendars")
    calendars[0]["shifts"] = {"mon-fri": ["08:00-16:00"]}
    fields = [row.field for row in input_changes(SCENARIO, _changed(calendars=calendars))]
    assert fields == ["shifts.mon-fri", "shifts.mon-sun"]


def test_rows_alike_are_numbered() -> None:
    stock = _dumped("stock")
    two = [stock[0], stock[0] | {"quantity": "7"}]
    (change,) = input_changes(SCENARIO, _changed(stock=two))
    assert (change.row, change.before) == ("TUBE #2", "")
    assert [(row.before, row.after) for row in input_changes(_changed(stock=two), SCENARIO)] == [
        (change.after, "")
    ]
