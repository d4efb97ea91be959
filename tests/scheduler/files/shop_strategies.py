"""Arbitrary centers, machines, people, setups and routings."""

from __future__ import annotations

from hypothesis import strategies as st

from models.scenario import (
    AggregationRule,
    Alternative,
    Combination,
    Criterion,
    Downtime,
    Equipment,
    Executions,
    Machine,
    MachineTimes,
    MountTimes,
    Operation,
    Overlap,
    OverlapType,
    Remainder,
    Resource,
    ResourceKind,
    ResourceUse,
    Routing,
    SetupProperty,
    SetupRecord,
    SetupRule,
    SetupTransition,
    ShopSettings,
    SkillUse,
    WeightedProperty,
    WorkCenter,
    Worker,
)
from tests.scheduler.files.field_strategies import (
    dates,
    days,
    durations,
    flags,
    listed,
    maybe,
    money,
    names,
    phases,
    quantities,
    row,
    rows,
    some,
    texts,
    times,
)

__all__ = [
    "aggregation_rules", "centers", "downtimes", "machines", "resources", "routings",
    "setup_properties", "setup_rules", "shop_settings", "workers",
]  # fmt: skip

_shares = st.decimals(min_value="0.01", max_value="1", places=2)
_counts = st.integers(1, 9)
_states = st.dictionaries(names, names, max_size=2)
_skills = rows(
    row(
        SkillUse, {"skill": names}, {"quantity": _counts, "most": maybe(_counts), "share": _shares}
    ),
    most=2,
)
centers = row(
    WorkCenter,
    {"id": names},
    {
        "name": texts,
        "capacity": st.integers(0, 10_000),
        "utilisation": _shares,
        "max_tasks": maybe(_counts),
        "wanted_buffer": maybe(durations),
        "min_free": st.decimals(min_value="0", max_value="100", places=3),
        **dict.fromkeys(("setup_skills", "skills"), _skills),
        **dict.fromkeys(("calendar", "setup_rule", "aggregation_rule"), maybe(names)),
        **dict.fromkeys(("infinite", "external", "interruptible", "fixed_time"), flags),
        **dict.fromkeys(("hourly_rate", "overtime_rate", "setup_rate"), money),
    },
)
machines = row(
    Machine,
    {"id": names, "work_center": names},
    {
        "name": texts,
        "active": flags,
        "efficiency": st.decimals(min_value="0.01", max_value="100", places=2),
        "initial": _states,
        "hourly_rate": maybe(money),
        **dict.fromkeys(("calendar", "setup_rule"), maybe(names)),
    },
)
resources = row(
    Resource,
    {"id": names},
    {
        "name": texts,
        "kind": st.sampled_from(ResourceKind),
        "calendar": maybe(names),
        "capacity": st.integers(0, 9),
        "hourly_rate": money,
    },
)
workers = row(
    Worker,
    {"id": names},
    {
        "name": texts,
        "skills": st.lists(names, max_size=3),
        "calendar": maybe(names),
        "active": flags,
        "hourly_rate": maybe(money),
    },
)
downtimes = row(Downtime, {"resource": names, "from": times, "to": times}, {"reason": texts})
_matrix = rows(row(SetupTransition, {"from": names, "to": names, "time": durations}, {}))
_mounting = rows(
    row(MountTimes, {"value": names}, dict.fromkeys(("mount", "dismount"), maybe(durations)))
)
setup_properties = row(
    SetupProperty,
    {"id": names},
    {
        "name": texts,
        "values": st.lists(names, max_size=3),
        "matrix": _matrix,
        "mounting": _mounting,
        **dict.fromkeys(("numeric", "signed"), flags),
        **dict.fromkeys(("per_unit", "constant", "default"), maybe(durations)),
    },
)
_records = row(
    SetupRecord,
    {"properties": rows(row(WeightedProperty, {"property": names}, {"coefficient": money}))},
    {"combine": st.sampled_from(Combination), "coefficient": money},
)
setup_rules = row(
    SetupRule,
    {"id": names},
    {
        "default": maybe(durations),
        "matrix": _matrix,
        "initial_states": _states,
        "states": st.lists(names, max_size=2),
        "records": rows(_records),
        **dict.fromkeys(("property", "initial"), maybe(names)),
    },
)
aggregation_rules = row(
    AggregationRule,
    {"id": names, "most": quantities},
    {
        "least": money,
        "max_wait": maybe(durations),
        **dict.fromkeys(("name", "measure"), texts),
        **dict.fromkeys(("per_order", "same_quantity"), flags),
    },
)
_overlaps = row(
    Overlap, {"type": st.sampled_from(OverlapType)}, {"value": maybe(quantities), "idle": flags}
)
_times = dict.fromkeys(("setup", "run"), maybe(durations)) | {"pieces": maybe(quantities)}
_operations = row(
    Operation,
    {"phase": phases, "work_center": names},
    {
        "name": texts,
        "after": maybe(st.lists(phases, max_size=3)),
        "pieces": quantities,
        "fixed_time": maybe(flags),
        "machine_count": _counts,
        "machines": rows(row(MachineTimes, {"machine": names}, _times), most=2),
        "lead_time": maybe(days),
        "overlap": maybe(_overlaps),
        "state": _states,
        "skills": _skills,
        "resources": rows(
            row(ResourceUse, {"resource": names}, {"quantity": _counts, "machine": maybe(names)}),
            most=2,
        ),
        "equipment": rows(
            row(
                Equipment,
                {"item": names},
                {"quantity": _counts, "scheduled": flags, "to_reorder": flags},
            ),
            most=2,
        ),
        "aggregation": maybe(names),
        **dict.fromkeys(("fill", "unit_cost"), money),
        "alternatives": rows(row(Alternative, {"work_center": names}, _times), most=2),
        **dict.fromkeys(("valid_from", "valid_to"), maybe(dates)),
        **dict.fromkeys(
            ("setup", "run", "worker_run", "retool", "wait", "max_wait"), maybe(durations)
        ),
        **dict.fromkeys(("wait_each", "wait_commits"), flags),
    },
)
routings = row(
    Routing,
    {"item": names, "operations": rows(_operations, lambda operation: operation.phase)},
    {"cycle": st.integers(1, 3)},
)
shop_settings = some(
    ShopSettings,
    {
        "objective": texts,
        "delay_cost": money,
        "priorities": listed(Criterion),
        "critical_customers": st.lists(names, max_size=2),
        "critical_centers": st.lists(names, max_size=2),
        "executions": st.sampled_from(Executions),
        "remainder": st.sampled_from(Remainder),
        "release_advance": maybe(st.integers(-9, 9)),
        "wait_until": maybe(dates),
        "low_setup": durations,
        "bottleneck_percent": money,
        **dict.fromkeys(("frozen_days", "subcontract_delay", "max_delay"), days),
        **dict.fromkeys(("hard_deadlines", "wait_for_material", "critical_only"), flags),
    },
)
