"""`finitecap bom`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main

BICYCLE = Path(__file__).parents[3] / "scenarios" / "bicycle.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["bom", *map(str, arguments)])


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with phantoms, versions, fixed quantities and alternatives."""
    path = tmp_path_factory.mktemp("pump") / "pump.json"
    made = [{"id": name, "source": "make", "lead_time": "1d"} for name in ("PUMP", "BODY")]
    spares = {"id": "SPARES", "source": "make", "lead_time": "1d", "scrap": "0.1"}
    names = ("RING", "CUP", "BOLT", "GLUE")
    bought = [{"id": name, "source": "buy", "lead_time": "1d"} for name in names]
    bolts = {"item": "BOLT", "quantity": 8, "scrap": "0.05", "phase": 20}
    tables = {
        "scenario": {"id": "pump", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
        "items": [*made, spares, {"id": "SEALS", "source": "kit"}, *bought],
        "boms": [
            {
                "parent": "PUMP",
                "version": "V1",
                "components": [
                    {"item": "BODY", "quantity": 1},
                    {"item": "SEALS", "quantity": 2},
                    {"item": "GLUE", "quantity": 1, "fixed": True},
                ],
            },
            {
                "parent": "PUMP",
                "version": "V2",
                "default": False,
                "components": [{"item": "BODY", "quantity": 1}],
            },
            {
                "parent": "BODY",
                "quantity": 4,
                "fixed": True,
                "components": [bolts | {"alternatives": [{"item": "RING", "quantity": 1}]}],
            },
            {"parent": "SEALS", "components": [{"item": "RING", "quantity": 3}]},
            {
                "parent": "SPARES",
                "components": [{"item": "SEALS", "quantity": 1, "phantom": True}],
            },
        ],
        "routings": [
            {
                "item": "BODY",
                "operations": [
                    {"phase": 10, "work_center": "CUT", "run": "1m"},
                    {"phase": 20, "work_center": "CUT", "run": "1m"},
                ],
            }
        ],
        "work_centers": [{"id": "CUT", "hourly_rate": 60}],
    }
    path.write_text(json.dumps(tables), encoding="utf-8")
    return path


def test_a_bill_is_a_tree(pump: Path) -> None:
    result = run(pump, "PUMP", "--quantity", "10")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        "PUMP: 10 make, version V1",
        "├─ BODY: 10 make, 3 orders of 4",
        "│  └─ BOLT: 25.2 buy, for phase 20",
        "├─ SEALS: 20 kit",
        "│  └─ RING: 60 buy",
        "└─ GLUE: 1 buy, fixed",
    ]


def test_a_bill_in_another_version_to_one_level(pump: Path) -> None:
    result = run(pump, "PUMP", "--version", "V2", "--levels", "1")
    assert result.stdout.splitlines() == [
        "PUMP: 1 make, version V2",
        "└─ BODY: 1 make, ordered 4",
    ]


def test_a_summary_is_a_table(pump: Path) -> None:
    result = run(pump, "SPARES", "--quantity", "10", "--summary")
    # 10 % scrap of the item: 11 are made
    assert result.stdout.splitlines() == ["item,source,quantity,level,places", "RING,buy,33,2,1"]


def test_where_used_is_a_tree_upwards(pump: Path) -> None:
    result = run(pump, "RING", "--where-used")
    assert result.stdout.splitlines() == [
        "RING",
        "├─ BODY: 1 for 4, scrap 5 %, alternative, for phase 20",
        "│  ├─ PUMP: 1 for 1, version V1",
        "│  └─ PUMP: 1 for 1, version V2",
        "└─ SEALS: 3 for 1",
        "   ├─ PUMP: 2 for 1, version V1",
        "   └─ SPARES: 1 for 1, phantom",
    ]
    fixed = run(pump, "GLUE", "--where-used")
    assert fixed.stdout.splitlines() == ["GLUE", "└─ PUMP: 1 for an order, version V1"]


def test_a_cost_is_a_table(pump: Path) -> None:
    # 3 orders of 4 bodies, 2 minutes a piece at 60 an hour
    result = run(pump, "BODY", "--quantity", "10", "--cost")
    assert result.stdout.splitlines() == [
        "level,item,quantity,material,internal,external,total,unit_cost",
        "0,BODY,10,0,24,0,24,2.4",
        "1,BOLT,25.2,0,0,0,0,0",
    ]


def test_versions_are_compared_in_a_table(pump: Path) -> None:
    result = run(pump, "PUMP", "--compare", "V2")
    assert result.stdout.splitlines() == [
        "item,phase,fixed,before,after",
        "GLUE,,true,1,",
        "RING,,false,6,",
    ]


def test_words_go_to_stderr(pump: Path) -> None:
    alone = run(pump, "GLUE")
    assert (alone.exit_code, alone.stdout) == (0, "GLUE: 1 buy\n")
    assert alone.stderr == "GLUE has no bill of materials on 2026-06-01\n"
    top = run(pump, "PUMP", "--where-used")
    assert (top.exit_code, top.stdout) == (0, "PUMP\n")
    assert top.stderr == "no bill of materials uses PUMP\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("PUMPS",), "items id: found 'PUMPS', expected an item of the scenario"),
        (("PUMPS",), "Did you mean 'PUMP'?"),
        (("PUMP", "--version", "V3"), "boms 'PUMP' version: found 'V3', expected an active"),
        (("PUMP", "--summary", "--cost"), "--summary and --cost exclude each other."),
        (("PUMP", "--cost", "--compare", "V2"), "--cost and --compare exclude each other."),
        (("PUMP", "--where-used", "--version", "V1"), "--version and --where-used exclude"),
        (("PUMP", "--cost", "--levels", "1"), "--levels and --cost exclude each other."),
        (("PUMP", "--levels", "0"), "0 is not in the range"),
        *(
            (("PUMP", "--quantity", text), f"'{text}' is not a number above 0")
            for text in ("0", "-1", "many", "nan", "inf", "0.0000001", "1e13", "")
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(
    pump: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(pump, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_the_bicycle_is_shown() -> None:
    result = run(BICYCLE, "BIKE-RED")
    assert result.stdout.splitlines()[:3] == [
        "BIKE-RED: 1 make",
        "├─ FRAME-RED: 1 make, for phase 10",
        "│  └─ FRAME: 1 make",
    ]
