from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scenario import Buffer, Source
from scheduler.ddmrp import Zones, base_zones, zone_changes, zones_on
from scheduler.ddmrp.profiles import profile_of
from tests.scheduler.ddmrp.ddmrp_helpers import PIECE, TWELVE_DAYS


def pieces(zones: Zones) -> tuple[float, float, float]:
    return (zones.red / PIECE, zones.yellow / PIECE, zones.green / PIECE)


def zones_of(usage: int = 10, days: int = 12, **fields: Any) -> tuple[float, float, float]:
    buffer = Buffer.model_validate({**TWELVE_DAYS, **fields})
    return pieces(base_zones(buffer, usage * PIECE, days))


def test_zones_follow_usage_lead_time_and_factors() -> None:
    # yellow 10 x 12; red 120 x 0.5 x 1.5; green max(50, 10 x 7, 120 x 0.5)
    assert zones_of() == (90, 120, 70)


def test_tops_add_up_and_half_of_green_lies_on_red_on_average() -> None:
    zones = base_zones(Buffer.model_validate(TWELVE_DAYS), 10 * PIECE, 12)
    assert zones.top_of_red == 90 * PIECE
    assert zones.top_of_yellow == 210 * PIECE
    assert zones.top_of_green == 280 * PIECE
    assert zones.average_stock == 125 * PIECE


@pytest.mark.parametrize(
    ("fields", "green"),
    [
        ({"minimum_order": 100}, 100),  # above 70 and 60
        ({"order_cycle": "9d"}, 90),  # 10 x 9, above 50 and 60
        ({"order_cycle": "1d", "minimum_order": 0}, 60),  # 120 x 0.5 is left
        ({"order_cycle": "0d", "minimum_order": 0, "lead_time_factor": "0.1"}, 12),  # 120 x 0.1
    ],
)
def test_green_is_the_largest_of_three(fields: dict[str, Any], green: int) -> None:
    assert zones_of(**fields)[2] == green


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # what the buffer says holds, whatever its usage
        ({"kind": "override", "red": 5, "yellow": 6, "green": 7}, (5, 6, 7)),
        # a zone left out is computed
        ({"kind": "override", "red": 5}, (5, 120, 70)),
        ({"kind": "min-max"}, (90, 0, 70)),
        # numbers of a replenished buffer are not its zones
        ({"red": 5, "yellow": 6, "green": 7}, (90, 120, 70)),
    ],
)
def test_kinds_differ_in_their_zones(fields: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert zones_of(**fields) == expected


def test_what_is_left_of_a_millionth_is_rounded_up() -> None:
    buffer = Buffer.model_validate({"lead_time_factor": "0.333333", "variability_factor": "0.1"})
    # red 0.333333 x 1.1 = 0.3666663 millionths of a piece
    assert base_zones(buffer, 1, 1) == Zones(red=1, yellow=1, green=1)


def test_factors_and_exceptions_hold_on_their_days() -> None:
    buffer = Buffer.model_validate(
        {
            **TWELVE_DAYS,
            "usage_factors": {"2026-07-01/2026-08-31": 2, "2026-07-15": "0.5"},
            "red_on": {"2026-08-31/2026-09-30": 33, "2026-09-15": 44},
        }
    )

    def on(month: int, day: int) -> tuple[float, float, float]:
        return pieces(zones_on(buffer, 10 * PIECE, 12, day=date(2026, month, day)))

    assert on(6, 30) == (90, 120, 70)
    assert on(7, 1) == (180, 240, 140)  # twice the usage
    assert on(7, 15) == (90, 120, 70)  # 2 x 0.5
    assert on(8, 31) == (33, 240, 140)
    assert on(9, 1) == (33, 120, 70)
    assert on(9, 15) == (44, 120, 70)  # the exception that starts last


def test_an_exception_is_about_the_zone_it_names() -> None:
    day = {"2026-06-10": 7}
    for field, expected in (
        ("red_on", (7, 120, 70)),
        ("yellow_on", (90, 7, 70)),
        ("green_on", (90, 120, 7)),
    ):
        buffer = Buffer.model_validate({**TWELVE_DAYS, field: day})
        zones = zones_on(buffer, 10 * PIECE, 12, day=date(2026, 6, 10))
        assert pieces(zones) == expected, field


def test_zone_changes_tell_the_days_from_which_zones_hold() -> None:
    buffer = Buffer.model_validate(
        {**TWELVE_DAYS, "usage_factors": {"2026-05-01/2026-06-03": 2, "2026-06-10": 3}}
    )
    changes = zone_changes(buffer, 10 * PIECE, 12, today=date(2026, 6, 1), num_buckets=10)
    # today is day 0: twice until 3 June, plain from the 4th; threefold on the 10th, its day 9
    assert {bucket: zones.yellow // PIECE for bucket, zones in changes.items()} == {
        0: 240,
        3: 120,
        9: 360,
    }


@pytest.mark.parametrize("span", ["June", "2026-06-31", "2026-07-02/2026-07-01", "2026-01-01/2/3"])
def test_a_span_that_is_none_is_refused(span: str) -> None:
    with pytest.raises(ValidationError, match="a date '2026-06-01', or two"):
        Buffer.model_validate({"usage_factors": {span: 1}})


@pytest.mark.parametrize(
    ("source", "is_component", "lead_time", "variability", "expected"),
    [
        (Source.MAKE, False, "0.61", "0.61", "M-S-H"),
        (Source.MAKE, True, "0.6", "0.6", "I-M-M"),
        (Source.SUBCONTRACT, True, "0.41", "0.41", "I-M-M"),
        (Source.BUY, True, "0.4", "0.4", "P-L-L"),
        (Source.TRANSFER, False, "1", "1", "D-S-H"),
        (Source.BUY, False, "0.01", "0", "P-L-L"),
        (Source.BUY, False, "0.5", "2.5", "P-M-H"),
    ],
)
def test_profiles_read_the_ranges_of_the_table(
    source: Source, is_component: bool, lead_time: str, variability: str, expected: str
) -> None:
    buffer = Buffer(lead_time_factor=Decimal(lead_time), variability_factor=Decimal(variability))
    assert str(profile_of(source, buffer, is_component=is_component)) == expected


_fractions = st.decimals("0.000001", "1", places=6)
_buffers = st.builds(
    lambda factor, variability, minimum, cycle, kind: Buffer.model_validate(
        {
            "lead_time_factor": factor,
            "variability_factor": variability,
            "minimum_order": minimum,
            "order_cycle": f"{cycle}d",
            "kind": kind,
        }
    ),
    _fractions,
    _fractions,
    st.integers(0, 1000),
    st.integers(0, 100),
    st.sampled_from(["replenished", "min-max", "override"]),
)


@given(_buffers, st.integers(0, 10**12), st.integers(0, 10**9), st.integers(0, 400))
def test_zones_are_never_negative_and_grow_with_usage(
    buffer: Buffer, usage: int, more: int, days: int
) -> None:
    low, high = base_zones(buffer, usage, days), base_zones(buffer, usage + more, days)
    assert 0 <= low.red <= high.red
    assert 0 <= low.yellow <= high.yellow
    assert 0 <= low.green <= high.green


@given(_buffers, st.integers(0, 10**12), st.integers(0, 400))
def test_zones_are_their_formulas_but_for_a_millionth(
    buffer: Buffer, usage: int, days: int
) -> None:
    factor, variability = Fraction(buffer.lead_time_factor), Fraction(buffer.variability_factor)
    red = usage * days * factor * (1 + variability)
    assert 0 <= base_zones(buffer, usage, days).red - red < 1
