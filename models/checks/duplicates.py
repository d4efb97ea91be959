"""What names a row must name one row only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding, Path

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from models.scenario import Scenario

__all__ = ["repeated_rows", "shared_names"]

_ID_TABLES = (
    "calendars", "work_centers", "resources", "setup_rules", "warehouses", "items", "orders",
    "jobs", "forecasts", "demands",
)  # fmt: skip


def repeated_rows(scenario: Scenario) -> Iterator[Finding]:
    """Yield every row whose id, parent, item, phase, ... an earlier row of its table has."""
    for table in _ID_TABLES:
        keys = (record.id for record in getattr(scenario, table))
        yield from _repeated((table,), "id", keys, "an id that no other row has")
    yield from _repeated_versions(scenario)
    items = (routing.item for routing in scenario.routings)
    yield from _repeated(("routings",), "item", items, "one routing for an item")
    yield from _repeated_phases(scenario)
    yield from _repeated_terms(scenario)
    for index, rule in enumerate(scenario.setup_rules):
        pairs = (f"{row.from_} -> {row.to}" for row in rule.matrix)
        path = ("setup_rules", index, "matrix")
        yield from _repeated(path, "from, to", pairs, "one time for a pair of states")


def shared_names(scenario: Scenario) -> Iterator[Finding]:
    """Yield resources called like a work center, and documents called like another one.

    Their loads, and who serves whom, could not be told apart.
    """
    centers = {center.id for center in scenario.work_centers}
    for index, resource in enumerate(scenario.resources):
        if resource.id in centers:
            yield Finding(("resources", index), "id", resource.id, "an id that no work center has")
    nouns = dict.fromkeys((demand.id for demand in scenario.demands), "demand")
    for table, noun in (("forecasts", "forecast"), ("orders", "order"), ("jobs", "job")):
        rows = getattr(scenario, table)
        for index, row in enumerate(rows):
            if row.id in nouns:
                yield Finding((table, index), "id", row.id, f"an id that no {nouns[row.id]} has")
        nouns |= dict.fromkeys((row.id for row in rows if row.id not in nouns), noun)
    yield from _shared_by_job_rows(scenario, nouns)


def _shared_by_job_rows(scenario: Scenario, nouns: Mapping[str, str]) -> Iterator[Finding]:
    """Yield rows whose name, e.g. ``JOB-1/10``, is the id of a document."""
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            name = f"{job.id}/{row.row}"
            if name in nouns:
                rule = f"a row whose name, '{name}', no {nouns[name]} has"
                yield Finding(("jobs", index, "rows", place), "row", str(row.row), rule)


def _repeated_versions(scenario: Scenario) -> Iterator[Finding]:
    first: dict[tuple[str, str | None], int] = {}
    for index, bom in enumerate(scenario.boms):
        key = (bom.parent, bom.version)
        if key not in first:
            first[key] = index
            continue
        field, value = ("parent", bom.parent) if bom.version is None else ("version", bom.version)
        rule = f"one bill of materials for an item and version; row {first[key] + 1} has it too"
        yield Finding(("boms", index), field, value, rule)


def _repeated_terms(scenario: Scenario) -> Iterator[Finding]:
    for index, item in enumerate(scenario.items):
        suppliers = (row.supplier for row in item.suppliers)
        path = ("items", index, "suppliers")
        yield from _repeated(path, "supplier", suppliers, "one record for a supplier")
        places = (row.warehouse for row in item.warehouses)
        path = ("items", index, "warehouses")
        yield from _repeated(path, "warehouse", places, "one record for a warehouse")
    for index, job in enumerate(scenario.jobs):
        numbers = (row.row for row in job.rows)
        path = ("jobs", index, "rows")
        yield from _repeated(path, "row", numbers, "a row number that no other row of the job has")


def _repeated_phases(scenario: Scenario) -> Iterator[Finding]:
    for index, routing in enumerate(scenario.routings):
        phases = (operation.phase for operation in routing.operations)
        path = ("routings", index, "operations")
        yield from _repeated(path, "phase", phases, "a phase number that no other operation has")
    for index, order in enumerate(scenario.orders):
        declared = (row.phase for row in order.progress)
        path = ("orders", index, "progress")
        yield from _repeated(path, "phase", declared, "one declaration for a phase")
        pinned = (row.phase for row in order.pinned)
        path = ("orders", index, "pinned")
        yield from _repeated(path, "phase", pinned, "one start for a phase")


def _repeated(
    table: Path, field: str, keys: Iterable[Hashable], expected: str
) -> Iterator[Finding]:
    first: dict[Hashable, int] = {}
    for index, key in enumerate(keys):
        if key in first:
            words = f"{expected}; row {first[key] + 1} has it too"
            yield Finding((*table, index), field, str(key), words)
        else:
            first[key] = index
