"""Which operations are timed together."""

from __future__ import annotations

import pytest

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.blocks import blocks_of
from solvers.flat import FlatProblem
from tests.solvers.edge_problems import edge_plant


def _builder(operations: int, *, elastic: int = -1) -> ProblemBuilder:
    builder = ProblemBuilder(horizon=50)
    builder.calendar(WorkingTime.always(0, 50))
    for op in range(operations):
        builder.operation([ModeSpec(2)], elastic=op == elastic)
    return builder


def test_without_maximum_waits_each_operation_is_alone() -> None:
    builder = _builder(3)
    builder.precede(2, 0)
    builder.precede(2, 1, Precedence.END_END)
    assert blocks_of(FlatProblem(builder.build())) == [[2], [0], [1]]


def test_a_maximum_wait_ties_two_operations() -> None:
    builder = _builder(4)
    for pred in range(3):
        builder.precede(pred, pred + 1)
    builder.precede(1, 2, Precedence.MAX_WAIT, 5)
    assert blocks_of(FlatProblem(builder.build())) == [[0], [1, 2], [3]]


def test_waits_in_a_row_make_one_block() -> None:
    builder = _builder(4)
    for pred in range(3):
        builder.precede(pred, pred + 1)
        builder.precede(pred, pred + 1, Precedence.MAX_WAIT)
    assert blocks_of(FlatProblem(builder.build())) == [[0, 1, 2, 3]]


def test_what_lies_between_two_tied_operations_is_of_their_block() -> None:
    builder = _builder(5)
    # 0 - 1 - 3 with a wait from 0 to 3; 2 comes before 3 only, 4 after 1 only
    for pred, succ in ((0, 1), (1, 3), (0, 3), (2, 3), (1, 4)):
        builder.precede(pred, succ)
    builder.precede(0, 3, Precedence.MAX_WAIT, 9)
    blocks = blocks_of(FlatProblem(builder.build()))
    assert sorted(blocks) == [[0, 1, 3], [2], [4]]
    assert blocks.index([2]) < blocks.index([0, 1, 3]) < blocks.index([4])


def test_two_blocks_that_wait_for_each_other_are_one() -> None:
    builder = _builder(4)
    # waits tie 0 to 3 and 1 to 2, and 0 comes before 1, 2 before 3
    for pred, succ in ((0, 3), (1, 2)):
        builder.precede(pred, succ)
        builder.precede(pred, succ, Precedence.MAX_WAIT, 20)
    builder.precede(0, 1)
    builder.precede(2, 3)
    assert blocks_of(FlatProblem(builder.build())) == [[0, 1, 2, 3]]


def test_who_keeps_an_elastic_operation_waiting_is_of_the_block_of_its_wait() -> None:
    builder = _builder(3, elastic=1)
    builder.precede(0, 1, Precedence.WORK_START)
    builder.precede(0, 1, Precedence.END_END)
    builder.precede(1, 2)
    assert blocks_of(FlatProblem(builder.build())) == [[0], [1], [2]]
    builder.precede(1, 2, Precedence.MAX_WAIT)
    assert blocks_of(FlatProblem(builder.build())) == [[0, 1, 2]]


@pytest.mark.parametrize("seed", range(20))
def test_predecessors_are_in_the_same_or_an_earlier_block(seed: int) -> None:
    flat = FlatProblem(edge_plant(seed, 30, waits=0.5))
    rank = {op: index for index, block in enumerate(flat.blocks) for op in block}
    assert sorted(rank) == list(range(30))
    edges = [edge for row in flat.outgoing for edge in row]
    assert all(rank[edge.pred] <= rank[edge.succ] for edge in edges)
    waits = [edge for edge in edges if edge.kind == Precedence.MAX_WAIT]
    assert waits
    assert all(rank[edge.pred] == rank[edge.succ] for edge in waits)
