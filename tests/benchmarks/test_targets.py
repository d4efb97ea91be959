"""Targets: judged by cells, run in parts, written as a table."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from benchmarks import commands, judges, machine
from benchmarks.__main__ import main
from benchmarks.cell import Budget, Cell, Method
from benchmarks.jobshops import BestKnown
from benchmarks.registry import SPREAD, SUITES
from benchmarks.runner import FAILED
from benchmarks.store import Store, Where
from benchmarks.target_run import Settings, judged, run_targets, target_table, unique
from benchmarks.targets import FLEXIBLE, PROJECTS, targets
from benchmarks.verdict import Measured, Need, Target, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.registry import BenchSpec
    from benchmarks.verdict import Judge

OURS, PEER, RULES = Method.FINITECAP, Method.PYJOBSHOP, Method.RULES
HERE = Where(
    "abc1234",
    {"processor": "P", "cores": 2, "memory_gb": 4, "system": "S"},
    {"python": "3.11.4", "ortools": "9.15"},
)
SPECS = {spec.name: spec for spec in SUITES["full"]}
KNOWN = {name: BestKnown(90, 100, "family", "2026-06-01") for name in ("ta1", "ta2", "la1")}


def _cell(spec: str, method: Method, value: float | None, **changes: object) -> Cell:
    cell = Cell(spec, method, 0, "makespan", "feasible", value=value, solve_seconds=1.0)
    return replace(cell, **changes)  # type: ignore[arg-type]  # by field


def _verdict(judge: Judge, *cells: Cell) -> Verdict:
    return judge(Measured(cells, KNOWN))


def test_a_gap_is_relative_to_the_best_known() -> None:
    judge = judges.gap_at_most("ta1", 0.02)
    assert _verdict(judge, _cell("ta1", OURS, 102)) == Verdict(
        "2.00 % (102, best known 100)", None, True
    )
    assert _verdict(judge, _cell("ta1", OURS, 103)).is_met is False
    assert _verdict(judge).is_met is None
    assert _verdict(judge, _cell("ta1", PEER, 100)).is_met is None


def test_the_best_known_must_be_reached_in_time() -> None:
    judge = judges.reaches_best_within("ta1", 2.0)
    events = (
        (0.5, "rule", "makespan", 120.0, None),
        (1.9, "tabu", "makespan", 100.0, 90.0),
        (5.0, "tabu", "makespan", 99.0, 90.0),
    )
    early = _verdict(judge, _cell("ta1", OURS, 99, events=events))
    assert early == Verdict("0 % after 1.9 s", None, True)
    late = _verdict(judge, _cell("ta1", OURS, 99, events=(events[0], events[2])))
    assert late == Verdict("0 % after 5.0 s", None, False)
    never = _verdict(judge, _cell("ta1", OURS, 120, events=events[:1]))
    assert never == Verdict("20.00 % at the end", None, False)


def test_a_mean_gap_needs_a_plan_for_every_instance() -> None:
    judge = judges.mean_gap_at_most(("ta1", "la1"), 0.02, "ta")
    verdict = _verdict(judge, _cell("ta1", OURS, 104), _cell("la1", OURS, 100))
    # (4 % + 0 %) / 2
    assert verdict == Verdict("2.00 % over 2; 4.00 % over the 1 of ta", None, True)
    partly = _verdict(judge, _cell("ta1", OURS, 104), _cell("la1", OURS, None))
    assert partly == Verdict("not measured: plans of finitecap 1 of 2")


def test_a_share_of_a_peers_gap() -> None:
    judge = judges.mean_gap_share(("ta1", "ta2"), PEER, 0.25)
    ours = (_cell("ta1", OURS, 101), _cell("ta2", OURS, 101))
    verdict = _verdict(judge, *ours, _cell("ta1", PEER, 106), _cell("ta2", PEER, 104))
    assert verdict.reached == "1.00 % against 5.00 % of pyjobshop"
    assert verdict.ratio == pytest.approx(0.2)
    assert verdict.is_met is True
    missing = _verdict(judge, *ours, _cell("ta1", PEER, 106))
    assert missing == Verdict("not measured: plans of finitecap 2 of 2, pyjobshop 1 of 2")


def test_against_a_peer_without_a_gap_only_no_gap_is_enough() -> None:
    judge = judges.mean_gap_share(("ta1",), PEER, 0.25)
    theirs = _cell("ta1", PEER, 100)
    assert _verdict(judge, theirs, _cell("ta1", OURS, 100)).is_met is True
    assert _verdict(judge, theirs, _cell("ta1", OURS, 101)).is_met is False


def test_a_value_against_that_of_the_best_rule_names_the_rule() -> None:
    rules = _cell("p", RULES, 50, solver="dispatch:atc", rules={"atc": 50, "edd": 60, "spt": None})
    verdict = _verdict(judges.value_share("p", RULES, 0.7), rules, _cell("p", OURS, 35))
    assert verdict == Verdict("35.0 against 50.0 of the best of 3 rules (atc)", 0.7, True)
    assert (
        _verdict(judges.value_share("p", RULES, 0.7), rules, _cell("p", OURS, 36)).is_met is False
    )


def test_better_than_every_rule_within_the_memory() -> None:
    judge = judges.beats_every_rule("p", 8192)
    rules = _cell("p", RULES, 50, solver="dispatch:atc", rules={"atc": 50})
    ours = _cell("p", OURS, 40, peak_mb=4096.0)
    assert _verdict(judge, rules, ours) == Verdict(
        "40.0 against 50.0 of the best of 1 rules (atc), 4.0 GB", 0.8, True
    )
    assert _verdict(judge, rules, replace(ours, peak_mb=9000.0)).is_met is False
    assert _verdict(judge, rules, replace(ours, value=50)).is_met is False
    none = _verdict(judge, rules, replace(ours, value=None, status="no solution in time"))
    assert none == Verdict("no plan: no solution in time", None, False)


def test_a_proof_counts_only_in_time() -> None:
    judge = judges.proved_within("p", 0.2)
    proved = _cell("p", OURS, 9, status="optimal", solve_seconds=0.1)
    assert _verdict(judge, proved) == Verdict("optimal after 0.10 s", None, True)
    assert _verdict(judge, replace(proved, solve_seconds=0.3)).is_met is False
    assert _verdict(judge, replace(proved, status="feasible")).is_met is False


def test_the_share_that_is_proved_counts_all_levels() -> None:
    judge = judges.share_proved(("a", "b"), 0.5)
    cells = (
        _cell("a", OURS, 9, status="optimal", gap=0.0),
        _cell("b", OURS, 9, status="feasible", gap=0.0),
    )
    assert _verdict(judge, *cells) == Verdict("1 of 2 in all levels, 2 in the first", 0.5, True)
    assert _verdict(judge, cells[0]) == Verdict("not measured: 1 of 2")


def test_the_slowest_first_plan_decides_among_instances_up_to_the_size() -> None:
    judge = judges.first_plan_within(2.0, 10_000)
    cells = (
        _cell("a", OURS, 9, operations=10_000, first_plan_seconds=1.5),
        _cell("b", OURS, 9, operations=60, first_plan_seconds=0.1),
        _cell("c", OURS, 9, operations=100_000, first_plan_seconds=9.0),
    )
    assert _verdict(judge, *cells) == Verdict("1.50 s at most, a, of 2 instances", None, True)
    nothing = _cell("d", OURS, None, operations=60)
    assert _verdict(judge, *cells, nothing) == Verdict("no plan at all: d", None, False)


def test_every_target_of_the_protocol_is_there_and_needs_known_specs() -> None:
    rows = targets(set(SPECS) | set(FLEXIBLE) | set(PROJECTS))
    assert [row.name for row in rows] == [
        *("ta21", "ta41", "ta71", "spread-published", "spread-pyjobshop", "flexible", "projects"),
        *("ta41-weighted", "calendar-270", "calendar-1069", "calendar-10000"),
        *("single-80", "large-100000", "small-plants", "first-plan"),
    ]
    assert all(row.needs and not row.missing for row in rows)
    named = {need.spec for need in unique(rows)}
    assert named <= set(SPECS) | set(FLEXIBLE) | set(PROJECTS)
    assert set(SPREAD) <= named
    # 24 + 15 + 10 instances by two methods, four of their own by one or two, 50 small plants
    assert len(unique(rows)) == 2 * (24 + 15 + 10) + 1 + 2 * 3 + 1 + 2 + 50 + 1


def test_without_their_folder_targets_say_what_is_missing() -> None:
    rows = {row.name: row for row in targets(SPECS)}
    assert rows["flexible"].needs == ()
    assert rows["flexible"].missing == "no instance mk01: give their folder with --instances"
    assert rows["projects"].missing.startswith("no instance j120_1_1")


class _Fake:
    """Cells without measuring."""

    def __init__(self, status: str = "feasible") -> None:
        self.status = status
        self.ran: list[str] = []

    def __call__(self, spec: BenchSpec, need: Need, budget: Budget) -> Cell:
        self.ran.append(f"{spec.name} {need.method}")
        cell = Cell(spec.name, need.method, budget.seed, "makespan", self.status, value=101.0)
        if not need.method.is_searching:
            return cell
        return replace(cell, time_limit=budget.time_limit, workers=budget.workers)


TARGETS = tuple(
    Target(name, "what", "reach", 60, needs, judges.gap_at_most("ta21", 0.05))
    for name, needs in (
        ("one", (Need("ta21", OURS, 60), Need("ta21", RULES, 60))),
        ("two", (Need("ta21", OURS, 60), Need("ta31", PEER, 30))),
    )
)


def test_shared_cells_run_once_and_a_second_run_measures_nothing(tmp_path: Path) -> None:
    fake = _Fake()
    path = tmp_path / "deep" / "targets.json"
    run_targets(TARGETS, SPECS, Store(path, HERE), Settings(), run=fake)
    assert fake.ran == ["ta21 finitecap", "ta21 rules", "ta31 pyjobshop"]
    again = _Fake()
    seen: list[bool] = []
    run_targets(
        TARGETS,
        SPECS,
        Store(path, HERE),
        Settings(),
        report=lambda _, is_new: seen.append(is_new),
        run=again,
    )
    assert (again.ran, seen) == ([], [False] * 3)


@pytest.mark.parametrize(
    ("where", "settings", "count"),
    [
        (HERE, Settings(), 0),
        (HERE, Settings(scale=0.5), 2),  # rules take as long as they take: their cell is known
        (HERE, Settings(workers=1), 2),
        (HERE, Settings(seed=1), 3),
        (replace(HERE, code="def5678"), Settings(), 3),
        (replace(HERE, machine=HERE.machine | {"cores": 8}), Settings(), 3),
        (replace(HERE, versions=HERE.versions | {"ortools": "9.16"}), Settings(), 3),
        (replace(HERE, code=""), Settings(), 3),  # outside a checkout nobody knows
    ],
)
def test_a_cell_is_known_only_with_the_same_code_packages_machine_and_settings(
    where: Where, settings: Settings, count: int, tmp_path: Path
) -> None:
    path = tmp_path / "targets.json"
    run_targets(TARGETS, SPECS, Store(path, HERE), Settings(), run=_Fake())
    fake = _Fake()
    run_targets(TARGETS, SPECS, Store(path, where), settings, run=fake)
    assert len(fake.ran) == count


def test_cells_of_other_code_count_if_asked_for_and_the_page_names_both(tmp_path: Path) -> None:
    path = tmp_path / "targets.json"
    run_targets(TARGETS[:1], SPECS, Store(path, HERE), Settings(), run=_Fake())
    other = replace(HERE, code="def5678")
    store, fake = Store(path, other, any_code=True), _Fake()
    run_targets(TARGETS, SPECS, store, Settings(), run=fake)
    assert fake.ran == ["ta31 pyjobshop"]
    assert store.codes() == ["abc1234", "def5678"]


def test_what_failed_is_run_again(tmp_path: Path) -> None:
    path = tmp_path / "targets.json"
    run_targets(TARGETS, SPECS, Store(path, HERE), Settings(), run=_Fake(FAILED))
    fake = _Fake()
    run_targets(TARGETS, SPECS, Store(path, HERE), Settings(), run=fake)
    assert len(fake.ran) == 3


def test_the_page_states_machine_budget_verdicts_and_that_small_budgets_decide_nothing(
    tmp_path: Path,
) -> None:
    store, settings = Store(tmp_path / "t.json", HERE), Settings(scale=0.25)
    run_targets(TARGETS[:1], SPECS, store, settings, run=_Fake())
    absent = Target("three", "what", "reach", 60, (), judges.gap_at_most("x", 1), "no files")
    rows = judged(
        [TARGETS[0], absent], store, settings, {"ta21": BestKnown(90, 100, "f", "2026-06-01")}
    )
    text = target_table(rows, settings, HERE, store.codes())
    assert "| one | what | 15 | reach | 1.00 % (101, best known 100) |  | yes |" in text
    assert "| three | what | 15 | reach | no files |  |  |" in text
    assert "1 met, 0 not met, 1 not measured." in text
    assert "Measured on P, 2 cores, 4 GB, S; python 3.11.4, ortools 9.15." in text
    assert "2 workers, seed 0, code abc1234." in text
    assert "**Budgets are 0.25 of those the targets ask for: this decides nothing.**" in text
    assert "decides nothing" not in target_table(rows, Settings(), HERE, ["abc1234"])


def test_the_file_holds_where_each_cell_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    run_targets(TARGETS[:1], SPECS, Store(path, HERE), Settings(), run=_Fake())
    rows = json.loads(path.read_text("utf-8"))["cells"]
    assert [row["code"] for row in rows] == ["abc1234"] * 2
    assert rows[0]["machine"] == HERE.machine
    assert rows[0]["cell"]["time_limit"] == 60


@pytest.mark.parametrize(
    ("commit", "changes", "version"),
    # the mark is the beginning of the hash of what is not committed
    [("abc1234\n", "", "abc1234"), ("abc1234\n", "x", "abc1234+2d711642"), ("", "", "")],
)
def test_the_version_of_the_code_is_its_commit_and_a_mark_of_changes(
    commit: str, changes: str, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"log": commit, "diff": changes}
    monkeypatch.setattr(machine, "_git", lambda *words: said.get(words[0], ""))
    assert machine.code_version() == version


def test_an_unknown_target_is_refused_with_the_names_there_are() -> None:
    done = CliRunner().invoke(main, ["targets", "--only", "ta22"])
    assert done.exit_code == 2
    assert "no target 'ta22'; there are ta21, ta41, ta71," in done.output


def test_a_dry_run_says_how_long_it_would_take(tmp_path: Path) -> None:
    options = ["--dry-run", "--only", "ta21", "--only", "spread-pyjobshop", "--only", "flexible"]
    done = CliRunner().invoke(main, ["targets", *options, "--output", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "ta21: 1 of 1 cells to run, at most 1.0 minutes of search" in done.output
    assert "flexible: 0 of 0 cells to run, at most 0.0 minutes of search; no instance mk01" in (
        done.output
    )
    # ta21 is one of the 24, by two methods of 60 s
    assert "share once: 48.0 minutes" in done.output
    assert not (tmp_path / "targets.json").exists()


def test_a_small_target_runs_through(tmp_path: Path) -> None:
    options = ["--only", "single-80", "--budget-scale", "0.1", "--workers", "1"]
    done = CliRunner().invoke(main, ["targets", *options, "--output", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "targets.md").read_text("utf-8")
    assert "| single-80 | one machine with shifts, 80 interruptible orders, makespan | 2 |" in page
    assert json.loads((tmp_path / "targets.json").read_text("utf-8"))["cells"]


def test_the_page_lists_the_targets_that_were_not_run_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "run_targets", lambda *_, **__: None)
    done = CliRunner().invoke(main, ["targets", "--only", "single-80", "--output", str(tmp_path)])
    assert done.exit_code == 0
    lines = (tmp_path / "targets.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    assert len(rows) == len(targets(commands.known_specs(None)))
    assert all("| not measured" in row or "| no instance" in row for row in rows)
