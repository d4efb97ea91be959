"""Finite-capacity production planning: load a scenario, plan it, verify it, report it.

>>> import scheduler
>>> scenario = scheduler.load("scenarios/bicycle.yaml")     # doctest: +SKIP
>>> plan = scheduler.plan(scenario, time_limit=20)          # doctest: +SKIP
>>> scheduler.verify(plan)                                  # doctest: +SKIP
()
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import Mode, Plan
    from models.scenario import Scenario
    from models.schedule import Objective
    from models.verify import Violation
    from scheduler.api import compare, diff, load, plan, remedies_for, verify
    from scheduler.comparison import Comparison
    from scheduler.difference import Difference
    from scheduler.report import render_report

__all__ = [
    "Comparison",
    "Difference",
    "Mode",
    "Objective",
    "Plan",
    "Scenario",
    "Violation",
    "compare",
    "diff",
    "load",
    "plan",
    "remedies_for",
    "render_report",
    "verify",
]

_HOMES = {
    "Comparison": "scheduler.comparison",
    "Difference": "scheduler.difference",
    "Mode": "models.plan",
    "Objective": "models.schedule",
    "Plan": "models.plan",
    "Scenario": "models.scenario",
    "Violation": "models.verify",
    "compare": "scheduler.api",
    "diff": "scheduler.api",
    "load": "scheduler.api",
    "plan": "scheduler.api",
    "remedies_for": "scheduler.api",
    "render_report": "scheduler.report",
    "verify": "scheduler.api",
}


def _check_siblings() -> None:
    """Refuse to start beside somebody else's ``models`` or ``solvers``: errors would be odd."""
    home = Path(__file__).resolve().parent.parent
    for name in ("models", "solvers"):
        found = import_module(name).__file__
        if found is None or Path(found).resolve().parent.parent != home:
            message = (
                f"finitecap's package '{name}' is hidden by another one at {found};"
                " install finitecap in an environment of its own (pipx, uv tool, a venv)"
            )
            raise ImportError(message)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``finitecap --help`` needs none of them."""
    if name not in _HOMES:
        message = f"module 'scheduler' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def _register_views() -> None:
    """Let plans and scenarios show themselves in notebooks; nothing is loaded before one does."""
    from models.views import register

    def lazily(function: str) -> Callable[..., Any]:
        def view(*arguments: object, **options: object) -> Any:
            found = getattr(import_module("scheduler.notebook"), function)
            return found(*arguments, **options)

        return view

    for name, function in {
        "gantt": "gantt",
        "load_figure": "load_figure",
        "frame": "frame",
        "execution": "execution",
        "plan": "plan_html",
        "scenario": "scenario_html",
    }.items():
        register(name, lazily(function))


_check_siblings()
_register_views()
