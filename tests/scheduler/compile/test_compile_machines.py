"""Machines as pools or one by one, when they work, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.errors import NoPlanExists
from scheduler.compile import Compiled, compile_problem
from scheduler.compile.calendars import ScenarioCalendars
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.problem import Problem


def calendars(**shifts: list[str]) -> list[dict[str, Any]]:
    """Return ``always`` and calendars that work from Monday to Friday."""
    base: list[dict[str, Any]] = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    return base + [{"id": name, "shifts": {"mon-fri": rows}} for name, rows in shifts.items()]


def compiled(phase: dict[str, Any] | None = None, *, quantity: int = 10, **tables: Any) -> Compiled:
    """Compile X, which runs on A for a minute per piece."""
    rows = {"phase": 10, "work_center": "A", "run": "1m"} | (phase or {})
    scenario = plant(**{"routings": [routing("X", rows)]} | tables)
    return compile_problem(scenario, material(production(quantity=quantity)))


def mode_windows(problem: Problem, mode: int = 0, count: int = 2) -> list[tuple[int, int]]:
    return windows(problem.calendars[problem.mode_calendar[mode]], count)


def windows(time: WorkingTime, count: int = 2) -> list[tuple[int, int]]:
    return list(zip(time.starts[:count].tolist(), time.ends[:count].tolist(), strict=True))


def minutes(time: WorkingTime) -> int:
    """Return the machine minutes of the first day."""
    return sum(
        int((end - start) * count)
        for start, end, count in zip(time.starts, time.ends, time.counts, strict=True)
        if start < DAY
    )


def test_M21_two_machines_for_five_hours_load_ten_machine_hours() -> None:
    centers = [{"id": "A", "capacity": 3}]
    problem = compiled({"machine_count": 2, "run": "30m"}, work_centers=centers).problem
    # ten pieces of half an hour: five hours, on two of the three machines
    assert problem.mode_duration.tolist() == [300]
    assert problem.mode_units.tolist() == [2]
    assert problem.resource_capacity.tolist() == [3]
    assert int(problem.mode_duration[0] * problem.mode_units[0]) == 10 * 60


def test_M21_machines_called_by_name_are_held_in_every_combination() -> None:
    machines = [{"id": name, "work_center": "A"} for name in ("P", "Q", "R")]
    result = compiled({"machine_count": 2}, machines=machines)
    problem = result.problem
    assert result.mode_machines == (("P", "Q"), ("P", "R"), ("Q", "R"))
    assert problem.mode_resource.tolist() == [0, 0, 1]
    assert problem.use_resource.tolist() == [1, 2, 2]
    # held as long as the main one, also while the other half of a crew is away
    assert problem.use_calendar.tolist() == problem.resource_calendar[[1, 2, 2]].tolist()


def test_M21_of_very_many_machines_neighbours_are_held() -> None:
    machines = [{"id": f"P{n}", "work_center": "A"} for n in range(8)]
    # 28 pairs are too many: seven neighbours
    result = compiled({"machine_count": 2}, machines=machines)
    assert result.mode_machines[:2] == (("P0", "P1"), ("P1", "P2"))
    assert len(result.mode_machines) == 7


def test_M22_the_number_of_machines_changes_by_shift() -> None:
    scenario = plant(
        calendars=calendars(cap=["08:00-12:00 x2", "13:00-17:00 x3"]),
        work_centers=[{"id": "A", "calendar": "cap", "capacity": 3}],
    )
    times = ScenarioCalendars(scenario, 7 * DAY)
    center = scenario.work_center_by_id["A"]
    # 4 h x 2 + 4 h x 3
    assert minutes(times.center(center)) == 20 * 60
    assert minutes(times.present(center)) == 20 * 60
    # the third machine works in the afternoon alone
    assert windows(times.machine(center, 3), 1) == [(780, 1020)]


def test_M22_without_any_machine_nothing_is_placed_and_nothing_breaks() -> None:
    closed = calendars(none=["08:00-12:00 x0"])
    centers = [{"id": "A", "calendar": "none"}]
    with pytest.raises(NoPlanExists, match="phase 10: A never works") as caught:
        compiled(work_centers=centers, calendars=closed)
    assert "A has no machine for it that ever works" in str(caught.value)
    with pytest.raises(NoPlanExists, match="phase 10: A never works"):
        compiled(work_centers=[{"id": "A", "capacity": 0}])


def test_M23_the_calendar_of_a_center_overrides_that_of_the_factory() -> None:
    holiday = {"date": "2026-06-01", "shifts": [], "reason": "closed"}
    tables: dict[str, Any] = {
        "scenario": {
            "id": "test", "start": "2026-06-01T00:00", "horizon": "20d", "factory_calendar": "day",
        },
        "calendars": [
            {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}, "exceptions": [holiday]},
            {"id": "own", "shifts": {"mon-sun": ["08:00-16:00"]}},
        ],
    }  # fmt: skip
    own = compiled(work_centers=[{"id": "A", "calendar": "own"}], **tables)
    assert mode_windows(own.problem, count=1) == [(480, 960)]
    factory = compiled(work_centers=[{"id": "A"}], **tables)
    assert mode_windows(factory.problem, count=1) == [(DAY + 480, DAY + 960)]


def test_M24_a_machine_attended_by_a_worker_follows_the_breaks_of_the_worker() -> None:
    shifts = calendars(machine=["08:00-17:00"], worker=["08:00-12:00", "13:00-17:00"])
    problem = compiled(
        {"skills": [{"skill": "RUN"}]},
        calendars=shifts,
        work_centers=[{"id": "A", "calendar": "machine"}],
        workers=[{"id": "Ada", "skills": ["RUN"], "calendar": "worker"}],
    ).problem
    # the machine shows nine hours and works eight
    machine = problem.calendars[problem.resource_calendar[0]]
    assert minutes(machine) == 9 * 60
    assert minutes(problem.calendars[problem.mode_calendar[0]]) == 8 * 60


def test_M24_an_empty_shift_of_the_center_idles_all_its_machines() -> None:
    shifts = calendars(open=["08:00-16:00"])
    shifts[1]["exceptions"] = [{"date": "2026-06-01", "shifts": []}]
    machines = [
        {"id": "P", "work_center": "A"},
        {"id": "Q", "work_center": "A", "calendar": "always"},
    ]
    centers = [{"id": "A", "calendar": "open"}]
    problem = compiled(calendars=shifts, work_centers=centers, machines=machines).problem
    for mode in range(2):
        assert mode_windows(problem, mode, 1) == [(DAY + 480, DAY + 960)]


def test_M24_a_machine_works_within_its_center_and_outside_its_downtimes() -> None:
    problem = compiled(
        calendars=calendars(open=["06:00-18:00"], late=["12:00-22:00"]),
        work_centers=[{"id": "A", "calendar": "open"}],
        machines=[
            {"id": "P", "work_center": "A"},
            {"id": "Q", "work_center": "A", "calendar": "late"},
        ],
        downtimes=[
            {"resource": "P", "from": "2026-06-01T08:00", "to": "2026-06-01T10:00"},
            {"resource": "A", "from": "2026-06-01T16:00", "to": "2026-06-01T17:00"},
        ],
    ).problem
    assert mode_windows(problem, 0, 3) == [(360, 480), (600, 960), (1020, 1080)]
    assert mode_windows(problem, 1, 2) == [(720, 960), (1020, 1080)]


def test_a_pool_without_downtimes_of_single_machines_stays_a_pool() -> None:
    downtimes = [{"resource": "B", "from": "2026-06-01T08:00", "to": "2026-06-01T10:00"}]
    pool = compiled({"work_center": "B"}, downtimes=downtimes)
    assert pool.resource_machines[1] == ("B-1", "B-2")
    assert mode_windows(pool.problem, 0, 1) == [(0, 480)]
    broken = compiled({"work_center": "B"}, downtimes=[downtimes[0] | {"resource": "B-2"}])
    assert broken.resource_machines[1:] == (("B-1",), ("B-2",))
    assert mode_windows(broken.problem, 1, 1) == [(0, 480)]


def test_M20_half_the_efficiency_doubles_the_run() -> None:
    machines = [
        {"id": "P", "work_center": "A"},
        {"id": "Q", "work_center": "A", "efficiency": 0.5},
    ]
    problem = compiled({"setup": "30m"}, machines=machines).problem
    # 30 + 10 x 1, and 30 + 10 x 1 / 0.5
    assert problem.mode_duration.tolist() == [40, 50]


def test_S24_a_machine_has_its_own_times_and_others_are_out() -> None:
    own = [{"machine": "Q", "run": "2m"}, {"machine": "P", "setup": "5m", "pieces": 5}]
    machines = [{"id": name, "work_center": "A"} for name in ("P", "Q", "R")]
    result = compiled({"setup": "30m", "machines": own}, machines=machines)
    assert result.mode_machines == (("P",), ("Q",))
    # 5 + 2 x 1 for ten pieces by fives; 30 + 10 x 2
    assert result.problem.mode_duration.tolist() == [7, 50]


def test_inactive_machines_are_not_used_and_names_replace_the_capacity() -> None:
    machines = [
        {"id": "P", "work_center": "A", "active": False},
        {"id": "Q", "work_center": "A"},
    ]
    centers = [{"id": "A", "capacity": 7}]
    assert compiled(work_centers=centers, machines=machines).resource_machines == (("Q",),)


def test_M25_ten_machines_and_five_tasks_never_run_six() -> None:
    centers = [{"id": "A", "capacity": 10, "max_tasks": 5}]
    problem = compiled(work_centers=centers).problem
    assert problem.resource_names == ("A", "A tasks")
    assert problem.resource_capacity.tolist() == [10, 5]
    # held like a tool, from start to end, in the working time of the center
    assert problem.use_resource.tolist() == [1]
    assert problem.use_units.tolist() == [1]
    assert problem.use_calendar.tolist() == problem.resource_calendar[:1].tolist()


def test_S16_a_share_of_the_machines_stays_free() -> None:
    shifts = calendars(two=["06:00-14:00 x10", "14:00-22:00 x4"])
    centers = [{"id": "A", "calendar": "two", "capacity": 10, "min_free": 30}]
    problem = compiled(calendars=shifts, work_centers=centers).problem
    row = problem.resource_names.index("A tasks")
    # of 10 machines 3 are free before one more starts: 8 at most; of 4 two (1.2 rounded up): 3
    assert problem.resource_capacity[row] == 8
    assert problem.profile_capacity[problem.profile_resource == row][0] == 3


def test_S16_an_infinite_center_takes_everything_at_once() -> None:
    problem = compiled(work_centers=[{"id": "A", "infinite": True, "min_free": 30}]).problem
    assert problem.mode_resource.tolist() == [-1]
    assert problem.use_resource.tolist() == []


def test_a_limit_that_machines_set_anyway_is_no_resource() -> None:
    centers = [{"id": "A", "capacity": 3, "max_tasks": 3}]
    assert compiled(work_centers=centers).problem.resource_names == ("A",)


def test_M26_what_is_needed_on_one_machine_is_ignored_on_the_others() -> None:
    uses = [{"resource": "mould"}, {"resource": "crane", "quantity": 2, "machine": "Q"}]
    resources = [{"id": "mould"}, {"id": "crane", "capacity": 2, "kind": "crew"}]
    machines = [{"id": name, "work_center": "A"} for name in ("P", "Q")]
    problem = compiled({"resources": uses}, machines=machines, resources=resources).problem
    used = [
        (int(mode), problem.resource_names[row], int(units))
        for mode, row, units in zip(
            problem.use_mode, problem.use_resource, problem.use_units, strict=True
        )
    ]
    assert used == [(0, "mould", 1), (1, "mould", 1), (1, "crane", 2)]
    # one mould of its type: two operations never hold it together
    assert problem.resource_capacity[problem.resource_names.index("mould")] == 1


def test_M26_a_tool_stays_in_breaks_and_a_crew_is_free_in_them() -> None:
    resources = [{"id": "jig"}, {"id": "crew", "kind": "crew"}]
    problem = compiled(
        {"resources": [{"resource": "jig"}, {"resource": "crew"}]},
        work_centers=[{"id": "A", "calendar": "day"}],
        resources=resources,
    ).problem
    jig, crew = (problem.calendars[index] for index in problem.use_calendar)
    assert windows(jig, 1)[0][0] == 0
    assert windows(jig, 1)[0][1] > 2 * DAY
    assert windows(crew) == mode_windows(problem) == [(480, 720), (780, 1020)]


def test_what_keeps_an_operation_from_ever_working_is_said() -> None:
    phase = {"resources": [{"resource": "jig", "quantity": 3}]}
    with pytest.raises(NoPlanExists) as caught:
        compiled(phase, resources=[{"id": "jig", "capacity": 2}])
    assert str(caught.value) == (
        "order MO-1 (X) phase 10: A never works together with jig"
        " (jig: 3 are needed, and at most 2 there at once)"
    )
    shifts = calendars(early=["06:00-10:00"], late=["14:00-18:00"])
    with pytest.raises(NoPlanExists, match="A, jig are never there at the same time"):
        compiled(
            {"resources": [{"resource": "jig"}]},
            calendars=shifts,
            work_centers=[{"id": "A", "calendar": "early"}],
            resources=[{"id": "jig", "calendar": "late"}],
        )
    with pytest.raises(NoPlanExists, match="A has fewer than the 2 machines it holds"):
        compiled({"machine_count": 2})
    with pytest.raises(
        NoPlanExists, match=r"it works 300 minutes .* window of its calendar has 240 minutes"
    ):
        compiled(
            work_centers=[{"id": "A", "calendar": "day", "interruptible": False}], quantity=300
        )


def test_an_outside_phase_without_a_working_day_is_named() -> None:
    shifts = calendars(none=["08:00-12:00 x0"])
    centers = [{"id": "A", "external": True, "infinite": True, "calendar": "none"}]
    with pytest.raises(NoPlanExists, match=r"A never works \(A has no working day\)"):
        compiled({"lead_time": "3d"}, calendars=shifts, work_centers=centers)


def test_a_machine_works_in_its_own_calendar_and_outside_its_downtimes() -> None:
    scenario = plant(
        work_centers=[{"id": "A", "calendar": "day"}],
        machines=[
            {"id": "P", "work_center": "A"},
            {"id": "Q", "work_center": "A", "calendar": "always"},
        ],
        downtimes=[{"resource": "Q", "from": "2026-06-01T08:00", "to": "2026-06-01T12:00"}],
    )
    times, center = ScenarioCalendars(scenario, DAY), scenario.work_center_by_id["A"]
    assert windows(times.machine(center, 1)) == [(480, 720), (780, 1020)]
    assert windows(times.machine(center, 2)) == [(780, 1020)]
    # both in the afternoon, one in the morning
    assert times.present(center).counts.tolist() == [1, 2]


def test_a_center_with_machines_of_its_own_calendars_limits_tasks_by_who_is_there() -> None:
    machines = [
        {"id": "P", "work_center": "A"},
        {"id": "Q", "work_center": "A", "calendar": "day"},
        {"id": "R", "work_center": "A", "calendar": "day"},
    ]
    centers = [{"id": "A", "max_tasks": 2}]
    problem = compiled(work_centers=centers, machines=machines).problem
    row = problem.resource_names.index("A tasks")
    # at night P alone; by day two of the three
    assert problem.resource_capacity[row] == 2
    assert set(problem.profile_capacity[problem.profile_resource == row].tolist()) == {1}
