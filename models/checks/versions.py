"""Rules of versions of bills of materials: who names one must name one that can be used."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from models.bills import bom_owner, is_valid_on
from models.checks.finding import Finding, Path
from models.checks.rows import operations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Bom, Component, Operation, Scenario

__all__ = ["overlapping_versions", "turned_validities", "unknown_versions", "unusable_versions"]


class _Named(NamedTuple):
    """A row that asks for a version of an item's bill of materials."""

    path: Path
    item: str
    version: str | None
    field: str = "version"


def _named_versions(scenario: Scenario) -> Iterator[_Named]:
    for index, item in enumerate(scenario.items):
        yield _Named(("items", index), item.id, item.bom_version, "bom_version")
    for index, bom in enumerate(scenario.boms):
        for line, component in enumerate(bom.components):
            path = ("boms", index, "components", line)
            yield _Named(path, component.item, component.version)
    for index, order in enumerate(scenario.orders):
        yield _Named(("orders", index), order.item, order.version)
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            yield _Named(("jobs", index, "rows", place), row.item, row.version)
    for index, demand in enumerate(scenario.demands):
        yield _Named(("demands", index), demand.item, demand.version)


def unknown_versions(scenario: Scenario) -> Iterator[Finding]:
    """Yield versions that no bill of materials of the item has."""
    items = scenario.item_by_id
    known: dict[str, list[str]] = {}
    for bom in scenario.boms:
        if bom.version is not None:
            known.setdefault(bom.parent, []).append(bom.version)
    for path, name, version, field in _named_versions(scenario):
        if version is None or name not in items:
            continue
        owner = bom_owner(scenario, name)
        if version not in known.get(owner, ()):
            listed = ", ".join(known.get(owner, ()))
            rule = f"a version of the bill of materials of '{owner}': {listed}"
            if not listed:
                rule = f"no version: the bill of materials of '{owner}' has none"
            yield Finding(path, field, version, rule, about=("boms", name, owner))
    wanted = scenario.settings.general.version
    if wanted and not any(bom.version == wanted for bom in scenario.boms):
        rule = "a version that some bill of materials has"
        yield Finding(("settings",), "general.version", wanted, rule, about=("boms",))


def unusable_versions(scenario: Scenario) -> Iterator[Finding]:
    """Yield bills that leave their item without material on the day of planning; a warning.

    Those are versions somebody names that are not active or not valid, and items whose active
    versions nobody names and of which none is a valid default.
    """
    day = scenario.scenario.start.date()
    named: set[str] = set()
    for path, name, version, field in _named_versions(scenario):
        owner = bom_owner(scenario, name)
        if version is None:
            continue
        named.add(owner)
        boms = [bom for bom in scenario.boms_by_parent.get(owner, ()) if bom.version == version]
        if boms and not any(bom.active and is_valid_on(day, bom) for bom in boms):
            rule = f"a version that is active and valid on {day}; it is made without material"
            yield Finding(path, field, version, rule, about=("boms", name, owner))
    seen: set[str] = set()
    for index, bom in enumerate(scenario.boms):
        if bom.parent in seen or bom.parent in named or scenario.settings.general.version:
            continue
        seen.add(bom.parent)
        active = [other for other in scenario.boms_by_parent[bom.parent] if other.active]
        if active and not any(other.default and is_valid_on(day, other) for other in active):
            rule = f"a default version that is valid on {day}; it is made without material"
            yield Finding(("boms", index), "default", "", rule)


def overlapping_versions(scenario: Scenario) -> Iterator[Finding]:
    """Yield default versions of one item that are valid on the same day."""
    groups: dict[str, list[tuple[date, date, int]]] = {}
    for index, bom in enumerate(scenario.boms):
        if bom.active and bom.default:
            span = (bom.valid_from or date.min, bom.valid_to or date.max, index)
            groups.setdefault(bom.parent, []).append(span)
    for spans in groups.values():
        spans.sort()
        latest = spans[0]
        for span in spans[1:]:
            bom, other = scenario.boms[span[2]], scenario.boms[latest[2]]
            if span[0] <= latest[1] and bom.version != other.version:
                yield _overlap(span[2], bom, latest[2], other)
            latest = max(latest, span, key=lambda row: row[1])


def _overlap(index: int, bom: Bom, other_index: int, other: Bom) -> Finding:
    began = "" if other.valid_from is None else f" from {other.valid_from}"
    ended = "" if other.valid_to is None else f" to {other.valid_to}"
    when = f"{began}{ended}" or " on every day"
    rule = f"one default version at a time; row {other_index + 1} is another,{when}"
    hint = "Write 'default: false' in versions that are used only where somebody names them."
    if bom.valid_from is None:
        return Finding(("boms", index), "default", "true", rule, hint)
    return Finding(("boms", index), "valid_from", bom.valid_from.isoformat(), rule, hint)


def turned_validities(scenario: Scenario) -> Iterator[Finding]:
    """Yield bills of materials, lines of them and phases whose last day precedes their first."""
    for index, bom in enumerate(scenario.boms):
        yield from _turned(("boms", index), bom)
        for line, component in enumerate(bom.components):
            yield from _turned(("boms", index, "components", line), component)
    for path, operation in operations(scenario):
        yield from _turned(path, operation)


def _turned(path: Path, row: Bom | Component | Operation) -> Iterator[Finding]:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        rule = f"a date not before valid_from ({row.valid_from})"
        yield Finding(path, "valid_to", row.valid_to.isoformat(), rule)
