"""Commands that write a plan, and leave a record of the run whether they could or not."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.common import words_of_run
from scheduler.cli.running import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from scheduler.runs import Recording
    from scheduler.runs.stopwatch import Stopwatch

__all__ = ["RecordedCommand", "command_line", "note_plan", "note_scenario"]

_ARGUMENTS, _OFF, _RECORDING, _FOLDER = (
    f"finitecap.runs.{name}" for name in ("arguments", "off", "recording", "folder")
)
_PLANS = Path("plans")
_SOURCES = ("scenario", "plan_folder")
_OUTPUTS = ("output", "plan_folder")
"""Parameters of commands: what they read, and beside what their log lies; the first one given."""


def _take_note_of_off(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    ctx.meta[_OFF] = value


class RecordedCommand(click.Command):
    """A command of which each run leaves a record in the log beside its plan folder.

    What `note_scenario` and `note_plan` are told meanwhile goes into it. A run that was ended by
    an error leaves one too; a command line that click refuses was no run.

    Parameters
    ----------
    writes
        Tells from its parameters whether a run writes a plan; default: always.
    """

    def __init__(
        self,
        *args: Any,  # whatever click.Command takes
        writes: Callable[[Mapping[str, object]], bool] = lambda _: True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._writes = writes
        option = click.Option(
            ["--no-log"],
            is_flag=True,
            envvar="FINITECAP_NO_LOG",
            show_envvar=True,
            expose_value=False,
            callback=_take_note_of_off,
            help="Leave no record of the run in runs.jsonl beside the plan folder.",
        )
        self.params.append(option)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the arguments as they were typed."""
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and write the record."""
        if ctx.meta.get(_OFF) or not self._writes(ctx.params):
            return super().invoke(ctx)
        from scheduler.runs import Recording

        source = next((ctx.params[name] for name in _SOURCES if ctx.params.get(name)), "")
        recording = Recording(ctx.info_name or "", command_line(ctx), _options(ctx), str(source))
        ctx.meta[_RECORDING] = recording
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            if not isinstance(error, click.ClickException | click.exceptions.Exit):
                recording.failed(error)
            raise
        except SystemExit as end:
            if end.code == INTERRUPTED:  # after Ctrl-C a plan is written all the same
                recording.failed(KeyboardInterrupt())
            raise
        finally:
            if recording.is_of_a_plan or recording.has_failed:
                _write(ctx, recording)


def command_line(ctx: click.Context | None = None) -> str:
    """Return the command line of the run, to be typed again; empty outside of a command."""
    ctx = ctx or click.get_current_context(silent=True)
    if ctx is None or _ARGUMENTS not in ctx.meta:
        return ""
    root = ctx.find_root()
    language = root.params.get("language")
    before = ["--language", str(language)] if language else []
    return shlex.join(["finitecap", *before, ctx.info_name or "", *ctx.meta[_ARGUMENTS]])


def _options(ctx: click.Context) -> dict[str, str]:
    """Return the options of a run as text, those that are as by default too."""
    given = {
        param.name: ctx.params[param.name]
        for param in ctx.command.params
        if isinstance(param, click.Option) and param.name in ctx.params and param.name
    }
    return {
        name: _text(value)
        for name, value in given.items()
        if value or (isinstance(value, int) and value is not False)  # a seed of 0 is one
    }


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}={_text(inner)}" for name, inner in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


def note_scenario(scenario: Scenario, warnings: tuple[Fault, ...] = ()) -> None:
    """Tell the record of the run what is planned; without a record nothing happens."""
    recording = _current()
    if recording is not None:
        recording.saw_scenario(scenario, warnings)


def note_plan(
    plan: Plan, folder: Path, watch: Stopwatch | None = None, *, beside: Path | None = None
) -> None:
    """Tell the record of the run that a plan was written to a folder.

    Parameters
    ----------
    watch
        How long the steps took.
    beside
        Plan folder beside which the log lies; default: the folder itself.
    """
    recording = _current()
    if recording is None:
        return
    place = (beside or folder).resolve().parent
    output = os.path.relpath(folder.resolve(), place)
    recording.saw_plan(plan, output, {} if watch is None else watch.seconds)
    click.get_current_context().meta[_FOLDER] = place


def _current() -> Recording | None:
    context = click.get_current_context(silent=True)
    found: Recording | None = None if context is None else context.meta.get(_RECORDING)
    return found


def _write(ctx: click.Context, recording: Recording) -> None:
    """Write the record; where that fails, the plan stands all the same."""
    from scheduler.runs import LOG_FILE, RunLog, RunLogError

    place = ctx.meta.get(_FOLDER) or _place(ctx)
    reads_scenario = "scenario" in ctx.params  # else a change was refused that a plan cannot have
    if recording.is_input_wrong and not (reads_scenario and place.is_dir()):
        return  # who mistypes a name does not want a new folder
    try:
        RunLog(place / LOG_FILE).append(recording.record())
    except RunLogError as error:
        message = words_of_run().text("warning: the run is not recorded: {error}", error=error)
        click.echo(message, err=True)


def _place(ctx: click.Context) -> Path:
    """Return where a run without a plan leaves its record: beside the plan it should have made."""
    given = next((ctx.params[name] for name in _OUTPUTS if ctx.params.get(name)), None)
    return _PLANS if given is None else Path(given).resolve().parent
