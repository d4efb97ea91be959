"""`finitecap jobplan`: general planning of job orders at infinite capacity."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import load_scenario, output_option, refuse_loss, scenario_argument

if TYPE_CHECKING:
    from models.scenario import GeneralSettings, Scenario

__all__ = ["command"]


@click.command("jobplan")
@scenario_argument
@output_option
@click.option(
    "--direction",
    type=click.Choice(["asap", "alap"]),
    help="As soon as possible from today, or as late as possible; default: as the scenario says.",
)
@click.option("--check-atp", is_flag=True, help="If an order is late, suggest dates for all jobs.")
@click.option(
    "--take-suggested", is_flag=True, help="Plan for the dates that an earlier check suggested."
)
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the scenario with the planned orders of its jobs to a new file.",
)
def command(
    scenario: Path,
    output: Path | None,
    direction: str | None,
    *,
    check_atp: bool,
    take_suggested: bool,
    into: Path | None,
) -> None:
    """Plan the job orders of SCENARIO and print them with their dates as CSV.

    With -o, write jobs.csv, phases.csv and log.csv to that folder, beside the tables of the
    material plan. What the planner should know goes to stderr.
    """
    from scheduler.general import apply_suggested, plan_jobs, with_planned_jobs
    from scheduler.general.tables import jobs_table, write_jobs

    refuse_loss(into)
    loaded, _ = load_scenario(scenario)
    if take_suggested:
        loaded = apply_suggested(loaded)
    settings = _settings(loaded, direction, check_atp=check_atp)
    plan = plan_jobs(loaded, settings)
    if not plan.jobs:
        click.echo(
            "no open job orders; finitecap jobs SCENARIO --into OUT.yaml generates some", err=True
        )
    for line in plan.log:
        click.echo(f"{line.kind}: {line.subject} {line.text}".replace("  ", " "), err=True)
    if output is not None:
        write_jobs(plan, loaded, output)
        click.echo(f"wrote {output}", err=True)
    if into is not None:
        from scheduler.files import save

        save(with_planned_jobs(loaded, plan, settings), into)
        click.echo(f"wrote {into}", err=True)
    jobs_table(plan, loaded).write_csv(sys.stdout)


def _settings(scenario: Scenario, direction: str | None, *, check_atp: bool) -> GeneralSettings:
    """Return the parameters of the run: those of the scenario, with what the options change."""
    from models.scenario import Direction

    settings = scenario.settings.general
    changes: dict[str, object] = {}
    if direction is not None:
        changes["direction"] = Direction(direction)
    if check_atp:
        changes["check_atp"] = True
    return settings.model_copy(update=changes) if changes else settings
