"""`finitecap plan`: the main job."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.level import Objective
from models.plan import Mode
from scheduler.cli.common import (
    load_scenario,
    output_option,
    safe_name,
    scenario_argument,
    seed_option,
    time_limit_option,
    workers_option,
)
from scheduler.cli.running import INTERRUPTED, run_interruptible
from scheduler.objectives import DEFAULT_OBJECTIVE, parse_levels, scenario_options
from solvers.options import ProgressEvent

if TYPE_CHECKING:
    from models.level import Level
    from models.plan import Plan

__all__ = ["command"]


def _objectives(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[Level, ...] | None:
    try:
        return None if value is None else parse_levels(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


_objectives_option = click.option(
    "--objective",
    "objectives",
    callback=_objectives,
    help=(
        "Levels, most important first, e.g. 'tardiness, 5*late + setup-cost': "
        + ", ".join(Objective)
        + ". tardiness[1] looks at class 1 alone, tardiness[*] at one class after the other."
        + f"  [default: that of the scenario, or {DEFAULT_OBJECTIVE}]"
    ),
)


@click.command("plan")
@scenario_argument
@output_option
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default="finite", show_default=True
)
@time_limit_option
@workers_option
@seed_option
@_objectives_option
@click.option("--excel", is_flag=True, help="Write plan.xlsx, too.")
def command(
    *,
    scenario: Path,
    output: Path | None,
    mode: str,
    time_limit: float,
    workers: int,
    seed: int,
    objectives: tuple[Level, ...] | None,
    excel: bool,
) -> None:
    """Plan SCENARIO and write the plan folder, default plans/<scenario id>-<mode>.

    With --workers 1 the same scenario and seed give the same plan, unless time runs out.
    """
    from scheduler.cli.progress import ProgressLine
    from scheduler.cli.summary import print_summary
    from scheduler.outputs import check_target
    from scheduler.pipeline import plan

    loaded, warnings = load_scenario(scenario)
    directory = output or Path("plans") / f"{safe_name(loaded.scenario.id)}-{mode}"
    check_target(directory)
    base = scenario_options(loaded, objectives)
    click.echo(
        f"planning {loaded.scenario.id}, at most {time_limit:g} s; Ctrl-C stops early", err=True
    )
    with ProgressLine(time_limit) as line:
        options = replace(
            base,
            mode=Mode(mode),
            time_limit=time_limit,
            workers=workers,
            seed=seed,
            progress=line.show,
        )
        result = run_interruptible(lambda: plan(loaded, options, warnings=warnings), options.stop)
        line.show(ProgressEvent(time_limit, "writing the plan"))
        _write(result, directory, excel=excel)
    print_summary(result)
    click.echo(directory)
    if result.solve.interrupted:
        sys.exit(INTERRUPTED)


def _write(result: Plan, directory: Path, *, excel: bool) -> None:
    """Write the plan folder with its report."""
    from scheduler.outputs import write_plan
    from scheduler.report import render_report

    write_plan(result, directory, report=render_report(result), excel=excel)
