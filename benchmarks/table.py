"""Cells as Markdown: a table of the plants, and one of the job shops."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from benchmarks.cell import Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.cell import Cell
    from benchmarks.jobshops import BestKnown
    from benchmarks.runner import Run

__all__ = ["markdown"]

_NAMES = {
    Method.ASAP: "infinite, ASAP",
    Method.ALAP: "infinite, ALAP",
    Method.RULES: "best rule",
    Method.CP_SAT: "plain CP-SAT",
    Method.CP_SAT_HINT: "CP-SAT with hint",
    Method.PYJOBSHOP: "PyJobShop",
    Method.FINITECAP: "finitecap",
}
_PLANT_COLUMNS = (
    "instance",
    "operations",
    "method",
    "tardiness (weighted days)",
    "late orders",
    "makespan (h)",
    "overload (h)",
    "bound",
    "gap",
    "MRP (s)",
    "compile (s)",
    "solve (s)",
    "memory (MB)",
)
_JOBSHOP_COLUMNS = (
    "instance",
    "operations",
    "method",
    "makespan",
    "best known",
    "above it",
    "overload (h)",
    "bound",
    "gap",
    "solve (s)",
    "memory (MB)",
)


def markdown(result: Run, best_known: dict[str, BestKnown]) -> str:
    """Return a run as a page: machine and budget, then its tables.

    Where several seeds were run, the row is the one of the median value, with the range of the
    values in brackets.
    """
    plants = [cell for cell in result.cells if cell.objective == "tardiness"]
    jobshops = [cell for cell in result.cells if cell.objective != "tardiness"]
    parts = [_heading(result)]
    if plants:
        parts.append("## Plants\n\n" + _table(_PLANT_COLUMNS, map(_plant_row, _groups(plants))))
    if jobshops:
        rows = (_jobshop_row(group, best_known) for group in _groups(jobshops))
        parts.append("## Job shops\n\n" + _table(_JOBSHOP_COLUMNS, rows))
    return "\n\n".join(parts) + "\n"


def _heading(result: Run) -> str:
    machine, versions = result.machine, result.versions
    seeds = ", ".join(str(seed) for seed in result.seeds)
    return (
        f"# Benchmark results: suite {result.suite}\n\n"
        f"Measured on {result.date} with finitecap {versions.get('finitecap', '?')},"
        f" OR-Tools {versions.get('ortools', '?')}, NumPy {versions.get('numpy', '?')},"
        f" Python {versions['python']}, on {machine['processor']}, {machine['cores']} cores,"
        f" {machine['memory_gb']} GB, {machine['system']}.\n"
        f"Time limit of the search {result.budget['time_limit']:g} s,"
        f" {result.budget['workers']} workers, seeds {seeds}.\n"
        "How the figures are taken: [protocol](../README.md). This page is written by"
        " `python -m benchmarks run`; do not edit it."
    )


def _groups(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells of one spec and method together, the one of median value first."""
    groups = []
    for _, group in groupby(cells, key=lambda cell: (cell.spec, cell.method)):
        ranked = sorted(group, key=lambda cell: (cell.value is None, cell.value or 0))
        middle = (len(ranked) - 1) // 2
        groups.append([ranked[middle], *ranked[:middle], *ranked[middle + 1 :]])
    return groups


def _plant_row(group: list[Cell]) -> tuple[str, ...]:
    cell = group[0]
    hours = None if cell.makespan is None else cell.makespan / 60
    return (
        cell.spec,
        f"{cell.operations:,}",
        _method(cell),
        _number(cell.tardiness_days, 1) + _range(group, 1),
        _number(cell.late),
        _number(hours, 1),
        _number(cell.overload_hours, 1),
        _bound(cell, 1),
        _percent(cell.gap),
        _number(cell.mrp_seconds, 2),
        _number(cell.compile_seconds, 2),
        _number(cell.solve_seconds, 1),
        _number(cell.peak_mb),
    )


def _jobshop_row(group: list[Cell], best_known: dict[str, BestKnown]) -> tuple[str, ...]:
    cell, best = group[0], best_known.get(group[0].spec)
    above = None
    if best is not None and cell.makespan is not None and cell.overload_hours == 0:
        above = cell.makespan / best.upper_bound - 1
    return (
        cell.spec,
        f"{cell.operations:,}",
        _method(cell),
        _number(cell.makespan) + _range(group),
        "" if best is None else f"{best.upper_bound:,} ({best.date})",
        _percent(above),
        _number(cell.overload_hours, 1),
        _bound(cell),
        _percent(cell.gap),
        _number(cell.solve_seconds, 1),
        _number(cell.peak_mb),
    )


def _method(cell: Cell) -> str:
    name = _NAMES[Method(cell.method)]
    if cell.value is None:
        return f"{name}: {cell.status}"
    rule = cell.solver.partition(":")[2]
    return f"{name} ({rule})" if cell.method == Method.RULES and rule else name


def _bound(cell: Cell, digits: int = 0) -> str:
    """Return the proved bound; a search that proved nothing says so."""
    searched = Method(cell.method).is_searching and cell.value is not None
    return "no bound" if searched and cell.bound is None else _number(cell.bound, digits)


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _range(group: list[Cell], digits: int = 0) -> str:
    values = [cell.value for cell in group if cell.value is not None]
    if len(values) < 2:
        return ""
    return f" [{_number(min(values), digits)} to {_number(max(values), digits)}]"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{'|'.join('---' for _ in columns)}|"]
    lines.extend(f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(lines)
