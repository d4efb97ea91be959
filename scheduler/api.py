"""The public functions, as a notebook or another program calls them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.level import Level, Objective
from models.plan import Mode, Plan
from scheduler.objectives import parse_level, parse_levels, scenario_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.remedy import Remedy
    from models.scenario import Scenario
    from models.verify import Violation
    from scheduler.comparison import Comparison
    from scheduler.difference import Difference

__all__ = ["compare", "diff", "load", "plan", "remedies_for", "verify"]


def load(path: str | Path) -> Scenario:
    """Read a scenario from a .yaml, .json or .xlsx file or a folder of CSV tables.

    Raises
    ------
    InvalidScenarioFile
        With every fault of the input.
    """
    from scheduler import files

    return files.load(Path(path))


def plan(
    scenario: Scenario,
    *,
    mode: str | Mode = Mode.FINITE,
    objectives: str | Iterable[str | Level | Objective] | None = None,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    rule: str = "",
    previous: Plan | None = None,
) -> Plan:
    """Plan a scenario; what is returned has passed the verifier.

    Parameters
    ----------
    mode
        ``finite``, or infinite capacity: ``asap``, ``alap``.
    objectives
        Lexicographic levels, most important first, as one text or one by one; default: those of
        the scenario, or tardiness, flow, makespan.
    time_limit
        Wall seconds for the solve.
    workers
        How many searches run side by side.
    seed
        With one worker the same scenario and seed give the same plan, unless time runs out.
    rule
        Name of a dispatching rule to plan by alone, without search.
    previous
        An earlier plan to stay near to: the levels ``moved`` and ``shift`` count against it.

    Raises
    ------
    NoPlanExists, NoPlanFound
        If nothing can be planned, or the time was too short.
    ValueError
        If an objective cannot be read, or there is no such rule.
    """
    from scheduler import pipeline
    from scheduler.dispatching import patience_of
    from scheduler.replanning import previous_plan
    from solvers.dispatch import RULES

    if rule and rule not in RULES:
        message = f"found the rule {rule!r}, expected one of {', '.join(RULES)}"
        raise ValueError(message)

    options = replace(
        scenario_options(scenario, _levels(objectives)),
        mode=Mode(mode),
        time_limit=time_limit,
        workers=workers,
        seed=seed,
        rule=rule,
    )
    if rule:
        options = replace(options, patience=patience_of(scenario))
    before = None if previous is None else previous_plan(previous)
    return pipeline.plan(scenario, options, previous=before)


def _levels(
    objectives: str | Iterable[str | Level | Objective] | None,
) -> tuple[Level, ...] | None:
    """Return levels, each a text, an objective or a level; ``None`` if nothing is asked for."""
    if objectives is None:
        return None
    if isinstance(objectives, str) and not isinstance(objectives, Objective):
        return parse_levels(objectives)
    return tuple(
        Level.of(row) if isinstance(row, Level | Objective) else parse_level(row)
        for row in ((objectives,) if isinstance(objectives, str) else objectives)
    )


def compare(scenario: Scenario, *, time_limit: float = 60.0, workers: int = 2) -> Comparison:
    """Put the finite plan beside infinite ASAP and ALAP, and beside what becomes of these."""
    from scheduler import comparison

    options = replace(scenario_options(scenario), time_limit=time_limit, workers=workers)
    return comparison.compare(scenario, options)


def diff(before: Plan, after: Plan) -> Difference:
    """Put two plans side by side: what moved, and whether it is better."""
    from scheduler.difference import Difference

    return Difference(before, after)


def remedies_for(
    plan: Plan, demand: str, *, most: int | None = None, seed: int = 0
) -> tuple[Remedy, ...]:
    """Return what would bring a late demand to its date, the cheapest first; each is planned again.

    Parameters
    ----------
    most
        How many plans are made at most; default: `scheduler.remedies.MOST_TRIALS`.
    seed
        Of the plans.

    Raises
    ------
    InvalidScenarioFile
        If there is no such demand, it is not late, or the plan breaks a rule of its scenario.
    """
    from scheduler import remedies
    from scheduler.plan_check import check_sound
    from solvers.options import SolveOptions

    check_sound(plan)
    options = SolveOptions(seed=seed, workers=1)
    return remedies.remedies_of(plan, demand, options, most=most or remedies.MOST_TRIALS)


def verify(plan: Plan) -> tuple[Violation, ...]:
    """Check a plan against its scenario, independently of every solver; empty if it is sound."""
    from models.verify import verify_plan

    return verify_plan(plan)
