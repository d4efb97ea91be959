"""Kernels are compiled once for all constants, by themselves, and kept under their version."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from inspect import unwrap
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
import pytest

import solvers
from solvers.search import jit
from solvers.search.jit import inner, kernel, kernel_files, lean, outlined

if TYPE_CHECKING:
    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Narrow = np.ndarray[tuple[int], np.dtype[np.int32]]


@outlined
def _scaled(values: Ints, index: int, how: tuple[int, bool]) -> int:
    factor, is_negative = how
    return -factor * int(values[index]) if is_negative else factor * int(values[index])


@inner
def _twice(values: Ints, index: int) -> int:
    return _scaled(values, index, (2, False)) - _scaled(values, index, (0, True))


@outlined
def _first(values: Ints) -> int:
    index = 0  # a constant in the first turn of the loop, then a variable
    while index < values.size and _twice(values, index) < 0:
        index += 1
    return index


@lean
def _total(values: Ints) -> int:
    total = _first(values)
    for index in range(values.size):
        total += _twice(values, index)
    return total


@outlined
def _added(number: int, others: tuple[int, int]) -> int:
    return number + others[0] + others[1]


@lean
def _total_of_both(wide: Ints, narrow: Narrow) -> int:
    total = 0
    for index in range(wide.size):
        total += _added(wide[index], (narrow[index], wide[index]))
        total -= _added(narrow[index], (wide[index], narrow[index]))
    return total


@kernel
def _reversed(values: Ints) -> Ints:
    result = np.empty(values.size, dtype=np.int64)
    for index in range(values.size):
        result[index] = values[values.size - 1 - index]
    return result


VALUES = np.array([-5, -4, 3, 2], dtype=np.int64)
MAKERS = {"inner", "kernel", "lean", "outlined"}
"""What makes kernels of functions."""


def test_kernels_do_what_their_functions_say() -> None:
    assert _total(VALUES) == 2 - 8
    assert _reversed(VALUES).tolist() == [2, 3, -4, -5]


def test_functions_are_compiled_once_for_constants_and_variables() -> None:
    dispatcher: Any = _total  # what Numba made of it
    dispatcher.recompile()
    for function in (_total, _twice, _scaled):
        dispatcher = function
        assert len(dispatcher.signatures) == 1


def test_functions_are_compiled_once_for_narrow_and_wide_numbers() -> None:
    assert _total_of_both(VALUES, np.array([1, 1, 1, 2], dtype=np.int32)) == VALUES.sum() - 5
    dispatcher: Any = _added
    assert len(dispatcher.signatures) == 1


def test_a_changed_file_that_kernels_are_made_of_has_another_folder() -> None:
    known = set(kernel_files())
    root = Path(solvers.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if "solvers.search.jit import" not in path.read_text():
            continue
        if not set(_imported(path).get("solvers.search.jit", ())) & MAKERS:
            continue
        assert path in known
        for module in _imported(path):
            is_theirs = module.startswith(("solvers.search", "solvers.bounds"))
            assert is_theirs or not _constants(path, module) or _file(module) in known, module


def _imported(path: Path) -> dict[str, list[str]]:
    """Return what a file takes from other modules of ours when it runs."""
    tree = ast.parse(path.read_text())
    rows = [row for row in tree.body if isinstance(row, ast.ImportFrom) and row.module]
    rows = [row for row in rows if str(row.module).startswith(("models", "solvers"))]
    return {str(row.module): [name.name for name in row.names] for row in rows}


def _constants(path: Path, module: str) -> list[str]:
    """Return names of a module that a file reads outside its functions, as constants."""
    names, body = set(_imported(path)[module]), ast.parse(path.read_text()).body
    outside = [row for row in body if isinstance(row, ast.Assign | ast.AnnAssign)]
    read = [leaf.id for row in outside for leaf in ast.walk(row) if isinstance(leaf, ast.Name)]
    return [name for name in read if name in names and name != "Objective"]


def _file(module: str) -> Path:
    return Path(solvers.__file__).parents[1] / (module.replace(".", "/") + ".py")


def test_a_folder_of_the_users_own_has_a_folder_for_each_version(tmp_path: Path) -> None:
    code = "from solvers.search.flexible_tabu import search; print(search.stats.cache_path)"
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    answer = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    used = Path(answer.stdout.strip())
    (version,) = tmp_path.iterdir()
    assert len(version.name) == 16  # a digest
    assert version in used.parents


def test_threads_that_load_kernels_leave_the_settings_of_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings: dict[str, Any] = vars(numba.config)
    monkeypatch.setitem(settings, "CACHE_DIR", "elsewhere")
    found: set[str] = set()

    def load() -> None:
        for _ in range(30):
            dispatcher: Any = lean(unwrap(_total))
            found.add(dispatcher.stats.cache_path)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert settings["CACHE_DIR"] == "elsewhere"
    assert len(found) == 1


def test_what_is_forgotten_counts_as_not_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jit, "_folder", lambda: tmp_path / "kernels")
    assert jit.forget_compiled() == tmp_path / "kernels"
    jit.mark_compiled("rules")
    (tmp_path / "kernels" / "broken.nbi").write_text("garbage")
    assert jit.is_compiled("rules")
    jit.forget_compiled()
    assert not jit.is_compiled("rules")
    assert list((tmp_path / "kernels").iterdir()) == []


@pytest.mark.parametrize("mode", [0o775, 0o770, 0o702])
def test_compiled_code_is_not_taken_from_where_others_can_write(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first = jit.temporary_folder()
    assert first == jit.temporary_folder()
    assert first.stat().st_mode & 0o777 == 0o700
    first.chmod(0o755)
    assert first == jit.temporary_folder()
    first.chmod(mode)
    other = jit.temporary_folder()
    assert other != first
    assert other.stat().st_mode & 0o777 == 0o700
