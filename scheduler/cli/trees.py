"""Pegging trees as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.mrp.peg_nodes import PegNode
    from scheduler.mrp.pegging_graph import BoughtPart, Endangered
    from scheduler.words import Words

__all__ = ["named", "resting_line", "tree_lines", "waiting_line"]

_MOST_NAMED = 5


_NODES = {
    "demand": mark("demand {name}"),
    "forecast": mark("forecast {name}"),
    "job": mark("job {name}"),
    "safety-stock": mark("safety-stock {name}"),
    "order": mark("order {name}"),
    "stock": mark("stock {name}"),
    "missing": mark("missing {name}"),
}
"""What people read for a node by its kind."""


def tree_lines(root: PegNode, words: Words = ENGLISH) -> Iterator[str]:
    """Yield a tree line by line; what is below an order is told where it occurs first."""
    told: set[tuple[str, str]] = set()
    stack = [(root, "", "")]
    while stack:
        node, prefix, fork = stack.pop()
        is_known = bool(node.supplies) and (node.kind, node.id) in told
        line = _line(node, words)
        if is_known:
            line = words.text("{node}, see above", node=line)
        yield f"{prefix}{fork}{line}"
        if is_known:
            continue
        if node.supplies and node is not root:
            told.add((node.kind, node.id))
        below = prefix + {"": "", "├─ ": "│  ", "└─ ": "   "}[fork]
        forks = ["├─ "] * (len(node.supplies) - 1) + ["└─ "]
        pairs = list(zip(node.supplies, forks, strict=False))
        stack += [(supply, below, branch) for supply, branch in reversed(pairs)]


def _line(node: PegNode, words: Words) -> str:
    what = words.text(_NODES[node.kind], name=node.id)
    if node.item:
        what += f": {words.exact(node.quantity)} {node.item}"
    if node.warehouse:
        what = words.text("{what} in {warehouse}", what=what, warehouse=node.warehouse)
    if node.phase is not None:
        what = words.text("{what} for phase {phase}", what=what, phase=node.phase)
    return f"{what} ({words.say(node.note)})" if node.note else what


def waiting_line(supply: str, endangered: Sequence[Endangered], words: Words = ENGLISH) -> str:
    """Return in words who waits for a supply at last: demands, forecasts, jobs, refills."""
    needs = [row for row in endangered if row.kind is not DemandKind.ORDER]
    if not needs:
        return words.text("nobody waits for {supply}", supply=supply)
    names = named([_part(row, words) for row in needs], words)
    if len(needs) == 1:
        return words.text("{name} waits for {supply}", name=names, supply=supply)
    return words.text("{names} wait for {supply}", names=names, supply=supply)


def resting_line(need: str, parts: Sequence[BoughtPart], words: Words = ENGLISH) -> str:
    """Return in words which bought parts, and which stock, a need rests on."""
    if not parts:
        return words.text("{need} rests on no bought part", need=need)
    names = named([_part(row, words) for row in parts], words)
    return words.text("{need} rests on {parts}", need=need, parts=names)


def _part(row: Endangered | BoughtPart, words: Words) -> str:
    name = words.text(_NODES[row.kind], name=row.id)
    return f"{name} ({words.exact(row.quantity)} {row.item})"


def named(names: Sequence[str], words: Words = ENGLISH) -> str:
    """Return the first few of some names, and how many there are besides."""
    first, rest = "; ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    if rest <= 0:
        return first
    return words.plural("{names}; and {count} more", "{names}; and {count} more", rest, names=first)
