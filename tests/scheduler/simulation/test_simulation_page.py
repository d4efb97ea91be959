"""The page about simulation: its commands run, its files have the fields that it tells of."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs.folder_kinds import SIMULATION_FILES
from scheduler.simulation.difference import COLUMNS
from scheduler.simulation.record import dump_record
from tests import test_docs
from tests.scheduler.simulation.shops import planned, snapshot, written
from tests.test_docs import CODE, FENCE, blocks, documented, tables

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "simulation.md"
LINES = [line for _, text in blocks(PAGE, "sh") for line in text.splitlines()]
OPTION = re.compile(r"--[a-z][a-z-]*")


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        *(
            code
            for code in CODE.findall(FENCE.sub("", PAGE.read_text("utf-8")))
            if code.startswith("finitecap ")
        ),
    ],
)
def test_every_command_of_the_page_exists_with_its_options(line: str) -> None:
    test_docs.test_every_command_exists_with_its_options(line.removeprefix("finitecap "))


def test_every_option_of_the_page_exists_and_every_change_is_told() -> None:
    shown = CliRunner().invoke(main, ["simulate", "--help"]).stdout
    text = PAGE.read_text("utf-8")
    others = {"--into", "--mode"}  # of other commands
    assert {*OPTION.findall(text)} - others <= {*OPTION.findall(shown)}
    told = {OPTION.findall(row[0])[0] for row in tables(PAGE)["What can be tried"]}
    assert told == {
        "--move", "--machine", "--shift", "--breakdown", "--rush", "--drop", "--earlier", "--extra",
    }  # fmt: skip


def test_the_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scheduler.report.render_report", lambda *_: "<html></html>")
    runner = CliRunner()
    bicycle = str(ROOT / "scenarios" / "bicycle.yaml")
    first = runner.invoke(main, ["plan", bicycle, "--rule", "edd"])
    assert first.exit_code == 0, first.stderr
    before = Path("plans/bicycle-finite/plan.json").read_bytes()
    for line in LINES:
        result = runner.invoke(main, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.stderr}"
    assert Path("plans/bicycle-finite/plan.json").read_bytes() == before


def test_the_files_of_a_snapshot_have_the_documented_fields(tmp_path: Path) -> None:
    plan = planned()
    made = snapshot(written(tmp_path, plan), plan, [], "x")
    assert documented(PAGE, "`changes.csv`") == list(COLUMNS)
    assert documented(PAGE, "`simulation.json`") == list(json.loads(dump_record(made.record)))
    names = {*SIMULATION_FILES} - {"before.json"}
    assert all(f"`{name}`" in PAGE.read_text("utf-8") for name in names)
