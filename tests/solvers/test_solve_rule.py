"""Solving by one dispatching rule, without search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solvers.dispatch import RULES, Patience, dispatch
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.problems import random_problem


@pytest.mark.parametrize("rule", RULES)
def test_a_plan_by_one_rule_is_the_one_that_the_rule_makes(rule: str) -> None:
    problem = random_problem(3)
    patience = Patience(low_setup=1, bottleneck_percent=200, max_delay=5)
    options = SolveOptions(rule=rule, patience=patience)
    found = solve(problem, options)
    own = dispatch(problem, rule, patience=patience, objectives=options.levels)
    assert found.provenance == f"dispatch:{rule}"
    assert found.start.tolist() == own.start.tolist()
    assert [level.bound for level in found.levels] == [None] * len(options.levels)


def test_a_rule_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        solve(random_problem(3), SolveOptions(rule="edx"))


def test_patience_adds_the_patient_rule_to_those_that_are_tried() -> None:
    problem = random_problem(3)
    plain = SolveOptions(objectives=())
    patient = replace(plain, patience=Patience())
    assert solve(problem, plain).is_plan
    assert solve(problem, patient).is_plan
