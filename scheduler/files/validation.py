"""A document to a scenario, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from models.checks import examine
from models.checks.duplicates import repeated_rows
from models.checks.finding import node_at, row_key, row_keys, to_fault
from models.scenario import Scenario
from scheduler.files.shape import tables
from scheduler.files.wording import to_finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from models.checks.finding import Finding
    from models.errors import Fault
    from scheduler.files.tree import Document

__all__ = ["Validated", "validate"]

_ROUNDS = 5  # a field, its record, its table: no tree needs more


@dataclass(frozen=True)
class Validated:
    """What a document turned out to be; `scenario` is None if it has any error."""

    scenario: Scenario | None
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()


def validate(document: Document) -> Validated:
    """Return the scenario of a document, or every fault in it.

    Faults in single fields do not hide those between tables: what is faulty is taken out, the
    rest is checked, and only what concerns the rows taken out is left unsaid.
    """
    scenario, found = _build(document.tree)
    errors = list(document.faults)
    errors += _faults([to_finding(error, document.tree) for error in found], document)
    if found and not document.is_partial:
        scenario = _without_faults(document, found)
    if scenario is None or document.is_partial:
        return Validated(None, tuple(errors))
    broken, dubious = examine(scenario)
    repeated = set(repeated_rows(scenario))
    # which of two rows of one id is meant, nobody knows: what follows from either is noise
    rows = (node_at(scenario, finding.path) for finding in repeated if len(finding.path) == 2)
    document.suspects.update(key for key in map(row_key, rows) if key is not None)
    if document.suspects:
        broken = [
            finding
            for finding in broken
            if finding in repeated or not _is_noise(finding, scenario, document)
        ]
        dubious = [finding for finding in dubious if not _is_noise(finding, scenario, document)]
    errors += _faults(broken, document)
    warnings = tuple(_faults(dubious, document))
    return Validated(None if errors else scenario, tuple(errors), warnings)


def _build(tree: object) -> tuple[Scenario | None, list[ErrorDetails]]:
    try:
        return Scenario.model_validate(tree, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, _without_echoes(error.errors(include_url=False))


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short, where only what is faulty in it makes it so."""
    within = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [row for row in errors if row["type"] != "too_short" or row["loc"] not in within]


def _faults(findings: Iterable[Finding], document: Document) -> list[Fault]:
    faults = []
    for finding in findings:
        file, place = document.place(finding.path)
        faults.append(to_fault(finding, document.tree, file=file, place=place))
    return list(dict.fromkeys(faults))  # of two like values in a list, one is enough


def _is_noise(finding: Finding, scenario: Scenario, document: Document) -> bool:
    names = (finding.value, *finding.about, *row_keys(scenario, finding.path))
    return not document.suspects.isdisjoint(names)


def _without_faults(document: Document, errors: list[ErrorDetails]) -> Scenario | None:
    """Take what is faulty out of the document's tree, until the rest is a scenario."""
    scenario: Scenario | None = None
    for _ in range(_ROUNDS):
        if any(_is_hopeless(error) for error in errors):
            return None
        removals: dict[int, tuple[list[object], set[int]]] = {}
        for error in errors:
            _remove(document, error, removals)
        for listed, places in removals.values():
            for place in sorted(places, reverse=True):
                del listed[place]
        scenario, errors = _build(document.tree)
        if scenario is not None:
            break
    return scenario


def _is_hopeless(error: ErrorDetails) -> bool:
    """Tell whether a whole table is lost, or what every scenario needs."""
    loc = error["loc"]
    is_single = loc[0] in tables() and tables()[str(loc[0])].is_single
    return len(loc) == 1 or (is_single and error["type"] == "missing")


def _remove(
    document: Document, error: ErrorDetails, removals: dict[int, tuple[list[object], set[int]]]
) -> None:
    """Take out the faulty value; of a row that lacks a value, the row."""
    holders: list[tuple[object, str | int]] = []
    node: object = document.tree
    document.suspects.add(str(error["loc"][0]))
    for part in error["loc"]:
        holders.append((node, part))
        if isinstance(node, dict) and part in node:
            node = node[str(part)]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            break
        if isinstance(node, dict) and (key := row_key(node)) is not None:
            document.suspects.add(key)
    for holder, part in reversed(holders):
        if isinstance(holder, list) and isinstance(part, int):
            removals.setdefault(id(holder), (holder, set()))[1].add(part)
            return
        if isinstance(holder, dict) and part in holder and error["type"] != "missing":
            del holder[str(part)]
            return
