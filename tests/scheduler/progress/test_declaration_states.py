"""What may be declared of a phase after what, and what a declaration must name."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from models.scenario import Progress, ProgressState
from scheduler.progress import (
    Actual,
    Declaration,
    Key,
    Kind,
    Reason,
    Stand,
    read_declarations,
    replay,
)
from scheduler.progress.states import NEXT, after
from tests.scheduler.progress.progress_helpers import (
    actual_of,
    floor_of,
    order,
    plan_of,
    shop,
    write_log,
)

if TYPE_CHECKING:
    from pathlib import Path

KEY = Key("MO-1", 10)
SOUND = re.compile("o(p|ir)*(i|c)?")
"""A phase in one word: opening, (progress | interruption and resumption)*, closing."""


def faults(folder: Path, *rows: str, **options: Any) -> list[str]:
    with pytest.raises(InvalidScenarioFile) as caught:
        floor_of(folder, *rows, **options)
    return [str(fault).replace(f"{folder}/", "") for fault in caught.value.faults]


def test_K01_progress_before_the_opening_is_rejected(tmp_path: Path) -> None:
    assert faults(tmp_path, "1 09:00 MO-1/10 progress good=5") == [
        "day.csv: declarations 'MO-1' (line 2) kind: found 'progress', expected an opening first:"
        " phase 10 of MO-1 is waiting"
    ]


@pytest.mark.parametrize("kind", ["opening", "progress", "resumption", "closing"])
def test_K01_a_closed_phase_accepts_no_declaration(kind: str, tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening", "1 09:00 MO-1/10 closing", f"1 10:00 MO-1/10 {kind}")
    (told,) = faults(tmp_path, *rows)
    assert f"(line 4) kind: found '{kind}', expected nothing after the closing" in told


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["opening", "opening"], "progress, an interruption or the closing of what is running"),
        (["opening", "resumption"], "progress, an interruption or the closing of what is running"),
        (["closing"], "an opening first"),
        (["opening", "interruption", "progress"], "a resumption of what is interrupted"),
        (["opening", "interruption", "closing"], "a resumption of what is interrupted"),
        (["opening", "interruption", "interruption"], "a resumption of what is interrupted"),
    ],
)
def test_K01_each_declaration_follows_those_before_it(
    rows: list[str], expected: str, tmp_path: Path
) -> None:
    reason = {"interruption": " reason=loss"}
    lines = [
        f"1 {8 + n:02d}:00 MO-1/10 {kind}{reason.get(kind, '')}" for n, kind in enumerate(rows)
    ]
    (told,) = faults(tmp_path, *lines)
    assert f"(line {len(rows) + 1}) kind: found '{rows[-1]}', expected {expected}" in told


def test_K01_a_phase_that_the_plan_found_closed_accepts_none(tmp_path: Path) -> None:
    progress = (Progress(phase=10, state=ProgressState.CLOSED),)
    documents = [
        {"id": "MO-1", "type": "production", "item": "FRAME", "quantity": 100, "end": "2026-06-05"}
    ]
    scenario = shop(orders=documents)
    closed = scenario.orders[0].model_copy(update={"progress": progress})
    plan = plan_of(scenario.replaced(orders=(closed,)))
    assert "nothing after the closing" in faults(tmp_path, "1 08:00 MO-1/10 opening", plan=plan)[0]
    assert actual_of(floor_of(tmp_path, "1 08:00 MO-1/20 opening", plan=plan), "MO-1/20").is_open


def test_K01_a_closed_order_accepts_no_declaration(tmp_path: Path) -> None:
    rows = [
        f"1 {8 + step:02d}:{minute} MO-3/{phase} {kind}"
        for step, phase in enumerate((10, 20, 30))
        for minute, kind in (("00", "opening"), ("30", "closing"))
    ]
    (told,) = faults(tmp_path, *rows, "1 12:00 MO-3/20 progress good=1")
    assert "(line 8) kind: found 'progress', expected nothing: order MO-3 is closed" in told


def test_an_order_that_was_closed_before_the_plan_accepts_none_and_history_is_no_fault(
    tmp_path: Path,
) -> None:
    old = {"id": "MO-0", "type": "production", "item": "FRAME", "quantity": 9, "status": "closed"}
    plan = plan_of(shop(orders=[old | {"end": "2026-05-29"}]))
    history = ("1 07:00 MO-0/10 opening", "1 07:30 718-MO-0/10 closing")
    assert len(floor_of(tmp_path, *history, plan=plan).warnings) == 1
    for name in ("MO-0/10", "718-MO-0/10"):
        (told,) = faults(tmp_path, *history, f"1 09:00 {name} opening", plan=plan)
        assert "(line 4) order: found" in told
        assert "expected an order that is open; MO-0 is closed" in told


def test_the_faults_of_a_file_are_told_each_time_and_once(tmp_path: Path) -> None:
    file = read_declarations(write_log(tmp_path, "1 08:00 MO-1/10 closing"))
    for _ in range(2):
        with pytest.raises(InvalidScenarioFile) as caught:
            replay(plan_of(), file)
        assert len(caught.value.faults) == 1


KINDS = {
    "o": Kind.OPENING, "p": Kind.PROGRESS, "i": Kind.INTERRUPTION, "r": Kind.RESUMPTION,
    "c": Kind.CLOSING,
}  # fmt: skip


@given(st.text(alphabet="opirc", max_size=12))
def test_K01_what_the_machine_accepts_is_what_its_grammar_says_and_it_replays(word: str) -> None:
    actual, accepted = Actual(KEY), ""
    for place, letter in enumerate(word):
        row = Declaration(
            place + 2, 60 * place, KEY, KINDS[letter], good=Decimal(1),
            machine_time=timedelta(minutes=1), reason=Reason.LOSS if letter == "i" else None,
        )  # fmt: skip
        if (actual.stand, row.kind) not in NEXT:
            with pytest.raises(ValueError, match="expected"):
                after(actual, row)
            continue
        actual, accepted = after(actual, row), accepted + letter
    assert not accepted or SOUND.fullmatch(accepted)
    assert actual.good == len(accepted)
    assert actual.machine_time == timedelta(minutes=len(accepted))
    assert (actual.stand is Stand.CLOSED) == accepted.endswith("c")
    assert actual.has_begun == bool(accepted)


def test_times_of_a_phase_go_forward(tmp_path: Path) -> None:
    rows = ("1 10:00 MO-1/10 opening", "1 09:59 MO-1/10 progress good=5")
    assert faults(tmp_path, *rows) == [
        "day.csv: declarations 'MO-1' (line 3) time: found '2026-06-01 09:59:00', expected a time"
        " not before the last declaration of phase 10 of MO-1, 2026-06-01 10:00"
    ]


def test_nothing_is_declared_after_now(tmp_path: Path) -> None:
    now = datetime(2026, 6, 1, 9)  # noqa: DTZ001 - local time of the plan
    (told,) = faults(tmp_path, "1 10:00 MO-1/10 opening", now=now)
    assert "time: found '2026-06-01 10:00:00', expected a time up to now, 2026-06-01 09:00" in told


def test_now_is_not_before_the_plan(tmp_path: Path) -> None:
    early = datetime(2026, 5, 31, 9)  # noqa: DTZ001 - local time of the plan
    with pytest.raises(InvalidScenarioFile, match="from the start of the plan on"):
        floor_of(tmp_path, now=early)


def test_what_was_declared_before_the_plan_is_left_aside_with_a_warning(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, "1 07:00 MO-1/10 opening", "1 09:00 MO-3/10 opening")
    assert [key for key, actual in floor.actual.items() if actual.has_begun] == [("MO-3", 10)]
    (warning,) = floor.warnings
    assert "1 of the file are left aside" in str(warning)
    (told,) = faults(tmp_path, "1 07:00 MO-1/10 opening", "1 09:00 MO-1/10 closing")
    assert "Its opening, line 2, is before the start of the plan." in told


def test_a_phase_waits_for_the_closing_of_those_it_follows(tmp_path: Path) -> None:
    rows = ("1 08:00 MO-1/10 opening", "1 09:00 MO-1/20 opening", "1 10:00 MO-1/10 closing")
    (told,) = faults(tmp_path, *rows)
    assert told == (
        "day.csv: declarations 'MO-1' (line 3) kind: found 'opening', expected phase 10 of MO-1,"
        " which it follows, to be closed first\n    --out-of-sequence PAINT allows it."
    )
    floor = floor_of(tmp_path, *rows, out_of_sequence=["PAINT"])
    assert actual_of(floor, "MO-1/20").is_open


def test_a_phase_that_overlaps_waits_for_the_opening_and_closes_later(tmp_path: Path) -> None:
    scenario = shop()
    routing = scenario.routings[0]
    first, second, third = routing.operations
    overlap = {"type": "pieces", "value": 5}
    second = type(second).model_validate(second.model_dump() | {"overlap": overlap})
    changed = routing.model_copy(update={"operations": (first, second, third)})
    plan = plan_of(scenario.replaced(routings=(changed,)))
    opened = ("1 08:00 MO-1/10 opening", "1 09:00 MO-1/20 opening")
    assert actual_of(floor_of(tmp_path, *opened, plan=plan), "MO-1/20").is_open
    (early,) = faults(tmp_path, "1 09:00 MO-1/20 opening", plan=plan)
    assert "phase 10 of MO-1 to be opened first" in early
    (told,) = faults(tmp_path, *opened, "1 10:00 MO-1/20 closing", plan=plan)
    assert (
        "found 'closing', expected phase 10 of MO-1, with which it overlaps, to be closed" in told
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1 09:00 MO-7/10 opening", "order: found 'MO-7', expected an order of the plan"),
        ("1 09:00 PO-1/10 opening", "expected a production order; this is a purchase order"),
        (
            "1 09:00 MO-1/15 opening",
            "phase: found '15', expected a phase of the routing of 'FRAME'",
        ),
        ("1 09:00 MO-1 opening", "phase: expected a phase of the routing of 'FRAME': 10, 20, 30"),
        ("1 09:00 718-MO-1/15 opening", "expected a phase of the routing of 'FRAME': 10, 20, 30"),
        ("1 09:00 MO-1/10 opening machine=SAW-9", "machine: found 'SAW-9', expected a machine of"),
        ("1 09:00 MO-1/10 opening machine=PAINT-1", "a machine of phase 10 of MO-1: SAW-1, SAW-2"),
    ],
)
def test_a_declaration_names_what_the_plan_knows(row: str, expected: str, tmp_path: Path) -> None:
    (told,) = faults(tmp_path, row)
    assert expected in told
    assert told.startswith("day.csv: declarations '")


def test_workers_are_those_of_the_scenario_if_it_lists_any(tmp_path: Path) -> None:
    row = "1 09:00 MO-1/10 opening workers=Eva"
    assert floor_of(tmp_path, row).now == 3600
    plan = plan_of(shop(workers=[{"id": "Ewa"}]))
    (told,) = faults(tmp_path, row, plan=plan)
    assert "workers: found 'Eva', expected the id of a worker" in told
    assert "Did you mean 'Ewa'?" in told


def test_barcodes_name_orders_and_phases(tmp_path: Path) -> None:
    rows = (
        {"time": "2026-06-01T08:00", "order": "707-MO-1", "phase": "10", "kind": "opening"},
        {"time": "2026-06-01T08:30", "order": "718-MO-3/10", "kind": "opening"},
    )
    floor = floor_of(tmp_path, *rows)
    assert {key for key, actual in floor.actual.items() if actual.is_open} == {
        ("MO-1", 10), ("MO-3", 10),
    }  # fmt: skip


def test_an_order_that_is_called_like_a_barcode_is_meant_itself(tmp_path: Path) -> None:
    plan = plan_of()
    orders = (*plan.material.orders, order("707-MO-1"))
    plan = plan_of(material=type(plan.material)(orders, ()))
    floor = floor_of(tmp_path, "1 08:00 707-MO-1/10 opening", plan=plan)
    assert [key.order for key, actual in floor.actual.items() if actual.is_open] == ["707-MO-1"]


def test_all_faults_are_told_at_once_and_what_follows_from_them_is_not(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        "1 08:00 MO-1/10 opning",  # so the next two cannot be judged
        "1 09:00 MO-1/10 progress good=5",
        "1 10:00 MO-1/10 closing",
        "1 08:00 MO-3/10 progress",
        "1 09:00 MO-3/10 progress",
        "1 08:00 MO-2/10 opening machine=SAW-7",
    )
    assert [re.sub(r".*\(line (\d+)\) (\w+):.*", r"\1 \2", row, flags=re.S) for row in told] == [
        "2 kind", "5 kind", "7 machine",
    ]  # fmt: skip
