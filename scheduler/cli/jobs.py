"""`finitecap jobs`: job orders from sales orders, forecasts and low stock."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import (
    load_scenario,
    refuse_loss,
    scenario_argument,
    terminal_words,
    words_of_run,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from models.scenario import JobOrigin, Scenario
    from scheduler.jobs import JobProposal
    from scheduler.jobs.run import Excluded
    from scheduler.words import Words

__all__ = ["command"]

_SOURCES = ("sales", "forecast", "low-stock")
_MOST_NAMED = 5
"""Lines named on stderr; excluded.csv has them all."""


@click.command("jobs")
@scenario_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Also write the jobs to a .csv file; or jobs, excluded lines and low stock to a folder.",
)
@click.option(
    "--source",
    "sources",
    type=click.Choice(_SOURCES),
    multiple=True,
    help="What to generate jobs from; may be repeated. Default: all. Forecasts include the MPS.",
)
@click.option("--warehouse", "warehouses", metavar="ID", multiple=True, help="Only its lines.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    help="Write the scenario with the jobs added to a new .yaml, .json, .xlsx or CSV folder.",
)
def command(
    scenario: Path,
    output: Path | None,
    sources: tuple[str, ...],
    warehouses: tuple[str, ...],
    into: Path | None,
) -> None:
    """Print the job orders that SCENARIO asks for as CSV, one line for each of their rows.

    What got no job is told on stderr, with the reason. The parameters are those of settings.jobs.
    """
    from scheduler.jobs import generate_jobs
    from scheduler.jobs.tables import jobs_table
    from scheduler.jobs.write import write_proposal

    refuse_loss(into)
    loaded, _ = load_scenario(scenario)
    _refuse_unknown(warehouses, loaded)
    proposal = generate_jobs(loaded, sources=_origins(sources), warehouses=warehouses)
    words = terminal_words(words_of_run(loaded))
    for note in _notes(proposal, loaded, words):
        click.echo(note, err=True)
    if output is not None:
        told = (row._replace(reason=words.say(row.reason)) for row in proposal.excluded)
        write_proposal(replace(proposal, excluded=tuple(told)), output)
        click.echo(words.text("wrote {path}", path=output), err=True)
    if into is not None:
        from scheduler.files import save

        save(loaded.replaced(jobs=(*loaded.jobs, *proposal.jobs)), into)
        click.echo(words.text("wrote {path}", path=into), err=True)
    jobs_table(proposal.jobs).write_csv(sys.stdout)


def _origins(sources: tuple[str, ...]) -> frozenset[JobOrigin]:
    from models.scenario import JobOrigin

    origins = {JobOrigin(name) for name in sources or _SOURCES}
    return frozenset(origins | ({JobOrigin.MPS} if JobOrigin.FORECAST in origins else set()))


def _notes(proposal: JobProposal, scenario: Scenario, words: Words) -> Iterator[str]:
    """Yield what the planner should know: what got no job, what comes late, what is not drawn."""
    from models.calendar import Clock
    from scheduler.jobs.policy import is_undrawn

    yield from _without_job(proposal.excluded, words)
    clock, demands = Clock.of(scenario.scenario), scenario.dated.demand_by_id
    for job in proposal.jobs:
        for line in job.rows:
            where = words.text("{job} row {row}", job=job.id, row=line.row)
            if is_undrawn(scenario.item_by_id[line.item], line.version):
                yield words.text(
                    "{row}: {item} is engineered to order, and no version is drawn for it",
                    row=where,
                    item=line.item,
                )
            ready = clock.end_of_day(line.due)
            for demand in (demands[name] for name in line.demands):
                if clock.end_of_day(demand.due) < ready:
                    yield words.text(
                        "{row}: demand {demand} is due on {due}, before the job, {date}",
                        row=where,
                        demand=demand.id,
                        due=_day(demand.due, words),
                        date=_day(line.due, words),
                    )


def _day(due: date, words: Words) -> str:
    """Return a day, or a moment that is one."""
    return words.date(due) if isinstance(due, datetime) else words.day(due)


def _without_job(excluded: Iterable[Excluded], words: Words) -> Iterator[str]:
    """Yield what got no job, in one line for all that share item and reason."""
    from scheduler.jobs.run import ORIGINS

    groups: dict[tuple[JobOrigin, str, str], list[str]] = {}
    for row in excluded:
        groups.setdefault((row.origin, row.item, words.say(row.reason)), []).append(row.id)
    for (origin, item, reason), names in groups.items():
        rest = len(names) - _MOST_NAMED
        what = ", ".join(names[:_MOST_NAMED])
        if rest > 0:
            what = words.plural(
                "{names} and {count} more", "{names} and {count} more", rest, names=what
            )
        if names != [item]:
            what = words.text("{what} for {item}", what=what, item=item)
        yield words.text(
            "no job for {origin} {what}: {reason}",
            origin=words.text(ORIGINS[origin]),
            what=what,
            reason=reason,
        )


def _refuse_unknown(warehouses: tuple[str, ...], scenario: Scenario) -> None:
    known = [warehouse.id for warehouse in scenario.warehouses]
    faults = []
    for name in warehouses:
        if name not in known:
            hint = did_you_mean(name, known)
            faults.append(Fault("--warehouse", "", "", name, "the id of a warehouse", hint))
    if faults:
        raise InvalidScenarioFile(tuple(faults))
