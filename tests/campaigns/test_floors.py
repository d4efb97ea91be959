"""Random shop floors with every rule keep what is promised of all scenarios."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from models.checks import check_scenario
from models.errors import NoPlanExists, NoPlanFound
from models.plan import Mode, Plan
from models.verify import verify
from scheduler import pipeline
from scheduler.compile.previous import PreviousPlace, PreviousPlan
from scheduler.objectives import parse_levels, scenario_options
from scheduler.outputs import load_plan, write_plan
from scheduler.report import render_report
from solvers.options import SolveOptions
from tests.campaigns.floor_places import RULES, Floor
from tests.campaigns.random_floors import random_floor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from models.scenario import Scenario

FEW = range(60)
MANY = range(60, 3_000)


def dispatched(scenario: Scenario, mode: Mode) -> Plan | None:
    """Plan without a search, which verifies; None if the plan is refused in words."""
    return planned(scenario, SolveOptions(mode=mode, objectives=(), workers=1))


def planned(
    scenario: Scenario, options: SolveOptions, previous: PreviousPlan | None = None
) -> Plan | None:
    """Plan, which verifies; None if the plan is refused in words."""
    refused: NoPlanExists | NoPlanFound
    try:
        plan = pipeline.plan(scenario, options, previous=previous)
    except NoPlanExists as refusal:
        refused, told_as = refusal, r"(order|frozen order) "
    except NoPlanFound as refusal:  # without capacity there is nothing to search
        refused, told_as = refusal, r"none in " if options.mode is Mode.FINITE else r"$^"
    else:
        assert plan.kpis["verified"] == "yes"
        assert options.mode is Mode.FINITE or not any(limits_of_machines(plan))
        return plan
    assert re.match(told_as, str(refused)), str(refused)
    return None


def limits_of_machines(plan: Plan) -> Iterator[str]:
    """Yield facts about capacity, which say nothing where none counts."""
    for row in plan.unscheduled:
        for fact in row.facts:
            if "takes one operation at a time" in fact or " there are " in fact:
                yield fact


def searched(scenario: Scenario, limit: float) -> SolveOptions:
    """Return options for a short search for what the scenario aims at, the same each time."""
    return SolveOptions(
        objectives=scenario_options(scenario).objectives, workers=1, deterministic_limit=limit
    )


def told(plan: Plan) -> tuple[object, ...]:
    """Return what a plan says."""
    return plan.operations, plan.orders, plan.demands, plan.unscheduled


def places_of(plan: Plan) -> PreviousPlan:
    """Return where the work of a plan is, as `previous` of another."""

    def local(tick: int) -> datetime:
        return plan.clock.moment(tick).replace(tzinfo=None)

    return PreviousPlan(
        {
            (row.order, row.phase): PreviousPlace(local(row.start), row.machine, local(row.end))
            for row in plan.operations
        }
    )


def keeps_its_place(scenario: Scenario, plan: Plan, limit: float) -> None:
    """Plan again, asked to move nothing: nothing moves."""
    options = SolveOptions(objectives=parse_levels("moved"), workers=1, deterministic_limit=limit)
    again = planned(scenario, options, places_of(plan))
    assert again is not None
    assert [row.order for row in again.unscheduled] == [row.order for row in plan.unscheduled]
    assert again.solve.levels[0].value == 0


def is_written_and_read(plan: Plan, folder: Path) -> None:
    report = render_report(plan)
    assert plan.scenario.scenario.id in report
    write_plan(plan, folder / "plan", report=report, excel=False)
    again = load_plan(folder / "plan")
    assert told(again) == told(plan)
    assert not verify(
        again.scenario, again.material, again.operations, again.orders, again.demands,
        mode=again.solve.mode, unscheduled=again.unscheduled,
    )  # fmt: skip


def test_random_floors_are_fit_to_be_planned() -> None:
    floors = [random_floor(seed) for seed in (*FEW, *MANY[:140])]
    assert [error for floor in floors for error in check_scenario(floor).errors] == []


def test_every_rule_is_known_to_a_floor_of_few_rules_and_to_one_of_many() -> None:
    known = [Floor(seed).rules for seed in FEW]
    few = [rules for rules in known if len(rules) < len(RULES) / 2]
    assert set().union(*few) == set().union(*known) == set(RULES)
    assert any(len(rules) > 0.9 * len(RULES) for rules in known)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("seed", FEW)
def test_a_random_floor_is_planned_or_refused_in_words(seed: int, mode: Mode) -> None:
    dispatched(random_floor(seed), mode)


def test_most_random_floors_can_be_planned() -> None:
    plans = [dispatched(random_floor(seed), Mode.FINITE) for seed in FEW[::3]]
    assert sum(plan is not None for plan in plans) >= 16


@pytest.mark.parametrize("seed", FEW[1::12])
def test_a_random_floor_is_planned_alike_and_stays_where_it_was(seed: int, tmp_path: Path) -> None:
    scenario = random_floor(seed)
    options = searched(scenario, limit=0.05)
    plan = planned(scenario, options)
    again = planned(scenario, options)
    assert plan is not None
    assert again is not None
    assert told(again) == told(plan)
    keeps_its_place(scenario, plan, limit=0.2)
    is_written_and_read(plan, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("first", MANY[::20])
def test_many_random_floors_keep_every_promise(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 20):
        scenario = random_floor(seed)
        assert not check_scenario(scenario).errors
        for mode in (Mode.ASAP, Mode.ALAP):
            dispatched(scenario, mode)
        plan = planned(scenario, searched(scenario, limit=0.1))
        if plan is not None:
            keeps_its_place(scenario, plan, limit=0.5)
            is_written_and_read(plan, tmp_path / str(seed))
