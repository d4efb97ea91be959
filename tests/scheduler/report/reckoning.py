"""What the page reckons of load, queues and phases, beside what `scheduler.capacity` says."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scheduler.capacity import Period, capacity_of
from scheduler.report.page import SCRIPTS

if TYPE_CHECKING:
    from benchmarks.devtools import Browser
    from models.plan import Plan

__all__ = ["as_reckoned", "as_told"]

_FIGURES = ("capacity", "load", "processing", "setup", "idle", "overload")

Bars = dict[tuple[str, ...], Any]

_ASK = """
readData(await unpack("data"));
const capacity = new Capacity(), all = [];
for (const unit of ["day", "week", "plan"]) {
  const spans = unit === "plan" ? [{first: 0, last: capacity.days - 1}] : periods(unit, capacity.days);
  for (const load of D.loads.keys()) for (const {first, last} of spans) {
    const bar = capacity.bar(load, first, last);
    const figures = ["capacity", "load", "processing", "setup", "idle", "overload"].map(name => bar[name]);
    const phases = capacity.phases(load, first, last).map(row =>
      [orderName(C.op_order[row.op]), C.op_phase[row.op], row.processing, row.setup, row.idle, row.load]);
    if (figures.some(Boolean) || bar.queued)
      all.push([unit, D.kinds[D.loads[load][0]], D.loads[load][1], String(first), String(last), figures, bar.queue, phases]);
  }
}
return all;
"""


def as_reckoned(browser: Browser) -> Bars:
    """Return all bars with their phases as the open page reckons them."""
    scripts = (files("scheduler.report") / "assets" / name for name in SCRIPTS if name != "page.js")
    code = "\n".join(script.read_text("utf-8") for script in scripts)
    rows = browser.run(f"(async () => {{ {code} {_ASK} }})()")
    return {tuple(row[:5]): (row[5], row[6], row[7]) for row in rows}


def as_told(plan: Plan) -> Bars:
    """Return the same of `scheduler.capacity`, whose bars are in ``capacity.csv``."""
    capacity = capacity_of(plan)
    return {
        (str(period), str(bar.kind), bar.name, str(bar.first_day), str(bar.last_day)): (
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
