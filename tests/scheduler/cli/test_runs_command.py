"""`finitecap runs`, and the records that commands leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.errors import NoPlanExists, NoPlanFound, SolverFault
from scheduler.cli import main
from scheduler.cli.runs import _STATUSES
from scheduler.runs import RunStatus
from scheduler.runs.stopwatch import Step

BICYCLE = str(Path(__file__).parents[3] / "scenarios" / "bicycle.yaml")


def run(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


def records(folder: Path) -> list[dict[str, Any]]:
    text = run("runs", folder, "--json").stdout
    found: list[dict[str, Any]] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of plans with a run that went well, and one that did not."""
    folder = tmp_path_factory.mktemp("work") / "plans"
    made = run("plan", BICYCLE, "--rule", "edd", "-o", folder / "my bikes", "--seed", "3")
    assert made.exit_code == 0, made.stderr
    wrong = folder.parent / "wrong.yaml"
    wrong.write_text(Path(BICYCLE).read_text("utf-8").replace("source: buy", "source: bye"))
    assert run("plan", wrong, "-o", folder / "other").exit_code == 2
    return folder


def test_runs_are_found_by_any_way_in_which_they_end() -> None:
    assert tuple(RunStatus) == _STATUSES  # the command does not load the log to list them


def test_K10_each_run_leaves_its_parameters_errors_and_counts(plans: Path) -> None:
    failed, made = records(plans)
    assert made["command"] == "plan"
    assert made["line"] == (
        f"finitecap plan {BICYCLE} --rule edd -o '{plans / 'my bikes'}' --seed 3"
    )
    assert (made["status"], made["exit_code"], made["output"]) == ("feasible", 0, "my bikes")
    assert made["options"] == {
        "output": str(plans / "my bikes"), "mode": "finite", "time_limit": "60.0", "workers": "2",
        "seed": "3", "rule": "edd",
    }  # fmt: skip
    nothing_late = [step for step in Step if step is not Step.REMEDIES]
    assert list(made["steps"]) == nothing_late
    assert made["scenario"] == "bicycle"
    assert len(made["digest"]) == 64
    assert set(made["versions"]) == {"finitecap", "ortools", "python"}
    kpis = json.loads((plans / "my bikes" / "kpis.json").read_text("utf-8"))
    assert made["kpis"] == kpis
    assert made["counts"]["operations"] == kpis["operations"] == 49
    assert made["counts"]["demands"] == kpis["demands"] == 8
    assert [level["objective"] for level in made["levels"]] == ["tardiness", "flow", "makespan"]
    assert (failed["status"], failed["exit_code"], failed["output"]) == ("input-wrong", 2, "")
    assert failed["errors"]
    for error in failed["errors"]:
        assert error["file"].endswith("wrong.yaml")
        assert (error["table"], error["field"], error["value"]) == ("items", "source", "bye")


def test_K10_runs_are_listed_the_newest_first_and_by_what_is_asked(plans: Path) -> None:
    head, failed, made = run("runs", plans).stdout.splitlines()
    assert head.split() == [
        "id",
        "when",
        "command",
        "scenario",
        "status",
        "late",
        "seconds",
        "plan",
    ]
    assert "wrong.yaml" in failed
    assert " bicycle " in made
    assert made.endswith("my bikes")
    assert "0 of 8" in made
    assert len(run("runs", plans, "--status", "feasible").stdout.splitlines()) == 2
    assert len(run("runs", plans, "--search", "BYE").stdout.splitlines()) == 2
    assert len(run("runs", plans, "--last", "1").stdout.splitlines()) == 2
    assert len(run("runs", "list", plans / "my bikes").stdout.splitlines()) == 2
    nothing = run("runs", plans, "--scenario", "pumps")
    assert nothing.exit_code == 0
    assert nothing.stderr == f"0 of 2 runs in {plans / 'runs.jsonl'}\n"
    assert run("runs", plans, "--since", "2999-01-01", "--json").stdout == "[]\n"


