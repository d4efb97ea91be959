"""What a `Problem` must satisfy, checked once when it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["problem_faults"]

# array -> the array its length must equal
_SAME_LENGTH = {
    "window_end": "window_start",
    "resource_calendar": "resource_capacity",
    "resource_setup": "resource_capacity",
    "resource_initial_state": "resource_capacity",
    "resource_setup_calendar": "resource_capacity",
    "resource_setup_cost": "resource_capacity",
    "session_most": "resource_capacity",
    "session_least": "resource_capacity",
    "session_patience": "resource_capacity",
    "crew_resource": "crew_machine",
    "crew_units": "crew_machine",
    "overtime_start": "overtime_resource",
    "overtime_end": "overtime_resource",
    "overtime_cost": "overtime_resource",
    "profile_start": "profile_resource",
    "profile_end": "profile_resource",
    "profile_capacity": "profile_resource",
    "op_release": "op_order",
    "op_fixed_start": "op_order",
    "op_fixed_mode": "op_order",
    "op_deadline": "op_order",
    "op_elastic": "op_order",
    "op_rank": "op_order",
    "op_previous_start": "op_order",
    "op_previous_mode": "op_order",
    "flow_start": "op_order",
    "flow_end": "op_order",
    "mode_resource": "mode_op",
    "mode_calendar": "mode_op",
    "mode_duration": "mode_op",
    "mode_setup": "mode_op",
    "mode_state": "mode_op",
    "mode_preparation": "mode_op",
    "mode_units": "mode_op",
    "mode_family": "mode_op",
    "mode_fill": "mode_op",
    "mode_interruptible": "mode_op",
    "use_resource": "use_mode",
    "use_units": "use_mode",
    "use_calendar": "use_mode",
    "succ": "pred",
    "kind": "pred",
    "demand_weight": "demand_due",
    "demand_release": "demand_due",
    "flow_demand": "demand_due",
    "demand_class": "demand_due",
    "demand_lag": "demand_op",
}


def problem_faults(problem: Problem) -> list[str]:
    """Return what is wrong with the arrays of a problem, in words; empty if nothing is."""
    faults = _length_faults(problem)
    return faults or _index_faults(problem) or _value_faults(problem)


def _length_faults(problem: Problem) -> list[str]:
    faults = [
        f"{name} has {getattr(problem, name).size} rows, expected {getattr(problem, other).size}"
        f" as in {other}"
        for name, other in _SAME_LENGTH.items()
        if getattr(problem, name).size != getattr(problem, other).size
    ]
    pointers = (
        ("calendar_ptr", "window_start"),
        ("lag_ptr", "lags"),
        ("lead_ptr", "leads"),
        ("demand_ptr", "demand_op"),
    )
    for name, target in pointers:
        pointer = getattr(problem, name)
        if pointer.size == 0 or pointer[0] != 0 or pointer[-1] != getattr(problem, target).size:
            faults.append(
                f"{name} must run from 0 to the {getattr(problem, target).size} rows of {target}"
            )
        elif (np.diff(pointer) < 0).any():
            faults.append(f"{name} must not decrease")
    faults += [
        f"{name} has {getattr(problem, name).size} rows, expected {problem.pred.size + 1}"
        for name in ("lag_ptr", "lead_ptr")
        if getattr(problem, name).size != problem.pred.size + 1
    ]
    if problem.demand_ptr.size != problem.demand_due.size + 1:
        faults.append(
            f"demand_ptr has {problem.demand_ptr.size} rows, expected {problem.demand_due.size + 1}"
        )
    return faults


def _index_faults(problem: Problem) -> list[str]:
    num_calendars = problem.calendar_ptr.size - 1
    num_ops, num_modes = problem.num_operations, problem.num_modes
    num_resources = problem.num_resources
    ranges = (
        ("resource_calendar", 0, num_calendars),
        ("resource_setup", -1, problem.setup_times.shape[0]),
        ("resource_initial_state", -1, problem.setup_times.shape[1]),
        ("resource_setup_calendar", 0, num_calendars),
        ("profile_resource", 0, num_resources),
        ("crew_machine", 0, num_resources),
        ("crew_resource", 0, num_resources),
        ("overtime_resource", 0, num_resources),
        ("op_fixed_mode", -1, num_modes),
        ("op_previous_mode", -1, num_modes),
        ("mode_op", 0, num_ops),
        ("mode_resource", -1, num_resources),
        ("mode_calendar", 0, num_calendars),
        ("mode_state", -1, problem.setup_times.shape[1]),
        ("use_mode", 0, num_modes),
        ("use_resource", 0, num_resources),
        ("use_calendar", 0, num_calendars),
        ("pred", 0, num_ops),
        ("succ", 0, num_ops),
        ("kind", 0, len(Precedence)),
        ("demand_op", 0, num_ops),
    )
    faults: list[str] = []
    for name, low, high in ranges:
        values = getattr(problem, name)
        if values.size and (values.min() < low or values.max() >= high):
            faults.append(
                f"{name} has values from {values.min()} to {values.max()},"
                f" expected {low} to {high - 1}"
            )
    return faults


def _value_faults(problem: Problem) -> list[str]:
    faults: list[str] = []
    checks = (
        ((problem.window_start >= problem.window_end).any(), "a window ends before it starts"),
        ((problem.resource_capacity < 1).any(), "a resource has no unit"),
        ((np.diff(problem.mode_op) < 0).any(), "mode_op must not decrease"),
        (np.diff(problem.mode_ptr).min(initial=1) < 1, "an operation has no mode"),
        ((np.diff(problem.use_mode) < 0).any(), "use_mode must not decrease"),
        ((problem.mode_duration < 0).any(), "a mode has a negative duration"),
        ((problem.mode_setup > problem.mode_duration).any(), "a setup exceeds its mode's duration"),
        ((problem.setup_times < 0).any(), "a setup time is negative"),
        ((problem.lags < 0).any(), "a lag is negative"),
        ((problem.leads < 0).any(), "a lead is negative"),
        ((problem.demand_weight < 0).any(), "a demand has a negative weight"),
        ((problem.use_units < 1).any(), "a mode uses less than one unit of a resource"),
        ((problem.crew_units < 1).any(), "a setup crew has less than one unit"),
        ((problem.mode_units < 1).any(), "a mode holds less than one unit of its resource"),
        ((problem.mode_preparation < 0).any(), "a mode has a negative preparation"),
        ((problem.mode_fill < 0).any(), "a mode fills a session with less than nothing"),
        ((problem.resource_setup_cost < 0).any(), "a changeover costs less than nothing"),
        ((problem.overtime_cost < 0).any(), "overtime costs less than nothing"),
        ((problem.overtime_start >= problem.overtime_end).any(), "overtime ends before it starts"),
        (
            (np.diff(problem.lag_ptr) != np.diff(problem.mode_ptr)[problem.pred]).any(),
            "an edge needs one lag per mode of its predecessor",
        ),
        (
            (np.diff(problem.lead_ptr) != _leads_due(problem)).any(),
            "a WORK_WORK edge needs one lead per mode of its successor, others none",
        ),
    )
    faults.extend(text for broken, text in checks if broken)
    faults.extend(_machine_faults(problem))
    for calendar in range(problem.calendar_ptr.size - 1):
        begin, end = problem.calendar_ptr[calendar], problem.calendar_ptr[calendar + 1]
        if (
            problem.window_start[begin + 1 : end] < problem.window_end[begin : max(begin, end - 1)]
        ).any():
            faults.append(f"windows of calendar {calendar} overlap or are not sorted")
    return faults


def _leads_due(problem: Problem) -> Ints:
    """Return how many leads each edge has; shape (E,)."""
    return np.where(
        problem.kind == Precedence.WORK_WORK, np.diff(problem.mode_ptr)[problem.succ], 0
    )


def _machine_faults(problem: Problem) -> list[str]:
    """Return what is wrong with resources that run one operation, or one session, at a time."""
    is_machine = (problem.resource_setup >= 0) | (problem.session_most > 0)
    # the last entry is for resource -1
    setup = np.append(problem.resource_setup, -1)[problem.mode_resource]
    most = np.append(problem.session_most, 0)[problem.mode_resource]
    checks = (
        (
            (problem.resource_capacity[is_machine] != 1).any(),
            "a resource with setups or sessions must have capacity 1",
        ),
        (
            ((problem.resource_setup >= 0) & (problem.session_most > 0)).any(),
            "a resource with sessions must have no setups",
        ),
        (
            ((problem.mode_preparation > 0) & (setup < 0)).any(),
            "a mode with a preparation must run on a resource with setups",
        ),
        (
            (problem.resource_setup[problem.crew_machine] < 0).any(),
            "a setup crew must serve a resource with setups",
        ),
        (((most > 0) & (problem.mode_fill > most)).any(), "a mode fills more than a session"),
        (
            ((problem.mode_family >= 0) & (most == 0)).any(),
            "a mode of a family must run on a resource with sessions",
        ),
    )
    return [text for broken, text in checks if broken]
