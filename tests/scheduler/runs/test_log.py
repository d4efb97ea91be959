"""The log of runs: one line each, whole, whoever else writes."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.errors import Fault, InvalidScenarioFile
from scheduler.runs import LOG_FILE, RunLog, RunLogError, RunRecord, RunStatus, Selection, log_of
from scheduler.runs.record import FaultRecord
from scheduler.runs.selection import named

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2026, 6, 1, 8, tzinfo=UTC)


def run(number: int, **fields: object) -> RunRecord:
    """Return the record of a run that began so many minutes after the first."""
    values: dict[str, object] = {
        "id": f"20260601-{number:06d}-abcd",
        "when": BEGIN + timedelta(minutes=number),
        "command": "plan",
        "status": RunStatus.OPTIMAL,
        "scenario": "bicycle",
    }
    return RunRecord.model_validate(values | fields)


def log_with(folder: Path, *records: RunRecord) -> RunLog:
    log = RunLog(folder / LOG_FILE)
    for record in records:
        log.append(record)
    return log


def test_K10_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    fault = Fault("boms", "'FRAME'", "item", "HUBB", "an item", "Did you mean 'HUB'?", "p.yaml")
    record = run(
        1, name='Zoë <b>"x"</b>\n\N{BICYCLE}', kpis={"a": 1.5, "b": None}, counts={"orders": 3},
        warnings=(FaultRecord.of(fault),), parameters={"mrp.pool": "true"},
    )  # fmt: skip
    log = log_with(tmp_path / "new" / "plans", record, run(2))
    assert log.read() == ((record, run(2)), ())
    assert log.path.read_bytes().count(b"\n") == 2
    assert str(log.read().records[0].warnings[0]) == str(fault)


def test_a_spoilt_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    log = log_with(tmp_path, run(1))
    with log.path.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "x", "when": "yesterday", "command": "plan", "status": "optimal"}\n')
        stream.write('\n{"id": "torn')
    log.append(run(2))
    records, faults = log.read()
    assert records == (run(1), run(2))
    wrong, torn = map(str, faults)
    assert wrong.startswith(f"{log.path}: line 2 when: found 'yesterday', expected a value that ")
    assert torn == (
        f'{log.path}: line 4: found \'{{"id": "torn\', expected the record of a run as JSON'
    )


def test_a_record_of_a_newer_version_is_read_for_what_is_known_of_it(tmp_path: Path) -> None:
    log = log_with(tmp_path, run(1))
    text = log.path.read_text("utf-8").replace('"command"', '"mood":"good","command"')
    log.path.write_text(text, "utf-8")
    assert log.read() == ((run(1),), ())


def test_deleting_takes_one_record_and_leaves_every_other_line_as_it_is(tmp_path: Path) -> None:
    log = log_with(tmp_path, run(1), run(2), run(3))
    first, _, third = log.path.read_bytes().splitlines(keepends=True)
    spoilt = b"\xff not JSON \x00\n"
    log.path.write_bytes(log.path.read_bytes() + spoilt)
    log.delete([run(2).id])
    assert log.path.read_bytes() == first + third + spoilt
    log.delete([run(1).id, run(3).id])
    assert log.path.read_bytes() == spoilt
    assert [path.name for path in tmp_path.glob("*.new")] == []


def _append_many(path: Path, first: int, count: int) -> None:
    for number in range(first, first + count):
        RunLog(path).append(run(number, name="x" * 9_000))  # more than a pipe writes at once


def test_two_processes_that_write_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / LOG_FILE
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(path, first, 25)) for first in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    records, faults = RunLog(path).read()
    assert faults == ()
    assert {record.id for record in records} == {
        run(number).id for first in (0, 100) for number in range(first, first + 25)
    }


def test_a_log_that_cannot_be_written_says_which(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("a file", "utf-8")
    log = RunLog(tmp_path / "plans" / LOG_FILE)
    with pytest.raises(RunLogError, match=rf"^{log.path} cannot be written: File exists$"):
        log.append(run(1))


def test_five_thousand_records_are_read_searched_and_thinned_out(tmp_path: Path) -> None:
    figures = {f"figure_{number}": number / 7 for number in range(40)}
    lines = [run(n, kpis=figures).model_dump_json(exclude_defaults=True) for n in range(5_000)]
    log = RunLog(tmp_path / LOG_FILE)
    log.path.write_text("\n".join(lines) + "\n", "utf-8")
    records = log.read().records
    assert len(records) == 5_000
    assert len(Selection(text="FIGURE_39").of(records)) == 5_000
    log.delete([record.id for record in records[10:]])
    assert log.read().records == records[:10]


def test_K10_runs_are_found_by_scenario_status_time_folder_and_any_text() -> None:
    error = FaultRecord(text="nothing fits before the deadline of SO-7")
    records = [
        run(1, output="a"), run(2, scenario="pumps", line="finitecap plan 'Straße.yaml'"),
        run(3, status=RunStatus.NO_PLAN_EXISTS, errors=(error,)), run(4, output="a"),
    ]  # fmt: skip

    def found(selection: Selection) -> list[int]:
        return [records.index(record) + 1 for record in selection.of(records)]

    assert found(Selection()) == [4, 3, 2, 1]  # the newest first
    assert found(Selection(scenario="pumps")) == [2]
    assert found(Selection(status="no-plan-exists")) == [3]
    assert found(Selection(since=BEGIN + timedelta(minutes=3))) == [4, 3]
    assert found(Selection(output="a")) == [4, 1]
    assert found(Selection(text="so-7")) == [3]
    assert found(Selection(text="STRASSE")) == [2]
    assert found(Selection(scenario="bicycle", text="pumps")) == []


def test_runs_are_named_by_their_ids_or_by_how_only_one_begins() -> None:
    records = [run(1), run(2), run(20)]
    assert named(records, ["20260601-000001", run(20).id], "log") == (run(1), run(20))
    with pytest.raises(InvalidScenarioFile) as error:
        named(records, ["20260601-0000", "20260601-000002-abcx", "rubbish", ""], "log")
    several, close, none, empty = map(str, error.value.faults)
    assert several == (
        "log: ID: found '20260601-0000', expected one run; 3 begin so, such as"
        " 20260601-000001-abcd, 20260601-000002-abcd, 20260601-000020-abcd"
    )
    assert close == (
        "log: ID: found '20260601-000002-abcx', expected the id of a run in the log\n"
        "    Did you mean '20260601-000002-abcd'?"
    )
    assert none.endswith("The last one is '20260601-000020-abcd'; finitecap runs lists all.")
    assert empty.startswith("log: ID: expected the id of a run in the log")


def test_a_folder_that_is_not_there_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    log_with(tmp_path / "plans", run(1))
    (tmp_path / "plans" / "bicycle-finite").mkdir()
    assert log_of(tmp_path / "plans" / "bicycle-finite").read().records == (run(1),)
    with pytest.raises(InvalidScenarioFile) as error:
        log_of(tmp_path / "plnas")
    assert str(error.value) == (
        f"FOLDER: found '{tmp_path / 'plnas'}', expected a folder of plans, or the folder of a"
        f" plan\n    Did you mean '{tmp_path / 'plans'}'?"
    )
    (tmp_path / "empty" / "inner").mkdir(parents=True)
    with pytest.raises(InvalidScenarioFile, match=r"leaves its record in runs\.jsonl beside"):
        log_of(tmp_path / "elsewhere")
    with pytest.raises(InvalidScenarioFile, match=r"expected a folder with a runs\.jsonl"):
        log_of(tmp_path / "empty" / "inner")
