"""Facts that leave no plan are told in the user's units."""

from __future__ import annotations

import pytest

from models.errors import NoPlanExists
from models.plan import Mode
from scheduler.pipeline import plan
from solvers.options import SolveOptions
from tests.scheduler.scenario_builder import plant, routing


@pytest.mark.parametrize("tick", ["1m", "1s"])
@pytest.mark.parametrize("mode", list(Mode))
def test_both_lengths_are_told_in_minutes_whatever_the_tick(mode: Mode, tick: str) -> None:
    scenario = plant(
        scenario={"id": "t", "start": "2026-06-01T00:00", "horizon": "9d", "tick": tick},
        work_centers=[{"id": "A", "calendar": "day", "interruptible": False}],
        routings=[routing("X", (10, "A", "1m"), (20, "A", "5m"), (30, "A", "1m"))],
        demands=[{"id": "D", "item": "X", "quantity": 60, "due": "2026-06-05"}],
    )
    # 60 x 5m = 300 minutes; the longest window is 08:00-12:00
    told = "works 300 minutes without a break, but the longest window of its calendar has 240 min"
    with pytest.raises(NoPlanExists, match=told):
        plan(scenario, SolveOptions(mode=mode, workers=1, deterministic_limit=1))
