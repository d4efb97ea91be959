"""Who goes first under each rule, on a queue of three whose order can be derived."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest

from solvers.dispatch.rules import DEFAULT_RULE, RULES, Queue
from solvers.dispatch.urgency import Urgency, urgency_of
from solvers.flat import FlatProblem
from tests.solvers.problems import chain_problem, overlap_problem

URGENCY = Urgency(
    due=[100, 90, 150],
    latest=[70, 20, 149],
    weight=[1, 2, 9],
    work=[10, 60, 1],
    must=[500, 20, 500],
    place=[1, 2, 0],
    span=20.0,
    setup=10.0,
)
QUEUE = Queue(ops=[0, 1, 2], tick=30, ready=[12, 30, 5], setups=[0, 10, 10])


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("edd", [1, 0, 2]),  # due at 90, 100, 150
        ("slack", [1, 0, 2]),  # -10, 40, 119
        ("critical-ratio", [1, 0, 2]),  # 60/70, 70/30, 120/1
        ("spt", [2, 0, 1]),
        ("lpt", [1, 0, 2]),
        ("wspt", [2, 0, 1]),  # 9, 0.1, 0.033
        ("fifo", [2, 0, 1]),
        ("weighted-due-date", [2, 1, 0]),  # 9 exp(-119/80) = 2.03, 2, exp(-40/80) = 0.61
        ("atc", [2, 0, 1]),  # 2.03, 0.1 x 0.61 = 0.061, 0.033
        ("atc-far", [2, 0, 1]),  # 9 exp(-119/500) = 7.1, 0.092, 0.033
        # with the mean changeover, exp(-10/10) = 0.37: 9 exp(-119/160) x 0.37 = 1.6,
        # 0.1 exp(-40/160) = 0.078, 0.033 x 0.37 = 0.012
        ("setup-avoiding", [2, 0, 1]),
        ("setup-patient", [2, 0, 1]),
        ("deadline", [1, 0, 2]),  # O1 must start by 20; nobody waits for the others
        ("list", [2, 0, 1]),
    ],
)
def test_each_rule_puts_first_what_its_formula_says(rule: str, order: list[int]) -> None:
    numbers = RULES[rule].index(URGENCY, QUEUE)
    assert sorted(range(3), key=lambda op: -numbers[op]) == order


def test_every_rule_is_tested_and_says_what_it_does() -> None:
    assert next(iter(RULES)) == DEFAULT_RULE == "weighted-due-date"
    assert len(RULES) == 14
    assert all(rule.name == name for name, rule in RULES.items())
    assert all(rule.description.endswith(".") for rule in RULES.values())


def test_setup_avoiding_prefers_the_state_of_the_machine_among_equals() -> None:
    equal = replace(URGENCY, due=[50] * 3, latest=[10] * 3, weight=[1] * 3, work=[4] * 3, span=10.0)
    numbers = RULES["setup-avoiding"].index(equal, Queue([0, 1, 2], 30, [0] * 3, [10, 0, 5]))
    assert numbers[1] == pytest.approx(0.25)
    assert numbers[0] == pytest.approx(0.25 * exp(-10 / 10))
    assert max(numbers) == numbers[1]


def test_dates_and_weights_are_carried_back_from_what_is_served() -> None:
    urgency = urgency_of(FlatProblem(chain_problem(due=40)))
    assert urgency.due == [40, 40, 40]
    assert urgency.weight == [2, 2, 2]
    # latest starts of the chain, as in the ALAP plan
    assert urgency.latest == [10, 15, 37]


def test_a_late_chain_has_latest_starts_before_its_first_shift() -> None:
    # due at 12: C may use 9-12, B then only 8-9 of its six hours, five are missing; A four more
    urgency = urgency_of(FlatProblem(chain_problem(due=12)))
    assert urgency.latest == [-1, 3, 9]


def test_overlap_lets_the_predecessor_be_less_urgent() -> None:
    # due at 12: C from 9, B 7-9, A ends by 9: from -1
    assert urgency_of(FlatProblem(overlap_problem())).latest == [-1, 7, 9]
