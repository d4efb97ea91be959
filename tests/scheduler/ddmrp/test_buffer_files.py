from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import read, save
from tests.scheduler.ddmrp.ddmrp_helpers import TWELVE_DAYS, buffered
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING: dict[str, Any] = {
    **TWELVE_DAYS,
    "kind": "override",
    "usage": "weighted-past-and-ahead",
    "past_days": "30d",
    "ahead_days": "60d",
    "usage_factors": {"2026-07-01/2026-08-31": "1.5", "2026-12-24": 0},
    "spike_threshold": 60,
    "spike_horizon": "20d",
    "red": 1,
    "yellow": 2,
    "green": "3.5",
    "red_on": {"2026-07-01": 4},
    "yellow_on": {"2026-07-01": 5},
    "green_on": {"2026-07-01/2026-07-02": 6},
    "note": "checked in May",
}


@pytest.mark.parametrize("name", ["plant.yaml", "plant.json", "plant.xlsx", "plant"])
def test_buffers_survive_every_format(name: str, tmp_path: Path) -> None:
    scenario = scenario_of(items=[buffered("A", 5, "buy", **EVERYTHING), buffered("B", 1, "buy")])
    save(scenario, tmp_path / name)
    assert read(tmp_path / name).scenario == scenario


def test_a_wrong_span_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    save(scenario_of(items=[buffered("A", 5, "buy", red_on={"2026-07-01": 4})]), path)
    path.write_text(path.read_text("utf-8").replace("2026-07-01", "2026-07-32"), "utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        read(path)
    assert "items 'A'" in str(caught.value)
    assert "a date '2026-06-01', or two, '2026-06-01/2026-08-31'" in str(caught.value)
