"""`finitecap check`: whether the input is sound, and a plan obeys it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import load_scenario, scenario_argument, words_of_run

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.words import Words

__all__ = ["command"]

VIOLATED = 3
_MOST_CELLS = 20


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

    What is verified is plan.json. If somebody has edited operations.csv beside it, its rows are
    verified too; the other tables are copies for reading. Exit code 3 if the plan breaks a rule;
    the violations go to stdout.
    """
    loaded, warnings = load_scenario(scenario)
    if plan_folder is None:
        words = words_of_run(loaded)
        told = words.plural(
            "{scenario}: no error, {count} warning",
            "{scenario}: no error, {count} warnings",
            len(warnings),
            scenario=scenario,
        )
        click.echo(told)
        return
    _check_plan(scenario, loaded, plan_folder)


def _check_plan(path: Path, scenario: Scenario, folder: Path) -> None:
    from models.verify import verify_plan
    from scheduler.outputs import load_plan

    words = words_of_run(scenario)
    plan = load_plan(folder)
    mine, theirs = scenario.scenario.id, plan.scenario.scenario.id
    if mine != theirs:
        told = words.text(
            "{folder}: this plan is of the scenario '{theirs}', not of '{mine}'",
            folder=folder, theirs=theirs, mine=mine,
        )  # fmt: skip
        click.echo(told)
        sys.exit(VIOLATED)
    has_changed = plan.scenario != scenario
    if has_changed:
        told = words.text("warning: the scenario has changed since this plan was made")
        click.echo(told, err=True)
    found = [str(row) for row in verify_plan(plan, scenario)]
    num_cells = 0
    if folder.is_dir():
        num_cells, edited = _edited(plan, scenario, folder, words)
        found += [line for line in edited if line not in found]
    for line in found:
        click.echo(line)
    if found:
        told = words.plural(
            "{folder}: {count} violation", "{folder}: {count} violations", len(found), folder=folder
        )
        click.echo(told, err=True)
        if has_changed and _holds_changes(folder) and not verify_plan(plan):
            told = words.text(
                "it breaks no rule of the scenario that it was made of: what was tried and applied"
                " is in the plan, not in {scenario}",
                scenario=path,
            )
            click.echo(told, err=True)
        sys.exit(VIOLATED)
    _tell_verified(plan, path, folder, words, num_cells=num_cells)


def _holds_changes(folder: Path) -> bool:
    """Tell whether a plan is a snapshot, or was one before it was applied."""
    from scheduler.simulation.record import APPLIED, SIMULATION

    return any((folder / name).exists() for name in (APPLIED, SIMULATION))


def _tell_verified(plan: Plan, path: Path, folder: Path, words: Words, *, num_cells: int) -> None:
    told = words.plural(
        "{folder}: verified, {count} operation of plan.json obeys {scenario}",
        "{folder}: verified, {count} operations of plan.json obey {scenario}",
        len(plan.operations),
        folder=folder,
        scenario=path,
    )
    if num_cells:
        same = words.text("so does operations.csv as it was edited")
        told = f"{told}; {same}"
    if plan.unscheduled:
        left = words.text("orders not scheduled: {count}", count=len(plan.unscheduled))
        told = f"{told}; {left}"
    click.echo(told)


def _edited(plan: Plan, scenario: Scenario, folder: Path, words: Words) -> tuple[int, list[str]]:
    """Return how many cells of the table of operations are others, and which rules they break."""
    from scheduler.plan_check.edited import FILE, broken_lines, read_operations

    if not (folder / FILE).exists():
        told = words.text("warning: {file} is gone; only plan.json is verified", file=FILE)
        click.echo(told, err=True)
        return 0, []
    edited = read_operations(folder, plan)
    for cell in edited.cells[:_MOST_CELLS]:
        click.echo(words.text("warning: {fault}", fault=cell), err=True)
    rest = len(edited.cells) - _MOST_CELLS
    if rest > 0:
        more = words.plural("... and {count} more cell", "... and {count} more cells", rest)
        click.echo(more, err=True)
    return len(edited.cells), broken_lines(edited, scenario) if edited.cells else []
