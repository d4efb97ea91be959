"""What holds for the netting of every item, tried on random needs, documents and rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from models.scenario import Lot
from scheduler.mrp.lots import (
    calendar_bucket_end,
    lot_sizing,
    next_buckets,
    with_scrap,
    without_scrap,
)
from scheduler.mrp.netting import NettingRule, net_item, size_dedicated
from scheduler.mrp.netting_rule import Coverage, Reorder

if TYPE_CHECKING:
    from random import Random

    from scheduler.mrp.netting import Netting

PIECE = 1_000_000
DAYS = 30

ledgers = st.dictionaries(st.integers(-5, DAYS - 1), st.integers(0, 100), max_size=12)
openings = st.integers(-50, 200)
sizes = st.integers(1, 60)
scraps = st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.333333"), Decimal("2.5")])


def units(quantity: int) -> Decimal:
    """Return millionths as the pieces that a lot records."""
    return Decimal(quantity) / PIECE


@st.composite
def lots(draw: st.DrawFn) -> Lot:
    """Return a lot of any rule with any limits, the maximum not below the rounding."""
    rounding = draw(st.none() | st.integers(1, 20))
    limits = {
        "rounding": rounding,
        "minimum": draw(st.none() | sizes),
        "maximum": draw(st.none() | st.integers(rounding or 1, 80)),
    }
    return Lot.model_validate(
        {
            "rule": draw(st.sampled_from(["lot-for-lot", "fixed", "minimum", "at-least"])),
            "size": units(draw(sizes)),
            "multiple": units(draw(st.integers(0, 30))),
            **{name: units(limit) for name, limit in limits.items() if limit is not None},
        }
    )


spans = st.builds(lambda days: partial(next_buckets, num_buckets=days), st.integers(1, 9))
weeks = st.builds(lambda days: partial(calendar_bucket_end, length=days), st.integers(1, 9))


@st.composite
def rules(draw: st.DrawFn) -> NettingRule:
    """Return a rule that may use everything at once."""
    sizing = lot_sizing(draw(lots()), scrap=draw(scraps), item="X")
    reorder = st.builds(
        Reorder,
        st.integers(1, 80),
        st.integers(0, 60),
        st.booleans(),
        st.just(sizing),
        st.builds(lambda days: partial(next_buckets, num_buckets=days), st.integers(0, 9)),
    )
    coverage = st.builds(Coverage, sizes, st.integers(0, 200 * PIECE))
    return NettingRule(
        floor=draw(st.integers(0, 30)),
        sizing=sizing,
        fence_end=draw(st.none() | st.integers(1, 12)),
        pools_until=draw(st.none() | spans | weeks),
        groups_until=draw(st.none() | spans),
        coverage=draw(st.none() | coverage),
        reorder=draw(st.none() | reorder),
    )


class Story:
    """One item netted, and its stock day by day, counted without the help of netting."""

    def __init__(
        self, opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
    ) -> None:
        self.netting = net_item(opening, gross=gross, scheduled=scheduled, rule=rule)
        self.planned: dict[int, int] = {}
        for row in self.netting.receipts:
            self.planned[row.bucket] = self.planned.get(row.bucket, 0) + row.quantity
        self.on_hand: dict[int, int] = {}
        for bucket in range(-5, DAYS + 20):
            opening += scheduled.get(bucket, 0) + self.planned.get(bucket, 0)
            opening -= gross.get(bucket, 0)
            self.on_hand[bucket] = opening


@given(openings, ledgers, ledgers, rules())
@settings(max_examples=400, deadline=None)
def test_projected_stock_never_falls_below_the_floor_outside_the_fence(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
) -> None:
    story = Story(opening, gross, scheduled, rule)
    first = 0 if rule.fence_end is None else rule.fence_end
    assert all(stock >= rule.floor for bucket, stock in story.on_hand.items() if bucket >= first)
    if rule.fence_end is None:  # in the past only demand is netted
        assert all(story.on_hand[bucket] >= rule.floor for bucket in gross)
    else:
        assert all(bucket >= rule.fence_end for bucket in story.planned)


@given(openings, ledgers, ledgers, rules())
@settings(max_examples=200, deadline=None)
def test_receipts_cover_the_net_requirements_and_come_by_bucket(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
) -> None:
    netting = net_item(opening, gross=gross, scheduled=scheduled, rule=rule)
    assert all(quantity > 0 for quantity in netting.net.values())
    assert list(netting.net) == sorted(netting.net)
    netted = [row for row in netting.receipts if row.order_bucket is None]
    assert {row.bucket for row in netted} == set(netting.net)
    for bucket, net in netting.net.items():
        assert sum(row.quantity for row in netted if row.bucket == bucket) >= net
    buckets = [row.bucket for row in netting.receipts]
    assert buckets == sorted(buckets)


@given(openings, ledgers, ledgers, rules())
@settings(max_examples=200, deadline=None)
def test_every_order_keeps_the_maximum_and_supplies_what_scrap_leaves(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
) -> None:
    sizing = rule.sizing
    for row in net_item(opening, gross=gross, scheduled=scheduled, rule=rule).receipts:
        good = without_scrap(row.order_quantity, scrap=sizing.scrap)
        assert row.quantity in (good, good + 1)
        assert row.order_quantity > 0
        assert not sizing.largest or row.order_quantity <= sizing.largest


@given(openings, ledgers, ledgers, rules())
@settings(max_examples=300, deadline=None)
def test_stock_and_orders_under_way_never_end_a_day_below_the_reorder_level(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
) -> None:
    if rule.reorder is None:
        return
    story = Story(opening, gross, scheduled, rule)
    ordered = [row for row in story.netting.receipts if row.order_bucket is not None]
    for bucket in range(DAYS):
        arrival = max(rule.reorder.received(bucket), rule.fence_end or 0)
        under_way = sum(
            row.quantity
            for row in ordered
            if row.order_bucket is not None and row.order_bucket <= bucket < row.bucket
        )
        documents = sum(scheduled.get(day, 0) for day in range(bucket + 1, arrival + 1))
        assert story.on_hand[bucket] + under_way + documents >= rule.reorder.level
    days = [row.order_bucket for row in ordered]
    assert days == sorted(day for day in days if day is not None and day >= 0)


@given(openings, ledgers, ledgers, rules(), spans)
@settings(max_examples=200, deadline=None)
def test_grouping_leaves_no_two_orders_of_net_needs_within_a_window(
    opening: int,
    gross: dict[int, int],
    scheduled: dict[int, int],
    rule: NettingRule,
    span: partial[int],
) -> None:
    grouped = replace(rule, groups_until=span)
    buckets = list(net_item(opening, gross=gross, scheduled=scheduled, rule=grouped).net)
    # what is missing today at the latest may fall into the window of an order of the past
    open_ones = [bucket for bucket in buckets if bucket > 0]
    assert all(span(one) <= other for one, other in pairwise(open_ones))


@given(openings, ledgers, ledgers)
@settings(max_examples=200, deadline=None)
def test_grouped_needs_without_lots_order_neither_more_nor_less_than_separate_ones(
    opening: int, gross: dict[int, int], scheduled: dict[int, int]
) -> None:
    span = partial(next_buckets, num_buckets=5)
    separate, grouped = (
        net_item(opening, gross=gross, scheduled=scheduled, rule=NettingRule(groups_until=until))
        for until in (None, span)
    )
    assert total(separate) == total(grouped)


@given(openings, ledgers, ledgers, st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_lot_for_lot_orders_no_more_than_the_deepest_shortage(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], floor: int
) -> None:
    netting = net_item(opening, gross=gross, scheduled=scheduled, rule=NettingRule(floor=floor))
    stock, deepest = opening, 0
    for bucket in range(-5, DAYS):
        stock += scheduled.get(bucket, 0) - gross.get(bucket, 0)
        if bucket >= 0 or bucket in gross:
            deepest = max(deepest, floor - stock)
    assert total(netting) == deepest == sum(netting.net.values())


@given(openings, ledgers, ledgers, rules())
@settings(max_examples=150, deadline=None)
def test_the_way_of_rules_that_look_ahead_is_the_plain_one_where_they_do_not(
    opening: int, gross: dict[int, int], scheduled: dict[int, int], rule: NettingRule
) -> None:
    plain = NettingRule(floor=rule.floor, sizing=rule.sizing, fence_end=rule.fence_end)
    one_day = replace(plain, pools_until=partial(next_buckets, num_buckets=1))
    assert plain.is_plain
    assert not one_day.is_plain
    assert net_item(opening, gross=gross, scheduled=scheduled, rule=plain) == net_item(
        opening, gross=gross, scheduled=scheduled, rule=one_day
    )


@given(openings, ledgers, ledgers, rules(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_needs_and_documents_does_not_matter(
    opening: int,
    gross: dict[int, int],
    scheduled: dict[int, int],
    rule: NettingRule,
    random: Random,
) -> None:
    one = net_item(opening, gross=gross, scheduled=scheduled, rule=rule)
    shuffled = [dict(random.sample(list(rows.items()), len(rows))) for rows in (gross, scheduled)]
    assert net_item(opening, gross=shuffled[0], scheduled=shuffled[1], rule=rule) == one


@given(st.integers(1, 2000), lots(), scraps)
@settings(max_examples=400, deadline=None)
def test_lots_lose_nothing_and_keep_their_rounding(need: int, lot: Lot, scrap: Decimal) -> None:
    sizing = lot_sizing(lot, scrap=scrap)
    orders = sizing.orders(need)
    wanted = with_scrap(need, scrap=sizing.scrap)
    assert sum(supplies for supplies, _ in orders) >= need
    assert sum(quantity for _, quantity in orders) >= wanted
    assert sum(quantity for _, quantity in orders[:-1]) < wanted  # none is superfluous
    if lot.rounding is not None:
        assert all(units(quantity) % lot.rounding == 0 for _, quantity in orders)
    if lot.minimum is not None and (lot.maximum is None or lot.minimum <= units(sizing.largest)):
        assert all(units(quantity) >= lot.minimum for _, quantity in orders)


@given(st.integers(-5, DAYS), st.integers(1, 500), rules())
@settings(max_examples=100, deadline=None)
def test_a_dedicated_need_is_sized_as_netting_sizes_it(
    bucket: int, quantity: int, rule: NettingRule
) -> None:
    plain = NettingRule(sizing=rule.sizing, fence_end=rule.fence_end)
    netting = net_item(0, gross={bucket: quantity}, scheduled={}, rule=plain)
    assert size_dedicated(bucket, quantity, rule) == netting.receipts


def total(netting: Netting) -> int:
    return sum(row.quantity for row in netting.receipts)
