"""Whatever is done to a file, it loads or says what is wrong: nothing else comes out."""

from __future__ import annotations

import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from scheduler.files import json_schema, load
from tests.scheduler.files.json_validator import problems
from tests.scheduler.files.sound import FORK, LINE, SOUND, TUBE, having
from tests.scheduler.files.whole_shop import WHOLE_SHOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.errors import Fault

SCHEMA = json_schema()
PLANNED = (
    (
        SOUND.replace(
            TUBE,
            having(
                TUBE,
                "policy: ddmrp, buffer: {daily_usage: 3, usage_factors: {2026-06-08: 2}}, "
                "supplier: S, suppliers: [{supplier: S, shipping_time: 3d, lot: {minimum: 2}}], "
                "warehouses: [{warehouse: W2, source: transfer, from: W1}], "
                "thresholds: [safety-stock]",
            ),
        )
        .replace(
            LINE,
            "[{item: TUBE, quantity: 3, alternatives: [{item: PIPE, quantity: 2}]}]\n"
            "  - {parent: FRAME, version: B, default: false, "
            "components: [{item: PIPE, quantity: 1}]}\n"
            "  - {parent: SET, components: "
            "[{item: FRAME, quantity: 2, version: B, phantom: true}]}",
        )
        .replace(
            FORK,
            f"{FORK}\n  - {{id: PIPE, source: buy, lead_time: 2d}}\n  - {{id: SET, source: kit}}",
        )
        .replace("{item: TUBE, quantity: 10}", "{item: TUBE, quantity: 10, reserved_for: SO-1}")
    )
    + """\
  - {id: SO-2, item: SET, quantity: 2, due: 2026-06-10, warehouse: W1}
settings:
  mrp: {by_warehouse: true, ignore: [sales]}
  general: {levels: [1, 2], orders_for: [purchase], version: B}
warehouses: [{id: W1}, {id: W2}]
jobs:
  - {id: J1, rows: [{row: 1, item: BIKE, quantity: 2, due: 2026-06-10, demands: [SO-1]}]}
forecasts:
  - {id: F1, item: BIKE, quantity: 9, date: 2026-06-15, period: week}
"""
)
TREES = [yaml.load(text, Loader=yaml.BaseLoader) for text in (PLANNED, WHOLE_SHOP)]
VALUES: st.SearchStrategy[object] = st.sampled_from(
    [
        "", "0", "-1", "NaN", "inf", "1e400", "9" * 400, "2026-06-01", "0001-01-01", "2999-12-31",
        "10000d", "0d", "5m", "true", "\x00", "\ud800", "a" * 400, "SAW", "TUBE", "BIKE", "day",
        "SO-1", "FRAME", "B", "W1", "kit", "transfer", "999999999999", "2026-05-01",
        "PRESS", "P1", "P2", "BENCH-2", "Eva", "oven", "press", "die", "heat", "MOULD", "10", "20",
        "40", "2026-06-11T08:00", "2026-06-03T06:00+05:00", "0.5", "100000d",
        None, True, 7, 1.5, [], {}, [[]], [{}], ["x"], {"id": "x"}, {"a": {"b": "c"}},
    ]
)  # fmt: skip


def paths(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from paths(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from paths(value, (*path, index))


PATHS = [sorted(paths(tree), key=str) for tree in TREES]


def put(tree: object, path: tuple[str | int, ...], value: object) -> None:
    for part in path[:-1]:
        try:
            tree = tree[part]  # type: ignore[index]  # a list or a mapping, or the edit is void
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict) or (isinstance(tree, list) and path[-1] in range(len(tree))):
        tree[path[-1]] = value  # type: ignore[index]  # as above


@pytest.mark.parametrize("text", [PLANNED, WHOLE_SHOP], ids=["plant", "shop"])
def test_the_scenario_to_be_damaged_is_sound(text: str) -> None:
    assert survives("plant.yaml", text)
    assert problems(yaml.load(text, Loader=yaml.BaseLoader), SCHEMA, SCHEMA) == []


def survives(name: str, content: str) -> bool:
    """Tell whether it loads; whether it does or not, nothing unforeseen may come out."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_text(content, encoding="utf-8", errors="replace")
        faults: tuple[Fault, ...] | None = None
        try:
            load(path)
        except InvalidScenarioFile as error:
            faults = error.faults
    if faults is not None:
        assert faults
        assert len(set(faults)) == len(faults)
    return faults is None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("number", [0, 1], ids=["plant", "shop"])
def test_values_of_any_kind_anywhere(number: int, data: st.DataObject) -> None:
    tree = json.loads(json.dumps(TREES[number]))
    edit = st.tuples(st.sampled_from(PATHS[number]), VALUES)
    for path, value in data.draw(st.lists(edit, min_size=1, max_size=4)):
        put(tree, path, deepcopy(value))
    if survives("plant.json", json.dumps(tree)):
        assert problems(tree, SCHEMA, SCHEMA) == []


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(SOUND)),
    st.integers(0, 40),
    st.text(st.sampled_from("{}[]:,-#&*!|>'\"%@`? \n\tab1")),
)
def test_text_cut_out_and_put_in_anywhere(start: int, length: int, text: str) -> None:
    survives("plant.yaml", SOUND[:start] + text + SOUND[start + length :])
