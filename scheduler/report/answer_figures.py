"""The few large figures of the first screen."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from models.level import Objective
from models.plan import Mode
from scheduler.objectives import level_name
from scheduler.report.header import number
from scheduler.report.levels import level_text
from scheduler.report.lost_time import short_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.schedule import LevelResult
    from scheduler.served import Served
    from scheduler.words import Words

__all__ = ["Figure", "figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the few large figures; ``tone`` is ``good``, ``bad`` or empty."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


def figures(served: Served, words: Words) -> Iterator[Figure]:
    """Yield the figures that a plan has, in the order of reading."""
    yield from _Figures(served, words).all()


def _is_proved(level: LevelResult) -> bool:
    """Tell whether no plan is better in a level: of what is counted or timed, none is below 0."""
    terms = level.objective.terms
    is_least = level.value == 0 and all(term.objective is not Objective.FLOW for term in terms)
    return is_least or level.bound == level.value


@dataclass(frozen=True)
class _Figures:
    """The figures, one after the other."""

    served: Served
    words: Words

    def all(self) -> Iterator[Figure]:
        """Yield the large figures."""
        text, is_finite = self.words.text, self.served.plan.solve.mode is Mode.FINITE
        if self.served.wanted:
            yield self._on_time()
            yield self._num_late()
            yield self._worst()
        if is_finite and (promised := self.served.promised) is not None:
            yield self._promised_figure(len(promised))
        if not is_finite and (overload := self.served.plan.kpis.get("overload_hours")) is not None:
            note = text("work beyond the capacity of its day")
            yield Figure(text("overload"), self._hours(overload), note, "bad" if overload else "")
        if self.served.plan.kpis.get("bottleneck"):
            yield self._bottleneck()
        if (used := self.served.plan.kpis.get("average_utilisation_percent")) is not None:
            note = text("average of all finite centers")
            yield Figure(text("utilisation"), self._percent(used), note)
        if is_finite and self.served.plan.operations and self.served.plan.solve.levels:
            yield self._proof()
        if verified := self.served.plan.kpis.get("verified"):
            is_verified = verified == "yes"
            yield Figure(
                text("verified"),
                text("yes") if is_verified else text("no"),
                text("independently of the search"),
                "good" if is_verified else "bad",
            )

    def _hours(self, value: float | str) -> str:
        return f"{number(value, 1, self.words)}\N{NO-BREAK SPACE}{self.words.unit('h')}"

    def _percent(self, value: float | str) -> str:
        return f"{number(value, 1, self.words)}\N{NO-BREAK SPACE}%"

    def _on_time(self) -> Figure:
        text, met = self.words.text, self.served.wanted - len(self.served.missed)
        note = self.words.plural(
            "{shown} of {count} demand", "{shown} of {count} demands", self.served.wanted, shown=met
        )
        tone = "bad" if self.served.missed else "good"
        return Figure(text("on time"), self._percent(self.served.percent(met)), note, tone)

    def _num_late(self) -> Figure:
        note = ""
        if self.served.never:
            note = self.words.plural(
                "and {count} not scheduled", "and {count} not scheduled", self.served.never
            )
        tone = "bad" if self.served.late or self.served.never else "good"
        return Figure(
            self.words.text("late demands"), self.words.number(len(self.served.late)), note, tone
        )

    def _worst(self) -> Figure:
        label = self.words.text("worst lateness")
        worst = max(self.served.late, key=lambda row: row.late, default=None)
        if worst is None:
            return Figure(label, short_time(self.served.plan, 0, self.words), "", "good")
        return Figure(
            label, short_time(self.served.plan, worst.late, self.words), worst.demand, "bad"
        )

    def _promised_figure(self, promised: int) -> Figure:
        broken = self.served.broken
        note = self.words.plural(
            "at infinite capacity; {count} not kept",
            "at infinite capacity; {count} not kept",
            broken,
        )
        label = self.words.text("promised on time")
        percent = self._percent(self.served.percent(promised))
        return Figure(label, percent, note, "bad" if broken else "")

    def _bottleneck(self) -> Figure:
        text, kpis, told = self.words.text, self.served.plan.kpis, []
        if (load := kpis.get("bottleneck_load_percent")) is not None:
            told.append(text("load {percent}", percent=self._percent(load)))
        if (queue := kpis.get("bottleneck_buffer_hours")) is not None:
            told.append(text("queue {time}", time=self._hours(queue)))
        return Figure(text("bottleneck"), str(kpis["bottleneck"]), ", ".join(told))

    def _proof(self) -> Figure:
        """Say of the first level that is not proved best how much better it could be."""
        text, solve, levels = self.words.text, self.served.plan.solve, self.served.plan.solve.levels
        label = text("could it be better?")
        open_level = next((level for level in levels if not _is_proved(level)), None)
        if open_level is None:
            note = self.words.plural(
                "no plan is better in {count} level",
                "no plan is better in any of {count} levels",
                len(levels),
            )
            return Figure(label, text("no, proved best"), note, "good")
        name = level_name(open_level.objective, self.words)
        reached = level_text(solve, open_level.objective, open_level.value, self.words)
        if open_level.bound is None:
            note = text("{level} {reached}; no bound is proved", level=name, reached=reached)
            return Figure(label, text("not known"), note)
        bound = level_text(solve, open_level.objective, open_level.bound, self.words)
        note = text(
            "{level} {reached}, no plan below {bound}", level=name, reached=reached, bound=bound
        )
        gap = self._gap(open_level)
        return Figure(label, text("at most {gap} better", gap=gap), note)

    def _gap(self, level: LevelResult) -> str:
        """Return a gap in percent, rounded up: less may be possible, more is not."""
        bound = level.value if level.bound is None else level.bound
        tenths = 1000 * abs(level.value - bound) / max(1, abs(level.value))
        places = 1 if tenths < 100 else 0
        percent = ceil(tenths) / 10 if places else ceil(tenths / 10)
        return f"{self.words.number(percent, places)}\N{NO-BREAK SPACE}%"
