"""Faults and doubts that need more than one row."""

from __future__ import annotations

from tests.scheduler.files.sound import SOUND, Case

__all__ = ["RULE_CASES", "WARNING_CASES"]

RULE_CASES = [
    Case(
        "unknown work center",
        "work_center: PAINT, run: 6m",
        "work_center: PIANT, run: 6m",
        "routings.operations 'BIKE' / phase 20 (line 36) work_center: found 'PIANT', "
        "expected the id of a work center\n    Did you mean 'PAINT'?",
    ),
    Case(
        "unknown item in lower case",
        "item: BIKE, quantity: 2, due",
        "item: bike, quantity: 2, due",
        "demands 'SO-1' (line 56) item: found 'bike', expected the id of an item\n"
        "    Did you mean 'BIKE'?",
    ),
    Case(
        "unknown calendar, nothing like it",
        "{id: SAW, calendar: day}",
        "{id: SAW, calendar: Weekend}",
        "work_centers 'SAW' (line 10) calendar: found 'Weekend', expected the id of a calendar",
    ),
    Case(
        "reference to an empty table",
        SOUND[SOUND.index("resources:") : SOUND.index("setup_rules:\n")],
        "",
        "routings.operations.resources 'FRAME' / phase 10 / 'crew' (line 37) resource: "
        "found 'crew', expected the id of a resource\n    The table resources is empty or missing.",
    ),
    Case(
        "unknown factory calendar",
        "timezone: Europe/Rome",
        "timezone: Europe/Rome, factory_calendar: dey",
        "scenario (line 1) factory_calendar: found 'dey', expected the id of a calendar\n"
        "    Did you mean 'day'?",
    ),
    Case(
        "duplicate id",
        "{id: PAINT, calendar: day, capacity: 2, setup_rule: colour}",
        "{id: PAINT, calendar: day, capacity: 2, setup_rule: colour}\n  - {id: SAW}",
        "work_centers 'SAW' (line 12) id: found 'SAW', "
        "expected an id that no other row has; row 1 has it too",
    ),
    Case(
        "resource called like a work center",
        "  - {id: crew, calendar: day, capacity: 2}\n",
        "  - {id: crew, calendar: day, capacity: 2}\n  - {id: SAW}\n",
        "resources 'SAW' (line 15) id: found 'SAW', expected an id that no work center has",
    ),
    Case(
        "two bills of materials",
        "  - parent: FRAME\n",
        "  - {parent: BIKE, components: []}\n  - parent: FRAME\n",
        "boms 'BIKE' (line 30) parent: found 'BIKE', "
        "expected one bill of materials for an item and version; row 1 has it too",
    ),
    Case(
        "two routings",
        "  - item: FORK\n",
        "  - {item: BIKE, operations: [{phase: 1, work_center: SAW, run: 1m}]}\n  - item: FORK\n",
        "routings 'BIKE' (line 40) cycle: found '1', "
        "expected one standard cycle for an item; row 1 is another",
    ),
    Case(
        "phase twice",
        "{phase: 20, work_center: PAINT, run: 6m, state: {colour: red}, overlap: {type: total}}",
        "{phase: 20, work_center: PAINT, run: 6m, state: {colour: red}}\n"
        "      - {phase: 10, work_center: SAW, run: 1m}",
        "routings.operations 'BIKE' / phase 10 (line 37) phase: found '10', "
        "expected a phase number that no other operation has; row 1 has it too",
    ),
    Case(
        "two times for a pair of states",
        "{from: white, to: red, time: 20m}",
        "{from: white, to: red, time: 20m}\n      - {from: white, to: red, time: 25m}",
        "setup_rules.matrix 'colour' / row 2 (line 21) from, to: found 'white -> red', "
        "expected one time for a pair of states; row 1 has it too",
    ),
    Case(
        "cyclic bill of materials",
        "[{item: TUBE, quantity: 3}]",
        "[{item: TUBE, quantity: 3}, {item: BIKE, quantity: 1}]",
        "boms 'BIKE' (line 28) components: found 'BIKE -> FRAME -> BIKE', "
        "expected no item to contain itself, at any level",
    ),
    Case(
        "component of itself",
        "[{item: TUBE, quantity: 3}]",
        "[{item: TUBE, quantity: 3}, {item: FRAME, quantity: 1}]",
        "boms.components 'FRAME' / 'FRAME' (line 31) item: found 'FRAME', "
        "expected an item other than its parent",
    ),
    Case(
        "component at an unknown phase",
        "quantity: 1, phase: 10}",
        "quantity: 1, phase: 30}",
        "boms.components 'BIKE' / 'FRAME' (line 29) phase: found '30', "
        "expected a phase of the routing of 'BIKE': 10, 20",
    ),
    Case(
        "made without routing or lead time",
        "{id: TUBE, source: buy, lead_time: 4d}",
        "{id: TUBE, source: buy, lead_time: 4d}\n  - {id: BELL, source: make}",
        "items 'BELL' (line 27) lead_time: "
        "expected a lead_time, or a routing, for an item with source make",
    ),
    Case(
        "routing without operations",
        "      - {phase: 10, work_center: PLATE, lead_time: 3d}\n",
        "      []\n",
        "routings 'FORK' (line 40) operations: expected at least one operation",
    ),
    Case(
        "fixed lot without size",
        "lot: {rule: fixed, size: 5}",
        "lot: {rule: fixed}",
        "items 'FRAME' (line 24) lot.size: expected a number for the lot rule fixed",
    ),
    Case(
        "periods lot without periods",
        "lot: {rule: fixed, size: 5}",
        "lot: {rule: periods}",
        "items 'FRAME' (line 24) lot.periods: expected a number for the lot rule periods",
    ),
    Case(
        "storage-time lot without days",
        "lot: {rule: fixed, size: 5}",
        "lot: {rule: storage-time}",
        "items 'FRAME' (line 24) lot.days: expected a number for the lot rule storage-time",
    ),
    Case(
        "operation without time",
        "{phase: 10, work_center: SAW, run: 5m}\n",
        "{phase: 10, work_center: SAW}\n",
        "routings.operations 'BIKE' / phase 10 (line 35) run: "
        "expected a setup or a run time at the work center 'SAW'",
    ),
    Case(
        "external operation without lead time",
        "work_center: PLATE, lead_time: 3d",
        "work_center: PLATE, run: 3m",
        "routings.operations 'FORK' / phase 10 (line 42) lead_time: "
        "expected a lead_time at the external work center 'PLATE'",
    ),
    Case(
        "internal alternative of an external operation without time",
        "work_center: PLATE, lead_time: 3d",
        "work_center: PLATE, lead_time: 3d, alternatives: [{work_center: SAW}]",
        "routings.operations.alternatives 'FORK' / phase 10 / 'SAW' (line 42) run: "
        "expected a setup or a run time at the work center 'SAW'",
    ),
    Case(
        "lead time at an internal center",
        "{phase: 10, work_center: SAW, run: 5m}\n",
        "{phase: 10, work_center: SAW, run: 5m, lead_time: 2d}\n",
        "routings.operations 'BIKE' / phase 10 (line 35) lead_time: found '2d', "
        "expected setup and run instead: the work center 'SAW' is not external",
    ),
    Case(
        "more units of a resource than there are",
        "{resource: crew, quantity: 2}",
        "{resource: crew, quantity: 3}",
        "routings.operations.resources 'FRAME' / phase 10 / 'crew' (line 39) quantity: "
        "found '3', expected at most the capacity of 'crew', 2",
    ),
    Case(
        "overlap without value",
        "overlap: {type: total}",
        "overlap: {type: time}",
        "routings.operations 'BIKE' / phase 20 (line 36) overlap.value: "
        "expected a number of minutes for an overlap by time",
    ),
    Case(
        "overlap above 100 percent",
        "overlap: {type: total}",
        "overlap: {type: percent, value: 120}",
        "routings.operations 'BIKE' / phase 20 (line 36) overlap.value: found '120', "
        "expected at most 100 percent",
    ),
    Case(
        "setup from a state nobody is in",
        "{from: white, to: red, time: 20m}",
        "{from: whit, to: red, time: 20m}\n      - {from: white, to: red, time: 20m}",
        "setup_rules.matrix 'colour' / row 1 (line 20) from: found 'whit', "
        "expected the initial state, one of states, or the colour of an operation\n"
        "    Did you mean 'white'?",
    ),
    Case(
        "setup to a state nobody asks for",
        "to: red, time: 20m}",
        "to: blue, time: 20m}",
        "setup_rules.matrix 'colour' / row 1 (line 20) to: found 'blue', "
        "expected the initial state, one of states, or the colour of an operation",
    ),
    Case(
        "state that the rule does not list",
        "    initial: white\n",
        "    initial: white\n    states: [white, rde]\n",
        "routings.operations 'BIKE' / phase 20 (line 37) state.colour: found 'red', "
        "expected one of the states of the setup rule 'colour'\n    Did you mean 'rde'?",
    ),
    Case(
        "order called like a demand",
        "  - {id: PO-1, type: purchase",
        "  - {id: SO-1, type: purchase",
        "orders 'SO-1' (line 46) id: found 'SO-1', expected an id that no demand has",
    ),
    Case(
        "initial state nobody names",
        "initial: white",
        "initial: wite",
        "setup_rules 'colour' (line 16) initial: found 'wite', "
        "expected a state of the colour that an operation or the matrix names\n"
        "    Did you mean 'white'?",
    ),
    Case(
        "exception without date",
        "- {date: 2026-06-02, shifts: []}",
        "- {shifts: []}",
        "calendars.exceptions 'day' / row 1 (line 6) date: "
        "expected a date, or a span from one date to another",
    ),
    Case(
        "exception with half a span",
        "- {date: 2026-06-02, shifts: []}",
        "- {from: 2026-06-02, shifts: []}",
        "calendars.exceptions 'day' / row 1 (line 6) to: expected a date at both ends of a span",
    ),
    Case(
        "exception with a date and a span",
        "- {date: 2026-06-02, shifts: []}",
        "- {date: 2026-06-02, to: 2026-06-04, shifts: []}",
        "calendars.exceptions 'day' / row 1 (line 6) date: found '2026-06-02', "
        "expected either a date, or a span from one date to another",
    ),
    Case(
        "span turned round",
        "- {date: 2026-06-02, shifts: []}",
        "- {from: 2026-06-04, to: 2026-06-02, shifts: []}",
        "calendars.exceptions 'day' / row 1 (line 6) to: found '2026-06-02', "
        "expected a date not before from (2026-06-04)",
    ),
    Case(
        "overlapping shifts",
        '"13:00-17:00"',
        '"11:00-17:00"',
        "calendars 'day' (line 3) shifts: found '11:00-17:00', "
        "expected a shift that starts after 08:00-12:00 has ended (mon)",
    ),
    Case(
        "shifts that overlap across midnight",
        '{mon-thu: ["22:00-06:00"]}',
        '{mon-thu: ["22:00-06:00"], fri: ["05:00-09:00"]}',
        "calendars 'night' (line 7) shifts: found '05:00-09:00', "
        "expected a shift that starts after 22:00-06:00 has ended (fri)",
    ),
    Case(
        "shifts that overlap from Sunday to Monday",
        '{mon-thu: ["22:00-06:00"]}',
        '{sun: ["22:00-06:00"], mon: ["05:30-07:00"]}',
        "calendars 'night' (line 7) shifts: found '05:30-07:00', "
        "expected a shift that starts after 22:00-06:00 has ended (mon)",
    ),
    Case(
        "exception that overlaps the night before",
        '{mon-thu: ["22:00-06:00"]}',
        '{mon-thu: ["22:00-06:00"]}\n    exceptions: [{date: 2026-06-05, shifts: ["05:00-09:00"]}]',
        "calendars.exceptions 'night' / row 1 (line 9) shifts: found '05:00-09:00', "
        "expected a shift that starts after 22:00-06:00 has ended (2026-06-05)",
    ),
    Case(
        "unknown country",
        "  - id: night\n",
        "  - id: night\n    holidays: ITA2\n",
        "calendars 'night' (line 7) holidays: found 'ITA2', "
        "expected an ISO 3166 country code, e.g. 'IT' or 'DE-BY'\n    Did you mean 'ITA'?",
    ),
    Case(
        "unknown subdivision",
        "  - id: night\n",
        "  - id: night\n    holidays: DE-BX\n",
        "calendars 'night' (line 7) holidays: found 'DE-BX', "
        "expected a subdivision of DE that the holidays package knows",
    ),
    Case(
        "calendar that never works in the horizon",
        'shifts: {mon-fri: ["08:00-12:00", "13:00-17:00"]}\n    exceptions:\n'
        "      - {date: 2026-06-02, shifts: []}",
        'shifts: {mon-fri: ["08:00-12:00"]}\n    exceptions:\n'
        "      - {from: 2026-06-01, to: 2026-06-30, shifts: []}",
        "calendars 'day' (line 3) shifts: expected working time within the horizon of 20 days",
    ),
    Case(
        "no horizon",
        "horizon: 20d",
        "horizon: 0d",
        "scenario (line 1) horizon: found '0d', expected at least one day, e.g. '30d'",
    ),
    Case(
        "progress of an unknown phase",
        "- {phase: 10, state: closed, good: 4}",
        "- {phase: 10, state: closed}\n      - {phase: 15, state: closed}",
        "orders.progress 'MO-1' / phase 15 (line 54) phase: found '15', "
        "expected a phase of the routing of 'BIKE': 10, 20",
    ),
    Case(
        "progress of a purchase",
        "quantity: 9, end: 2026-06-04}",
        "quantity: 9, end: 2026-06-04, progress: [{phase: 10, state: closed}]}",
        "orders.progress 'PO-1' / phase 10 (line 46) phase: found '10', "
        "expected no phases: a purchase order of 'TUBE' has no routing",
    ),
    Case(
        "phase declared twice",
        "- {phase: 10, state: closed, good: 4}",
        "- {phase: 10, state: closed}\n      - {phase: 10, state: closed}",
        "orders.progress 'MO-1' / phase 10 (line 54) phase: found '10', "
        "expected one declaration for a phase; row 1 has it too",
    ),
    Case(
        "started on an unknown machine",
        "machine: PAINT-1",
        "machine: PAINT-3",
        "orders.progress 'MO-1' / phase 20 (line 54) machine: found 'PAINT-3', "
        "expected a machine of the phase: PAINT-1, PAINT-2\n    Did you mean 'PAINT-2'?",
    ),
    Case(
        "frozen without dates",
        "    end: 2026-06-05\n",
        "    end: 2026-06-05\n    frozen: true\n",
        "orders 'MO-1' (line 47) start: expected a start, or pinned phases, for a frozen order",
    ),
    Case(
        "pinned phase unknown",
        "    end: 2026-06-05\n",
        "    end: 2026-06-05\n    frozen: true\n"
        "    pinned: [{phase: 30, start: 2026-06-02T08:00}]\n",
        "orders.pinned 'MO-1' / phase 30 (line 53) phase: found '30', "
        "expected a phase of the routing of 'BIKE': 10, 20",
    ),
    Case(
        "pinned to a center that does not do it",
        "    end: 2026-06-05\n",
        "    end: 2026-06-05\n    frozen: true\n"
        "    pinned: [{phase: 20, start: 2026-06-02T08:00, work_center: SAW}]\n",
        "orders.pinned 'MO-1' / phase 20 (line 53) work_center: found 'SAW', "
        "expected a work center of phase 20: PAINT",
    ),
]

