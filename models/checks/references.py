"""Every id that a row names must be the id of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.checks.finding import Finding, Path
from models.checks.suggest import Suggester

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = ["unknown_references"]

_TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "calendar": ("a calendar", ("calendars",)),
    "item": ("an item", ("items",)),
    "resource": ("a resource", ("resources",)),
    "setup rule": ("a setup rule", ("setup_rules",)),
    "setup property": ("a setup property", ("setup_properties",)),
    "aggregation rule": ("an aggregation rule", ("aggregation_rules",)),
    "place": (
        "a machine, a work center, a resource or a worker",
        ("machines", "work_centers", "resources", "workers"),
    ),
    "work center": ("a work center", ("work_centers",)),
    "warehouse": ("a warehouse", ("warehouses",)),
    "demand": ("a demand", ("demands",)),
    "forecast": ("a forecast", ("forecasts",)),
    "job": ("a job, a demand or a forecast", ("jobs", "demands", "forecasts")),
    "document": ("a demand or an order", ("demands", "orders")),
    "costed": ("a demand, a job or an order", ("demands", "jobs", "orders")),
}
"""What a reference may name: in words, and the tables whose ids count."""


class _Reference(NamedTuple):
    target: str
    path: Path
    field: str
    value: str | None


def unknown_references(scenario: Scenario) -> Iterator[Finding]:
    """Yield every reference to a row that does not exist."""
    known = {
        target: {str(row.id): None for table in tables for row in getattr(scenario, table)}
        for target, (_, tables) in _TARGETS.items()
    }
    rows = (f"{job.id}/{row.row}" for job in scenario.jobs for row in job.rows)
    known["job"] |= dict.fromkeys(rows)  # a planned order names the row it is for
    machines = scenario.machines_by_center.values()
    known["place"] |= dict.fromkeys(row.id for rows in machines for row in rows)
    suggester = Suggester()
    for target, path, field, value in _references(scenario):
        if value is None or value in known[target]:
            continue
        words, tables = _TARGETS[target]
        hint = suggester.hint(value, known[target], target)
        if not known[target]:
            hint = f"The table {tables[0]} is empty or missing."
            if len(tables) > 1:
                *others, last = tables
                hint = f"The tables {', '.join(others)} and {last} are empty or missing."
        yield Finding(path, field, value, f"the id of {words}", hint)


def _references(scenario: Scenario) -> Iterator[_Reference]:
    name = scenario.scenario.factory_calendar
    yield _Reference("calendar", ("scenario",), "factory_calendar", name)
    for name in scenario.settings.shop.critical_centers:
        yield _Reference("work center", ("settings",), "shop.critical_centers", name)
    yield from _shop_references(scenario)
    yield from _item_references(scenario)
    yield from _bom_references(scenario)
    yield from _routing_references(scenario)
    yield from _supply_references(scenario)
    yield from _demand_references(scenario)
    yield from _cost_references(scenario)


def _shop_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, center in enumerate(scenario.work_centers):
        path = ("work_centers", index)
        yield _Reference("calendar", path, "calendar", center.calendar)
        yield _Reference("setup rule", path, "setup_rule", center.setup_rule)
        yield _Reference("aggregation rule", path, "aggregation_rule", center.aggregation_rule)
    for index, machine in enumerate(scenario.machines):
        path = ("machines", index)
        yield _Reference("work center", path, "work_center", machine.work_center)
        yield _Reference("calendar", path, "calendar", machine.calendar)
        yield _Reference("setup rule", path, "setup_rule", machine.setup_rule)
    for index, resource in enumerate(scenario.resources):
        yield _Reference("calendar", ("resources", index), "calendar", resource.calendar)
    for index, worker in enumerate(scenario.workers):
        yield _Reference("calendar", ("workers", index), "calendar", worker.calendar)
    for index, downtime in enumerate(scenario.downtimes):
        yield _Reference("place", ("downtimes", index), "resource", downtime.resource)
    for index, rule in enumerate(scenario.setup_rules):
        for place, record in enumerate(rule.records):
            for step, row in enumerate(record.properties):
                part = ("setup_rules", index, "records", place, "properties", step)
                yield _Reference("setup property", part, "property", row.property)


def _item_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, item in enumerate(scenario.items):
        yield _Reference("item", ("items", index), "reference_bom", item.reference_bom)
        for place, record in enumerate(item.warehouses):
            path = ("items", index, "warehouses", place)
            yield _Reference("warehouse", path, "warehouse", record.warehouse)
            yield _Reference("warehouse", path, "from", record.from_)


def _bom_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, bom in enumerate(scenario.boms):
        yield _Reference("item", ("boms", index), "parent", bom.parent)
        for line, component in enumerate(bom.components):
            path = ("boms", index, "components", line)
            yield _Reference("item", path, "item", component.item)
            for place, other in enumerate(component.alternatives):
                yield _Reference("item", (*path, "alternatives", place), "item", other.item)


def _routing_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, routing in enumerate(scenario.routings):
        yield _Reference("item", ("routings", index), "item", routing.item)
        for step, operation in enumerate(routing.operations):
            path = ("routings", index, "operations", step)
            yield _Reference("work center", path, "work_center", operation.work_center)
            for place, use in enumerate(operation.resources):
                row = (*path, "resources", place)
                yield _Reference("resource", row, "resource", use.resource)
            for place, tool in enumerate(operation.equipment):
                yield _Reference("item", (*path, "equipment", place), "item", tool.item)
            for place, other in enumerate(operation.alternatives):
                row = (*path, "alternatives", place)
                yield _Reference("work center", row, "work_center", other.work_center)


def _supply_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, stock in enumerate(scenario.stock):
        path = ("stock", index)
        yield _Reference("item", path, "item", stock.item)
        yield _Reference("warehouse", path, "warehouse", stock.warehouse)
        yield _Reference("document", path, "reserved_for", stock.reserved_for)
    for index, order in enumerate(scenario.orders):
        path = ("orders", index)
        yield _Reference("item", path, "item", order.item)
        yield _Reference("warehouse", path, "warehouse", order.warehouse)
        yield _Reference("warehouse", path, "from", order.from_)
        yield _Reference("job", path, "job", order.job)
        for place, pin in enumerate(order.pinned):
            row = (*path, "pinned", place)
            yield _Reference("work center", row, "work_center", pin.work_center)


def _demand_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            row_path = ("jobs", index, "rows", place)
            yield _Reference("item", row_path, "item", row.item)
            for name in row.demands:
                yield _Reference("demand", row_path, "demands", name)
            for name in row.forecasts:
                yield _Reference("forecast", row_path, "forecasts", name)
    for index, forecast in enumerate(scenario.forecasts):
        path = ("forecasts", index)
        yield _Reference("item", path, "item", forecast.item)
        yield _Reference("warehouse", path, "warehouse", forecast.warehouse)
    for index, demand in enumerate(scenario.demands):
        path = ("demands", index)
        yield _Reference("item", path, "item", demand.item)
        yield _Reference("warehouse", path, "warehouse", demand.warehouse)


def _cost_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, price in enumerate(scenario.subcontract_prices):
        path = ("subcontract_prices", index)
        yield _Reference("item", path, "item", price.item)
        yield _Reference("work center", path, "work_center", price.work_center)
    for index, cost in enumerate(scenario.cost_items):
        yield _Reference("costed", ("cost_items", index), "document", cost.document)
