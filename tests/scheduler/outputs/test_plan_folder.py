"""The plan folder: written whole or not at all, and never over something else."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import pytest

from scheduler.outputs import OutputNotWritten, check_target, write_mrp, write_plan
from scheduler.outputs.folder import write_folder
from scheduler.outputs.folder_kinds import MATERIAL_FILES, PLAN_FILES
from tests.scheduler.outputs.sample_plan import MATERIAL, SCENARIO, sample_plan

if TYPE_CHECKING:
    from collections.abc import Callable

Failure = OSError | KeyboardInterrupt
FULL = OSError(errno.ENOSPC, "No space left on device")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones and litter included."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the folder of a plan."""
    folder = tmp_path / "plans" / "sample-finite"
    write_plan(sample_plan(), folder, report="<html>first</html>")
    return folder


def test_the_folder_holds_every_file_and_its_parents_are_made(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == set(PLAN_FILES)
    assert (written / "report.html").read_text() == "<html>first</html>"
    assert [path.name for path in written.parent.iterdir()] == ["sample-finite"]


def test_without_a_report_no_report_of_an_older_plan_stays(written: Path) -> None:
    write_plan(sample_plan(), written)
    assert {path.name for path in written.iterdir()} == set(PLAN_FILES) - {"report.html"}


def test_two_writes_of_one_plan_are_equal_byte_by_byte(written: Path) -> None:
    before = contents(written)
    write_plan(sample_plan(), written, report="<html>first</html>")
    assert contents(written) == before


def test_the_folder_may_be_read_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_plan(sample_plan(), tmp_path / "plan")
    finally:
        os.umask(before)
    assert (tmp_path / "plan").stat().st_mode & 0o777 == 0o750


def test_notes_in_a_plan_folder_survive_the_next_plan(written: Path) -> None:
    (written / "notes.txt").write_text("call Alba")
    (written / "pictures").mkdir()
    (written / "pictures" / "gantt.png").write_bytes(b"png")
    write_plan(sample_plan(), written, report="<html>second</html>")
    assert (written / "notes.txt").read_text() == "call Alba"
    assert (written / "pictures" / "gantt.png").read_bytes() == b"png"
    assert (written / "report.html").read_text() == "<html>second</html>"


@pytest.mark.parametrize("name", ["tasks.csv", "log.csv", "parameters.csv", "list-calls.csv"])
def test_a_file_of_the_user_survives_though_another_kind_of_folder_has_one_of_its_name(
    name: str, written: Path
) -> None:
    (written / name).write_text("call Alba")
    write_plan(sample_plan(), written)
    assert (written / name).read_text() == "call Alba"


def test_a_link_to_a_plan_folder_stays_a_link(written: Path, tmp_path: Path) -> None:
    link = tmp_path / "current"
    link.symlink_to(written)
    write_plan(sample_plan(), link, report="<html>second</html>")
    assert link.is_symlink()
    assert (written / "report.html").read_text() == "<html>second</html>"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_plan(sample_plan(), tmp_path / "empty")
    assert (tmp_path / "empty" / "plan.json").exists()


def _file(place: Path) -> None:
    place.write_text("mine")


def _documents(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("mine")


def _foreign_plan(place: Path) -> None:
    place.mkdir()
    (place / "plan.json").write_text('{"name": "holiday"}')


def _table(place: Path) -> None:
    place.mkdir()
    (place / "mrp.csv").write_text("a,b\n1,2\n")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_file, "is a file, expected a folder"),
        (_documents, "holds something other than a plan"),
        (_foreign_plan, "holds something other than a plan"),
        (_table, "holds something other than a plan"),
    ],
)
def test_what_is_no_plan_is_not_replaced(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    place = tmp_path / "there"
    make(place)
    before = contents(tmp_path)
    with pytest.raises(OutputNotWritten, match=reason) as refused:
        write_plan(sample_plan(), place)
    assert "Choose another" in str(refused.value)
    with pytest.raises(OutputNotWritten, match=reason):
        check_target(place)
    assert contents(tmp_path) == before


def test_a_parent_that_is_a_file_is_told_before_planning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputNotWritten, match=r"cannot be written: .*file is no folder"):
        check_target(tmp_path / "file" / "plan")


def test_a_material_plan_gives_way_to_a_plan_but_not_a_plan_to_it(tmp_path: Path) -> None:
    place = tmp_path / "out"
    write_mrp(MATERIAL, SCENARIO, place)
    assert {path.name for path in place.iterdir()} == set(MATERIAL_FILES)
    write_mrp(MATERIAL, SCENARIO, place)
    write_plan(sample_plan(), place)
    with pytest.raises(OutputNotWritten, match="something other than a material plan"):
        write_mrp(MATERIAL, SCENARIO, place)
    assert (place / "plan.json").exists()


def _raise(failure: Failure) -> Callable[[TextIO], NoReturn]:
    def write(stream: TextIO) -> NoReturn:
        stream.write("half a fi")
        raise failure

    return write


@pytest.mark.parametrize("failure", [FULL, KeyboardInterrupt()])
def test_a_failure_while_writing_leaves_the_old_plan_and_no_litter(
    written: Path, tmp_path: Path, failure: Failure
) -> None:
    before = contents(tmp_path)
    files = {"plan.json": lambda stream: stream.write("{}"), "orders.csv": _raise(failure)}
    expected = OutputNotWritten if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as refused:
        write_folder(written, files)
    assert contents(tmp_path) == before
    if failure is FULL:
        assert str(refused.value) == f"{written} cannot be written: No space left on device"


@pytest.mark.parametrize("failure", [FULL, KeyboardInterrupt()])
def test_a_failure_of_the_first_plan_leaves_not_even_its_parents(
    tmp_path: Path, failure: Failure
) -> None:
    expected = OutputNotWritten if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_folder(tmp_path / "a" / "b" / "plan", {"orders.csv": _raise(failure)})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failure", [FULL, KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2])
def test_a_failure_at_any_rename_leaves_one_whole_plan(
    written: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Failure,
    step: str,
    number: int,
) -> None:
    old = contents(tmp_path)
    rename, calls = Path.rename, 0

    def failing(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == number and step == "before":
            raise failure
        result = rename(self, target)
        if calls == number:
            raise failure
        return result

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((OutputNotWritten, KeyboardInterrupt)):
        write_plan(sample_plan(), written, report="<html>second</html>")
    monkeypatch.undo()
    new = old | {"plans/sample-finite/report.html": b"<html>second</html>"}
    # only once the new folder has its name is it the plan
    assert contents(tmp_path) == (new if (number, step) == (2, "after") else old)
    assert [path.name for path in written.parent.iterdir()] == ["sample-finite"]
