"""How many operations a second are given times, on one core: what bounds every local search."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import click
import numpy as np

from benchmarks.measure import prepare
from benchmarks.registry import SUITES
from models.level_scale import resolve
from solvers.dispatch import best_dispatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["decoder_command", "rates"]

_SPECS = ("calendar-1069", "calendar-10000")
_SEED = 1


@click.command("decoder")
@click.option("--spec", "names", multiple=True, default=_SPECS, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Of each decoder.")
def decoder_command(names: tuple[str, ...], seconds: float) -> None:
    """Print how many operations a second each decoder gives times to, on one core."""
    specs = {spec.name: spec for spec in SUITES["full"]}
    for name in names:
        problem = prepare(specs[name].build()).problem
        levels = resolve(problem, specs[name].objectives)
        for decoder, rate in rates(problem, levels, seconds).items():
            click.echo(f"{name}: {decoder} {rate / 1e6:.2f} million operations a second")


def rates(problem: Problem, levels: tuple[Level, ...], seconds: float) -> dict[str, float]:
    """Return operations a second by decoder.

    Parameters
    ----------
    problem
        One that every decoder can represent.
    levels
        Resolved.
    seconds
        Of processor time for each decoder, at least.
    """
    plan = best_dispatch(problem, levels)
    return {
        "list decoder": _rate(_listing(problem, plan), seconds),
        "rules": _rate(_rules(problem), seconds),
        "sequencing": _rate(_sequencing(problem, levels, plan), seconds),
    }


def _rate(decode: Callable[[], int], seconds: float) -> float:
    """Return how many operations a second a function says it has given times to."""
    decode()  # compiles
    begun, done = process_time(), decode()
    while (spent := process_time() - begun) < seconds:
        done += decode()
    return done / spent


def _listing(problem: Problem, plan: Schedule) -> Callable[[], int]:
    """Decode the list of a plan from its beginning to its end."""
    from solvers.search.decoder_facts import Listing
    from solvers.search.decoder_plan import Decoder
    from solvers.search.listing_order import start_order

    decoder = Decoder(problem)
    listing = Listing(start_order(problem, plan), plan.mode)

    def decode() -> int:
        return problem.num_operations if decoder.fill(listing) else 0

    return decode


def _rules(problem: Problem) -> Callable[[], int]:
    """Plan by a rule."""
    from solvers.search.rules import FastDispatcher
    from solvers.search.rules_kernel import RULES

    dispatcher, recipe = FastDispatcher(problem), next(iter(RULES.values()))

    def decode() -> int:
        dispatcher.plan(recipe)
        return problem.num_operations

    return decode


def _sequencing(problem: Problem, levels: tuple[Level, ...], plan: Schedule) -> Callable[[], int]:
    """Anneal at no temperature; count the operations whose times were computed."""
    from solvers.search.annealing import anneal
    from solvers.search.dice import dice_of
    from solvers.search.graph_cost import rates_of
    from solvers.search.graph_net import net_of
    from solvers.search.graph_state import RETIMED, load, new_state
    from solvers.search.score import score_of

    net, weights = net_of(problem), np.zeros(len(levels))
    weights[0] = 1.0
    prices = rates_of(problem, score_of(problem, levels), weights)
    state, best, dice = new_state(net), new_state(net), dice_of(_SEED)
    load(net, state, plan)
    heat = np.array([0.0, np.inf, 0.0, 0.0, 0.0, -np.inf, np.inf])

    def decode() -> int:
        anneal(net, prices, (state, best), heat, dice, 200_000)
        return int(state.tally[RETIMED])

    return decode
