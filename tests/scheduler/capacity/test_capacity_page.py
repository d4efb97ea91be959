"""The page of capacity: its names exist, its example runs, its numbers are those of the code."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import scheduler
from models.plan import Mode
from scheduler.capacity import bottleneck_score
from tests.scheduler.capacity.capacity_plans import HOUR, made, two_centers
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "capacity.md"
TEXT = PAGE.read_text("utf-8")


def test_what_the_page_names_exists() -> None:
    names = re.findall(r"`(scheduler(?:\.\w+)+)`", TEXT)
    assert len(names) >= 3
    for name in names:
        module, _, attribute = name.rpartition(".")
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, owner = module.rpartition(".")
            found = getattr(importlib.import_module(module), owner)
        assert hasattr(found, attribute), name
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target


def test_the_code_of_the_page_tells_who_overloads_a_center(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tuple(
        operation(10, "D", 8 * HOUR, 17 * HOUR, machine="D", order=f"MO-{k}") for k in (1, 2, 3)
    )
    overloaded = made(two_centers(), rows, mode=Mode.ASAP)
    monkeypatch.setattr(scheduler, "plan", lambda _: overloaded)
    monkeypatch.chdir(PAGE.parents[1])
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "center D 1440.0 ['MO-1', 'MO-2', 'MO-3']\n"


def test_the_scores_of_the_page_are_those_of_the_code() -> None:
    for load, buffer, told in (
        (0.95, 2, "= 1.19"), (0.95, 16, "= 2.85"), (0.75, 1.5, "= 0.8906"), (0.75, 0, "| 0.75 |")
    ):  # fmt: skip
        assert told in TEXT
        decimals = len(told.strip(" |").partition(".")[2])
        assert f"{bottleneck_score(load, buffer, 8):.{decimals}f}" in told
