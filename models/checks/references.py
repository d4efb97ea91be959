"""Every id that a row names must be the id of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.checks.finding import Finding, Path
from models.checks.suggest import Suggester

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = ["unknown_references"]

_NOUNS = {
    "calendars": "calendar",
    "items": "item",
    "resources": "resource",
    "setup_rules": "setup rule",
    "work_centers": "work center",
}


class _Reference(NamedTuple):
    target: str
    path: Path
    field: str
    value: str | None


def unknown_references(scenario: Scenario) -> Iterator[Finding]:
    """Yield every reference to a row that does not exist."""
    known = {
        table: {str(record.id): None for record in getattr(scenario, table)} for table in _NOUNS
    }
    suggester = Suggester()
    for target, path, field, value in _references(scenario):
        if value is None or value in known[target]:
            continue
        hint = suggester.hint(value, known[target], target)
        if not known[target]:
            hint = f"The table {target} is empty or missing."
        article = "an" if target == "items" else "a"
        yield Finding(path, field, value, f"the id of {article} {_NOUNS[target]}", hint)


def _references(scenario: Scenario) -> Iterator[_Reference]:
    name = scenario.scenario.factory_calendar
    yield _Reference("calendars", ("scenario",), "factory_calendar", name)
    for index, center in enumerate(scenario.work_centers):
        path = ("work_centers", index)
        yield _Reference("calendars", path, "calendar", center.calendar)
        yield _Reference("setup_rules", path, "setup_rule", center.setup_rule)
    for index, resource in enumerate(scenario.resources):
        yield _Reference("calendars", ("resources", index), "calendar", resource.calendar)
    yield from _bom_references(scenario)
    yield from _routing_references(scenario)
    yield from _order_references(scenario)


def _bom_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, bom in enumerate(scenario.boms):
        yield _Reference("items", ("boms", index), "parent", bom.parent)
        for line, component in enumerate(bom.components):
            path = ("boms", index, "components", line)
            yield _Reference("items", path, "item", component.item)


def _routing_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, routing in enumerate(scenario.routings):
        yield _Reference("items", ("routings", index), "item", routing.item)
        for step, operation in enumerate(routing.operations):
            path = ("routings", index, "operations", step)
            yield _Reference("work_centers", path, "work_center", operation.work_center)
            for place, use in enumerate(operation.resources):
                row = (*path, "resources", place)
                yield _Reference("resources", row, "resource", use.resource)
            for place, other in enumerate(operation.alternatives):
                row = (*path, "alternatives", place)
                yield _Reference("work_centers", row, "work_center", other.work_center)


def _order_references(scenario: Scenario) -> Iterator[_Reference]:
    for index, stock in enumerate(scenario.stock):
        yield _Reference("items", ("stock", index), "item", stock.item)
    for index, order in enumerate(scenario.orders):
        yield _Reference("items", ("orders", index), "item", order.item)
        for place, pin in enumerate(order.pinned):
            row = ("orders", index, "pinned", place)
            yield _Reference("work_centers", row, "work_center", pin.work_center)
    for index, demand in enumerate(scenario.demands):
        yield _Reference("items", ("demands", index), "item", demand.item)
