"""`finitecap mrp`: material planning alone."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import (
    load_scenario,
    output_option,
    refuse_loss,
    scenario_argument,
    words_of_run,
)
from scheduler.words.of_plan import material_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.material import MaterialPlan
    from models.scenario import Scenario, Settings
    from scheduler.mrp import PegNode
    from scheduler.words import Words

__all__ = ["command"]


@dataclass(frozen=True, slots=True)
class _Printed:
    """What goes to stdout instead of the whole grid."""

    peg: str | None
    peg_up: str | None
    suggestions: bool
    items: tuple[str, ...]

    def check(self) -> None:
        """Refuse a choice of two things."""
        chosen = [
            name
            for name, value in (
                ("--peg", self.peg is not None),
                ("--peg-up", self.peg_up is not None),
                ("--suggestions", self.suggestions),
            )
            if value
        ]
        if len(chosen) > 1:
            message = f"{' and '.join(chosen)} print different things; choose one."
            raise click.UsageError(message)
        if self.items and chosen not in ([], ["--suggestions"]):
            message = "--item restricts the grid or the suggestions, not a tree."
            raise click.UsageError(message)


@click.command("mrp")
@scenario_argument
@output_option
@click.option("--planner", metavar="NAME", help="Plan only the items of this planner.")
@click.option("--item", "items", metavar="ITEM", multiple=True, help="Print only this item.")
@click.option("--suggestions", is_flag=True, help="Print the suggestions instead of the grid.")
@click.option("--peg", metavar="ID", help="Print what serves a demand or an order, as a tree.")
@click.option(
    "--peg-up", metavar="ID", help="Print what waits for an order or an item's stock, as a tree."
)
@click.option("--excel", is_flag=True, help="With -o: write mrp.xlsx, too.")
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the scenario with the planned orders, and documents as moved, to a new file.",
)
def command(
    scenario: Path,
    output: Path | None,
    planner: str | None,
    *,
    items: tuple[str, ...],
    suggestions: bool,
    peg: str | None,
    peg_up: str | None,
    excel: bool,
    into: Path | None,
) -> None:
    """Net the materials of SCENARIO and print the grid as CSV, one column per day.

    With -o, write mrp.csv, orders.csv, pegging.csv, suggestions.csv and uncovered.csv to that
    folder as well. What cannot be planned, and how many suggestions there are, goes to stderr.
    """
    from scheduler.mrp import plan_materials
    from scheduler.outputs import FolderKind, check_target, write_mrp

    choice = _Printed(peg, peg_up, suggestions, items)
    choice.check()
    if excel and output is None:
        message = "--excel needs a folder: add -o DIR."
        raise click.UsageError(message)
    refuse_loss(into)
    if output is not None:
        check_target(output, FolderKind.MATERIAL)
    loaded, _ = load_scenario(scenario)
    house = loaded.settings
    _check_items(loaded, choice.items)
    if planner is not None:
        loaded = _of_planner(loaded, planner)
    material = plan_materials(loaded)
    words = words_of_run(loaded)
    if output is not None:
        write_mrp(material_in(material, words), loaded, output, excel=excel)
        click.echo(words.text("wrote {path}", path=output), err=True)
    if into is not None:
        _save(material, loaded, into, house)
        click.echo(words.text("wrote {path}", path=into), err=True)
    _print(material_in(material, words), loaded, choice, words)


def _save(material: MaterialPlan, scenario: Scenario, into: Path, house: Settings) -> None:
    """Write the scenario with its orders; its settings are those of the house, not of this run."""
    from scheduler.files import save
    from scheduler.mrp.adopt import adopt

    save(adopt(scenario, material).replaced(settings=house), into)


def _print(material: MaterialPlan, scenario: Scenario, choice: _Printed, words: Words) -> None:
    from scheduler.outputs import write_grid, write_suggestions

    if choice.peg is not None:
        tree = _peg_tree(material, scenario, choice.peg)
        _echo_tree(tree, words)
        _echo_parts(material, tree, words)
    elif choice.peg_up is not None:
        _echo_tree(_peg_tree_up(material, choice.peg_up), words)
        _echo_endangered(material, choice.peg_up, words)
    else:
        if choice.suggestions:
            kept = [
                row for row in material.suggestions if not choice.items or row.item in choice.items
            ]
            write_suggestions(replace(material, suggestions=tuple(kept)), scenario, sys.stdout)
        else:
            by_warehouse = scenario.settings.mrp.by_warehouse
            write_grid(material, sys.stdout, choice.items or None, by_warehouse=by_warehouse)
        for line in _remarks(material, words):
            click.echo(line, err=True)


def _check_items(scenario: Scenario, items: Iterable[str]) -> None:
    faults = tuple(
        _unknown("--item", name, "the id of an item", scenario.item_by_id)
        for name in items
        if name not in scenario.item_by_id
    )
    if faults:
        raise InvalidScenarioFile(faults)


def _of_planner(scenario: Scenario, planner: str) -> Scenario:
    """Return the scenario restricted to a planner's items, whatever its settings say."""
    known = {item.planner for item in scenario.items} - {""}
    if planner not in known:
        expected = "a planner of one of the items"
        raise InvalidScenarioFile((_unknown("--planner", planner, expected, known),))
    mrp = scenario.settings.mrp.model_copy(update={"planner": planner})
    return scenario.replaced(settings=scenario.settings.model_copy(update={"mrp": mrp}))


