"""The rows of the feature table that general planning answers for."""

from __future__ import annotations

from datetime import datetime

from models.scenario import Direction
from scheduler.general import (
    GeneralPlan,
    LogKind,
    apply_suggested,
    plan_jobs,
    with_planned_jobs,
)
from tests.scheduler.general.general_helpers import (
    items,
    job,
    order_of,
    orders_of,
    pegs,
    phase_times,
    plan,
    plant,
    quantities,
    routing,
    row_of,
    settings,
    tick,
    when,
)

ASAP = settings(direction="asap")


def test_R05_manual_jobs_ignore_the_stock_of_their_own_item() -> None:
    stock = [{"item": "BIKE", "quantity": 100}]
    found = plan(stock=stock)
    order = order_of(found, "BIKE")
    assert (float(order.quantity), order.job) == (10, "JOB-1/10")
    assert (order.id, "JOB-1/10", 10.0) in pegs(found)
    # with first_level the 100 on hand serve it
    assert orders_of(plan(stock=stock, settings=settings(first_level=True)), "BIKE") == []


def test_R16_fixed_lead_time_and_analysis_time_replace_the_phases() -> None:
    bike = {"id": "BIKE", "lead_time": "5d", "fixed_lead_time": True, "analysis_time": "2d"}
    # due at the end of Friday the 12th: 2 working days of checks before it, from Wednesday the
    # 10th on, and 5 before that begin on Wednesday the 3rd, whatever its phases take
    found = plan(items=items(bike))
    assert when(order_of(found, "BIKE").start) == "06-03 00:00"
    assert phase_times(found, "MO-BIKE-JOB-1/10-1") == []
    # forward, without material: from Monday the 1st on, 5 working days until Friday and 2 until
    # Tuesday the 9th; usable on the 10th
    found = plan(items=items(bike), settings=ASAP, boms=[])
    order = order_of(found, "BIKE")
    assert (when(order.start), when(order.end)) == ("06-01 06:00", "06-10 00:00")


def test_S01_asap_starts_the_first_phase_today_at_shift_start() -> None:
    found = plan(settings=ASAP, boms=[])
    # 120 min from 08:00, then 240 min: 10-12 and 13-15
    assert phase_times(found, "MO-BIKE-JOB-1/10-1") == [
        (10, "06-01 08:00", "06-01 10:00"),
        (20, "06-01 10:00", "06-01 15:00"),
    ]


def test_S01_children_start_today_and_their_parents_after_them() -> None:
    found = plan(settings=ASAP)
    # frames: 10 x 48 min = 8 h, Monday 08-12 and 13-17; painting follows on Tuesday morning, and
    # mounting waits for the wheels, ordered today and received 3 calendar days later
    assert phase_times(found, "MO-FRAME-JOB-1/10-1") == [(10, "06-01 08:00", "06-01 17:00")]
    assert phase_times(found, "MO-BIKE-JOB-1/10-1") == [
        (10, "06-02 08:00", "06-02 10:00"),
        (20, "06-04 08:00", "06-04 12:00"),
    ]
    wheels = order_of(found, "WHEEL")
    assert (when(wheels.start), when(wheels.end)) == ("06-01 06:00", "06-04 00:00")
    assert when(row_of(found).end) == "06-04 12:00"


def test_S02_alap_ends_the_last_phase_at_the_due_date_and_walks_back() -> None:
    found = plan(jobs=[job("JOB-1", "BIKE", 10, "2026-06-12T16:00")])
    # 240 min before 16:00: 16-13 and 12-11; 120 min before that: 11-09; frames 8 h before 09:00:
    # an hour on the 12th and 7 on the 11th, from 09:00 on
    assert phase_times(found, "MO-BIKE-JOB-1/10-1") == [
        (10, "06-12 09:00", "06-12 11:00"),
        (20, "06-12 11:00", "06-12 16:00"),
    ]
    assert phase_times(found, "MO-FRAME-JOB-1/10-1") == [(10, "06-11 09:00", "06-12 09:00")]
    assert when(row_of(found).end) == "06-12 16:00"
    # wheels are received when mounting begins, and ordered 3 calendar days before that day
    wheels = order_of(found, "WHEEL")
    assert (when(wheels.start), when(wheels.end)) == ("06-09 00:00", "06-12 11:00")


def test_S03_alap_starts_no_earlier_than_asap_and_the_slack_is_told() -> None:
    late, early = plan(), plan(settings=ASAP)
    starts = {order.id: order.start for order in early.material.orders}
    assert set(starts) == {order.id for order in late.material.orders}
    for order in late.material.orders:
        assert order.start >= starts[order.id]
    # ASAP the first order begins today at 06:00 (wheels); ALAP the first is that of the wheels,
    # too: needed on the 12th, ordered on the 9th at midnight: 7 days and 18 hours of slack
    assert row_of(late).slack == row_of(early).slack == 7 * 1440 + 18 * 60


def test_S04_separate_adds_exactly_one_working_day_between_levels() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-08T16:00")]
    compact = plan(jobs=jobs)
    separate = plan(jobs=jobs, settings=settings(separate=True))
    # painting begins on Monday the 8th at 09:00; the working day before is Friday the 5th
    painting = phase_times(compact, "MO-BIKE-JOB-1/10-1")[0]
    assert painting == (10, "06-08 09:00", "06-08 11:00")
    assert phase_times(compact, "MO-FRAME-JOB-1/10-1") == [(10, "06-05 09:00", "06-08 09:00")]
    assert phase_times(separate, "MO-FRAME-JOB-1/10-1") == [(10, "06-04 09:00", "06-05 09:00")]
    # forward: frames are done on Monday at 17:00, painting may begin on Tuesday at 17:00
    separate = plan(settings=settings(separate=True, direction="asap"))
    assert phase_times(separate, "MO-BIKE-JOB-1/10-1")[0][1] == "06-03 08:00"


