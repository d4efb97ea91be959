"""What is read from CP-SAT is exact, also where a float is not."""

from ortools.sat.python import cp_model

from solvers.cpsat.run import run
from solvers.options import SolveOptions


def test_large_values_and_bounds_are_exact() -> None:
    model = cp_model.CpModel()
    x, y, z = (model.new_int_var(1, 2**20, name) for name in "xyz")
    model.add(x + y + z >= 2**19)
    model.minimize((2**38 + 1) * x + (2**39 + 3) * y + 2**40 * z - 7)
    options = SolveOptions(workers=1, deterministic_limit=1.0)
    answer = run(model, options, deadline=float("inf"), on_improvement=lambda value, bound: None)  # noqa: ARG005 - nobody listens
    # y = z = 1, x takes the rest
    value = (2**38 + 1) * (2**19 - 2) + (2**39 + 3) + 2**40 - 7
    assert float(value) != value
    assert answer.status == "OPTIMAL"
    assert answer.objective == answer.bound == value
