"""The searches there are, each loaded when it is first needed: Numba and OR-Tools are heavy."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

__all__ = ["SEARCHES", "Search", "local_search"]


class Engine(Protocol):
    """What the module of a search offers."""

    def applies(self, problem: Problem, levels: tuple[Level, ...]) -> bool:
        """Tell whether it can represent the problem and improve some level."""

    def run(self, problem: Problem, turn: Turn) -> None:
        """Improve the best plan of the turn's exchange, or prove limits, until it is over."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Parameters
    ----------
    module
        Where its `Engine` is.
    is_compiled
        It runs kernels, which take some seconds to compile once per installation.
    at_once
        Name of the search that does what needs no kernel while they compile, empty if none.
    """

    module: str
    is_compiled: bool = False
    at_once: str = ""

    def load(self) -> Engine:
        """Import it."""
        return cast("Engine", import_module(self.module))


SEARCHES = {
    "bounds": Search("solvers.bounds.engine", is_compiled=True, at_once="floors"),
    "floors": Search("solvers.portfolio.floors"),
    "cp-sat": Search("solvers.cpsat.engine"),
    "neighbourhoods": Search("solvers.neighbourhoods.engine"),
    "parts": Search("solvers.portfolio.parts"),
    "just-in-time": Search("solvers.portfolio.just_in_time"),
    "rules": Search("solvers.search.rules", is_compiled=True),
    "all-rules": Search("solvers.portfolio.all_rules"),
    "job-shop": Search("solvers.search.jobshop", is_compiled=True),
    "flexible": Search("solvers.search.flexible", is_compiled=True),
    "projects": Search("solvers.search.listing_projects", is_compiled=True),
    "sequencing": Search("solvers.search.sequencing", is_compiled=True),
    "lists": Search("solvers.search.listing", is_compiled=True),
}

_LOCAL = ("job-shop", "flexible", "projects", "sequencing", "lists")
"""Local searches, the most special first: the first that applies is the one to run."""


def local_search(problem: Problem, levels: tuple[Level, ...]) -> str:
    """Return the name of the local search for a problem, empty if none applies."""
    for name in _LOCAL:
        if SEARCHES[name].load().applies(problem, levels):
            return name
    return ""
