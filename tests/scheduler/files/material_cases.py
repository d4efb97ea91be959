"""Faults and doubts of items, bills of materials and warehouses."""

from __future__ import annotations

from tests.scheduler.files.sound import BILL, DEMAND, FORK, FRAME, LINE, TUBE, Case, having

__all__ = ["MATERIAL_CASES", "MATERIAL_WARNINGS"]

MATERIAL_CASES = [
    Case(
        "unknown warehouse of an item, with a table",
        "items:\n",
        "warehouses: [{id: WEST}]\nitems:\n",
        "items.warehouses 'TUBE' / 'WETS' (line 27) warehouse: found 'WETS', expected the id "
        "of a warehouse\n    Did you mean 'WEST'?",
        more=(
            (
                TUBE,
                having(TUBE, "warehouses: [{warehouse: WETS}]"),
            ),
        ),
    ),
    Case(
        "unknown alternative",
        LINE,
        "[{item: TUBE, quantity: 3, alternatives: [{item: PIPE, quantity: 3}]}]",
        "boms.components.alternatives 'FRAME' / 'TUBE' / 'PIPE' (line 31) item: found 'PIPE', "
        "expected the id of an item",
    ),
    Case(
        "borrowed from an unknown item",
        FRAME,
        having(FRAME, "reference_bom: FRAM"),
        "items 'FRAME' (line 24) reference_bom: found 'FRAM', expected the id of an item\n    "
        "Did you mean 'FRAME'?",
    ),
    Case(
        "supplier that is not listed",
        TUBE,
        having(
            TUBE,
            "supplier: Rohrwerk, suppliers: [{supplier: Rohrwerke}, {supplier: Stahl}]",
        ),
        "items 'TUBE' (line 26) supplier: found 'Rohrwerk', expected one of the suppliers of "
        "'TUBE': Rohrwerke, Stahl\n    Did you mean 'Rohrwerke'?",
    ),
    Case(
        "supplier of an item without suppliers",
        TUBE,
        having(TUBE, "supplier: Rohrwerk"),
        "items 'TUBE' (line 26) supplier: found 'Rohrwerk', expected one of the suppliers of "
        "'TUBE', which has none",
    ),
    Case(
        "supplier of a warehouse that is not listed",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) supplier: found 'Rohr', expected one of the "
        "suppliers of 'TUBE': Stahl",
        more=(
            (
                TUBE,
                having(
                    TUBE,
                    "warehouses: [{warehouse: W1, supplier: Rohr}], suppliers: [{supplier: Stahl}]",
                ),
            ),
        ),
    ),
    Case(
        "unknown version of an order",
        "    item: BIKE\n",
        "    item: BIKE\n    version: B\n",
        "orders 'MO-1' (line 47) version: found 'B', expected no version: the bill of "
        "materials of 'BIKE' has none",
    ),
    Case(
        "unknown version of a component",
        BILL,
        "  - {parent: FRAME, version: A, components: [{item: TUBE, quantity: 3}]}\n",
        "boms.components 'BIKE' / 'FRAME' (line 29) version: found 'C', expected a version of "
        "the bill of materials of 'FRAME': A",
        more=(
            (
                "{item: FRAME, quantity: 1, phase: 10}",
                "{item: FRAME, quantity: 1, phase: 10, version: C}",
            ),
        ),
    ),
    Case(
        "unknown version of an item",
        FRAME,
        having(FRAME, "bom_version: A"),
        "items 'FRAME' (line 24) bom_version: found 'A', expected no version: the bill of "
        "materials of 'FRAME' has none",
    ),
    Case(
        "unknown version for all",
        "calendars:\n",
        "settings: {general: {version: A}}\ncalendars:\n",
        "settings (line 2) general.version: found 'A', expected a version that some bill of "
        "materials has",
    ),
    Case(
        "version twice",
        BILL,
        "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: FRAME, "
        "version: B, default: false, components: []}\n  - {parent: FRAME, version: B, default: "
        "false, components: []}\n",
        "boms 'FRAME' version 'B' (line 33) version: found 'B', expected one bill of materials "
        "for an item and version; row 3 has it too",
    ),
    Case(
        "two default versions",
        BILL,
        "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: FRAME, "
        "version: B, components: []}\n",
        "boms 'FRAME' version 'B' (line 32) default: found 'true', expected one default "
        "version at a time; row 2 is another, on every day\n    Write 'default: false' in "
        "versions that are used only where somebody names them.",
    ),
    Case(
        "overlapping versions",
        BILL,
        "  - {parent: FRAME, version: A, valid_to: 2026-06-10, components: []}\n  - {parent: "
        "FRAME, version: B, valid_from: 2026-06-10, components: []}\n",
        "boms 'FRAME' version 'B' (line 31) valid_from: found '2026-06-10', expected one "
        "default version at a time; row 2 is another, to 2026-06-10\n    Write 'default: "
        "false' in versions that are used only where somebody names them.",
    ),
    Case(
        "validity turned round",
        LINE,
        "[{item: TUBE, quantity: 3, valid_from: 2026-06-10, valid_to: 2026-06-09}]",
        "boms.components 'FRAME' / 'TUBE' (line 31) valid_to: found '2026-06-09', expected a "
        "date not before valid_from (2026-06-10)",
    ),
    Case(
        "validity of a bill turned round",
        BILL,
        "  - {parent: FRAME, version: A, valid_from: 2026-06-10, valid_to: 2026-06-09, "
        "components: []}\n",
        "boms 'FRAME' version 'A' (line 30) valid_to: found '2026-06-09', expected a date not "
        "before valid_from (2026-06-10)",
    ),
    Case(
        "cycle over another version",
        BILL,
        "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: TUBE, "
        "version: B, default: false, components: [{item: FRAME, quantity: 1}]}\n",
        "boms 'FRAME' (line 30) components: found 'FRAME -> TUBE -> FRAME', expected no item "
        "to contain itself, at any level",
    ),
    Case(
        "cycle over a borrowed bill",
        TUBE,
        having(TUBE, "reference_bom: BIKE"),
        "boms 'BIKE' (line 28) components: found 'TUBE -> FRAME -> TUBE', expected no item to "
        "contain itself, at any level\n    'TUBE' borrows the bill of materials of 'BIKE'.",
    ),
    Case(
        "bills borrowed in a circle",
        FORK,
        having(FORK, "reference_bom: TUBE"),
        "items 'FORK' (line 25) reference_bom: found 'FORK -> TUBE -> FORK', expected no item "
        "to borrow its own bill of materials",
        more=(
            (
                TUBE,
                having(TUBE, "reference_bom: FORK"),
            ),
        ),
    ),
    Case(
        "alternative that is its parent",
        LINE,
        "[{item: TUBE, quantity: 3, alternatives: [{item: FRAME, quantity: 3}]}]",
        "boms.components.alternatives 'FRAME' / 'TUBE' / 'FRAME' (line 31) item: found "
        "'FRAME', expected an item other than its parent",
    ),
    Case(
        "alternative to itself",
        LINE,
        "[{item: TUBE, quantity: 3, alternatives: [{item: TUBE, quantity: 3}]}]",
        "boms.components.alternatives 'FRAME' / 'TUBE' / 'TUBE' (line 31) item: found 'TUBE', "
        "expected an item other than the one it stands in for",
    ),
    Case(
        "kit without components",
        FORK,
        "{id: FORK, source: subcontract}\n  - {id: SET, source: kit}",
        "items 'SET' (line 26) source: found 'kit', expected a bill of materials with "
        "components valid on 2026-06-01, which replace a kit",
    ),
    Case(
        "kit whose bill has ended",
        FORK,
        "{id: FORK, source: subcontract}\n  - {id: SET, source: kit}",
        "items 'SET' (line 26) source: found 'kit', expected a bill of materials with "
        "components valid on 2026-06-01, which replace a kit",
        more=(
            (
                BILL,
                "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: "
                "SET, valid_to: 2026-05-31, components: [{item: TUBE, quantity: 3}]}\n",
            ),
        ),
    ),
    Case(
        "lot of no pieces",
        "size: 5}",
        "size: 0}",
        "items 'FRAME' (line 24) lot.size: found '0', expected a number above 0",
    ),
    Case(
        "negative lot of a supplier",
        TUBE,
        having(TUBE, "suppliers: [{supplier: Stahl, lot: {rule: fixed, size: -5}}]"),
        "items.suppliers 'TUBE' / 'Stahl' (line 26) lot.size: found '-5', expected a number "
        "above 0",
    ),
    Case(
        "multiple above the maximum",
        "{rule: fixed, size: 5}",
        "{rule: minimum, size: 5, multiple: 60, maximum: 50}",
        "items 'FRAME' (line 24) lot.multiple: found '60', expected at most the lot's maximum, 50",
    ),
    Case(
        "size above the maximum",
        "{rule: fixed, size: 5}",
        "{rule: fixed, size: 5, maximum: 2.5}",
        "items 'FRAME' (line 24) lot.size: found '5', expected at most the lot's maximum, 2.5",
    ),
    Case(
        "rounding above the maximum of a supplier",
        TUBE,
        having(TUBE, "suppliers: [{supplier: Stahl, lot: {rounding: 10, maximum: 4}}]"),
        "items.suppliers 'TUBE' / 'Stahl' (line 26) lot.rounding: found '10', expected at most "
        "the lot's maximum, 4",
    ),
    Case(
        "minimum above the maximum of a warehouse",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) lot.minimum: found '10', expected at most "
        "the lot's maximum, 4",
        more=(
            (
                TUBE,
                having(TUBE, "warehouses: [{warehouse: W1, lot: {minimum: 10, maximum: 4}}]"),
            ),
        ),
    ),
    Case(
        "lot of a supplier without its number",
        TUBE,
        having(TUBE, "suppliers: [{supplier: Stahl, lot: {rule: at-least}}]"),
        "items.suppliers 'TUBE' / 'Stahl' (line 26) lot.size: expected a number for the lot "
        "rule at-least",
    ),
    Case(
        "buffer that is not there",
        TUBE,
        having(TUBE, "policy: ddmrp"),
        "items 'TUBE' (line 26) buffer: expected a buffer for the policy ddmrp",
    ),
    Case(
        "negative stock without lead time",
        TUBE,
        "{id: TUBE, source: buy, lead_time: 0d}",
        "stock 'TUBE' (line 44) quantity: found '-10', expected 0 or more in all, or a "
        "lead_time of 'TUBE' in which it can be replenished",
        more=(
            (
                "quantity: 10}",
                "quantity: -10}",
            ),
        ),
    ),
    Case(
        "transfer within a warehouse",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) from: found 'W1', expected another warehouse",
        more=(
            (
                TUBE,
                "{id: TUBE, source: transfer, lead_time: 4d, warehouses: [{warehouse: W1, "
                "from: W1}]}",
            ),
        ),
    ),
    Case(
        "transfers in a circle",
        "items:\n",
        "warehouses: [{id: W1}, {id: W2}, {id: W3}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) from: found 'W1 <- W2 <- W1', expected "
        "transfers that do not go round in a circle",
        more=(
            (
                TUBE,
                having(
                    TUBE,
                    "warehouses: [{warehouse: W3, source: transfer, from: W1}, {warehouse: W1, "
                    "source: transfer, from: W2}, {warehouse: W2, source: transfer, from: W1}]",
                ),
            ),
        ),
    ),
    Case(
        "kit in one warehouse only",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) source: found 'kit', expected the source of "
        "the item, buy: a kit is one everywhere",
        more=(
            (
                TUBE,
                having(TUBE, "warehouses: [{warehouse: W1, source: kit}]"),
            ),
        ),
    ),
    Case(
        "made in a warehouse without routing",
        "items:\n",
        "settings: {mrp: {by_warehouse: true}}\nwarehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 28) lead_time: expected a lead_time, or a "
        "routing, for an item with source make",
        more=(
            (
                TUBE,
                "{id: TUBE, source: buy, suppliers: [{supplier: S, shipping_time: 3d}], "
                "warehouses: [{warehouse: W1, source: make}]}",
            ),
        ),
    ),
    Case(
        "warehouse twice",
        "items:\n",
        "warehouses: [{id: W1}, {id: W1}]\nitems:\n",
        "warehouses 'W1' (line 22) id: found 'W1', expected an id that no other row has; row 1 "
        "has it too",
    ),
    Case(
        "supplier twice",
        TUBE,
        having(TUBE, "suppliers: [{supplier: S}, {supplier: S}]"),
        "items.suppliers 'TUBE' / 'S' (line 26) supplier: found 'S', expected one record for a "
        "supplier; row 1 has it too",
    ),
    Case(
        "record of a warehouse twice",
        "items:\n",
        "warehouses: [{id: W1}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) warehouse: found 'W1', expected one record "
        "for a warehouse; row 1 has it too",
        more=(
            (
                TUBE,
                having(TUBE, "warehouses: [{warehouse: W1}, {warehouse: W1}]"),
            ),
        ),
    ),
    Case(
        "bill that multiplies to too much",
        "{item: FRAME, quantity: 1, phase: 10}",
        "{item: FRAME, quantity: 99999999, phase: 10}",
        "boms.components 'FRAME' / 'TUBE' (line 31) quantity: found '99999', expected a need "
        "of at most 4611686018427 pieces of 'TUBE' over all levels",
        more=(
            (
                LINE,
                "[{item: TUBE, quantity: 99999}]",
            ),
        ),
    ),
]