def _peg_tree(material: MaterialPlan, scenario: Scenario, root: str) -> PegNode:
    from scheduler.mrp import peg_tree

    try:
        return peg_tree(material, root, scenario)
    except LookupError:
        known = [*material.order_by_id, *(name for _, name in material.pegs_by_consumer)]
        expected = "a demand within the horizon or an order"
        raise InvalidScenarioFile((_unknown("--peg", root, expected, known),)) from None


def _peg_tree_up(material: MaterialPlan, root: str) -> PegNode:
    from scheduler.mrp import peg_tree_up

    try:
        return peg_tree_up(material, root)
    except LookupError:
        known = [*material.order_by_id, *(peg.supply for peg in material.pegs)]
        expected = "an order, or an item with stock that the plan uses"
        raise InvalidScenarioFile((_unknown("--peg-up", root, expected, known),)) from None


def _unknown(option: str, name: str, expected: str, known: Iterable[str]) -> Fault:
    return Fault(option, "", "", name, expected, did_you_mean(name, tuple(known)))


def _echo_tree(root: PegNode, words: Words) -> None:
    from scheduler.cli.trees import tree_lines

    for line in tree_lines(root, words):
        click.echo(line)


def _echo_parts(material: MaterialPlan, root: PegNode, words: Words) -> None:
    """Tell which bought parts a need rests on; not of a job, whose rows are needs."""
    from models.material import DemandKind
    from scheduler.cli.trees import resting_line
    from scheduler.mrp.pegging_graph import bought_parts_of

    kind = DemandKind(root.kind)
    if (kind, root.id) in material.pegs_by_consumer:
        parts = bought_parts_of(material, root.id, kind)
        click.echo(resting_line(root.id, parts, words), err=True)


def _echo_endangered(material: MaterialPlan, supply: str, words: Words) -> None:
    from scheduler.cli.trees import waiting_line
    from scheduler.mrp.pegging_graph import endangered_by

    click.echo(waiting_line(supply, endangered_by(material, supply), words), err=True)


def _remarks(material: MaterialPlan, words: Words) -> Iterator[str]:
    """Yield what a planner must hear of besides the grid."""
    from scheduler.cli.trees import named

    if material.uncovered:
        names = [
            words.text(
                "{quantity} {item} for {kind} {name} ({reason})",
                quantity=words.exact(row.quantity),
                item=row.item,
                kind=words.term(row.demand_kind),
                name=row.demand,
                reason=words.say(row.reason),
            )
            for row in material.uncovered
        ]
        yield words.plural(
            "{count} requirement has no supply: {needs}",
            "{count} requirements have no supply: {needs}",
            len(names),
            needs=named(names, words),
        )
    if material.suggestions:
        kinds = Counter(row.advice for row in material.suggestions)
        split = ", ".join(f"{number} {words.term(kind)}" for kind, number in sorted(kinds.items()))
        yield words.plural(
            "{count} suggestion: {advice}",
            "{count} suggestions: {advice}",
            len(material.suggestions),
            advice=split,
        )
