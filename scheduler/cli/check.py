"""`finitecap check`: whether the input is sound, and a plan obeys it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import load_scenario, scenario_argument, words_of_run

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.words import Words

__all__ = ["command"]

VIOLATED = 3


@click.command("check")
@scenario_argument
@click.option(
    "--plan",
    "plan_folder",
    type=click.Path(path_type=Path),
    help="Plan folder to verify against SCENARIO.",
)
def command(scenario: Path, plan_folder: Path | None) -> None:
    """Validate SCENARIO; with --plan, verify a plan against it.

    What is verified is plan.json; the tables beside it are copies for reading. Exit code 3 if
    the plan breaks a rule; the violations go to stdout.
    """
    loaded, warnings = load_scenario(scenario)
    words = words_of_run(loaded)
    if plan_folder is None:
        told = words.plural(
            "{scenario}: no error, {count} warning",
            "{scenario}: no error, {count} warnings",
            len(warnings),
            scenario=scenario,
        )
        click.echo(told)
        return
    from models.verify import verify
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    if plan.scenario.scenario.id != loaded.scenario.id:
        told = words.text(
            "{folder}: this plan is of the scenario '{theirs}', not of '{mine}'",
            folder=plan_folder,
            theirs=plan.scenario.scenario.id,
            mine=loaded.scenario.id,
        )
        click.echo(told)
        sys.exit(VIOLATED)
    if plan.scenario != loaded:
        told = words.text("warning: the scenario has changed since this plan was made")
        click.echo(told, err=True)
    violations = verify(
        loaded,
        plan.material,
        plan.operations,
        plan.orders,
        plan.demands,
        mode=plan.solve.mode,
        unscheduled=plan.unscheduled,
    )
    for violation in violations:
        click.echo(str(violation))
    _conclude(plan, scenario, plan_folder, len(violations), words)


def _conclude(plan: Plan, scenario: Path, plan_folder: Path, count: int, words: Words) -> None:
    """Say whether the plan obeys the scenario; end the program if not."""
    if count:
        told = words.plural(
            "{folder}: {count} violation", "{folder}: {count} violations", count, folder=plan_folder
        )
        click.echo(told, err=True)
        sys.exit(VIOLATED)
    told = words.plural(
        "{folder}: verified, {count} operation of plan.json obeys {scenario}",
        "{folder}: verified, {count} operations of plan.json obey {scenario}",
        len(plan.operations),
        folder=plan_folder,
        scenario=scenario,
    )
    if plan.unscheduled:
        left_out = words.text("orders not scheduled: {count}", count=len(plan.unscheduled))
        told = f"{told}; {left_out}"
    click.echo(told)
