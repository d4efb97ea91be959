"""`finitecap export`: a plan as tables, a workbook, calendars or a picture."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from models.checks.suggest import did_you_mean
from scheduler.cli.common import words_of_run

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.exports import Picture

__all__ = ["command"]

_MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"])


class _Options(TypedDict):
    """What a picture shows."""

    center: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    colour: str | None
    figure: str | None


@click.command("export")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "kind",
    required=True,
    type=click.Choice(["csv", "excel", "parquet", "json", "ical", "png", "pdf"]),
    help="csv, parquet and ical make a folder, the others a file.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write; default: beside PLAN."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--tables",
    "chosen",
    type=click.Choice(["plan", "execution"]),
    default="plan",
    show_default=True,
    help="execution: what happens when: tasks, stock records, workers, orders and what went wrong.",
)
@click.option(
    "--figure",
    type=click.Choice(["gantt", "load"]),
    help="What a picture shows: the Gantt chart, or load against capacity.  [default: gantt]",
)
@click.option("--center", multiple=True, help="Work center that a picture shows; again for more.")
@click.option("--from", "since", type=_MOMENT, help="Local time at which a picture begins.")
@click.option("--until", type=_MOMENT, help="Local time at which a picture ends.")
@click.option(
    "--colour",
    type=click.Choice(["lateness", "state", "order"]),
    help="What the colours of a picture tell.  [default: lateness]",
)
def command(
    plan: Path,
    kind: str,
    output: Path | None,
    *,
    overwrite: bool,
    chosen: str,
    **options: Unpack[_Options],
) -> None:
    """Write PLAN, a plan folder, for other programs.

    Parquet needs the extra finitecap[parquet], png and pdf finitecap[pictures] and a Chrome.
    """
    from scheduler.exports import Format, Tables, check_export, default_target, export_plan
    from scheduler.outputs import load_plan

    _refuse_options_of_pictures(kind, options)
    form, tables = Format(kind), Tables(chosen)
    if tables is not Tables.PLAN and kind not in ("csv", "excel", "parquet", "json"):
        message = f"--tables {chosen} is for csv, excel, parquet and json, not for {kind}."
        raise click.UsageError(message)
    target = output or default_target(plan, form, tables)
    if target.resolve() == _plan_file(plan).resolve():
        message = f"{target} is the plan itself; choose another name."
        raise click.BadParameter(message, param_hint="-o")
    check_export(form, target, overwrite=overwrite, tables=tables)
    loaded = load_plan(plan)
    words = words_of_run(loaded.scenario)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        export_plan(
            loaded, form, target, overwrite=overwrite, stamp=_made(plan),
            picture=_picture(loaded, options) if form.is_picture else None, tables=tables,
            words=words,
        )  # fmt: skip
    for warning in told:
        click.echo(words.text("warning: {fault}", fault=warning.message), err=True)
    click.echo(target)


def _refuse_options_of_pictures(kind: str, options: _Options) -> None:
    given = [f"--{'from' if name == 'since' else name}" for name, value in options.items() if value]
    if given and kind not in ("png", "pdf"):
        message = f"{given[0]} is for png and pdf, not for {kind}."
        raise click.UsageError(message)
    if options["figure"] == "load" and options["colour"]:
        message = "--colour is for the Gantt chart, not for --figure load."
        raise click.UsageError(message)


def _made(source: Path) -> datetime:
    """Return when a plan was written: two exports of it are equal then."""
    return datetime.fromtimestamp(int(_plan_file(source).stat().st_mtime), tz=UTC)


def _plan_file(source: Path) -> Path:
    return source / "plan.json" if source.is_dir() else source


def _picture(plan: Plan, options: _Options) -> Picture:
    """Return what to draw.

    Raises
    ------
    click.BadParameter
        If there is no such center, or the time shown has no length.
    """
    from scheduler.exports import Picture

    unknown = [name for name in options["center"] if name not in plan.scenario.work_center_by_id]
    if unknown:
        message = f"the plan has no work center '{unknown[0]}'.{_hint(plan, unknown[0])}"
        raise click.BadParameter(message, param_hint="--center")
    since, until = options["since"], options["until"]
    window = None
    if since is not None or until is not None:
        window = _window(plan, since, until)
    return Picture(
        options["center"], window, options["colour"] or "lateness", options["figure"] or "gantt"
    )


def _window(
    plan: Plan, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime]:
    first, last = (plan.clock.moment(tick).replace(tzinfo=None) for tick in (0, plan.end))
    begin, end = since or first, until or last
    if begin >= end:
        message = f"the picture would begin at {begin:%Y-%m-%dT%H:%M} and end before."
        raise click.BadParameter(message, param_hint="--until")
    return begin, end


def _hint(plan: Plan, name: str) -> str:
    hint = did_you_mean(name, plan.scenario.work_center_by_id)
    return f" {hint}" if hint else ""
