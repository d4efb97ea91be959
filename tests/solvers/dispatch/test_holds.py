"""Units that are held in the windows of a calendar only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch.holds import Taken, Windowed, fit_together
from solvers.dispatch.shop import Placement, Shop
from solvers.dispatch.timeline import Timeline
from solvers.flat import FlatProblem
from solvers.flat_calendar import FlatCalendar
from tests.solvers.problems import DAY, daily

END, CAPACITY = 40, 3

steps = st.lists(st.integers(1, 5), min_size=2, max_size=12)
rows = st.lists(
    st.tuples(st.integers(0, END), st.integers(1, 8), st.integers(1, CAPACITY)), max_size=8
)


def _windows(lengths: list[int]) -> FlatCalendar:
    """Return windows and breaks of alternating lengths."""
    ticks = [0]
    for length in lengths:
        ticks.append(ticks[-1] + length)
    pairs = list(zip(ticks[::2], ticks[1::2], strict=False))
    return FlatCalendar(WorkingTime.of(pairs))


def _filled(lengths: list[int], holds: list[tuple[int, int, int]]) -> tuple[Windowed, list[int]]:
    """Reserve what fits; return the view and the free units of every tick."""
    calendar, timeline, free = _windows(lengths), Timeline(CAPACITY), [CAPACITY] * (3 * END)
    view = Windowed(timeline, calendar)
    for start, length, units in holds:
        ticks = _open(calendar, start, start + length)
        if all(free[tick] >= units for tick in ticks):
            view.reserve(start, start + length, units)
            for tick in ticks:
                free[tick] -= units
    return view, free


def _open(calendar: FlatCalendar, start: int, end: int) -> list[int]:
    return [
        tick
        for opens, closes in zip(calendar.starts, calendar.ends, strict=True)
        for tick in range(max(start, opens), min(end, closes))
    ]


@given(steps, rows)
def test_a_hold_takes_units_in_its_windows_and_nowhere_else(
    lengths: list[int], holds: list[tuple[int, int, int]]
) -> None:
    view, free = _filled(lengths, holds)
    times = [*view.timeline.times, 3 * END]
    spread = [
        units
        for step, units in enumerate(view.timeline.free)
        for _ in range(times[step], times[step + 1])
    ]
    assert spread == free


@given(steps, rows, st.integers(0, END), st.integers(1, 6), st.integers(1, CAPACITY))
def test_following_the_next_tick_leads_to_the_first_work_that_fits(
    lengths: list[int], holds: list[tuple[int, int, int]], tick: int, work: int, units: int
) -> None:
    view, free = _filled(lengths, holds)
    calendar = view.calendar
    fits = [
        start
        for start in range(tick, 2 * END)
        if calendar.earliest(start, work)[0] == start
        and all(free[t] >= units for t in _open(calendar, start, calendar.earliest(start, work)[1]))
    ]
    while True:
        start, end = calendar.earliest(tick, work)
        tick = view.next_free(start, end, units, work) if start >= 0 else -1
        if tick in (start, -1):
            break
        assert tick > start
    assert tick == (fits[0] if fits else -1)


@given(steps, rows)
def test_what_is_given_back_leaves_no_trace(
    lengths: list[int], holds: list[tuple[int, int, int]]
) -> None:
    view, _ = _filled(lengths, holds)
    before = view.timeline.snapshot()
    view.reserve(3, 30, 1)
    view.reserve(3, 30, -1)
    assert view.timeline.snapshot() == before


def test_holds_fit_together_only_if_their_sum_is_free() -> None:
    timeline = Timeline(3)
    one, two = Taken(timeline, 1, 0, 5), Taken(timeline, 2, 3, 8)
    assert fit_together([one, two])
    assert not fit_together([one, two, one])
    assert timeline.snapshot() == ([0], [3])


def test_work_of_two_spans_a_stretch_with_one_who_works_elsewhere_meanwhile() -> None:
    # two people but for 4-6, when only one is there
    builder = ProblemBuilder(horizon=40)
    always = builder.calendar(WorkingTime.always(0, 40))
    both = builder.calendar(WorkingTime.of([(0, 4), (6, 40)]))
    crew = builder.resource("CREW", capacity=2, calendar=always, profile=[(4, 6, 1)])
    machines = [builder.resource(name, calendar=always) for name in "AB"]
    heavy = ModeSpec(6, machines[0], both, uses=((crew, 2, both),))
    light = ModeSpec(2, machines[1], always, uses=((crew, 1, always),))
    for mode in (heavy, light, light):
        builder.operation([mode])
    problem = builder.build()
    shop = Shop(FlatProblem(problem))
    # the heavy one works 0-4 and 6-8; the second light one finds both busy until 8
    assert _starts_and_ends(shop, 3) == [(0, 8), (4, 6), (8, 10)]
    assert check_schedule(problem, shop.schedule("test")) == []


def test_a_crew_is_free_while_its_work_pauses_overnight_and_a_tool_is_not() -> None:
    builder = ProblemBuilder(horizon=4 * DAY)
    always = builder.calendar(WorkingTime.always(0, 4 * DAY))
    day = builder.calendar(daily([(8, 16)], 4))
    crew, tool = (builder.resource(name, calendar=always) for name in ("CREW", "TOOL"))
    machines = [builder.resource(name, calendar=always) for name in "ABC"]
    builder.operation([ModeSpec(12, machines[0], day, uses=((crew, 1, day), (tool, 1)))])
    builder.operation([ModeSpec(3, machines[1], always, uses=((crew, 1, always),))], release=9)
    builder.operation([ModeSpec(3, machines[2], always, uses=((tool, 1),))], release=9)
    problem = builder.build()
    shop = Shop(FlatProblem(problem))
    # the first works 8-16 and 32-36: its crew is free from 16 on, its tool from 36 on
    assert _starts_and_ends(shop, 3) == [(8, 36), (16, 19), (36, 39)]
    assert check_schedule(problem, shop.schedule("test")) == []


def test_two_uses_of_one_crew_in_different_calendars_add_up() -> None:
    builder = ProblemBuilder(horizon=40)
    always = builder.calendar(WorkingTime.always(0, 40))
    early = builder.calendar(WorkingTime.of([(0, 10), (20, 40)]))
    crew = builder.resource("CREW", capacity=2, calendar=always)
    machines = [builder.resource(name, calendar=always) for name in "AB"]
    uses = ((crew, 1, always), (crew, 1, early))
    builder.operation([ModeSpec(22, machines[0], early, uses=uses)])
    builder.operation([ModeSpec(4, machines[1], always, uses=((crew, 1, always),))])
    problem = builder.build()
    shop = Shop(FlatProblem(problem))
    # the first holds both 0-10 and 20-32, one of them in between
    assert _starts_and_ends(shop, 2) == [(0, 32), (10, 14)]
    assert check_schedule(problem, shop.schedule("test")) == []


def _starts_and_ends(shop: Shop, count: int) -> list[tuple[int, int]]:
    """Place operations in their order, each where it ends first."""
    places: list[Placement] = []
    for op in range(count):
        place = shop.best(op)
        assert place is not None
        shop.place(op, place)
        places.append(place)
    return [(place.start, place.end) for place in places]
