"""Kernels and `FlatCalendar` answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.flat_calendar import FlatCalendar
from solvers.search import clock as clocks
from solvers.search import decoder_clock
from solvers.search.arrays import arrays_of
from solvers.search.decoder_facts import common_tables, facts_of
from tests.solvers.search.calling import called

if TYPE_CHECKING:
    from models.problem import Problem

HORIZON = 120

to_work, done, begin = called(clocks.to_work), called(clocks.done), called(clocks.begin)
worked, earliest = called(clocks.worked), called(clocks.earliest)
earliest_ending, latest = called(clocks.earliest_ending), called(clocks.latest)
IN_FACTS = {
    name: called(getattr(decoder_clock, name))
    for name in ("to_work", "done", "begin_of", "worked", "earliest", "earliest_ending")
}


def _problem(rows: list[list[int]]) -> Problem:
    """Return a problem with one calendar for each list of cuts: open from every second to next."""
    builder = ProblemBuilder(horizon=HORIZON)
    for cuts in rows:
        windows = list(zip(cuts[::2], cuts[1::2], strict=False))
        builder.calendar(WorkingTime.of(windows))
    machine = builder.resource()
    builder.operation([ModeSpec(0, machine, 0)])
    return builder.build()


CUTS = st.lists(st.integers(0, HORIZON), min_size=2, max_size=14, unique=True).map(sorted)


@given(st.lists(CUTS, min_size=1, max_size=3), st.data())
def test_every_question_has_the_answer_of_the_plain_calendar(
    rows: list[list[int]], data: st.DataObject
) -> None:
    problem = _problem(rows)
    clock = clocks.clock_of(problem)
    for number, calendar in enumerate(problem.calendars):
        flat = FlatCalendar(calendar)
        tick = data.draw(st.integers(0, HORIZON + 5))
        other = data.draw(st.integers(0, HORIZON + 5))
        work = data.draw(st.integers(0, HORIZON))
        cut = data.draw(st.booleans())
        assert to_work(clock, number, tick) == flat.to_work(tick)
        assert done(clock, number, work) == flat.done(work)
        assert begin(clock, number, work) == flat.begin(work)
        assert worked(clock, number, tick, work) == flat.worked(tick, work)
        assert earliest(clock, number, tick, work, cut) == flat.earliest(
            tick, work, interruptible=cut
        )
        assert earliest_ending(clock, number, tick, work, cut) == flat.earliest_ending(
            tick, work, interruptible=cut
        )
        last = flat.latest(tick, other, work, interruptible=cut)
        is_within = bool(flat.starts) and last >= flat.starts[0]
        assert latest(clock, number, tick, other, (work, cut)) == (last if is_within else -1)


@given(st.lists(CUTS, min_size=1, max_size=3), st.data())
def test_the_clock_of_the_decoders_answers_the_same(
    rows: list[list[int]], data: st.DataObject
) -> None:
    problem = _problem(rows)
    clock = clocks.clock_of(problem)
    facts = facts_of(*common_tables(problem, arrays_of(problem)))
    tick = data.draw(st.integers(0, HORIZON + 5))
    work = data.draw(st.integers(0, HORIZON))
    cut = data.draw(st.booleans())
    for number in range(len(problem.calendars)):
        answers = {
            "to_work": to_work(clock, number, tick),
            "done": done(clock, number, work),
            "begin_of": begin(clock, number, work),
            "worked": worked(clock, number, tick, work),
            "earliest": earliest(clock, number, tick, work, cut),
            "earliest_ending": earliest_ending(clock, number, tick, work, cut),
        }
        asked = {"to_work": (tick,), "done": (work,), "begin_of": (work,), "worked": (tick, work)}
        for name, kernel in IN_FACTS.items():
            arguments = asked.get(name, (tick, work, cut))
            assert kernel(facts, number, *arguments) == answers[name], name
