"""Why a demand is late, in one sentence a planner can act on, and as parts that can be summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.plan import LostTime, LostTo
from scheduler.cause_words import CauseWords, Names
from scheduler.release_dates import received_for, release_dates
from scheduler.words import Listed, Said
from solvers.explain import LatenessExplainer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from models.calendar import Clock
    from models.problem import Problem
    from models.schedule import Schedule
    from scheduler.cause_words import Fact
    from scheduler.compile import Compiled
    from solvers.explain import LatenessParts

__all__ = ["Cause", "Names", "causes_of_lateness", "late_causes", "names_of_rows"]

_MAX_FACTS = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a demand is late: in a sentence, and the parts of its lateness, which add up to it."""

    sentence: Said
    lost: tuple[LostTime, ...]


def causes_of_lateness(
    compiled: Compiled, schedule: Schedule, late: Collection[str]
) -> dict[str, Cause]:
    """Return why each of some demands is late, by its id."""
    problem = compiled.problem
    demands = {
        index: name
        for index, name in enumerate(problem.demand_names[: compiled.num_demands])
        if name in late
    }
    if not demands:
        return {}
    names = names_of_rows(compiled, demands)
    clock = compiled.receipts.calendars.clock
    causes = late_causes(problem, schedule, names, clock, demands)
    return {demands[index]: cause for index, cause in causes.items()}


def names_of_rows(compiled: Compiled, demands: Collection[int]) -> Names:
    """Return what the rows of a problem are called; of demands only some."""
    return Names(
        orders=[row.order for row in compiled.operations],
        phases=[row.phase for row in compiled.operations],
        machines=compiled.resource_machines,
        releases=compiled.release_reasons,
        demand_releases=[
            _last_receipt(compiled, name) if index in demands else ""
            for index, name in enumerate(compiled.problem.demand_names)
        ],
        dates=release_dates(compiled),
    )


def _last_receipt(compiled: Compiled, demand: str) -> str:
    """Return the receipt that serves a demand last."""
    received = received_for(compiled, DemandKind.DEMAND, demand)
    last = max(
        received, key=lambda order: (compiled.receipts.usable(order), order.id), default=None
    )
    return "" if last is None else Said("{item} from {order}", item=last.item, order=last.id)


def late_causes(
    problem: Problem, schedule: Schedule, names: Names, clock: Clock, demands: Iterable[int]
) -> dict[int, Cause]:
    """Return why each of some demands is late.

    The sentence says how late, how much of that no capacity could help, and what it is made of,
    the most important first. The numbers of the facts add up to the lateness. The sentence has
    places ``headline`` and ``facts``.
    """
    explainer = LatenessExplainer(problem, schedule, dated=names.dates.keys())
    due: list[int] = problem.demand_due.tolist()
    words = CauseWords(problem, names, clock)
    causes = {}
    for demand in demands:
        parts = explainer.parts(demand)
        facts = words.facts(parts)
        headline = _headline(words, parts, due[demand])
        told = Listed(tuple(_told(words, facts, demand)), "; ")
        sentence = Said("{headline}: {facts}", headline=headline, facts=told)
        causes[demand] = Cause(sentence, tuple(_lost(problem, facts)))
    return causes


def _lost(problem: Problem, facts: Sequence[Fact]) -> Iterator[LostTime]:
    """Yield the parts of a lateness, each with the resource that was waited for, if any."""
    for fact in facts:
        to = LostTo.QUEUE if fact.kind.startswith("wait") else _LOST_TO.get(fact.kind)
        resource = fact.links[0].resource if to in _AT_RESOURCES else -1
        name = problem.resource_names[resource] if resource >= 0 else ""
        yield LostTime(to or LostTo.OTHER, name, fact.ticks)


_AT_RESOURCES = (LostTo.QUEUE, LostTo.CHANGEOVER)
_LOST_TO = {
    "changeover": LostTo.CHANGEOVER,
    "root": LostTo.RELEASE,
    "work": LostTo.WORK,
    "closed": LostTo.CLOSED,
    "overdue": LostTo.OVERDUE,
}


def _headline(words: CauseWords, parts: LatenessParts, due: int) -> Said:
    late = words.span(parts.lateness)
    if due < 0:
        before = words.span(-due)
        return Said("{time} late, due {before} before planning starts", time=late, before=before)
    if due == 0:
        return Said("{time} late, due when planning starts", time=late)
    unavoidable = sum(share.parts.total for share in parts.unavoidable)
    if unavoidable >= parts.lateness:
        return Said("{time} late at any capacity", time=late)
    if unavoidable > 0:
        part = words.span(unavoidable)
        return Said("{time} late, {part} of it at any capacity", time=late, part=part)
    return Said("{time} late", time=late)


def _told(words: CauseWords, facts: Sequence[Fact], demand: int) -> list[Said]:
    """Say what a lateness is made of, in few facts that add up to it."""
    told = [words.fact(fact, demand) for fact in facts]
    lesser = len(facts) - _MAX_FACTS + 1
    ticks = [fact.ticks for fact in facts]
    if len(facts) > _MAX_FACTS:
        told[_MAX_FACTS - 1 :] = [
            Said.plural("for {count} lesser reason", "for {count} lesser reasons", lesser)
        ]
        ticks[_MAX_FACTS - 1 :] = [sum(ticks[_MAX_FACTS - 1 :])]
    return [
        Said("{time} {what}", time=span, what=what)
        for span, what in zip(words.spans(ticks), told, strict=True)
        if float(str(span.values["amount"]))
    ]
