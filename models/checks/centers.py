"""Rules of work centers, their machines, and when these are down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock
from models.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from models.scenario import Scenario, WorkCenter

__all__ = [
    "centers_without_capacity",
    "impossible_sessions",
    "turned_downtimes",
    "useless_machines",
]


def centers_without_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Yield work centers that have no machine and no excuse; a warning."""
    named = {machine.work_center for machine in scenario.machines}
    for index, center in enumerate(scenario.work_centers):
        if center.infinite or center.external or scenario.machines_by_center[center.id]:
            continue
        path = ("work_centers", index)
        if center.id in named:
            rule = "an active machine; what runs here only is not planned"
            yield Finding(path, "", "", rule, about=("machines",))
        else:
            rule = "at least 1, or infinite: true; what runs here only is not planned"
            yield Finding(path, "capacity", "0", rule)


def useless_machines(scenario: Scenario) -> Iterator[Finding]:
    """Yield machines of centers whose capacity nobody counts; a warning."""
    for index, machine in enumerate(scenario.machines):
        center = scenario.work_center_by_id.get(machine.work_center)
        if center is not None and (center.infinite or center.external):
            kind = "external" if center.external else "infinite"
            rule = f"a work center with a capacity; '{center.id}' is {kind}, it is ignored"
            path = ("machines", index)
            yield Finding(path, "work_center", machine.work_center, rule, about=(center.id,))


def turned_downtimes(scenario: Scenario) -> Iterator[Finding]:
    """Yield downtimes that end before they start, or at once."""
    clock = Clock.of(scenario.scenario)
    for index, row in enumerate(scenario.downtimes):
        if clock.tick(row.from_) >= clock.tick(row.to):
            rule = f"a time after from ({_told(row.from_)})"
            if row.from_.tzinfo == row.to.tzinfo and row.from_ < row.to:
                rule += f" by {scenario.scenario.tick}; hours that summer time skips do not count"
            yield Finding(("downtimes", index), "to", _told(row.to), rule)


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def impossible_sessions(scenario: Scenario) -> Iterator[Finding]:
    """Yield centers whose machines run sessions, with fields that do not go together with them.

    How many operations a machine takes at once is said by the aggregation rule alone, and its
    sessions have no changeovers between them. A session is never begun by less than it holds.
    """
    for index, rule in enumerate(scenario.aggregation_rules):
        if rule.least > rule.most:
            expected = f"at most what a session holds, {rule.most:f}"
            yield Finding(("aggregation_rules", index), "least", f"{rule.least:f}", expected)
    for index, center in enumerate(scenario.work_centers):
        if center.aggregation_rule is None:
            continue
        for field, value in _against_sessions(center):
            expected = f"no {field} beside an aggregation_rule"
            about = (center.aggregation_rule,)
            yield Finding(("work_centers", index), field, value, expected, about=about)
    for index, machine in enumerate(scenario.machines):
        home = scenario.work_center_by_id.get(machine.work_center)
        if home is not None and home.aggregation_rule and machine.setup_rule:
            expected = f"no setup_rule: '{home.id}' has an aggregation_rule"
            path = ("machines", index)
            yield Finding(path, "setup_rule", machine.setup_rule, expected, about=(home.id,))


def _against_sessions(center: WorkCenter) -> Iterator[tuple[str, str]]:
    if center.max_tasks is not None:
        yield "max_tasks", str(center.max_tasks)
    if center.min_free:
        yield "min_free", f"{center.min_free:f}"
    if center.setup_rule is not None:
        yield "setup_rule", center.setup_rule
    if center.setup_skills:
        yield "setup_skills", center.setup_skills[0].skill
