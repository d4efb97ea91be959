"""What is read from CP-SAT is exact, also where a float is not; a deaf solver is left behind."""

import logging
from math import inf
from threading import Event

import pytest
from ortools.sat.python import cp_model

from solvers.cpsat.run import Answer, Budget, Effort, watched


def test_large_values_and_bounds_are_exact() -> None:
    model = cp_model.CpModel()
    x, y, z = (model.new_int_var(1, 2**20, name) for name in "xyz")
    model.add(x + y + z >= 2**19)
    model.minimize((2**38 + 1) * x + (2**39 + 3) * y + 2**40 * z - 7)
    answer = watched(model, Budget(Effort.PROVE, 1, 0, inf, 1.0), lambda _: False)
    # y = z = 1, x takes the rest
    value = (2**38 + 1) * (2**19 - 2) + (2**39 + 3) + 2**40 - 7
    assert float(value) != value
    assert answer.status == "OPTIMAL"
    assert answer.objective == answer.bound == value


def test_a_solver_that_does_not_stop_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    released = Event()

    def deaf(*arguments: object) -> int:
        del arguments
        released.wait()
        return 0

    monkeypatch.setattr(cp_model.CpSolver, "solve", deaf)
    with caplog.at_level(logging.WARNING, "solvers.cpsat.run"):
        answer = watched(cp_model.CpModel(), Budget(Effort.PART, 1, 0, 0.01), lambda _: True)
    released.set()
    assert answer == Answer("UNKNOWN", [], None, None)
    assert caplog.messages == ["CP-SAT did not stop in time and is left behind"]


def test_a_run_that_came_to_nothing_has_no_bound() -> None:
    # OR-Tools reports a bound of 0 then, and the least value here is -10
    model = cp_model.CpModel()
    x = model.new_int_var(-10, 10, "x")
    model.minimize(x)
    answer = watched(model, Budget(Effort.PROVE, 1, 0, inf, 0.0), lambda _: False)
    assert answer == Answer("UNKNOWN", [], None, None, work=0.0)
