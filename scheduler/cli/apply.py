"""`finitecap apply`: let a snapshot become the plan."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.common import seed_option, words_of_run, workers_option
from scheduler.cli.running import run_interruptible
from scheduler.cli.simulate import limit_option, shown
from solvers.options import SolveOptions

__all__ = ["command"]


@click.command("apply")
@click.argument("snapshot", type=click.Path(path_type=Path))
@limit_option
@workers_option
@seed_option
def command(snapshot: Path, *, time_limit: float, workers: int, seed: int) -> None:
    """Write SNAPSHOT over the plan that it belongs to, and mark it valid.

    The plan that was there is kept for `finitecap rollback`. Where the plan was made anew since
    the snapshot, only what may still move goes where the snapshot has it.
    """
    from scheduler.cli.differences import print_difference
    from scheduler.report import render_report
    from scheduler.simulation.applying import prepared, written
    from scheduler.simulation.replan import Manner

    options = SolveOptions(time_limit=time_limit, workers=workers, seed=seed)
    ready = run_interruptible(
        lambda: prepared(snapshot, Manner(options), render_report),
        options.stop,
        said=words_of_run().text("stopping; the plan stays as it is"),
    )
    if options.stop.is_set():  # half a search is nothing to plan on
        raise KeyboardInterrupt
    applied = written(ready)
    words = words_of_run(applied.difference.after.scenario)
    print_difference(applied.difference, applied.stayed, words)
    kept = words.text("what the plan was before is in {folder}", folder=applied.kept.name)
    click.echo(kept, err=True)
    click.echo(shown(applied.main))
