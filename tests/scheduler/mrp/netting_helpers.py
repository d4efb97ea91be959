"""Net one item by itself, in pieces by day; day 1 is the first of planning."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.scenario import MrpSettings
from models.terms import Sku, TermsTable
from scheduler.mrp.netting import net_item, netting_rule
from scheduler.mrp.working_days import WorkingDays
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.mrp.netting import NettingRule, PlannedReceipt

PIECE = 1_000_000
WEEK = [{"id": "week", "shifts": {"mon-fri": ["08:00-16:00"]}}]


def rule_of(
    *,
    run: Mapping[str, object] | None = None,
    received: Callable[[int], int] = lambda bucket: bucket,
    batch: int = 0,
    tables: Mapping[str, object] | None = None,
    **item: object,
) -> NettingRule:
    """Return the rule of a bought item with the fields given; it works every day.

    Parameters
    ----------
    run
        Settings of material planning.
    tables
        Of the scenario, which starts on Monday 1 June 2026.
    """
    scenario = scenario_of(items=[{"id": "X", "source": "buy", **item}], **(tables or {}))
    return netting_rule(
        TermsTable(scenario).of(Sku("X")),
        MrpSettings.model_validate(run or {}),
        working_days=WorkingDays(scenario.factory_calendar, Clock.of(scenario.scenario)),
        received=received,
        batch=batch * PIECE,
    )


def receipts_of(
    rule: NettingRule, needs: dict[int, int], *, stock: int = 0, docs: dict[int, int] | None = None
) -> tuple[PlannedReceipt, ...]:
    """Return what netting proposes for needs and documents in pieces by day."""
    return net_item(
        stock * PIECE, gross=by_bucket(needs), scheduled=by_bucket(docs or {}), rule=rule
    ).receipts


def proposals(
    rule: NettingRule, needs: dict[int, int], *, stock: int = 0, docs: dict[int, int] | None = None
) -> list[tuple[int, int]]:
    """Return day and pieces of every planned receipt, in its order."""
    rows = receipts_of(rule, needs, stock=stock, docs=docs)
    return [(row.bucket + 1, pieces(row.quantity)) for row in rows]


def pieces(units: int) -> int:
    """Return units as whole pieces; they must be whole."""
    assert units % PIECE == 0
    return units // PIECE


def by_bucket(days: dict[int, int]) -> dict[int, int]:
    """Return pieces by day as millionths by bucket."""
    return {day - 1: quantity * PIECE for day, quantity in days.items()}


def ordered(rule: NettingRule, need: int | str) -> list[Decimal]:
    """Return the quantities of the orders for one need of so many pieces, in pieces."""
    orders = rule.sizing.orders(int(Decimal(need) * PIECE))
    return [Decimal(quantity) / PIECE for _, quantity in orders]
