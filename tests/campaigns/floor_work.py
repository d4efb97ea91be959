"""Random work of a shop floor: what is made of what, in which phases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.campaigns.floor_places import skills

if TYPE_CHECKING:
    from tests.campaigns.dice import Row
    from tests.campaigns.floor_places import Floor

__all__ = ["Shop", "bills", "goods", "routings"]

_STATES: dict[str, list[dict[str, str]]] = {
    "colour": [{}, {"colour": "red"}, {"colour": "blue"}],
    "all": [
        {},
        {"colour": "red", "heat": "100", "die": "D1"},
        {"colour": "blue", "heat": "140", "die": "D2"},
    ],
}


class Shop(NamedTuple):
    """Where phases may run; what phases of one code at one center have in common."""

    centers: list[Row]
    machines: list[Row]
    alike: dict[tuple[object, object], Row]

    def named(self, center: Row) -> list[str]:
        """Return the machines of a center that have names, those switched off too."""
        return [str(row["id"]) for row in self.machines if row["work_center"] == center["id"]]

    def working(self, center: Row) -> list[str]:
        """Return the machines of a center, as plans call them."""
        own = [row for row in self.machines if row["work_center"] == center["id"]]
        if own:
            return [str(row["id"]) for row in own if row.get("active", True)]
        if center.get("infinite") or center.get("external"):
            return []
        count = center["capacity"]
        assert isinstance(count, int)
        return [f"{center['id']}-{number}" for number in range(1, count + 1)]

    def rules(self, center: Row) -> set[object]:
        """Return the setup rules that look at what runs at a center."""
        own = [row for row in self.machines if row["work_center"] == center["id"]]
        found = {row.get("setup_rule", center.get("setup_rule")) for row in own}
        return (found or {center.get("setup_rule")}) - {None}


def goods(floor: Floor) -> list[Row]:
    """Return what is made on up to three levels, what is bought, and a mould."""
    count = floor.number(2, 4) if "bom" in floor.rules else floor.number(1, 2)
    rows: list[Row] = []
    for number in range(count):
        row: Row = {"id": f"P{number}", "source": "make"}
        if floor.has("lots", 0.6):
            row["transfer_lot"] = floor.number(0, 4)
            row["withdrawal_lot"] = floor.number(0, 4)
        if floor.has("fence", 0.3):
            row["fence"] = floor.days(2)
        if floor.has("analysis", 0.2):
            row["analysis_time"] = "1d"
        rows.append(row)
    rows.append({"id": "RAW", "source": "buy", "lead_time": floor.days(3)})
    rows.append({"id": "MOULD", "source": "buy", "lead_time": floor.days(4)})
    return rows


def bills(floor: Floor, made: list[Row], phases: dict[str, list[int]]) -> list[Row]:
    """Return bills of materials: each item of those after it, and of bought material."""
    rows: list[Row] = []
    for number, row in enumerate(made):
        lines: list[Row] = []
        if "bom" in floor.rules:
            lower = [str(other["id"]) for other in made[number + 1 :]]
            lines += [{"item": item, "quantity": floor.pick(1, 1, 2)} for item in lower[:2]]
        if floor.has("material"):
            lines.append({"item": "RAW", "quantity": floor.pick(1, "0.5")})
        for line in lines:
            if floor.chance(0.4):
                line["phase"] = floor.one_of(phases[str(row["id"])])
            floor.put(line, "critical", critical=True)
        if lines and floor.chance(0.9):
            rows.append({"parent": row["id"], "components": lines})
    return rows


def routings(floor: Floor, made: list[Row], shop: Shop) -> list[Row]:
    """Return a routing of every item that is made."""
    return [{"item": row["id"], "operations": _operations(floor, shop)} for row in made]


def _operations(floor: Floor, shop: Shop) -> list[Row]:
    count = floor.number(1, 4) if "phases" in floor.rules else floor.number(1, 2)
    rows = [_operation(floor, 10 * number, shop) for number in range(1, count + 1)]
    for row in rows[1:]:
        if floor.has("validity", 0.2):
            row["valid_from"] = floor.day(-3, 3)
    for number, row in enumerate(rows[1:], start=1):
        phases = [other["phase"] for other in rows[:number]]
        if floor.has("after", 0.4):
            row["after"] = floor.some(phases, 2)
        _overlap(floor, row, rows)
    return rows


def _overlap(floor: Floor, row: Row, rows: list[Row]) -> None:
    """Let a phase overlap with the one it follows, if it is one, without a longest wait."""
    after = row.get("after")
    is_single = after is None or (isinstance(after, list) and len(after) == 1)
    is_plain = not any("max_wait" in other or "valid_from" in other for other in rows)
    if not (is_single and is_plain and floor.has("overlap", 0.6)):
        return
    kind = floor.pick("pieces", "time", "percent", "total")
    overlap: Row = {"type": kind}
    if kind != "total":
        overlap["value"] = floor.number(0, 8) if kind != "percent" else floor.number(0, 100)
    floor.put(overlap, "idle", idle=True)
    row["overlap"] = overlap


def _operation(floor: Floor, phase: int, shop: Shop) -> Row:
    center = floor.one_of(shop.centers)
    row: Row = {"phase": phase, "work_center": center["id"]}
    _waits(floor, row)
    if center.get("external"):
        row.pop("wait_commits", None)
        return row | {"lead_time": floor.days(3)}
    row |= {"setup": floor.time(20), "run": floor.time(12)}
    _times(floor, row)
    _needs(floor, row, shop, center)
    if center.get("aggregation_rule"):
        row |= {"aggregation": floor.pick("hot", "hot", "warm"), "fill": floor.pick(1, 1, "0.5", 2)}
        known = shop.alike.setdefault((center["id"], row["aggregation"]), row)
        for name in ("skills", "resources", "equipment", "fixed_time"):
            row.pop(name, None)
            if name in known:
                row[name] = known[name]
    else:
        _machines(floor, row, shop, center)
    rules = shop.rules(center)
    if rules and floor.chance(0.8):
        row["state"] = floor.one_of(_STATES["all" if "all" in rules else "colour"])
    return row


def _waits(floor: Floor, row: Row) -> None:
    if floor.has("wait"):
        row["wait"] = floor.time(150)
        floor.put(row, "wait-each", wait_each=True)
        floor.put(row, "wait-commits", wait_commits=True)
    if floor.has("max-wait", 0.35):
        row["max_wait"] = floor.pick("4h", "8h", "1d", "2d")
        if "wait" not in row:
            row["max_wait"] = floor.pick("0m", "20m", row["max_wait"])


def _times(floor: Floor, row: Row) -> None:
    floor.put(row, "pieces", pieces=floor.pick(2, 3, "0.5"))
    floor.put(row, "worker-run", worker_run=floor.time(15))
    floor.put(row, "retool", retool=floor.time(6))
    if floor.has("fixed-time", 0.3):
        row["fixed_time"] = floor.chance(0.5)


def _needs(floor: Floor, row: Row, shop: Shop, center: Row) -> None:
    """Let a phase need people, tools and crews beside its machine."""
    floor.put(row, "skills", skills=skills(floor))
    uses: list[Row] = []
    if floor.has("tools", 0.35):
        uses.append({"resource": "jig"})
    if floor.has("crews", 0.4):
        uses.append({"resource": "team", "quantity": floor.number(1, 2)})
    machines = shop.working(center)
    if machines and not center.get("aggregation_rule") and floor.has("machine-use", 0.4):
        free = [name for name in ("jig", "team") if all(name != use["resource"] for use in uses)]
        uses += [{"resource": name, "machine": floor.one_of(machines)} for name in free[:1]]
    if uses:
        row["resources"] = uses
    if floor.has("equipment", 0.3):
        row["equipment"] = [{"item": "MOULD", "to_reorder": floor.chance(0.5)}]


def _machines(floor: Floor, row: Row, shop: Shop, center: Row) -> None:
    """Say on which machines a phase runs, on how many, or where else."""
    machines = shop.working(center)
    if machines and floor.has("machine-times", 0.4):
        chosen = floor.some(machines, 3) or machines[:1]
        times: list[Row] = [{"machine": name} for name in chosen]
        for one in times:
            floor.fields(one, 0.5, setup=floor.time(20), run=floor.time(9), pieces=floor.pick(1, 4))
        row["machines"] = times
        machines = chosen
    if len(machines) > 1 and floor.has("machine-count", 0.4):
        row["machine_count"] = floor.number(2, len(machines))
    others = [
        other
        for other in shop.centers
        if other["id"] != center["id"]
        and not other.get("external")
        and not other.get("aggregation_rule")
        and not (shop.rules(other) or shop.rules(center))
    ]
    if others and floor.has("alternatives", 0.4) and "machine_count" not in row:
        row["alternatives"] = [{"work_center": floor.one_of(others)["id"], "run": floor.time(10)}]
