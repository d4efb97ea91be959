"""What the package offers besides reading and writing: the schema, the example, a light import."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import json_schema, load, read, write_example
from scheduler.files.shape import tables
from scheduler.files.workbook import sheet_name

if TYPE_CHECKING:
    from pathlib import Path


def test_importing_the_package_loads_no_format() -> None:
    code = (
        "import scheduler.files, sys;"
        "print(sorted({'openpyxl', 'yaml', 'pandas', 'pydantic'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_schema_knows_every_top_level_table_by_the_names_of_the_format() -> None:
    schema = json_schema()
    json.dumps(schema)  # nothing in it that JSON cannot say
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == [name for name in tables() if "." not in name]
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    assert "from" in definitions["SetupTransition"]["properties"]
    # an editor that checks formats would refuse every local time
    assert '"date-time"' not in json.dumps(schema)


def test_the_example_is_sound_and_is_not_overwritten(tmp_path: Path) -> None:
    path = write_example(tmp_path / "new" / "plant")
    loaded = read(path)
    assert loaded.warnings == ()
    assert len(loaded.scenario.demands) == 4
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        write_example(path.parent)
    assert str(caught.value) == f"{path}: expected a new file; this one exists and is left alone"
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_child_rows_of_every_table_find_their_parents_by_columns_of_their_own() -> None:
    for spec in tables().values():
        assert not set(spec.keys) & set(spec.shape.column_by_name), spec.name
        assert len(set(spec.keys)) == len(spec.keys), spec.name
    assert tables()["routings.operations.alternatives"].keys == ("item", "item_cycle", "phase")
    assert tables()["routings.operations.equipment"].keys == ("routing", "routing_cycle", "phase")
    assert tables()["setup_properties.matrix"].keys == ("setup_property",)
    assert tables()["setup_rules.records.properties"].keys == ("setup_rule", "record")
    assert tables()["orders.progress"].keys == ("order",)
    assert tables()["items.warehouses"].keys == ("item",)
    assert tables()["jobs.rows"].keys == ("job",)
    alternatives = tables()["boms.components.alternatives"]
    assert alternatives.keys == ("parent", "parent_version", "component", "component_number")
    assert alternatives.optional_keys == {"parent_version", "component_number"}


def test_every_sheet_has_a_name_of_its_own_that_excel_bears() -> None:
    names = [sheet_name(table) for table in tables()]
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) <= 31


def test_ten_thousand_misspelt_references_are_all_listed(tmp_path: Path) -> None:
    rows = "\n".join(f"D{n},ITEM-{n}x,1,2026-06-05" for n in range(10_000))
    tables_text = {
        "scenario": "id,start,horizon\nS,2026-06-01,10d\n",
        "calendars": "id,shifts.mon-fri\nday,08:00-16:00\n",
        "items": "id,source,lead_time\n" + "\n".join(f"ITEM-{n},buy,1d" for n in range(2_000)),
        "demands": f"id,item,quantity,due\n{rows}\n",
    }
    for name, text in tables_text.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load(tmp_path)
    assert len(caught.value.faults) == 10_000
    # did-you-mean answers until it has compared 300,000 names: 149 of them with 2,000 items
    assert sum(bool(fault.hint) for fault in caught.value.faults) == 149
