"""What policies mean."""

from __future__ import annotations

import re
from datetime import date

import pytest

from models.scenario import Item, JobOrigin, Policy
from models.scenario.settings import MrpSettings
from scheduler.jobs import policy as module
from scheduler.jobs.policy import (
    POLICY_RULES,
    is_undrawn,
    policy_of,
    rules_of,
)
from scheduler.mrp.scope import Scope
from tests.scheduler.jobs.job_helpers import item

TODAY = date(2026, 6, 1)


def item_of(**fields: object) -> Item:
    return Item.model_validate(item(**fields))


@pytest.mark.parametrize(
    ("policy", "considered", "jobs", "is_netted"),
    [
        # a job-driven item is skipped unless it is considered in MRP, or the run plans those too
        ("mto", False, False, False),
        ("mto", True, False, True),
        ("mto", False, True, True),
        ("ato", False, False, False),
        ("eto", False, False, False),
        ("requirement", False, False, True),
        (None, False, False, True),
        ("mts", False, False, True),
        ("ddmrp", False, False, True),
    ],
)
def test_R28_job_driven_items_are_netted_only_if_considered_in_mrp(
    policy: str | None, *, considered: bool, jobs: bool, is_netted: bool
) -> None:
    scope = Scope(TODAY, MrpSettings(jobs=jobs))
    reason = scope.reason_against(item_of(policy=policy, consider_in_mrp=considered))
    assert reason == ("" if is_netted else "A is planned by job orders, not by MRP")


def test_R28_excluded_items_are_never_netted() -> None:
    scope = Scope(TODAY, MrpSettings())
    assert scope.reason_against(item_of(excluded=True)) == "A is excluded from planning"


def test_demands_of_items_made_to_order_are_not_merged_unless_considered_in_mrp() -> None:
    scope = Scope(TODAY, MrpSettings())
    assert not scope.is_job_driven(item_of())
    assert not scope.is_job_driven(item_of(policy="mts"))
    assert scope.is_job_driven(item_of(policy="mto"))
    assert not scope.is_job_driven(item_of(policy="mto", consider_in_mrp=True))


def test_every_policy_has_its_rules_and_job_driven_ones_keep_their_job() -> None:
    assert set(POLICY_RULES) == set(Policy)
    for policy in Policy:
        rules = rules_of(item_of(policy=policy.value))
        assert rules.keeps_job is policy.is_job_driven
        assert (JobOrigin.LOW_STOCK in rules.triggers) is (policy is Policy.MTS)
    assert policy_of(item_of()) is Policy.REQUIREMENT


def test_only_an_item_engineered_to_order_needs_a_version_drawn_for_it() -> None:
    assert is_undrawn(item_of(policy="eto"), None)
    assert not is_undrawn(item_of(policy="eto"), "V1")
    assert not is_undrawn(item_of(policy="eto", bom_version="V1"), None)
    assert not is_undrawn(item_of(policy="mto"), None)


def test_the_table_in_the_module_says_what_the_code_does() -> None:
    assert module.__doc__ is not None
    rows = re.findall(
        r"^(\w+) {2,}(.+?) {2,}(yes|no) {2,}(.+?) {2,}(yes|no)$", module.__doc__, re.M
    )
    assert {name for name, *_ in rows} == {policy.value for policy in Policy}
    for name, sources, keeps, netted, draws in rows:
        rules = POLICY_RULES[Policy(name)]
        words = {JobOrigin.SALES: "sales", JobOrigin.FORECAST: "forecasts"}
        words |= {JobOrigin.LOW_STOCK: "low stock"}
        for origin, word in words.items():
            assert (word in sources) is (origin in rules.triggers)
        assert (keeps == "yes") is rules.keeps_job
        assert (netted == "if asked") is rules.keeps_job
        assert (draws == "yes") is rules.draws_bom
