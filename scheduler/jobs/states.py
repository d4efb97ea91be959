"""How far a job order has gone: read off its orders, row by row.

::

    not-examined -> planned <-> launched -> executive <-> closed
                       ^------------------------/
    by hand: any state -> historicized, cancelled
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.scenario import JobState, OrderStatus, OrderType, ProgressState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from models.scenario import Job, JobRow, Order, Scenario

__all__ = [
    "TRANSITIONS",
    "check_transition",
    "finished_orders",
    "job_state",
    "orders_of_rows",
    "row_state",
    "with_states",
]

_BY_HAND = frozenset({JobState.HISTORICIZED, JobState.CANCELLED})
_FINAL = _BY_HAND | {JobState.CLOSED}
_UNDER_WAY = (
    JobState.NOT_EXAMINED,
    JobState.PLANNED,
    JobState.LAUNCHED,
    JobState.EXECUTIVE,
)
_SENT = frozenset({OrderStatus.CONFIRMED, OrderStatus.LAUNCHED, OrderStatus.EXECUTIVE})

TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    JobState.NOT_EXAMINED: frozenset({JobState.PLANNED}),
    JobState.PLANNED: frozenset({JobState.LAUNCHED, JobState.EXECUTIVE}),
    # back to planned: what was released is undone, and nothing else is
    JobState.LAUNCHED: frozenset({JobState.PLANNED, JobState.EXECUTIVE}),
    JobState.EXECUTIVE: frozenset({JobState.PLANNED, JobState.LAUNCHED, JobState.CLOSED}),
    # the order of the job's own item was opened again
    JobState.CLOSED: frozenset({JobState.EXECUTIVE}),
    JobState.HISTORICIZED: frozenset(),
    JobState.CANCELLED: frozenset(),
}
"""Where a state may go as orders are planned, released and executed."""


def check_transition(
    before: JobState, after: JobState, *, job: str = "", by_hand: bool = False
) -> None:
    """Refuse a change of state that a job order cannot make; to stay is no change.

    Parameters
    ----------
    job
        Id of the job or its row, for the message.
    by_hand
        A planner sets the state: any job that is not yet may become historicized or cancelled.

    Raises
    ------
    InvalidScenarioFile
        If the change is not possible, naming those that are.
    """
    allowed = set(TRANSITIONS[before])
    if by_hand and before not in _BY_HAND:
        allowed |= _BY_HAND
    if after is before or after in allowed:
        return
    ways = [state.value for state in JobState if state in allowed]
    listed = ", ".join(ways)
    expected = (
        f"a state that follows {before.value}: {listed}" if ways else f"{before.value}, which stays"
    )
    hint = "Only a planner sets this state, by hand." if after in _BY_HAND and not by_hand else ""
    raise InvalidScenarioFile((Fault("jobs", repr(job), "state", after.value, expected, hint),))


def row_state(row: JobRow, orders: Iterable[Order], *, finished: Collection[str] = ()) -> JobState:
    """Return the state of a job row as its orders show it.

    Parameters
    ----------
    orders
        The orders planned for the row, of all levels.
    finished
        Ids of orders that are done; see `finished_orders`.
    """
    if row.state in _BY_HAND:
        return row.state
    listed = list(orders)
    if not listed:  # planning found everything in stock, or the documents are filed away
        rolls_back = row.state in (JobState.LAUNCHED, JobState.EXECUTIVE)
        return JobState.PLANNED if rolls_back else row.state
    own = [order for order in listed if order.item == row.item]
    if own and all(order.id in finished for order in own):
        return JobState.CLOSED
    return max((_reached(order) for order in listed), key=_UNDER_WAY.index)


def _reached(order: Order) -> JobState:
    """Return how far one order takes its job.

    Released purchases, subcontract orders and transfers commit others: the job is executive.
    """
    if order.type is OrderType.PRODUCTION:
        if order.status is OrderStatus.EXECUTIVE or order.progress:
            return JobState.EXECUTIVE
        launched = order.status is OrderStatus.LAUNCHED
        return JobState.LAUNCHED if launched else JobState.PLANNED
    return JobState.EXECUTIVE if order.status in _SENT else JobState.PLANNED


def job_state(rows: Sequence[JobRow]) -> JobState:
    """Return the state of a job: that of its row that is farthest on its way.

    It is closed, historicized or cancelled only when all rows are; closed if they are so in
    different ways.
    """
    states = {row.state for row in rows}
    under_way = states - _FINAL
    if under_way:
        return max(under_way, key=_UNDER_WAY.index)
    return next(iter(states)) if len(states) == 1 else JobState.CLOSED


def finished_orders(scenario: Scenario) -> frozenset[str]:
    """Return the orders that are closed, and those all of whose phases are declared so."""
    done = set()
    for order in scenario.orders:
        routing = scenario.routing_by_item.get(order.item)
        closed = {row.phase for row in order.progress if row.state is ProgressState.CLOSED}
        steps = routing.operations if routing is not None else ()
        is_done = bool(steps) and closed.issuperset(step.phase for step in steps)
        if is_done or order.status is OrderStatus.CLOSED:
            done.add(order.id)
    return frozenset(done)


def orders_of_rows(scenario: Scenario) -> dict[tuple[str, int], list[Order]]:
    """Return the orders of each job row, by job and row number.

    An order names a row (``JOB-1/10``), or the job; then it counts for the rows of its item, or,
    if there are none, for all rows.
    """
    by_name: dict[str, list[Order]] = {}
    for order in scenario.orders:
        if order.job is not None:
            by_name.setdefault(order.job, []).append(order)
    return {
        (job.id, row.row): [
            *by_name.get(f"{job.id}/{row.row}", ()),
            *_shared(job, row, by_name.get(job.id, ())),
        ]
        for job in scenario.jobs
        for row in job.rows
    }


def _shared(job: Job, row: JobRow, orders: Iterable[Order]) -> list[Order]:
    items = {other.item for other in job.rows}
    return [order for order in orders if order.item == row.item or order.item not in items]


def with_states(scenario: Scenario) -> Scenario:
    """Return the scenario with every job row in the state its orders show."""
    finished = finished_orders(scenario)
    orders = orders_of_rows(scenario)
    jobs = tuple(
        job.model_copy(
            update={
                "rows": tuple(
                    row.model_copy(
                        update={"state": row_state(row, orders[job.id, row.row], finished=finished)}
                    )
                    for row in job.rows
                )
            }
        )
        for job in scenario.jobs
    )
    return scenario.replaced(jobs=jobs)
