"""The targets of the optimizer: which instances, in which seconds, against whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import judges
from benchmarks.cell import Method
from benchmarks.registry import SMALL_PLANTS, SPREAD
from benchmarks.verdict import Need, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from benchmarks.verdict import Judge

__all__ = ["FLEXIBLE", "PROJECTS", "PUBLISHED_GAP", "targets"]

FLEXIBLE = tuple(f"mk{number:02d}" for number in range(1, 16))
PROJECTS = (
    *("j120_1_1", "j120_6_3", "j120_11_1", "j120_16_1", "j120_21_5"),
    *("j120_26_2", "j120_31_1", "j120_36_4", "j120_46_1", "j120_51_2"),
)

PUBLISHED_GAP = 0.0046
"""Mean gap of OptalCP on ta01-ta80 after 600 s on four faster cores, as it is published."""

_MARGIN = 0.003
_OURS, _PEER = Method.FINITECAP, Method.PYJOBSHOP
_GIGABYTE = 1024.0


def targets(known: Collection[str]) -> tuple[Target, ...]:
    """Return all targets.

    Parameters
    ----------
    known
        Names of the specs there are; those of a folder only if one was given.
    """
    return (
        *_jobshops(),
        _from_folder(
            "flexible",
            "mk01-mk15, mean gap",
            FLEXIBLE,
            ("at most one quarter of PyJobShop's", 1 / 4),
            known,
        ),
        _from_folder(
            "projects",
            "RCPSP j120, ten instances, mean gap",
            PROJECTS,
            ("at most two thirds of PyJobShop's", 2 / 3),
            known,
        ),
        *_plants(),
        *_limits(),
    )


def _jobshops() -> tuple[Target, ...]:
    both = _needs(SPREAD, (_OURS, _PEER), 60)
    limit = PUBLISHED_GAP + _MARGIN
    return (
        _one("ta21", "ta21, gap to best known", "at most 0.3 %", judges.gap_at_most("ta21", 0.003)),
        _one("ta41", "ta41, gap to best known", "at most 2.3 %", judges.gap_at_most("ta41", 0.023)),
        _one(
            "ta71",
            "ta71, gap to best known",
            "0 % within 2 s",
            judges.reaches_best_within("ta71", 2.0),
        ),
        Target(
            "spread-published",
            "24 job shops, mean gap; OptalCP publishes 0.46 % on ta01-ta80 (600 s, four cores)",
            f"at most {judges.percent(limit)}, that is 0.3 points more",
            60,
            _needs(SPREAD, (_OURS,), 60),
            judges.mean_gap_at_most(SPREAD, limit, "ta"),
        ),
        Target(
            "spread-pyjobshop",
            "24 job shops, mean gap",
            "at most one sixth of PyJobShop's",
            60,
            both,
            judges.mean_gap_share(SPREAD, _PEER, 1 / 6),
        ),
    )


def _plants() -> tuple[Target, ...]:
    rows = [
        Target(
            "ta41-weighted",
            "ta41 with due dates, weighted tardiness",
            "at most 22,500",
            60,
            _needs(("ta41-weighted",), (_OURS,), 60),
            judges.value_at_most("ta41-weighted", 22_500),
        )
    ]
    for size, peer, words, limit in (
        (270, Method.CP_SAT_HINT, "CP-SAT with hint", 0.75),
        (1_069, Method.CP_SAT_HINT, "CP-SAT with hint", 0.45),
        (10_000, Method.RULES, "the best dispatching rule", 0.70),
    ):
        name = f"calendar-{size}"
        rows.append(
            Target(
                name,
                f"calendar plant of {size:,} operations, weighted tardiness in days",
                f"at most {limit:.2f} of {words}",
                60,
                _needs((name,), (_OURS, peer), 60),
                judges.value_share(name, peer, limit),
            )
        )
    return tuple(rows)


def _limits() -> tuple[Target, ...]:
    small = tuple(spec.name for spec in SMALL_PLANTS)
    return (
        Target(
            "single-80",
            "one machine with shifts, 80 interruptible orders, makespan",
            "proved optimal in less than 0.2 s",
            20,
            _needs(("single-80",), (_OURS,), 20),
            judges.proved_within("single-80", 0.2),
        ),
        Target(
            "large-100000",
            "100,000 operations, 500 machines, 3 calendars, weighted tardiness in days",
            "a verified plan, better than every dispatching rule, within 8 GB",
            120,
            _needs(("large-100000",), (_OURS, Method.RULES), 120),
            judges.beats_every_rule("large-100000", 8 * _GIGABYTE),
        ),
        Target(
            "small-plants",
            "50 plants of 20 to 60 operations: setups, calendars, tardiness",
            "proved optimal on at least 45",
            30,
            _needs(small, (_OURS,), 30),
            judges.share_proved(small, 0.9),
        ),
        Target(
            "first-plan",
            "first verified plan, every instance of this run up to 10,000 operations",
            "less than 2 s after compiling",
            20,
            (*_needs(("plant-10000",), (_OURS,), 20), *_needs(("calendar-10000",), (_OURS,), 60)),
            judges.first_plan_within(2.0, 10_000),
        ),
    )


def _one(spec: str, what: str, reach: str, judge: Judge) -> Target:
    return Target(spec, what, reach, 60, _needs((spec,), (_OURS,), 60), judge)


def _from_folder(
    name: str,
    what: str,
    specs: Sequence[str],
    limit: tuple[str, float],
    known: Collection[str],
) -> Target:
    """Return a target against PyJobShop on instances that are not shipped."""
    absent = [spec for spec in specs if spec not in known]
    missing = f"no instance {absent[0]}: give their folder with --instances" if absent else ""
    return Target(
        name,
        what,
        limit[0],
        60,
        () if absent else _needs(specs, (_OURS, _PEER), 60),
        judges.mean_gap_share(specs, _PEER, limit[1]),
        missing,
    )


def _needs(specs: Sequence[str], methods: Sequence[Method], seconds: float) -> tuple[Need, ...]:
    return tuple(Need(spec, method, seconds) for spec in specs for method in methods)
