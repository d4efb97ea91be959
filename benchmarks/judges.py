"""Ways to judge a target from cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cell import Method
from benchmarks.verdict import Measured, Verdict
from models.schedule import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.verdict import Judge

__all__ = [
    "NOT_MEASURED",
    "beats_every_rule",
    "first_plan_within",
    "gap_at_most",
    "mean_gap_at_most",
    "mean_gap_share",
    "proved_within",
    "reaches_best_within",
    "share_proved",
    "value_at_most",
    "value_share",
]

OURS = Method.FINITECAP
NOT_MEASURED = Verdict("not measured")


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{100 * share:.2f} %"


def gap_at_most(spec: str, limit: float) -> Judge:
    """Ask for a gap to the best known."""

    def judge(measured: Measured) -> Verdict:
        gap, best = measured.gap(spec, OURS), measured.best(spec)
        if gap is None:
            return NOT_MEASURED
        value = measured.value(spec, OURS) or 0
        return Verdict(f"{percent(gap)} ({value:,.0f}, best known {best:,})", None, gap <= limit)

    return judge


def reaches_best_within(spec: str, seconds: float) -> Judge:
    """Ask for the best known value before a moment of the solve."""

    def judge(measured: Measured) -> Verdict:
        cell, best = measured.cell(spec, OURS), measured.best(spec)
        if cell is None or cell.value is None or best is None:
            return NOT_MEASURED
        hits = [
            event[0]
            for event in cell.events
            if event[2] == cell.objective and event[3] is not None and event[3] <= best
        ]
        if not hits:
            gap = measured.gap(spec, OURS) or 0.0
            return Verdict(f"{percent(gap)} at the end", None, False)
        return Verdict(f"0 % after {min(hits):.1f} s", None, min(hits) <= seconds)

    return judge


def mean_gap_at_most(specs: Sequence[str], limit: float, part: str) -> Judge:
    """Ask for a mean gap, and tell that of the specs whose name begins with `part` beside."""

    def judge(measured: Measured) -> Verdict:
        mean = measured.mean_gap(specs, OURS)
        if mean is None:
            return _incomplete(measured, specs, (OURS,))
        alike = [spec for spec in specs if spec.startswith(part)]
        beside = measured.mean_gap(alike, OURS)
        text = f"{percent(mean)} over {len(specs)}"
        if beside is not None:
            text += f"; {percent(beside)} over the {len(alike)} of {part}"
        return Verdict(text, None, mean <= limit)

    return judge


def mean_gap_share(specs: Sequence[str], peer: Method, limit: float) -> Judge:
    """Ask for a mean gap that is at most a share of a peer's."""

    def judge(measured: Measured) -> Verdict:
        ours, theirs = measured.mean_gap(specs, OURS), measured.mean_gap(specs, peer)
        if ours is None or theirs is None:
            return _incomplete(measured, specs, (OURS, peer))
        ratio = ours / theirs if theirs > 0 else None
        is_met = ours <= limit * theirs
        return Verdict(f"{percent(ours)} against {percent(theirs)} of {peer}", ratio, is_met)

    return judge


def _incomplete(measured: Measured, specs: Sequence[str], methods: Sequence[Method]) -> Verdict:
    """Say how many plans are missing: a mean over some instances would flatter somebody."""
    counts = []
    for method in methods:
        there = sum(measured.gap(spec, method) is not None for spec in specs)
        counts.append(f"{method} {there} of {len(specs)}")
    return Verdict("not measured: plans of " + ", ".join(counts))


def value_at_most(spec: str, limit: float) -> Judge:
    """Ask for a value."""

    def judge(measured: Measured) -> Verdict:
        value = measured.value(spec, OURS)
        if value is None:
            return NOT_MEASURED
        return Verdict(f"{value:,.0f}", value / limit, value <= limit)

    return judge


def value_share(spec: str, peer: Method, limit: float) -> Judge:
    """Ask for a value that is at most a share of a peer's."""

    def judge(measured: Measured) -> Verdict:
        ours, theirs = measured.value(spec, OURS), measured.value(spec, peer)
        if ours is None or theirs is None:
            return NOT_MEASURED
        text = f"{ours:,.1f} against {theirs:,.1f} of {_named(measured, spec, peer)}"
        return Verdict(text, ours / theirs if theirs else None, ours <= limit * theirs)

    return judge


def _named(measured: Measured, spec: str, peer: Method) -> str:
    """Return a peer's name, for rules the best of them."""
    cell = measured.cell(spec, peer)
    if peer is Method.RULES and cell is not None:
        rule = cell.solver.partition(":")[2]
        return f"the best of {len(cell.rules)} rules ({rule})"
    return str(peer)


def beats_every_rule(spec: str, megabytes: float) -> Judge:
    """Ask for a plan better than that of every rule, within a memory."""

    def judge(measured: Measured) -> Verdict:
        cell, best = measured.cell(spec, OURS), measured.value(spec, Method.RULES)
        if cell is None or best is None:
            return NOT_MEASURED
        if cell.value is None:
            return Verdict(f"no plan: {cell.status}", None, False)
        memory = cell.peak_mb or 0.0
        text = (
            f"{cell.value:,.1f} against {best:,.1f} of {_named(measured, spec, Method.RULES)},"
            f" {memory / 1024:.1f} GB"
        )
        ratio = cell.value / best if best else None
        return Verdict(text, ratio, cell.value < best and memory <= megabytes)

    return judge


def proved_within(spec: str, seconds: float) -> Judge:
    """Ask for an optimal plan, proved so, in seconds of solving."""

    def judge(measured: Measured) -> Verdict:
        cell = measured.cell(spec, OURS)
        if cell is None or cell.solve_seconds is None:
            return NOT_MEASURED
        text = f"{cell.status} after {cell.solve_seconds:.2f} s"
        is_met = cell.status == Status.OPTIMAL and cell.solve_seconds < seconds
        return Verdict(text, None, is_met)

    return judge


def share_proved(specs: Sequence[str], share: float) -> Judge:
    """Ask for proofs on a share of specs, of all levels; tell those of the first level beside."""

    def judge(measured: Measured) -> Verdict:
        cells = [measured.cell(spec, OURS) for spec in specs]
        known = [cell for cell in cells if cell is not None]
        if len(known) < len(specs):
            return Verdict(f"not measured: {len(known)} of {len(specs)}")
        proved = sum(cell.status == Status.OPTIMAL for cell in known)
        first = sum(cell.gap is not None and cell.gap <= 0 for cell in known)
        text = f"{proved} of {len(specs)} in all levels, {first} in the first"
        return Verdict(text, proved / len(specs), proved >= share * len(specs))

    return judge


def first_plan_within(seconds: float, most_operations: int) -> Judge:
    """Ask when the first verified plan was there, on every instance of this run up to a size."""

    def judge(measured: Measured) -> Verdict:
        cells = [
            cell
            for cell in measured.all_by(OURS)
            if cell.operations <= most_operations and cell.solve_seconds is not None
        ]
        if not cells:
            return NOT_MEASURED
        without = [cell.spec for cell in cells if cell.first_plan_seconds is None]
        if without:
            return Verdict(f"no plan at all: {', '.join(without)}", None, False)
        slowest = max(cells, key=lambda cell: cell.first_plan_seconds or 0.0)
        last = slowest.first_plan_seconds or 0.0
        text = f"{last:.2f} s at most, {slowest.spec}, of {len(cells)} instances"
        return Verdict(text, None, last < seconds)

    return judge
