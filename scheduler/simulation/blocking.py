"""Snapshots that keep their orders to themselves until they are applied or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from models.material import MaterialPlan
    from scheduler.changes import Change
    from scheduler.simulation.difference import PhaseMove
    from scheduler.simulation.tree import Tree

__all__ = ["check_blocks", "included_orders"]


def included_orders(
    changes: Iterable[Change], log: Iterable[PhaseMove], material: MaterialPlan
) -> tuple[str, ...]:
    """Return the orders that a snapshot is about, by name.

    These are the orders whose phases are elsewhere, those that its changes name, and those that
    serve a demand that its changes name.
    """
    names = {
        name
        for change in changes
        for name in (getattr(change, "order", None), getattr(change, "name", None))
        if name is not None
    }
    found = {move.order for move in log} | (names & material.order_by_id.keys())
    found |= {
        order for order, demands in material.demands_served.items() if not names.isdisjoint(demands)
    }
    return tuple(sorted(found))


def check_blocks(tree: Tree, folder: Path, orders: Collection[str]) -> None:
    """Refuse to change orders that another snapshot blocks.

    Parameters
    ----------
    folder
        The snapshot, or the plan, on which the change builds: its own line blocks nothing.
    orders
        What is changed.

    Raises
    ------
    InvalidScenarioFile
        With each of these orders, and who blocks it.
    """
    own = tree.line(folder)
    faults = [
        Fault(
            "order",
            "",
            "",
            order,
            f"an order that nobody blocks; the snapshot '{row.record.name}' of"
            f" {row.record.user}, {row.record.time:%Y-%m-%d %H:%M}, blocks it",
            f"Apply it, or drop it with --discard '{row.record.name}'.",
        )
        for row in tree.snapshots
        if row.record.blocks and not row.record.is_valid and row not in own
        for order in sorted(set(row.record.included) & set(orders))
    ]
    if faults:
        raise InvalidScenarioFile(tuple(faults))
