"""Small random shops with every rule of the shop floor, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from models.scenario import Scenario

__all__ = ["shops"]

CALENDARS = [
    {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    {
        "id": "long",
        "shifts": {"mon-sat": ["06:00-22:00"]},
        "overtime": [{"from": "2026-06-02", "to": "2026-06-05", "shifts": ["21:00-23:30"]}],
    },
    {"id": "fewer", "shifts": {"mon-sun": ["06:00-14:00", "14:00-22:00 x1"]}},
    {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
]
NAMES = ("day", "long", "fewer", "always")
PROPERTIES = [
    {
        "id": "colour",
        "matrix": [{"from": "red", "to": "blue", "time": "25m"}],
        "default": "10m",
    },
    {"id": "heat", "numeric": True, "per_unit": "7s", "constant": "2m"},
    {
        "id": "die",
        "mounting": [{"value": name, "mount": "8m", "dismount": "5m"} for name in ("D1", "D2")],
    },
]
RULES = [
    {"id": "colour", "property": "colour", "default": "15m", "initial": "red"},
    {
        "id": "all",
        "records": [
            {
                "properties": [{"property": "colour"}, {"property": "die", "coefficient": "1.5"}],
                "combine": "sum",
            },
            {"properties": [{"property": "heat"}], "coefficient": "1.2"},
        ],
        "initial_states": {"colour": "red", "heat": "100", "die": "D1"},
    },
]
STATES: dict[str | None, Any] = {
    None: st.just({}),
    "colour": st.sampled_from([{}, {"colour": "red"}, {"colour": "blue"}]),
    "all": st.sampled_from(
        [
            {},
            {"colour": "red", "heat": "100", "die": "D1"},
            {"colour": "blue", "heat": "140", "die": "D2"},
        ]
    ),
}


def _minutes(draw: st.DrawFn, most: int) -> str:
    return f"{draw(st.integers(0, most))}m"


def _maybe(draw: st.DrawFn, row: dict[str, Any], **fields: Any) -> None:
    """Put each field into a row or leave it out."""
    for name, strategy in fields.items():
        if draw(st.integers(0, 3)) == 0:
            row[name] = draw(strategy) if isinstance(strategy, st.SearchStrategy) else strategy


@st.composite
def _center(draw: st.DrawFn, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": name,
        "calendar": draw(st.sampled_from(NAMES)),
        "capacity": draw(st.integers(1, 3)),
    }
    kind = draw(st.sampled_from(["plain", "plain", "setup", "oven", "tasks", "infinite"]))
    row["infinite"] = kind == "infinite"
    if kind == "setup":
        _maybe(draw, row, setup_rule=st.sampled_from(["colour", "all"]))
        _maybe(draw, row, setup_skills=[{"skill": "set"}])
    elif kind == "oven":
        row["aggregation_rule"] = "oven"
    elif kind == "tasks":
        _maybe(draw, row, max_tasks=st.integers(1, 2), min_free=st.sampled_from([30, 50]))
    _maybe(draw, row, skills=[{"skill": "fit"}], fixed_time=True)
    _maybe(draw, row, utilisation=st.sampled_from(["0.9", "0.7"]), interruptible=False)
    return row


def _machines(draw: st.DrawFn, center: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        row: dict[str, Any] = {"id": f"{center['id']}:{number}", "work_center": center["id"]}
        _maybe(draw, row, calendar=st.sampled_from(NAMES[:2]))
        _maybe(draw, row, efficiency=st.sampled_from(["0.5", "0.8"]))
        if center.get("setup_rule") == "colour":
            _maybe(draw, row, initial={"colour": "blue"})
        rows.append(row)
    return rows


@st.composite
def _skill(draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {"skill": draw(st.sampled_from(["fit", "weld"]))}
    _maybe(draw, row, most=2, share="0.5")
    return row


@st.composite
def _operation(
    draw: st.DrawFn, phase: int, centers: list[dict[str, Any]], machines: list[dict[str, Any]]
) -> dict[str, Any]:
    center = draw(st.sampled_from(centers))
    row: dict[str, Any] = {
        "phase": phase, "work_center": center["id"],
        "setup": _minutes(draw, 20), "run": f"{draw(st.integers(0, 700))}s",
        "pieces": draw(st.sampled_from([1, 3])),
        "state": draw(STATES[center.get("setup_rule")]),
    }  # fmt: skip
    _maybe(
        draw, row, worker_run=st.sampled_from(["5m", "12m"]), retool="3m", fixed_time=True,
        skills=st.lists(_skill(), min_size=1, max_size=2, unique_by=lambda use: use["skill"]),
        resources=st.sampled_from(
            [[{"resource": "jig"}], [{"resource": "team", "quantity": 2}]]
        ),
    )  # fmt: skip
    if draw(st.booleans()):
        _maybe(draw, row, wait=st.sampled_from(["20m", "90s"]), wait_each=True, wait_commits=True)
    if draw(st.integers(0, 5)) == 0 and "wait" not in row:
        row["max_wait"] = draw(st.sampled_from(["0m", "40m", "8h"]))
    tool = {"item": "MOULD", "to_reorder": draw(st.booleans())}
    _maybe(draw, row, equipment=[tool])
    if "aggregation_rule" in center:
        # who may share a session must be alike
        for name in ("skills", "resources", "equipment", "fixed_time"):
            row.pop(name, None)
        row |= {"aggregation": draw(st.sampled_from([None, "hot", "hot", "hot"])), "fill": 1}
    own = [machine["id"] for machine in machines if machine["work_center"] == center["id"]]
    count = len(own) or center["capacity"]
    if own and "aggregation_rule" not in center:
        _maybe(draw, row, machines=[{"machine": own[-1], "setup": "1m", "run": "4m"}])
    if count > 1 and not {"machines", "resources"} & {*row} and "aggregation_rule" not in center:
        _maybe(draw, row, machine_count=2)
    if own and "resources" in row:
        row["resources"] = [row["resources"][0] | {"machine": own[0]}]
    others = [other for other in centers if other is not center and not _is_special(other)]
    if others and not _is_special(center) and "machine_count" not in row:
        _maybe(draw, row, alternatives=[{"work_center": others[0]["id"], "run": "2m"}])
    return row


def _is_special(center: dict[str, Any]) -> bool:
    return bool({"aggregation_rule", "setup_rule"} & {*center})


@st.composite
def _routing(
    draw: st.DrawFn, item: str, centers: list[dict[str, Any]], machines: list[dict[str, Any]]
) -> dict[str, Any]:
    rows = [
        draw(_operation(10 * number, centers, machines))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    for number, row in enumerate(rows[1:], start=1):
        after = draw(st.sampled_from([None, None, [], [10]]))
        if after is not None:
            row["after"] = after
        before = rows[number - 1] if after is None else rows[0]
        if after != [] and "max_wait" not in before and draw(st.booleans()):
            kind = draw(st.sampled_from(["pieces", "time", "percent", "total"]))
            row["overlap"] = {"type": kind, "idle": draw(st.integers(0, 3)) > 0}
            if kind != "total":
                row["overlap"]["value"] = draw(st.integers(1, 8))
    return {"item": item, "operations": rows}


@st.composite
def _orders(draw: st.DrawFn, phases: list[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    base = {"type": "production", "item": "PART", "quantity": 8, "end": "2026-06-05"}
    if draw(st.integers(0, 2)) == 0:
        progress: dict[str, Any] = {"phase": phases[0], "state": "started"}
        _maybe(draw, progress, good=st.integers(0, 7), worked="9m")
        rows.append(base | {"id": "BEGUN", "progress": [progress]})
    if draw(st.integers(0, 2)) == 0:
        pinned = draw(st.sampled_from([[], [{"phase": phases[-1], "start": "2026-06-03T14:00"}]]))
        cold = {"id": "COLD", "frozen": True, "start": "2026-06-03T09:10", "pinned": pinned}
        rows.append(base | cold)
    if draw(st.integers(0, 2)) == 0:
        rows.append(base | {"id": "HELD", "hold_end": True, "end": "2026-06-12"})
    return rows


@st.composite
def _settings(draw: st.DrawFn) -> dict[str, Any]:
    shop: dict[str, Any] = {}
    _maybe(
        draw, shop, executions="proportional", remainder="time", critical_only=True,
        release_advance=st.sampled_from([0, 1, -1]), wait_for_material=False,
        wait_until="2026-06-02", subcontract_delay="1d",
    )  # fmt: skip
    return {"shop": shop, "purchase_delay": draw(st.sampled_from(["0d", "1d"]))}


@st.composite
def shops(draw: st.DrawFn) -> Scenario:
    """Draw a shop that makes PART of SUB of bought RAW, from Tuesday 2026-06-02 06:00 on."""
    centers = [draw(_center(name)) for name in "ABC"]
    named = [row for row in centers if not row["infinite"] and draw(st.integers(0, 2)) == 0]
    machines = [machine for center in named for machine in _machines(draw, center)]
    routings = [draw(_routing(item, centers, machines)) for item in ("PART", "SUB")]
    phases = [row["phase"] for row in routings[0]["operations"]]
    lots = {"transfer_lot": 3, "withdrawal_lot": draw(st.sampled_from([0, 2, 4]))}
    source = draw(st.sampled_from(["make", "make", "make", "subcontract"]))
    sub: dict[str, Any] = {"id": "SUB", "source": source} | lots
    _maybe(draw, sub, fence="2d", analysis_time="1d")
    oven: dict[str, Any] = {"id": "oven", "most": draw(st.sampled_from([6, 20, 40]))}
    _maybe(draw, oven, least=st.integers(1, 6), same_quantity=True, max_wait="3h")
    down = [
        {"resource": name, "from": "2026-06-02T09:00", "to": "2026-06-02T15:20"}
        for name in draw(st.sampled_from([[], ["A"], ["jig"], ["Eva"]]))
    ]
    return Scenario.model_validate(
        {
            "scenario": {"id": "shop", "start": "2026-06-02T06:00", "horizon": "20d"},
            "settings": draw(_settings()),
            "calendars": CALENDARS,
            "work_centers": centers,
            "machines": machines,
            "resources": [
                {"id": "jig", "calendar": draw(st.sampled_from([None, "day"]))},
                {"id": "team", "kind": "crew", "calendar": "long", "capacity": 3},
            ],
            "workers": [
                {"id": "Eva", "skills": ["fit", "weld", "set"], "calendar": "day"},
                {"id": "Ion", "skills": ["fit"], "calendar": "long"},
                {"id": "Ana", "skills": ["weld", "fit"], "calendar": "long"},
                {"id": "Sam", "skills": ["set"], "calendar": "always"},
            ],
            "downtimes": down,
            "setup_properties": PROPERTIES,
            "setup_rules": RULES,
            "aggregation_rules": [oven],
            "items": [
                {"id": "PART", "source": "make"},
                sub,
                {"id": "RAW", "source": "buy", "lead_time": "1d"},
                {"id": "MOULD", "source": "buy", "lead_time": "1d"},
            ],
            "boms": [
                {"parent": "PART", "components": [{"item": "SUB", "quantity": 1}]},
                {
                    "parent": "SUB",
                    "components": [{"item": "RAW", "quantity": 1, "phase": 10, "critical": True}],
                },
            ],
            "routings": routings,
            "stock": [{"item": "MOULD", "quantity": draw(st.sampled_from([1, 1, 2, 0]))}],
            "orders": draw(_orders(phases)),
            "demands": [
                {
                    "id": f"D-{number}",
                    "item": "PART",
                    "quantity": draw(st.integers(1, 9)),
                    "due": draw(st.sampled_from(["2026-06-04", "2026-06-06"])),
                    "hard": draw(st.integers(0, 5)) == 0,
                }
                for number in range(1, draw(st.integers(1, 3)) + 1)
            ],
        }
    )
