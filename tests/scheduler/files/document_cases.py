"""Faults and doubts of stock, orders, job orders, forecasts and demands."""

from __future__ import annotations

from tests.scheduler.files.sound import BILL, DEMAND, FORK, PURCHASE, TUBE, Case, having

__all__ = ["DOCUMENT_CASES", "DOCUMENT_WARNINGS"]

DOCUMENT_CASES = [
    Case(
        "unknown warehouse of a demand",
        DEMAND,
        having(DEMAND, "warehouse: W9"),
        "demands 'SO-1' (line 56) warehouse: found 'W9', expected the id of a warehouse\n    "
        "The table warehouses is empty or missing.",
    ),
    Case(
        "transfer from an unknown warehouse",
        "items:\n",
        "warehouses: [{id: WEST}]\nitems:\n",
        "orders 'PO-1' (line 47) from: found 'EAST', expected the id of a warehouse\n    Did "
        "you mean 'WEST'?",
        more=(
            (
                PURCHASE,
                having(PURCHASE, "from: EAST"),
            ),
        ),
    ),
    Case(
        "stock in an unknown warehouse",
        "{item: TUBE, quantity: 10}",
        "{item: TUBE, quantity: 10, warehouse: W1}",
        "stock 'TUBE' (line 44) warehouse: found 'W1', expected the id of a warehouse\n    The "
        "table warehouses is empty or missing.",
    ),
    Case(
        "stock reserved for nobody",
        "{item: TUBE, quantity: 10}",
        "{item: TUBE, quantity: 10, reserved_for: SO-2}",
        "stock 'TUBE' (line 44) reserved_for: found 'SO-2', expected the id of a demand or an "
        "order\n    Did you mean 'SO-1'?",
    ),
    Case(
        "order for an unknown job",
        PURCHASE,
        having(PURCHASE, "job: SO-7"),
        "orders 'PO-1' (line 46) job: found 'SO-7', expected the id of a job, a demand or "
        "a forecast\n    Did you mean 'SO-1'?",
    ),
    Case(
        "job for an unknown item",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: BYKE, quantity: 2, due: 2026-06-10}]}\n"
        "demands:\n",
        "jobs.rows 'J1' / row 1 (line 56) item: found 'BYKE', expected the id of an item\n    "
        "Did you mean 'BIKE'?",
    ),
    Case(
        "job for an unknown demand",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: BIKE, quantity: 2, due: 2026-06-10, "
        "demands: [SO-9]}]}\ndemands:\n",
        "jobs.rows 'J1' / row 1 (line 56) demands: found 'SO-9', expected the id of a "
        "demand\n    Did you mean 'SO-1'?",
    ),
    Case(
        "forecast of an unknown item",
        "demands:\n",
        "forecasts:\n  - {id: F1, item: BIK, quantity: 2, date: 2026-06-01}\ndemands:\n",
        "forecasts 'F1' (line 56) item: found 'BIK', expected the id of an item\n    Did you "
        "mean 'BIKE'?",
    ),
    Case(
        "unknown version of a demand",
        BILL,
        "  - {parent: FRAME, version: A, components: [{item: TUBE, quantity: 3}]}\n  - "
        "{parent: FRAME, version: B, default: false, components: []}\n",
        "demands 'SO-1' (line 56) version: found 'C', expected a version of the bill of "
        "materials of 'FRAME': A, B",
        more=(
            (
                DEMAND,
                "{id: SO-1, item: FRAME, quantity: 2, due: 2026-06-10, version: C}",
            ),
        ),
    ),
    Case(
        "forecast in the past",
        "demands:\n",
        "forecasts:\n  - {id: F1, item: BIKE, quantity: 2, date: 2026-05-01}\ndemands:\n",
        "forecasts 'F1' (line 56) date: found '2026-05-01', expected a month that lasts to the "
        "start of the scenario, 2026-06-01",
    ),
    Case(
        "forecast of a week in the past",
        "demands:\n",
        "forecasts:\n  - {id: F1, item: BIKE, quantity: 2, date: 2026-05-25, period: week}\n"
        "demands:\n",
        "forecasts 'F1' (line 56) date: found '2026-05-25', expected a week that lasts to the "
        "start of the scenario, 2026-06-01",
    ),
    Case(
        "transfer order within a warehouse",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "orders 'PO-1' (line 47) from: found 'W1', expected a warehouse other than the one it "
        "is received in",
        more=(
            (
                PURCHASE,
                having(PURCHASE, "warehouse: W1, from: W1"),
            ),
        ),
    ),
    Case(
        "job row that makes a kit",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: BIKE, quantity: 2, due: 2026-06-10, source: "
        "kit}]}\ndemands:\n",
        "jobs.rows 'J1' / row 1 (line 56) source: found 'kit', expected the source of 'BIKE', "
        "make: a kit is one everywhere",
    ),
    Case(
        "job for a demand of another item",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: FRAME, quantity: 2, due: 2026-06-10, "
        "demands: [SO-1]}]}\ndemands:\n",
        "jobs.rows 'J1' / row 1 (line 56) demands: found 'SO-1', expected a demand for "
        "'FRAME'; this one is for 'BIKE'",
    ),
    Case(
        "demand served by two rows",
        "demands:\n",
        "jobs:\n  - {id: J1, kind: multi, rows: [{row: 1, item: BIKE, quantity: 1, due: "
        "2026-06-10, demands: [SO-1]}, {row: 2, item: BIKE, quantity: 1, due: 2026-06-10, "
        "demands: [SO-1]}]}\ndemands:\n",
        "jobs.rows 'J1' / row 2 (line 56) demands: found 'SO-1', expected a demand that no "
        "other open row serves; row 1 of 'J1' does",
    ),
    Case(
        "job row twice",
        "demands:\n",
        "jobs:\n  - {id: J1, kind: multi, rows: [{row: 1, item: BIKE, quantity: 1, due: "
        "2026-06-10}, {row: 1, item: BIKE, quantity: 1, due: 2026-06-11}]}\ndemands:\n",
        "jobs.rows 'J1' / row 1 (line 56) row: found '1', expected a row number that no other "
        "row of the job has; row 1 has it too",
    ),
    Case(
        "job called like a demand",
        "demands:\n",
        "jobs:\n  - {id: SO-1, rows: [{row: 1, item: BIKE, quantity: 1, due: 2026-06-10}]}\n"
        "demands:\n",
        "jobs 'SO-1' (line 56) id: found 'SO-1', expected an id that no demand has",
    ),
    Case(
        "job called like an order",
        "demands:\n",
        "jobs:\n  - {id: MO-1, rows: [{row: 1, item: BIKE, quantity: 1, due: 2026-06-10}]}\n"
        "demands:\n",
        "jobs 'MO-1' (line 56) id: found 'MO-1', expected an id that no order has",
    ),
    Case(
        "row of a job called like an order",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: BIKE, quantity: 1, due: 2026-06-10}]}\n"
        "demands:\n",
        "jobs.rows 'J1' / row 1 (line 56) row: found '1', expected a row whose name, 'J1/1', no "
        "order has",
        more=((PURCHASE, PURCHASE.replace("PO-1", "J1/1")),),
    ),
    Case(
        "forecast called like a demand",
        "demands:\n",
        "forecasts:\n  - {id: SO-1, item: BIKE, quantity: 2, date: 2026-06-01}\ndemands:\n",
        "forecasts 'SO-1' (line 56) id: found 'SO-1', expected an id that no demand has",
    ),
    Case(
        "order called like a forecast",
        "demands:\n",
        "forecasts:\n  - {id: PO-1, item: BIKE, quantity: 2, date: 2026-06-01}\ndemands:\n",
        "orders 'PO-1' (line 46) id: found 'PO-1', expected an id that no forecast has",
    ),
    Case(
        "job without rows",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: []}\ndemands:\n",
        "jobs 'J1' (line 56) rows: found 'a list', expected at least 1 row",
    ),
    Case(
        "forecast twice",
        "demands:\n",
        "forecasts:\n  - {id: F1, item: BIKE, quantity: 2, date: 2026-06-01}\n  - {id: F1, "
        "item: BIKE, quantity: 2, date: 2026-07-01}\ndemands:\n",
        "forecasts 'F1' (line 57) id: found 'F1', expected an id that no other row has; row 1 "
        "has it too",
    ),
    Case(
        "order without item",
        "item: TUBE, quantity: 9",
        "quantity: 9",
        "orders 'PO-1' (line 46) item: expected a value; the field is required",
    ),
    Case(
        "stock without item",
        "{item: TUBE, quantity: 10}",
        "{quantity: 10}",
        "stock row 1 (line 44) item: expected a value; the field is required",
    ),
    Case(
        "order of an unknown item",
        "item: TUBE, quantity: 9",
        "item: TUBA, quantity: 9",
        "orders 'PO-1' (line 46) item: found 'TUBA', expected the id of an item\n    Did you "
        "mean 'TUBE'?",
    ),
    Case(
        "rows that add up to too much",
        "{item: TUBE, quantity: 10}",
        "{item: TUBE, quantity: 999999999999}\n  - {item: TUBE, quantity: 999999999999}\n  - "
        "{item: TUBE, quantity: 999999999999}\n  - {item: TUBE, quantity: 999999999999}\n  - "
        "{item: TUBE, quantity: 999999999999}",
        "stock 'TUBE' (line 48) quantity: found '999999999999', expected at most 4611686018427 "
        "pieces of 'TUBE' in all rows together",
    ),
]

