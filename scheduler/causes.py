"""Why a demand is late, in one sentence a planner can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.measures import completion_times
from scheduler.compile.receipts import is_made
from solvers.explain import Explainer, Reason, soonest_completions, total_parts
from solvers.timing import infinite_asap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from models.calendar import Clock
    from models.problem import Problem
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from solvers.explain import Link, Parts

__all__ = ["Names", "causes_of_lateness", "late_causes"]

_MAX_FACTS = 3
_MINOR = 0.05
"""Share of all waiting below which a wait is not worth a word."""
_QUEUES = (Reason.MACHINE, Reason.RESOURCE)


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows of a problem are called.

    Parameters
    ----------
    orders, phases
        Shape (N,): order and phase number of each operation; phase 0 is a lead time.
    machines
        Shape (R,): names of the units of each resource.
    releases
        Shape (N,): what an operation waits for until its release, e.g. ``HUB from PO-502``.
    demand_releases
        The same for each demand, by its index.
    """

    orders: Sequence[str]
    phases: Sequence[int]
    machines: Sequence[Sequence[str]]
    releases: Sequence[str]
    demand_releases: Sequence[str]


def causes_of_lateness(
    compiled: Compiled, schedule: Schedule, late: Collection[str]
) -> dict[str, str]:
    """Return why each of some demands is late, by its id."""
    problem = compiled.problem
    demands = {
        index: name
        for index, name in enumerate(problem.demand_names[: compiled.num_demands])
        if name in late
    }
    if not demands:
        return {}
    names = Names(
        orders=[row.order for row in compiled.operations],
        phases=[row.phase for row in compiled.operations],
        machines=compiled.resource_machines,
        releases=compiled.release_reasons,
        demand_releases=[
            _last_receipt(compiled, problem.demand_names[index]) if index in demands else ""
            for index in range(problem.num_demands)
        ],
    )
    clock = compiled.receipts.calendars.clock
    causes = late_causes(problem, schedule, names, clock, demands)
    return {demands[index]: cause for index, cause in causes.items()}


def _last_receipt(compiled: Compiled, demand: str) -> str:
    """Return the receipt that serves a demand last."""
    orders = (
        compiled.material.order_by_id[peg.supply]
        for peg in compiled.material.pegs_by_consumer.get((DemandKind.DEMAND, demand), ())
        if peg.supply_kind is SupplyKind.ORDER
    )
    received = [order for order in orders if not is_made(order)]
    if not received:
        return ""
    last = max(received, key=lambda order: (compiled.receipts.usable(order), order.id))
    return f"{last.item} from {last.id}"


def late_causes(
    problem: Problem, schedule: Schedule, names: Names, clock: Clock, demands: Iterable[int]
) -> dict[int, str]:
    """Return one sentence for each of some late demands.

    It says how late, how much of that no capacity could help, and what the demand's operations
    waited for, the longest wait first.
    """
    infinite = infinite_asap(problem)
    if not infinite.is_plan:
        infinite = schedule
    explainer, at_best = Explainer(problem, schedule), Explainer(problem, infinite)
    completion: list[int] = completion_times(problem, schedule).tolist()
    promised: list[int] = completion_times(problem, infinite).tolist()
    soonest = soonest_completions(problem)
    due: list[int] = problem.demand_due.tolist()
    words = _Words(problem, names, clock)
    causes = {}
    for demand in demands:
        late = completion[demand] - due[demand]
        unavoidable = min(late, soonest[demand] - due[demand])
        best = at_best.waiting_path(demand)
        is_best = completion[demand] <= promised[demand]
        path = best if is_best else explainer.waiting_path(demand)
        base = best if unavoidable > 0 else path
        facts = _facts(words, path, base, demand, is_base_first=2 * unavoidable >= late)
        causes[demand] = f"{_headline(words, late, unavoidable, due[demand])}: {'; '.join(facts)}"
    return causes


