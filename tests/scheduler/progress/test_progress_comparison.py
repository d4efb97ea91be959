"""Plan against actual: deviations, states, figures, and the files they are in."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.scenario import Remainder
from scheduler.outputs import OutputNotWritten
from scheduler.outputs.cost_tables import DEVIATION_COLUMNS
from scheduler.progress import (
    job_squares,
    orders_of,
    phases_of,
    phases_table,
    progress_figures,
    write_progress,
)  # fmt: skip
from scheduler.progress.tables import ORDER_COLUMNS, PHASE_COLUMNS
from tests.scheduler.progress.progress_helpers import floor_of, shop

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.progress import Floor

MONDAY = (
    "1 08:10 MO-3/10 opening machine=SAW-2",
    "1 08:20 MO-1/10 opening machine=SAW-1",
    "1 09:40 MO-3/10 closing good=20",
    "1 09:40 MO-3/20 opening",
    "1 10:10 MO-3/20 closing good=20",
    "1 10:10 MO-3/30 opening",
    "1 10:20 MO-3/30 closing good=19 scrapped=1",
    "1 10:30 MO-1/10 progress good=30",
)


def rows_of(floor: Floor) -> dict[tuple[str, str], dict[str, object]]:
    table = phases_table(floor)
    rows: list[dict[str, object]] = [
        dict(zip(table.columns, row, strict=True)) for row in table.rows
    ]
    return {(str(row["order"]), str(row["phase"])): row for row in rows}


def test_each_phase_stands_beside_its_plan(tmp_path: Path) -> None:
    row = rows_of(floor_of(tmp_path, *MONDAY))["MO-3", "10"]
    # planned 08:00 to 09:20, setup and 20 pieces at 3 min; opened 10 min late, closed 20 min late
    assert (row["planned_start"], row["actual_start"]) == (
        datetime.fromisoformat("2026-06-01T08:00+00:00"),
        datetime.fromisoformat("2026-06-01T08:10+00:00"),
    )
    assert (row["start_deviation_minutes"], row["end_deviation_minutes"]) == (10, 20)
    assert (row["planned_minutes"], row["actual_minutes"], row["minutes_deviation"]) == (60, 70, 10)
    assert row["setup_minutes"] == 20
    assert (row["planned_quantity"], row["good"], row["quantity_deviation"]) == (20, 20, 0)
    assert (row["state"], row["colour"], row["machine"]) == ("closed", "grey", "SAW-2")


def test_what_is_not_closed_has_no_deviation_yet(tmp_path: Path) -> None:
    row = rows_of(floor_of(tmp_path, *MONDAY))["MO-1", "10"]
    assert (row["end_deviation_minutes"], row["minutes_deviation"]) == (None, None)
    assert (row["state"], row["good"], row["quantity_deviation"]) == ("running", 30, None)


def test_a_phase_is_green_in_time_red_late_and_grey_when_done(tmp_path: Path) -> None:
    def colours(hour: str) -> list[str]:
        now = datetime.fromisoformat(f"2026-06-01T{hour}")
        floor = floor_of(tmp_path, "1 08:20 MO-1/10 opening", now=now)
        return [row.colour.value for row in phases_of(floor) if row.actual.key.order == "MO-1"]

    # phase 10 is to end at 15:20, phase 20 to begin then, phase 30 on Tuesday
    assert colours("15:20") == ["green", "green", "green"]
    assert colours("15:21") == ["red", "red", "green"]


def test_an_order_is_as_late_as_any_of_its_phases_and_grey_when_all_are_closed(
    tmp_path: Path,
) -> None:
    def orders(hour: str) -> dict[str, tuple[str, int]]:
        floor = floor_of(tmp_path, *MONDAY, now=datetime.fromisoformat(f"2026-06-01T{hour}"))
        rows = orders_of(floor, phases_of(floor))
        return {row.order: (row.colour.value, row.num_closed) for row in rows}

    # MO-1 is to be sawn by 15:20, and MO-2 from then on
    assert orders("15:20") == {"MO-1": ("green", 0), "MO-2": ("green", 0), "MO-3": ("grey", 3)}
    assert orders("15:21") == {"MO-1": ("red", 0), "MO-2": ("red", 0), "MO-3": ("grey", 3)}


def test_the_figures_say_how_well_the_floor_kept_to_the_plan(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, *MONDAY, now=datetime.fromisoformat("2026-06-01T16:00"))
    figures = progress_figures(floor, Remainder.QUANTITY)
    # to start by 16:00 on Monday: MO-1/10, all of MO-3; MO-1/20 and MO-2/10 did not: 4 of 6
    assert figures.started_on_day_percent == 66.67
    # to end: MO-1/10 (not done) and all of MO-3: 3 of 4
    assert figures.finished_on_day_percent == 75.0
    assert figures.in_sequence_percent == 100.0
    assert (figures.phases_closed, figures.phases_running, figures.phases_waiting) == (3, 1, 5)
    assert (figures.orders_closed, figures.good, figures.scrapped) == (1, 19, 1)


def test_what_is_begun_on_another_day_is_not_on_its_day(tmp_path: Path) -> None:
    rows = ("2 08:00 MO-3/10 opening", "2 08:10 MO-1/10 opening", "2 08:20 MO-1/10 closing")
    figures = progress_figures(floor_of(tmp_path, *rows), Remainder.QUANTITY)
    # MO-1/10, /20, MO-2/10 and three phases of MO-3 were Monday's; MO-2/20, MO-1/30 Tuesday 08:00
    assert figures.started_on_day_percent == 0.0


def test_who_goes_before_its_turn_is_out_of_sequence(tmp_path: Path) -> None:
    # on SAW-1 the plan has MO-1 before MO-2
    early = floor_of(tmp_path, "1 08:00 MO-2/10 opening", "1 08:30 MO-2/10 closing")
    assert progress_figures(early, Remainder.QUANTITY).in_sequence_percent == 0.0
    late = floor_of(
        tmp_path, "1 08:00 MO-2/10 opening", "1 08:30 MO-2/10 closing", "1 08:30 MO-1/10 opening"
    )
    assert progress_figures(late, Remainder.QUANTITY).in_sequence_percent == 50.0


def test_who_runs_on_another_machine_is_out_of_sequence(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, "1 08:00 MO-1/10 opening machine=SAW-2")
    assert progress_figures(floor, Remainder.QUANTITY).in_sequence_percent == 0.0


def test_a_plan_that_nobody_has_begun_has_no_shares(tmp_path: Path) -> None:
    figures = progress_figures(floor_of(tmp_path), Remainder.TIME)
    assert (figures.started_on_day_percent, figures.in_sequence_percent) == (None, None)
    assert (figures.phases, figures.phases_waiting, figures.phases_late) == (9, 9, 0)
    assert figures.lost_minutes == {"production": 0, "setup": 0, "loss": 0, "maintenance": 0}


@pytest.mark.parametrize(
    ("state", "square"),
    [
        ("closed", "black"), ("executive", "yellow"), ("launched", "green"),
        ("planned", "light green"), ("not-examined", "white"), ("cancelled", "white"),
        ("historicized", "white"),
    ],
)  # fmt: skip
def test_the_square_of_a_job_has_the_colour_of_its_state(state: str, square: str) -> None:
    rows = [{"row": 1, "item": "FRAME", "quantity": 5, "state": state}]
    assert job_squares(shop(jobs=[{"id": "J-1", "rows": rows}])) == {"J-1": square}


def test_the_folder_holds_four_tables_the_figures_and_the_page(tmp_path: Path) -> None:
    floor, folder = floor_of(tmp_path, *MONDAY), tmp_path / "out"
    write_progress(floor, Remainder.QUANTITY, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "adherence.json", "oee.csv", "order_progress.csv", "progress.csv", "progress.html",
        "spent.csv",
    ]  # fmt: skip
    with (folder / "progress.csv").open(encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert tuple(reader.fieldnames or ()) == PHASE_COLUMNS
    assert (len(rows), rows[0]["planned_start"]) == (9, "2026-06-01T08:00:00+00:00")
    with (folder / "order_progress.csv").open(encoding="utf-8") as file:
        assert tuple(next(csv.reader(file))) == ORDER_COLUMNS
    with (folder / "spent.csv").open(encoding="utf-8") as file:
        assert tuple(next(csv.reader(file))) == tuple(DEVIATION_COLUMNS)
    figures = json.loads((folder / "adherence.json").read_text("utf-8"))
    assert (figures["now"], figures["phases"]) == ("2026-06-01T10:30:00+00:00", 9)
    write_progress(floor, Remainder.TIME, folder)  # its own output is replaced
    assert json.loads((folder / "adherence.json").read_text("utf-8"))["progress_by"] == "time"


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(OutputNotWritten, match="holds something other than progress"):
        write_progress(floor_of(tmp_path, *MONDAY), Remainder.QUANTITY, tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
