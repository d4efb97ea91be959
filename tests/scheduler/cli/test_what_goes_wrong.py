"""Interrupts, full disks, locked folders and others who write: nothing is ever half done."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from scheduler.changes import Drop, Rush
from scheduler.cli import main
from scheduler.outputs import write_plan
from scheduler.outputs.folder import OutputNotWritten
from scheduler.simulation import applying, snapshot
from scheduler.simulation.replan import replanned
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.simulation.shops import MANNER, author, planned, state_of, written
from tests.scheduler.simulation.shops import snapshot as made_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def quick_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the report: half a second each, and it has tests of its own."""
    monkeypatch.setattr("scheduler.report.render_report", lambda *_: "<html></html>")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a plan with a snapshot called ``rush``."""
    plan = planned()
    main_folder = written(tmp_path, plan)
    made_snapshot(main_folder, plan, [Rush("SO-SIX")], "rush")
    return main_folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rush_of(folder: Path) -> Path:
    return folder.with_name("plan.snapshots") / "rush"


def pressing_ctrl_c(job: Callable[..., Any]) -> Callable[..., Any]:
    """Return a job during which somebody presses Ctrl-C, and which goes on to its end."""

    def interrupted(*arguments: Any, **options: Any) -> Any:
        assert current_thread() is not main_thread()
        Event().wait(0.3)  # until the main thread waits
        os.kill(os.getpid(), signal.SIGINT)
        Event().wait(0.5)
        return job(*arguments, **options)

    return interrupted


def test_ctrl_c_while_an_apply_is_prepared_leaves_the_plan(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state_of(folder.parent)
    monkeypatch.setattr(applying, "prepared", pressing_ctrl_c(applying.prepared))
    result = run("apply", rush_of(folder))
    assert result.exit_code == 130
    assert "stopping; the plan stays as it is" in result.stderr
    assert "finitecap: interrupted; nothing was written" in result.stderr
    assert result.stdout == ""
    assert state_of(folder.parent) == before


def test_ctrl_c_in_a_simulation_keeps_the_best_as_a_whole_snapshot(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state_of(folder)
    monkeypatch.setattr(snapshot, "replanned", pressing_ctrl_c(replanned))
    result = run("simulate", folder, "--drop", "SO-TWO", "--name", "less")
    assert result.exit_code == 130
    assert "stopping with the best plan so far" in result.stderr
    assert Path(result.stdout.strip()) == rush_of(folder).with_name("less").resolve()
    assert state_of(folder) == before
    assert run("apply", rush_of(folder).with_name("less")).exit_code == 0


@pytest.mark.parametrize("name", ["simulate", "apply", "rollback"])
def test_ctrl_c_while_files_are_written_leaves_everything_as_it_was(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = _ready(name, folder)
    before = state_of(folder.parent)

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    result = run(*arguments)
    assert result.exit_code == 130
    assert "finitecap: interrupted; nothing was written" in result.stderr
    assert state_of(folder.parent) == before


@pytest.mark.parametrize("name", ["simulate", "apply", "rollback"])
def test_a_full_disk_leaves_everything_as_it_was(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = _ready(name, folder)
    before = state_of(folder.parent)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    result = run(*arguments)
    assert result.exit_code == 2
    assert "cannot be written: No space left on device" in result.stderr
    assert state_of(folder.parent) == before


@pytest.mark.parametrize(
    ("name", "protected", "text"),
    [
        ("simulate", "plan.snapshots", "is no folder that you may write to"),
        ("apply", "plan", "plan cannot be written: it is write-protected"),
        ("apply", "plan.snapshots/rush", "rush cannot be marked: it is write-protected"),
        ("rollback", "plan", "plan cannot be written: it is write-protected"),
        ("rollback", "plan.snapshots/rush", "rush cannot be marked: it is write-protected"),
        ("discard", "plan.snapshots/rush", "rush cannot be deleted: it is write-protected"),
    ],
)
def test_a_write_protected_folder_is_told_before_anything_is_written(
    name: str, protected: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = _ready(name, folder)
    before = state_of(folder.parent)
    locked = (folder.parent / protected).resolve()

    def may_write(path: Path) -> bool:  # whoever runs the tests may write everywhere
        return path.resolve() != locked

    for module in ("scheduler.outputs.folder", "scheduler.simulation.applying"):
        monkeypatch.setattr(f"{module}.may_write", may_write)
    monkeypatch.setattr("scheduler.simulation.snapshot.may_write", may_write)
    result = run(*arguments)
    assert result.exit_code == 2
    assert text in result.stderr
    assert state_of(folder.parent) == before


def _ready(name: str, folder: Path) -> tuple[str | Path, ...]:
    """Return the arguments of a command, when all that it needs is there."""
    if name == "simulate":
        return ("simulate", folder, "--drop", "SO-TWO", "--name", "less")
    if name == "discard":
        return ("simulate", folder, "--discard", "rush")
    if name == "rollback":
        assert run("apply", rush_of(folder)).exit_code == 0
        return ("rollback", folder)
    return ("apply", rush_of(folder))


def test_a_plan_that_another_process_wrote_meanwhile_is_not_lost(folder: Path) -> None:
    ready = applying.prepared(rush_of(folder), MANNER, lambda _: "<html></html>")
    write_plan(planned(shop(), "lpt"), folder)
    before = state_of(folder.parent)
    with pytest.raises(Exception, match="somebody else has written it since") as caught:
        applying.written(ready)
    assert "Apply the snapshot again." in str(caught.value)
    assert state_of(folder.parent) == before


def test_of_two_snapshots_for_one_folder_the_first_stays(folder: Path) -> None:
    plan = planned()
    target = folder.with_name("mine")
    first, second = (
        snapshot.simulate(folder, plan, [change], MANNER, author(name), output=target)
        for name, change in (("one", Drop("SO-TWO")), ("two", Drop("SO-SIX")))
    )
    snapshot.write_snapshot(first)
    before = state_of(folder.parent)
    with pytest.raises(OutputNotWritten, match="holds something other than a snapshot"):
        snapshot.write_snapshot(second)
    assert state_of(folder.parent) == before


def test_a_snapshot_that_came_while_ours_was_written_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned()
    made = snapshot.simulate(folder, plan, [Drop("SO-TWO")], MANNER, author("less"))
    other = made.folder

    def slow(number: int) -> None:
        del number
        other.mkdir(exist_ok=True)
        (other / "simulation.json").write_text('{"format": 1}', "utf-8")

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(OutputNotWritten, match="holds something other than a snapshot"):
        snapshot.write_snapshot(made)
    assert [path.name for path in other.iterdir()] == ["simulation.json"]


def test_a_reader_that_closes_the_pipe_sees_no_traceback(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler", "simulate", str(folder), "--list"],
            cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False, timeout=120,
        )  # fmt: skip
    finally:
        os.close(write)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
