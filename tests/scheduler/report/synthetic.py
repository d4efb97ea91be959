"""Consistent synthetic plans of any size: what a solver would hand to the report."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heapify, heappop, heappush
from typing import Literal

import numpy as np

from models.calendar import Clock
from models.errors import Fault
from models.material import DemandKind, ItemGrid, MaterialPlan, Peg, SupplyKind, SupplyOrder
from models.plan import (
    DemandRow,
    LoadRow,
    LostTime,
    LostTo,
    Mode,
    OperationRow,
    OperationState,
    OrderRow,
    Plan,
    SolveReport,
)
from models.quantity import QUANTITY_SCALE
from models.scenario import OrderStatus, OrderType, Scenario
from models.schedule import Level, LevelResult, Objective, Status
from scheduler.compile.calendars import ScenarioCalendars

Late = Literal["some", "none", "all"]

SHIFTS = (
    {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
    {"mon-fri": ["06:00-22:00"]},
    {"mon-sat": ["00:00-24:00"]},
)


def _scenario(num_centers: int, per_center: int, days: int) -> Scenario:
    num_items = 4 * num_centers
    items = [{"id": f"IT-{k:03d}", "name": f"Part {k}", "source": "make"} for k in range(num_items)]
    bought = [{"id": f"RAW-{k:02d}", "source": "buy", "lead_time": "5d"} for k in range(12)]
    return Scenario.model_validate(
        {
            "scenario": {
                "id": "synthetic",
                "name": "Synthetic plant",
                "start": datetime(2026, 3, 2, 6),  # noqa: DTZ001 - local time; clocks change on 29 March
                "horizon": timedelta(days=days),
                "timezone": "Europe/Rome",
            },
            "calendars": [{"id": f"cal{k}", "shifts": shifts} for k, shifts in enumerate(SHIFTS)],
            "work_centers": [
                {
                    "id": f"WC{k:02d}",
                    "name": ("Sawing", "Milling", "Turning", "Welding", "Painting")[k % 5],
                    "calendar": f"cal{(k * 7 + 1) % 3}",
                    "capacity": per_center,
                }
                for k in range(num_centers)
            ],
            "items": items + bought,
        }
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """An order to dispatch; ``after`` is the order whose end it waits for."""

    order: str
    item: str
    quantity: Decimal
    phases: int
    after: str = ""


@dataclass
class _Shop:
    """Dispatch the phase that is ready first onto the machine that is free first."""

    scenario: Scenario
    until: int
    rng: random.Random
    free: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rows: list[OperationRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calendars = ScenarioCalendars(self.scenario, self.until)

    def run(self, jobs: list[_Job]) -> None:
        waiting: dict[str, list[int]] = defaultdict(list)
        ready = []
        for index, job in enumerate(jobs):
            if job.after:
                waiting[job.after].append(index)
            else:
                ready.append((0, index, 1))
        heapify(ready)
        while ready:
            moment, index, phase = heappop(ready)
            job = jobs[index]
            end = self._phase(job, phase, moment)
            if phase < job.phases:
                heappush(ready, (end, index, phase + 1))
                continue
            for follower in waiting[job.order]:
                heappush(ready, (end, follower, 1))

    def _phase(self, job: _Job, phase: int, ready: int) -> int:
        centers = self.scenario.work_centers
        hours = [1 + int((row.calendar or "cal0")[-1]) for row in centers]
        center = self.rng.choices(centers, hours)[0]
        number = min(range(1, center.capacity + 1), key=lambda k: self.free[f"{center.id}-{k}"])
        machine = f"{center.id}-{number}"
        calendar = self.calendars.machine(center, number)
        changeover = self.rng.choice((0, 0, 20, 45))
        setup = self.rng.choice((0, 15, 30))
        run = int(self.rng.expovariate(1 / 150)) + 20
        begin = max(calendar.to_work(ready), calendar.to_work(self.free[machine]) + changeover)
        end = calendar.to_wall_end(begin + setup + run)
        self.rows.append(
            OperationRow(
                order=job.order,
                item=job.item,
                phase=10 * phase,
                quantity=job.quantity,
                work_center=center.id,
                machine=machine,
                sequence=0,
                setup_start=calendar.to_wall_start(begin - changeover),
                start=calendar.to_wall_start(begin),
                run_start=calendar.to_wall_start(begin + setup),
                end=end,
                changeover=changeover,
                state=OperationState.PLANNED,
            )
        )
        self.free[machine] = end
        return end

    def operations(self) -> tuple[OperationRow, ...]:
        counts: dict[str, int] = defaultdict(int)
        rows = []
        for row in sorted(self.rows, key=lambda row: (row.work_center, row.machine, row.start)):
            counts[row.machine] += 1
            state = OperationState.PLANNED
            if row.setup_start == 0:
                state = OperationState.STARTED
            elif counts[row.machine] == 2 and row.machine.endswith("-1"):
                state = OperationState.FROZEN
            rows.append(replace(row, sequence=counts[row.machine], state=state))
        return tuple(rows)


def _load(plan_rows: tuple[OperationRow, ...], shop: _Shop, clock: Clock) -> tuple[LoadRow, ...]:
    last = clock.day(max((row.end for row in plan_rows), default=0))
    midnights = clock.midnights(0, last + 1)
    rows = []
    for center in shop.scenario.work_centers:
        capacity, load, setup = (np.zeros(last + 1, dtype=np.int64) for _ in range(3))
        for number in range(1, center.capacity + 1):
            calendar = shop.calendars.machine(center, number)
            capacity += np.diff(calendar.to_work(midnights))
            for row in plan_rows:
                if row.machine == f"{center.id}-{number}":
                    load += np.diff(calendar.to_work(np.clip(midnights, row.start, row.end)))
                    setup += np.diff(
                        calendar.to_work(np.clip(midnights, row.setup_start, row.run_start))
                    )
        # a little more than there is on every ninth day, as in an infinite plan
        load[::9] += capacity[::9] // 4
        for day in range(last + 1):
            over = max(0, int(load[day] - capacity[day]))
            row_of_day = (int(capacity[day]), int(load[day]), int(setup[day]), over)
            rows.append(LoadRow(center.id, day, *row_of_day))
    return tuple(rows)


def _grid(scenario: Scenario, days: int, rng: random.Random) -> tuple[ItemGrid, ...]:
    grids = []
    for item in scenario.items:
        gross, receipts = (np.zeros(days, dtype=np.int64) for _ in range(2))
        gross[rng.sample(range(days), min(days, 4))] = rng.randint(1, 40) * QUANTITY_SCALE
        receipts[rng.sample(range(days), min(days, 2))] = 60 * QUANTITY_SCALE
        releases = np.roll(receipts, -3)
        on_hand = 80 * QUANTITY_SCALE + np.cumsum(receipts - gross)
        nothing = np.zeros_like(gross)
        grids.append(
            ItemGrid(
                item=item.id,
                opening=80 * QUANTITY_SCALE,
                gross=gross,
                scheduled_receipts=nothing,
                projected_on_hand=on_hand,
                net=nothing,
                planned_receipts=receipts,
                planned_releases=releases,
            )
        )
    return tuple(grids)


def _due(completion: int, late: Late, rng: random.Random) -> int:
    slack = {"none": 1, "all": -1, "some": 1 if rng.random() < 0.7 else -1}[late]
    return max(0, completion + slack * rng.choice((120, 900, 2_000, 3_500, 7_000)))


def _jobs(num_operations: int, num_items: int, rng: random.Random) -> list[_Job]:
    """Return orders with that many phases in all; of three in line the first feeds the second."""
    jobs: list[_Job] = []
    left = num_operations
    while left > 0:
        number = len(jobs)
        phases = min(rng.randint(3, 8), left)
        left -= phases
        after = jobs[-1].order if number % 3 == 1 else ""
        item = f"IT-{number % num_items:03d}"
        jobs.append(_Job(f"MO-{number:05d}", item, Decimal(rng.randint(1, 80)), phases, after))
    return jobs


def _served(
    jobs: list[_Job], operations: tuple[OperationRow, ...], late: Late, rng: random.Random
) -> tuple[list[OrderRow], list[DemandRow], list[Peg]]:
    """Return orders, demands and pegging: every order but a component serves its own demand."""
    orders: list[OrderRow] = []
    demands: list[DemandRow] = []
    pegs: list[Peg] = []
    rows: dict[str, list[OperationRow]] = defaultdict(list)
    for row in operations:
        rows[row.order].append(row)
    feeds = {job.after: job.order for job in jobs if job.after}
    promises = random.Random(len(jobs))

    def promise(last: OperationRow, due: int) -> tuple[int, tuple[LostTime, ...]]:
        late, promised = max(0, last.end - due), int(last.end * promises.uniform(0.4, 1.0))
        lost = (
            LostTime(LostTo.QUEUE, last.work_center, late - late // 4),
            LostTime(LostTo.CLOSED, "", late // 4),
        )
        return promised, lost if late else ()

    for number, job in enumerate(jobs):
        start = min(row.setup_start for row in rows[job.order])
        last = max(rows[job.order], key=lambda row: row.end)
        due = _due(last.end, late, rng)
        demand = f"SO-{feeds.get(job.order, job.order)[3:]}"
        orders.append(OrderRow(job.order, OrderType.PRODUCTION, job.item, job.quantity, start,
                               last.end, due, (demand,), is_document=number % 5 == 0))  # fmt: skip
        if job.order in feeds:
            pegs.append(Peg(SupplyKind.ORDER, job.order, DemandKind.ORDER, feeds[job.order],
                            job.item, job.quantity))  # fmt: skip
            continue
        pegs.append(
            Peg(SupplyKind.ORDER, job.order, DemandKind.DEMAND, demand, job.item, job.quantity)
        )
        cause = f"waits for {last.machine}, which is full until then" if last.end > due else ""
        promised, lost = promise(last, due)
        demands.append(
            DemandRow(
                demand, job.item, job.quantity, due, last.end, Decimal(1), "Alba", cause,
                promised, lost,
            )
        )  # fmt: skip
    return orders, demands, pegs


def _purchases(made: list[OrderRow]) -> tuple[list[OrderRow], list[Peg]]:
    """Return a purchase for every third order."""
    orders, pegs = [], []
    for number, consumer in enumerate(made[::3]):
        order, item = f"PO-{number:05d}", f"RAW-{number % 12:02d}"
        orders.append(OrderRow(order, OrderType.PURCHASE, item, Decimal(50), consumer.start - 7_200,
                               consumer.start, consumer.start, consumer.demands,
                               is_document=False, past_due=consumer.start < 7_200))  # fmt: skip
        pegs.append(
            Peg(SupplyKind.ORDER, order, DemandKind.ORDER, consumer.order, item, Decimal(9))
        )
    return orders, pegs


def _report(operations: tuple[OperationRow, ...]) -> SolveReport:
    makespan = max((row.end for row in operations), default=0)
    levels = (
        LevelResult(Level.of(Objective.TARDINESS), 48_210, 31_000),
        LevelResult(Level.of(Objective.FLOW), 9_120_400),
        LevelResult(Level.of(Objective.MAKESPAN), makespan, makespan * 9 // 10),
    )
    return SolveReport(Mode.FINITE, Status.FEASIBLE, levels, "cp-sat", 12.3, workers=2)


def synthetic_plan(num_operations: int, *, late: Late = "some", seed: int = 0) -> Plan:
    """Return a plan of so many operations: orders of 3-8 phases, some feeding others.

    Parameters
    ----------
    num_operations
        Exactly that many; 0 gives an empty plan.
    late
        Whether some, none or all of the demands are late.
    """
    rng = random.Random(seed)
    per_center, num_centers = (8, 12) if num_operations > 5_000 else (4, 12)
    if num_operations <= 200:
        per_center, num_centers = 2, 5
    scenario = _scenario(num_centers, per_center, 40)
    clock = Clock.of(scenario.scenario)
    shop = _Shop(scenario, 200_000 + 30 * num_operations, rng)
    jobs = _jobs(num_operations, 4 * num_centers, rng)
    shop.run(jobs)
    operations = shop.operations()
    orders, demands, pegs = _served(jobs, operations, late, rng)
    purchases, more_pegs = _purchases(orders)
    orders += purchases
    supply = tuple(
        SupplyOrder(row.order, row.type, row.item, row.quantity, OrderStatus.PLANNED,
                    row.start, row.end, is_document=row.is_document)
        for row in orders
    )  # fmt: skip
    fault = Fault("demands", "'SO-00001' (line 7)", "due", "2026-02-27", "a due date after start")
    return Plan(
        scenario=scenario,
        material=MaterialPlan(supply, (*pegs, *more_pegs), _grid(scenario, 40, rng), 40),
        operations=operations,
        orders=tuple(orders),
        demands=tuple(demands),
        load=_load(operations, shop, clock),
        kpis=_kpis(orders, operations, demands, clock),
        solve=_report(operations),
        warnings=(fault,),
    )


def _kpis(
    orders: list[OrderRow],
    operations: tuple[OperationRow, ...],
    demands: list[DemandRow],
    clock: Clock,
) -> dict[str, float | int | str | None]:
    late = [row.late / clock.ticks_per_day for row in demands if row.late]
    return {
        "demands": len(demands),
        "late_demands": len(late),
        "on_time_percent": 100.0 * (1 - len(late) / max(1, len(demands))),
        "total_tardiness_days": sum(late),
        "max_lateness_days": max(late, default=0.0),
        "orders": len(orders),
        "operations": len(operations),
        "makespan_days": max((row.end for row in operations), default=0) / clock.ticks_per_day,
        "setup_hours": sum(row.changeover for row in operations) / 60,
        "bottleneck": "WC03",
        "bottleneck_load_percent": 91.0,
        "flow_cost": None,
        "verified": "yes",
    }
