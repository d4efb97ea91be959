"""Options that no search could work with are refused where they are made."""

from __future__ import annotations

from typing import Any

import pytest

from solvers.options import SolveOptions


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": -1}, "seed is -1, expected 0 or more"),
        ({"workers": 0}, "workers is 0, expected 1 or more"),
        ({"delay_cost": -2.5}, "delay_cost is -2.5, expected 0 or more"),
        ({"delay_cost": float("inf")}, "delay_cost is inf, expected 0 or more"),
    ],
)
def test_what_has_no_meaning_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        SolveOptions(**given)
