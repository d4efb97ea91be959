"""How the demands of a plan are served, as key figures and the report count it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.plan import DemandRow, Plan

__all__ = ["Served"]


@dataclass(frozen=True, eq=False)
class Served:
    """How the demands of a plan are served."""

    plan: Plan

    @cached_property
    def late(self) -> list[DemandRow]:
        """Return the late demands."""
        return [row for row in self.plan.demands if row.late]

    @cached_property
    def never(self) -> int:
        """Return how many demands are not scheduled."""
        return sum(not row.is_scheduled for row in self.plan.demands)

    @cached_property
    def missed(self) -> set[str]:
        """Return the demands that are not on time, for whatever reason."""
        missed = {row.demand for row in self.plan.demands if row.late or not row.is_scheduled}
        return missed | set(self.plan.material.lacking)

    @cached_property
    def wanted(self) -> int:
        """Return how many demands there are, those too that nothing is planned for."""
        return len({row.demand for row in self.plan.demands} | set(self.plan.material.lacking))

    def percent(self, count: int) -> float:
        """Return how many percent of the demands some are: 100 only if they are all."""
        percent = round(100 * count / self.wanted, 1)
        return percent if count == self.wanted else min(percent, 99.9)

    @cached_property
    def promised(self) -> list[DemandRow] | None:
        """Return the demands that infinite capacity promised on time; ``None`` if unknown."""
        known = [row for row in self.plan.demands if row.promised is not None]
        lacking = self.plan.material.lacking
        in_time = [row for row in known if not row.promised_late and row.demand not in lacking]
        return in_time if known else None

    @cached_property
    def broken(self) -> int:
        """Return how many of these promises the plan does not keep."""
        return sum(row.late > 0 for row in self.promised or ())
