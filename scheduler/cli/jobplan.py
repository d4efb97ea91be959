"""`finitecap jobplan`: general planning of job orders at infinite capacity."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import (
    load_scenario,
    output_option,
    refuse_loss,
    scenario_argument,
    words_of_run,
)
from scheduler.words.of_plan import material_in
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from models.scenario import GeneralSettings, Scenario

__all__ = ["command"]

_ABOUT = {
    "left-out": mark("left out"),
    "no-bom": mark("no bill of materials"),
    "no-routing": mark("no routing"),
    "no-supplier": mark("no supplier"),
    "no-lead-time": mark("no lead time"),
    "job-late": mark("job late"),
    "order-late": mark("order late"),
    "alternative-material": mark("alternative material"),
    "alternative-phase": mark("alternative phase"),
    "check": mark("check"),
}
"""What people read for the codes of log.csv."""


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
    words = words_of_run(loaded)
    if not plan.jobs:
        command_line = "finitecap jobs SCENARIO --into OUT.yaml"
        click.echo(
            words.text("no open job orders; {command} generates some", command=command_line),
            err=True,
        )
    for line in plan.log:
        about = " ".join(part for part in (line.subject, words.say(line.text)) if part)
        click.echo(f"{words.text(_ABOUT[line.kind])}: {about}", err=True)
    if output is not None:
        log = tuple(replace(line, text=words.say(line.text)) for line in plan.log)
        told = replace(plan, log=log, material=material_in(plan.material, words))
        write_jobs(told, loaded, output)
        click.echo(words.text("wrote {path}", path=output), err=True)
    if into is not None:
        from scheduler.files import save

        save(with_planned_jobs(loaded, plan, settings), into)
        click.echo(words.text("wrote {path}", path=into), err=True)
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
