"""Overall equipment effectiveness, by the numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.oee import oee

EXAMPLE: dict[str, Any] = {
    "available": 480, "worked": 420, "theoretical": 420, "processed": 380, "produced": 380,
    "good": 361,
}  # fmt: skip


def test_K06_oee_of_420_of_480_minutes_380_of_420_and_361_good_of_380_is_75_21() -> None:
    found = oee(**EXAMPLE)
    assert found.availability == Fraction(420, 480)
    assert found.performance == Fraction(380, 420)
    assert found.quality == Fraction(361, 380)
    assert found.percent == 75.21


def test_K06_setup_is_time_worked_or_lost_time() -> None:
    # 390 minutes of work and 30 of setup: with setup the example, without it 390 of 480
    given_times = EXAMPLE | {"worked": 390, "setup": 30}
    assert oee(**given_times).percent == 75.21
    # 390/480 x 380/420 x 361/380 = 0.698363
    assert oee(**given_times, with_setup=False).percent == 69.84


def test_a_rate_of_nothing_is_unknown_and_so_is_the_product() -> None:
    found = oee(**(EXAMPLE | {"produced": 0, "good": 0}))
    assert found.quality is None
    assert found.percent is None
    assert found.availability == Fraction(7, 8)
    assert oee(**(EXAMPLE | {"worked": 0})).percent == 0.0


def test_overtime_and_work_faster_than_the_standard_exceed_a_hundred_percent() -> None:
    # 500/480 x 450/420 x 1 = 1.116071
    found = oee(**(EXAMPLE | {"worked": 500, "processed": 450, "good": 380}))
    assert found.percent == 111.61


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"worked": -1}, "worked is -1, expected a finite number of at least 0"),
        ({"setup": float("nan")}, "setup is nan, expected a finite number of at least 0"),
        ({"available": float("inf")}, "available is inf, expected a finite number"),
        ({"processed": Decimal("NaN")}, "processed is NaN, expected a finite number"),
        ({"good": 400}, "good is 400, more than the 380 produced"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        oee(**(EXAMPLE | changes))


WHOLE = st.integers(1, 10**6)


@given(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, st.decimals("0.01", "1000", places=2))
def test_oee_does_not_depend_on_the_unit_of_time(
    available: int, worked: int, theoretical: int, processed: int, produced: int, unit: Decimal
) -> None:
    def rate(scale: Decimal) -> float | None:
        return oee(
            available=available * scale,
            worked=worked * scale,
            theoretical=theoretical,
            processed=processed,
            produced=produced,
            good=produced,
        ).percent

    assert rate(unit) == rate(Decimal(1))
