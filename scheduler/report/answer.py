"""What a planner asks first: what is late, and how good is the plan? In a sentence and figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from models.level import Objective
from models.plan import LostTo, Mode
from scheduler.objectives import level_name
from scheduler.report.header import number
from scheduler.report.levels import level_text
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import DemandRow, Plan
    from models.schedule import LevelResult
    from scheduler.words import Words

__all__ = ["Answer", "Figure", "Waited", "answer"]

_MOST_WAITS = 5
"""Things waited for that have room beside the figures; the rest is told as one."""

_LOST = {
    LostTo.QUEUE: mark("waiting for {name}"),
    LostTo.CHANGEOVER: mark("changeovers of {name}"),
    LostTo.RELEASE: mark("material, release dates and fixed starts"),
    LostTo.WORK: mark("work that takes that long"),
    LostTo.CLOSED: mark("closed hours"),
    LostTo.OVERDUE: mark("due before planning starts"),
    LostTo.OTHER: mark("other waits between phases"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the few large figures; ``tone`` is ``good``, ``bad`` or empty."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Waited:
    """One thing that made demands late, with the days it cost all of them together.

    ``percent`` is its share of the first one's.
    """

    what: str
    time: str
    demands: str
    percent: int


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
    teller = _Teller(plan, words)
    return Answer(
        headline=teller.headline(),
        tone="good" if teller.is_good else "bad" if teller.missed else "",
        sentences=tuple(filter(None, teller.sentences())),
        figures=tuple(teller.figures()),
        waits=tuple(teller.waits()),
    )


def _is_proved(level: LevelResult) -> bool:
    """Tell whether no plan is better in a level: of what is counted or timed, none is below 0."""
    terms = level.objective.terms
    is_least = level.value == 0 and all(term.objective is not Objective.FLOW for term in terms)
    return is_least or level.bound == level.value


@dataclass(frozen=True)
class _Teller:
    """The demands of a plan, counted, and what is said of them."""

    plan: Plan
    words: Words

    @cached_property
    def late(self) -> list[DemandRow]:
        """Return the late demands."""
        return [row for row in self.plan.demands if row.late]

    @cached_property
    def never(self) -> int:
        """Return how many demands are not scheduled."""
        return sum(not row.is_scheduled for row in self.plan.demands)

    @cached_property
    def missed(self) -> set[str]:
        """Return the demands that are not on time, for whatever reason."""
        missed = {row.demand for row in self.plan.demands if row.late or not row.is_scheduled}
        return missed | set(self.plan.material.lacking)

    @cached_property
    def wanted(self) -> int:
        """Return how many demands there are, those too that nothing is planned for."""
        return len({row.demand for row in self.plan.demands} | set(self.plan.material.lacking))

    @property
    def is_good(self) -> bool:
        """Tell whether every demand is on time in a plan that a shop can run."""
        return bool(self.wanted) and not self.missed and self.plan.solve.mode is Mode.FINITE

    def headline(self) -> str:
        """Say how many demands are late, and by how much."""
        text, plural, late = self.words.text, self.words.plural, len(self.late)
        if not self.wanted:
            if self.plan.operations:
                return text("The plan has no demand.")
            return text("The plan is empty: it has no demand and no operation.")
        if not late:
            if self.missed:
                return text("No demand is late, but not all are served.")
            return plural("The demand is on time.", "All {count} demands are on time.", self.wanted)
        worst = self._length(max(row.late for row in self.late))
        if late == self.wanted:
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
            demands=self.words.number(self.wanted),
            time=worst,
        )

    def _length(self, ticks: int) -> str:
        """Return an elapsed time in words, in the largest unit that it fills."""
        minutes, text = ticks * self.plan.clock.tick_seconds / 60, self.words.text
        for unit, message in ((1440, mark("{amount} days")), (60, mark("{amount} hours"))):
            if minutes >= unit:
                return text(message, amount=self.words.number(minutes / unit, 1))
        return text("{amount} min", amount=self.words.number(ceil(minutes)))

    def sentences(self) -> Iterator[str]:
        """Yield what else must be known at once."""
        plural = self.words.plural
        if self.never:
            yield plural(
                "{count} demand is not scheduled.", "{count} demands are not scheduled.", self.never
            )
        if lacking := len(self.plan.material.lacking):
            yield plural(
                "{count} demand lacks something that nothing is planned for.",
                "{count} demands lack something that nothing is planned for.",
                lacking,
            )
        if self.plan.solve.mode is Mode.FINITE:
            yield self._promises()
        elif self.plan.operations:
            yield self._capacity()

    def _promises(self) -> str:
        """Say what infinite capacity had promised, and what becomes of it."""
        text, promised, broken = self.words.text, self._num_promised(), self._num_broken()
        if promised is None:
            return ""
        if not promised:
            return text("The plan at infinite capacity, too, promised none on time.")
        told = {"promised": self.words.number(promised), "demands": self.words.number(self.wanted)}
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

    def _promised(self) -> list[DemandRow] | None:
        """Return the demands that infinite capacity promised on time; ``None`` if unknown."""
        known = [row for row in self.plan.demands if row.promised is not None]
        lacking = self.plan.material.lacking
        in_time = [row for row in known if not row.promised_late and row.demand not in lacking]
        return in_time if known else None

    def _num_promised(self) -> int | None:
        rows = self._promised()
        return None if rows is None else len(rows)

    def _num_broken(self) -> int:
        return sum(row.late > 0 for row in self._promised() or ())

    def _capacity(self) -> str:
        overload = self.plan.kpis.get("overload_hours")
        if isinstance(overload, (int, float)) and overload > 0:
            return self.words.text(
                "It is planned at infinite capacity: {hours} hours of its work are more than its"
                " centers can do on the day.",
                hours=self.words.number(overload, 1),
            )
        return self.words.text("It is planned at infinite capacity; no center is overloaded.")

    def figures(self) -> Iterator[Figure]:
        """Yield the large figures."""
        text, is_finite = self.words.text, self.plan.solve.mode is Mode.FINITE
        if self.wanted:
            yield self._on_time()
            yield self._num_late()
            yield self._worst()
        if is_finite and (promised := self._promised()) is not None:
            yield self._promised_figure(len(promised))
        if not is_finite and (overload := self.plan.kpis.get("overload_hours")) is not None:
            note = text("work beyond the capacity of its day")
            yield Figure(text("overload"), self._hours(overload), note, "bad" if overload else "")
        if self.plan.kpis.get("bottleneck"):
            yield self._bottleneck()
        if (used := self.plan.kpis.get("average_utilisation_percent")) is not None:
            note = text("average of all finite centers")
            yield Figure(text("utilisation"), self._percent(used), note)
        if is_finite and self.plan.operations and self.plan.solve.levels:
            yield self._proof()
        if verified := self.plan.kpis.get("verified"):
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
        text, met = self.words.text, self.wanted - len(self.missed)
        note = text("{part} of {whole} demands", part=met, whole=self.wanted)
        tone = "bad" if self.missed else "good"
        return Figure(text("on time"), self._percent(100 * met / self.wanted), note, tone)

    def _num_late(self) -> Figure:
        note = ""
        if self.never:
            note = self.words.plural(
                "and {count} not scheduled", "and {count} not scheduled", self.never
            )
        tone = "bad" if self.late or self.never else "good"
        return Figure(
            self.words.text("late demands"), self.words.number(len(self.late)), note, tone
        )

    def _worst(self) -> Figure:
        label = self.words.text("worst lateness")
        worst = max(self.late, key=lambda row: row.late, default=None)
        if worst is None:
            return Figure(label, self._short(0), "", "good")
        return Figure(label, self._short(worst.late), worst.demand, "bad")

    def _short(self, ticks: int) -> str:
        """Return an elapsed time in days, or in hours if it is less than a day."""
        days, unit = ticks / self.plan.clock.ticks_per_day, "d"
        if 0 < days < 1:
            days, unit = 24 * days, "h"
        return f"{self.words.number(days, 1)}\N{NO-BREAK SPACE}{self.words.unit(unit)}"

    def _promised_figure(self, promised: int) -> Figure:
        broken = self._num_broken()
        note = self.words.plural(
            "at infinite capacity; {count} not kept",
            "at infinite capacity; {count} not kept",
            broken,
        )
        label = self.words.text("promised on time")
        percent = self._percent(100 * promised / self.wanted)
        return Figure(label, percent, note, "bad" if broken else "")

    def _bottleneck(self) -> Figure:
        text, kpis, told = self.words.text, self.plan.kpis, []
        if (load := kpis.get("bottleneck_load_percent")) is not None:
            told.append(text("load {percent}", percent=self._percent(load)))
        if (queue := kpis.get("bottleneck_buffer_hours")) is not None:
            told.append(text("queue {time}", time=self._hours(queue)))
        return Figure(text("bottleneck"), str(kpis["bottleneck"]), ", ".join(told))

    def _proof(self) -> Figure:
        """Say of the first level that is not proved best how much better it could be."""
        text, solve, levels = self.words.text, self.plan.solve, self.plan.solve.levels
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

    def waits(self) -> Iterator[Waited]:
        """Yield what made demands late, the most days first."""
        ticks, demands = defaultdict[str, int](int), defaultdict[str, set[str]](set)
        for row in self.late:
            for part in row.lost:
                what = self._what(part.to, part.name)
                ticks[what] += part.ticks
                demands[what].add(row.demand)
        ranked = sorted(ticks, key=lambda what: -ticks[what])
        top = max(1, max(ticks.values(), default=1))
        for what in ranked[:_MOST_WAITS]:
            yield self._waited(what, ticks[what], len(demands[what]), top)
        if rest := ranked[_MOST_WAITS:]:
            others = set[str]().union(*(demands[what] for what in rest))
            label = self.words.plural("{count} other reason", "{count} other reasons", len(rest))
            yield self._waited(label, sum(ticks[what] for what in rest), len(others), top)

    def _what(self, to: LostTo, name: str) -> str:
        if to is LostTo.CHANGEOVER and not name:
            return self.words.text("changeovers")
        return self.words.text(_LOST[to], name=name)

    def _waited(self, what: str, ticks: int, demands: int, top: int) -> Waited:
        in_demands = self.words.plural("{count} demand", "{count} demands", demands)
        percent = min(100, round(100 * ticks / top))
        return Waited(what, self._short(ticks), in_demands, percent)
