"""The live line says who found what, in the user's units."""

from __future__ import annotations

from models.schedule import Level, Objective
from scheduler.cli.progress_line import ProgressLine
from solvers.options import ProgressEvent


def test_the_line_keeps_the_last_word_on_every_level() -> None:
    tardiness, makespan = Level.of(Objective.TARDINESS), Level.of(Objective.MAKESPAN)
    line = ProgressLine(60.0)
    line.show(ProgressEvent(0.0, "compiling"))
    assert line.text == "compiling"
    line.show(ProgressEvent(0.1, "rules", tardiness, 250, None, "2.50 weighted days"))
    line.show(ProgressEvent(0.1, "rules", makespan, 1440, None, "1.00 d"))
    line.show(
        ProgressEvent(0.2, "bounds", tardiness, 250, 100, "2.50 weighted days, at least 1.00")
    )
    assert line.text == ("bounds: tardiness 2.50 weighted days, at least 1.00 · makespan 1.00 d")


def test_a_level_without_a_text_shows_its_number() -> None:
    line = ProgressLine(60.0)
    line.show(ProgressEvent(0.0, "cp-sat", Level.of(Objective.MAKESPAN), 12345))
    assert line.text == "cp-sat: makespan 12,345"
