"""What names a row must name one row only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding, Path
from models.checks.rows import operations

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from models.scenario import Scenario

__all__ = ["repeated_rows", "shared_names"]

_ONE_USE = "one row for a skill"

_ID_TABLES = (
    "calendars", "work_centers", "machines", "resources", "workers", "setup_properties",
    "setup_rules", "aggregation_rules", "warehouses", "items", "orders", "jobs", "forecasts",
    "demands", "cost_items",
)  # fmt: skip


def repeated_rows(scenario: Scenario) -> Iterator[Finding]:
    """Yield every row whose id, parent, item, phase, ... an earlier row of its table has."""
    for table in _ID_TABLES:
        keys = (record.id for record in getattr(scenario, table))
        yield from _repeated((table,), "id", keys, "an id that no other row has")
    yield from _repeated_versions(scenario)
    yield from _repeated_cycles(scenario)
    yield from _repeated_phases(scenario)
    yield from _repeated_terms(scenario)
    yield from _repeated_uses(scenario)
    yield from _repeated_changes(scenario)
    yield from _repeated_prices(scenario)


def shared_names(scenario: Scenario) -> Iterator[Finding]:
    """Yield machines, resources and workers called like another one, and documents so called.

    Their loads, and who serves whom, could not be told apart.
    """
    yield from _shared_places(scenario)
    nouns = dict.fromkeys((demand.id for demand in scenario.demands), "demand")
    for table, noun in (("forecasts", "forecast"), ("orders", "order"), ("jobs", "job")):
        rows = getattr(scenario, table)
        for index, row in enumerate(rows):
            if row.id in nouns:
                yield Finding((table, index), "id", row.id, f"an id that no {nouns[row.id]} has")
        nouns |= dict.fromkeys((row.id for row in rows if row.id not in nouns), noun)
    yield from _shared_by_job_rows(scenario, nouns)


def _shared_places(scenario: Scenario) -> Iterator[Finding]:
    nouns = dict.fromkeys((center.id for center in scenario.work_centers), "work center")
    with_names = {machine.work_center for machine in scenario.machines}
    numbered = {
        machine.id: f"machine of '{center}'"
        for center, machines in scenario.machines_by_center.items()
        for machine in machines
        if center not in with_names
    }
    for index, downtime in enumerate(scenario.downtimes):
        if downtime.resource in nouns and downtime.resource in numbered:
            rule = f"a name that is not that of a {numbered[downtime.resource]} too"
            yield Finding(("downtimes", index), "resource", downtime.resource, rule)
    nouns = numbered | nouns
    for table, noun in (("machines", "machine"), ("resources", "resource"), ("workers", "worker")):
        rows = getattr(scenario, table)
        for index, row in enumerate(rows):
            if row.id in nouns:
                yield Finding((table, index), "id", row.id, f"an id that no {nouns[row.id]} has")
        nouns |= dict.fromkeys((row.id for row in rows if row.id not in nouns), noun)


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


def _repeated_cycles(scenario: Scenario) -> Iterator[Finding]:
    first: dict[tuple[str, int], int] = {}
    for index, routing in enumerate(scenario.routings):
        key = (routing.item, routing.cycle)
        if key not in first:
            first[key] = index
            continue
        rule = f"one routing for an item and cycle; row {first[key] + 1} has it too"
        if routing.cycle == 1:
            rule = f"one standard cycle for an item; row {first[key] + 1} is another"
        yield Finding(("routings", index), "cycle", str(routing.cycle), rule, about=("routings",))


def _repeated_uses(scenario: Scenario) -> Iterator[Finding]:
    for index, center in enumerate(scenario.work_centers):
        for field in ("skills", "setup_skills"):
            skills = (use.skill for use in getattr(center, field))
            yield from _repeated(("work_centers", index, field), "skill", skills, _ONE_USE)
    for path, operation in operations(scenario):
        skills = (use.skill for use in operation.skills)
        yield from _repeated((*path, "skills"), "skill", skills, _ONE_USE)
        machines = (row.machine for row in operation.machines)
        yield from _repeated((*path, "machines"), "machine", machines, "one row for a machine")
        tools = (use.item for use in operation.equipment)
        yield from _repeated((*path, "equipment"), "item", tools, "one row for an item")


def _repeated_changes(scenario: Scenario) -> Iterator[Finding]:
    for table in ("setup_properties", "setup_rules"):
        for index, row in enumerate(getattr(scenario, table)):
            pairs = (f"{change.from_} -> {change.to}" for change in row.matrix)
            path = (table, index, "matrix")
            yield from _repeated(path, "from, to", pairs, "one time for a pair of states")
    for index, row in enumerate(scenario.setup_properties):
        values = (mount.value for mount in row.mounting)
        path = ("setup_properties", index, "mounting")
        yield from _repeated(path, "value", values, "one row for a value")
    for index, rule in enumerate(scenario.setup_rules):
        for place, record in enumerate(rule.records):
            names = (row.property for row in record.properties)
            parts = ("setup_rules", index, "records", place, "properties")
            yield from _repeated(parts, "property", names, "a property once in a record")


def _repeated_prices(scenario: Scenario) -> Iterator[Finding]:
    first: dict[Hashable, int] = {}
    for index, row in enumerate(scenario.subcontract_prices):
        key = (row.item, row.work_center, row.phase, row.from_quantity)
        if key in first:
            words = "one price for an item, work_center, phase and from_quantity"
            rule = f"{words}; row {first[key] + 1} is another"
            yield Finding(("subcontract_prices", index), "price", f"{row.price:f}", rule)
        first.setdefault(key, index)


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
