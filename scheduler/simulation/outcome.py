"""What became of what was asked for, and who pays for it, in a planner's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.changes import GIVES_ROOM, ExtraDemand, Rush, settled
from scheduler.difference.orders import Outcome
from scheduler.spans import span
from scheduler.words import Amount, Listed, Moment, Said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from models.plan import DemandRow, Plan
    from scheduler.changes import Change
    from scheduler.difference import Difference
    from scheduler.difference.orders import DemandChange

__all__ = ["outcomes", "state_of"]

_MOST_NAMED = 5


def outcomes(
    changes: Sequence[Change], found: Difference, *, is_full: bool = False
) -> tuple[Said, ...]:
    """Return a sentence for each demand that was rushed or is new, and on who is served later.

    Parameters
    ----------
    changes
        As they were asked for.
    found
        Between the plan and what the changes made of it.
    is_full
        Whether everything was planned again.
    """
    acts = settled(changes, found.before.scenario, found.before.material)
    rushed = tuple(dict.fromkeys(act.name for act in acts if isinstance(act, Rush)))
    is_extra = any(isinstance(act, ExtraDemand) for act in acts)
    return (
        *_rushed(rushed, found),
        *(_extra(found) if is_extra else ()),
        *_who_pays(rushed, found),
        *(() if is_full or rushed else _in_vain(acts, found)),
    )


def state_of(plan: Plan, row: DemandRow) -> Said:
    """Return whether a demand that is scheduled is on time."""
    if not row.late:
        return Said("on time")
    return Said("{span} late", span=span(row.late * plan.clock.tick_seconds))


def _rushed(names: Sequence[str], found: Difference) -> Iterator[Said]:
    before = {row.demand: row for row in found.before.demands}
    after = {row.demand: row for row in found.after.demands}
    changes = {change.row.demand: change for change in found.demands}
    for name in names:
        if name not in after:  # it was rushed and dropped, or nothing serves it
            continue
        row, was = after[name], before.get(name)
        if not row.is_scheduled:
            yield _not_scheduled(name, row.cause)
        elif was is None or not was.is_scheduled:
            yield Said(
                "{demand} is complete {date}, {state}; it was not scheduled before",
                **_facts(found.after, row),
            )
        else:
            yield _shifted(changes.get(name), row, was, found)


def _shifted(
    change: DemandChange | None, row: DemandRow, was: DemandRow, found: Difference
) -> Said:
    facts = _facts(found.after, row)
    shift = 0 if change is None else change.shift
    if not shift:
        return Said(
            "{demand} is complete {date} as before, {state};"
            " `finitecap explain` says what decides that",
            **facts,
        )
    old = Moment.of(found.clock_before.moment(was.completion))
    values = {"old": old, "span": span(shift), **facts}
    if shift < 0:
        return Said(
            "{demand} is complete {date} instead of {old}, {span} earlier, {state}", **values
        )
    return Said("{demand} is complete {date} instead of {old}, {span} later, {state}", **values)


def _extra(found: Difference) -> Iterator[Said]:
    known = found.before.scenario.demand_by_id
    served = {row.demand: row for row in found.after.demands}
    for demand in found.after.scenario.demands:
        if demand.id in known:
            continue
        row = served.get(demand.id)
        if row is None or not row.is_scheduled:
            yield _not_scheduled(demand.id, "" if row is None else row.cause)
            continue
        yield Said(
            "{demand}: {quantity} {item} are complete {date}, {state}",
            quantity=Amount.of(row.quantity),
            item=row.item,
            **_facts(found.after, row),
        )


def _not_scheduled(demand: str, cause: str) -> Said:
    if not cause:
        return Said("{demand} is not scheduled", demand=demand)
    return Said("{demand} is not scheduled: {cause}", demand=demand, cause=cause)


def _facts(plan: Plan, row: DemandRow) -> dict[str, str | Moment]:
    date = Moment.of(plan.clock.moment(row.completion))
    return {"demand": row.demand, "date": date, "state": state_of(plan, row)}


def _who_pays(rushed: Collection[str], found: Difference) -> Iterator[Said]:
    """Yield which demands are served later now, or not at all; that of a rush, if none is."""
    others = [
        change
        for change in found.demands
        if change.row.demand not in rushed and change.before is not None and change.after
    ]
    gone = [change for change in others if change.outcome is Outcome.DROPPED]
    later = [change for change in others if change.shift > 0]
    if gone:
        yield Said("not scheduled any more: {demands}", demands=_listed([*map(_name, gone)]))
    if later:
        yield Said(
            "served later for it: {demands}",
            demands=_listed([_delayed(change, found) for change in later]),
        )
    elif rushed and not gone:
        yield Said("no other demand is served later for it")


def _in_vain(acts: Sequence[Change], found: Difference) -> Iterator[Said]:
    """Yield how room can be used that no late demand has use for, as others keep their turn."""
    is_late = any(row.late or not row.is_scheduled for row in found.before.demands)
    if not is_late or not any(isinstance(act, GIVES_ROOM) for act in acts):
        return
    if not any(change.shift < 0 or change.outcome is Outcome.SCHEDULED for change in found.demands):
        yield Said(
            "no late demand is served earlier for it: work that is on time keeps its turn,"
            " unless you add --full, or --rush for a demand"
        )


def _name(change: DemandChange) -> str:
    return change.row.demand


def _delayed(change: DemandChange, found: Difference) -> Said:
    row = change.row
    return Said(
        "{demand} by {span} ({state})",
        demand=row.demand,
        span=span(change.shift),
        state=state_of(found.after, row),
    )


def _listed(names: Sequence[str]) -> Said:
    """Return names one after the other, the first of many."""
    shown = Listed(tuple(names[:_MOST_NAMED]))
    rest = len(names) - _MOST_NAMED
    if rest <= 0:
        return Said("{names}", names=shown)
    return Said.plural("{names} and {count} more", "{names} and {count} more", rest, names=shown)
