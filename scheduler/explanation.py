"""The whole story of a demand: the chain that decides its completion, and what is lost where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.measures import completion_times
from scheduler.cause_words import CauseWords
from scheduler.causes import names_of_rows
from scheduler.read_back import read_back
from scheduler.words import ENGLISH
from solvers.explain import LatenessExplainer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.plan import DemandRow, Plan
    from models.remedy import Remedy
    from scheduler.words import Words

__all__ = ["Story", "as_json"]


class Story:
    """Tell the demands of a plan; `is_known` says whether it can be told."""

    def __init__(self, plan: Plan, words: Words = ENGLISH) -> None:
        self._language, self._clock = words, plan.clock
        found = read_back(plan)
        self.is_known = found is not None
        if found is None:
            return
        self._compiled, schedule = found
        problem = self._compiled.problem
        self._rows = {
            name: row for row, name in enumerate(problem.demand_names[: self._compiled.num_demands])
        }
        names = names_of_rows(self._compiled, self._rows.values(), schedule)
        self._words = CauseWords(problem, names, plan.clock)
        self._explainer = LatenessExplainer(problem, schedule, dated=names.dates.keys())
        self._completion: list[int] = completion_times(problem, schedule).tolist()

    def chain(self, demand: DemandRow) -> Iterator[str]:
        """Yield a line for each link of the chain that decides a completion, the latest first."""
        said = self._language
        for begin, end, text in self.links(demand):
            start, until = (said.date(self._clock.moment(tick)) for tick in (begin, end))
            yield f"{said.text('{start} to {end}', start=start, end=until)}  {text}"

    def links(self, demand: DemandRow) -> Iterator[tuple[int, int, str]]:
        """Yield the links of that chain: ticks from and to, and what happens in words."""
        if (row := self._row(demand)) >= 0:
            for link in self._explainer.chains.binding_chain(row):
                yield link.begin, link.end, self._language.say(self._words.link(link, row))

    def parts(self, demand: DemandRow) -> Iterator[str]:
        """Yield a line for each part of a lateness in minutes, and one for their sum."""
        said, lines = self._language, list(self.facts(demand))
        if not lines:
            return
        lines.append((sum(minutes for minutes, _ in lines), said.text("late in all")))
        minutes = [f"{amount:g}" for amount, _ in lines]
        width = max(map(len, minutes))
        for number, (_, text) in zip(minutes, lines, strict=True):
            amount = number.replace(".", said.decimal).rjust(width)
            yield f"{said.text('{amount} min', amount=amount)}  {text}"

    def facts(self, demand: DemandRow) -> Iterator[tuple[float, str]]:
        """Yield what a lateness is made of: minutes, which add up to it, and what they are."""
        row = self._row(demand)
        if row >= 0 and demand.late:
            words = self._words
            for fact in words.facts(self._explainer.parts(row)):
                minutes = fact.ticks * words.clock.tick_seconds / 60
                yield minutes, self._language.say(words.fact(fact, row))

    def _row(self, demand: DemandRow) -> int:
        """Return the row of a demand, -1 if its completion is not told by the schedule."""
        row = self._rows.get(demand.demand, -1) if self.is_known else -1
        return row if row >= 0 and self._completion[row] == demand.completion else -1


def as_json(plan: Plan, demands: Collection[str], words: Words = ENGLISH) -> str:
    """Return the stories of some demands and what would help as JSON, in the order of their names.

    Moments are in ISO 8601 with offset, stretches of time in minutes, amounts of money as texts.
    """
    story, rows = Story(plan, words), {row.demand: row for row in plan.demands}
    content = [_record(plan, story, rows[name]) for name in demands]
    return json.dumps(content, indent=2, ensure_ascii=False)


def _record(plan: Plan, story: Story, row: DemandRow) -> dict[str, object]:
    def at(tick: int) -> str:
        return plan.clock.moment(tick).isoformat()

    return {
        "demand": row.demand,
        "item": row.item,
        "quantity": f"{row.quantity:f}",
        "weight": f"{row.weight:f}",
        "due": at(row.due),
        "completion": at(row.completion) if row.is_scheduled else None,
        "late_minutes": _minutes(plan, row.late),
        "cause": row.cause,
        "parts": [{"minutes": minutes, "what": what} for minutes, what in story.facts(row)],
        "chain": [
            {"from": at(begin), "to": at(end), "what": what}
            for begin, end, what in story.links(row)
        ],
        "remedies": [_remedy(plan, each) for each in plan.remedies if each.demand == row.demand],
    }


def _remedy(plan: Plan, row: Remedy) -> dict[str, object]:
    return {
        "rank": row.rank,
        "kind": str(row.kind),
        "remedy": row.text,
        "subject": row.subject,
        "amount": f"{row.amount:f}" if row.unit else None,
        "unit": row.unit,
        "is_sufficient": row.is_sufficient,
        "late_minutes": _minutes(plan, row.late),
        "cost": None if row.cost is None else f"{row.cost:f}",
        "lateness_cost": f"{row.lateness_cost:f}",
        "later_demands": list(row.later),
        "moved_phases": row.moved,
        "options": list(row.options),
        "note": row.note,
    }


def _minutes(plan: Plan, ticks: int) -> float:
    return ticks * plan.clock.tick_seconds / 60
