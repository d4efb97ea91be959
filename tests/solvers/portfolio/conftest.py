"""What tests of the portfolio share."""

from __future__ import annotations

import pytest

from solvers.portfolio import portfolio
from solvers.portfolio.table import Step
from tests.solvers.portfolio.fakes import Fake


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fake]:
    """Put fakes in the place of all searches: two lanes, `first` and `second`, then `last`."""
    searches = {name: Fake() for name in ("first", "again", "second", "just-in-time")}
    lanes = ((Step("first"), Step("again", 0.5)), (Step("second"),))
    monkeypatch.setattr(portfolio, "SEARCHES", searches)
    monkeypatch.setattr(portfolio, "lanes_for", lambda *_: lanes)
    return searches
