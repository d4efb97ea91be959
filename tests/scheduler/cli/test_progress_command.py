"""`finitecap progress`, alone and in the circle of planning, declaring and planning again."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.files import load
from scheduler.outputs import load_plan, write_plan
from tests.scheduler.progress.progress_helpers import plan_of, write_log

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """Write the plan of the shop."""
    write_plan(plan_of(), tmp_path / "plan")
    return tmp_path / "plan"


def test_the_table_goes_to_stdout_and_the_figures_to_stderr(
    plan_folder: Path, tmp_path: Path
) -> None:
    log = write_log(
        tmp_path,
        "1 08:00 MO-3/10 opening",
        "1 08:30 MO-3/10 interruption reason=setup",
        "1 09:00 MO-3/10 resumption",
        "1 09:20 MO-3/10 closing good=21",
    )
    result = run("progress", plan_folder, "--declarations", log)
    assert result.exit_code == 0, result.stderr
    rows = {(row["order"], row["phase"]): row for row in csv.DictReader(result.stdout.splitlines())}
    assert len(rows) == 9
    assert rows["MO-3", "10"]["percent_by_quantity"] == "105.0000"
    assert rows["MO-3", "10"]["over"] == "true"
    assert rows["MO-3", "10"]["lost_setup_minutes"] == "30.0000"
    assert result.stderr.splitlines() == [
        "shop at 2026-06-01 09:20: 1 of 9 phases closed, 0 running, 0 interrupted, 1 late;"
        " orders closed: 0 of 3",
        "started on the planned day 50.0 %, finished on the planned day 100.0 %,"
        " in the planned sequence 100.0 %",
        "lost to interruptions: setup 30 min",
        "more declared than planned: MO-3/10",
        # 30 + 20 min of 2 machines x 80, of which 20 are setup; 21 pieces of 3 min in 30 min
        "OEE of SAW 65.62 %: available 31.25 %, performance 210.00 %, quality 100.00 %;"
        " 39.38 % if setup counts as lost",
    ]


def test_a_folder_is_written_whole_and_nothing_where_the_log_is_wrong(
    plan_folder: Path, tmp_path: Path
) -> None:
    into, out = tmp_path / "now.yaml", tmp_path / "out"
    options = ("--declarations", tmp_path / "day.csv", "-o", out, "--into", into)
    write_log(tmp_path, "1 08:00 MO-1/10 progress", "1 08:00 MO-9/10 opening")
    wrong = run("progress", plan_folder, *options)
    assert wrong.exit_code == 2
    assert "2 errors in the input" in wrong.stderr
    assert not out.exists()
    assert not into.exists()
    write_log(tmp_path, "1 08:00 MO-1/10 opening")
    right = run("progress", plan_folder, *options)
    assert right.exit_code == 0, right.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "adherence.json", "oee.csv", "order_progress.csv", "progress.csv", "progress.html",
        "spent.csv",
    ]  # fmt: skip
    assert load(into).order_by_id["MO-1"].progress[0].machine == "SAW-1"
    assert right.stdout == ""
    again = run("progress", plan_folder, *options)
    assert again.exit_code == 2
    assert "--into: found" in again.stderr
    assert "expected a name that does not exist yet" in again.stderr


def test_progress_is_told_by_time_if_that_is_asked(plan_folder: Path, tmp_path: Path) -> None:
    log = write_log(
        tmp_path, "1 08:00 MO-1/10 opening", "1 09:30 MO-1/10 progress machine_time=90m"
    )
    out, into = tmp_path / "out", tmp_path / "now.yaml"
    result = run("progress", plan_folder, "--declarations", log, "-o", out, "--time",
                 "--into", into)  # fmt: skip
    assert result.exit_code == 0, result.stderr
    figures = json.loads((out / "adherence.json").read_text("utf-8"))
    assert figures["progress_by"] == "time"
    with (out / "order_progress.csv").open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert first["percent"] == first["percent_by_time"] == "20.0000"  # 90 of 450 min
    assert load(into).settings.shop.remainder == "time"


def test_out_of_sequence_names_work_centers(plan_folder: Path, tmp_path: Path) -> None:
    log = write_log(tmp_path, "1 08:00 MO-1/20 opening")
    refused = run("progress", plan_folder, "--declarations", log)
    assert refused.exit_code == 2
    assert "--out-of-sequence PAINT allows it." in refused.stderr
    options = ("progress", plan_folder, "--declarations", log, "--out-of-sequence")
    assert run(*options, "PAINT").exit_code == 0
    wrong = run(*options, "PAIMT")
    assert wrong.exit_code == 2
    assert "found 'PAIMT', expected one of the work centers SAW, PAINT, PACK" in wrong.stderr
    assert "Did you mean 'PAINT'?" in wrong.stderr


def test_a_folder_without_a_plan_is_told(tmp_path: Path) -> None:
    log = write_log(tmp_path)
    result = run("progress", tmp_path / "none", "--declarations", log)
    assert result.exit_code == 2
    assert "expected a plan folder, or the plan.json of one" in result.stderr


def shop(folder: Path) -> Path:
    """Write a shop with a saw, two paint lines and a test bench: three orders of frames."""
    demands = [("SO-1", 40, "2026-06-02"), ("SO-2", 30, "2026-06-03"), ("SO-3", 20, "2026-06-04")]
    tables: dict[str, Any] = {
        "scenario": {"id": "circle", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}],
        "work_centers": [
            {"id": "SAW"},
            {"id": "PAINT", "capacity": 2, "setup_rule": "colour"},
            {"id": "TEST"},
        ],
        "setup_rules": [
            {"id": "colour", "property": "colour", "default": "15m", "initial": "white"}
        ],
        "items": [
            {"id": "FRAME", "source": "make"},
            {"id": "TUBE", "source": "buy", "lead_time": "1d"},
        ],
        "boms": [{"parent": "FRAME", "components": [{"item": "TUBE", "quantity": 3}]}],
        "routings": [
            {
                "item": "FRAME",
                "operations": [
                    {"phase": 10, "work_center": "SAW", "setup": "10m", "run": "3m"},
                    {"phase": 20, "work_center": "PAINT", "run": "4m", "state": {"colour": "red"}},
                    {"phase": 30, "work_center": "TEST", "run": "1m"},
                ],
            }
        ],
        "stock": [{"item": "TUBE", "quantity": 1000}],
        "demands": [
            {"id": name, "item": "FRAME", "quantity": quantity, "due": due}
            for name, quantity, due in demands
        ],
    }
    path = folder / "shop.yaml"
    path.write_text(yaml.safe_dump(tables), "utf-8")
    return path


def operations(folder: Path) -> list[Row]:
    with (folder / "operations.csv").open(encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["setup_start"])


def declared(rows: list[Row], now: str) -> list[dict[str, object]]:
    """Return what the floor declares that does just what the plan says until a moment."""
    log: list[tuple[str, dict[str, object]]] = []
    for row in rows:
        begin, end = row["operation_start"][:16], row["end"][:16]
        phase: dict[str, object] = {
            "order": f"718-{row['order']}/{row['phase']}",
            "machine": row["machine"],
        }
        if begin < now:
            log.append((begin, phase | {"time": begin, "kind": "opening"}))
        if end <= now:
            closing = phase | {"time": end, "kind": "closing", "good": row["quantity"]}
            log.append((end, closing))
        elif begin < now:
            log.append((now, phase | {"time": now, "kind": "progress", "good": "5"}))
    # what is closed at a moment makes room for what is opened then
    log.sort(key=lambda entry: (entry[0], entry[1]["kind"] == "opening"))
    return [cells for _, cells in log]


def test_plan_declare_and_plan_again_from_there(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    made = run("plan", shop(tmp_path), "--rule", "edd", "-o", first)
    assert made.exit_code == 0, made.stderr
    now, rows = "2026-06-01T10:00", operations(first)
    log = write_log(tmp_path, *declared(rows, now))
    into = tmp_path / "now.yaml"
    told = run("progress", first, "--declarations", log, "--now", now, "--into", into,
               "-o", tmp_path / "out")  # fmt: skip
    assert told.exit_code == 0, told.stderr
    # the floor did what was planned
    figures = json.loads((tmp_path / "out" / "adherence.json").read_text("utf-8"))
    assert figures["started_on_day_percent"] == figures["in_sequence_percent"] == 100.0

    again = run("plan", into, "--rule", "edd", "--previous", first, "-o", second)
    assert again.exit_code == 0, again.stderr
    assert "verified" in again.stderr
    check = run("check", into, "--plan", second)
    assert check.exit_code == 0, check.stdout

    done = {(row["order"], row["phase"]) for row in rows if row["end"][:16] <= now}
    begun = {
        (row["order"], row["phase"]): row for row in rows
        if row["operation_start"][:16] < now < row["end"][:16]
    }  # fmt: skip
    left = {(row["order"], row["phase"]): row for row in operations(second)}
    assert done
    assert begun
    assert left.keys() == {(row["order"], row["phase"]) for row in rows} - done
    for key, row in begun.items():
        assert (left[key]["state"], left[key]["machine"]) == ("started", row["machine"])
        assert left[key]["setup_start"][:16] == now
        assert float(left[key]["quantity"]) == float(row["quantity"]) - 5
    assert {row["state"] for key, row in left.items() if key not in begun} == {"planned"}
    demands = load_plan(second).demands
    assert [(row.demand, row.is_scheduled) for row in demands] == [
        ("SO-1", True), ("SO-2", True), ("SO-3", True),
    ]  # fmt: skip


def test_when_all_is_declared_nothing_is_planned_and_the_stock_serves_all(tmp_path: Path) -> None:
    first, into = tmp_path / "first", tmp_path / "now.yaml"
    assert run("plan", shop(tmp_path), "--rule", "edd", "-o", first).exit_code == 0
    rows = operations(first)
    last = max(row["end"][:16] for row in rows)
    log = write_log(tmp_path, *declared(rows, last))
    told = run("progress", first, "--declarations", log, "--into", into)
    assert told.exit_code == 0, told.stderr
    scenario = load(into)
    assert scenario.scenario.start == datetime.fromisoformat(last)
    assert {order.status.value for order in scenario.orders} == {"closed"}
    # 90 frames took 270 tubes
    assert {row.item: row.quantity for row in scenario.stock} == {"TUBE": 730, "FRAME": 90}
    result = run("plan", into, "--rule", "edd", "--previous", first, "-o", tmp_path / "second")
    assert result.exit_code == 0, result.stderr
    assert operations(tmp_path / "second") == []
    assert "every demand is on time" in result.stderr
