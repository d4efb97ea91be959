"""Arbitrary items, bills of materials, documents and settings of material planning."""

from __future__ import annotations

from hypothesis import strategies as st

from models.scenario import (
    UNDATED,
    AlternativeMaterial,
    Alternatives,
    Area,
    AvailabilityAt,
    Bom,
    Buffer,
    BufferKind,
    Component,
    DayKind,
    Demand,
    Direction,
    Forecast,
    ForecastKind,
    ForecastMode,
    ForecastPeriod,
    ForecastTiming,
    GeneralSettings,
    GroupDate,
    Item,
    Job,
    JobGrouping,
    JobKind,
    JobOrigin,
    JobRow,
    JobSettings,
    JobState,
    Lot,
    LotRule,
    MissingDate,
    MrpSettings,
    Order,
    OrderStatus,
    OrderType,
    PinnedPhase,
    Policy,
    Progress,
    ProgressState,
    ReorderReading,
    Settings,
    Source,
    Stock,
    Supplier,
    Threshold,
    UsageMethod,
    Warehouse,
    WarehouseRecord,
)
from tests.scheduler.files.cost_strategies import cost_settings
from tests.scheduler.files.field_strategies import (
    dates,
    days,
    durations,
    flags,
    listed,
    maybe,
    moments,
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
from tests.scheduler.files.shop_strategies import shop_settings

__all__ = [
    "boms", "demands", "forecasts", "items", "jobs", "orders", "rules_of_the_house", "stock",
    "warehouses",
]  # fmt: skip

_integers = st.integers(-9, 9)
_percents = st.decimals(min_value=0, max_value=100, places=2)
_DAYS_KEYS = st.sampled_from(["mon", "tue-thu", "fri,sat", "sat-mon"])
_lots = some(
    Lot,
    {
        "rule": st.sampled_from(LotRule),
        **dict.fromkeys(("size", "minimum", "maximum", "rounding"), maybe(quantities)),
        "multiple": maybe(money),
        "periods": maybe(st.integers(1, 99)),
        "days": maybe(st.integers(1, 99)),
        "use_size": flags,
        "use_multiple": flags,
    },
)
_suppliers = row(
    Supplier,
    {"supplier": names},
    {
        "preferred": flags,
        "blocked": flags,
        "procurement_time": days,
        "shipping_time": days,
        "lot": maybe(_lots),
        "price": money,
    },
)
_records = row(
    WarehouseRecord,
    {"warehouse": names},
    {
        "source": maybe(st.sampled_from(Source)),
        "from": maybe(names),
        "supplier": maybe(names),
        "lead_time": maybe(days),
        **dict.fromkeys(
            ("safety_stock", "max_stock", "reorder_level", "replenish_quantity"), maybe(money)
        ),
        "lot": maybe(_lots),
    },
)
_spans = st.dictionaries(
    st.sampled_from(["2026-06-01", "2026-08-01/2026-08-31", "1999-12-31/2000-01-01"]), money
)
_buffers = some(
    Buffer,
    {
        "kind": st.sampled_from(BufferKind),
        "usage": st.sampled_from(UsageMethod),
        "lead_time": maybe(days),
        "spike_horizon": maybe(days),
        "spike_threshold": _percents,
        "note": texts,
        **dict.fromkeys(("daily_usage", "variability_factor", "minimum_order"), money),
        **dict.fromkeys(("past_days", "ahead_days", "order_cycle"), days),
        **dict.fromkeys(("red", "yellow", "green"), maybe(money)),
        **dict.fromkeys(("usage_factors", "red_on", "yellow_on", "green_on"), _spans),
    },
)
items = row(
    Item,
    {"id": names, "source": st.sampled_from(Source)},
    {
        "policy": maybe(st.sampled_from(Policy)),
        "unit": names,
        "lead_time_days": maybe(st.sampled_from(DayKind)),
        "lot": _lots,
        "thresholds": listed(Threshold),
        "coverage_weeks": maybe(st.integers(1, 520)),
        "forecast_mode": st.sampled_from(ForecastMode),
        "blocked_until": maybe(dates),
        "suppliers": rows(_suppliers, most=2),
        "warehouses": rows(_records, most=2),
        "buffer": maybe(_buffers),
        "occupancy_tolerance": maybe(_percents),
        "reschedule_percent": maybe(money),
        **dict.fromkeys(("name", "planner"), texts),
        **dict.fromkeys(("lead_time", "reschedule_tolerance", "schedule_limit"), maybe(days)),
        **dict.fromkeys(
            ("analysis_time", "fence", "grouping", "advance_tolerance", "postpone_tolerance"), days
        ),
        **dict.fromkeys(
            (
                "scrap", "safety_stock", "reorder_level", "replenish_quantity", "max_stock",
                "reorder_days", "coverage_index", "standard_cost",
            ),
            money,
        ),
        **dict.fromkeys(
            (
                "fixed_lead_time", "replenish_up_to", "blocked", "excluded", "consider_in_mrp",
                "job_generation", "generates_orders", "exclude_negative_stock", "use_alternatives",
            ),
            flags,
        ),
        "cycle": st.integers(1, 3),
        **dict.fromkeys(("transfer_lot", "withdrawal_lot"), money),
        **dict.fromkeys(("last_cost", "average_cost"), maybe(money)),
        **dict.fromkeys(("reference_bom", "bom_version", "supplier"), maybe(names)),
    },
)  # fmt: skip
warehouses = st.builds(Warehouse, id=names, name=texts)
_validity = {"valid_from": maybe(dates), "valid_to": maybe(dates)}
_components = row(
    Component,
    {"item": names, "quantity": quantities},
    {
        "scrap": money,
        "phase": maybe(phases),
        "version": maybe(names),
        "alternatives": rows(
            st.builds(AlternativeMaterial, item=names, quantity=quantities, priority=_integers),
            most=2,
        ),
        **_validity,
        **dict.fromkeys(("fixed", "phantom", "critical"), flags),
    },
)
boms = row(
    Bom,
    {"parent": names, "components": rows(_components)},
    {
        "version": maybe(names),
        "quantity": quantities,
        **_validity,
        **dict.fromkeys(("default", "active", "fixed", "phantom"), flags),
    },
)
stock = row(
    Stock,
    {"item": names, "quantity": money | money.map(lambda quantity: -quantity)},
    {"warehouse": maybe(names), "available": flags, "reserved_for": maybe(names)},
)
orders = row(
    Order,
    {
        "id": names,
        "type": st.sampled_from(OrderType),
        "item": names,
        "quantity": quantities,
        "end": moments | st.just(UNDATED),
    },
    {
        "start": maybe(moments),
        "status": st.sampled_from(OrderStatus),
        "priority": _integers,
        "unit_price": maybe(money),
        **dict.fromkeys(("printed", "frozen", "hold_end"), flags),
        **dict.fromkeys(("warehouse", "from", "supplier", "version", "job"), maybe(names)),
        "pinned": rows(
            st.builds(
                PinnedPhase,
                phase=phases,
                start=times,
                work_center=maybe(names),
                machine=maybe(names),
            )
        ),
        "progress": rows(
            st.builds(
                Progress,
                phase=phases,
                state=st.sampled_from(ProgressState),
                good=money,
                worked=maybe(durations),
                start=maybe(times),
                machine=maybe(names),
            )
        ),
    },
)
_job_rows = row(
    JobRow,
    {"row": st.integers(1, 9), "item": names, "quantity": quantities},
    {
        "due": moments | st.just(UNDATED),
        "version": maybe(names),
        "source": maybe(st.sampled_from(Source)),
        "state": st.sampled_from(JobState),
        "demands": st.lists(names, max_size=3),
        "suggested": maybe(moments),
    },
)
jobs = row(
    Job,
    {"id": names, "rows": st.lists(_job_rows, min_size=1, max_size=2)},
    {
        "kind": st.sampled_from(JobKind),
        "origin": st.sampled_from(JobOrigin),
        "customer": texts,
        "project": texts,
        "mandatory": flags,
        "priority": _integers,
    },
)
forecasts = row(
    Forecast,
    {"id": names, "item": names, "quantity": quantities, "date": dates},
    {
        "period": st.sampled_from(ForecastPeriod),
        "kind": st.sampled_from(ForecastKind),
        "consolidated": flags,
        "customer": texts,
        "warehouse": maybe(names),
    },
)
demands = row(
    Demand,
    {"id": names, "item": names, "quantity": quantities, "due": moments | st.just(UNDATED)},
    {
        "weight": money,
        "priority": _integers,
        **dict.fromkeys(("customer", "project"), texts),
        **dict.fromkeys(("warehouse", "version"), maybe(names)),
        **dict.fromkeys(("confirmed", "printed", "fulfilled", "hard"), flags),
    },
)
_mrp = some(
    MrpSettings,
    {
        "planner": texts,
        "ignore": listed(Area),
        "undated_orders": maybe(dates),
        "undated_demands": maybe(dates),
        "reorder_reading": st.sampled_from(ReorderReading),
        "alternatives": st.sampled_from(Alternatives),
        "material_advance": days,
        **dict.fromkeys(("by_warehouse", "safety_stock", "suggestions"), flags),
    },
)
_jobs = some(
    JobSettings,
    {
        "kind": st.sampled_from(JobKind),
        "grouping": st.sampled_from(JobGrouping),
        "priority": _integers,
        "forecast_timing": st.sampled_from(ForecastTiming),
        "month_day": st.integers(1, 31),
        "weekday": _DAYS_KEYS,
        "missing_date": st.sampled_from(MissingDate),
        "given_date": maybe(dates),
        "availability": flags,
        "until": maybe(dates),
    },
)
_general = some(
    GeneralSettings,
    {
        "direction": st.sampled_from(Direction),
        "until": maybe(dates),
        "orders_for": listed(OrderType),
        "levels": st.lists(st.integers(1, 100), max_size=3),
        "group_date": st.sampled_from(GroupDate),
        "group_period": days,
        "delivery_weekday": maybe(_DAYS_KEYS),
        "atp_start": maybe(dates),
        "version": texts,
        "availability_at": st.sampled_from(AvailabilityAt),
        "occupancy_tolerance": _percents,
        "separate": flags,
    },
)
rules_of_the_house = st.just(Settings()) | some(
    Settings,
    {
        "purchase_delay": days,
        **dict.fromkeys(("stock_cost_percent", "replenishment_weight"), money),
        "mrp": _mrp,
        "jobs": _jobs,
        "general": _general,
        "shop": shop_settings,
        "costing": cost_settings,
    },
)