def test_a_run_is_shown_with_all_that_is_known_of_it(plans: Path) -> None:
    made = records(plans)[1]
    shown = run("runs", "show", made["id"][:20], "--in", plans)
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert f"command line   {made['line']}" in lines
    assert f"digest         {made['digest']}" in lines
    assert "status         feasible, exit code 0" in lines
    assert any(line.split() == ["operations", "49"] for line in lines)
    assert json.loads(run("runs", "show", made["id"], "--in", plans, "--json").stdout) == made
    errors = run("runs", "show", records(plans)[0]["id"], "--in", plans).stdout
    assert "found 'bye', expected" in errors


def test_the_same_scenario_has_the_same_digest_in_every_format(tmp_path: Path) -> None:
    sources = [BICYCLE, *(str(tmp_path / name) for name in ("tables", "b.json", "b.xlsx"))]
    for source in sources[1:]:
        assert run("convert", BICYCLE, source).exit_code == 0
    for source in sources:
        assert run("plan", source, "--mode", "asap", "-o", tmp_path / "plan").exit_code == 0
    changed = tmp_path / "changed.yaml"
    changed.write_text(Path(BICYCLE).read_text("utf-8").replace("quantity: 12", "quantity: 13"))
    assert run("plan", changed, "--mode", "asap", "-o", tmp_path / "plan").exit_code == 0
    other, *same = (record["digest"] for record in records(tmp_path))
    assert len(same) == 4
    assert len(set(same)) == 1
    assert other not in same


def test_K10_records_are_deleted_when_asked_and_their_plans_stay(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("plan", BICYCLE, "--mode", "asap", "-o", tmp_path / "plan").exit_code == 0
    newest, oldest = (record["id"] for record in records(tmp_path))
    kept = run("runs", "delete", oldest, "--in", tmp_path, input="n\n")
    assert kept.exit_code == 0
    assert len(records(tmp_path)) == 2
    unasked = run("runs", "delete", oldest, "--in", tmp_path, input="")
    assert unasked.exit_code == 2
    assert "nobody answers, so nothing is deleted; --yes does not ask." in unasked.stderr
    assert len(records(tmp_path)) == 2
    gone = run("runs", "delete", oldest, "--in", tmp_path, input="y\n")
    assert gone.exit_code == 0
    assert "deleted 1 record" in gone.stderr
    assert [record["id"] for record in records(tmp_path)] == [newest]
    wrong = run("runs", "delete", newest[:-1] + "z", "--in", tmp_path, "--yes")
    assert wrong.exit_code == 2
    assert f"Did you mean '{newest}'?" in wrong.stderr
    assert run("runs", "delete", newest, "--in", tmp_path, "--yes").exit_code == 0
    assert records(tmp_path) == []
    assert (tmp_path / "plan" / "plan.json").exists()


def test_no_record_is_left_where_that_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asap = ("plan", BICYCLE, "--mode", "asap", "-o", tmp_path / "plan")
    assert run(*asap, "--no-log").exit_code == 0
    monkeypatch.setenv("FINITECAP_NO_LOG", "1")
    assert run(*asap).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_plan_is_made_though_its_record_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "runs.jsonl").mkdir()
    made = run("plan", BICYCLE, "--mode", "asap", "-o", tmp_path / "plan")
    assert made.exit_code == 0
    assert made.stdout == f"{tmp_path / 'plan'}\n"
    said = [line for line in made.stderr.splitlines() if "not recorded" in line]
    assert said == [
        f"warning: the run is not recorded: {tmp_path.resolve() / 'runs.jsonl'} cannot be written:"
        " Is a directory"
    ]


