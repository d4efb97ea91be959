from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.phase_order import PhaseOrder, last_phases
from tests.scheduler.scenario_builder import plant, routing


def follows(*rows: dict[str, Any]) -> dict[int, tuple[int, ...]]:
    """Return what each phase of X follows."""
    operations = [{"work_center": "A", "run": "1m"} | row for row in rows]
    return dict(PhaseOrder(plant(routings=[routing("X", *operations)])).of("X"))


def test_a_phase_follows_the_one_before_it_unless_it_says_otherwise() -> None:
    found = follows({"phase": 10}, {"phase": 20, "after": []}, {"phase": 30, "after": [10, 20]})
    assert found == {10: (), 20: (), 30: (10, 20)}
    assert last_phases(found) == (30,)


def test_a_phase_left_out_hands_on_what_it_followed() -> None:
    # 30 is no longer valid: 40 follows what it followed, 50 the phase before it that is valid
    found = follows(
        {"phase": 10},
        {"phase": 20, "after": []},
        {"phase": 30, "after": [10, 20], "valid_to": "2026-05-31"},
        {"phase": 40, "after": [30]},
        {"phase": 50},
    )
    assert found == {10: (), 20: (), 40: (10, 20), 50: (40,)}


def test_by_default_the_phase_before_is_the_valid_one() -> None:
    found = follows({"phase": 10}, {"phase": 20, "valid_from": "2026-07-01"}, {"phase": 30})
    assert found == {10: (), 30: (10,)}


def test_an_item_without_routing_has_no_phases() -> None:
    assert PhaseOrder(plant(routings=[])).of("X") == {}


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_who_is_left_out_changes_nothing_for_who_waited_through_it(data: st.DataObject) -> None:
    """What follows what, directly or through others, is the same without phases left out."""
    count = data.draw(st.integers(2, 6))
    rows: list[dict[str, Any]] = []
    for phase in range(1, count + 1):
        after = data.draw(st.sets(st.integers(1, phase - 1))) if phase > 1 else set()
        rows.append({"phase": phase, "after": sorted(after)})
    gone = data.draw(st.sets(st.integers(1, count), max_size=count - 1))
    less = [row | ({"valid_to": "2026-05-31"} if row["phase"] in gone else {}) for row in rows]
    before, after_all = _reached(follows(*rows)), _reached(follows(*less))
    assert after_all == {
        phase: earlier - gone for phase, earlier in before.items() if phase not in gone
    }


def _reached(found: dict[int, tuple[int, ...]]) -> dict[int, set[int]]:
    reached: dict[int, set[int]] = {}
    for phase in sorted(found):  # phases follow lower numbers only
        reached[phase] = set(found[phase]).union(*(reached[before] for before in found[phase]))
    return reached
