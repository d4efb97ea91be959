"""The independent verifier: what a plan may not break, checked from the scenario alone.

It shares no code with the solvers and the compiler. One rule of the shop is one function; every
function takes the `Facts` of a plan and yields a `Violation` for each time the rule is broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Mode
from models.verify.capacity import (
    check_centers,
    check_machine_capacity,
    check_resources,
    check_tasks_at_once,
)
from models.verify.changeovers import check_changeovers
from models.verify.components import check_components
from models.verify.dates import check_deadlines, check_releases
from models.verify.durations import (
    check_durations,
    check_idle,
    check_own_setup,
    check_working_time,
)
from models.verify.facts import Facts
from models.verify.fixed import check_frozen, check_started, check_states
from models.verify.left_out import check_unscheduled
from models.verify.lots import check_lots
from models.verify.machines import check_machines
from models.verify.materials import check_materials, check_purchases
from models.verify.pegging import (
    check_demand_cover,
    check_orders,
    check_pegs,
    check_supplies,
)
from models.verify.planning import check_moved_documents, check_reservations, check_uncovered
from models.verify.precedence import check_max_waits, check_overlaps, check_precedence
from models.verify.presence import check_presence, check_times_are_sane
from models.verify.reports import check_demand_rows, check_order_rows, check_sequences
from models.verify.sessions import check_session_numbers, check_sessions
from models.verify.skills import check_skills
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.material import MaterialPlan
    from models.plan import DemandRow, OperationRow, OrderRow, Plan, Unscheduled
    from models.scenario import Scenario

__all__ = ["RULES", "Rule", "Violation", "verify", "verify_plan"]

RULES: tuple[Callable[[Facts], Iterator[Violation]], ...] = (
    check_presence,
    check_times_are_sane,
    check_machines,
    check_working_time,
    check_durations,
    check_idle,
    check_own_setup,
    check_machine_capacity,
    check_centers,
    check_tasks_at_once,
    check_resources,
    check_skills,
    check_changeovers,
    check_sessions,
    check_session_numbers,
    check_precedence,
    check_max_waits,
    check_overlaps,
    check_lots,
    check_materials,
    check_purchases,
    check_releases,
    check_deadlines,
    check_started,
    check_frozen,
    check_states,
    check_orders,
    check_pegs,
    check_demand_cover,
    check_components,
    check_supplies,
    check_reservations,
    check_uncovered,
    check_moved_documents,
    check_unscheduled,
    check_sequences,
    check_order_rows,
    check_demand_rows,
)
"""Every rule, in the order of the violations that `verify` returns."""


def verify(
    scenario: Scenario,
    material: MaterialPlan,
    operations: Sequence[OperationRow],
    orders: Sequence[OrderRow] = (),
    demands: Sequence[DemandRow] = (),
    *,
    mode: Mode = Mode.FINITE,
    unscheduled: Sequence[Unscheduled] = (),
) -> tuple[Violation, ...]:
    """Return every rule that a plan breaks; nothing for a good plan.

    Parameters
    ----------
    scenario
        What the user said.
    material
        Which orders there are, and which supply serves which need.
    operations, orders, demands
        The plan. Rows of orders and demands may be left out; then they are not checked.
    mode
        With infinite capacity (`Mode.ASAP`, `Mode.ALAP`) machines, further resources, workers,
        sessions and changeovers are not limited.
    unscheduled
        Orders that the plan leaves out.
    """
    facts = Facts(
        scenario,
        material,
        operations,
        orders=orders,
        demands=demands,
        mode=mode,
        unscheduled=unscheduled,
    )
    return tuple(violation for rule in RULES for violation in rule(facts))


def verify_plan(plan: Plan, scenario: Scenario | None = None) -> tuple[Violation, ...]:
    """Return every rule that a plan breaks: of its own scenario, or of another state of it."""
    return verify(
        scenario or plan.scenario,
        plan.material,
        plan.operations,
        plan.orders,
        plan.demands,
        mode=plan.solve.mode,
        unscheduled=plan.unscheduled,
    )
