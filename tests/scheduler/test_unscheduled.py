from __future__ import annotations

import pytest

from models.plan import Unscheduled
from scheduler.unscheduled import with_consumers
from tests.scheduler.scenario_builder import material, peg, production

# MO-1 goes into MO-2, and that into MO-3
CHAIN = material(
    *(production(f"MO-{number}") for number in (1, 2, 3)),
    pegs=(peg("MO-1", "MO-2"), peg("MO-2", "MO-3")),
)


def test_whoever_consumes_what_is_left_out_is_left_out_too() -> None:
    found = with_consumers(CHAIN, [Unscheduled("MO-1", 10, "nobody can weld")])
    assert {name: row.waits_for for name, row in found.items()} == {
        "MO-1": "",
        "MO-2": "MO-1",
        "MO-3": "MO-2",
    }


@pytest.mark.parametrize("phase", [None, 20])
def test_who_waits_says_so_unless_a_phase_of_its_own_cannot_run(phase: int | None) -> None:
    own = Unscheduled("MO-2", phase, "its work finds no room")
    found = with_consumers(CHAIN, [own, Unscheduled("MO-1", 10, "nobody can weld")])
    assert [*found] == ["MO-2", "MO-1", "MO-3"]
    assert (found["MO-2"] == own) == (phase is not None)
    assert found["MO-2"].waits_for == ("MO-1" if phase is None else "")