def _headline(words: _Words, late: int, unavoidable: int, due: int) -> str:
    text = f"{words.span(late)} late"
    if due <= 0:
        before = f"{words.span(-due)} before" if due < 0 else "when"
        return f"{text}, due {before} planning starts"
    if unavoidable >= late:
        return f"{text} at any capacity"
    if unavoidable > 0:
        return f"{text}, {words.span(unavoidable)} of it at any capacity"
    return text


def _facts(
    words: _Words,
    path: tuple[Link, ...],
    base: tuple[Link, ...],
    demand: int,
    *,
    is_base_first: bool,
) -> list[str]:
    """Return what made the demand late, the most important first; at least one fact.

    Parameters
    ----------
    path
        How the demand's operations spend the time.
    base
        How they would at infinite capacity, if even that is late.
    is_base_first
        More machines would not help much: what would comes first.
    """
    queues = sorted(
        (link for link in path if link.reason in _QUEUES and link.begin < link.end),
        key=lambda link: link.begin - link.end,
    )
    minor = _MINOR * sum(link.end - link.begin for link in queues)
    major = [words.queue(link) for link in queues if link.end - link.begin >= minor]
    idle = [words.idle(link) for link in path if link.reason is Reason.FREE]
    root = list(words.root(base[-1], demand))
    work = words.work(total_parts(base))
    waits = [*major, *idle]
    facts = [*(root or [work]), *waits] if is_base_first else [*waits, *root]
    return facts[:_MAX_FACTS] or [work]


@dataclass(frozen=True, slots=True)
class _Words:
    """Links in the words of the plant."""

    problem: Problem
    names: Names
    clock: Clock

    def span(self, ticks: int) -> str:
        """Return a length of elapsed time in its largest sensible unit."""
        minutes = ticks * self.clock.tick_seconds / 60
        if minutes >= 24 * 60:
            return f"{minutes / (24 * 60):.1f} d"
        if minutes >= 60:
            return f"{minutes / 60:.1f} h"
        return f"{max(1, round(minutes))} min"

    def queue(self, link: Link) -> str:
        """Say how long an operation waited for a machine or a further resource."""
        text = f"{self._operation(link.op)} waits {self.span(link.end - link.begin)} for "
        text += self._resource(link)
        if link.others:
            text += f" behind {self._operation(link.others[0])}"
            if len(link.others) > 1:
                text += f" and {len(link.others) - 1} more"
        if link.parts.changeover:
            text += f", {self.span(link.parts.changeover)} of it changeover"
        return text

    def _resource(self, link: Link) -> str:
        name = self.problem.resource_names[link.resource]
        if link.reason is Reason.RESOURCE:
            return name
        machines = self.names.machines[link.resource]
        return f"a machine of {name}" if len(machines) > 1 else machines[0]

    def idle(self, link: Link) -> str:
        """Say that an operation could have started earlier."""
        return f"{self._operation(link.op)} starts {self.span(link.parts.free)} later than it could"

    def root(self, link: Link, demand: int) -> Iterator[str]:
        """Say what the first operation waited for, if it waited."""
        who = self._operation(link.op) if link.op >= 0 else "it"
        if link.parts.material:
            known = self.names.releases if link.op >= 0 else self.names.demand_releases
            what = known[link.op if link.op >= 0 else demand] or "its material"
            yield f"{who} waits until {self._moment(link.parts.material)} for {what}"
        elif link.parts.pinned:
            yield f"{who} is fixed to start on {self._moment(link.parts.pinned)}"

    def work(self, parts: Parts) -> str:
        """Say what the demand's own operations need."""
        spans = (
            ("work", parts.run + parts.setup),
            ("changeovers", parts.changeover),
            ("waiting times", parts.lag),
            ("closed hours", parts.closed),
        )
        listed = ", ".join(f"{self.span(ticks)} of {name}" for name, ticks in spans if ticks)
        return (
            f"its operations need {listed}" if listed else "it is there as soon as planning starts"
        )

    def _operation(self, op: int) -> str:
        order, phase = self.names.orders[op], self.names.phases[op]
        return f"{order} phase {phase}" if phase else order

    def _moment(self, tick: int) -> str:
        return f"{self.clock.moment(tick):%Y-%m-%d %H:%M}"
