"""What a planner asks first: what is late, and how good is the plan? In a sentence and figures."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from models.plan import Mode
from scheduler.report.answer_figures import figures
from scheduler.report.lost_time import waits
from scheduler.served import Served
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.report.answer_figures import Figure
    from scheduler.report.lost_time import Waited
    from scheduler.words import Words

__all__ = ["Answer", "answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first screen: a headline, sentences below it, figures, and what was waited for."""

    headline: str
    tone: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    waits: tuple[Waited, ...]


def answer(plan: Plan, words: Words = ENGLISH) -> Answer:
    """Return what the first screen of the report says of a plan, an empty one too."""
    served = Served(plan)
    teller = _Teller(served, words)
    return Answer(
        headline=teller.headline(),
        tone=_tone(served),
        sentences=tuple(filter(None, teller.sentences())),
        figures=tuple(figures(served, words)),
        waits=tuple(waits(plan, words)),
    )


def _tone(served: Served) -> str:
    """Return ``good`` only if every demand is on time in a plan that a shop can run."""
    if served.missed:
        return "bad"
    return "good" if served.wanted and served.plan.solve.mode is Mode.FINITE else ""


@dataclass(frozen=True)
class _Teller:
    """What is said of how the demands are served."""

    served: Served
    words: Words

    def headline(self) -> str:
        """Say how many demands are late, and by how much."""
        text, plural, late = self.words.text, self.words.plural, len(self.served.late)
        if not self.served.wanted:
            if self.served.plan.operations:
                return text("The plan has no demand.")
            return text("The plan is empty: it has no demand and no operation.")
        if not late:
            if self.served.missed:
                return text("No demand is late, but not all are served.")
            return plural(
                "The demand is on time.", "All {count} demands are on time.", self.served.wanted
            )
        worst = self._length(max(row.late for row in self.served.late))
        if late == self.served.wanted:
            return plural(
                "The only demand is late, by {time}.",
                "All {count} demands are late, the worst by {time}.",
                late,
                time=worst,
            )
        return plural(
            "{count} of {demands} demands is late, by {time}.",
            "{count} of {demands} demands are late, the worst by {time}.",
            late,
            demands=self.words.number(self.served.wanted),
            time=worst,
        )

    def _length(self, ticks: int) -> str:
        """Return an elapsed time in words, in the largest unit that it fills."""
        minutes, text = ticks * self.served.plan.clock.tick_seconds / 60, self.words.text
        for unit, message in ((1440, mark("{amount} days")), (60, mark("{amount} hours"))):
            if minutes >= unit:
                return text(message, amount=self.words.number(minutes / unit, 1))
        return text("{amount} min", amount=self.words.number(ceil(minutes)))

    def sentences(self) -> Iterator[str]:
        """Yield what else must be known at once."""
        plural = self.words.plural
        if self.served.never:
            yield plural(
                "{count} demand is not scheduled.",
                "{count} demands are not scheduled.",
                self.served.never,
            )
        if lacking := len(self.served.plan.material.lacking):
            yield plural(
                "{count} demand lacks something that nothing is planned for.",
                "{count} demands lack something that nothing is planned for.",
                lacking,
            )
        if self.served.plan.solve.mode is Mode.FINITE:
            yield self._promises()
        elif self.served.plan.operations:
            yield self._capacity()

    def _promises(self) -> str:
        """Say what infinite capacity had promised, and what becomes of it."""
        text, promised, broken = self.words.text, self.served.promised, self.served.broken
        if promised is None:
            return ""
        if not promised:
            return text("The plan at infinite capacity, too, promised none on time.")
        told = {
            "promised": self.words.number(len(promised)),
            "demands": self.words.number(self.served.wanted),
        }
        if not broken:
            return text(
                "The plan at infinite capacity promised {promised} of {demands} on time, and this"
                " plan keeps that.",
                **told,
            )
        return self.words.plural(
            "The plan at infinite capacity promised {promised} of {demands} on time; {count} of"
            " these promises cannot be kept.",
            "The plan at infinite capacity promised {promised} of {demands} on time; {count} of"
            " these promises cannot be kept.",
            broken,
            **told,
        )

    def _capacity(self) -> str:
        overload = self.served.plan.kpis.get("overload_hours")
        if isinstance(overload, (int, float)) and overload > 0:
            return self.words.text(
                "It is planned at infinite capacity: {hours} hours of its work are more than its"
                " centers can do on the day.",
                hours=self.words.number(overload, 1),
            )
        return self.words.text("It is planned at infinite capacity; no center is overloaded.")
