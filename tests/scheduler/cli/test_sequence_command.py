"""`finitecap sequence` and `finitecap dispatch`: from a plan folder to another one, or to paper."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs import load_plan
from tests.scheduler.sequence.shop_plans import orders_of, queue_plan, written

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(queue_plan(), tmp_path / "plan")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def orders(result: Result) -> list[str]:
    return [row["order"] for row in csv.DictReader(io.StringIO(result.stdout))]


def test_without_a_wish_the_sequence_is_printed(folder: Path) -> None:
    result = run("sequence", folder, "--work-center", "A")
    assert result.exit_code == 0, result.stderr
    assert orders(result) == ["MO-1", "MO-2", "MO-3"]
    assert result.stderr == "3 phases, 240 pieces, 4.0 h of work, 0.0 h of it setup\n"


def test_O14_a_printed_sequence_is_turned_round_and_handed_back(folder: Path) -> None:
    printed = run("sequence", folder, "--work-center", "A").stdout.splitlines()
    wish = folder.parent / "wish.csv"
    wish.write_text("\n".join([printed[0], *reversed(printed[1:])]), "utf-8")
    target = folder.parent / "turned"
    result = run("sequence", folder, "--work-center", "A", "--from", wish, "-o", target)
    assert result.exit_code == 0, result.stderr
    assert orders(result) == ["MO-3", "MO-2", "MO-1"]
    assert "verified" in result.stderr
    assert f"wrote {target}" in result.stderr
    assert orders_of(load_plan(target)) == ["MO-3", "MO-2", "MO-1"]
    assert (target / "operations.csv").exists()
    # the plan before is as it was
    assert orders_of(load_plan(folder)) == ["MO-1", "MO-2", "MO-3"]


def test_O14_a_rule_numbers_the_phases(folder: Path) -> None:
    result = run("sequence", folder, "--work-center", "A", "--rule", "lpt", "--lock", 1)
    assert result.exit_code == 0, result.stderr
    assert orders(result) == ["MO-1", "MO-2", "MO-3"]
    assert "nothing moves" in result.stderr
    assert orders(run("sequence", folder, "--work-center", "A", "--rule", "lpt"))[0] == "MO-2"


def test_O15_a_start_is_changed_from_the_command_line(folder: Path) -> None:
    target = folder.parent / "later"
    arguments = ("--start", "MO-1=2026-06-03T08:00", "-o", target)
    result = run("sequence", folder, *arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    order = next(row for row in load_plan(target).orders if row.order == "MO-1")
    assert f"{queue_plan().clock.moment(order.start):%d %H:%M}" == "03 08:00"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), "give --work-center, or --start to move an order"),
        (
            ("--work-center", "A", "--start", "MO-1=2026-06-03"),
            "--start moves an order: give it without --work-center, --rule and --from",
        ),
        (
            ("--work-center", "A", "--rule", "edd", "--from", "x.csv"),
            "--rule and --from both tell the order: give one of them",
        ),
        (("--work-center", "A", "-o", "x"), "-o writes a changed plan: give --rule, --from or"),
        (("--work-center", "A", "--lock", "2"), "--lock keeps positions in a new order: give"),
        (("--work-center", "A", "--rule", "fastest"), "'fastest' is not one of"),
        (("--start", "MO-1"), "found 'MO-1', expected ORDER=MOMENT"),
        (("--start", "MO-1=soon"), "found 'MO-1=soon', expected ORDER=MOMENT"),
        (
            ("--start", "MO-1=2026-06-03", "--start", "MO-1=2026-06-04"),
            "found 'MO-1' twice, expected each order once",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(
    folder: Path, arguments: tuple[str, ...], text: str
) -> None:
    result = run("sequence", folder, *arguments)
    assert result.exit_code == 2
    assert text in " ".join(result.stderr.replace("│", " ").split())


def test_the_plan_itself_is_not_written_over(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    same = folder.parent / "." / folder.name
    result = run("sequence", folder, "--work-center", "A", "--rule", "edd", "-o", same)
    assert result.exit_code == 2
    assert "is the plan itself, which stays: name another folder" in result.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_wish_that_is_wrong_writes_nothing(folder: Path) -> None:
    wish, target = folder.parent / "wish.csv", folder.parent / "turned"
    wish.write_text("order,phase\nMO-9,10\n", "utf-8")
    result = run("sequence", folder, "--work-center", "A", "--from", wish, "-o", target)
    assert result.exit_code == 2
    assert "finitecap: 1 error in the input:" in result.stderr
    assert f"{wish}: sequence line 2 order: found 'MO-9'" in result.stderr
    assert not target.exists()


def test_the_keys_of_the_command_are_those_of_the_function() -> None:
    from scheduler.cli.sequence import _KEYS
    from scheduler.sequence import KEYS

    assert _KEYS == KEYS


def test_work_lists_are_written(folder: Path) -> None:
    target = folder.parent / "lists"
    result = run("dispatch", folder, "-o", target, "--work-center", "B", "--days", 1)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{target}\n"
    assert result.stderr == "1 machine, 3 phases\n"
    names = sorted(path.name for path in target.iterdir())
    assert names == ["dispatch.csv", "dispatch.html", "list-B.csv"]


def test_lists_of_a_center_that_is_not_there_are_refused(folder: Path) -> None:
    result = run("dispatch", folder, "-o", folder.parent / "lists", "--work-center", "C")
    assert result.exit_code == 2
    assert "--work-center: found 'C', expected a work center: A, B" in result.stderr
