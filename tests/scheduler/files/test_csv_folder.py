"""CSV folders as people have them: from Excel, with gaps, with mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import load, save
from scheduler.files.csv_folder import read_csv_folder
from tests.scheduler.files.sound import SOUND

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return load(path)


@pytest.fixture
def folder(scenario: Scenario, tmp_path: Path) -> Path:
    save(scenario, tmp_path / "shop")
    return tmp_path / "shop"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def messages(folder: Path) -> list[str]:
    with pytest.raises(InvalidScenarioFile) as caught:
        load(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_each_list_of_records_is_a_table_keyed_to_its_parent(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "boms.components.csv", "boms.csv", "calendars.csv", "calendars.exceptions.csv",
        "demands.csv", "items.csv", "orders.csv", "orders.progress.csv", "resources.csv",
        "routings.csv", "routings.operations.csv", "routings.operations.resources.csv",
        "scenario.csv", "setup_rules.csv", "setup_rules.matrix.csv", "stock.csv",
        "work_centers.csv",
    ]  # fmt: skip
    uses = (folder / "routings.operations.resources.csv").read_text()
    assert uses == "item,phase,resource,quantity\nFRAME,10,crew,2\n"
    exceptions = (folder / "calendars.exceptions.csv").read_text()
    assert exceptions == "calendar,date\nday,2026-06-02\n"
    calendars = (folder / "calendars.csv").read_text()
    assert calendars == (
        "id,shifts.mon-fri,shifts.mon-thu\nday,08:00-12:00; 13:00-17:00,\nnight,,22:00-06:00\n"
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_tabs_and_a_byte_order_mark_are_understood(
    delimiter: str, folder: Path, scenario: Scenario
) -> None:
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("08:00-12:00; 13", '"08:00-12:00; 13')
        text = text.replace("17:00,", '17:00",').replace(",", delimiter)
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert load(folder) == scenario


def test_a_parent_table_with_nothing_but_keys_may_be_left_out(
    folder: Path, scenario: Scenario
) -> None:
    (folder / "boms.csv").unlink()
    (folder / "routings.csv").unlink()
    assert load(folder) == scenario


def test_blank_lines_blank_columns_and_private_files_are_left_alone(
    folder: Path, scenario: Scenario
) -> None:
    path = folder / "stock.csv"
    path.write_text("item,quantity,\n\nTUBE,10,\n,,\n", encoding="utf-8")
    (folder / "_notes.csv").write_text("anything", encoding="utf-8")
    (folder / "README.txt").write_text("anything", encoding="utf-8")
    assert load(folder) == scenario


def test_a_fault_names_the_file_and_line_of_its_table(folder: Path) -> None:
    edit(folder / "boms.components.csv", "TUBE,3", "TUBE,-3")
    assert messages(folder) == [
        "boms.components.csv: boms.components 'FRAME' / 'TUBE' (line 4) quantity: found '-3', "
        "expected a number above 0"
    ]


def test_an_unknown_column_is_one_fault_whatever_the_number_of_rows(folder: Path) -> None:
    edit(folder / "items.csv", "lead_time", "lead time")
    assert messages(folder) == [
        "items.csv: items (line 1) lead time: found 'lead time', expected one of the columns "
        "that 'finitecap schema' prints\n    Did you mean 'lead_time'?"
    ]


def test_a_child_row_without_parent_is_a_fault(folder: Path) -> None:
    edit(folder / "boms.components.csv", "FRAME,TUBE", "FRAMES,TUBE")
    assert messages(folder) == [
        "boms.components.csv: boms.components 'TUBE' (line 4) parent: found 'FRAMES', "
        "expected a row of the table boms\n    Did you mean 'FRAME'?"
    ]


def test_a_child_row_without_key_is_a_fault(folder: Path) -> None:
    edit(folder / "orders.progress.csv", "MO-1,20", ",20")
    assert messages(folder) == [
        "orders.progress.csv: orders.progress phase 20 (line 3) order: "
        "expected the key of its parent row"
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "stock.csv",
            "item,quantity\nTUBE,10,5\n",
            "stock.csv: stock 'TUBE' (line 2): found '5', expected at most 2 cells in a row",
        ),
        (
            "stock.csv",
            "item,quantity,item\nTUBE,10,TUBE\n",
            "stock.csv: stock (line 1) item: found 'item', expected each column once",
        ),
        (
            "stock.csv",
            "item,quantity,\nTUBE,10,5\n",
            "stock.csv: stock (line 1): expected a header above every column that is filled",
        ),
        (
            "boms.components.csv",
            "item,quantity\nTUBE,1\n",
            "boms.components.csv: boms.components (line 1) parent: "
            "expected a column that names the parent row",
        ),
        (
            "stock.csv",
            'item,quantity\n"TUBE,10\n',
            "stock.csv: stock (line 2): expected a valid CSV table; unexpected end of data",
        ),
        (
            "stock.csv",
            "",
            "stock.csv: stock: expected a header row",
        ),
        (
            "scenario.csv",
            "id,start,horizon\nA,2026-06-01T06:00,20d\nB,2026-06-01T06:00,20d\n",
            "scenario.csv: scenario 'B' (line 3): expected a single row",
        ),
        (
            "demand.csv",
            "id\n",
            ": demand: found 'demand.csv', expected one of the tables",
        ),
    ],
)
def test_a_malformed_table_says_what_it_lacks(
    name: str, text: str, message: str, folder: Path
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    found = messages(folder)
    assert len(found) == 1
    assert found[0].removeprefix(str(folder)).startswith(message)


def test_two_versions_of_a_bill_keep_their_components_apart(folder: Path) -> None:
    (folder / "boms.csv").write_text("parent,version,default\nFRAME,,\nFRAME,B,false\n", "utf-8")
    (folder / "boms.components.csv").write_text(
        "parent,parent_version,item,quantity,version\n"
        "FRAME,B,TUBE,4,\nFRAME,,TUBE,3,\nFRAME,B,FORK,1,old\n",
        "utf-8",
    )
    document = read_csv_folder(folder)
    assert document.faults == []
    assert document.tree["boms"] == [
        {"parent": "FRAME", "components": [{"item": "TUBE", "quantity": "3"}]},
        {
            "parent": "FRAME",
            "version": "B",
            "default": "false",
            "components": [
                {"item": "TUBE", "quantity": "4"},
                {"item": "FORK", "quantity": "1", "version": "old"},
            ],
        },
    ]


def test_a_component_of_a_version_that_is_not_there_is_told_which_are(folder: Path) -> None:
    (folder / "boms.csv").write_text("parent,version\nBIKE,\nFRAME,A\nFRAME,B\n", "utf-8")
    text = (folder / "boms.components.csv").read_text("utf-8")
    rows = text.replace("parent,", "parent,parent_version,").replace("BIKE,", "BIKE,,")
    (folder / "boms.components.csv").write_text(rows.replace("FRAME,TUBE", "FRAME,C,TUBE"), "utf-8")
    assert messages(folder) == [
        "boms.components.csv: boms.components 'TUBE' (line 4) parent_version: found 'C', "
        "expected a version that 'FRAME' has in the table boms: A, B"
    ]


def test_a_version_of_a_bill_without_any_is_told_so(folder: Path) -> None:
    edit(folder / "boms.components.csv", "parent,", "parent,parent_version,")
    edit(folder / "boms.components.csv", "BIKE,FRAME", "BIKE,A,FRAME")
    edit(folder / "boms.components.csv", "BIKE,FORK", "BIKE,,FORK")
    edit(folder / "boms.components.csv", "FRAME,TUBE", "FRAME,,TUBE")
    assert messages(folder) == [
        "boms.components.csv: boms.components 'FRAME' (line 2) parent_version: found 'A', "
        "expected no version: 'BIKE' has none in the table boms"
    ]


def test_alternatives_name_the_line_of_the_bill_that_they_stand_in_for(folder: Path) -> None:
    (folder / "boms.components.csv").write_text(
        "parent,item,quantity,phase\nBIKE,FRAME,1,10\nBIKE,FORK,1,\nBIKE,FORK,2,20\n", "utf-8"
    )
    (folder / "boms.components.alternatives.csv").write_text(
        "parent,component,component_number,item,quantity\n"
        "BIKE,FORK,2,TUBE,1\nBIKE,FORK,,TUBE,5\nBIKE,FORK,3,TUBE,6\n",
        "utf-8",
    )
    document = read_csv_folder(folder)
    # without a number the first line with that item is meant; there is no third one
    assert [str(fault).partition(": ")[2] for fault in document.faults] == [
        "boms.components.alternatives 'TUBE' (line 4) component_number: found '3', "
        "expected a number that 'FORK' has in the table boms.components: 1, 2"
    ]
    bike = document.tree["boms"][0]  # type: ignore[index]  # a list, or the test fails
    alternatives = [line.get("alternatives") for line in bike["components"]]
    assert alternatives == [
        None,
        [{"item": "TUBE", "quantity": "5"}],
        [{"item": "TUBE", "quantity": "1"}],
    ]


def test_an_empty_list_is_not_the_same_as_the_default(folder: Path) -> None:
    # no threshold at all, where the default is both of them
    edit(folder / "items.csv", "id,source", "id,thresholds,source")
    edit(folder / "items.csv", "FRAME,", "FRAME,;,")
    edit(folder / "items.csv", "BIKE,", "BIKE,,")
    edit(folder / "items.csv", "FORK,", "FORK,safety-stock,")
    edit(folder / "items.csv", "TUBE,", "TUBE,,")
    loaded = load(folder)
    assert [len(item.thresholds) for item in loaded.items] == [2, 0, 1, 2]
    save(loaded, folder.with_name("again"))
    assert load(folder.with_name("again")) == loaded


def test_a_value_with_a_semicolon_stands_in_quotes(folder: Path) -> None:
    path = folder / "jobs.rows.csv"
    header = "job,row,item,quantity,due,demands\n"
    path.write_text(header + 'J1,1,BIKE,2,2026-06-10,"""SO;1"""\n', "utf-8")
    edit(folder / "demands.csv", "SO-1", "SO;1")
    loaded = load(folder)
    assert loaded.jobs[0].rows[0].demands == ("SO;1",)
    save(loaded, folder.with_name("again"))
    again = (folder.with_name("again") / "jobs.rows.csv").read_text("utf-8")
    assert again == path.read_text("utf-8")


def test_records_of_a_setup_rule_are_told_apart_by_their_number(folder: Path) -> None:
    # a record has no name: its properties name it by its number, and the first by none
    (folder / "setup_rules.csv").write_text("id\ncolour\ndie\n", "utf-8")
    (folder / "setup_rules.matrix.csv").unlink()
    (folder / "setup_rules.records.csv").write_text(
        "setup_rule,coefficient\ncolour,\ncolour,1.2\ndie,3\n", "utf-8"
    )
    (folder / "setup_rules.records.properties.csv").write_text(
        "setup_rule,record,property\ncolour,2,heat\ncolour,,colour\ndie,1,die\ncolour,3,die\n",
        "utf-8",
    )
    document = read_csv_folder(folder)
    assert document.tree["setup_rules"] == [
        {
            "id": "colour",
            "records": [
                {"properties": [{"property": "colour"}]},
                {"coefficient": "1.2", "properties": [{"property": "heat"}]},
            ],
        },
        {"id": "die", "records": [{"coefficient": "3", "properties": [{"property": "die"}]}]},
    ]
    assert [str(fault).partition(": ")[2] for fault in document.faults] == [
        "setup_rules.records.properties 'die' (line 5) record: found '3', "
        "expected a row of the table setup_rules.records"
    ]


def test_the_standard_cycle_may_be_named_or_not(folder: Path) -> None:
    (folder / "routings.csv").write_text("item,cycle\nBIKE,1\nFRAME,\nFRAME,2\nFORK,\n", "utf-8")
    (folder / "routings.operations.csv").write_text(
        "item,item_cycle,phase,work_center\nBIKE,,10,SAW\nFRAME,1,10,SAW\nFRAME,2,10,PAINT\n"
        "FRAME,3,10,PAINT\n",
        "utf-8",
    )
    (folder / "routings.operations.resources.csv").unlink()
    (folder / "routings.operations.equipment.csv").write_text(
        "routing,routing_cycle,phase,item\nBIKE,1,10,TUBE\nFRAME,,10,FORK\nFRAME,2,10,TUBE\n",
        "utf-8",
    )
    document = read_csv_folder(folder)
    found = [
        (step["work_center"], step["equipment"][0]["item"])
        for routing in document.tree["routings"]  # type: ignore[attr-defined]  # lists and records
        for step in routing["operations"]
    ]
    assert found == [("SAW", "TUBE"), ("SAW", "FORK"), ("PAINT", "TUBE")]
    assert [str(fault).partition(": ")[2] for fault in document.faults] == [
        "routings.operations phase 10 (line 5) item_cycle: found '3', "
        "expected a cycle that 'FRAME' has in the table routings: 1, 2"
    ]
