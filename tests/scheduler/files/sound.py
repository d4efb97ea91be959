"""A small sound scenario, edits that break it, and the message each must give."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "BEGUN", "BILL", "CUT", "DEMAND", "FORK", "FRAME", "LINE", "MADE", "OVEN", "PAINT", "PAINTED",
    "PURCHASE", "SAW", "SAWN", "SOUND", "TUBE", "Case", "added", "case", "having",
]  # fmt: skip

SOUND = """\
scenario: {id: shop, start: 2026-06-01T06:00, horizon: 20d, timezone: Europe/Rome}
calendars:
  - id: day
    shifts: {mon-fri: ["08:00-12:00", "13:00-17:00"]}
    exceptions:
      - {date: 2026-06-02, shifts: []}
  - id: night
    shifts: {mon-thu: ["22:00-06:00"]}
work_centers:
  - {id: SAW, calendar: day}
  - {id: PAINT, calendar: day, capacity: 2, setup_rule: colour}
  - {id: PLATE, calendar: day, external: true, infinite: true}
resources:
  - {id: crew, calendar: day, capacity: 2}
setup_rules:
  - id: colour
    property: colour
    default: 30m
    matrix:
      - {from: white, to: red, time: 20m}
    initial: white
items:
  - {id: BIKE, source: make}
  - {id: FRAME, source: make, lot: {rule: fixed, size: 5}}
  - {id: FORK, source: subcontract}
  - {id: TUBE, source: buy, lead_time: 4d}
boms:
  - parent: BIKE
    components: [{item: FRAME, quantity: 1, phase: 10}, {item: FORK, quantity: 1}]
  - parent: FRAME
    components: [{item: TUBE, quantity: 3}]
routings:
  - item: BIKE
    operations:
      - {phase: 10, work_center: SAW, run: 5m}
      - {phase: 20, work_center: PAINT, run: 6m, state: {colour: red}, overlap: {type: total}}
  - item: FRAME
    operations:
      - {phase: 10, work_center: SAW, run: 5m, resources: [{resource: crew, quantity: 2}]}
  - item: FORK
    operations:
      - {phase: 10, work_center: PLATE, lead_time: 3d}
stock:
  - {item: TUBE, quantity: 10}
orders:
  - {id: PO-1, type: purchase, item: TUBE, quantity: 9, end: 2026-06-04}
  - id: MO-1
    type: production
    item: BIKE
    quantity: 4
    end: 2026-06-05
    progress:
      - {phase: 10, state: closed, good: 4}
      - {phase: 20, state: started, good: 1, machine: PAINT-1}
demands:
  - {id: SO-1, item: BIKE, quantity: 2, due: 2026-06-10}
"""

FRAME = "{id: FRAME, source: make, lot: {rule: fixed, size: 5}}"
FORK = "{id: FORK, source: subcontract}"
TUBE = "{id: TUBE, source: buy, lead_time: 4d}"
LINE = "[{item: TUBE, quantity: 3}]"
BILL = "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n"
PURCHASE = "{id: PO-1, type: purchase, item: TUBE, quantity: 9, end: 2026-06-04}"
DEMAND = "{id: SO-1, item: BIKE, quantity: 2, due: 2026-06-10}"
SAW = "{id: SAW, calendar: day}"
PAINT = "{id: PAINT, calendar: day, capacity: 2, setup_rule: colour}"
SAWN = "{phase: 10, work_center: SAW, run: 5m}"
PAINTED = "{phase: 20, work_center: PAINT, run: 6m, state: {colour: red}, overlap: {type: total}}"
CUT = "{phase: 10, work_center: SAW, run: 5m, resources: [{resource: crew, quantity: 2}]}"
MADE = "    end: 2026-06-05\n"
BEGUN = """\
    progress:
      - {phase: 10, state: closed, good: 4}
      - {phase: 20, state: started, good: 1, machine: PAINT-1}
"""
OVEN = "aggregation_rules: [{id: oven, most: 10}]"


def added(tables: str) -> tuple[str, str]:
    """Return the edit that puts tables at the end, from line 57 on."""
    return DEMAND, f"{DEMAND}\n{tables}"


def having(row: str, fields: str) -> str:
    """Return a row with further fields."""
    return f"{row[:-1]}, {fields}}}"


class Case(NamedTuple):
    """Edits of `SOUND` and the one message they must give, without the name of the file."""

    title: str
    old: str
    new: str
    message: str
    more: tuple[tuple[str, str], ...] = ()
    """Further edits."""

    def edited(self) -> str:
        """Return `SOUND` with the edits, each of which must change something."""
        text = SOUND
        for old, new in ((self.old, self.new), *self.more):
            assert old in text
            text = text.replace(old, new, 1)
        return text


def case(title: str, edit: tuple[str, str], message: str, *more: tuple[str, str]) -> Case:
    """Return a case whose edits are pairs of old and new text."""
    return Case(title, *edit, message, more)
