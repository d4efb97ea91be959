"""Searches that look at the first level alone leave the time to others once it is proved."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.level_scale import resolve
from models.schedule import Objective
from solvers.dispatch import sequence_dispatch
from solvers.options import SolveOptions
from solvers.portfolio.exchange import Exchange, Turn
from solvers.portfolio.searches import SEARCHES
from tests.solvers.search import test_flexible
from tests.solvers.search.jobshops import FT06, job_shop
from tests.solvers.search.test_listing_projects import project

if TYPE_CHECKING:
    from models.problem import Problem

FLEXIBLE = test_flexible.random_jobs(2, num_jobs=8, num_steps=5, num_machines=4)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("job-shop", job_shop(FT06)),
        ("flexible", test_flexible.Shop(FLEXIBLE).build()),
        ("projects", project(3, 30)),
    ],
)
def test_nothing_is_searched_where_another_search_proved_the_level(
    name: str, problem: Problem
) -> None:
    levels = resolve(problem, (Objective.MAKESPAN, Objective.FLOW))
    engine = SEARCHES[name].load()
    assert engine.applies(problem, levels)
    exchange = Exchange(problem, SolveOptions(objectives=levels, time_limit=3600.0), monotonic())
    exchange.offer(sequence_dispatch(problem, list(range(problem.num_operations))), "rule")
    first = exchange.values
    exchange.prove(0, first[0], "cp-sat")  # not true: who searches on finds a better plan
    engine.run(problem, Turn(exchange, monotonic(), effort=300_000))
    assert exchange.values == first
