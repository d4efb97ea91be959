"""Arbitrary scenarios: nasty names, every table, every kind of field."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from models.scenario import (
    Alternative,
    Bom,
    Calendar,
    CalendarException,
    Component,
    DayKind,
    Demand,
    Header,
    Item,
    Lot,
    LotRule,
    Operation,
    Order,
    OrderStatus,
    OrderType,
    Overlap,
    OverlapType,
    PinnedPhase,
    Policy,
    Progress,
    ProgressState,
    Resource,
    ResourceUse,
    Routing,
    Scenario,
    Settings,
    SetupRule,
    SetupTransition,
    Shift,
    Source,
    Stock,
    WorkCenter,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["scenarios"]

_TRAPS = [
    "007", "NO", "1e3", "null", "~", "true", "=1+1", "+5", "-x", "@a", "#N/A", "a;b", "a, b",
    'say "x"', "it's", "2026-06-01", "1:30", "a.b", "{x}", "[y]", "- z", "k: v", "#c", "10", "Ünï",
    "<<", "*a", "&a", "a  b", "\u2028", "\ufeff", "_x0041_",
]  # fmt: skip
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))


def _is_name(text: str) -> bool:
    return text == text.strip() and bool(text)


_names = (
    st.sampled_from(_TRAPS) | st.text(_CHARACTERS, min_size=1, max_size=8)
).filter(_is_name)  # fmt: skip
_texts = st.just("") | _names | st.just("two\nlines")
_quantities = st.decimals(
    min_value="0.000001", max_value="999999999999", places=6, allow_nan=False
) | st.integers(1, 1000).map(Decimal)
_money = st.decimals(min_value="0", max_value="100000", places=2)
_durations = st.integers(0, 10**9).map(lambda n: timedelta(milliseconds=n))
_days = st.integers(0, 10_000).map(timedelta)
_dates = st.dates(datetime(1900, 1, 1).date(), datetime(2999, 12, 31).date())  # noqa: DTZ001
_times = st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
_moments = _dates | _times | _times.map(lambda moment: moment.replace(second=0))
_phases = st.integers(0, 1_000_000)
_shifts = st.builds(
    Shift, st.integers(0, 1439), st.just(1440), st.none() | st.integers(0, 20)
) | st.just(Shift(1320, 1800))


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def _rows(
    record: st.SearchStrategy[object], key: Callable[..., Hashable] | None = None, most: int = 3
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(record, max_size=most, unique_by=key).map(tuple)


_calendars = st.builds(
    Calendar,
    id=_names,
    name=_texts,
    shifts=st.dictionaries(
        st.sampled_from(["mon", "tue-thu", "fri,sat", "sat-mon"]),
        st.lists(_shifts, min_size=1, max_size=2).map(tuple),
        max_size=2,
    ),
    exceptions=_rows(
        st.builds(
            lambda date, begin, end, shifts, reason: CalendarException.model_validate(
                {"date": date, "from": begin, "to": end, "shifts": shifts, "reason": reason}
            ),
            _maybe(_dates),
            _maybe(_dates),
            _maybe(_dates),
            st.lists(_shifts, max_size=2).map(tuple),
            _texts,
        )
    ),
    holidays=st.sampled_from([None, "IT", "DE-BY"]),
)
_centers = st.builds(
    WorkCenter,
    id=_names,
    name=_texts,
    calendar=_maybe(_names),
    capacity=st.integers(0, 10_000),
    infinite=st.booleans(),
    interruptible=st.booleans(),
    utilisation=st.decimals(min_value="0.01", max_value="1", places=2),
    setup_rule=_maybe(_names),
    hourly_rate=_money,
)
_resources = st.builds(
    Resource, id=_names, calendar=_maybe(_names), capacity=st.integers(0, 9), hourly_rate=_money
)
_transitions = st.builds(
    lambda begin, end, time: SetupTransition.model_validate(
        {"from": begin, "to": end, "time": time}
    ),
    _names,
    _names,
    _durations,
)
_rules = st.builds(
    SetupRule,
    id=_names,
    property=_names,
    default=_durations,
    matrix=_rows(_transitions),
    initial=_maybe(_names),
)
_lots = st.builds(
    Lot,
    rule=st.sampled_from(LotRule),
    size=_maybe(_quantities),
    multiple=_maybe(_quantities),
    periods=_maybe(st.integers(1, 99)),
    days=_maybe(st.integers(1, 99)),
)
_items = st.builds(
    Item,
    id=_names,
    name=_texts,
    source=st.sampled_from(Source),
    policy=_maybe(st.sampled_from(Policy)),
    unit=_names,
    lead_time=_maybe(_days),
    lead_time_days=_maybe(st.sampled_from(DayKind)),
    lot=st.just(Lot()) | _lots,
    safety_stock=_money,
    standard_cost=_money,
)
_boms = st.builds(
    Bom,
    parent=_names,
    components=_rows(
        st.builds(Component, item=_names, quantity=_quantities, scrap=_money, phase=_maybe(_phases))
    ),
)
_operations = st.builds(
    Operation,
    phase=_phases,
    name=_texts,
    work_center=_names,
    setup=_maybe(_durations),
    run=_maybe(_durations),
    pieces=_quantities,
    lead_time=_maybe(_days),
    wait=_maybe(_durations),
    overlap=_maybe(
        st.builds(Overlap, type=st.sampled_from(OverlapType), value=_maybe(_quantities))
    ),
    state=st.dictionaries(_names, _names, max_size=2),
    resources=_rows(st.builds(ResourceUse, resource=_names, quantity=st.integers(1, 9)), most=2),
    alternatives=_rows(st.builds(Alternative, work_center=_names, run=_maybe(_durations)), most=2),
)
_routings = st.builds(
    Routing,
    item=_names,
    operations=_rows(_operations, lambda operation: operation.phase),
)
_orders = st.builds(
    Order,
    id=_names,
    type=st.sampled_from(OrderType),
    item=_names,
    quantity=_quantities,
    start=_maybe(_moments),
    end=_moments,
    status=st.sampled_from(OrderStatus),
    frozen=st.booleans(),
    pinned=_rows(st.builds(PinnedPhase, phase=_phases, start=_times, machine=_maybe(_names))),
    progress=_rows(
        st.builds(
            Progress,
            phase=_phases,
            state=st.sampled_from(ProgressState),
            good=_money,
            worked=_maybe(_durations),
            start=_maybe(_times),
        )
    ),
)
_demands = st.builds(
    Demand,
    id=_names,
    item=_names,
    quantity=_quantities,
    due=_moments,
    weight=_money,
    customer=_texts,
)


def scenarios() -> st.SearchStrategy[Scenario]:
    """Draw scenarios whose ids are unique, but refer to nothing in particular."""
    return st.builds(
        Scenario,
        scenario=st.builds(
            Header,
            id=_names,
            name=_texts,
            start=_times,
            horizon=_days,
            timezone=st.sampled_from(["UTC", "Europe/Rome"]),
            factory_calendar=_maybe(_names),
            tick=st.sampled_from(["1m", "1s"]),
        ),
        settings=st.just(Settings()) | st.builds(Settings, purchase_delay=_days),
        calendars=st.lists(_calendars, min_size=1, max_size=3, unique_by=lambda row: row.id).map(
            tuple
        ),
        work_centers=_rows(_centers),
        resources=_rows(_resources),
        setup_rules=_rows(_rules, lambda row: row.id),
        items=_rows(_items),
        boms=_rows(_boms, lambda row: row.parent),
        routings=_rows(_routings, lambda row: row.item),
        stock=_rows(st.builds(Stock, item=_names, quantity=_money)),
        orders=_rows(_orders, lambda row: row.id),
        demands=_rows(_demands),
    )
