"""`finitecap diff`: what one plan does otherwise than another, and whether that is better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import output_option, safe_name, terminal_words, words_of_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.difference import Difference
    from scheduler.words import Words

__all__ = ["command"]

_MOST_NAMED = 5


@click.command("diff")
@click.argument("plan_a", type=click.Path(path_type=Path))
@click.argument("plan_b", type=click.Path(path_type=Path))
@output_option
def command(plan_a: Path, plan_b: Path, output: Path | None) -> None:
    """Compare PLAN_B with PLAN_A, two plan folders.

    Writes a page with both Gantt charts and tables of what moved to the output folder, default
    plans/diff-<PLAN_A>-<PLAN_B>. Tells on stderr what got better or worse.
    """
    from scheduler.difference import Difference
    from scheduler.difference.write import write_difference
    from scheduler.outputs import FolderKind, check_target, load_plan

    labels = _label(plan_a), _label(plan_b)
    directory = output or Path("plans") / f"diff-{safe_name(labels[0])}-{safe_name(labels[1])}"
    check_target(directory, FolderKind.DIFFERENCE)
    difference = Difference(load_plan(plan_a), load_plan(plan_b))
    scenario = difference.after.scenario
    words = words_of_run(scenario)
    write_difference(difference, directory, labels, words)
    _tell(difference, labels, terminal_words(words))
    click.echo(directory)


def _label(path: Path) -> str:
    """Return what a plan is called: its folder, or its file if that has a name of its own."""
    resolved = path.resolve()
    if resolved.is_dir():
        return resolved.name
    return resolved.parent.name if resolved.name == "plan.json" else resolved.stem


def _tell(difference: Difference, labels: tuple[str, str], words: Words) -> None:
    """Say in a few lines on stderr what differs."""
    from scheduler.difference.figures import Verdict
    from scheduler.difference.words import figure_line, input_tables, summary

    _ = words.text
    lines = [f"{labels[0]} -> {labels[1]}: {summary(difference, words)}"]
    before, after = (plan.scenario.scenario.id for plan in (difference.before, difference.after))
    if before != after:
        lines.append(
            _(
                "warning: these are plans of two scenarios, '{before}' and '{after}'",
                before=before,
                after=after,
            )
        )
    if difference.inputs:
        tables = input_tables(difference, words)
        lines.append(_("warning: their input differs: {tables}", tables=tables))
    judged = (Verdict.BETTER, Verdict.WORSE)
    figures = [
        _("objective {figure}", figure=figure_line(row, words))
        for row in difference.levels
        if row.verdict in judged
    ]
    figures += [figure_line(row, words) for row in difference.kpis if row.verdict in judged]
    lines += [f"  {line}" for line in (*figures, *_moved(difference, words))]
    for line in lines:
        click.echo(line, err=True)


def _moved(difference: Difference, words: Words) -> Iterator[str]:
    """Yield which orders end elsewhen, the first few of them."""
    moved = [
        f"{row.row.order} {words.signed(row.end_shift / 3600, 1)} {words.unit('h')}"
        for row in difference.orders
        if row.end_shift
    ]
    if not moved:
        return
    orders = ", ".join(moved[:_MOST_NAMED])
    rest = len(moved) - _MOST_NAMED
    if rest <= 0:
        yield words.text("orders that end elsewhen: {orders}", orders=orders)
        return
    yield words.plural(
        "orders that end elsewhen: {orders}, and {count} more in orders.csv",
        "orders that end elsewhen: {orders}, and {count} more in orders.csv",
        rest,
        orders=orders,
    )
