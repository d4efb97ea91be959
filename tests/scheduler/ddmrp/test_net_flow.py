from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Buffer
from scheduler.ddmrp import Zones, net_flow, order_need
from scheduler.ddmrp.net_flow import spike_horizon, spike_threshold
from scheduler.ddmrp.status import order_colour, priority, stock_colour, urgency
from tests.scheduler.ddmrp.ddmrp_helpers import PIECE

ZONES = Zones(90 * PIECE, 120 * PIECE, 70 * PIECE)


def test_the_position_adds_what_is_on_order_and_takes_off_what_is_due() -> None:
    flow = net_flow(80, 100, {0: 15, -3: 5, 1: 30}, threshold=45, horizon=12)
    # 80 + 100 - 20 due today and overdue; 30 tomorrow is no spike
    assert (flow.due, flow.spikes, flow.position) == (20, 0, 160)


@pytest.mark.parametrize(
    ("bucket", "quantity", "spike"),
    [
        (1, 45, 0),  # exactly the threshold is none
        (1, 46, 46),  # above it the whole day counts, not what exceeds it
        (13, 46, 46),  # 12 days after tomorrow
        (14, 46, 0),  # one day too far
    ],
)
def test_a_spike_day_counts_whole_within_its_horizon(
    bucket: int, quantity: int, spike: int
) -> None:
    flow = net_flow(0, 0, {bucket: quantity}, threshold=45, horizon=12)
    assert flow.spikes == spike


@pytest.mark.parametrize(
    ("fields", "threshold"),
    [({}, 45), ({"spike_threshold": 100}, 90), ({"spike_threshold": "66.6"}, Fraction(59_94, 100))],
)
def test_the_threshold_is_a_percentage_of_red(
    fields: dict[str, Any], threshold: Fraction | int
) -> None:
    assert spike_threshold(Buffer.model_validate(fields), ZONES) == threshold * PIECE


def test_the_spike_horizon_is_the_lead_time_unless_the_buffer_says_otherwise() -> None:
    assert spike_horizon(Buffer(), 12) == 12
    assert spike_horizon(Buffer.model_validate({"spike_horizon": "20d"}), 12) == 20


@pytest.mark.parametrize(
    ("position", "need"),
    [(160, 120), (210, 70), (211, 0), (280, 0), (-10, 290)],  # top of yellow 210, of green 280
)
def test_a_position_within_yellow_orders_to_the_top_of_green(position: int, need: int) -> None:
    assert order_need(position * PIECE, ZONES) == need * PIECE


_zones = st.builds(Zones, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))


@given(st.integers(-1000, 2000), _zones)
def test_an_order_is_due_exactly_when_the_position_has_left_green(
    position: int, zones: Zones
) -> None:
    need = order_need(position, zones)
    is_low = position <= zones.top_of_yellow and position < zones.top_of_green
    assert (need > 0) == is_low
    if need:
        assert position + need == zones.top_of_green
        assert need >= zones.green  # no order is smaller than green


@pytest.mark.parametrize(
    ("on_hand", "colour", "in_orders"),
    [
        (-1, "dark-red", "dark-red"),
        (0, "red", "red"),
        (45, "red", "red"),  # 50 % of 90
        (46, "yellow", "yellow"),
        (90, "yellow", "yellow"),
        (91, "green", "green"),
        (160, "green", "green"),  # red and green
        (161, "green", "blue"),
    ],
)
def test_colours_by_stock_in_percent_of_red(on_hand: int, colour: str, in_orders: str) -> None:
    assert stock_colour(on_hand * PIECE, ZONES.red).value == colour
    assert order_colour(on_hand * PIECE, ZONES).value == in_orders


def test_a_buffer_without_red_is_green_unless_its_stock_is_negative() -> None:
    assert stock_colour(0, 0).value == "green"
    assert stock_colour(-1, 0).value == "dark-red"
    assert priority(5, 0) is None
    assert priority(45, 90) == 50


def test_urgency_puts_the_deepest_penetration_first() -> None:
    rows = [(10, 0), (80, 100), (-1, 0), (8, 100), (-50, 100), (8, 9)]
    ordered = sorted(rows, key=lambda row: urgency(*row))
    # -50 %, then negative without red, 8 %, 80 %, 89 %, and last what nothing endangers
    assert ordered == [(-50, 100), (-1, 0), (8, 100), (80, 100), (8, 9), (10, 0)]
