"""Random places of a shop floor: centers, machines, people, tools, what they are set to."""

from __future__ import annotations

from tests.campaigns.dice import Dice, Row

__all__ = ["PROPERTIES", "RULES", "Floor", "calendars", "downtimes", "places"]

RULES = (
    "after", "alternatives", "analysis", "bom", "centers", "classes", "crews", "critical", "delay",
    "demands-hard", "downtime", "efficiency", "equipment", "external", "fence", "fixed-time",
    "frozen", "hold-end", "idle", "infinite", "lots", "machine-calendar", "machine-count",
    "machine-times", "machine-use", "machines", "material", "max-tasks", "max-wait", "min-free",
    "most", "one-piece", "oven", "overlap", "overtime", "patience", "phases", "pieces", "previous",
    "priorities", "proportional", "purchase", "records", "release-advance", "retool", "same",
    "setup", "setup-skills", "share", "shifts", "skills", "started", "state", "stock", "time",
    "tools", "utilisation", "validity", "wait", "wait-commits", "wait-each", "wait-until",
    "worker-run",
)  # fmt: skip
"""What a floor may know, each switched on or off as a whole: few rules tell more than many."""

SKILLS = ("fit", "weld", "rig")
_SHIFTS = {
    "day": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
    "long": {"mon-sat": ["06:00-22:00"]},
    "night": {"mon-sun": ["22:00-06:00"]},
    "always": {"mon-sun": ["00:00-24:00"]},
}
_FEWER = {"mon-sun": ["06:00-14:00", "14:00-22:00 x1"]}
_OVERTIME = (
    {"date": "2026-06-06", "shifts": ["08:00-12:00"]},
    {"from": "2026-06-02", "to": "2026-06-05", "shifts": ["17:00-19:00 x1"]},
    {"from": "2026-06-01", "to": "2026-06-09", "shifts": ["16:00-18:30"]},
)
PROPERTIES: list[Row] = [
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


class Floor(Dice):
    """A source of draws that knows which rules its floor has."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.horizon = self.number(6, 16)
        chance = self.pick(0.04, 0.12, 0.3, 0.6, 0.95)
        self.rules = {rule for rule in RULES if self.number(0, 999) < 1000 * chance}

    def has(self, rule: str, chance: float = 0.5) -> bool:
        """Tell whether a rule of the floor is drawn here."""
        drawn = self.number(0, 999) < 1000 * chance
        return drawn and rule in self.rules

    def put(self, row: Row, rule: str, **values: object) -> None:
        """Give a row some fields of a rule, now and then."""
        if self.has(rule):
            row |= values

    def time(self, most: int) -> str:
        """Return a duration, now and then none at all, or with seconds."""
        return self.pick("0m", "45s", *(f"{self.number(1, most)}m" for _ in range(6)))


def calendars(floor: Floor) -> list[Row]:
    """Return five calendars, some with overtime, exceptions or fewer machines in a shift."""
    shifts = dict(_SHIFTS) | {"fewer": _FEWER if "shifts" in floor.rules else _SHIFTS["long"]}
    rows: list[Row] = [{"id": name, "shifts": days} for name, days in shifts.items()]
    for row in rows:
        if row["id"] != "always":
            floor.put(row, "overtime", overtime=[floor.pick(*_OVERTIME)])
            if floor.has("shifts", 0.2):
                row["exceptions"] = [{"date": floor.day(1, 4), "reason": "closed"}]
    return rows


def places(floor: Floor) -> Row:
    """Return the tables of centers, machines, people and further resources."""
    names = ("A", "B", "C")[: floor.number(1, 3) if "centers" in floor.rules else 2]
    centers = [_center(floor, name) for name in names]
    machines = [row for center in centers for row in _machines(floor, center)]
    if "external" in floor.rules:
        out: Row = {"id": "OUT", "external": True, "calendar": floor.pick("day", "always")}
        centers.append(out | {"infinite": floor.chance(0.3)})
    return {
        "work_centers": centers,
        "machines": machines,
        "resources": _resources(floor),
        "workers": _workers(floor),
        "setup_properties": PROPERTIES,
        "setup_rules": _setup_rules(floor),
        "aggregation_rules": [_oven(floor)],
    }


def _center(floor: Floor, name: str) -> Row:
    row: Row = {"id": name, "capacity": floor.pick(1, 1, 2, 3)}
    if floor.chance(0.8):
        row["calendar"] = floor.pick("day", "long", "fewer", "night", "always", "fewer")
    kind = floor.pick("plain", "setup", "setup", "oven", "tasks", "infinite")
    if kind == "oven" and "oven" in floor.rules:
        row["aggregation_rule"] = "oven"
    elif kind == "setup":
        floor.put(row, "setup", setup_rule="colour")
        floor.put(row, "records", setup_rule="all")
        floor.put(row, "setup-skills", setup_skills=_people(floor, floor.pick("rig", "fit")))
        floor.put(row, "setup", setup_rate=floor.number(0, 60))
    elif kind == "tasks":
        floor.put(row, "max-tasks", max_tasks=floor.number(1, 2))
        floor.put(row, "min-free", min_free=floor.pick(30, 50, 100))
    elif kind == "infinite" and floor.has("infinite"):
        row["infinite"] = True
    if floor.has("skills", 0.3):
        row["skills"] = _people(floor, floor.pick(*SKILLS))
    floor.put(row, "fixed-time", fixed_time=True)
    floor.put(row, "utilisation", utilisation=floor.pick("0.9", "0.7"))
    if floor.has("one-piece", 0.3):
        row["interruptible"] = False
    floor.put(row, "overtime", overtime_rate=floor.number(0, 30))
    return row


def _people(floor: Floor, skill: str) -> list[Row]:
    row: Row = {"skill": skill}
    floor.put(row, "share", share=floor.pick("0.5", "0.25", "0.33"))
    if floor.has("most", 0.4):
        row["most"] = 2
    elif floor.has("skills", 0.15):
        row["quantity"] = 2
    return [row]


def skills(floor: Floor) -> list[Row]:
    """Return who works at one operation: one skill or two."""
    first = floor.pick(*SKILLS)
    rows = _people(floor, first)
    if floor.has("skills", 0.25):
        rows += _people(floor, floor.one_of([name for name in SKILLS if name != first]))
    return rows


def _machines(floor: Floor, center: Row) -> list[Row]:
    if not floor.has("machines", 0.6) or center.get("infinite"):
        return []
    rows: list[Row] = []
    for number in range(1, floor.number(1, 3) + 1):
        row: Row = {"id": f"{center['id']}:{number}", "work_center": center["id"]}
        floor.put(row, "machine-calendar", calendar=floor.pick("day", "long", "always", "fewer"))
        floor.put(row, "efficiency", efficiency=floor.pick("0.5", "0.8", "1.25"))
        is_plain = "aggregation_rule" not in center and not center.get("setup_rule")
        if is_plain and floor.has("setup", 0.2):
            row["setup_rule"] = "colour"
        if "colour" in (row.get("setup_rule"), center.get("setup_rule")):
            floor.put(row, "state", initial={"colour": floor.pick("red", "blue")})
        rows.append(row)
    if len(rows) > 1 and floor.has("machines", 0.1):
        rows[-1]["active"] = False
    return rows


def _resources(floor: Floor) -> list[Row]:
    jig: Row = {"id": "jig", "capacity": floor.number(1, 2)}
    floor.put(jig, "tools", calendar=floor.pick("day", "long", "fewer"))
    team: Row = {"id": "team", "kind": "crew", "capacity": floor.number(2, 3)}
    floor.put(team, "crews", calendar=floor.pick("long", "fewer", "always"))
    return [jig, team]


def _workers(floor: Floor) -> list[Row]:
    rows: list[Row] = [{"id": "Eva", "skills": list(SKILLS), "calendar": "always"}]
    for name in ("Ion", "Ana", "Sam")[: floor.number(1, 3)]:
        row: Row = {"id": name, "skills": floor.some(list(SKILLS), 3) or ["fit"]}
        if floor.chance(0.7):
            row["calendar"] = floor.pick("day", "long", "always", "fewer")
        rows.append(row)
    return rows


def _setup_rules(floor: Floor) -> list[Row]:
    colour: Row = {"id": "colour", "property": "colour", "default": floor.time(40)}
    floor.put(colour, "state", initial="red")
    several: Row = {
        "id": "all",
        "records": [
            {
                "properties": [{"property": "colour"}, {"property": "die", "coefficient": "1.5"}],
                "combine": floor.pick("sum", "max", "min", "average"),
            },
            {"properties": [{"property": "heat"}], "coefficient": "1.2"},
        ],
    }
    floor.put(several, "state", initial_states={"colour": "red", "heat": "100", "die": "D1"})
    return [colour, several]


def _oven(floor: Floor) -> Row:
    row: Row = {"id": "oven", "most": floor.pick(6, 12, 30)}
    floor.put(row, "oven", least=floor.number(1, 6))
    floor.put(row, "same", same_quantity=True)
    floor.put(row, "same", per_order=True)
    floor.put(row, "patience", max_wait=floor.time(300))
    return row


def downtimes(floor: Floor, tables: Row) -> list[Row]:
    """Return up to two absences: of machines, centers, tools, people."""
    if "downtime" not in floor.rules:
        return []
    known = [
        str(row["id"])
        for table in ("work_centers", "machines", "resources", "workers")
        for row in _rows(tables[table])
    ]
    found: list[Row] = []
    for _ in range(floor.number(1, 2)):
        first, hour = floor.number(0, 3), floor.number(0, 12)
        last = first + floor.number(0, 2)
        found.append(
            {
                "resource": floor.one_of(known),
                "from": f"{floor.day(first, first)}T{hour:02}:20",
                "to": f"{floor.day(last, last)}T{hour + floor.number(1, 9):02}:40",
            }
        )
    return found


def _rows(table: object) -> list[Row]:
    assert isinstance(table, list)
    return table
