"""Arbitrary scenarios: nasty names, every table, every kind of field."""

from __future__ import annotations

from hypothesis import strategies as st

from models.scenario import Calendar, CalendarException, Header, Scenario
from tests.scheduler.files.cost_strategies import cost_items, subcontract_prices
from tests.scheduler.files.field_strategies import (
    dates,
    days,
    maybe,
    names,
    rows,
    shifts,
    some,
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
from tests.scheduler.files.shop_strategies import (
    aggregation_rules,
    centers,
    downtimes,
    machines,
    resources,
    routings,
    setup_properties,
    setup_rules,
    workers,
)

__all__ = ["scenarios"]

_special_days = some(
    CalendarException,
    {
        **dict.fromkeys(("date", "from", "to"), maybe(dates)),
        "shifts": st.lists(shifts, max_size=2),
        "reason": texts,
    },
)
_calendars = st.builds(
    Calendar,
    id=names,
    name=texts,
    shifts=st.dictionaries(
        st.sampled_from(["mon", "tue-thu", "fri,sat", "sat-mon"]),
        st.lists(shifts, min_size=1, max_size=2).map(tuple),
        max_size=2,
    ),
    exceptions=rows(_special_days),
    overtime=rows(_special_days),
    holidays=st.sampled_from([None, "IT", "DE-BY"]),
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
                "language": maybe(st.sampled_from(["it", "de-CH"])),
            },
        ).map(Header.model_validate),
        settings=rules_of_the_house,
        calendars=st.lists(_calendars, min_size=1, max_size=3, unique_by=lambda row: row.id).map(
            tuple
        ),
        work_centers=rows(centers, lambda row: row.id),
        machines=rows(machines),
        resources=rows(resources),
        workers=rows(workers),
        downtimes=rows(downtimes),
        setup_properties=rows(setup_properties, lambda row: row.id),
        setup_rules=rows(setup_rules, lambda row: row.id),
        aggregation_rules=rows(aggregation_rules),
        warehouses=rows(warehouses),
        items=rows(items, lambda row: row.id),
        boms=rows(boms, lambda row: (row.parent, row.version)),
        routings=rows(routings, lambda row: (row.item, row.cycle)),
        stock=rows(stock),
        orders=rows(orders, lambda row: row.id),
        jobs=rows(jobs, lambda row: row.id),
        forecasts=rows(forecasts),
        demands=rows(demands),
        subcontract_prices=rows(subcontract_prices),
        cost_items=rows(cost_items),
    )
