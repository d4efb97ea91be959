"""Compiler, dispatcher, decoder and verifier read interrupted work alike, in any shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.plan import Mode
from models.scenario import ProgressState
from scheduler.decode import demand_rows, operation_rows, order_rows
from tests.models.verify.shops import shops
from tests.models.verify.test_shop_agreement import PHASES, SLOW, planned
from tests.models.verify.workshop import Case

if TYPE_CHECKING:
    from models.scenario import Order, Scenario


def interrupted(order: Order) -> Order:
    """Return an order whose started phases are interrupted."""
    changes = {"state": ProgressState.INTERRUPTED}
    rows = tuple(row.model_copy(update=changes) for row in order.progress)
    return order.model_copy(update={"progress": rows})


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(scenario=shops(), mode=st.sampled_from([Mode.FINITE, Mode.FINITE, Mode.ASAP, Mode.ALAP]))
def test_a_plan_of_any_shop_with_interrupted_work_breaks_no_rule(
    scenario: Scenario, mode: Mode
) -> None:
    assume(any(order.progress for order in scenario.orders))
    scenario = scenario.replaced(orders=tuple(map(interrupted, scenario.orders)))
    found = planned(scenario, mode)
    assume(found is not None)
    assert found is not None
    compiled, schedule = found
    rows = operation_rows(compiled, schedule)
    orders = order_rows(compiled, rows)
    demands = demand_rows(compiled, schedule, orders, {})
    case = Case(compiled.scenario, compiled.material, rows, orders, demands, mode)
    assert [str(violation) for violation in case.verify()] == []
