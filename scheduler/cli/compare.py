"""`finitecap compare`: what the infinite plan promises, and what a shop would make of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from scheduler.cli.common import (
    load_scenario,
    output_option,
    safe_name,
    scenario_argument,
    seed_option,
    time_limit_option,
    words_of_run,
    workers_option,
)
from scheduler.cli.running import INTERRUPTED, run_interruptible, tell_what_goes_on
from scheduler.objectives import scenario_options

__all__ = ["command"]


@click.command("compare")
@scenario_argument
@output_option
@time_limit_option
@workers_option
@seed_option
def command(
    scenario: Path, output: Path | None, time_limit: float, workers: int, seed: int
) -> None:
    """Put the finite plan of SCENARIO beside infinite ASAP and ALAP.

    Prints one line per plan as CSV; writes the figure, the table and every demand's dates to the
    output folder, default plans/<scenario id>-compare.
    """
    from scheduler.cli.progress_line import ProgressLine
    from scheduler.comparison import compare
    from scheduler.comparison.write import summary_table, write_comparison
    from scheduler.outputs import FolderKind, check_target

    loaded, warnings = load_scenario(scenario)
    words = words_of_run(loaded)
    directory = output or Path("plans") / f"{safe_name(loaded.scenario.id)}-compare"
    check_target(directory, FolderKind.COMPARISON)
    base = scenario_options(loaded)
    with ProgressLine(time_limit) as line:
        options = replace(
            base, time_limit=time_limit, workers=workers, seed=seed, progress=line.show
        )
        comparison = run_interruptible(
            lambda: compare(loaded, options, warnings=warnings), options.stop
        )
    write_comparison(comparison, directory, words)
    summary_table(comparison).write_csv(sys.stdout)
    click.echo(words.text("wrote {path}", path=directory), err=True)
    tell_what_goes_on()
    if comparison.finite.solve.interrupted:
        sys.exit(INTERRUPTED)
