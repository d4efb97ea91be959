"""What holds for every test: the same examples in every run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A run that passes here must pass in CI. `pytest --hypothesis-profile=default` looks at examples
# that nobody has seen yet; so do the slow campaigns, by their seeds.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


class _Faults(logging.Handler):
    """Remembers what the solvers said went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a message."""
        self.said.append(record.getMessage())


@pytest.fixture(autouse=True)
def no_search_is_refused_in_silence(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a search offered a broken plan, or contradicted a good one.

    A solve goes on with what is good: planners keep their plan. Tests that look at the log
    expect a fault.
    """
    faults, log = _Faults(), logging.getLogger("solvers")
    log.addHandler(faults)
    yield
    log.removeHandler(faults)
    if "caplog" not in request.fixturenames:
        assert not faults.said
