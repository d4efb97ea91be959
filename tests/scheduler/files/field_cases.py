"""Faults of single fields."""

from __future__ import annotations

from tests.scheduler.files.sound import SOUND, Case

__all__ = ["FIELD_CASES"]

FIELD_CASES = [
    Case(
        "negative quantity",
        "item: BIKE, quantity: 2, due",
        "item: BIKE, quantity: -2, due",
        "demands 'SO-1' (line 56) quantity: found '-2', expected a number above 0",
    ),
    Case(
        "zero quantity in a component",
        "{item: TUBE, quantity: 3}",
        "{item: TUBE, quantity: 0}",
        "boms.components 'FRAME' / 'TUBE' (line 31) quantity: found '0', expected a number above 0",
    ),
    Case(
        "NaN",
        "item: BIKE, quantity: 2, due",
        "item: BIKE, quantity: NaN, due",
        "demands 'SO-1' (line 56) quantity: found 'NaN', expected a finite number",
    ),
    Case(
        "no number",
        "item: BIKE, quantity: 2, due",
        "item: BIKE, quantity: two, due",
        "demands 'SO-1' (line 56) quantity: found 'two', expected a number, e.g. 2.5",
    ),
    Case(
        "decimal comma",
        "item: BIKE, quantity: 2, due",
        'item: BIKE, quantity: "2,5", due',
        "demands 'SO-1' (line 56) quantity: found '2,5', expected a number, e.g. 2.5\n"
        "    Write '2.5', with a decimal point.",
    ),
    Case(
        "too many decimals",
        "item: BIKE, quantity: 2, due",
        "item: BIKE, quantity: 2.1234567, due",
        "demands 'SO-1' (line 56) quantity: found '2.1234567', "
        "expected a number of at most 6 decimals",
    ),
    Case(
        "duration without unit",
        "{phase: 10, work_center: SAW, run: 5m}\n",
        "{phase: 10, work_center: SAW, run: 5}\n",
        "routings.operations 'BIKE' / phase 10 (line 35) run: found '5', "
        "expected a duration with a unit, e.g. '20m', '1h30m', '90s' or '3d'",
    ),
    Case(
        "lead time in hours",
        "lead_time: 3d",
        "lead_time: 30h",
        "routings.operations 'FORK' / phase 10 (line 42) lead_time: found '30h', "
        "expected a whole number of days, e.g. '3d'",
    ),
    Case(
        "unparsable date",
        "due: 2026-06-10",
        "due: 10.06.2026",
        "demands 'SO-1' (line 56) due: found '10.06.2026', "
        "expected a date '2026-06-01' or a local time '2026-06-01T06:00'",
    ),
    Case(
        "date that pydantic would take for seconds since 1970",
        "due: 2026-06-10",
        "due: 20260610",
        "demands 'SO-1' (line 56) due: found '20260610', "
        "expected a date '2026-06-01' or a local time '2026-06-01T06:00'",
    ),
    Case(
        "day that does not exist",
        "due: 2026-06-10",
        "due: 2026-06-31",
        "demands 'SO-1' (line 56) due: found '2026-06-31', "
        "expected a date '2026-06-01' or a local time '2026-06-01T06:00'",
    ),
    Case(
        "year nobody means",
        "due: 2026-06-10",
        "due: 0206-06-10",
        "demands 'SO-1' (line 56) due: found '0206-06-10', expected a year from 1900 to 2999",
    ),
    Case(
        "exception with a time",
        "date: 2026-06-02",
        "date: 2026-06-02T08:00",
        "calendars.exceptions 'day' / row 1 (line 6) date: found '2026-06-02T08:00', "
        "expected a date without a time, e.g. '2026-06-01'",
    ),
    Case(
        "start with an offset",
        "start: 2026-06-01T06:00",
        "start: 2026-06-01T06:00Z",
        "scenario (line 1) start: found '2026-06-01T06:00Z', "
        "expected a local time without offset, e.g. '2026-06-01T06:00'",
    ),
    Case(
        "time zone nobody knows",
        "Europe/Rome",
        "Europe/Roma",
        "scenario (line 1) timezone: found 'Europe/Roma', "
        "expected a time zone of the IANA database, e.g. 'Europe/Rome' or 'UTC'",
    ),
    Case(
        "language that is no code",
        "timezone: Europe/Rome",
        "timezone: Europe/Rome, language: 'in Italian'",
        "scenario (line 1) language: found 'in Italian', "
        "expected the code of a language, e.g. 'it'",
    ),
    Case(
        "unknown field",
        "{id: TUBE, source: buy, lead_time: 4d}",
        "{id: TUBE, source: buy, leed_time: 4d}",
        "items 'TUBE' (line 26) leed_time: found 'leed_time', expected one of the fields "
        "that 'finitecap schema' prints\n    Did you mean 'lead_time'?",
    ),
    Case(
        "unknown field in a nested record",
        "lot: {rule: fixed, size: 5}",
        "lot: {rule: fixed, sise: 5}",
        "items 'FRAME' (line 24) lot.sise: found 'sise', expected one of the fields rule, size, "
        "multiple, periods, days, minimum, maximum, rounding, use_size, use_multiple\n"
        "    Did you mean 'size'?",
    ),
    Case(
        "unknown table",
        "demands:",
        "demnads:",
        "demnads: found 'demnads', expected one of the tables that 'finitecap schema' prints\n"
        "    Did you mean 'demands'?",
    ),
    Case(
        "unknown word",
        "{id: BIKE, source: make}",
        "{id: BIKE, source: maek}",
        "items 'BIKE' (line 23) source: found 'maek', expected one of make, buy, subcontract, "
        "transfer, kit\n    Did you mean 'make'?",
    ),
    Case(
        "missing field",
        "{id: BIKE, source: make}",
        "{id: BIKE}",
        "items 'BIKE' (line 23) source: expected a value; the field is required",
    ),
    Case(
        "missing id",
        "{id: SO-1, item: BIKE, quantity: 2",
        "{item: BIKE, quantity: 2",
        "demands 'BIKE' (line 56) id: expected a value; the field is required",
    ),
    Case(
        "missing table",
        SOUND[: SOUND.index("calendars:")],
        "",
        "scenario: expected the table; it is missing",
    ),
    Case(
        "row that is no record",
        "  - {item: TUBE, quantity: 10}",
        "  - TUBE 10",
        "stock row 1: found 'TUBE 10', expected a record of fields",
    ),
    Case(
        "table that is no list",
        "  - {item: TUBE, quantity: 10}",
        "  {item: TUBE, quantity: 10}",
        "stock (line 44): found 'a record', expected a list",
    ),
    Case(
        "list instead of text",
        "{id: SAW, calendar: day}",
        "{id: SAW, calendar: [day]}",
        "work_centers 'SAW' (line 10) calendar: found 'a list', expected a single text",
    ),
    Case(
        "whole number with a fraction",
        "calendar: day, capacity: 2, setup",
        "calendar: day, capacity: 1.5, setup",
        "work_centers 'PAINT' (line 11) capacity: found '1.5', expected a whole number",
    ),
    Case(
        "yes or no",
        "external: true",
        "external: maybe",
        "work_centers 'PLATE' (line 12) external: found 'maybe', expected true or false",
    ),
    Case(
        "utilisation above one",
        "{id: SAW, calendar: day}",
        "{id: SAW, calendar: day, utilisation: 90}",
        "work_centers 'SAW' (line 10) utilisation: found '90', expected a number of at most 1",
    ),
    Case(
        "control character",
        "{id: SAW, calendar: day}",
        '{id: SAW, calendar: day, name: "a\\x07b"}',
        "work_centers 'SAW' (line 10) name: found 'a\\x07b', "
        "expected text without control characters",
    ),
    Case(
        "shift that ends where it starts",
        '"13:00-17:00"',
        '"13:00-13:00"',
        "calendars 'day' (line 3) shifts.mon-fri: found '13:00-13:00', "
        "expected a shift that ends after it starts; a full day is '00:00-24:00'",
    ),
    Case(
        "shift at a time that does not exist",
        '"13:00-17:00"',
        '"13:00-25:00"',
        "calendars 'day' (line 3) shifts.mon-fri: found '13:00-25:00', "
        "expected times of day from 00:00 to 24:00",
    ),
    Case(
        "shift that is no shift",
        '"13:00-17:00"',
        '"13 to 17"',
        "calendars 'day' (line 3) shifts.mon-fri: found '13 to 17', "
        "expected a shift 'HH:MM-HH:MM' or 'HH:MM-HH:MM xN', e.g. '08:00-12:00 x2'",
    ),
    Case(
        "unknown weekday",
        "mon-fri:",
        "mon-fir:",
        "calendars 'day' (line 3) shifts.mon-fir: found 'mon-fir', expected weekdays mon, tue, "
        "wed, thu, fri, sat, sun, or a range such as mon-fri",
    ),
    Case(
        "field twice",
        "{id: SAW, calendar: day}",
        "{id: SAW, calendar: day, calendar: night}",
        "work_centers (line 10) calendar: found 'calendar', expected each field once in a record",
    ),
]
