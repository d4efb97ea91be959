"""Generate job orders from sales orders, forecasts and low stock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.scenario import JobOrigin
from scheduler.jobs.availability import Availabilities
from scheduler.jobs.demand_lines import read_demand_lines
from scheduler.jobs.grouping import draft_rows, to_jobs
from scheduler.jobs.low_stock import read_low_stock
from scheduler.jobs.quantities import StockShare, in_lots
from scheduler.jobs.run import ALL_SOURCES, Excluded, JobRun
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.scenario import Job, JobSettings, Scenario
    from models.terms import Sku
    from scheduler.jobs.grouping import RowDraft
    from scheduler.jobs.low_stock import LowStockRow

__all__ = ["JobProposal", "generate_jobs"]


@dataclass(frozen=True, slots=True)
class JobProposal:
    """Job orders to be added to a scenario, and what got none.

    Parameters
    ----------
    jobs
        All ``not-examined``: nothing is planned for them yet.
    excluded
        Demands, forecasts and items without a job, and why.
    low_stock
        Every item that is looked at for low stock, with or without a job.
    """

    jobs: tuple[Job, ...]
    excluded: tuple[Excluded, ...] = ()
    low_stock: tuple[LowStockRow, ...] = ()


def generate_jobs(
    scenario: Scenario,
    settings: JobSettings | None = None,
    *,
    sources: Collection[JobOrigin] = ALL_SOURCES,
    warehouses: Collection[str] = (),
) -> JobProposal:
    """Return the job orders that a scenario's demands, forecasts and stock ask for.

    What a job of the scenario serves already is left alone, so that a second run, after the jobs
    were added, proposes none. The proposal does not depend on the order of the scenario's rows.

    Parameters
    ----------
    settings
        Default: those of the scenario.
    sources
        What jobs are generated from.
    warehouses
        Look only at lines of these; default: at all.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle.
    """
    run = JobRun(
        scenario, settings or scenario.settings.jobs, frozenset(sources), frozenset(warehouses)
    )
    found = read_demand_lines(run)
    drafts = draft_rows(found.lines, run.settings)
    drafts, covered = _sized(run, drafts)
    excluded = [*found.excluded, *covered]
    rows: list[LowStockRow] = []
    if JobOrigin.LOW_STOCK in run.sources:
        expected = [(row.line.sku, row.line.when, row.line.quantity) for row in drafts]
        refills, rows, left_out = read_low_stock(run, expected)
        drafts += draft_rows(refills, run.settings)
        excluded += left_out
    return JobProposal(
        jobs=tuple(to_jobs(drafts, scenario, run.settings)),
        excluded=tuple(sorted(set(excluded))),
        low_stock=tuple(rows),
    )


def _sized(run: JobRun, drafts: list[RowDraft]) -> tuple[list[RowDraft], list[Excluded]]:
    """Return the rows with what is to be made for them, and what needs nothing made.

    What is available goes to the row that is due first, whatever it comes from.
    """
    shares = _shares(run, drafts) if run.settings.availability else {}
    sized, covered = [], []
    for draft in sorted(drafts, key=lambda draft: draft.line.when):
        line = draft.line
        if line.sku in shares:
            quantity = shares[line.sku].quantity(line.quantity, line.when.bucket)
        else:
            quantity = in_lots(run, run.terms.of(line.sku), line.quantity)
        if quantity:
            sized.append(replace(draft, line=replace(line, quantity=quantity)))
            continue
        reason = Said("stock and receipts cover it")
        served = (*line.demands, *line.forecasts)
        covered += [Excluded(line.origin, name, line.sku.item, reason) for name in served]
    return sized, covered


def _shares(run: JobRun, drafts: list[RowDraft]) -> dict[Sku, StockShare]:
    served = {name for draft in drafts for name in (*draft.line.demands, *draft.line.forecasts)}
    availabilities = Availabilities(run, without=served)
    skus = {draft.line.sku for draft in drafts}
    return {sku: StockShare(run, sku, availabilities.of(sku)) for sku in skus}
