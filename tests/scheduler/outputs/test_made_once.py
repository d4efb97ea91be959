"""Costs and capacity are worked out once, from the key figures to the last file."""

from __future__ import annotations

import gc
import weakref
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scheduler.capacity import requirements
from scheduler.costing import estimate
from scheduler.kpi import kpis
from scheduler.outputs import write_plan
from scheduler.report import render_report
from tests.scheduler.report.tiny import tiny_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def test_costs_and_capacity_are_made_once_for_figures_report_files_and_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counted(place: Any, name: str) -> None:
        made: Callable[..., Any] = getattr(place, name)

        def call(*arguments: Any, **options: Any) -> Any:
            calls.append(name)
            return made(*arguments, **options)

        monkeypatch.setattr(place, name, call)

    # the package has a function of the module's name
    estimating = import_module("scheduler.costing.estimate")
    counted(estimating._Estimator, "run")  # noqa: SLF001 - to count its runs
    counted(requirements, "book")
    counted(requirements, "ready_ticks")
    plan = tiny_plan()
    plan = plan.keeping(kpis={**kpis(plan), "verified": "yes"})
    report = render_report(plan)
    write_plan(plan, tmp_path / "plan", report=report, excel=True)
    plan.frame("costs")
    plan.frame("centers")
    assert sorted(calls) == ["book", "ready_ticks", "run"]


def test_a_plan_whose_costs_are_known_is_not_kept_alive() -> None:
    plan = tiny_plan()
    requirements.capacity_of(plan)
    estimate(plan)
    watch = weakref.ref(plan)
    del plan
    gc.collect()
    assert watch() is None
