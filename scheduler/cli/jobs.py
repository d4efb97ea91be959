"""`finitecap jobs`: job orders from sales orders, forecasts and low stock."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import load_scenario, scenario_argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import JobOrigin, Scenario
    from scheduler.jobs import JobProposal

__all__ = ["command"]

_SOURCES = ("sales", "forecast", "low-stock")


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

    _refuse_loss(into)
    loaded, _ = load_scenario(scenario)
    _refuse_unknown(warehouses, loaded)
    proposal = generate_jobs(loaded, sources=_origins(sources), warehouses=warehouses)
    for note in _notes(proposal, loaded):
        click.echo(note, err=True)
    if output is not None:
        write_proposal(proposal, output)
        click.echo(f"wrote {output}", err=True)
    if into is not None:
        from scheduler.files import save

        save(loaded.replaced(jobs=(*loaded.jobs, *proposal.jobs)), into)
        click.echo(f"wrote {into}", err=True)
    jobs_table(proposal.jobs).write_csv(sys.stdout)


def _origins(sources: tuple[str, ...]) -> frozenset[JobOrigin]:
    from models.scenario import JobOrigin

    origins = {JobOrigin(name) for name in sources or _SOURCES}
    return frozenset(origins | ({JobOrigin.MPS} if JobOrigin.FORECAST in origins else set()))


def _notes(proposal: JobProposal, scenario: Scenario) -> Iterator[str]:
    """Yield what the planner should know: what got no job, and what is still to be drawn."""
    from scheduler.jobs.policy import is_undrawn

    for row in proposal.excluded:
        name = row.id if row.id == row.item else f"{row.id} for {row.item}"
        yield f"no job for {row.origin.value} {name}: {row.reason}"
    for job in proposal.jobs:
        for line in job.rows:
            if is_undrawn(scenario.item_by_id[line.item], line.version):
                where = f"{job.id} row {line.row}"
                yield f"{where}: {line.item} is engineered to order, and no version is drawn for it"


def _refuse_unknown(warehouses: tuple[str, ...], scenario: Scenario) -> None:
    from difflib import get_close_matches

    known = [warehouse.id for warehouse in scenario.warehouses]
    faults = []
    for name in warehouses:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"Did you mean '{close[0]}'?" if close else ""
            faults.append(Fault("--warehouse", "", "", name, "the id of a warehouse", hint))
    if faults:
        raise InvalidScenarioFile(tuple(faults))


def _refuse_loss(into: Path | None) -> None:
    if into is not None and into.exists():
        expected = "a name that does not exist yet"
        raise InvalidScenarioFile((Fault("", "", "", str(into), expected, file="--into"),))
