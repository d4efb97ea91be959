"""Rules of what shares an oven: operations of one code are alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import centers_of, listed, operations, phase_words
from models.scenario.base import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Operation, Scenario, WorkCenter

__all__ = ["sessions_of_several_machines", "unequal_sessions", "unequal_times", "useless_codes"]

_ALIKE = ("skills", "resources", "equipment", "fixed_time")
_TIMES = ("setup", "run", "worker_run", "pieces", "retool")


def _sharing(scenario: Scenario) -> Iterator[tuple[WorkCenter, Path, Operation, Path, Operation]]:
    """Yield operations beside the first one of their code at a center, and that one."""
    first: dict[tuple[str, str], tuple[Path, Operation]] = {}
    for path, operation in operations(scenario):
        if operation.aggregation is None:
            continue
        for place in dict.fromkeys(centers_of(operation)):
            center = scenario.work_center_by_id.get(place)
            if center is None or center.aggregation_rule is None:
                continue
            begun = first.setdefault((place, operation.aggregation), (path, operation))
            if begun[0] != path:
                yield center, path, operation, *begun


def unequal_sessions(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that need other people or tools than the first of their code."""
    told: set[tuple[Path, str]] = set()
    for center, path, operation, other_path, other in _sharing(scenario):
        for field in _ALIKE:
            found, wanted = _needs(center, operation, field), _needs(center, other, field)
            if found != wanted and (path, field) not in told:
                told.add((path, field))
                where = phase_words(scenario, other_path)
                code = f"the other of the aggregation '{operation.aggregation}'"
                rule = f"{wanted or 'none'}, as {where}, {code} at '{center.id}'"
                about = (scenario.routings[int(other_path[1])].item, center.id)
                yield Finding(path, field, found or "none", rule, about=about)


def _needs(center: WorkCenter, operation: Operation, field: str) -> str:
    """Return in words what decides whether operations can share a session."""
    if field == "fixed_time":
        is_fixed = center.fixed_time if operation.fixed_time is None else operation.fixed_time
        return str(is_fixed).lower()
    if field == "skills":
        crew = operation.skills or center.skills
        texts = [f"{use.quantity} {use.skill}{_beyond(use.most, use.share)}" for use in crew]
    elif field == "resources":
        texts = [
            f"{use.quantity} {use.resource}" + (f" on {use.machine}" if use.machine else "")
            for use in operation.resources
        ]
    else:
        texts = [f"{use.quantity} {use.item}" for use in operation.equipment if use.scheduled]
    return listed(sorted(texts), len(texts))


def _beyond(most: int | None, share: object) -> str:
    return (f" to {most}" if most is not None else "") + (f" x {share}" if share != 1 else "")


def unequal_times(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that take longer or shorter than the first of their code; a warning."""
    told: set[Path] = set()
    for _, path, operation, other_path, other in _sharing(scenario):
        for field in _TIMES:
            found, wanted = getattr(operation, field), getattr(other, field)
            if found == wanted or path in told:
                continue
            told.add(path)
            where = phase_words(scenario, other_path)
            rule = f"{_words(wanted)}, as {where}; a session lasts as long as its longest operation"
            about = (scenario.routings[int(other_path[1])].item,)
            yield Finding(path, field, _words(found), rule, about=about)


def _words(value: object) -> str:
    if value is None:
        return "none"
    return format_duration(value) if isinstance(value, timedelta) else str(value)


def sessions_of_several_machines(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that hold several machines where one session runs on one machine."""
    for path, operation in operations(scenario):
        center = scenario.work_center_by_id.get(operation.work_center)
        if center is not None and center.aggregation_rule and operation.machine_count > 1:
            rule = f"1, as a session at '{center.id}' runs on one machine"
            found = str(operation.machine_count)
            yield Finding(path, "machine_count", found, rule, about=(center.id,))


def useless_codes(scenario: Scenario) -> Iterator[Finding]:
    """Yield aggregation codes of operations none of whose centers runs sessions; a warning."""
    for path, operation in operations(scenario):
        places = [scenario.work_center_by_id.get(place) for place in centers_of(operation)]
        if operation.aggregation is None or any(place is None for place in places):
            continue
        if not any(place is not None and place.aggregation_rule for place in places):
            rule = "a work center with an aggregation_rule; it is ignored"
            found, about = operation.aggregation, tuple(centers_of(operation))
            yield Finding(path, "aggregation", found, rule, about=about)
