"""Faults and doubts of machines, crews and setups."""

from __future__ import annotations

from tests.scheduler.files.sound import (
    BEGUN,
    CUT,
    MADE,
    PAINTED,
    SAW,
    SAWN,
    added,
    case,
    having,
)

__all__ = ["SHOP_CASES", "SHOP_WARNINGS"]

_FIRST = "{phase: 15, work_center: SAW, run: 1m, after: []}"
_SECOND = "  - {item: FRAME, cycle: 2, operations: [{phase: 1, work_center: SAW, run: 1m}]}\n"
_EVA = "workers: [{id: Eva, skills: [saw, weld]}]"


def frozen(pins: str) -> str:
    """Return the end of the order with pinned phases, from line 53 on."""
    return f"{MADE}    frozen: true\n    pinned: [{pins}]\n"


SHOP_CASES = [
    case(
        "machine of an unknown center",
        added("machines: [{id: S1, work_center: SAAW}]"),
        "machines 'S1' (line 57) work_center: found 'SAAW', expected the id of a work "
        "center\n"
        "    Did you mean 'SAW'?",
    ),
    case(
        "machine with an unknown calendar",
        added("machines: [{id: S1, work_center: SAW, calendar: nite}]"),
        "machines 'S1' (line 57) calendar: found 'nite', expected the id of a calendar\n"
        "    Did you mean 'night'?",
    ),
    case(
        "machine with an unknown setup rule",
        added("machines: [{id: S1, work_center: SAW, setup_rule: color}]"),
        "machines 'S1' (line 57) setup_rule: found 'color', expected the id of a setup rule\n"
        "    Did you mean 'colour'?",
    ),
    case(
        "worker with an unknown calendar",
        added("workers: [{id: Eva, skills: [saw], calendar: dy}]"),
        "workers 'Eva' (line 57) calendar: found 'dy', expected the id of a calendar\n"
        "    Did you mean 'day'?",
    ),
    case(
        "downtime of nobody",
        added("downtimes: [{resource: PAINT-3, from: 2026-06-02, to: 2026-06-03}]"),
        "downtimes 'PAINT-3' (line 57) resource: found 'PAINT-3', expected the id of a "
        "machine, a work center, a resource or a worker\n"
        "    Did you mean 'PAINT-2'?",
    ),
    case(
        "unknown critical center",
        added("settings: {shop: {critical_centers: [PAINT, SAAW]}}"),
        "settings (line 57) shop.critical_centers: found 'SAAW', expected the id of a work "
        "center\n"
        "    Did you mean 'SAW'?",
    ),
    case(
        "unknown equipment",
        (SAWN, having(SAWN, "equipment: [{item: JIG}]")),
        "routings.operations.equipment 'BIKE' / phase 10 / 'JIG' (line 35) item: found "
        "'JIG', expected the id of an item",
    ),
    case(
        "machine called like a center",
        added("machines: [{id: PAINT, work_center: SAW}]"),
        "machines 'PAINT' (line 57) id: found 'PAINT', expected an id that no work center has",
    ),
    case(
        "machine called like one that a capacity makes",
        added("machines: [{id: PAINT-2, work_center: SAW}]"),
        "machines 'PAINT-2' (line 57) id: found 'PAINT-2', expected an id that no machine "
        "of 'PAINT' has",
    ),
    case(
        "worker called like a resource",
        added("workers: [{id: crew, skills: [saw]}]"),
        "workers 'crew' (line 57) id: found 'crew', expected an id that no resource has",
    ),
    case(
        "downtime of a center and of a machine",
        added("downtimes: [{resource: PAINT-1, from: 2026-06-02, to: 2026-06-03}]"),
        "downtimes 'PAINT-1' (line 58) resource: found 'PAINT-1', expected a name that is "
        "not that of a machine of 'PAINT' too",
        (SAW, f"{SAW}\n  - {{id: PAINT-1, capacity: 3}}"),
    ),
    case(
        "two machines of one name",
        added("machines:\n  - {id: S1, work_center: SAW}\n  - {id: S1, work_center: SAW}"),
        "machines 'S1' (line 59) id: found 'S1', expected an id that no other row has; row "
        "1 has it too",
    ),
    case(
        "skill twice",
        (SAWN, having(SAWN, "skills: [{skill: saw}, {skill: saw}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'saw' (line 35) skill: found "
        "'saw', expected one row for a skill; row 1 has it too",
        added(_EVA),
    ),
    case(
        "machine twice",
        (SAWN, having(SAWN, "machines: [{machine: SAW-1}, {machine: SAW-1, run: 2m}]")),
        "routings.operations.machines 'BIKE' / phase 10 / 'SAW-1' (line 35) machine: found "
        "'SAW-1', expected one row for a machine; row 1 has it too",
    ),
    case(
        "equipment twice",
        (SAWN, having(SAWN, "equipment: [{item: TUBE}, {item: TUBE}]")),
        "routings.operations.equipment 'BIKE' / phase 10 / 'TUBE' (line 35) item: found "
        "'TUBE', expected one row for an item; row 1 has it too",
    ),
    case(
        "overtime without shifts",
        ("  - id: night\n", "  - id: night\n    overtime: [{date: 2026-06-06}]\n"),
        "calendars.overtime 'night' / row 1 (line 8) shifts: expected at least one shift "
        "of overtime",
    ),
    case(
        "overtime without a day",
        ("  - id: night\n", '  - id: night\n    overtime: [{shifts: ["08:00-12:00"]}]\n'),
        "calendars.overtime 'night' / row 1 (line 8) date: expected a date, or a span from "
        "one date to another",
    ),
    case(
        "downtime turned round",
        added("downtimes: [{resource: SAW, from: 2026-06-03T08:00, to: 2026-06-02}]"),
        "downtimes 'SAW' (line 57) to: found '2026-06-02T00:00', expected a time after "
        "from (2026-06-03T08:00)",
    ),
    case(
        "downtime of no length, told in two zones",
        added("downtimes: [{resource: SAW, from: 2026-06-03T08:00, to: 2026-06-03T06:00Z}]"),
        "downtimes 'SAW' (line 57) to: found '2026-06-03T06:00+00:00', expected a time "
        "after from (2026-06-03T08:00)",
    ),
    case(
        "downtime of less than a tick",
        added("downtimes: [{resource: SAW, from: 2026-06-03T08:00:10, to: 2026-06-03T08:00:50}]"),
        "downtimes 'SAW' (line 57) to: found '2026-06-03T08:00:50', expected a time after "
        "from (2026-06-03T08:00:10) by 1m; hours that summer time skips do not count",
    ),
    case(
        "skill nobody has",
        (SAWN, having(SAWN, "skills: [{skill: wled}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'wled' (line 35) skill: found "
        "'wled', expected a skill that a worker has\n"
        "    Did you mean 'weld'?",
        added(_EVA),
    ),
    case(
        "skill without any worker",
        (SAW, having(SAW, "skills: [{skill: saw}]")),
        "work_centers.skills 'SAW' / 'saw' (line 10) skill: found 'saw', expected a skill "
        "that a worker has\n"
        "    The table workers is empty or missing.",
    ),
    case(
        "setup skill nobody has",
        (SAW, having(SAW, "setup_skills: [{skill: rig}]")),
        "work_centers.setup_skills 'SAW' / 'rig' (line 10) skill: found 'rig', expected a "
        "skill that a worker has",
        added(_EVA),
    ),
    case(
        "crew that shrinks",
        (SAWN, having(SAWN, "skills: [{skill: saw, quantity: 3, most: 2}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'saw' (line 35) most: found '2', "
        "expected at least the quantity, 3",
        added("workers:\n" + "\n".join(f"  - {{id: W{n}, skills: [saw]}}" for n in range(3))),
    ),
    case(
        "rule without property",
        ("    property: colour\n", ""),
        "setup_rules 'colour' (line 16) property: expected a property, or records of several",
    ),
    case(
        "change from the initial state without a time",
        ("    default: 30m\n", ""),
        "setup_rules 'colour' (line 16) matrix: found 'white -> red', expected a time for "
        "every change of the colour, or a default",
        ("{from: white, to: red, time: 20m}", "{from: red, to: white, time: 20m}"),
    ),
    case(
        "cycle nobody described",
        ("{id: BIKE, source: make}", "{id: BIKE, source: make, cycle: 2}"),
        "items 'BIKE' (line 23) cycle: found '2', expected a cycle of the routings of 'BIKE': 1",
    ),
    case(
        "cycle of an item without routing",
        ("lead_time: 4d}", "lead_time: 4d, cycle: 2}"),
        "items 'TUBE' (line 26) cycle: found '2', expected 1, as 'TUBE' has no routing",
    ),
    case(
        "second cycle twice",
        (
            "  - item: FORK\n",
            f"{_SECOND}{_SECOND}  - item: FORK\n",
        ),
        "routings 'FRAME' cycle 2 (line 41) cycle: found '2', expected one routing for an "
        "item and cycle; row 3 has it too",
    ),
    case(
        "machine of another center",
        (SAWN, having(SAWN, "machines: [{machine: PAINT-1}]")),
        "routings.operations.machines 'BIKE' / phase 10 / 'PAINT-1' (line 35) machine: "
        "found 'PAINT-1', expected a machine of 'SAW': SAW-1",
    ),
    case(
        "resource on the machine of another center",
        (CUT, CUT.replace("quantity: 2}", "quantity: 2, machine: SWA-1}")),
        "routings.operations.resources 'FRAME' / phase 10 / 'crew' (line 39) machine: "
        "found 'SWA-1', expected a machine of 'SAW': SAW-1\n"
        "    Did you mean 'SAW-1'?",
    ),
    case(
        "more machines than the center has",
        (PAINTED, having(PAINTED, "machine_count: 3")),
        "routings.operations 'BIKE' / phase 20 (line 36) machine_count: found '3', "
        "expected at most the machines of 'PAINT', 2",
    ),
    case(
        "more machines than it may run on",
        (PAINTED, having(PAINTED, "machine_count: 2, machines: [{machine: PAINT-1}]")),
        "routings.operations 'BIKE' / phase 20 (line 36) machine_count: found '2', "
        "expected at most the machines it may run on, 1",
    ),
    case(
        "tool with no unit",
        ("{id: crew, calendar: day, capacity: 2}", "{id: crew, calendar: day, capacity: 0}"),
        "routings.operations.resources 'FRAME' / phase 10 / 'crew' (line 39) quantity: "
        "found '2', expected at most the capacity of 'crew', 0",
    ),
    case(
        "tools of one machine on top",
        (CUT, CUT.replace("quantity: 2}]", "quantity: 2}, {resource: crew, machine: SAW-1}]")),
        "routings.operations.resources 'FRAME' / phase 10 / 'crew' (line 39) quantity: "
        "found '3', expected at most the capacity of 'crew', 2",
    ),
    case(
        "follows an unknown phase",
        (PAINTED, having(PAINTED, "after: [10, 15]")),
        "routings.operations 'BIKE' / phase 20 (line 36) after: found '15', expected a "
        "phase of the routing of 'BIKE': 10, 20",
    ),
    case(
        "phases in a circle",
        (SAWN, having(SAWN, "after: [20]")),
        "routings.operations 'BIKE' / phase 10 (line 35) after: found '10 -> 20 -> 10', "
        "expected no phase to wait for itself, over any others",
    ),
    case(
        "overlap with several phases",
        (
            PAINTED,
            f"{_FIRST}\n      - {having(PAINTED, 'after: [10, 15]')}",
        ),
        "routings.operations 'BIKE' / phase 20 (line 37) overlap: found 'total', expected "
        "no overlap in a phase that follows several: 10, 15",
    ),
    case(
        "overlap with a phase that may not wait",
        (SAWN, having(SAWN, "max_wait: 1h")),
        "routings.operations 'BIKE' / phase 20 (line 36) overlap: found 'total', expected "
        "no overlap with phase 10, whose max_wait counts from its end",
    ),
    case(
        "maximum gap below the minimum",
        (SAWN, having(SAWN, "wait: 2h, max_wait: 30m")),
        "routings.operations 'BIKE' / phase 10 (line 35) max_wait: found '30m', expected "
        "at least the wait, 2h",
        (", overlap: {type: total}}", "}"),
    ),
    case(
        "phase that ends before it begins to be valid",
        (SAWN, having(SAWN, "valid_from: 2026-05-01, valid_to: 2026-04-30")),
        "routings.operations 'BIKE' / phase 10 (line 35) valid_to: found '2026-04-30', "
        "expected a date not before valid_from (2026-05-01)",
        ("{phase: 10, state: closed, good: 4}\n      - ", ""),
        (", overlap: {type: total}}", "}"),
    ),
    case(
        "two frozen phases on one machine at a time",
        (
            MADE,
            frozen("{phase: 20, start: 2026-06-03T08:00, machine: PAINT-1}"),
        ),
        "orders.pinned 'MO-2' / phase 20 (line 54) start: found '2026-06-03T08:20', "
        "expected a start when PAINT-1 is free; phase 20 of 'MO-1' holds it from "
        "2026-06-03T08:00",
        (
            BEGUN,
            "  - {id: MO-2, type: production, item: BIKE, quantity: 9, end: 2026-06-08, "
            "frozen: true, pinned: [{phase: 20, start: 2026-06-03T08:20, machine: PAINT-1}]}\n",
        ),
    ),
    case(
        "frozen phase before the one it follows",
        (
            MADE,
            frozen("{phase: 10, start: 2026-06-03T08:00}, {phase: 20, start: 2026-06-03T08:19}"),
        ),
        "orders.pinned 'MO-1' / phase 20 (line 53) start: found '2026-06-03T08:19', "
        "expected a start after phase 10, which is pinned to 2026-06-03T08:00",
        (
            BEGUN,
            "",
        ),
        (", overlap: {type: total}}", "}"),
    ),
    case(
        "pinned to a machine it may not run on",
        (
            MADE,
            frozen("{phase: 20, start: 2026-06-03T08:00, machine: PAINT-2}"),
        ),
        "orders.pinned 'MO-1' / phase 20 (line 53) machine: found 'PAINT-2', expected a "
        "machine of the phase: PAINT-1\n"
        "    Did you mean 'PAINT-1'?",
        (PAINTED, having(PAINTED, "machines: [{machine: PAINT-1}]")),
    ),
]

SHOP_WARNINGS = [
    case(
        "setup crew that may grow",
        (SAW, having(SAW, "setup_skills: [{skill: saw, most: 2}]")),
        "work_centers.setup_skills 'SAW' / 'saw' (line 10) most: found '2', "
        "expected no most for a setup, which is no shorter for it; it is ignored",
        added(_EVA),
    ),
    case(
        "two crews that may grow",
        (SAWN, having(SAWN, "skills: [{skill: weld, most: 2}, {skill: saw, most: 3}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'saw' (line 35) most: found '3', "
        "expected one crew that may grow, as row 1 does; it is ignored",
        added(_EVA),
    ),
    case(
        "crew that grows with part of its time",
        (SAWN, having(SAWN, "skills: [{skill: weld, most: 2, share: 0.5}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'weld' (line 35) share: found '0.5', "
        "expected 1 beside most: the run is as short as if all of them gave all their time",
        added(_EVA),
    ),
    case(
        "no active machine",
        added("machines: [{id: S1, work_center: SAW, active: false}]"),
        "work_centers 'SAW' (line 10): expected an active machine; what runs here only is "
        "not planned",
    ),
    case(
        "worker that is never there",
        ('    shifts: {mon-thu: ["22:00-06:00"]}\n', ""),
        "calendars 'night' (line 7) shifts: expected working time within the horizon of 20 "
        "days; without it 'Eva' never works",
        added("workers: [{id: Eva, skills: [saw], calendar: night}]"),
    ),
    case(
        "machine of an external center",
        added("machines: [{id: P1, work_center: PLATE}]"),
        "machines 'P1' (line 57) work_center: found 'PLATE', expected a work center with a "
        "capacity; 'PLATE' is external, it is ignored",
    ),
    case(
        "worker without skills",
        added("workers: [{id: Eva}]"),
        "workers 'Eva' (line 57) skills: expected at least one skill; nobody asks for a "
        "worker without",
    ),
    case(
        "crew that is too large",
        (SAWN, having(SAWN, "skills: [{skill: saw, quantity: 2}]")),
        "routings.operations.skills 'BIKE' / phase 10 / 'saw' (line 35) quantity: found "
        "'2', expected at most 1, as many active workers have it; the work is not planned",
        added("workers: [{id: Eva, skills: [saw]}, {id: Ugo, skills: [saw], active: false}]"),
    ),
    case(
        "equipment nobody has",
        (SAWN, having(SAWN, "equipment: [{item: FORK}]")),
        "routings.operations.equipment 'BIKE' / phase 10 / 'FORK' (line 35) quantity: "
        "found '1', expected at most the stock of 'FORK', 0, or to_reorder: true; the work "
        "is not planned",
    ),
    case(
        "overlap larger than the quantity",
        ("{type: total}", "{type: pieces, value: 5}"),
        "orders 'MO-1' (line 47) quantity: found '4', expected at least the 5 pieces of "
        "the overlap of phase 20, which starts when all are made",
    ),
    case(
        "overlap of a phase that follows none",
        (PAINTED, having(PAINTED, "after: []")),
        "routings.operations 'BIKE' / phase 20 (line 36) overlap: found 'total', expected "
        "no overlap in a phase that follows none; it is ignored",
    ),
    case(
        "initial state nobody looks at",
        added("machines: [{id: S1, work_center: SAW, initial: {colour: red}}]"),
        "machines 'S1' (line 57) initial.colour: found 'red', expected a setup rule of the "
        "machine, or of 'SAW'; it is ignored",
    ),
    case(
        "critical customer nobody knows",
        added("settings: {shop: {critical_customers: [Adler, Alder]}}"),
        "settings (line 57) shop.critical_customers: found 'Alder', expected the customer "
        "of a demand, a forecast or a job; nobody goes first for it\n"
        "    Did you mean 'Adler'?",
        ("quantity: 2, due", "quantity: 2, customer: Adler, due"),
    ),
    case(
        "started before what it follows is closed",
        ("{phase: 10, state: closed, good: 4}", "{phase: 10, state: started, good: 2}"),
        "orders.progress 'MO-1' / phase 20 (line 54) state: found 'started', expected "
        "phase 10 to be closed first",
        (", overlap: {type: total}}", "}"),
    ),
]
