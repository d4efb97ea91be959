"""Arbitrary scenarios: nasty names, every table, every kind of field."""

from __future__ import annotations

from hypothesis import strategies as st

from models.scenario import (
    Alternative,
    Calendar,
    CalendarException,
    Header,
    Operation,
    Overlap,
    OverlapType,
    Resource,
    ResourceUse,
    Routing,
    Scenario,
    SetupRule,
    SetupTransition,
    WorkCenter,
)
from tests.scheduler.files.field_strategies import (
    dates,
    days,
    durations,
    maybe,
    money,
    names,
    phases,
    quantities,
    rows,
    shifts,
    texts,
    times,
)
from tests.scheduler.files.material_strategies import (
    boms,
    demands,
    forecasts,
    items,
    jobs,
    orders,
    rules_of_the_house,
    stock,
    warehouses,
)

__all__ = ["scenarios"]

_calendars = st.builds(
    Calendar,
    id=names,
    name=texts,
    shifts=st.dictionaries(
        st.sampled_from(["mon", "tue-thu", "fri,sat", "sat-mon"]),
        st.lists(shifts, min_size=1, max_size=2).map(tuple),
        max_size=2,
    ),
    exceptions=rows(
        st.builds(
            lambda date, begin, end, shifts, reason: CalendarException.model_validate(
                {"date": date, "from": begin, "to": end, "shifts": shifts, "reason": reason}
            ),
            maybe(dates),
            maybe(dates),
            maybe(dates),
            st.lists(shifts, max_size=2).map(tuple),
            texts,
        )
    ),
    holidays=st.sampled_from([None, "IT", "DE-BY"]),
)
_centers = st.builds(
    WorkCenter,
    id=names,
    name=texts,
    calendar=maybe(names),
    capacity=st.integers(0, 10_000),
    infinite=st.booleans(),
    interruptible=st.booleans(),
    utilisation=st.decimals(min_value="0.01", max_value="1", places=2),
    setup_rule=maybe(names),
    hourly_rate=money,
)
_resources = st.builds(
    Resource, id=names, calendar=maybe(names), capacity=st.integers(0, 9), hourly_rate=money
)
_transitions = st.builds(
    lambda begin, end, time: SetupTransition.model_validate(
        {"from": begin, "to": end, "time": time}
    ),
    names,
    names,
    durations,
)
_rules = st.builds(
    SetupRule,
    id=names,
    property=names,
    default=durations,
    matrix=rows(_transitions),
    initial=maybe(names),
)
_operations = st.builds(
    Operation,
    phase=phases,
    name=texts,
    work_center=names,
    setup=maybe(durations),
    run=maybe(durations),
    pieces=quantities,
    lead_time=maybe(days),
    wait=maybe(durations),
    overlap=maybe(st.builds(Overlap, type=st.sampled_from(OverlapType), value=maybe(quantities))),
    state=st.dictionaries(names, names, max_size=2),
    resources=rows(st.builds(ResourceUse, resource=names, quantity=st.integers(1, 9)), most=2),
    alternatives=rows(st.builds(Alternative, work_center=names, run=maybe(durations)), most=2),
)
_routings = st.builds(
    Routing,
    item=names,
    operations=rows(_operations, lambda operation: operation.phase),
)


def scenarios() -> st.SearchStrategy[Scenario]:
    """Draw scenarios whose ids are unique, but refer to nothing in particular."""
    return st.builds(
        Scenario,
        scenario=st.fixed_dictionaries(
            {"id": names, "start": times},
            optional={
                "name": texts,
                "horizon": days,
                "timezone": st.sampled_from(["UTC", "Europe/Rome"]),
                "factory_calendar": maybe(names),
                "tick": st.sampled_from(["1m", "1s"]),
            },
        ).map(Header.model_validate),
        settings=rules_of_the_house,
        calendars=st.lists(_calendars, min_size=1, max_size=3, unique_by=lambda row: row.id).map(
            tuple
        ),
        work_centers=rows(_centers),
        resources=rows(_resources),
        setup_rules=rows(_rules, lambda row: row.id),
        warehouses=rows(warehouses),
        items=rows(items, lambda row: row.id),
        boms=rows(boms, lambda row: (row.parent, row.version)),
        routings=rows(_routings, lambda row: row.item),
        stock=rows(stock),
        orders=rows(orders, lambda row: row.id),
        jobs=rows(jobs, lambda row: row.id),
        forecasts=rows(forecasts),
        demands=rows(demands),
    )
