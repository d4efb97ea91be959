"""`finitecap`: the group of commands, their exit codes and how errors are told."""

from __future__ import annotations

import importlib
from typing import Any

import click

from models.errors import (
    InvalidScenarioFile,
    NoPlanExists,
    NoPlanFound,
    SchedulingError,
    SolverFault,
)
from scheduler.cli.common import words_of_run

__all__ = ["main"]

INPUT_WRONG, NO_PLAN_EXISTS, NO_PLAN_FOUND, FAULT, INTERRUPTED = 2, 3, 4, 70, 130

_COMMANDS = {
    "init": "Write a commented example scenario.",
    "plan": "Plan a scenario: MRP, finite-capacity schedule, verification, report.",
    "mrp": "Plan materials only: the grid and the planned orders.",
    "jobs": "Generate job orders from sales orders, forecasts and low stock.",
    "jobplan": "Plan job orders at infinite capacity: their orders, dates and phases.",
    "buffers": "Print the DDMRP buffers: zones, net flow, orders, status.",
    "bom": "Show what an item is made of, where it is used, what it costs.",
    "compare": "Put the finite plan beside the infinite ones.",
    "diff": "Compare two plans: key figures, what moved, both Gantt charts.",
    "export": "Write a plan as CSV, Excel, Parquet, JSON, iCalendar, PNG or PDF.",
    "runs": "List, show and delete the records of earlier runs.",
    "check": "Validate a scenario, and verify a plan against it.",
    "progress": "Compare a plan with what the floor declared, and plan on from there.",
    "sequence": "Print the phase sequence of a work center, or give it another one.",
    "dispatch": "Write the work lists of a plan, to print with barcodes.",
    "explain": "Say why an order or a demand is late.",
    "promise": "Say when more of an item can be had, and who would have to make way.",
    "simulate": "Try something beside a plan: moves, breakdowns, overtime, rush orders.",
    "apply": "Let a snapshot become the plan.",
    "rollback": "Bring back the plan that was there before an apply.",
    "costs": "Say what a plan, a job, a demand or an order costs.",
    "convert": "Convert scenarios between YAML, JSON, CSV folders and Excel.",
    "schema": "Print the JSON Schema of scenario files.",
    "bench": "Run the benchmark suite.",
}


class _Commands(click.Group):
    """Load a command's module when it is called: ``--help`` must answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a planner's day."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"scheduler.cli.{cmd_name}")
        command = module.command
        if not isinstance(command, click.Command):
            message = f"scheduler.cli.{cmd_name}.command is no click command"
            raise TypeError(message)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing a command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Add a did-you-mean to the message about an unknown command."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Tell errors in the user's words, with the exit code of their kind."""
        try:
            return super().invoke(ctx)
        except InvalidScenarioFile as error:
            _fail(
                words_of_run().plural(
                    "{count} error in the input:", "{count} errors in the input:", len(error.faults)
                ),
                str(error),
            )
            ctx.exit(INPUT_WRONG)
        except NoPlanExists as error:
            facts = "\n".join(map(words_of_run().say, error.facts))
            _fail(_("no plan can exist, because of these facts together:"), facts)
            ctx.exit(NO_PLAN_EXISTS)
        except NoPlanFound as error:
            _fail(_("no plan found in time:"), str(error))
            ctx.exit(NO_PLAN_FOUND)
        except SolverFault as error:
            headline = _("the plan broke a rule and was thrown away; please report this:")
            _fail(headline, str(error))
            ctx.exit(FAULT)
        except SchedulingError as error:
            _fail(str(error), "")
            ctx.exit(INPUT_WRONG)
        except KeyboardInterrupt:
            _fail(_("interrupted; nothing was written"), "")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            _fail(_("cannot read or write: {error}", error=error), "")
            ctx.exit(INPUT_WRONG)


def _(message: str, /, **values: object) -> str:
    """Return a headline in the language of the run; see `scheduler.words`."""
    return words_of_run().text(message, **values)


def _fail(headline: str, detail: str) -> None:
    click.echo(f"finitecap: {headline}", err=True)
    if detail:
        click.echo(detail, err=True)


def _known_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a language that there is not, before anything is done in it."""
    if value is None:
        return None
    from scheduler.words import known_language

    try:
        return known_language(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


_HELP = """Finite-capacity production planning from what an ERP knows.

SCENARIO is a .yaml, .json or .xlsx file, or a folder of CSV tables.

\b
Exit codes: 0 a verified plan, 2 the input is wrong, 3 no plan can exist,
4 no plan found in time, 70 a fault of ours (the plan was thrown away),
130 interrupted (the best plan so far is written, if there is one).
"""


@click.command(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="finitecap", prog_name="finitecap")
@click.option(
    "--language",
    envvar="FINITECAP_LANGUAGE",
    show_envvar=True,
    metavar="CODE",
    callback=_known_language,
    help="Of reports and messages, e.g. it; names of files and columns stay English.",
)
@click.pass_context
def main(ctx: click.Context, language: str | None) -> None:
    """Run one of the commands."""
    ctx.obj = language
