"""The key figures at the head of the report."""

from __future__ import annotations

import pytest

import scheduler
from scheduler.report.header import cards
from scheduler.words import words_of


@pytest.mark.parametrize("name", ["bicycle", "coating", "pumps"])
def test_every_figure_of_a_plan_has_a_name_or_is_told_elsewhere(name: str) -> None:
    plan = scheduler.plan(scheduler.load(f"scenarios/{name}.yaml"), rule="edd")
    english = {card.label for card in cards(plan)}
    assert {"on time", "bottleneck", "queue in front of it", "total cost"} <= english
    italian = {card.label for card in cards(plan, words_of("it"))}
    assert len(italian) == len(english)
    assert italian.isdisjoint(key.replace("_", " ") for key in plan.kpis)
