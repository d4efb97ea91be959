"""What machines are set to now: as the last work that is done on them left them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import Machine
from scheduler.progress.states import Stand

if TYPE_CHECKING:
    from models.scenario import Scenario, SetupRule, WorkCenter
    from scheduler.progress.floor import Floor

__all__ = ["with_machine_states"]


def with_machine_states(floor: Floor, scenario: Scenario) -> Scenario:
    """Return a scenario whose machines begin in the state of the last phase closed on them.

    A machine on which work goes on is in the state of that work, whatever stands here. Machines
    that the scenario only counts are listed by name where one of them is in another state.
    """
    states = _states(floor, scenario)
    listed = {machine.id for machine in scenario.machines}
    changed = [
        machine.model_copy(update={"initial": states.get(machine.id, machine.initial)})
        for machine in scenario.machines
    ]
    for center in scenario.work_centers:
        machines = scenario.machines_by_center[center.id]
        if any(machine.id in states and machine.id not in listed for machine in machines):
            changed += [
                Machine(id=row.id, work_center=center.id, initial=states.get(row.id, {}))
                for row in machines
            ]
    return scenario.replaced(machines=tuple(changed)) if states else scenario


def _states(floor: Floor, scenario: Scenario) -> dict[str, dict[str, str]]:
    """Return the setup of the machines on which work was closed, property to value."""
    latest: dict[str, tuple[int, dict[str, str]]] = {}
    for actual in floor.actual.values():
        if actual.stand is not Stand.CLOSED or actual.closed is None:
            continue
        center = scenario.work_center_by_id[floor.places.center_of(actual.key, actual.machine)]
        rule = _rule(scenario, center, actual.machine)
        values = floor.places.operation(actual.key).state
        if rule is None or any(name not in values for name in rule.properties):
            continue
        own = {name: values[name] for name in rule.properties}
        if own and actual.closed >= latest.get(actual.machine, (-1, own))[0]:
            latest[actual.machine] = (actual.closed, own)
    return {machine: values for machine, (_, values) in latest.items()}


def _rule(scenario: Scenario, center: WorkCenter, name: str) -> SetupRule | None:
    """Return the setup rule of a machine; none for what is no machine."""
    machine = next((row for row in scenario.machines_by_center[center.id] if row.id == name), None)
    rule = None if machine is None else machine.setup_rule or center.setup_rule
    return None if rule is None else scenario.setup_rule_by_id[rule]
