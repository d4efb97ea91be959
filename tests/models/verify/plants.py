"""Small random plants with everything the scenario format offers, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from models.scenario import Scenario

__all__ = ["plants"]

CALENDARS = [
    {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    {"id": "long", "shifts": {"mon-fri": ["06:00-22:00"], "sat": ["06:00-12:00"]}},
    {"id": "night", "shifts": {"mon-sun": ["22:00-06:00"]}},
    {"id": "crew", "shifts": {"mon-sat": ["06:00-14:00 x2", "14:00-22:00 x1"]}},
    {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
]
NAMES = tuple(calendar["id"] for calendar in CALENDARS)
STARTS = [
    ("2026-06-02T06:00", "UTC"),
    ("2026-03-27T13:30", "Europe/Rome"),
    ("2026-10-23T07:00", "Europe/Rome"),
]
CENTERS = ("A", "B", "C", "OUT")


def _minutes(draw: st.DrawFn, most: int) -> str:
    return f"{draw(st.integers(0, most))}m"


@st.composite
def _center(draw: st.DrawFn, name: str) -> dict[str, Any]:
    if name == "OUT":
        return {"id": name, "external": True, "calendar": draw(st.sampled_from(NAMES[:2]))}
    return {
        "id": name,
        "calendar": draw(st.sampled_from(NAMES)),
        "capacity": draw(st.integers(1, 3)),
        "infinite": draw(st.sampled_from([False, False, False, True])),
        "interruptible": draw(st.sampled_from([True, True, False])),
        "utilisation": draw(st.sampled_from(["1", "0.9", "0.7"])),
        "setup_rule": draw(st.sampled_from([None, "colour"])),
    }


@st.composite
def _operation(draw: st.DrawFn, phase: int) -> dict[str, Any]:
    center = draw(st.sampled_from(CENTERS))
    row: dict[str, Any] = {"phase": phase, "work_center": center}
    if center == "OUT":
        row["lead_time"] = f"{draw(st.integers(0, 3))}d"
    else:
        row |= {"setup": _minutes(draw, 30), "run": f"{draw(st.integers(0, 900))}s"}
        row["pieces"] = draw(st.sampled_from([1, 3]))
        row["resources"] = draw(st.sampled_from([[], [], [{"resource": "crew"}]]))
        row["state"] = draw(st.sampled_from([{}, {"colour": "red"}, {"colour": "blue"}]))
    if center == "A" and draw(st.booleans()):
        row["alternatives"] = [{"work_center": "B", "run": "4m"}]
    if draw(st.booleans()):
        row["wait"] = _minutes(draw, 200)
    if phase > 10:
        kind = draw(st.sampled_from([None, "pieces", "time", "percent", "total"]))
        if kind == "total":
            row["overlap"] = {"type": kind}
        elif kind:
            row["overlap"] = {"type": kind, "value": draw(st.integers(1, 99))}
    return row


@st.composite
def _documents(draw: st.DrawFn, routings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw a started order, a frozen one, and a purchase."""
    phases = {row["item"]: [op["phase"] for op in row["operations"]] for row in routings}
    rows: list[dict[str, Any]] = []
    part = phases.get("PART", [])
    if len(part) > 0 and draw(st.booleans()):
        started = {"phase": part[0], "state": "started", "good": draw(st.integers(0, 9))}
        closed = [{"phase": part[0], "state": "closed"}]
        progress = draw(st.sampled_from([[started], closed]))
        rows.append({"id": "MO-BEGUN", "item": "PART", "quantity": 8, "progress": progress})
    if draw(st.booleans()):
        day = draw(st.sampled_from([None, 1, 4]))
        rows.append({"id": "MO-COLD", "item": "SUB", "quantity": 5, "frozen": True, "start": day})
    if draw(st.booleans()):
        rows.append({"id": "PO-RAW", "type": "purchase", "item": "RAW", "quantity": 30})
    return rows


@st.composite
def plants(draw: st.DrawFn) -> Scenario:
    """Draw a plant that makes PART of SUB of RAW."""
    start, zone = draw(st.sampled_from(STARTS))
    date, month = start[8:10], start[:8]
    routings = [
        {"item": name, "operations": [draw(_operation(10 * k)) for k in range(1, count + 1)]}
        for name, count in (("PART", draw(st.integers(1, 4))), ("SUB", draw(st.integers(0, 3))))
        if count
    ]
    documents = draw(_documents(routings))
    for row in documents:
        row.setdefault("type", "production")
        row["end"] = f"{month}{int(date) + draw(st.integers(0, 3)):02}"
        if row.get("start") is not None:
            row["start"] = f"{month}{int(date) + row['start']:02}T07:30"
    demands = [
        {
            "id": f"D-{k}",
            "item": "PART",
            "quantity": draw(st.integers(1, 12)),
            "due": f"{month}{int(date) + draw(st.integers(-1, 4)):02}",
        }
        for k in range(draw(st.integers(1, 3)))
    ]
    source = draw(st.sampled_from(["make", "make", "subcontract"]))
    return Scenario.model_validate(
        {
            "scenario": {"id": "plant", "start": start, "horizon": "20d", "timezone": zone},
            "settings": {"purchase_delay": draw(st.sampled_from(["0d", "1d"]))},
            "calendars": CALENDARS,
            "work_centers": [draw(_center(name)) for name in CENTERS],
            "resources": [
                {"id": "crew", "calendar": draw(st.sampled_from([None, "crew"])), "capacity": 2}
            ],
            "setup_rules": [
                {
                    "id": "colour",
                    "property": "colour",
                    "default": "25m",
                    "matrix": [{"from": "red", "to": "blue", "time": "10m"}],
                    "initial": draw(st.sampled_from([None, "red"])),
                }
            ],
            "items": [
                {"id": "PART", "source": "make", "lead_time": "1d"},
                {"id": "SUB", "source": source, "lead_time": "2d"},
                {
                    "id": "RAW",
                    "source": "buy",
                    "lead_time": f"{draw(st.integers(0, 4))}d",
                    "lead_time_days": draw(st.sampled_from([None, "working"])),
                    "lot": {"rule": "fixed", "size": 7},
                },
            ],
            "boms": [
                {"parent": "PART", "components": [{"item": "SUB", "quantity": 1, "phase": 10}]},
                {
                    "parent": "SUB",
                    "components": [{"item": "RAW", "quantity": "1.5", "scrap": "0.07"}],
                },
            ],
            "routings": routings,
            "stock": [{"item": "RAW", "quantity": draw(st.integers(0, 20))}],
            "orders": documents,
            "demands": demands,
        }
    )
