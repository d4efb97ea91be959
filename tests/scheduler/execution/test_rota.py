"""Whoever is asked for is found, wherever there is a way to share workers out."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.verify.labour import short_skills
from scheduler.execution.asks import Activity, Ask
from scheduler.execution.rota import Shift, Worker, share_out
from scheduler.plan_time import Held

SKILLS = ("cut", "fit", "weld")


def ask(skill: str, start: int, end: int, units: float = 1.0, operation: int = 0) -> Ask:
    return Ask(start, end, Held(f"skill {skill}", units, skill=skill), operation, Activity.SETUP)


def worker(name: str, skills: str, *windows: tuple[int, int]) -> Worker:
    return Worker(name, frozenset(skills.split()), WorkingTime.of(list(windows or [(0, 100)])))


def told(shifts: list[Shift]) -> list[tuple[str, int, int, int]]:
    return [(row.worker, row.ask, row.start, row.end) for row in shifts]


def test_a_worker_with_two_skills_makes_way_for_who_has_no_other() -> None:
    # Ann alone can weld: when welding begins at 5, Bob takes over the fitting
    workers = [worker("Ann", "fit weld"), worker("Bob", "fit cut")]
    asks = [ask("cut", 0, 5, operation=0), ask("fit", 0, 10, operation=1),
            ask("weld", 5, 10, operation=2)]  # fmt: skip
    assert told(share_out(asks, workers)) == [
        ("Bob", 0, 0, 5), ("Ann", 1, 0, 5), ("Bob", 1, 5, 10), ("Ann", 2, 5, 10),
    ]  # fmt: skip


def test_whoever_was_at_an_operation_stays_at_its_next_part() -> None:
    workers = [worker("Ann", "fit"), worker("Bob", "fit")]
    asks = [ask("fit", 0, 4, operation=0), ask("fit", 0, 4, operation=1),
            ask("fit", 4, 8, operation=1), ask("fit", 4, 8, operation=0)]  # fmt: skip
    assert told(share_out(asks, workers)) == [
        ("Ann", 0, 0, 4), ("Bob", 1, 0, 4), ("Bob", 2, 4, 8), ("Ann", 3, 4, 8),
    ]  # fmt: skip


def test_a_shift_ends_when_its_worker_goes_home_and_another_takes_over() -> None:
    workers = [worker("Ann", "fit", (0, 6)), worker("Bob", "fit", (4, 12))]
    assert told(share_out([ask("fit", 2, 10)], workers)) == [("Ann", 0, 2, 6), ("Bob", 0, 6, 10)]


def test_what_nobody_can_do_is_told_without_a_name() -> None:
    workers = [worker("Ann", "fit", (0, 6))]
    shifts = share_out([ask("fit", 0, 10, 2.0)], workers)
    assert shifts == [
        Shift("", 0, 0, 6, Fraction(1)), Shift("Ann", 0, 0, 6, Fraction(1)),
        Shift("", 0, 6, 10, Fraction(2)),
    ]  # fmt: skip


def test_workers_share_their_time_where_an_operation_asks_for_a_part_of_it() -> None:
    asks = [ask("fit", 0, 10, 0.6, operation=n) for n in range(3)]  # 1.8 of two workers
    shifts = share_out(asks, [worker("Ann", "fit"), worker("Bob", "fit")])
    assert {row.worker for row in shifts} == {"Ann", "Bob"}
    assert sum(row.share for row in shifts) == Fraction(9, 5)


def times() -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda row: (row[0], sum(row)))


ASKS = st.lists(
    st.builds(
        lambda skill, span, units, operation: ask(skill, span[0], span[1], units, operation),
        st.sampled_from(SKILLS), times(), st.sampled_from([0.5, 0.6, 1.0, 2.0]), st.integers(0, 3),
    ),
    max_size=8,
)  # fmt: skip
CREWS = st.lists(st.tuples(st.sets(st.sampled_from(SKILLS), min_size=1), times()), max_size=5)


@settings(max_examples=300, deadline=None)
@given(ASKS, CREWS)
def test_at_every_moment_all_are_served_if_the_verifier_says_they_can_be(
    asks: list[Ask], crew: list[tuple[set[str], tuple[int, int]]]
) -> None:
    workers = [
        worker(f"w{number}", " ".join(sorted(skills)), span)
        for number, (skills, span) in enumerate(crew)
    ]
    skills_of = {row.id: row.skills for row in workers}
    shifts = share_out(asks, workers)
    for tick in range(33):
        there = {
            row.id for row, (_, (start, end)) in zip(workers, crew, strict=True)
            if start <= tick < end
        }  # fmt: skip
        busy, served = defaultdict[str, Fraction](Fraction), defaultdict[int, Fraction](Fraction)
        for row in shifts:
            if row.start <= tick < row.end:
                served[row.ask] += row.share
                if row.worker:
                    busy[row.worker] += row.share
                    assert row.worker in there
                    assert asks[row.ask].held.skill in skills_of[row.worker]
        assert all(share <= 1 for share in busy.values())
        active = {n: one for n, one in enumerate(asks) if one.start <= tick < one.end}
        exact = {n: Fraction(one.held.units).limit_denominator(100) for n, one in active.items()}
        assert served == exact  # somebody, or nobody, for all that is asked
        needs: dict[str, Fraction] = {}
        for number, one in active.items():
            needs[one.held.skill] = needs.get(one.held.skill, Fraction(0)) + exact[number]
        present = Counter(skills_of[name] for name in there)
        is_short = bool(needs) and bool(short_skills(needs, present))
        missing = any(not r.worker and r.start <= tick < r.end for r in shifts)
        assert missing == is_short
