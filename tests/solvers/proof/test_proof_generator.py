"""The proofs are worth something only if every rule takes part in them."""

from models.level import Objective
from models.problem import Precedence
from tests.solvers.proof.everything_tiny import everything_problem, random_level

PROBLEMS = [everything_problem(seed, 4, horizon=13) for seed in range(150)]


def test_every_column_of_a_problem_takes_several_values() -> None:
    # those that say nothing about what is a plan, or how good it is, may be left alone
    idle = {"op_order", "op_names", "resource_names", "demand_names", "mode_setup"}
    for name in set(PROBLEMS[0].__dataclass_fields__) - idle - {"tick_seconds", "horizon"}:
        if name.endswith(("_unit", "_ptr")):
            continue
        seen = {value for problem in PROBLEMS for value in getattr(problem, name).ravel().tolist()}
        assert len(seen) >= 2, name


def test_every_kind_of_edge_ties_many_problems_together() -> None:
    for kind in Precedence:
        assert sum((problem.kind == kind).any() for problem in PROBLEMS) >= 20, kind.name


def test_crews_leave_in_breaks_while_tools_stay() -> None:
    together = apart = 0
    for problem in PROBLEMS:
        is_same = problem.use_calendar == problem.mode_calendar[problem.use_mode]
        together, apart = together + is_same.any(), apart + (~is_same).any()
    assert min(together, apart) >= 20


def test_every_objective_is_asked_for_alone_and_in_sums() -> None:
    levels = [random_level(seed) for seed in range(300)]
    for is_sum in (False, True):
        chosen = [level for level in levels if (len(level.terms) > 1) is is_sum]
        asked = frozenset[Objective]().union(*(level.objectives for level in chosen))
        assert asked == frozenset(Objective)
    assert any(term.demand_class >= 0 for level in levels for term in level.terms)
