"""``python -m benchmarks``: run a suite, smoke-test every spec, measure one cell."""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks import mrp as materials
from benchmarks.cell import Budget, Cell, Method
from benchmarks.commands import Instances, curves_command, known_specs, targets_command
from benchmarks.decoding import decoder_command
from benchmarks.jobshops import MissingInstances
from benchmarks.registry import SUITES
from benchmarks.runner import Run, run, write_run
from benchmarks.table import markdown

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results")
_METHODS = click.Choice([str(method) for method in Method])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure finitecap; how: benchmarks/README.md."""


main.add_command(targets_command)
main.add_command(curves_command)
main.add_command(decoder_command)


@main.command("list")
def list_command() -> None:
    """List the specs with their source and the best that is known."""
    for spec in SUITES["full"]:
        best = f", best known {spec.best_known.upper_bound}" if spec.best_known else ""
        click.echo(f"{spec.name}: {spec.source}{best}")


@main.command("run")
@click.option("--suite", type=click.Choice(list(SUITES)), default="small", show_default=True)
@click.option("--spec", "names", multiple=True, help="Only this spec; may be repeated.")
@click.option("--method", "methods", type=_METHODS, multiple=True, help="Only this method.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    show_default=True,
    help="Seconds.",
)
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--seed", "seeds", type=int, multiple=True, default=(0,), show_default=True)
@click.option("--instances", type=Instances, help="Folder of job shops and projects.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=_RESULTS)
@click.pass_context
def run_command(
    ctx: click.Context,
    *,
    suite: str,
    names: tuple[str, ...],
    methods: tuple[str, ...],
    time_limit: float,
    workers: int,
    seeds: tuple[int, ...],
    instances: Path | None,
    output: Path,
) -> None:
    """Run a suite and write SUITE.json and SUITE.md (selection.* with --spec) into a folder."""
    known = known_specs(instances)
    if unknown := [name for name in names if name not in known]:
        message = f"no spec '{unknown[0]}'; `python -m benchmarks list` names them"
        raise click.BadParameter(message, ctx)
    label, chosen = suite, list(SUITES[suite])
    if instances is not None:
        from benchmarks.folder import folder_specs

        label, chosen = instances.resolve().name, list(folder_specs(instances))
    if names:
        label, chosen = "selection", [known[name] for name in names]
    result = run(
        label,
        chosen,
        [Method(method) for method in methods] or list(Method),
        Budget(time_limit, workers),
        seeds=seeds,
        instances=instances,
        report=_tell,
    )
    write_run(result, output / f"{label}.json")
    best = {spec.name: spec.best_known for spec in chosen if spec.best_known}
    (output / f"{label}.md").write_text(markdown(result, best), "utf-8")
    click.echo(f"written: {label}.json and {label}.md")
    _exit_with_failures(ctx, result)


@main.command("mrp")
@click.option("--items", "sizes", type=int, multiple=True, default=(10_000, 100_000))
@click.option("--profile/--no-profile", default=False, help="Print where the time goes instead.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=_RESULTS)
def mrp_command(*, sizes: tuple[int, ...], profile: bool, output: Path) -> None:
    """Plan the materials of large plants, and write mrp.md into a folder."""
    if profile:
        for size in sizes:
            click.echo(materials.profile(size))
        return
    cells = []
    for size in sizes:
        for method in materials.METHODS:
            cells.append(materials.measure_apart(size, method))
            click.echo(f"{size} items, {method}: {cells[-1].seconds} s, {cells[-1].megabytes} MB")
    output.mkdir(parents=True, exist_ok=True)
    (output / "mrp.md").write_text(materials.render(cells), "utf-8")
    click.echo("written: mrp.md")


@main.command("mrp-cell", hidden=True)
@click.argument("items", type=int)
@click.argument("method", type=click.Choice(materials.METHODS))
def mrp_cell_command(items: int, method: str) -> None:
    """Plan the materials of one plant and print what was measured as JSON."""
    click.echo(json.dumps(materials.measure(items, method).as_dict()))


@main.command("smoke")
@click.pass_context
def smoke_command(ctx: click.Context) -> None:
    """Plan the tiny form of every spec by every method; nothing is timed or written."""
    from benchmarks.smoke import smoke

    materials.smoke()
    click.echo("materials: engine and reference agree")
    cells: list[Cell] = []

    def tell(cell: Cell) -> None:
        cells.append(cell)
        _tell(cell)

    try:
        failures = smoke(tell)
    except MissingInstances as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{len(cells) - failures} of {len(cells)} cells planned")
    ctx.exit(1 if failures else 0)


def _tell(cell: Cell) -> None:
    value = "" if cell.value is None else f" {cell.objective} {cell.value:,.1f}"
    click.echo(f"{cell.spec} {cell.method}: {cell.status}{value} {cell.message}".rstrip())


def _exit_with_failures(ctx: click.Context, result: Run) -> None:
    failures, total = len(result.failures), len(result.cells)
    click.echo(f"{total - failures} of {total} cells measured")
    ctx.exit(1 if failures else 0)


@main.command("cell", hidden=True)
@click.argument("name")
@click.argument("method", type=_METHODS)
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), required=True)
@click.option("--workers", type=int, required=True)
@click.option("--seed", type=int, required=True)
@click.option("--instances", type=Instances)
def cell_command(
    name: str, method: str, time_limit: float, workers: int, seed: int, instances: Path | None
) -> None:
    """Measure one cell and print it as JSON."""
    from benchmarks.measure import measure

    try:
        cell = measure(
            known_specs(instances)[name], Method(method), Budget(time_limit, workers, seed)
        )
    except MissingInstances as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(cell.as_dict()))


if __name__ == "__main__":
    main()