WARNING_CASES = [
    Case(
        "center without capacity",
        "{id: SAW, calendar: day}",
        "{id: SAW, calendar: day, capacity: 0}",
        "work_centers 'SAW' (line 10) capacity: found '0', "
        "expected at least 1, or infinite: true; what runs here only is not planned",
    ),
    Case(
        "pins without frost",
        "    end: 2026-06-05\n",
        "    end: 2026-06-05\n    pinned: [{phase: 20, start: 2026-06-03T08:00}]\n",
        "orders 'MO-1' (line 47) frozen: found 'false', "
        "expected true: the pinned phases of an order that is not frozen are ignored",
    ),
    Case(
        "bought without lead time",
        "{id: TUBE, source: buy, lead_time: 4d}",
        "{id: TUBE, source: buy}",
        "items 'TUBE' (line 26) lead_time: expected a lead_time; 0d is assumed",
    ),
    Case(
        "late already",
        "due: 2026-06-10",
        "due: 2026-05-29",
        "demands 'SO-1' (line 56) due: found '2026-05-29', "
        "expected a date after the start of the scenario, 2026-06-01T06:00; it is late already",
    ),
    Case(
        "beyond the horizon",
        "due: 2026-06-10",
        "due: 2026-06-21",
        "demands 'SO-1' (line 56) due: found '2026-06-21', "
        "expected a date within the horizon of 20 days; it is not planned",
    ),
    Case(
        "overlap of the first phase",
        "{phase: 10, work_center: SAW, run: 5m}\n",
        "{phase: 10, work_center: SAW, run: 5m, overlap: {type: total}}\n",
        "routings.operations 'BIKE' / phase 10 (line 35) overlap: found 'total', "
        "expected no overlap in a phase that follows none; it is ignored",
    ),
    Case(
        "state nobody looks at",
        "{phase: 10, work_center: SAW, run: 5m}\n",
        "{phase: 10, work_center: SAW, run: 5m, state: {colour: red}}\n",
        "routings.operations 'BIKE' / phase 10 (line 35) state.colour: found 'red', "
        "expected a property of the work center's setup rule; it is ignored",
    ),
    Case(
        "phase skipped",
        "- {phase: 10, state: closed, good: 4}\n      ",
        "",
        "orders.progress 'MO-1' / phase 20 (line 53) state: found 'started', "
        "expected phase 10 to be closed first",
    ),
    Case(
        "more good pieces than ordered",
        "good: 4}",
        "good: 6}",
        "orders.progress 'MO-1' / phase 10 (line 53) good: found '6', "
        "expected at most the order's quantity, 4",
    ),
    Case(
        "purchase of a made item",
        "type: purchase, item: TUBE",
        "type: purchase, item: FRAME",
        "orders 'PO-1' (line 46) type: found 'purchase', "
        "expected production, as the source of 'FRAME' is make",
    ),
]
