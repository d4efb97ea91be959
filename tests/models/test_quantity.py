"""Exact quantities: decimals outside, millionths inside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.quantity import QUANTITY_SCALE, from_units, to_units


@pytest.mark.parametrize(
    ("quantity", "units"),
    [("0", 0), ("1", 1_000_000), ("0.000001", 1), ("3.15", 3_150_000), ("1e3", 10**9)],
)
def test_a_quantity_is_a_whole_number_of_millionths(quantity: str, units: int) -> None:
    assert to_units(Decimal(quantity)) == units
    assert from_units(units) == Decimal(quantity)


def test_a_product_that_floating_point_spoils_is_exact() -> None:
    # 20 x 3.15 is 63.000000000000004 in binary, which would make a lot of 5 more pieces
    assert 20 * to_units(Decimal("3.15")) == to_units(Decimal(63))


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (63_000_000, "63"),
        (1_500_000, "1.5"),
        (100_000_000, "100"),  # not 1E+2
        (1, "0.000001"),
        (0, "0"),
        (10, "0.00001"),
    ],
)
def test_a_quantity_is_written_without_trailing_zeros_or_exponents(units: int, text: str) -> None:
    assert format(from_units(units), "f") == text


def test_whole_quantities_print_plainly() -> None:
    assert str(from_units(1_200 * QUANTITY_SCALE)) == "1200"


@given(st.integers(-(10**18), 10**18))
def test_units_to_decimal_and_back_change_nothing(units: int) -> None:
    assert to_units(from_units(units)) == units
