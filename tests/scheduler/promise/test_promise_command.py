"""`finitecap promise`: what it prints, its exit codes, and that it writes nothing."""

from __future__ import annotations

import json
import os
import signal
from threading import Event
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.simulation.shops import planned, state_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plan of the shop: TWO from 06, FOUR from 08, SIX from 12 on Monday."""
    items = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO")]
    bolt = {"id": "BOLT", "source": "buy", "lead_time": "3d", "blocked": True}
    return written(tmp_path_factory.mktemp("promise"), planned(shop(items=[*items, bolt])))


def promise(folder: Path, *arguments: str) -> Result:
    command = ["promise", str(folder), "--workers", "1", "--time-limit", "60", *arguments]
    return CliRunner().invoke(main, command)


def test_each_date_is_a_line_with_what_is_later_for_it_below(folder: Path) -> None:
    # see the tests of `promised` for the hours
    before = state_of(folder)
    result = promise(folder, "--item", "TWO", "--quantity", "1", "--may-move", "MO-SIX-1")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "1 TWO: complete 2026-06-02 13:00, nothing else moves",
        "if MO-SIX-1 may move: complete 2026-06-02 07:00, 6.0 h earlier",
        "  order MO-SIX-1 ends 2026-06-02 13:00, 2.0 h later",
        "  demand SO-SIX is complete 2026-06-02 13:00, 2.0 h later, on time",
    ]
    assert state_of(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_demand_that_becomes_late_says_by_how_much(folder: Path) -> None:
    # two of TWO hold the press 12-14 and 06-08, SIX then 08-14; packed on the 3rd 06-07: 7 h late
    result = promise(folder, "--item", "TWO", "--quantity", "2", "--may-move", "MO-SIX-1")
    late = "  demand SO-SIX is complete 2026-06-03 07:00, 20.0 h later, 7.0 h late"
    assert late in result.stdout.splitlines()


def test_programs_get_json_with_moments_and_minutes(folder: Path) -> None:
    result = promise(folder, "--item", "TWO", "--quantity", "1", "--may-move", "MO-SIX-1", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "item": "TWO",
        "quantity": "1",
        "undisturbed": {
            "may_move": [],
            "complete": "2026-06-02T13:00:00+00:00",
            "is_proved": True,
            "orders": [],
            "demands": [],
        },
        "orders_proposed": False,
        "offers": [
            {
                "may_move": ["MO-SIX-1"],
                "complete": "2026-06-02T07:00:00+00:00",
                "is_proved": True,
                "orders": [later("MO-SIX-1")],
                "demands": [later("SO-SIX")],
            }
        ],
    }


def later(name: str) -> dict[str, object]:
    return {
        "name": name,
        "before": "2026-06-02T11:00:00+00:00",
        "after": "2026-06-02T13:00:00+00:00",
        "minutes_later": 120,
        "minutes_late": 0,
    }


@pytest.mark.parametrize(
    ("item", "quantity", "code", "text"),
    [
        ("TWWO", "1", 2, "plan: --item: found 'TWWO', expected the id of an item"),
        ("TWO", "0", 2, "the quantity 0 is not more than 0"),
        ("TWO", "-2", 2, "the quantity -2 is not more than 0"),
        ("TWO", "a few", 2, "found 'a few', expected a number of pieces, e.g. 12"),
        ("TWO", "nan", 2, "found 'nan', expected a number of pieces, e.g. 12"),
        ("TWO", "1,5", 2, "'1,5' is no quantity; write 1.5, with a point"),
        ("TWO", "0.0000001", 2, "--quantity: found '1E-7', expected no more than 6 decimal places"),
        ("TWO", "1e30", 2, "'1e30' is no quantity; write digits such as 12 or 2.5"),
        ("TWO", "9999999999999", 2, "--quantity: found '9999999999999', expected no more than 12"),
        ("BOLT", "3", 3, "3 BOLT cannot be promised"),
    ],
)
def test_what_has_no_answer_ends_with_its_exit_code_and_the_reason(
    folder: Path, item: str, quantity: str, code: int, text: str
) -> None:
    result = promise(folder, "--item", item, "--quantity", quantity)
    assert result.exit_code == code, result.output
    assert text in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_folder_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    result = promise(tmp_path, "--item", "TWO", "--quantity", "1")
    assert result.exit_code == 2
    assert "plan.json" in result.stderr


def test_several_orders_together_are_told_as_all_of_them(folder: Path) -> None:
    names = ("--may-move", "MO-SIX-1", "--may-move", "MO-FOUR-1")
    result = promise(folder, "--item", "TWO", "--quantity", "1", *names)
    assert "if all of MO-SIX-1, MO-FOUR-1 may move: complete 2026-06-01 " in result.stdout


def test_ctrl_c_promises_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        Event().wait(0.3)  # until the main thread waits
        os.kill(os.getpid(), signal.SIGINT)
        Event().wait(0.5)

    monkeypatch.setattr("scheduler.promise.promised", interrupted)
    result = promise(folder, "--item", "TWO", "--quantity", "1")
    assert result.exit_code == 130
    assert result.stdout == ""
    assert "stopping; nothing is promised" in result.stderr
