"""Pegging trees as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.mrp.peg_nodes import PegNode
    from scheduler.mrp.pegging_graph import BoughtPart, Endangered

__all__ = ["named", "resting_line", "tree_lines", "waiting_line"]

_MOST_NAMED = 5


def tree_lines(root: PegNode) -> Iterator[str]:
    """Yield a tree line by line; what is below an order is told where it occurs first."""
    told: set[tuple[str, str]] = set()
    stack = [(root, "", "")]
    while stack:
        node, prefix, fork = stack.pop()
        is_known = bool(node.supplies) and (node.kind, node.id) in told
        yield f"{prefix}{fork}{_line(node)}{', see above' if is_known else ''}"
        if is_known:
            continue
        if node.supplies and node is not root:
            told.add((node.kind, node.id))
        below = prefix + {"": "", "├─ ": "│  ", "└─ ": "   "}[fork]
        forks = ["├─ "] * (len(node.supplies) - 1) + ["└─ "]
        pairs = list(zip(node.supplies, forks, strict=False))
        stack += [(supply, below, branch) for supply, branch in reversed(pairs)]


def _line(node: PegNode) -> str:
    what = f"{node.kind} {node.id}"
    if node.item:
        what += f": {node.quantity:f} {node.item}"
    if node.warehouse:
        what += f" in {node.warehouse}"
    if node.phase is not None:
        what += f" for phase {node.phase}"
    return f"{what} ({node.note})" if node.note else what


def waiting_line(supply: str, endangered: Sequence[Endangered]) -> str:
    """Return in words who waits for a supply at last: demands, forecasts, jobs, refills."""
    needs = [row for row in endangered if row.kind is not DemandKind.ORDER]
    if not needs:
        return f"nobody waits for {supply}"
    names = [f"{row.kind} {row.id} ({row.quantity:f} {row.item})" for row in needs]
    return f"{named(names)} wait{'s' if len(needs) == 1 else ''} for {supply}"


def resting_line(need: str, parts: Sequence[BoughtPart]) -> str:
    """Return in words which bought parts, and which stock, a need rests on."""
    if not parts:
        return f"{need} rests on no bought part"
    names = [f"{row.kind} {row.id} ({row.quantity:f} {row.item})" for row in parts]
    return f"{need} rests on {named(names)}"


def named(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many there are besides."""
    rest = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {rest} more" if rest > 0 else "")
