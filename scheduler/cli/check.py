"""`finitecap check`: whether the input is sound, and a plan obeys it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scheduler.cli.common import load_scenario, scenario_argument

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
    if plan_folder is None:
        noun = "warning" if len(warnings) == 1 else "warnings"
        click.echo(f"{scenario}: no error, {len(warnings)} {noun}")
        return
    from models.verify import verify
    from scheduler.outputs import load_plan

    plan = load_plan(plan_folder)
    if plan.scenario.scenario.id != loaded.scenario.id:
        names = f"'{plan.scenario.scenario.id}', not of '{loaded.scenario.id}'"
        click.echo(f"{plan_folder}: this plan is of the scenario {names}")
        sys.exit(VIOLATED)
    if plan.scenario != loaded:
        click.echo("warning: the scenario has changed since this plan was made", err=True)
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
    if violations:
        noun = "violation" if len(violations) == 1 else "violations"
        click.echo(f"{plan_folder}: {len(violations)} {noun}", err=True)
        sys.exit(VIOLATED)
    left_out = f"; orders not scheduled: {len(plan.unscheduled)}" if plan.unscheduled else ""
    click.echo(
        f"{plan_folder}: verified, {len(plan.operations)} operations of plan.json obey {scenario}"
        f"{left_out}"
    )
