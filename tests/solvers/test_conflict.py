"""A contradiction is told by a smallest set of orders and facts."""

from __future__ import annotations

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.conflict import Conflict, Fact, FactKind, find_conflict, hopeless_deadlines


def _plant(horizon: int = 200) -> tuple[ProblemBuilder, int, int]:
    builder = ProblemBuilder(horizon=horizon, tick_seconds=3600)
    always = builder.calendar(WorkingTime.always(0, horizon))
    return builder, always, builder.resource("M", calendar=always)


def _harmless(builder: ProblemBuilder, machine: int, always: int, count: int = 5) -> None:
    for number in range(count):
        builder.operation([ModeSpec(3, machine, always)], f"other-{number}/10")


def _conflict(problem: Problem) -> Conflict:
    found = find_conflict(problem)
    assert found is not None
    return found


def test_two_pins_on_one_machine_at_one_time_are_found_among_many_orders() -> None:
    builder, always, machine = _plant()
    _harmless(builder, machine, always)
    first = builder.operation([ModeSpec(4, machine, always)], "A/10")
    _harmless(builder, machine, always)
    second = builder.operation([ModeSpec(4, machine, always)], "B/10")
    builder.fix(first, start=10)
    builder.fix(second, start=12)
    found = _conflict(builder.build())
    assert found.operations == (first, second)
    assert set(found.facts) == {
        Fact(FactKind.PIN, first), Fact(FactKind.PIN, second), Fact(FactKind.RESOURCE, machine),
    }  # fmt: skip


def test_a_deadline_before_the_material_is_one_order_with_two_facts() -> None:
    builder, always, machine = _plant()
    _harmless(builder, machine, always)
    late = builder.operation([ModeSpec(4, machine, always)], "A/10", release=20)
    builder.deadline(late, 23)
    found = _conflict(builder.build())
    assert found.operations == (late,)
    assert set(found.facts) == {Fact(FactKind.DEADLINE, late), Fact(FactKind.RELEASE, late)}


def test_three_deadlines_on_one_machine_need_all_three_orders() -> None:
    # 3 x 4 hours by hour 10: any two fit (8), three do not (12)
    builder, always, machine = _plant()
    _harmless(builder, machine, always, 3)
    wanted = [builder.operation([ModeSpec(4, machine, always)], f"A{n}/10") for n in range(3)]
    for op in wanted:
        builder.deadline(op, 10)
    found = _conflict(builder.build())
    assert found.operations == tuple(wanted)
    assert len(found.facts) == 4  # the deadlines and the machine
    assert Fact(FactKind.RESOURCE, machine) in found.facts


def test_a_longest_wait_that_no_calendar_keeps_is_named_by_its_edge() -> None:
    builder = ProblemBuilder(horizon=240, tick_seconds=3600)
    early = builder.calendar(WorkingTime.of([(day * 24 + 6, day * 24 + 10) for day in range(10)]))
    late = builder.calendar(WorkingTime.of([(day * 24 + 14, day * 24 + 18) for day in range(10)]))
    machines = [builder.resource("M", calendar=early), builder.resource("N", calendar=late)]
    builder.operation([ModeSpec(2, machines[0], early)], "other/10")
    dip = builder.operation([ModeSpec(2, machines[0], early)], "A/10", order=1)
    dry = builder.operation([ModeSpec(2, machines[1], late)], "A/20", order=1)
    builder.precede(dip, dry)
    edge = builder.precede(dip, dry, Precedence.MAX_WAIT, 2)  # 10:00 to 14:00 is 4 hours
    found = _conflict(builder.build())
    assert found.operations == (dip, dry)
    assert found.facts == (Fact(FactKind.MAX_WAIT, edge),)


def test_work_that_fits_nowhere_has_no_fact_to_give_up() -> None:
    builder, always, machine = _plant(horizon=20)
    _harmless(builder, machine, always, 2)
    long = builder.operation([ModeSpec(30, machine, always)], "A/10")
    assert _conflict(builder.build()) == Conflict((long,), ())


def test_what_can_be_planned_is_no_conflict() -> None:
    builder, always, machine = _plant()
    _harmless(builder, machine, always)
    assert find_conflict(builder.build()) is None


def test_deadlines_shorter_than_the_work_before_them_are_hopeless_and_others_are_not() -> None:
    builder, always, machine = _plant()
    first = builder.operation([ModeSpec(4, machine, always)], "A/10")
    last = builder.operation([ModeSpec(6, machine, always)], "A/20")
    builder.precede(first, last)
    builder.deadline(last, 9)  # 4 + 6 ticks of work
    tight = builder.operation([ModeSpec(4, machine, always)], "B/10")
    builder.deadline(tight, 4)
    waiting = builder.operation([ModeSpec(4, machine, always)], "C/10")
    builder.deadline(waiting, 8)
    builder.release(waiting, 5)  # with its material at once it would be in time
    assert hopeless_deadlines(builder.build()) == [
        Conflict(operations=(last,), facts=(Fact(FactKind.DEADLINE, last),))
    ]