DOCUMENT_WARNINGS = [
    Case(
        "order of a kit",
        FORK,
        "{id: FORK, source: subcontract}\n  - {id: SET, source: kit}",
        "orders 'PO-1' (line 48) type: found 'purchase', expected no order: 'SET' is a kit, "
        "its components are ordered",
        more=(
            (
                BILL,
                "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: "
                "SET, components: [{item: TUBE, quantity: 3}]}\n",
            ),
            (
                "item: TUBE, quantity: 9",
                "item: SET, quantity: 9",
            ),
        ),
    ),
    Case(
        "order from another supplier",
        TUBE,
        having(TUBE, "suppliers: [{supplier: Stahl}]"),
        "orders 'PO-1' (line 46) supplier: found 'Stal', expected one of the suppliers of "
        "'TUBE': Stahl\n    Did you mean 'Stahl'?",
        more=(
            (
                PURCHASE,
                having(PURCHASE, "supplier: Stal"),
            ),
        ),
    ),
    Case(
        "order without date",
        ", end: 2026-06-04}",
        "}",
        "orders 'PO-1' (line 46) end: expected a date; without one it is left out "
        "(settings.mrp.undated_orders)",
    ),
    Case(
        "demand without date",
        ", due: 2026-06-10}",
        "}",
        "demands 'SO-1' (line 56) due: expected a date; without one it is left out "
        "(settings.mrp.undated_demands)",
    ),
    Case(
        "job row without date",
        "demands:\n",
        "jobs:\n  - {id: J1, rows: [{row: 1, item: BIKE, quantity: 1}]}\ndemands:\n",
        "jobs.rows 'J1' / row 1 (line 56) due: expected a date; without one it is left out",
    ),
]
