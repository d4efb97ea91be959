"""`finitecap mrp`: material planning alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import load_scenario, output_option, scenario_argument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.material import MaterialPlan
    from scheduler.mrp import PegNode

__all__ = ["command"]


@click.command("mrp")
@scenario_argument
@output_option
@click.option("--peg", metavar="ID", help="Print what serves one demand or order, as a tree.")
def command(scenario: Path, output: Path | None, peg: str | None) -> None:
    """Net the materials of SCENARIO and print the grid as CSV, one column per day.

    With -o, write mrp.csv, orders.csv and pegging.csv to that folder as well.
    """
    from scheduler.mrp import plan_materials
    from scheduler.outputs import write_grid, write_mrp

    loaded, _ = load_scenario(scenario)
    material = plan_materials(loaded)
    if output is not None:
        write_mrp(material, loaded, output)
        click.echo(f"wrote {output}", err=True)
    if peg is None:
        write_grid(material, sys.stdout)
        return
    for line in _tree_lines(_peg_tree(material, peg)):
        click.echo(line)


def _peg_tree(material: MaterialPlan, root: str) -> PegNode:
    from difflib import get_close_matches

    from scheduler.mrp import peg_tree

    try:
        return peg_tree(material, root)
    except LookupError:
        known = [*material.order_by_id, *(name for _, name in material.pegs_by_consumer)]
        close = get_close_matches(root, known, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else ""
        expected = "a demand within the horizon or an order"
        fault = Fault("--peg", "", "", root, expected, hint)
        raise InvalidScenarioFile((fault,)) from None


def _tree_lines(node: PegNode, prefix: str = "", fork: str = "") -> Iterator[str]:
    phase = "" if node.phase is None else f" for phase {node.phase}"
    yield f"{prefix}{fork}{node.kind} {node.id}: {node.quantity:f} {node.item}{phase}"
    below = prefix + {"": "", "├─ ": "│  ", "└─ ": "   "}[fork]
    for number, supply in enumerate(node.supplies, start=1):
        last = number == len(node.supplies)
        yield from _tree_lines(supply, below, "└─ " if last else "├─ ")
