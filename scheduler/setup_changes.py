"""From which state to which a machine is set before each operation, in the words of the plant."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.compile.setups import initial_state, states_of

if TYPE_CHECKING:
    from models.scenario import Machine, SetupRule
    from models.schedule import Schedule
    from scheduler.compile import Compiled

    State = tuple[str, ...]

__all__ = ["setup_changes"]


def setup_changes(compiled: Compiled, schedule: Schedule) -> dict[int, tuple[str, str]]:
    """Return the states before and after the changeover that precedes an operation, by operation.

    Where a state has several properties only those are told that change. A changeover without
    known states, or between equal ones, is left out.
    """
    problem = compiled.problem
    rows: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    starts, ends = schedule.start.tolist(), schedule.end.tolist()
    for op, mode in enumerate(schedule.mode.tolist()):
        resource = int(problem.mode_resource[mode])
        if resource >= 0 and problem.resource_setup[resource] >= 0:
            rows[resource].append((starts[op], ends[op], op))
    found: dict[int, tuple[str, str]] = {}
    for resource, sequence in rows.items():
        first = sequence[0][-1]
        machine, rule = _rule(compiled, resource, int(schedule.mode[first]))
        if rule is None:
            continue
        states = states_of(compiled.scenario, rule)
        state = initial_state(rule, machine)
        for _, _, op in sorted(sequence):
            number = int(problem.mode_state[schedule.mode[op]])
            after = states[number] if number >= 0 else state
            if schedule.changeover[op] and state != after and state and after:
                found[op] = _told(state, after)
            state = after
    return found


def _rule(compiled: Compiled, resource: int, mode: int) -> tuple[Machine | None, SetupRule | None]:
    """Return the machine that a resource is, and the rule by which it is set up."""
    scenario, name = compiled.scenario, compiled.resource_machines[resource][0]
    center = scenario.work_center_by_id[compiled.mode_centers[mode]]
    rows = scenario.machines_by_center[center.id]
    machine = next((row for row in rows if row.id == name), None)
    rule = center.setup_rule if machine is None else machine.setup_rule or center.setup_rule
    return machine, None if rule is None else scenario.setup_rule_by_id[rule]


def _told(before: State, after: State) -> tuple[str, str]:
    """Return two states in words: the values that differ."""
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    return "/".join(old for old, _ in pairs), "/".join(new for _, new in pairs)
