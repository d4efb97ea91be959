"""What was found, as rows of a plan in words a planner uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from models.remedy import Remedy, RemedyKind
from scheduler.costing import estimate
from scheduler.remedies.elsewhere import has_other_places
from scheduler.remedies.words import (
    change_text,
    cut_note,
    later_text,
    limit_text,
    nothing_text,
    options_of,
    places_note,
    weight_note,
)
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import DemandRow, Plan
    from scheduler.remedies.candidates import Candidate
    from scheduler.remedies.shop import Shop
    from scheduler.remedies.trials import Trial

__all__ = ["Costs", "cut", "nothing", "ranked", "remedy"]

_ORDER = tuple(RemedyKind)
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Costs:
    """What changes of a plan cost beyond what it costs anyway."""

    plan: Plan

    @cached_property
    def _before(self) -> Decimal:
        return self._of(self.plan)

    @staticmethod
    def _of(plan: Plan) -> Decimal:
        """Return what work costs, in the shop and outside."""
        own = estimate(plan).own
        return own.working + own.subcontract

    def of(self, parts: Sequence[tuple[Candidate, int]], trial: Trial) -> Decimal | None:
        """Return what changes cost; ``None`` where the scenario has no price for one of them."""
        if not all(self._is_priced(candidate) for candidate, _ in parts):
            return None
        return self._of(trial.plan) - self._before

    def _is_priced(self, candidate: Candidate) -> bool:
        scenario = self.plan.scenario
        if candidate.kind is RemedyKind.OVERTIME:
            return bool(scenario.work_center_by_id[candidate.subject].overtime_rate)
        if candidate.kind is RemedyKind.SUBCONTRACT:
            prices = scenario.subcontract_prices
            return any(row.work_center == candidate.subject for row in prices)
        if candidate.kind is RemedyKind.MOVE:
            return any(row.hourly_rate for row in scenario.work_centers)
        return candidate.kind is RemedyKind.RUSH


def remedy(parts: Sequence[tuple[Candidate, int]], trial: Trial, costs: Costs) -> Remedy:
    """Return a row of what was found; its rank is not known yet."""
    plan, (first, steps) = trial.before, parts[0]
    is_one = len(parts) == 1
    amount, unit = first.amount(steps) if is_one else (_NOTHING, "")
    row = next(row for row in plan.demands if row.demand == trial.demand)
    later = trial.later
    is_heavy = any(old.weight > row.weight for old, _ in later)
    told = [change_text(change) for change in trial.changes]
    return Remedy(
        demand=trial.demand,
        rank=0,
        kind=first.kind if is_one else RemedyKind.TOGETHER,
        text=told[0] if is_one else Said("{first} and {second}", first=told[0], second=told[1]),
        subject=first.subject if is_one else "",
        amount=amount,
        unit=unit,
        options=tuple(text for change in trial.changes for text in options_of(change)),
        late=trial.late,
        cost=costs.of(parts, trial),
        lateness_cost=trial.lateness_cost,
        moved=trial.moved,
        later=tuple(later_text(old, new, plan.clock) for old, new in later),
        note=weight_note() if is_heavy else "",
    )


def ranked(rows: Sequence[Remedy]) -> tuple[Remedy, ...]:
    """Return rows with their ranks: those that leave least lateness, then the cheapest first.

    What has no price counts as free, but for what it costs others; of equal ones that comes first
    that moves least.
    """

    def key(row: Remedy) -> tuple[object, ...]:
        cost = (row.cost or _NOTHING) + row.lateness_cost
        return row.late, cost, row.moved, _ORDER.index(row.kind), row.text

    found = sorted(rows, key=key)
    return tuple(replace(row, rank=rank) for rank, row in enumerate(found, start=1))


def nothing(shop: Shop, row: DemandRow, soonest: int, *, rank: int) -> Remedy:
    """Return the row that says why nothing brings a demand on time.

    Parameters
    ----------
    soonest
        Tick at which it could be complete at any capacity.
    """
    losses = [loss for loss in shop.losses(row.demand) if loss.row.work_center]
    alone = [loss.row for loss in losses if not has_other_places(shop, loss)]
    text = nothing_text()
    if soonest > row.due:
        text = limit_text(soonest, shop.plan.clock)
    note = places_note(alone[0]) if alone else ""
    return Remedy(
        row.demand, rank, RemedyKind.NONE, text, "", _NOTHING, "", (), row.late, None,
        _NOTHING, 0, (), note,
    )  # fmt: skip


def cut(rows: tuple[Remedy, ...], count: int) -> tuple[Remedy, ...]:
    """Return rows that say after how many trials the search ended before its end."""
    if not rows:
        return rows
    last, note = rows[-1], cut_note(count)
    both = Said("{first}; {second}", first=last.note, second=note) if last.note else note
    return (*rows[:-1], replace(last, note=both))
