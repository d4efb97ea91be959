"""The record of a snapshot: written and read back alike, and refused where it is damaged."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import InvalidScenarioFile
from scheduler.changes import (
    Breakdown,
    Drop,
    EarlierReceipt,
    ExtraDemand,
    Move,
    Overtime,
    Rush,
    Shift,
)
from scheduler.simulation.difference import PhaseMove
from scheduler.simulation.record import SimulationRecord, dump_record, load_record
from tests.scheduler.changes.test_changes import at

if TYPE_CHECKING:
    from pathlib import Path

QUOTES = {ord(mark): None for mark in "'\""}
NOW = datetime(2026, 6, 1, 5, 30, tzinfo=UTC)
RECORD = SimulationRecord(
    name='🚲 "late" <b> =1+1',
    number=7,
    user="ann",
    time=NOW,
    main="../../plan",
    parent="../first",
    base="0f",
    is_full=True,
    snap=True,
    fill=False,
    blocks=True,
    is_valid=False,
    included=("MO-1", "ордер"),
    changes=(
        Breakdown("PRESS", at(2), at(3)),
        Overtime("PRESS", at(2, 14), at(2, 16)),
        Shift("PRESS", date(2026, 6, 6)),
        Rush("SO-1"),
        Drop("SO-2"),
        EarlierReceipt("PO-1", 2),
        ExtraDemand("SIX", Decimal("2.50"), date(2026, 6, 9)),
        ExtraDemand("SIX", Decimal(1), at(9, 8)),
        Move("MO-1", 10, at(2, 8), "PRESS-1"),
        Move("MO-1", 20, date(2026, 6, 2)),
        Move("MO-1", 30, machine="OLD"),
    ),
    log=(
        PhaseMove("MO-1", "SIX", 10, NOW, NOW, "P", None, None, ""),
        PhaseMove("MO-2", "SIX", 10, None, None, "", NOW, NOW, "P; Q"),
    ),
)


def test_a_record_with_every_kind_of_change_is_read_back_alike(tmp_path: Path) -> None:
    path = tmp_path / "simulation.json"
    path.write_text(dump_record(RECORD), "utf-8")
    assert load_record(path) == RECORD
    assert dump_record(load_record(path)) == dump_record(RECORD)


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (("number",), "7", "simulation number: found '7', expected a whole number"),
        (("time",), "noon", "simulation time: found 'noon', expected a moment in ISO 8601"),
        (("included",), "MO-1", "simulation included: found 'MO-1', expected a list of texts"),
        (("changes",), {}, "changes: found {}, expected a list of changes"),
        (("changes", 0, "begin"), 5, "changes row 1 begin: found '5', expected a moment"),
        (("changes", 6, "quantity"), 2.5, "changes row 7 quantity: found '2.5', expected a deci"),
        (("log", 0, "phase"), None, "log row 1 phase: expected a whole number"),
    ],
)
def test_a_damaged_field_is_named(
    place: tuple[Any, ...], value: object, expected: str, tmp_path: Path
) -> None:
    values = json.loads(dump_record(RECORD))
    node = values
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] = value
    path = tmp_path / "simulation.json"
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load_record(path)
    found = str(caught.value).removeprefix(f"{path}: ")
    assert found.translate(QUOTES).startswith(expected.translate(QUOTES))


def test_a_field_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "simulation.json"
    path.write_text(json.dumps(json.loads(dump_record(RECORD)) | {"colour": "red"}), "utf-8")
    with pytest.raises(InvalidScenarioFile, match="simulation colour: expected no such field"):
        load_record(path)
