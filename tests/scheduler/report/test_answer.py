"""The first screen in words: what is late, how good the plan is, what was promised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import DemandKind, MaterialPlan, Uncovered
from models.plan import LostTime, LostTo, Mode, SolveReport
from models.schedule import Level, LevelResult, Objective, Status
from scheduler.report.answer import answer
from scheduler.report.lost_time import Waited
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.tiny import DAY, demand_row, tiny_plan

if TYPE_CHECKING:
    from decimal import Decimal

    from models.plan import DemandRow
    from scheduler.report.answer_figures import Figure

ON_TIME = demand_row("D-1", due=DAY, completion=DAY)
LATE = demand_row("D-2", due=DAY, completion=DAY + 90)
LATER = demand_row("D-3", due=DAY, completion=4 * DAY + 576)
NEVER = demand_row("D-4", due=DAY, completion=-1)


def headline(*demands: DemandRow, **changes: Any) -> str:
    """Return the headline of a plan of these demands."""
    return answer(tiny_plan(demands=demands, **changes)).headline


def figure(label: str, **changes: Any) -> Figure:
    """Return the figure of a plan with this label."""
    (found,) = (row for row in answer(tiny_plan(**changes)).figures if row.label == label)
    return found


def proof(*levels: LevelResult) -> tuple[str, str]:
    """Return what is said of the room for better plans."""
    solve = SolveReport(Mode.FINITE, Status.FEASIBLE, levels, "", 0.0, weight_unit=0.01)
    found = figure("could it be better?", solve=solve)
    return found.value, found.note


def test_one_demand_is_no_plural() -> None:
    assert figure("on time", demands=(ON_TIME,)).note == "1 of 1 demand"
    assert figure("on time", demands=(ON_TIME, LATE)).note == "1 of 2 demands"


def test_the_headline_says_in_words_what_is_late_and_by_how_much() -> None:
    assert headline(ON_TIME) == "The demand is on time."
    assert headline(ON_TIME, ON_TIME) == "The demand is on time."  # twice the same name
    assert headline(ON_TIME, replace(ON_TIME, demand="D-9")) == "All 2 demands are on time."
    # 90 minutes; three days and 9.6 hours
    assert headline(LATE) == "The only demand is late, by 1.5 hours."
    assert headline(ON_TIME, LATE) == "1 of 2 demands is late, by 1.5 hours."
    assert headline(ON_TIME, LATE, LATER) == "2 of 3 demands are late, the worst by 3.4 days."
    assert headline(LATE, LATER) == "All 2 demands are late, the worst by 3.4 days."
    minute = replace(LATE, completion=DAY + 1)
    assert headline(ON_TIME, minute) == "1 of 2 demands is late, by 1 min."
    assert headline(ON_TIME, NEVER) == "No demand is late, but not all are served."


def test_a_plan_without_demands_says_so() -> None:
    assert headline() == "The plan has no demand."
    empty = "The plan is empty: it has no demand and no operation."
    assert headline(operations=()) == empty
    assert answer(tiny_plan(demands=(), operations=(), orders=(), kpis={})).figures == ()


@given(st.lists(st.sampled_from((ON_TIME, LATE, LATER, NEVER)), max_size=6))
def test_the_tone_is_good_only_if_every_demand_is_on_time(rows: list[DemandRow]) -> None:
    demands = tuple(replace(row, demand=f"D-{number}") for number, row in enumerate(rows))
    missed = [row for row in demands if row.late or not row.is_scheduled]
    tone = answer(tiny_plan(demands=demands)).tone
    assert tone == ("bad" if missed else "good" if demands else "")


def test_what_is_not_scheduled_or_lacks_something_is_said_below() -> None:
    lacking = Uncovered(DemandKind.DEMAND, "D-2", "PART", _one(), "no supplier")
    # a promise on time is none where something lacks
    late = replace(LATE, promised=DAY)
    plan = tiny_plan(
        demands=(replace(ON_TIME, promised=DAY), late, NEVER),
        material=MaterialPlan((), (), uncovered=(lacking,)),
    )
    assert answer(plan).sentences == (
        "1 demand is not scheduled.",
        "1 demand lacks something that nothing is planned for.",
        "The plan at infinite capacity promised 1 of 3 on time, and this plan keeps that.",
    )
    figures = {row.label: (row.value, row.note) for row in answer(plan).figures}
    assert figures["on time"] == ("33.3\N{NO-BREAK SPACE}%", "1 of 3 demands")
    assert figures["late demands"] == ("1", "and 1 not scheduled")


def _one() -> Decimal:
    return ON_TIME.weight


def test_what_infinite_capacity_promised_is_set_against_what_the_plan_keeps() -> None:
    kept, broken = replace(ON_TIME, promised=60), replace(LATE, promised=DAY)
    late = replace(LATER, promised=DAY + 1)
    plan = tiny_plan(demands=(kept, broken, late))
    assert answer(plan).sentences == (
        "The plan at infinite capacity promised 2 of 3 on time; 1 of these promises cannot be"
        " kept.",
    )
    told = figure("promised on time", demands=plan.demands)
    assert (told.value, told.note, told.tone) == (
        "66.7\N{NO-BREAK SPACE}%",
        "at infinite capacity; 1 not kept",
        "bad",
    )
    assert answer(tiny_plan(demands=(kept, late))).sentences == (
        "The plan at infinite capacity promised 1 of 2 on time, and this plan keeps that.",
    )
    assert answer(tiny_plan(demands=(late,))).sentences == (
        "The plan at infinite capacity, too, promised none on time.",
    )
    # plans written before promises were kept
    assert answer(tiny_plan(demands=(LATE,))).sentences == ()


@pytest.mark.parametrize("mode", [Mode.ASAP, Mode.ALAP])
@pytest.mark.parametrize(
    ("overload", "said", "tone"),
    [
        (41.25, "It is planned at infinite capacity: 41.2 hours of its work are more than its"
         " centers can do on the day.", "bad"),
        (0.0, "It is planned at infinite capacity; no center is overloaded.", ""),
    ],
)  # fmt: skip
def test_an_infinite_plan_says_what_it_overloads_and_is_never_good(
    mode: Mode, overload: float, said: str, tone: str
) -> None:
    solve = SolveReport(mode, Status.FEASIBLE, (), "", 0.0)
    plan = tiny_plan(solve=solve, demands=(ON_TIME,), kpis={"overload_hours": overload})
    told = answer(plan)
    assert (told.sentences, told.tone) == ((said,), "")
    assert [(row.label, row.tone) for row in told.figures][-1] == ("overload", tone)


def test_how_much_better_a_plan_could_be_is_said_of_the_first_level_that_is_not_proved() -> None:
    tardiness, makespan = Level.of(Objective.TARDINESS), Level.of(Objective.MAKESPAN)
    proved = LevelResult(tardiness, 300, 300)
    assert proof(proved) == ("no, proved best", "no plan is better in 1 level")
    # 1,440 minutes, none below 1,411: 2.01 percent, rounded up
    assert proof(proved, LevelResult(makespan, 1440, 1411)) == (
        "at most 2.1\N{NO-BREAK SPACE}% better",
        "makespan 1.00 d, no plan below 0.98 d",
    )
    assert proof(LevelResult(tardiness, 300, 200), LevelResult(makespan, 1440)) == (
        "at most 34\N{NO-BREAK SPACE}% better",
        "tardiness 3.00 weighted days, no plan below 2.00 weighted days",
    )
    assert proof(LevelResult(tardiness, 300)) == (
        "not known",
        "tardiness 3.00 weighted days; no bound is proved",
    )
    # no tardiness is below 0, whoever looked for it
    assert proof(LevelResult(tardiness, 0))[0] == "no, proved best"


def test_the_bottleneck_comes_with_its_load_and_queue() -> None:
    kpis = {"bottleneck": "SAW", "bottleneck_load_percent": 91.0, "bottleneck_buffer_hours": 12.25}
    found = figure("bottleneck", kpis=kpis)
    assert (found.value, found.note) == (
        "SAW",
        "load 91.0\N{NO-BREAK SPACE}%, queue 12.2\N{NO-BREAK SPACE}h",
    )


def test_days_lost_are_summed_by_what_was_waited_for_the_most_first() -> None:
    first = replace(
        LATER,
        lost=(LostTime(LostTo.QUEUE, "SAW", 3 * DAY), LostTime(LostTo.CHANGEOVER, "", 576)),
    )
    second = replace(LATE, lost=(LostTime(LostTo.QUEUE, "SAW", 72), LostTime(LostTo.WORK, "", 18)))
    assert answer(tiny_plan(demands=(first, second, ON_TIME))).waits == (
        Waited("waiting for SAW", "3.0\N{NO-BREAK SPACE}d", "2 demands", 100),  # 3.05 days
        Waited("changeovers", "9.6\N{NO-BREAK SPACE}h", "1 demand", 13),  # 0.4 of 3.05 days
        Waited("work that takes that long", "0.3\N{NO-BREAK SPACE}h", "1 demand", 0),
    )


def test_lesser_reasons_are_told_as_one() -> None:
    lost = tuple(LostTime(LostTo.QUEUE, f"M{number}", 10 - number) for number in range(7))
    plan = tiny_plan(demands=(replace(LATE, lost=lost), ON_TIME))
    told = answer(plan).waits
    assert [row.what for row in told][-2:] == ["waiting for M4", "2 other reasons"]
    assert told[-1].demands == "1 demand"


def test_one_late_demand_of_thousands_is_not_rounded_away() -> None:
    rows = (replace(ON_TIME, demand=f"S-{number}") for number in range(2_999))
    assert figure("on time", demands=(LATE, *rows)).value == "99.9\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("late", ["none", "all", "some"])
def test_the_figures_agree_with_the_key_figures(late: Any) -> None:
    plan = synthetic_plan(120, late=late)
    shown = {row.label: row.value for row in answer(plan).figures}
    assert shown["late demands"] == str(plan.kpis["late_demands"])
    assert shown["on time"] == f"{plan.kpis['on_time_percent']:.1f}\N{NO-BREAK SPACE}%"
