"""Results as files: short, the same when read again, and whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.writing import json_text, write_json

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


def test_each_event_is_a_line() -> None:
    events = ((0.5, "rules", "makespan", 60, None), (1.5, "cp-sat", "makespan", 55, 55.0))
    lines = [
        "{",
        ' "solver": "cp-sat",',
        ' "rules": {},',
        ' "events": [',
        '  [0.5, "rules", "makespan", 60, null],',
        '  [1.5, "cp-sat", "makespan", 55, 55.0]',
        " ]",
        "}",
    ]
    text = json_text({"solver": "cp-sat", "rules": {}, "events": events})
    assert text.splitlines() == lines


@given(VALUES)
def test_what_is_written_reads_as_the_same(value: object) -> None:
    # as text, since 1 == 1.0 == True
    assert json.dumps(json.loads(json_text(value))) == json.dumps(value)


def test_a_file_stays_as_it_was_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "targets.json"
    write_json(path, {"cells": [1]})
    with pytest.raises(TypeError, match="not JSON serializable"):
        write_json(path, {"cells": [2, path]})
    path.with_suffix(".draft").mkdir()  # no file can be written there
    with pytest.raises(IsADirectoryError):
        write_json(path, {"cells": [2]})
    assert path.read_text("utf-8") == '{\n "cells": [1]\n}\n'