def test_who_mistypes_a_scenario_gets_no_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("plan", "nosuch.yaml").exit_code == 2
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "plans").mkdir()
    assert run("plan", "nosuch.yaml").exit_code == 2
    assert [(row["status"], row["source"]) for row in records(tmp_path / "plans")] == [
        ("input-wrong", "nosuch.yaml")
    ]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NoPlanExists(("SO-1 is due too early",)), "no-plan-exists", 3),
        (NoPlanFound("in 1 s"), "no-plan-found", 4),
        (SolverFault(("W1: two at once",)), "fault", 70),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_K10_a_run_that_fails_leaves_a_record_of_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: str,
    code: int,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("scheduler.pipeline.plan", fail)
    assert run("plan", BICYCLE, "-o", tmp_path / "new" / "plan").exit_code == code
    (record,) = records(tmp_path / "new")
    assert (record["status"], record["exit_code"], record["scenario"]) == (status, code, "bicycle")
    assert [row["text"] for row in record["errors"]] == str(error).splitlines()
    assert record["output"] == ""
    assert not (tmp_path / "new" / "plan").exists()


def test_a_command_line_that_is_refused_was_no_run(tmp_path: Path) -> None:
    refused = run("plan", BICYCLE, "--rule", "edd", "--mode", "asap", "-o", tmp_path / "plan")
    assert refused.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_and_a_new_sequence_leave_records_beside_the_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    assert run("plan", BICYCLE, "--rule", "edd", "-o", plan, "--no-log").exit_code == 0
    assert run("sequence", plan, "--work-center", "ASSY").exit_code == 0  # writes no plan
    assert run("simulate", plan, "--rush", "NONE").exit_code == 2
    assert not (tmp_path / "runs.jsonl").exists()
    assert run("simulate", plan, "--name", "try").exit_code == 0
    new = tmp_path / "new"
    made = run("sequence", plan, "--work-center", "ASSY", "--rule", "spt", "-o", new)
    assert made.exit_code == 0, made.stderr
    found = [(row["command"], row["output"], row["scenario"]) for row in records(tmp_path)]
    assert found == [
        ("sequence", "new", "bicycle"),
        ("simulate", "plan.snapshots/try", "bicycle"),
    ]


def test_K11_errors_block_and_warnings_reach_plan_report_record_and_tables(tmp_path: Path) -> None:
    text = Path(BICYCLE).read_text("utf-8")
    row = "\ndemands:\n  - {id: SO-FAR, item: BIKE-RED, quantity: 1, due: 2027-05-20}"
    far = tmp_path / "far.yaml"
    far.write_text(text.replace("\ndemands:", row), "utf-8")
    expected = "a date within the horizon of 40 days; it is not planned"
    checked = run("check", far)
    assert checked.exit_code == 0
    assert f"due: found '2027-05-20', expected {expected}" in checked.stdout + checked.stderr
    plan = tmp_path / "plan"
    assert run("plan", far, "--rule", "edd", "-o", plan).exit_code == 0
    (warning,) = json.loads((plan / "plan.json").read_text("utf-8"))["warnings"]
    assert "2027-05-20" in str(warning)
    assert f'<td dir="auto">{expected}</td>' in (plan / "report.html").read_text("utf-8")
    (record,) = records(tmp_path)
    assert record["num_warnings"] == 1
    assert record["warnings"][0]["value"] == "2027-05-20"
    assert run("export", plan, "--to", "csv", "--tables", "execution").exit_code == 0
    table = (tmp_path / "plan-execution-csv" / "import_warnings.csv").read_text("utf-8")
    head, line = table.splitlines()
    assert head == "file,table,row,field,value,expected,hint"
    assert line.startswith(f"{far},demands,'SO-FAR' (line ")
    assert line.endswith(f",due,2027-05-20,{expected},")
    far.write_text(text.replace("\ndemands:", row.replace("2027-05-20", "soon")), "utf-8")
    for command in (("check", far), ("plan", far, "-o", plan)):
        blocked = run(*command)
        assert blocked.exit_code == 2
        assert "due: found 'soon', expected a date" in blocked.stderr
    assert "SO-FAR" not in json.loads((plan / "plan.json").read_text("utf-8"))["demands"]
