from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduler.ddmrp import BufferProposal, Spikes, Zones, buffer_proposals, project
from scheduler.ddmrp.net_flow import net_flow

ZONES = Zones(90, 120, 70)


def test_a_position_within_yellow_orders_at_once_and_receives_after_the_lead_time() -> None:
    rows = buffer_proposals(
        80, gross={0: 20}, scheduled={5: 100}, zones=ZONES, dlt_days=12, num_buckets=60
    )
    # 80 + 100 - 20 = 160, not above 210: 280 - 160
    assert rows == [(0, 12, 120)]


def test_orders_follow_whenever_demand_has_used_up_green() -> None:
    gross = dict.fromkeys(range(20), 10)
    rows = buffer_proposals(
        280, gross=gross, scheduled={}, zones=ZONES, dlt_days=12, num_buckets=20
    )
    # 10 a day from 280: 210 at the end of day 6, again 7 days later; green / usage = 7 days
    assert rows == [(6, 18, 70), (13, 25, 70)]


def test_lots_are_rounded_and_the_excess_delays_the_next_order() -> None:
    rows = buffer_proposals(
        210,
        gross={1: 20, 2: 5, 3: 10},
        scheduled={},
        zones=ZONES,
        dlt_days=2,
        num_buckets=9,
        round_up=lambda need: -(-need // 100) * 100,
    )
    # day 0: 70 -> 100, position 310; 290, 285, 275 stay above 210
    assert rows == [(0, 2, 100)]


def test_spikes_count_as_soon_as_they_are_in_sight() -> None:
    def orders(spikes: Spikes | None) -> list[BufferProposal]:
        return buffer_proposals(
            280,
            gross={10: 80},
            scheduled={},
            zones=ZONES,
            dlt_days=3,
            num_buckets=20,
            spikes=spikes,
        )

    assert orders(None) == [(10, 13, 80)]
    # from day 6 on it lies within tomorrow and 3 days more
    assert orders(Spikes(45, 3)) == [(6, 9, 80)]


def test_zones_may_change_over_time() -> None:
    rows = buffer_proposals(
        280,
        gross={},
        scheduled={},
        zones=ZONES,
        dlt_days=3,
        num_buckets=20,
        changes={5: Zones(180, 240, 140), 8: ZONES},
    )
    assert rows == [(5, 8, 280)]  # 560 - 280


def test_a_horizon_of_no_days_orders_nothing() -> None:
    assert not buffer_proposals(0, gross={}, scheduled={}, zones=ZONES, dlt_days=1, num_buckets=0)


def test_the_projection_shows_stock_and_position_day_by_day() -> None:
    run = project(
        80,
        gross={-1: 5, 0: 15, 2: 30},
        scheduled={1: 100},
        zones=ZONES,
        dlt_days=3,
        num_buckets=5,
    )
    # day 0: 80 - 20 on hand, order 120 that comes on day 3
    assert run.on_hand == (60, 160, 130, 250, 250)
    assert run.position == (280, 280, 250, 250, 250)
    assert run.zones == (ZONES,) * 5
    assert [row.quantity for row in run.proposals] == [120]


_rows = st.dictionaries(st.integers(0, 40), st.integers(1, 300), max_size=12)
_zones = st.builds(Zones, st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))


@given(
    st.integers(-200, 600),
    _rows,
    _rows,
    _zones,
    st.integers(0, 15),
    st.integers(1, 60),
    st.none() | st.builds(Spikes, st.integers(0, 200), st.integers(0, 10)),
)
def test_the_projection_is_what_looking_at_every_day_gives(
    opening: int,
    gross: dict[int, int],
    scheduled: dict[int, int],
    zones: Zones,
    dlt_days: int,
    lot: int,
    spikes: Spikes | None,
) -> None:
    num_buckets = 30

    def round_up(need: int) -> int:
        return -(-need // lot) * lot

    run = project(
        opening,
        gross=gross,
        scheduled=scheduled,
        zones=zones,
        dlt_days=dlt_days,
        num_buckets=num_buckets,
        round_up=round_up,
        spikes=spikes,
    )
    ordered: dict[int, int] = {}
    for today in range(num_buckets):
        shifted = {bucket - today: quantity for bucket, quantity in gross.items()}
        supply = sum(scheduled.values()) + sum(ordered.values())
        flow = net_flow(
            opening,
            supply,
            shifted,
            threshold=spikes.threshold if spikes else 10**9,
            horizon=spikes.horizon if spikes else 0,
        )
        position = flow.position
        if position <= zones.top_of_yellow and position < zones.top_of_green:
            ordered[today] = round_up(zones.top_of_green - position)
            position += ordered[today]
            assert position >= zones.top_of_green
        assert run.position[today] == position
        received = [row for row in run.proposals if row.receipt_bucket <= today]
        assert run.on_hand[today] == (
            opening
            + sum(quantity for bucket, quantity in scheduled.items() if bucket <= today)
            + sum(row.quantity for row in received)
            - sum(quantity for bucket, quantity in gross.items() if bucket <= today)
        )
    assert {row.order_bucket: row.quantity for row in run.proposals} == ordered
    assert all(row.receipt_bucket - row.order_bucket == dlt_days for row in run.proposals)
    assert all(
        first.order_bucket < second.order_bucket for first, second in pairwise(run.proposals)
    )
