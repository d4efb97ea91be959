"""Rules of workers: skills that somebody has, and enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import operations
from models.checks.suggest import Suggester

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Scenario, SkillUse

__all__ = [
    "dubious_crews",
    "impossible_crews",
    "missing_workers",
    "unknown_skills",
    "workers_without_skills",
]


def _uses(scenario: Scenario) -> Iterator[tuple[Path, SkillUse]]:
    for index, center in enumerate(scenario.work_centers):
        for field in ("skills", "setup_skills"):
            for place, use in enumerate(getattr(center, field)):
                yield ("work_centers", index, field, place), use
    for path, operation in operations(scenario):
        for place, use in enumerate(operation.skills):
            yield (*path, "skills", place), use


def unknown_skills(scenario: Scenario) -> Iterator[Finding]:
    """Yield skills that no worker has, active or not."""
    known = dict.fromkeys(skill for worker in scenario.workers for skill in worker.skills)
    suggester = Suggester()
    for path, use in _uses(scenario):
        if use.skill not in known:
            hint = suggester.hint(use.skill, known, "skill")
            if not scenario.workers:
                hint = "The table workers is empty or missing."
            rule = "a skill that a worker has"
            yield Finding(path, "skill", use.skill, rule, hint, about=("workers",))


def missing_workers(scenario: Scenario) -> Iterator[Finding]:
    """Yield crews of more workers than are active with the skill; a warning."""
    active: dict[str, int] = {}
    for worker in scenario.workers:
        for skill in set(worker.skills):
            active[skill] = active.get(skill, 0) + worker.active
    for path, use in _uses(scenario):
        if use.skill in active and use.quantity > active[use.skill]:
            number = active[use.skill]
            rule = f"at most {number}, as many active workers have it; the work is not planned"
            yield Finding(path, "quantity", str(use.quantity), rule, about=("workers",))


def impossible_crews(scenario: Scenario) -> Iterator[Finding]:
    """Yield crews that may grow to less than they begin with."""
    for path, use in _uses(scenario):
        if use.most is not None and use.most < use.quantity:
            rule = f"at least the quantity, {use.quantity}"
            yield Finding(path, "most", str(use.most), rule)


def dubious_crews(scenario: Scenario) -> Iterator[Finding]:
    """Yield crews that may grow where that has no effect, or another than meant; a warning.

    Changeovers take as long with more people; of several crews at an operation only the first one
    that may grow makes its run shorter; and it does so whatever part of their time they give.
    """
    crews = {path[:-1]: -1 for path, use in _uses(scenario) if use.most is not None}
    for path, use in _uses(scenario):
        if use.most is None:
            continue
        found, place = str(use.most), int(path[-1])
        if path[-2] == "setup_skills":
            rule = "no most for a setup, which is no shorter for it; it is ignored"
            yield Finding(path, "most", found, rule)
            continue
        if crews[path[:-1]] >= 0:
            rule = f"one crew that may grow, as row {crews[path[:-1]] + 1} does; it is ignored"
            yield Finding(path, "most", found, rule)
            continue
        crews[path[:-1]] = place
        if use.share < 1:
            rule = "1 beside most: the run is as short as if all of them gave all their time"
            yield Finding(path, "share", f"{use.share:f}", rule)


def workers_without_skills(scenario: Scenario) -> Iterator[Finding]:
    """Yield workers who can do nothing; a warning."""
    for index, worker in enumerate(scenario.workers):
        if not worker.skills and worker.active:
            rule = "at least one skill; nobody asks for a worker without"
            yield Finding(("workers", index), "skills", "", rule)
