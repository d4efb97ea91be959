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
    warn,
    words_of_run,
    workers_option,
)
from scheduler.cli.recorded import RecordedCommand, command_line, note_plan, note_scenario
from scheduler.cli.running import INTERRUPTED, run_interruptible, tell_what_goes_on
from scheduler.objectives import DEFAULT_OBJECTIVE, parse_levels, scenario_options
from solvers.dispatch.rules import RULES
from solvers.options import ProgressEvent

if TYPE_CHECKING:
    from models.level import Level
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.cli.progress_line import ProgressLine
    from scheduler.compile.previous import PreviousPlan
    from scheduler.runs.stopwatch import Stopwatch
    from scheduler.words import Words
    from solvers.options import SolveOptions

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


@click.command("plan", cls=RecordedCommand)
@scenario_argument
@output_option
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default="finite", show_default=True
)
@time_limit_option
@workers_option
@seed_option
@_objectives_option
@click.option(
    "--rule",
    type=click.Choice(list(RULES)),
    help="Plan by this dispatching rule alone, without search; finite mode.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    help="Folder of an earlier plan, to stay near it: levels 'moved', 'shift', frozen days.",
)
@click.option(
    "--hard-deadlines/--soft-deadlines",
    default=None,
    help="No demand may be late, or all may but hard ones.  [default: as the scenario says]",
)
@click.option(
    "--remedies",
    type=click.IntRange(min=0),
    help="Find what would help so many late demands, the worst ones; 0 for none."
    "  [default: 3, fewer in large plans]",
)
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
    rule: str | None,
    previous: Path | None,
    hard_deadlines: bool | None,
    remedies: int | None,
    excel: bool,
) -> None:
    """Plan SCENARIO and write the plan folder, default plans/<scenario id>-<mode>.

    Searches share the time by the clock: two runs may end with other plans, as good or not.
    """
    from scheduler.cli.progress_line import ProgressLine
    from scheduler.cli.summary import print_summary
    from scheduler.outputs import check_target
    from scheduler.pipeline import plan
    from scheduler.runs.stopwatch import Step, Stopwatch

    if rule and mode != Mode.FINITE:
        message = f"--rule plans at finite capacity, not with --mode {mode}"
        raise click.UsageError(message)
    watch = Stopwatch()
    with watch.step(Step.READING):
        loaded, warnings = load_scenario(scenario)
    loaded = _with_deadlines(loaded, hard_deadlines)
    note_scenario(loaded, warnings)
    before = None if previous is None else _previous(previous, loaded)
    directory = output or Path("plans") / f"{safe_name(loaded.scenario.id)}-{mode}"
    check_target(directory)
    base = _with_rule(scenario_options(loaded, objectives), loaded, rule)
    words = words_of_run(loaded)
    click.echo(
        words.text(
            "planning {scenario}, at most {seconds} s; Ctrl-C stops early",
            scenario=loaded.scenario.id,
            seconds=f"{time_limit:g}".replace(".", words.decimal),
        ),
        err=True,
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
        result = run_interruptible(
            lambda: plan(loaded, options, previous=before, warnings=warnings, watch=watch),
            options.stop,
        )
        result = _with_remedies(result, remedies, options, line, watch=watch, words=words)
        line.show(ProgressEvent(time_limit, words.text("writing the plan")))
        with watch.step(Step.WRITING):
            _write(result, directory, words, watch, excel=excel)
        note_plan(result, directory, watch)
    warn(fault for fault in result.warnings if fault not in warnings)  # the others are told
    print_summary(result, words)
    click.echo(directory)
    tell_what_goes_on()
    if options.stop.is_set():
        sys.exit(INTERRUPTED)


def _with_remedies(
    result: Plan,
    wanted: int | None,
    options: SolveOptions,
    line: ProgressLine,
    *,
    watch: Stopwatch,
    words: Words,
) -> Plan:
    """Return the plan with what would help its worst late demands; Ctrl-C keeps what is found.

    Parameters
    ----------
    wanted
        How many demands; ``None`` for as many as need little work.
    """
    from scheduler.remedies import MOST_TRIALS, affordable, remedies_for, worst_late
    from scheduler.runs.stopwatch import Step

    demands, most = affordable(result) if wanted is None else (wanted, MOST_TRIALS)
    late = [row.demand for row in worst_late(result)[:demands]]
    if not late or options.stop.is_set():
        return result

    def tell(demand: str, count: int) -> None:
        stage = words.text("what would help {demand}: trial {count}", demand=demand, count=count)
        line.show(ProgressEvent(options.time_limit, stage))

    with watch.step(Step.REMEDIES):
        return run_interruptible(
            lambda: remedies_for(result, late, options, most=most, progress=tell), options.stop
        )


def _with_deadlines(scenario: Scenario, hard: bool | None) -> Scenario:
    """Return a scenario in which deadlines are hard, or not, whatever its settings say."""
    if hard is None:
        return scenario
    settings = scenario.settings
    shop = settings.shop.model_copy(update={"hard_deadlines": hard})
    return scenario.replaced(settings=settings.model_copy(update={"shop": shop}))


def _with_rule(options: SolveOptions, scenario: Scenario, rule: str | None) -> SolveOptions:
    """Return options that plan by one rule, as patient as the scenario says."""
    if rule is None:
        return options
    from scheduler.dispatching import patience_of

    return replace(options, rule=rule, patience=patience_of(scenario))


def _previous(folder: Path, scenario: Scenario) -> PreviousPlan:
    """Read an earlier plan.

    Raises
    ------
    InvalidScenarioFile
        If there is none, or it is damaged.
    """
    from scheduler.outputs import load_plan
    from scheduler.replanning import previous_plan

    plan = load_plan(folder)
    other = plan.scenario.scenario.id
    if other != scenario.scenario.id:
        message = words_of_run(scenario).text(
            "warning: {folder} is a plan of '{other}', not of '{scenario}'",
            folder=folder,
            other=other,
            scenario=scenario.scenario.id,
        )
        click.echo(message, err=True)
    return previous_plan(plan)


def _write(result: Plan, directory: Path, words: Words, watch: Stopwatch, *, excel: bool) -> None:
    """Write the plan folder with its report; its sentences are in the language of the run."""
    from scheduler.outputs import write_plan
    from scheduler.report import render_report
    from scheduler.report.run_log import RunFacts
    from scheduler.words.of_plan import plan_in

    page = render_report(result, words.language, RunFacts(command_line(), dict(watch.seconds)))
    write_plan(plan_in(result, words), directory, report=page, excel=excel)
