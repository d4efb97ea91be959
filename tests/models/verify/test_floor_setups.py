"""Changeovers by several properties, initial states, and people who set up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.plan import Mode
from tests.models.verify.floor import STARTED, broken, document, floor, job, texts

if TYPE_CHECKING:
    from models.plan import OperationRow
    from tests.models.verify.workshop import Case

SECOND = "order MO-2 phase 10"
PROPERTIES: list[dict[str, Any]] = [
    {
        "id": "colour",
        "matrix": [
            {"from": "red", "to": "blue", "time": "45m"},
            {"from": "blue", "to": "red", "time": "10m"},
        ],
    },
    {
        "id": "die",
        "mounting": [
            {"value": "D1", "mount": "15m", "dismount": "10m"},
            {"value": "D2", "mount": "15m", "dismount": "20m"},
        ],
        "default": "7m",
    },
    {"id": "temperature", "numeric": True, "per_unit": "30s", "constant": "5m"},
]
RULE: dict[str, Any] = {
    "id": "all",
    "records": [
        {
            "properties": [{"property": "colour"}, {"property": "die", "coefficient": 2}],
            "combine": "max",
        },
        {"properties": [{"property": "temperature"}], "coefficient": "1.2"},
    ],
    "initial_states": {"colour": "red", "die": "D1", "temperature": "180"},
}
RED, BLUE = (
    {"colour": "red", "die": "D1", "temperature": "180"},
    {"colour": "blue", "die": "D2", "temperature": "220"},
)


def press(state: dict[str, str], *, rule: Any = None, **tables: Any) -> Case:
    """Return a plan of MO-1, made in the initial state, and MO-2, made in another one."""
    return floor(
        {"phase": 10, "work_center": "A", "run": "6m", "state": state},
        orders={"MO-1": 10},
        **{
            "setup_properties": PROPERTIES,
            "setup_rules": [rule or RULE],
            "work_centers": [{"id": "A", "setup_rule": "all"}],
        }
        | tables,
    )


def changed(minutes: int, *, before: int = 200) -> OperationRow:
    """Return a row with a changeover of so many minutes up to tick `before`."""
    return job("MO-1", 10, "A-1", before - minutes, before, before, before + 60)


def takes(case: Case, minutes: int) -> None:
    """Assert that the first changeover takes so many minutes, not one more or fewer."""
    for length in (minutes - 1, minutes, minutes + 1):
        if length >= 0:
            wrong = {("setup", "order MO-1 phase 10")} if length != minutes else set()
            assert broken(case, changed(length)) == wrong


def test_M28_the_example_of_the_domain_takes_80_minutes() -> None:
    # colour 45 x 1, die (10 + 15) x 2: 50 at most; temperature (0.5 x 40 + 5) x 1.2 = 30
    takes(press(BLUE), 80)


@pytest.mark.parametrize(
    ("combine", "minutes"),
    [
        ("min", 75),  # 45 + 30
        ("sum", 125),  # 95 + 30
        ("average", 78),  # 47.5 + 30, rounded up
    ],
)
def test_M28_times_of_properties_are_combined(combine: str, minutes: int) -> None:
    records = [RULE["records"][0] | {"combine": combine}, RULE["records"][1]]
    takes(press(BLUE, rule=RULE | {"records": records}), minutes)


def test_M28_what_does_not_change_takes_no_time() -> None:
    takes(press(RED), 0)
    takes(press(RED | {"temperature": "181"}), 7)  # (0.5 + 5) x 1.2 = 6.6
    takes(press(RED | {"colour": "blue"}), 45)
    takes(press(RED | {"die": "D2"}), 50)
    takes(press(RED | {"die": "D3"}), 14)  # it is not mounted: the default, twice


def test_M28_a_fall_of_a_signed_number_takes_its_constant_alone() -> None:
    signed = [*PROPERTIES[:2], PROPERTIES[2] | {"signed": True}]
    takes(press(RED | {"temperature": "170"}, setup_properties=signed), 6)  # 5 x 1.2
    takes(press(RED | {"temperature": "170"}), 12)  # (5 + 5) x 1.2


def test_M28_a_text_names_both_states_and_the_time_due() -> None:
    assert texts(press(BLUE), changed(50))[0] == (
        "setup: order MO-1 phase 10: its changeover on A-1 takes 50 min, but 80 min are due"
        " (red, D1, 180 to blue, D2, 220)."
    )


def test_a_machine_has_a_state_and_a_rule_of_its_own() -> None:
    machines = [
        {"id": "A-1", "work_center": "A", "initial": BLUE},
        {"id": "A-2", "work_center": "A", "setup_rule": "lid"},
        {"id": "A-3", "work_center": "A", "initial": {"die": "D2"}},
    ]
    rules = [RULE, {"id": "lid", "property": "colour", "default": "9m", "initial": "green"}]
    case = press(BLUE, machines=machines, setup_rules=rules)
    takes(case, 0)
    assert broken(case, replace(changed(9), machine="A-2")) == set()
    # red to blue 45, D2 stays, temperature 30
    assert broken(case, replace(changed(75), machine="A-3")) == set()


def test_without_an_initial_state_the_first_setup_is_free() -> None:
    takes(press(BLUE, rule={key: RULE[key] for key in ("id", "records")}), 0)


def test_the_state_is_that_of_the_last_operation_that_has_one() -> None:
    orders = {"MO-1": 10, "MO-2": 10}
    operations = [
        {"phase": 10, "work_center": "A", "run": "6m", "state": BLUE},
        {"phase": 20, "work_center": "A", "run": "1m"},
    ]
    case = floor(
        *operations, orders=orders, setup_properties=PROPERTIES, setup_rules=[RULE],
        work_centers=[{"id": "A", "setup_rule": "all"}],
    )  # fmt: skip
    rows = (
        job("MO-1", 10, "A-1", 20, 100, 100, 160),
        job("MO-1", 20, "A-1", 160, 170),
        job("MO-2", 10, "A-1", 170, 230),  # still blue
        job("MO-2", 20, "A-1", 230, 240),
    )
    assert broken(case, *rows) == set()


# people who set up

SETTERS: dict[str, Any] = {
    "calendars": [
        {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
        {"id": "setter", "shifts": {"mon-fri": ["08:00-09:00", "10:00-17:00"]}},
    ],
    "workers": [
        {"id": "Sam", "skills": ["set"], "calendar": "setter"},
        {"id": "Eva", "skills": ["turn"]},
    ],
    "work_centers": [{"id": "A", "capacity": 2, "setup_skills": [{"skill": "set"}]}],
}


def with_setters(**operation: Any) -> Case:
    return floor(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "6m"} | operation,
        orders={"MO-1": 10, "MO-2": 10},
        **SETTERS,
    )


def test_own_setup_is_part_of_the_changeover_where_others_set_up() -> None:
    case = with_setters()
    good = job("MO-1", 10, "A-1", 0, 30, 30, 90), job("MO-2", 10, "A-2", 30, 60, 60, 120)
    assert broken(case, *good) == set()
    as_work = job("MO-1", 10, "A-1", 0, 0, 30, 90)
    assert broken(case, as_work, good[1]) == {
        ("setup", "order MO-1 phase 10"),
        ("duration", "order MO-1 phase 10"),
    }
    assert texts(case, as_work, good[1])[-2] == (
        "setup: order MO-1 phase 10: its changeover on A-1 takes 0 min, but 30 min are due (its"
        " machine needs none; 30 min of its own)."
    )


def test_who_sets_up_sets_up_one_machine_at_a_time() -> None:
    rows = job("MO-1", 10, "A-1", 0, 30, 30, 90), job("MO-2", 10, "A-2", 20, 50, 50, 110)
    assert broken(with_setters(), *rows) == {("capacity", "skill set")}


def test_setting_up_pauses_while_the_setter_is_away() -> None:
    # 09:00-10:00 is tick 60 to 120
    first = job("MO-1", 10, "A-1", 0, 30, 30, 90)
    over_break = job("MO-2", 10, "A-2", 40, 130, 130, 190, changeover=30)
    assert broken(with_setters(), first, over_break) == set()
    through = job("MO-2", 10, "A-2", 100, 130, 130, 190)
    assert broken(with_setters(), first, through) == {("setup", SECOND)}


def test_preparation_and_the_time_between_states_add_up() -> None:
    rules = [{"id": "lid", "property": "colour", "default": "9m", "initial": "green"}]
    centers = [SETTERS["work_centers"][0] | {"setup_rule": "lid"}]
    case = floor(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "6m", "state": {"colour": "red"}},
        **SETTERS | {"work_centers": centers, "setup_rules": rules},
    )
    assert broken(case, job("MO-1", 10, "A-1", 0, 39, 39, 99)) == set()
    assert broken(case, job("MO-1", 10, "A-1", 9, 39, 39, 99)) == {("setup", "order MO-1 phase 10")}


def test_started_work_is_set_up_already() -> None:
    begun = document(progress=[{"phase": 10, "state": "started", "good": 5}])
    case = floor(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "6m"}, documents=[begun], **SETTERS
    )
    row = job("MO-1", 10, "A-1", 0, 30, quantity=5, state=STARTED)
    assert broken(case, row) == set()


def test_infinite_plans_have_no_changeovers_and_own_setup_is_work_again() -> None:
    case = replace(with_setters(), mode=Mode.ASAP)
    rows = [job(name, 10, "A", 0, 0, 30, 90) for name in ("MO-1", "MO-2")]
    assert broken(case, *rows) == set()
    shorter = [job(name, 10, "A", 0, 60) for name in ("MO-1", "MO-2")]
    assert ("duration", SECOND) in broken(case, *shorter)
