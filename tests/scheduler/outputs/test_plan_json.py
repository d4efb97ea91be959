"""`plan.json` read back equals the plan, and anything else is refused with its faults."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from models.plan import OperationState, OrderRow, SolveReport
from models.scenario import OrderType
from scheduler.outputs import dump_plan, load_plan, records
from tests.scheduler.outputs.sample_plan import FRAME, assert_same, sample_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scheduler.outputs.kinds import Record


def test_a_plan_read_back_is_equal_in_every_field(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(dump_plan(sample_plan()), encoding="utf-8")
    assert_same(load_plan(path), sample_plan())
    assert_same(load_plan(tmp_path), sample_plan())


def test_the_text_is_the_same_each_time_and_one_line_holds_one_row() -> None:
    text = dump_plan(sample_plan())
    assert text == dump_plan(sample_plan())
    assert sum('"setup_start"' in line for line in text.splitlines()) == 4


def test_every_field_of_every_row_is_written() -> None:
    # a field added to a row must not get lost in the file
    for name in records.__all__:
        record: Record[Any] = getattr(records, name)
        kind: Any = SolveReport if name == "SOLVE" else record.make
        beside = {"levels", "history"} if name == "SOLVE" else set()
        assert {item.name for item in fields(kind)} == set(record.fields) | beside


def test_a_tick_of_a_second_survives() -> None:
    plan = sample_plan()
    header = plan.scenario.scenario.model_copy(update={"tick": "1s"})
    plan = replace(plan, scenario=plan.scenario.model_copy(update={"scenario": header}))
    assert '"tick": "1s"' in dump_plan(plan)


ADDED = {
    "supplies": ("warehouse", "supplier", "version", "job", "confirmed", "moved_from",
                 "is_proposal", "transfer_from", "bucket"),
    "pegs": ("warehouse",),
    "grid": ("warehouse",),
    "operations": ("also", "idle", "session"),
    "demands": ("promised", "lost"),
}  # fmt: skip


def test_a_plan_of_the_first_format_is_read_without_what_came_later(tmp_path: Path) -> None:
    values = json.loads(dump_plan(sample_plan()))
    values["format"] = 1
    del values["suggestions"], values["uncovered"], values["unscheduled"]
    del values["solve"]["history"], values["said"]
    for table, names in ADDED.items():
        for row in values[table]:
            for name in names:
                del row[name]
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    plan = sample_plan()
    plain = replace(
        plan.material,
        orders=tuple(
            replace(
                row, warehouse="", supplier="", version="", job="", confirmed=None, moved_from=None,
                is_proposal=False, transfer_from="", bucket=None,
            )
            for row in plan.material.orders
        ),
        pegs=tuple(replace(row, warehouse="") for row in plan.material.pegs),
        grid=tuple(replace(row, warehouse="") for row in plan.material.grid),
        suggestions=(),
        uncovered=(),
    )  # fmt: skip
    operations = tuple(replace(row, also=(), idle=0, session=0) for row in plan.operations)
    demands = tuple(replace(row, promised=None, lost=()) for row in plan.demands)
    older = replace(plan, material=plain, operations=operations, unscheduled=(), demands=demands)
    assert_same(load_plan(tmp_path), replace(older, solve=replace(plan.solve, history=())))


def test_a_history_with_other_levels_than_the_plan_is_refused(tmp_path: Path) -> None:
    values = json.loads(dump_plan(sample_plan()))
    values["solve"]["history"][1]["values"] = [12]
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    assert (
        "solve.history row 2 values: found '(12,)', expected 2 numbers, one for each level"
        in _message(tmp_path)
    )


def test_a_damaged_row_of_the_first_format_is_refused_as_what_it_is(tmp_path: Path) -> None:
    values = json.loads(dump_plan(sample_plan()))
    values |= {"format": 1, "pegs": [7], "grid": {}}
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    message = _message(tmp_path)
    assert "pegs row 1: found '7', expected an object with the fields" in message
    assert "grid: found '{}', expected a list of rows" in message


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TICKS = st.integers(-(10**9), 10**9)
QUANTITIES = st.decimals(
    min_value=Decimal("0.000001"), max_value=Decimal(10) ** 12, places=6, allow_nan=False
)
ORDERS = st.builds(
    OrderRow,
    order=st.just("MO-1"),
    type=st.sampled_from(OrderType),
    item=st.just(FRAME),
    quantity=QUANTITIES,
    start=TICKS,
    end=TICKS,
    due=TICKS,
    demands=st.lists(TEXTS).map(tuple),
    is_document=st.booleans(),
    past_due=st.booleans(),
)
FIGURES = st.dictionaries(
    TEXTS,
    st.none()
    | TEXTS
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=60, deadline=None)
@given(
    orders=st.lists(ORDERS, max_size=4).map(tuple),
    figures=FIGURES,
    state=st.sampled_from(OperationState),
    ticks=TICKS,
    texts=st.tuples(TEXTS, TEXTS, TEXTS),
)
def test_any_plan_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory,
    orders: tuple[OrderRow, ...],
    figures: dict[str, float | int | str | None],
    state: OperationState,
    ticks: int,
    texts: tuple[str, str, str],
) -> None:
    plan = sample_plan()
    operations = tuple(
        replace(row, state=state, start=ticks, machine=texts[0]) for row in plan.operations
    )
    plan = replace(
        plan,
        orders=(*plan.orders, *orders),
        operations=operations,
        demands=tuple(
            replace(row, cause=texts[1], customer=texts[2], completion=ticks)
            for row in plan.demands
        ),
        kpis=figures,
    )
    path = tmp_path_factory.mktemp("plan") / "any.json"
    path.write_text(dump_plan(plan), encoding="utf-8")
    assert_same(load_plan(path), plan)


def _message(path: Path) -> str:
    with pytest.raises(InvalidScenarioFile) as refused:
        load_plan(path)
    return str(refused.value)


WHOLE_FILE: list[tuple[bytes, str]] = [
    (b"", "expected whole JSON in UTF-8"),
    (b"\xff\xfe", "expected whole JSON in UTF-8"),
    (b"[" * 200_000, "nests too deep"),
    (b"[1, 2]", "expected a plan as finitecap writes it"),
    (b'{"name": "package", "version": "1.0"}', "an object with a field 'format'"),
    (
        b'{"format": 7}',
        "format: found '7', expected 1 or 2 or 3 or 4 or 5 or 6; maybe a newer version wrote it",
    ),
    (b'{"format": true}', "format: found 'True', expected 1 or 2 or 3 or 4 or 5 or 6"),
    (b'{"format": 2}', "plan uncovered: expected the field; it is missing"),
    (b'{"format": 1, "pegs": 7}', "plan scenario: expected the field; it is missing"),
    (b'{"format": 1, "kpis": {"a": NaN}}', "NaN is no number"),
    (b'{"format": ' + b"9" * 5000 + b"}", "expected whole JSON in UTF-8"),
]


@pytest.mark.parametrize(("content", "expected"), WHOLE_FILE)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    message = _message(tmp_path)
    assert expected in message
    assert str(path) in message


def test_a_plan_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    text = dump_plan(sample_plan())
    path = tmp_path / "plan.json"
    for length in range(0, len(text) - 2, 97):  # without its last brace and newline
        path.write_text(text[:length], encoding="utf-8")
        assert "expected whole JSON" in _message(path)


def test_a_missing_plan_is_named(tmp_path: Path) -> None:
    assert "no such file" in _message(tmp_path / "nowhere")
    assert "plan.json: plan: expected a plan folder" in _message(tmp_path)


def _set(*path: str | int, value: object) -> Callable[[Any], None]:
    def change(plan: Any) -> None:
        for key in path[:-1]:
            plan = plan[key]
        plan[path[-1]] = value

    return change


def _drop(*path: str | int) -> Callable[[Any], None]:
    def change(plan: Any) -> None:
        for key in path[:-1]:
            plan = plan[key]
        del plan[path[-1]]

    return change


# what is changed, and what the message must say
DAMAGES: list[tuple[Callable[[Any], None], str]] = [
    (_set("operations", 1, "start", value="noon"),
     "operations row 2 start: found \"'noon'\", expected a whole number"),
    (_set("operations", 1, "start", value=True), "row 2 start: found 'True', expected a whole"),
    (_set("operations", 1, "start", value=1.5), "row 2 start: found '1.5', expected a whole"),
    (_set("operations", 0, "state", value="lost"),
     "expected one of planned, frozen, started"),
    (_drop("operations", 3, "end"),
     "operations row 4 end: expected a whole number; the field is missing"),
    (_set("operations", 0, "colour", value=1), "operations row 1 colour: expected no such field"),
    (_set("operations", 0, value=7), "operations row 1: found '7', expected an object"),
    (_set("operations", value={}), "operations: found '{}', expected a list of rows"),
    (_set("operations", 0, "order", value="MO-9"),
     "operations row 1 order: found \"'MO-9'\", expected a name the plan knows"),
    (_set("operations", 0, "work_center", value="SAWS"), "operations row 1 work_center"),
    (_set("operations", 0, "end", value=10**15),
     "operations row 1 end: found '1000000000000000', expected a tick within the years"),
    (_set("orders", 0, "item", value="X"), "orders row 1 item"),
    (_set("orders", 0, "demands", value="SO-1"), "orders row 1 demands: found"),
    (_set("demands", 0, "quantity", value=5), "expected a decimal number in quotes"),
    (_set("demands", 0, "quantity", value="NaN"), "expected a decimal number in quotes"),
    (_set("demands", 0, "weight", value="heavy"), "demands row 1 weight"),
    (_set("demands", 0, "promised", value="soon"),
     "demands row 1 promised: found \"'soon'\", expected a whole number or null"),
    (_set("demands", 0, "promised", value=10**15), "demands row 1 promised"),
    (_set("demands", 0, "lost", value=[["queue", "SAW"]]),
     "demands row 1 lost: found \"[['queue', 'SAW']]\", expected a list of what, name and ticks"),
    (_set("demands", 0, "lost", value=[["rain", "SAW", 1]]), "demands row 1 lost"),
    (_set("load", 0, "work_center", value="?"), "load row 1 work_center"),
    (_set("supplies", 0, "past_due", value=0), "supplies row 1 past_due: found '0', expected true"),
    (_set("pegs", 2, "phase", value="10"), "pegs row 3 phase"),
    (_set("suggestions", 0, "advice", value="wait"), "expected one of create, increase,"),
    (_set("suggestions", 0, "item", value="X"), "suggestions row 1 item"),
    (_set("suggestions", 0, "new_date", value=10**15), "suggestions row 1 new_date"),
    (_set("uncovered", 0, "item", value="X"), "uncovered row 1 item"),
    (_set("supplies", 1, "confirmed", value=1.5), "expected a decimal number in quotes or null"),
    (_drop("pegs", 0, "warehouse"), "pegs row 1 warehouse: expected a text; the field is missing"),
    (_set("grid", 0, "gross", value=[1, 2]), "grid row 1: expected 3 numbers in every list"),
    (_set("grid", 0, "gross", value=[1, 2, 2**63]), "grid row 1 gross"),
    (_set("grid", 1, "requirements", value=[]), "grid row 2 requirements"),
    (_set("num_buckets", value=-1), "plan num_buckets: found '-1'"),
    (_set("solve", "status", value="done"), "solve status: found"),
    (_set("solve", "levels", 0, "value", value=None), "solve.levels row 1 value"),
    (_set("solve", value=3), "solve: found '3'"),
    (_set("kpis", "orders", value=[2]), "kpis orders: found '[2]', expected a number"),
    (_set("kpis", value=[]), "kpis: found '[]'"),
    (_set("warnings", 0, "hint", value=None), "warnings row 1 hint"),
    (_set("scenario", "items", 1, "lead_time", value="3"), "scenario.items row 2 lead_time"),
    (_set("scenario", "scenario", "tick", value="2h"), "scenario.scenario tick"),
    (_drop("scenario", "calendars"), "scenario.calendars"),
    (_set("extra", value=1), "plan extra: expected no such field"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "expected"), DAMAGES)
def test_a_damaged_plan_is_refused_by_table_row_and_field(
    tmp_path: Path, damage: Callable[[Any], None], expected: str
) -> None:
    values = json.loads(dump_plan(sample_plan()))
    damage(values)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    message = _message(path)
    assert expected in message
    assert str(path) in message


def test_unknown_fields_are_told_in_one_order(tmp_path: Path) -> None:
    names = [f"extra_{digit}" for digit in "31542"]
    values = json.loads(dump_plan(sample_plan())) | dict.fromkeys(names, 1)
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as refused:
        load_plan(tmp_path)
    assert [fault.field for fault in refused.value.faults] == sorted(names)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    values = json.loads(dump_plan(sample_plan()))
    values["operations"][0]["start"] = "a"
    values["orders"][1]["end"] = None
    values["solve"]["seed"] = 1.5
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as refused:
        load_plan(tmp_path)
    places = {(fault.table, fault.row, fault.field) for fault in refused.value.faults}
    assert places == {
        ("operations", "row 1", "start"), ("orders", "row 2", "end"), ("solve", "", "seed"),
    }  # fmt: skip
