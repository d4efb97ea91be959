"""Faults and doubts of costing: prices, rates, mark-ups, cost items."""

from __future__ import annotations

from tests.scheduler.files.sound import added, case

__all__ = ["COSTING_CASES", "COSTING_WARNINGS"]

_PRICE = "{item: FORK, work_center: PLATE, price: 4}"

COSTING_CASES = [
    case(
        "price below 0",
        added("subcontract_prices: [{item: FORK, work_center: PLATE, price: -4}]"),
        "subcontract_prices 'FORK' (line 57) price: found '-4', expected a number of at least 0",
    ),
    case(
        "price of an unknown item",
        added("subcontract_prices: [{item: FROK, work_center: PLATE, price: 4}]"),
        "subcontract_prices 'FROK' (line 57) item: found 'FROK', expected the id of an item\n"
        "    Did you mean 'FORK'?",
    ),
    case(
        "price of an unknown subcontractor",
        added("subcontract_prices: [{item: FORK, work_center: PLAET, price: 4}]"),
        "subcontract_prices 'FORK' (line 57) work_center: found 'PLAET', expected the id of a "
        "work center\n    Did you mean 'PLATE'?",
    ),
    case(
        "price of an unknown phase",
        added("subcontract_prices: [{item: FORK, work_center: PLATE, phase: 20, price: 4}]"),
        "subcontract_prices 'FORK' (line 57) phase: found '20', expected a phase of the routing "
        "of 'FORK': 10",
    ),
    case(
        "price of a phase where there is no routing",
        added("subcontract_prices: [{item: TUBE, work_center: PLATE, phase: 20, price: 4}]"),
        "subcontract_prices 'TUBE' (line 57) phase: found '20', expected no phase, as 'TUBE' has "
        "no routing",
    ),
    case(
        "two prices for one thing",
        added(f"subcontract_prices:\n  - {_PRICE}\n  - {_PRICE}"),
        "subcontract_prices 'FORK' (line 59) price: found '4', expected one price for an item, "
        "work_center, phase and from_quantity; row 1 is another",
    ),
    case(
        "two mark-ups",
        added("settings: {costing: {markup_percent: 10, markup_value: 25}}"),
        "settings (line 57) costing.markup_value: found '25', expected 0 beside a "
        "markup_percent of 10: one or the other",
    ),
    case(
        "rate that is no number",
        added("workers: [{id: Eva, skills: [saw], hourly_rate: 20 EUR}]"),
        "workers 'Eva' (line 57) hourly_rate: found '20 EUR', expected a number, e.g. 2.5",
    ),
    case(
        "unknown rounding",
        added("settings: {costing: {rounding: upp, rounding_to: 10}}"),
        "settings (line 57) costing.rounding: found 'upp', expected one of none, up, down\n"
        "    Did you mean 'up'?",
    ),
    case(
        "rounding to multiples of nothing",
        added("settings: {costing: {rounding: up, rounding_to: 0}}"),
        "settings (line 57) costing.rounding_to: found '0', expected a number above 0",
    ),
    case(
        "unknown kind of cost",
        added("cost_items: [{id: FREIGHT, kind: generl, rule: fixed, value: 60}]"),
        "cost_items 'FREIGHT' (line 57) kind: found 'generl', expected one of direct, general, "
        "other, correction\n    Did you mean 'general'?",
    ),
    case(
        "cost item for an unknown document",
        added("cost_items: [{id: TOOL, kind: other, rule: fixed, value: 60, document: SO-2}]"),
        "cost_items 'TOOL' (line 57) document: found 'SO-2', expected the id of a demand, a job "
        "or an order\n    Did you mean 'SO-1'?",
    ),
    case(
        "cost item twice",
        added(
            "cost_items:\n  - {id: TOOL, kind: other, rule: fixed, value: 60}\n"
            "  - {id: TOOL, kind: direct, rule: fixed, value: 6}"
        ),
        "cost_items 'TOOL' (line 59) id: found 'TOOL', expected an id that no other row has; row "
        "1 has it too",
    ),
]

COSTING_WARNINGS = [
    case(
        "rate of a skill nobody has",
        added(
            "workers: [{id: Eva, skills: [saw]}]\n"
            "settings: {costing: {labour_rates: {saw: 20, swa: 21}}}"
        ),
        "settings (line 58) costing.labour_rates.swa: found 'swa', expected a skill that a "
        "worker has; the rate is ignored\n    Did you mean 'saw'?",
    ),
    case(
        "price at a center of one's own",
        added("subcontract_prices: [{item: FRAME, work_center: SAW, price: 4}]"),
        "subcontract_prices 'FRAME' (line 57) work_center: found 'SAW', expected an external "
        "work center; the price is ignored",
    ),
    case(
        "base of a general cost",
        added(
            "cost_items: [{id: RENT, kind: general, rule: percent, value: 6, applies_to: labour}]"
        ),
        "cost_items 'RENT' (line 57) applies_to: found 'labour', expected none for the kind "
        "general with the rule percent; it is ignored",
    ),
    case(
        "multiple without rounding",
        added("settings: {costing: {rounding_to: 10}}"),
        "settings (line 57) costing.rounding_to: found '10', expected a rounding up or down "
        "beside it; it is ignored",
    ),
]
