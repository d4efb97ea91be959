"""What holds of every compiled plant, whatever its machines, people and tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import NoPlanExists
from scheduler.compile import compile_problem
from tests.scheduler.scenario_builder import material, plant, production

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.problem import Problem

CALENDARS = ("always", "day", "shifts")
SKILLS = ("WELD", "PAINT")


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def record(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


SKILL_USES = st.lists(
    st.fixed_dictionaries(
        {"skill": some(*SKILLS), "quantity": some(1, 2), "share": some(1, 0.5)},
        optional={"most": some(2, 3)},
    ),
    max_size=2,
    unique_by=lambda use: str(use["skill"]),
)
CENTERS = record(
    calendar=some(*CALENDARS),
    capacity=some(1, 2, 3),
    infinite=some(True),
    setup_rule=some("colour"),
    setup_skills=SKILL_USES,
    skills=SKILL_USES,
    max_tasks=some(1, 2),
    min_free=some(30, 100),
    overtime_rate=some(10, 15),
    setup_rate=some(20),
)
OVENS = record(calendar=some(*CALENDARS), capacity=some(1, 2), skills=SKILL_USES)
PHASES = record(
    machine_count=some(1, 2),
    skills=SKILL_USES,
    state=some({"c": "red"}, {"c": "blue"}),
    aggregation=some("bake"),
    alternatives=st.just([{"work_center": "B"}]),
    resources=st.lists(
        st.fixed_dictionaries(
            {"resource": some("jig", "crew"), "quantity": some(1, 2)},
            optional={"machine": some("A1", "B-1")},
        ),
        max_size=2,
    ),
    equipment=st.just([{"item": "MOULD", "to_reorder": True}]),
)
WORKERS = st.lists(
    st.fixed_dictionaries(
        {
            "skills": st.lists(some(*SKILLS), min_size=1, unique=True),
            "calendar": some(*CALENDARS),
        }
    ),
    max_size=4,
)


@st.composite
def problems(draw: st.DrawFn) -> Problem | None:
    """Return the problem of a random plant; none if some phase can never run there."""
    named = draw(st.lists(record(calendar=some(*CALENDARS), efficiency=some(0.5)), max_size=2))
    places = draw(st.lists(some("A", "B", "O"), min_size=1, max_size=3))
    phases = [
        {"phase": 10 * number, "work_center": place, "run": "7m", "setup": "5m", **draw(PHASES)}
        for number, place in enumerate(places, start=1)
    ]
    day = {"mon-fri": ["08:00-12:00", "13:00-17:00"]}
    scenario = plant(
        calendars=[
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {
                "id": "day",
                "shifts": day,
                "overtime": [{"date": "2026-06-01", "shifts": ["16:00-20:00"]}],
            },
            {"id": "shifts", "shifts": {"mon-fri": ["06:00-14:00 x2", "14:00-22:00 x1"]}},
        ],
        work_centers=[
            {"id": "A", **draw(CENTERS)},
            {"id": "B", **draw(CENTERS)},
            {"id": "O", "aggregation_rule": "R", **draw(OVENS)},
        ],
        machines=[{"id": f"A{n}", "work_center": "A", **row} for n, row in enumerate(named)],
        aggregation_rules=[{"id": "R", "most": 50, "least": 5}],
        setup_rules=[{"id": "colour", "property": "c", "default": "9m"}],
        resources=[{"id": "jig", "capacity": 2}, {"id": "crew", "kind": "crew", "calendar": "day"}],
        workers=[{"id": f"W{n}", **row} for n, row in enumerate(draw(WORKERS))],
        downtimes=draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "resource": some("A", "A0", "B-2", "jig", "W0"),
                        "from": st.just("2026-06-02T09:30"),
                        "to": some("2026-06-02T11:00", "2026-06-04T00:00"),
                    }
                ),
                max_size=2,
            )
        ),
        items=[{"id": "X", "source": "make"}, {"id": "MOULD", "source": "buy"}],
        stock=[{"item": "MOULD", "quantity": 1}],
        routings=[{"item": "X", "operations": phases}],
    )
    try:
        return compile_problem(scenario, material(production(), production("MO-2"))).problem
    except NoPlanExists:
        return None


def is_part(inner: WorkingTime, outer: WorkingTime) -> bool:
    """Tell whether every window of one lies in the other."""
    inside = outer.to_work(inner.ends) - outer.to_work(inner.starts)
    return np.array_equal(inside, inner.ends - inner.starts)


def there(problem: Problem, resource: int, start: int, end: int) -> int:
    """Return the fewest units of a resource in a stretch of its working time."""
    at = (
        (problem.profile_resource == resource)
        & (problem.profile_start < end)
        & (start < problem.profile_end)
    )
    fewest = problem.profile_capacity[at].min(initial=problem.resource_capacity[resource])
    return int(fewest)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_mode_works_only_while_all_that_it_holds_is_there(problem: Problem | None) -> None:
    if problem is None:
        return
    times = problem.calendars
    for mode in range(problem.num_modes):
        own = times[problem.mode_calendar[mode]]
        main = int(problem.mode_resource[mode])
        if main >= 0:
            assert is_part(own, times[problem.resource_calendar[main]])
            assert problem.mode_units[mode] <= problem.resource_capacity[main]
        for use in range(problem.use_ptr[mode], problem.use_ptr[mode + 1]):
            row = int(problem.use_resource[use])
            counted = times[problem.use_calendar[use]]
            assert is_part(own, counted)
            assert is_part(counted, times[problem.resource_calendar[row]])
            assert all(
                there(problem, row, start, end) >= problem.use_units[use]
                for start, end in zip(own.starts[:12], own.ends[:12], strict=True)
            )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_setups_advance_and_sessions_are_shared_on_one_calendar(problem: Problem | None) -> None:
    if problem is None:
        return
    times = problem.calendars
    for setup, own in zip(problem.resource_setup_calendar, problem.resource_calendar, strict=True):
        assert is_part(times[setup], times[own])
    shared = np.flatnonzero(problem.mode_family >= 0)
    columns = (problem.mode_family, problem.mode_resource, problem.mode_calendar)
    rows = {tuple(int(column[mode]) for column in columns) for mode in shared}
    assert len(rows) == len({row[:2] for row in rows})
    assert all(problem.session_most[problem.mode_resource[shared]] > 0)
