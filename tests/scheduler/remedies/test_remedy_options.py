"""The options that a remedy tells are the change that was tried."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.changes import Move
from scheduler.cli.changes_text import MOVE, MoveText
from scheduler.remedies.words import options_of


@pytest.mark.parametrize("second", [0, 30])
def test_a_move_is_told_to_the_second_where_ticks_are_seconds(second: int) -> None:
    # a phase that is ready at 08:00:30 may not start at 08:00
    start = datetime.fromisoformat(f"2026-06-09T08:00:{second:02}")
    told, _ = options_of(Move("MO-1", 10, start, "M-2"))
    assert MOVE.read(told.removeprefix("--move=")) == MoveText("MO-1", 10, start, None)
