"""What the page reckons of load, queues and phases, beside what `scheduler.capacity` says."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.capacity import Period, capacity_of
from scheduler.report.page import SCRIPTS
from tests.scheduler.capacity.capacity_plans import made
from tests.scheduler.scenario_builder import plant
from tests.scheduler.test_capacity import operation
from tests.scheduler.test_kpi import order

if TYPE_CHECKING:
    from benchmarks.devtools import Browser
    from models.plan import Plan

__all__ = ["as_reckoned", "as_told", "autumn_plan", "check_same", "with_orders"]

_FIGURES = ("capacity", "load", "processing", "setup", "idle", "overload")

Bars = dict[tuple[str, ...], Any]

_ASK = """
readData(await unpack("data"));
const capacity = new Capacity(), all = [], names = ["capacity", "load", "processing", "setup",
  "idle", "overload"];
const spans = unit => unit === "plan" ? [{first: 0, last: capacity.days - 1}]
  : periods(unit, capacity.days);
const phase = row => [orderName(C.op_order[row.op]), C.op_phase[row.op], row.processing, row.setup,
  row.idle, row.load];
for (const unit of ["day", "week", "plan"])
  for (const [load, [kind, name]] of D.loads.entries())
    for (const {first, last} of spans(unit)) {
      const bar = capacity.bar(load, first, last), figures = names.map(name => bar[name]);
      const phases = capacity.phases(load, first, last).map(phase);
      if (figures.some(Boolean) || bar.queued)
        all.push([unit, D.kinds[kind], name, `${first}-${last}`, figures, bar.queue, phases]);
    }
return all;
"""


def as_reckoned(browser: Browser) -> Bars:
    """Return all bars with their phases as the open page reckons them."""
    scripts = (files("scheduler.report") / "assets" / name for name in SCRIPTS if name != "page.js")
    code = "\n".join(script.read_text("utf-8") for script in scripts)
    rows = browser.run(f"(async () => {{ {code} {_ASK} }})()")
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def as_told(plan: Plan) -> Bars:
    """Return the same of `scheduler.capacity`, whose bars are in ``capacity.csv``."""
    capacity = capacity_of(plan)
    return {
        (str(period), str(bar.kind), bar.name, f"{bar.first_day}-{bar.last_day}"): (
            [getattr(bar, name) for name in _FIGURES],
            bar.queue,
            [
                [row.order, row.phase, row.processing, row.setup, row.idle, row.load]
                for row in capacity.phases(bar)
            ],
        )
        for period in Period
        for bar in capacity.bars(period)
    }


def check_same(page: Bars, told: Bars) -> None:
    """Check that all bars and all phases of the page are those of `scheduler.capacity`."""
    assert set(page) == set(told)
    for key, (figures, queue, phases) in told.items():
        own_figures, own_queue, own_phases = page[key]
        assert own_figures == pytest.approx(figures, abs=1e-6), key
        assert own_queue == pytest.approx(queue, abs=1e-6), key
        rows = zip(_sorted(own_phases), _sorted(phases), strict=True)
        for own, row in rows:
            assert own[:2] == row[:2], key
            assert own[2:] == pytest.approx(row[2:], abs=1e-6), key


def _sorted(phases: list[list[Any]]) -> list[list[Any]]:
    """Return phases by name: of two that take as much either may come first."""
    return sorted(phases, key=lambda row: (row[0], row[1]))


def with_orders(plan: Plan) -> Plan:
    """Return a plan with a row for each order that its operations are of."""
    spans: dict[str, list[int]] = {}
    for row in plan.operations:
        spans.setdefault(row.order, []).extend((row.setup_start, row.end))
    orders = tuple(order(name, min(ticks), max(ticks)) for name, ticks in spans.items())
    return replace(plan, orders=orders)


def autumn_plan() -> Plan:
    """Return three operations over the night in which 02:00 to 03:00 comes twice.

    From Friday 23 October 2026 on in Rome; on Sunday at 03:00, tick 3060, it is 02:00 again.
    """
    header = {"id": "t", "start": "2026-10-23T00:00", "horizon": "9d", "timezone": "Europe/Rome"}
    rows = (
        operation(10, "A", 2900, 3030),  # until the first half past two
        operation(20, "A", 3030, 3090, run_start=3040),  # an hour, until the second
        operation(30, "A", 3090, 4600),
    )
    return with_orders(made(plant(scenario=header), rows))
