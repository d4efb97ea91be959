"""A tiny shop to change: a press, an old one, and a place to pack."""

from __future__ import annotations

from typing import Any

from models.scenario import Scenario


def shop(**tables: Any) -> Scenario:
    """Return a shop from Monday 1 June 2026, 06:00 on, that works Monday to Friday 06-14.

    SIX, FOUR and TWO take as many hours on PRESS, then an hour each on PACK. Of PRESS there is
    one machine; OLD is another center where SIX may be pressed in twelve hours.
    """
    hours = {"SIX": "6h", "FOUR": "4h", "TWO": "2h"}
    base: dict[str, Any] = {
        "scenario": {"id": "shop", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}],
        "work_centers": [{"id": "PRESS"}, {"id": "OLD"}, {"id": "PACK"}],
        "items": [{"id": name, "source": "make"} for name in hours],
        "routings": [
            {"item": name, "operations": [press(name, run), packing()]}
            for name, run in hours.items()
        ],
        "demands": [
            {"id": f"SO-{name}", "item": name, "quantity": 1, "due": due}
            for name, due in (("SIX", "2026-06-02"), ("FOUR", "2026-06-03"), ("TWO", "2026-06-04"))
        ],
    }
    return Scenario.model_validate(base | tables)


def press(item: str, run: str) -> dict[str, Any]:
    """Return the first phase of an item."""
    others = [{"work_center": "OLD", "run": "12h"}] if item == "SIX" else []
    return {"phase": 10, "work_center": "PRESS", "run": run, "alternatives": others}


def packing() -> dict[str, Any]:
    """Return the last phase of every item."""
    return {"phase": 20, "work_center": "PACK", "run": "1h"}


def started(*, is_begun: bool = True, **tables: Any) -> Scenario:
    """Return the shop with TWO as a document whose first phase has begun: 2 h are left."""
    progress = [{"phase": 10, "state": "started", "machine": "PRESS-1"}] if is_begun else []
    order = {
        "id": "MO-7", "type": "production", "item": "TWO", "quantity": 1, "end": "2026-06-04",
        "status": "executive", "progress": progress,
    }  # fmt: skip
    return shop(**({"orders": [order]} | tables))