MATERIAL_WARNINGS = [
    Case(
        "blocked until, but not blocked",
        TUBE,
        having(TUBE, "blocked_until: 2026-06-20"),
        "items 'TUBE' (line 26) blocked: found 'false', expected true: blocked_until without "
        "it is ignored",
    ),
    Case(
        "filled up to less than the reorder level",
        TUBE,
        having(TUBE, "reorder_level: 20, replenish_quantity: 10, replenish_up_to: true"),
        "items 'TUBE' (line 26) replenish_quantity: found '10', expected at least the "
        "reorder_level, 20, for a stock to order up to",
    ),
    Case(
        "transfer source of a bought item",
        "items:\n",
        "warehouses: [{id: W1}, {id: W2}]\nitems:\n",
        "items.warehouses 'TUBE' / 'W1' (line 27) from: found 'W2', expected no warehouse to "
        "transfer from: the source is buy; it is ignored",
        more=(
            (
                TUBE,
                having(TUBE, "warehouses: [{warehouse: W1, from: W2}]"),
            ),
        ),
    ),
    Case(
        "version that has ended",
        BILL,
        "  - parent: FRAME\n    components: [{item: TUBE, quantity: 3}]\n  - {parent: FRAME, "
        "version: B, default: false, valid_to: 2026-05-31, components: []}\n",
        "demands 'SO-1' (line 57) version: found 'B', expected a version that is active and "
        "valid on 2026-06-01; it is made without material",
        more=(
            (
                DEMAND,
                "{id: SO-1, item: FRAME, quantity: 2, due: 2026-06-10, version: B}",
            ),
        ),
    ),
    Case(
        "no default version",
        BILL,
        "  - {parent: FRAME, valid_from: 2026-06-02, components: [{item: TUBE, quantity: 3}]}\n",
        "boms 'FRAME' (line 30) default: expected a default version that is valid on "
        "2026-06-01; it is made without material",
    ),
    Case(
        "phantom without bill",
        LINE,
        "[{item: TUBE, quantity: 3, phantom: true}]",
        "boms.components 'FRAME' / 'TUBE' (line 31) phantom: found 'true', expected false: "
        "'TUBE' has no bill of materials, it is used itself",
    ),
    Case(
        "own bill beside a borrowed one",
        FRAME,
        having(FRAME, "reference_bom: FORK"),
        "items 'FRAME' (line 24) reference_bom: found 'FORK', expected no reference_bom for an "
        "item with bills of materials; these are ignored",
    ),
    Case(
        "bought without any lead time of the supplier",
        TUBE,
        "{id: TUBE, source: buy, suppliers: [{supplier: Stahl}]}",
        "items 'TUBE' (line 26) lead_time: expected a lead_time; 0d is assumed",
    ),
]
