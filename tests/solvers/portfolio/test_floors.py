"""What is known before any kernel is compiled."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

from models.schedule import Objective
from solvers.portfolio.exchange import Turn
from solvers.portfolio.floors import run
from tests.solvers.cpsat.exchanging import exchange_for
from tests.solvers.problems import chain_problem


def test_a_chain_alone_is_proved_by_its_earliest_ends() -> None:
    # 08-12, 13-17, 32-36, 37-38: nothing can end before 38
    problem = chain_problem()
    exchange = exchange_for(problem, (Objective.MAKESPAN,))
    run(problem, Turn(exchange, monotonic() + 600))
    assert (exchange.values, exchange.bound(0)) == ((38,), 38)


def test_without_a_plan_nothing_is_said() -> None:
    problem = chain_problem()
    exchange = exchange_for(problem, (Objective.MAKESPAN,), is_planned=False)
    run(problem, Turn(exchange, monotonic() + 600))
    assert exchange.bound(0) is None


def test_it_needs_no_compiler() -> None:
    code = "import sys, solvers.portfolio.floors; print(sys.modules.keys() & {'numba', 'ortools'})"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
