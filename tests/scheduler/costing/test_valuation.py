"""From cost to price: additions, mark-up, rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import CostItem, CostKind, CostRounding, CostSettings
from scheduler.costing import Amounts, Valuation, valued
from scheduler.costing.amounts import Rounder, shared
from scheduler.costing.valuation import rounding
from tests.scheduler.costing.costing_helpers import values

PARTS = Amounts(material=Decimal(500), machine=Decimal(200), subcontract=Decimal(100))


def items(*rows: dict[str, Any]) -> tuple[CostItem, ...]:
    """Return cost items, numbered and fixed where they say nothing else."""
    base = {"rule": "fixed"}
    return tuple(
        CostItem.model_validate({"id": f"C{number}", **base, **row})
        for number, row in enumerate(rows)
    )


def settings(**fields: Any) -> CostSettings:
    """Return cost settings."""
    return CostSettings.model_validate(fields)


WORKED_EXAMPLE = items(
    {"kind": "direct", "value": 40},
    {"kind": "general", "value": 60},
    {"kind": "other", "value": 23},
    {"kind": "correction", "value": -4},
)


def steps(found: Valuation) -> tuple[object, ...]:
    """Return the sums on the way from cost to price."""
    return (
        found.amounts.industrial, found.total_direct, found.marked_up,
        found.total - found.rounding, found.total,
    )  # fmt: skip


def test_K08_costing_of_a_job_is_rounded_up_to_tens() -> None:
    # 500 + 200 + 100 = 800; + 40 = 840; + 10 % = 924; + 60 + 23 - 4 = 1003; up to 1010
    rules = settings(markup_percent=10, rounding="up", rounding_to=10)
    found = valued(PARTS, Decimal(1), rules, WORKED_EXAMPLE)
    assert steps(found) == (800, 840, 924, 1003, 1010)
    assert values(found.markup, found.rounding) == (84, 7)


def test_K08_costing_is_exact_where_floats_would_round_up_to_the_next_ten() -> None:
    # 840 x 1.1 + 60 + 20 - 4 = 1000; in binary it is 1000.0000000000001
    rules = settings(markup_percent=10, rounding="up", rounding_to=10)
    rows = items(*({"kind": row.kind, "value": row.value} for row in WORKED_EXAMPLE))
    rows = tuple(
        row.model_copy(update={"value": Decimal(20)}) if row.kind is CostKind.OTHER else row
        for row in rows
    )
    assert 840 * 1.1 + 60 + 20 - 4 > 1000
    assert steps(valued(PARTS, Decimal(1), rules, rows)) == (800, 840, 924, 1000, 1000)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("material", 50),
        ("machine", 20),
        ("labour", 3),
        ("working", 31),
        ("industrial", 91),
        (None, 91),
    ],
)
def test_a_direct_percentage_is_of_what_it_applies_to(base: str | None, expected: int) -> None:
    amounts = Amounts(*map(Decimal, (500, 200, 30, 40, 40, 100)))
    row = {"kind": "direct", "rule": "percent", "value": 10, "applies_to": base}
    found = valued(amounts, Decimal(1), settings(), items(row))
    assert found.of(CostKind.DIRECT) == expected


def test_other_percentages_are_of_the_marked_up_cost_and_rounded_each() -> None:
    # 800 + 80 = 880; 1.23 % of it = 10.824 -> 10.82, twice; by the piece 3 x 0.335 = 1.005 -> 1.01
    rows = items(
        {"kind": "general", "rule": "percent", "value": "1.23"},
        {"kind": "other", "rule": "percent", "value": "1.23"},
        {"kind": "other", "rule": "variable", "value": "0.335"},
    )
    found = valued(PARTS, Decimal(3), settings(markup_value=80), rows)
    assert [row.amount for row in found.additions] == [
        Decimal("10.82"), Decimal("10.82"), Decimal("1.01"),
    ]  # fmt: skip
    assert found.total == Decimal("902.65")


def test_a_cost_item_may_be_for_one_document() -> None:
    rows = items({"kind": "other", "value": 5, "document": "SO-1"}, {"kind": "other", "value": 7})
    totals = [
        valued(PARTS, Decimal(1), settings(), rows, document=name).total
        for name in ("SO-1", "SO-2")
    ]
    assert totals == [812, 807]


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
SIGNED = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
STEPS = st.sampled_from(["0.05", "1", "10", "2.5", "1000"]).map(Decimal)


@given(SIGNED, STEPS, st.sampled_from(["up", "down"]))
def test_rounding_ends_on_the_next_multiple_and_stays_there(
    amount: Decimal, step: Decimal, way: str
) -> None:
    rules = settings(rounding=way, rounding_to=step)
    added = rounding(amount, rules)
    assert not Fraction(amount + added) % Fraction(step)
    assert abs(added) < step
    assert added >= 0 if rules.rounding is CostRounding.UP else added <= 0
    assert rounding(amount + added, rules) == 0


AMOUNTS = st.lists(MONEY, min_size=6, max_size=6).map(lambda row: Amounts(*row))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(CostKind),
            "rule": st.sampled_from(["percent", "fixed", "variable"]),
            "value": st.decimals(min_value=-500, max_value=500, places=3),
            "applies_to": st.sampled_from(["material", "machine", "labour", "working", None]),
        }
    ),
    max_size=5,
)


@given(AMOUNTS, ROWS, st.decimals(min_value=0, max_value=300, places=2), st.integers(0, 4))
def test_what_is_added_adds_up_to_the_price(
    amounts: Amounts, rows: list[dict[str, Any]], percent: Decimal, decimals: int
) -> None:
    rules = settings(markup_percent=percent, decimals=decimals, rounding="up", rounding_to=5)
    rounded = Amounts(*map(Rounder(decimals), amounts))
    found = valued(rounded, Decimal(7), rules, items(*rows))
    added = sum((row.amount for row in found.additions), Decimal(0))
    assert found.total == sum(rounded, added) + found.markup + found.rounding
    assert [row.item.id for row in found.additions] == [f"C{n}" for n in range(len(rows))]
    for row in found.additions:
        assert row.amount == Rounder(decimals)(row.amount)


@given(AMOUNTS, st.lists(st.integers(0, 10**12), min_size=1, max_size=6).filter(sum))
def test_shares_of_an_order_add_up_to_it_kind_by_kind(amounts: Amounts, weights: list[int]) -> None:
    parts = amounts.split(weights, Rounder())
    assert Amounts.total(parts) == amounts
    total = Fraction(sum(weights))
    for part, weight in zip(parts, weights, strict=True):
        for kind, whole in zip(part, amounts, strict=True):
            assert abs(Fraction(kind) - Fraction(whole) * weight / total) < Fraction(1, 100)


def test_the_odd_cents_go_to_the_largest_remainders_and_then_to_the_first() -> None:
    assert shared(100, [1, 1, 1]) == [34, 33, 33]
    assert shared(10, [1, 5, 2]) == [1, 6, 3]  # 1.25, 6.25, 2.5
    assert shared(0, [1, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("2.675", "2.68")],
)
def test_amounts_are_rounded_half_away_from_zero(amount: str, expected: str) -> None:
    assert str(Rounder()(Decimal(amount))) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", "0.00"), ("100", "100.00"), ("12.500", "12.50"), ("0.125", "0.125"), ("-4", "-4.00")],
)
def test_amounts_are_shown_with_all_their_places(amount: str, expected: str) -> None:
    assert str(Rounder().shown(Decimal(amount))) == expected
