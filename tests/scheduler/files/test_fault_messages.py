"""Every kind of fault, with the text a planner reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from pydantic import ValidationError

from models.checks import ERROR_RULES, WARNING_RULES
from models.errors import InvalidScenarioFile
from models.scenario import Scenario
from scheduler.files import load, read
from scheduler.files.tree import clean
from tests.scheduler.files.costing_cases import COSTING_CASES, COSTING_WARNINGS
from tests.scheduler.files.document_cases import DOCUMENT_CASES, DOCUMENT_WARNINGS
from tests.scheduler.files.field_cases import FIELD_CASES
from tests.scheduler.files.material_cases import MATERIAL_CASES, MATERIAL_WARNINGS
from tests.scheduler.files.rule_cases import RULE_CASES, WARNING_CASES
from tests.scheduler.files.session_cases import SESSION_CASES, SESSION_WARNINGS
from tests.scheduler.files.setup_cases import SETUP_CASES
from tests.scheduler.files.shop_cases import SHOP_CASES, SHOP_WARNINGS
from tests.scheduler.files.sound import SOUND, Case

if TYPE_CHECKING:
    from pathlib import Path


def broken(case: Case, directory: Path) -> Path:
    path = directory / "shop.yaml"
    path.write_text(case.edited(), encoding="utf-8")
    return path


def test_the_sound_scenario_has_no_error_and_no_warning(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert read(path).warnings == ()


ERRORS = [
    *FIELD_CASES,
    *RULE_CASES,
    *MATERIAL_CASES,
    *DOCUMENT_CASES,
    *SHOP_CASES,
    *SESSION_CASES,
    *SETUP_CASES,
    *COSTING_CASES,
]
WARNINGS = [
    *WARNING_CASES,
    *MATERIAL_WARNINGS,
    *DOCUMENT_WARNINGS,
    *SHOP_WARNINGS,
    *SESSION_WARNINGS,
    *COSTING_WARNINGS,
]


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.title)
def test_an_error_gives_its_message_and_no_other(case: Case, tmp_path: Path) -> None:
    path = broken(case, tmp_path)
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {case.message}"


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.title)
def test_a_warning_gives_its_message_and_lets_the_scenario_pass(case: Case, tmp_path: Path) -> None:
    path = broken(case, tmp_path)
    assert [str(fault) for fault in read(path).warnings] == [f"{path}: {case.message}"]


def test_every_rule_between_tables_has_a_case() -> None:
    found: set[str] = set()
    for case in [*ERRORS, *WARNINGS]:
        try:
            tree = clean(yaml.load(case.edited(), Loader=yaml.BaseLoader))
            scenario = Scenario.model_validate(tree)
        except ValidationError:
            continue
        for rule in (*ERROR_RULES, *WARNING_RULES):
            found.update([rule.__name__] if any(True for _ in rule(scenario)) else [])
    assert found == {rule.__name__ for rule in (*ERROR_RULES, *WARNING_RULES)}


def test_all_faults_of_a_file_are_listed_at_once(tmp_path: Path) -> None:
    text = (
        SOUND.replace("{id: SAW, calendar: day}", "{id: SAW, calender: day}")
        .replace("quantity: 9, end", "quantity: 0, end")
        .replace("mon-thu", "mon-thr")
        .replace("item: BIKE, quantity: 2, due", "item: BYKE, quantity: 2, due")
        .replace("work_center: PLATE", "work_center: PLAET")
    )
    path = tmp_path / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    # three faults of fields and two references; nothing that only follows from them
    assert [(fault.table, fault.field, fault.value) for fault in caught.value.faults] == [
        ("calendars", "shifts.mon-thr", "mon-thr"),
        ("work_centers", "calender", "calender"),
        ("orders", "quantity", "0"),
        ("routings.operations", "work_center", "PLAET"),
        ("demands", "item", "BYKE"),
    ]


def test_a_row_that_is_lost_to_a_fault_is_not_missed_by_others(tmp_path: Path) -> None:
    # FRAME has no source: it is taken out, but the BOM and the routing that name it are right
    path = tmp_path / "shop.yaml"
    path.write_text(SOUND.replace("{id: FRAME, source: make,", "{id: FRAME,"), encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    assert [fault.field for fault in caught.value.faults] == ["source"]
