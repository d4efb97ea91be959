"""The whole story of a demand: the chain that decides its completion, and what is lost where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.measures import completion_times
from scheduler.cause_words import CauseWords
from scheduler.causes import names_of_rows
from scheduler.read_back import read_back
from scheduler.words import ENGLISH
from solvers.explain import LatenessExplainer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import DemandRow, Plan
    from scheduler.words import Words

__all__ = ["Story"]


class Story:
    """Tell the demands of a plan; `is_known` says whether it can be told."""

    def __init__(self, plan: Plan, words: Words = ENGLISH) -> None:
        self._language = words
        found = read_back(plan)
        self.is_known = found is not None
        if found is None:
            return
        self._compiled, schedule = found
        problem = self._compiled.problem
        self._rows = {
            name: row for row, name in enumerate(problem.demand_names[: self._compiled.num_demands])
        }
        names = names_of_rows(self._compiled, self._rows.values())
        self._words = CauseWords(problem, names, plan.clock)
        self._explainer = LatenessExplainer(problem, schedule, dated=names.dates.keys())
        self._completion: list[int] = completion_times(problem, schedule).tolist()

    def chain(self, demand: DemandRow) -> Iterator[str]:
        """Yield a line for each link of the chain that decides a completion, the latest first."""
        if (row := self._row(demand)) >= 0:
            words, said = self._words, self._language
            for link in self._explainer.chains.binding_chain(row):
                begin, end = (said.date(words.moment(tick).at) for tick in (link.begin, link.end))
                span = said.text("{start} to {end}", start=begin, end=end)
                yield f"{span}  {said.say(words.link(link, row))}"

    def parts(self, demand: DemandRow) -> Iterator[str]:
        """Yield a line for each part of a lateness in minutes, and one for their sum."""
        row = self._row(demand)
        if row < 0 or not demand.late:
            return
        words, parts, said = self._words, self._explainer.parts(row), self._language
        lines = [(fact.ticks, said.say(words.fact(fact, row))) for fact in words.facts(parts)]
        lines.append((parts.total, said.text("late in all")))
        minutes = [f"{ticks * words.clock.tick_seconds / 60:g}" for ticks, _ in lines]
        width = max(map(len, minutes))
        for number, (_, text) in zip(minutes, lines, strict=True):
            amount = number.replace(".", said.decimal).rjust(width)
            yield f"{said.text('{amount} min', amount=amount)}  {text}"

    def _row(self, demand: DemandRow) -> int:
        """Return the row of a demand, -1 if its completion is not told by the schedule."""
        row = self._rows.get(demand.demand, -1) if self.is_known else -1
        return row if row >= 0 and self._completion[row] == demand.completion else -1
