"""Progress reaches who listens, whatever that does; and nobody who has gone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from solvers.options import ProgressEvent
from solvers.portfolio.herald import Herald

if TYPE_CHECKING:
    import pytest


def _tell(herald: Herald, *stages: str) -> None:
    for stage in stages:
        herald.note(ProgressEvent(0.0, stage))
        herald.tell()


def test_events_come_in_their_order() -> None:
    heard: list[str] = []
    _tell(Herald(lambda event: heard.append(event.stage)), "first", "second")
    assert heard == ["first", "second"]


def test_what_a_listener_makes_happen_is_told_after_what_it_listens_to() -> None:
    heard: list[str] = []

    def listen(event: ProgressEvent) -> None:
        if event.stage == "first":
            _tell(herald, "of the listener")
        heard.append(event.stage)

    herald = Herald(listen)
    _tell(herald, "first", "second")
    assert heard == ["first", "of the listener", "second"]


def test_a_listener_that_raises_is_logged_and_told_nothing_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[str] = []

    def listen(event: ProgressEvent) -> None:
        heard.append(event.stage)
        message = "the terminal is gone"
        raise OSError(message)

    with caplog.at_level(logging.ERROR):
        _tell(Herald(listen), "first", "second")
    assert heard == ["first"]
    assert "who listens to progress failed" in caplog.text
    assert "the terminal is gone" in caplog.text


def test_after_the_end_nothing_is_told() -> None:
    heard: list[str] = []
    herald = Herald(lambda event: heard.append(event.stage))
    _tell(herald, "first")
    herald.end()
    _tell(herald, "of a search that came back late")
    assert heard == ["first"]
