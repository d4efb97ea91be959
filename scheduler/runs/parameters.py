"""The parameters of a run, and how many of what there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.plan import Plan
    from models.scenario import Settings

__all__ = ["flat_settings", "plan_counts", "run_parameters"]


def run_parameters(plan: Plan) -> dict[str, str]:
    """Return the parameters of a run by name: those of the command, then all settings.

    Settings have the names of the scenario, such as ``mrp.by_warehouse``.
    """
    solve, header = plan.solve, plan.scenario.scenario
    return {
        "scenario": header.id,
        "start": header.start.isoformat(),
        "horizon_days": str(header.horizon.days),
        "timezone": header.timezone,
        "tick": header.tick,
        "mode": str(solve.mode),
        "objectives": ", ".join(str(level.objective) for level in solve.levels),
        "seed": str(solve.seed),
        "workers": str(solve.workers),
        **{f"settings.{name}": text for name, text in flat_settings(plan.scenario.settings)},
    }


def flat_settings(settings: Settings, *, only_changed: bool = False) -> Iterator[tuple[str, str]]:
    """Yield settings as (dotted name, value); optionally those alone that are not as by default."""
    yield from _flat(settings.model_dump(mode="json", exclude_defaults=only_changed), "")


def _flat(values: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def plan_counts(plan: Plan) -> dict[str, int]:
    """Return how many of what a plan has, and what it was made for."""
    scenario = plan.scenario
    machines = sum(map(len, scenario.machines_by_center.values()))
    return {
        "demands": len(plan.demands),
        "late_demands": sum(row.late > 0 for row in plan.demands),
        "orders": len(plan.orders),
        "orders_not_scheduled": len(plan.unscheduled),
        "operations": len(plan.operations),
        "items": len(scenario.items),
        "work_centers": len(scenario.work_centers),
        "machines": machines,
        "workers": sum(row.active for row in scenario.workers),
        "resources": len(scenario.resources),
        "warnings": len(plan.warnings),
    }
