"""Workers with several skills as pools of closed sets."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NoPlanExists
from scheduler.compile import Compiled, compile_problem
from scheduler.compile.skills import closed_sets, pool_name
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing

SKILLS = "ABCD"


def groups(**workers: str) -> dict[str, frozenset[str]]:
    return {skill: frozenset(names) for skill, names in workers.items()}


def test_skills_of_different_people_are_pools_of_their_own() -> None:
    assert closed_sets(groups(A="12", B="3")) == (frozenset("A"), frozenset("B"))


def test_a_skill_that_only_others_have_too_is_never_alone() -> None:
    # whoever can do A can do B: who asks for A and B asks the same two people
    assert closed_sets(groups(A="1", B="12")) == (frozenset("A"), frozenset("AB"))


def test_two_names_for_the_same_people_are_one_pool() -> None:
    assert closed_sets(groups(A="12", B="12")) == (frozenset("AB"),)


def test_a_skill_that_nobody_has_is_no_pool() -> None:
    assert closed_sets(groups(A="", B="1")) == (frozenset("B"),)


def can_be_staffed(asked: dict[str, int], workers: list[frozenset[str]]) -> bool:
    """Try every way to give each place to a worker who has its skill."""
    places = [skill for skill, count in asked.items() for _ in range(count)]

    def fill(place: int, free: tuple[int, ...]) -> bool:
        return place == len(places) or any(
            fill(place + 1, tuple(other for other in free if other != worker))
            for worker in free
            if places[place] in workers[worker]
        )

    return fill(0, tuple(range(len(workers))))


@given(
    st.lists(st.frozensets(st.sampled_from(SKILLS), min_size=1), max_size=5),
    st.fixed_dictionaries({skill: st.integers(0, 2) for skill in SKILLS}),
)
def test_pools_have_room_exactly_when_everybody_can_be_staffed(
    workers: list[frozenset[str]], asked: dict[str, int]
) -> None:
    who = {
        skill: frozenset(str(n) for n, has in enumerate(workers) if skill in has)
        for skill in SKILLS
    }
    asked = {skill: count for skill, count in asked.items() if who[skill]}
    room = all(
        sum(asked.get(skill, 0) for skill in skills)
        <= len(frozenset().union(*(who[skill] for skill in skills)))
        for skills in closed_sets(who)
    )
    assert room == can_be_staffed(asked, workers)


def test_a_tangle_of_skills_is_refused_in_words() -> None:
    # 20 skills, each shared with every other by somebody: a million sets
    pairs = combinations(range(20), 2)
    tangle: dict[str, set[str]] = {f"S{n}": set() for n in range(20)}
    for first, second in pairs:
        for skill in (first, second):
            tangle[f"S{skill}"].add(f"{first}-{second}")
    with pytest.raises(NoPlanExists, match="in more than 1000 ways"):
        closed_sets({skill: frozenset(names) for skill, names in tangle.items()})


def test_pools_are_called_by_their_skills() -> None:
    assert pool_name({"WELD"}) == "skill WELD"
    assert pool_name({"WELD", "PAINT"}) == "skills PAINT+WELD"


def crewed(*skills: dict[str, Any], **tables: Any) -> Compiled:
    """X runs on A, always open, with some crew; ten minutes of it."""
    phase = {"phase": 10, "work_center": "A", "run": "1m", "skills": list(skills)}
    base: dict[str, Any] = {
        "routings": [routing("X", phase)],
        "calendars": [
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {"id": "early", "shifts": {"mon-fri": ["06:00-14:00"]}},
            {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
        ],
        "workers": [
            {"id": "Ada", "skills": ["WELD", "PAINT"], "calendar": "day"},
            {"id": "Bo", "skills": ["WELD"], "calendar": "early"},
            {"id": "Cy", "skills": ["PAINT"], "calendar": "day", "active": False},
        ],
    }
    return compile_problem(plant(**base | tables), material(production()))


def test_workers_are_a_pool_that_shrinks_when_fewer_are_there() -> None:
    problem = crewed({"skill": "WELD"}).problem
    row = problem.resource_names.index("skill WELD")
    # two from 8 to 12 and from 13 to 14; Bo alone from 6 and at noon, Ada alone to 17
    assert problem.resource_capacity[row] == 2
    first = [
        (int(start), int(end), int(count))
        for start, end, count in zip(
            problem.profile_start, problem.profile_end, problem.profile_capacity, strict=True
        )
        if start < DAY
    ]
    assert first == [(360, 480, 1), (720, 780, 1), (840, 1020, 1)]
    windows = problem.calendars[problem.mode_calendar[0]]
    assert (windows.starts[0], windows.ends[0]) == (360, 1020)


def test_a_crew_counts_only_while_its_operation_works() -> None:
    problem = crewed({"skill": "WELD", "quantity": 2}).problem
    windows = problem.calendars[problem.mode_calendar[0]]
    assert list(zip(windows.starts[:2], windows.ends[:2], strict=True)) == [(480, 720), (780, 840)]
    assert problem.use_calendar.tolist() == problem.mode_calendar.tolist()
    assert problem.use_units.tolist() == [2]


def test_who_asks_for_two_skills_asks_their_union_too() -> None:
    problem = crewed({"skill": "WELD"}, {"skill": "PAINT"}).problem
    # Ada paints, so Bo welds: both must be there
    names = [problem.resource_names[row] for row in problem.use_resource]
    # whoever paints can weld: WELD alone asks the same people as both
    assert names == ["skill PAINT", "skills PAINT+WELD"]
    assert problem.use_units.tolist() == [1, 2]
    windows = problem.calendars[problem.mode_calendar[0]]
    assert list(zip(windows.starts[:2], windows.ends[:2], strict=True)) == [(480, 720), (780, 840)]


def test_a_part_of_a_worker_counts_in_hundredths() -> None:
    problem = crewed({"skill": "WELD", "share": 0.3}).problem
    row = problem.resource_names.index("skill WELD")
    assert problem.resource_capacity[row] == 200
    assert problem.use_units.tolist() == [30]
    assert set(problem.profile_capacity.tolist()) == {100}


def test_the_people_of_a_center_work_at_phases_that_name_nobody() -> None:
    centers = [{"id": "A", "skills": [{"skill": "PAINT"}]}, {"id": "B"}]
    assert crewed(work_centers=centers).problem.resource_names[-1] == "skill PAINT"
    named = crewed({"skill": "WELD"}, work_centers=centers).problem
    assert [named.resource_names[row] for row in named.use_resource] == ["skills PAINT+WELD"]


def test_a_crew_that_may_grow_is_a_mode_for_each_size() -> None:
    workers = [{"id": name, "skills": ["WELD"]} for name in ("Ada", "Bo", "Cy")]
    compiled = crewed({"skill": "WELD", "quantity": 1, "most": 4}, workers=workers)
    problem = compiled.problem
    # ten minutes by one, five by two, 10 / 3 = 3.33 by three; a fourth worker there is not
    assert problem.mode_duration.tolist() == [10, 5, 4]
    assert problem.use_units.tolist() == [1, 2, 3]


def test_a_worker_who_is_absent_is_missing_in_that_time() -> None:
    absent = [{"resource": "Ada", "from": "2026-06-01T09:00", "to": "2026-06-01T10:00"}]
    problem = crewed({"skill": "PAINT"}, downtimes=absent).problem
    windows = problem.calendars[problem.mode_calendar[0]]
    assert list(zip(windows.starts[:3], windows.ends[:3], strict=True)) == [
        (480, 540), (600, 720), (780, 1020),
    ]  # fmt: skip


def test_a_skill_that_nobody_has_is_named() -> None:
    with pytest.raises(NoPlanExists, match=r"phase 10: A never works together with SING"):
        crewed({"skill": "SING"})
