"""A sound scenario that fills every field of the shop floor with something of its own."""

from __future__ import annotations

__all__ = ["WHOLE_SHOP"]

WHOLE_SHOP = """\
scenario: {id: whole, start: 2026-06-01T06:00, horizon: 30d, factory_calendar: day}
settings:
  shop:
    objective: "5*late + setup-cost, stability"
    delay_cost: 250
    hard_deadlines: true
    priorities: [customer, center, priority, due, phase, id]
    critical_customers: [Adler]
    critical_centers: [PRESS]
    executions: proportional
    remainder: time
    frozen_days: 2d
    release_advance: -1
    wait_for_material: false
    wait_until: 2026-06-20
    critical_only: true
    subcontract_delay: 1d
    low_setup: 10m
    bottleneck_percent: 90
    max_delay: 3d
  costing:
    material_cost: average
    labour_rates: {press: 24.5, rig: 30}
    markup_percent: 12
    rounding: down
    rounding_to: 0.05
    decimals: 3
calendars:
  - id: day
    shifts: {mon-fri: ["08:00-12:00", "13:00-17:00"]}
    overtime:
      - {date: 2026-06-06, shifts: ["08:00-12:00"], reason: fair}
      - {from: 2026-06-08, to: 2026-06-10, shifts: ["17:00-19:00 x1"]}
work_centers:
  - id: PRESS
    name: Presses
    calendar: day
    utilisation: 0.8
    fixed_time: true
    setup_rule: press
    setup_skills: [{skill: rig}]
    skills: [{skill: press, quantity: 2, share: 0.5}]
    max_tasks: 2
    min_free: 25
    wanted_buffer: 16h
    hourly_rate: 40
    overtime_rate: 12.5
    setup_rate: 60
  - {id: OVEN, aggregation_rule: oven, interruptible: false}
  - {id: BENCH, capacity: 3}
  - {id: ZINC, external: true}
machines:
  - {id: P1, work_center: PRESS, name: Old, efficiency: 0.5, initial: {heat: 20, die: A},
     hourly_rate: 44}
  - {id: P2, work_center: PRESS, calendar: day, setup_rule: press}
  - {id: P3, work_center: PRESS, active: false}
resources:
  - {id: jig, name: Jig, kind: crew, calendar: day, capacity: 2, hourly_rate: 3}
workers:
  - {id: Eva, name: Eva M., skills: [press, rig], calendar: day, hourly_rate: 31}
  - {id: Ugo, skills: [press]}
  - {id: Lia, skills: [rig], active: false}
downtimes:
  - {resource: P1, from: 2026-06-02T08:00, to: 2026-06-02T12:00, reason: oil}
  - {resource: BENCH-2, from: 2026-06-03, to: 2026-06-04}
setup_properties:
  - {id: heat, name: Heat, numeric: true, per_unit: 30s, constant: 5m, signed: true}
  - id: die
    values: [A, B, C]
    matrix: [{from: A, to: B, time: 12m}]
    mounting: [{value: A, mount: 4m, dismount: 3m}, {value: B, mount: 6m}]
    default: 25m
setup_rules:
  - id: press
    initial_states: {heat: 20, die: B}
    records:
      - {properties: [{property: heat}], combine: sum, coefficient: 1.2}
      - {properties: [{property: die, coefficient: 2}]}
  - {id: bench, property: colour, default: 5m, initial: red, states: [red, blue],
     matrix: [{from: red, to: blue, time: 3m}]}
aggregation_rules:
  - {id: oven, name: Oven, measure: dm3, most: 100, least: 60, per_order: true,
     same_quantity: true, max_wait: 1d}
items:
  - {id: LID, source: make, cycle: 2, transfer_lot: 25, withdrawal_lot: 10}
  - {id: MOULD, source: buy, lead_time: 9d}
  - {id: STEEL, source: buy, lead_time: 3d}
boms:
  - {parent: LID, components: [{item: STEEL, quantity: 2, critical: true}]}
routings:
  - {item: LID, operations: [{phase: 10, work_center: BENCH, run: 9m}]}
  - item: LID
    cycle: 2
    operations:
      - phase: 10
        name: Press
        work_center: PRESS
        valid_from: 2026-01-01
        valid_to: 2026-12-31
        setup: 30m
        run: 12m
        worker_run: 10m
        pieces: 4
        fixed_time: false
        retool: 5m
        machines: [{machine: P1, setup: 20m, run: 11m, pieces: 5}, {machine: P2}]
        wait: 2m
        wait_each: true
        max_wait: 8h
        state: {heat: 180, die: C}
        skills: [{skill: press, most: 2}]
        resources: [{resource: jig, quantity: 2, machine: P1}]
        equipment: [{item: MOULD, quantity: 2, to_reorder: true}, {item: STEEL, scheduled: false}]
        alternatives: [{work_center: BENCH, setup: 15m, run: 20m, pieces: 2}]
      - {phase: 20, work_center: OVEN, run: 3h, wait: 1h, wait_commits: true, aggregation: hot,
         fill: 1.5}
      - {phase: 30, work_center: BENCH, run: 4m, machine_count: 2, after: []}
      - {phase: 40, work_center: BENCH, run: 2m, after: [20, 30], unit_cost: 0.35}
      - {phase: 50, work_center: BENCH, run: 6m, overlap: {type: pieces, value: 5, idle: true}}
stock:
  - {item: STEEL, quantity: 4}
orders:
  - id: MO-1
    type: production
    item: LID
    quantity: 8
    start: 2026-06-01
    end: 2026-06-12
    priority: 3
    hold_end: true
    progress:
      - {phase: 10, state: started, good: 2, worked: 20m, start: 2026-06-01T05:00, machine: P1}
  - id: MO-2
    type: production
    item: LID
    quantity: 6
    end: 2026-06-15
    frozen: true
    pinned: [{phase: 40, start: 2026-06-11T08:00, work_center: BENCH, machine: BENCH-1}]
demands:
  - {id: SO-1, item: LID, quantity: 5, due: 2026-06-19, priority: 2, hard: true, customer: Adler}
subcontract_prices:
  - {item: LID, work_center: ZINC, phase: 50, from_quantity: 100, price: 0.8}
cost_items:
  - {id: CRATE, name: Crates, kind: other, rule: variable, value: 1.5, document: SO-1}
  - {id: CARE, kind: direct, rule: percent, value: -2, applies_to: material}
"""
