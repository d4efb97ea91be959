"""Faults and doubts of sessions: what runs at a center with an aggregation rule."""

from __future__ import annotations

from tests.scheduler.files.sound import CUT, OVEN, PAINT, SAW, SAWN, added, case, having

__all__ = ["SESSION_CASES", "SESSION_WARNINGS"]

_EVA = "workers: [{id: Eva, skills: [saw, weld]}]"

SESSION_CASES = [
    case(
        "unknown aggregation rule",
        (SAW, having(SAW, "aggregation_rule: ovn")),
        "work_centers 'SAW' (line 10) aggregation_rule: found 'ovn', expected the id of an "
        "aggregation rule\n"
        "    Did you mean 'oven'?",
        added(OVEN),
    ),
    case(
        "session that begins with more than it holds",
        added(OVEN.replace("10}", "10, least: 12.5}")),
        "aggregation_rules 'oven' (line 57) least: found '12.5', expected at most what a "
        "session holds, 10",
    ),
    case(
        "limit of operations beside sessions",
        (SAW, having(SAW, "aggregation_rule: oven, max_tasks: 3")),
        "work_centers 'SAW' (line 10) max_tasks: found '3', expected no max_tasks beside "
        "an aggregation_rule",
        added(OVEN),
    ),
    case(
        "free machines beside sessions",
        (SAW, having(SAW, "aggregation_rule: oven, min_free: 20")),
        "work_centers 'SAW' (line 10) min_free: found '20', expected no min_free beside an "
        "aggregation_rule",
        added(OVEN),
    ),
    case(
        "setups beside sessions",
        (PAINT, having(PAINT, "aggregation_rule: oven")),
        "work_centers 'PAINT' (line 11) setup_rule: found 'colour', expected no setup_rule "
        "beside an aggregation_rule",
        added(OVEN),
    ),
    case(
        "setup crew beside sessions",
        (SAW, having(SAW, "aggregation_rule: oven, setup_skills: [{skill: saw}]")),
        "work_centers 'SAW' (line 10) setup_skills: found 'saw', expected no setup_skills "
        "beside an aggregation_rule",
        added(f"{OVEN}\n{_EVA}"),
    ),
    case(
        "setups of a machine beside sessions",
        (SAW, having(SAW, "aggregation_rule: oven")),
        "machines 'S1' (line 58) setup_rule: found 'colour', expected no setup_rule: 'SAW' "
        "has an aggregation_rule",
        added(f"{OVEN}\nmachines: [{{id: S1, work_center: SAW, setup_rule: colour}}]"),
    ),
    case(
        "several machines in a session",
        (SAW, having(SAW, "aggregation_rule: oven, capacity: 2")),
        "routings.operations 'BIKE' / phase 10 (line 35) machine_count: found '2', "
        "expected 1, as a session at 'SAW' runs on one machine",
        (SAWN, having(SAWN, "machine_count: 2")),
        added(OVEN),
    ),
    case(
        "other people in a session",
        (
            SAWN,
            having(
                SAWN, "aggregation: hot, skills: [{skill: saw, quantity: 2, most: 3, share: 0.5}]"
            ),
        ),
        "routings.operations 'FRAME' / phase 10 (line 39) skills: found 'none', expected 2 "
        "saw to 3 x 0.5, as phase 10 of 'BIKE', the other of the aggregation 'hot' at 'SAW'",
        (CUT, having(SAWN, "aggregation: hot")),
        (SAW, having(SAW, "aggregation_rule: oven")),
        added(f"{OVEN}\nworkers: [{{id: Eva, skills: [saw]}}, {{id: Ugo, skills: [saw]}}]"),
    ),
    case(
        "other tools in a session",
        (SAWN, having(SAWN, "aggregation: hot")),
        "routings.operations 'FRAME' / phase 10 (line 39) resources: found '2 crew', "
        "expected none, as phase 10 of 'BIKE', the other of the aggregation 'hot' at 'SAW'",
        (CUT, having(CUT, "aggregation: hot")),
        (SAW, having(SAW, "aggregation_rule: oven")),
        added(OVEN),
    ),
    case(
        "fixed time in a session",
        (SAWN, having(SAWN, "aggregation: hot")),
        "routings.operations 'FRAME' / phase 10 (line 39) fixed_time: found 'true', "
        "expected false, as phase 10 of 'BIKE', the other of the aggregation 'hot' at 'SAW'",
        (CUT, having(SAWN, "aggregation: hot, fixed_time: true")),
        (SAW, having(SAW, "aggregation_rule: oven")),
        added(OVEN),
    ),
    case(
        "other equipment in a session",
        (SAWN, having(SAWN, "aggregation: hot")),
        "routings.operations 'FRAME' / phase 10 (line 39) equipment: found '1 TUBE', "
        "expected none, as phase 10 of 'BIKE', the other of the aggregation 'hot' at 'SAW'",
        (CUT, having(SAWN, "aggregation: hot, equipment: [{item: TUBE}]")),
        (SAW, having(SAW, "aggregation_rule: oven")),
        added(OVEN),
    ),
]

SESSION_WARNINGS = [
    case(
        "other times in a session",
        (SAWN, having(SAWN, "aggregation: hot")),
        "routings.operations 'FRAME' / phase 10 (line 39) setup: found '10m', expected "
        "none, as phase 10 of 'BIKE'; a session lasts as long as its longest operation",
        (CUT, having(SAWN, "aggregation: hot, setup: 10m").replace("run: 5m", "run: 7m")),
        (SAW, having(SAW, "aggregation_rule: oven")),
        added(OVEN),
    ),
    case(
        "aggregation where there are no sessions",
        (SAWN, having(SAWN, "aggregation: hot")),
        "routings.operations 'BIKE' / phase 10 (line 35) aggregation: found 'hot', "
        "expected a work center with an aggregation_rule; it is ignored",
    ),
]
