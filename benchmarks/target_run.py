"""Run what the targets need, in parts if need be, and write down how far they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.cell import Budget, Cell
from benchmarks.runner import cell_in_a_process
from benchmarks.verdict import Measured, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.jobshops import BestKnown
    from benchmarks.registry import BenchSpec
    from benchmarks.store import Store, Where
    from benchmarks.verdict import Need, Target

    Run = Callable[[BenchSpec, Need, Budget], Cell]

__all__ = ["Settings", "judged", "run_targets", "target_table", "unique"]

_COLUMNS = ("target", "what", "budget (s)", "asked", "reached", "ratio", "met")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all cells of a run.

    Parameters
    ----------
    scale
        Multiplies the budgets that the targets name; below 1 nothing is decided.
    """

    scale: float = 1.0
    workers: int = 2
    seed: int = 0
    instances: Path | None = None

    def budget(self, need: Need) -> Budget:
        """Return the budget of a cell."""
        return Budget(round(need.seconds * self.scale, 3), self.workers, self.seed)


def _ignore(cell: Cell, is_new: bool) -> None:
    del cell, is_new


def run_targets(
    targets: Sequence[Target],
    specs: Mapping[str, BenchSpec],
    store: Store,
    settings: Settings,
    *,
    report: Callable[[Cell, bool], None] = _ignore,
    run: Run | None = None,
) -> None:
    """Measure every cell the targets need that is not in the store yet.

    Parameters
    ----------
    report
        Called with each cell, and whether it was measured now.
    run
        How a cell is measured; default: in a process of its own.
    """
    for need in unique(targets):
        budget = settings.budget(need)
        known = store.get(need.spec, need.method, budget)
        if known is not None:
            report(known, False)
            continue
        spec = specs[need.spec]
        cell = (
            cell_in_a_process(spec, need.method, budget, settings.instances)
            if run is None
            else run(spec, need, budget)
        )
        store.put(cell)
        report(cell, True)


def unique(targets: Sequence[Target]) -> list[Need]:
    """Return the cells that targets need, each once."""
    return list(dict.fromkeys(need for target in targets for need in target.needs))


def judged(
    targets: Sequence[Target],
    store: Store,
    settings: Settings,
    best_known: Mapping[str, BestKnown],
) -> list[tuple[Target, Verdict]]:
    """Return each target with its verdict, by the cells of these settings in the store."""
    cells = [
        cell
        for need in unique(targets)
        if (cell := store.get(need.spec, need.method, settings.budget(need))) is not None
    ]
    measured = Measured(cells, best_known)
    return [
        (target, Verdict(target.missing) if target.missing else target.judge(measured))
        for target in targets
    ]


def target_table(
    rows: Sequence[tuple[Target, Verdict]], settings: Settings, where: Where, codes: Sequence[str]
) -> str:
    """Return the verdicts as a page."""
    met = [verdict.is_met for _, verdict in rows]
    lines = [
        "# Targets\n",
        _heading(where, settings, codes),
        "",
        f"{sum(value is True for value in met)} met, {sum(value is False for value in met)} not"
        f" met, {sum(value is None for value in met)} not measured.",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"|{'|'.join('---' for _ in _COLUMNS)}|",
    ]
    lines.extend(f"| {' | '.join(_row(target, v, settings))} |" for target, v in rows)
    return "\n".join(lines) + "\n"


def _heading(where: Where, settings: Settings, codes: Sequence[str]) -> str:
    machine, versions = where.machine, where.versions
    packages = ", ".join(f"{name} {version}" for name, version in versions.items())
    text = (
        f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB,"
        f" {machine['system']}; {packages}.\n"
        f"{settings.workers} workers, seed {settings.seed}, code {', '.join(codes) or 'unknown'}."
        " How: [protocol](../README.md). Written by `python -m benchmarks targets`; do not edit."
    )
    if settings.scale != 1:
        text += (
            f"\n\n**Budgets are {settings.scale:g} of those the targets ask for: this decides"
            " nothing.**"
        )
    return text


def _row(target: Target, verdict: Verdict, settings: Settings) -> tuple[str, ...]:
    words = {True: "yes", False: "no", None: ""}
    return (
        target.name,
        target.what,
        f"{target.seconds * settings.scale:g}",
        target.reach,
        verdict.reached,
        "" if verdict.ratio is None else f"{verdict.ratio:.2f}",
        words[verdict.is_met],
    )