def test_S05_a_late_order_has_all_built_again_as_soon_as_possible_with_suggested_dates() -> None:
    # 10 bikes take until Thursday the 4th, 12:00, as wheels take 3 days: the 3rd is too early
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-03"), job("JOB-2", "FRAME", 10, "2026-06-30")]
    found = plan(jobs=jobs, settings=settings(check_atp=True))
    assert found.direction is Direction.ASAP
    assert row_of(found).suggested == local("2026-06-04T12:00")
    assert row_of(found).late_ticks == 12 * 60
    # the other job, though it is not late, is planned again, too: 8 h on Monday
    assert row_of(found, "JOB-2").suggested == local("2026-06-01T17:00")
    assert when(start_of_job(found, "JOB-2")) == "06-01 08:00"


def test_S05_the_plan_after_a_late_order_begins_on_the_given_day() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-03")]
    found = plan(jobs=jobs, settings=settings(check_atp=True, atp_start="2026-06-08"))
    # all of it a week later: Monday the 8th + 3 days for the wheels, mounting until 12:00
    assert row_of(found).suggested == local("2026-06-11T12:00")


def test_S05_nothing_is_suggested_if_no_order_is_late() -> None:
    found = plan(settings=settings(check_atp=True))
    assert found.direction is Direction.ALAP
    assert row_of(found).suggested is None
    assert found.material.orders == plan().material.orders


def test_S05_planned_again_for_the_suggested_dates_nothing_is_late() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-03")]
    scenario = plant(jobs=jobs, settings=settings(check_atp=True))
    moved = apply_suggested(with_planned_jobs(scenario, plan_jobs(scenario)))
    assert moved.jobs[0].rows[0].due == local("2026-06-04T12:00")
    found = plan_jobs(moved)
    assert found.direction is Direction.ALAP
    assert row_of(found).late_ticks == 0
    assert when(row_of(found).end) == "06-04 12:00"


def test_S06_grouped_orders_belong_to_no_job() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12"), job("JOB-2", "BIKE", 5, "2026-06-12")]
    found = plan(jobs=jobs, settings=settings(group=True))
    order = order_of(found, "BIKE")
    assert (float(order.quantity), order.job) == (15, "")
    assert {("MO-BIKE-1", "JOB-1/10", 10.0), ("MO-BIKE-1", "JOB-2/10", 5.0)} <= pegs(found)
    assert [order.job for order in found.material.orders] == ["", "", ""]
    apart = plan(jobs=jobs)
    assert [order.job for order in orders_of(apart, "BIKE")] == ["JOB-1/10", "JOB-2/10"]


def test_S06_level_one_plans_only_the_products_and_mrp_the_rest_unlinked() -> None:
    found = plan(settings=settings(levels=[1]))
    assert order_of(found, "BIKE").job == "JOB-1/10"
    assert (order_of(found, "FRAME").job, order_of(found, "FRAME").id) == ("", "MO-FRAME-1")
    assert (quantities(found, "WHEEL"), order_of(found, "WHEEL").job) == ([20], "")
    alone = plan(settings=settings(levels=[1], mrp_after=False))
    assert [order.item for order in alone.material.orders] == ["BIKE"]


def test_S07_a_center_loaded_beyond_its_tolerance_sends_the_phase_to_the_second_one() -> None:
    centers = [{"id": "WELD"}, {"id": "WELD2"}]
    second = [{"work_center": "WELD2"}]
    welding = {"phase": 10, "work_center": "WELD", "run": "1m", "alternatives": second}
    # JOB-1 welds 456 min of the 480 that a day has, 95 %; then JOB-2 wants the same Friday
    jobs = [
        job("JOB-1", "FRAME", 456, "2026-06-12T17:00"),
        job("JOB-2", "FRAME", 10, "2026-06-12T17:00"),
    ]
    tables = {
        "work_centers": centers,
        "boms": [],
        "jobs": jobs,
        "routings": [routing("FRAME", welding)],
    }

    def center_of(tolerance: int) -> str:
        general = settings(alternative_phases=True, occupancy_tolerance=tolerance)
        found = plan(**tables, settings=general)
        assert next(row.work_center for row in found.phases if "JOB-1" in row.order) == "WELD"
        return next(row.work_center for row in found.phases if "JOB-2" in row.order)

    assert center_of(tolerance=90) == "WELD2"
    assert center_of(tolerance=95) == "WELD"
    # without the switch the first center is taken, however loaded it is
    found = plan(**tables)
    assert {row.work_center for row in found.phases} == {"WELD"}
    assert LogKind.ALTERNATIVE_PHASE not in {line.kind for line in found.log}


def test_the_helpers_agree_on_the_origin() -> None:
    assert tick("2026-06-01T06:00") == 0
    assert quantities(plan(), "WHEEL") == [20.0]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def start_of_job(found: GeneralPlan, name: str) -> int:
    return next(row.start for row in found.material.orders if row.job == f"{name}/10")
