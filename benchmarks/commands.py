"""``python -m benchmarks targets`` and ``curves``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.registry import SUITES, BenchSpec
from benchmarks.runner import FAILED
from benchmarks.target_run import Settings, judged, run_targets, target_table, unique
from benchmarks.targets import targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.cell import Cell
    from benchmarks.store import Store
    from benchmarks.verdict import Need, Target

__all__ = ["Instances", "curves_command", "known_specs", "targets_command"]

_RESULTS = Path(__file__).with_name("results")
Instances = click.Path(exists=True, file_okay=False, path_type=Path)
_Positive = click.FloatRange(min=0, min_open=True)


def known_specs(instances: Path | None) -> dict[str, BenchSpec]:
    """Return all specs by name, those of a folder included."""
    specs = {spec.name: spec for spec in SUITES["full"]}
    if instances is not None:
        from benchmarks.folder import folder_specs

        specs |= {spec.name: spec for spec in folder_specs(instances)}
    return specs


@click.command("targets")
@click.option("--budget-scale", "scale", type=_Positive, default=1.0, show_default=True)
@click.option("--only", "names", multiple=True, help="Only this target; may be repeated.")
@click.option("--instances", type=Instances, help="Folder with mk01-mk15 and projects of j120.")
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--any-code", is_flag=True, help="Use cells of other versions of the code, too.")
@click.option("--dry-run", is_flag=True, help="Say what would be run, and how long; run nothing.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=_RESULTS)
@click.pass_context
def targets_command(
    ctx: click.Context,
    *,
    scale: float,
    names: tuple[str, ...],
    instances: Path | None,
    workers: int,
    seed: int,
    any_code: bool,
    dry_run: bool,
    output: Path,
) -> None:
    """Measure how far the targets are reached, and write targets.json and targets.md.

    Cells that targets.json has already, of the same code, packages, machine and settings, are not
    run again, so this may be broken off and go on later.
    """
    from benchmarks.store import Store, here

    specs = known_specs(instances)
    known = targets(specs)
    chosen = _chosen(ctx, known, names)
    settings = Settings(scale, workers, seed, instances)
    where = here()
    store = Store(output / "targets.json", where, any_code)
    if dry_run:
        _tell_costs(chosen, store, settings)
        return
    failed: list[str] = []

    def tell(cell: Cell, is_new: bool) -> None:
        value = "" if cell.value is None else f" {cell.objective} {cell.value:,.1f}"
        mark = "" if is_new else " (known)"
        click.echo(f"{cell.spec} {cell.method}: {cell.status}{value}{mark} {cell.message}".strip())
        if cell.status == FAILED:
            failed.append(f"{cell.spec} {cell.method}")

    run_targets(chosen, specs, store, settings, report=tell)
    best = {spec.name: spec.best_known for spec in specs.values() if spec.best_known}
    # all of them: a page without those that were not run would look as if there were no others
    page = target_table(judged(known, store, settings, best), settings, where, store.codes())
    output.mkdir(parents=True, exist_ok=True)
    (output / "targets.md").write_text(page, "utf-8")
    click.echo(page)
    if failed:
        click.echo(f"failed: {', '.join(failed)}", err=True)
        ctx.exit(1)


def _chosen(
    ctx: click.Context, known: tuple[Target, ...], names: tuple[str, ...]
) -> tuple[Target, ...]:
    all_names = [target.name for target in known]
    for name in names:
        if name not in all_names:
            message = f"no target '{name}'; there are {', '.join(all_names)}"
            raise click.BadParameter(message, ctx, param_hint="--only")
    return tuple(target for target in known if not names or target.name in names)


def _tell_costs(chosen: tuple[Target, ...], store: Store, settings: Settings) -> None:
    """Print for each target how many cells are to be run and how many minutes they search."""

    def missing(needs: Iterable[Need]) -> list[Need]:
        return [
            need
            for need in needs
            if store.get(need.spec, need.method, settings.budget(need)) is None
        ]

    def minutes(needs: Iterable[Need]) -> float:
        return sum(settings.budget(n).time_limit for n in needs if n.method.is_searching) / 60

    for target in chosen:
        cells = missing(target.needs)
        why = f"; {target.missing}" if target.missing else ""
        click.echo(
            f"{target.name}: {len(cells)} of {len(target.needs)} cells to run,"
            f" at most {minutes(cells):.1f} minutes of search{why}"
        )
    shared = minutes(missing(unique(chosen)))
    click.echo(f"together, cells that several targets share once: {shared:.1f} minutes")


@click.command("curves")
@click.argument("results", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: beside.")
@click.option("--instances", type=Instances, help="Folder whose bounds.csv says what is known.")
def curves_command(results: Path, output: Path | None, instances: Path | None) -> None:
    """Draw the anytime curves of RESULTS, a file of `run` or `targets`, as one page."""
    from benchmarks.curves import curves_page, read_cells

    try:
        cells = read_cells(results)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    known = known_specs(instances).values()
    best = {spec.name: spec.best_known.upper_bound for spec in known if spec.best_known}
    target = results.with_suffix(".curves.html") if output is None else output
    target.write_text(curves_page(cells, best), "utf-8")
    click.echo(f"written: {target.name}")
