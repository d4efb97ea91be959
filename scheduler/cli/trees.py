"""Pegging trees as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.mrp.peg_nodes import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.mrp.peg_nodes import PegNode

__all__ = ["named", "tree_lines", "waiting_line"]

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


def waiting_line(tree: PegNode) -> str:
    """Return in words who waits for the root of a tree that goes up."""
    ends = [node for node in ends_of(tree) if node.id != tree.id or node.kind is not tree.kind]
    if not ends:
        return f"nobody waits for {tree.id}"
    names = [f"{node.kind} {node.id}" for node in ends]
    return f"{named(names)} wait{'s' if len(ends) == 1 else ''} for {tree.id}"


def named(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many there are besides."""
    rest = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {rest} more" if rest > 0 else "")
