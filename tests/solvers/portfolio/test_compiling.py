"""Kernels are compiled by another process, once, and nobody waits longer than there is time."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

import pytest
from numba.core.dispatcher import Dispatcher

from solvers.portfolio import compiling, warm_up
from solvers.portfolio.searches import SEARCHES
from solvers.search import jit, relinking, tabu

if TYPE_CHECKING:
    from pathlib import Path

COMPILED = [name for name, search in SEARCHES.items() if search.is_compiled]


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let nothing be compiled yet, and no process run."""
    monkeypatch.setattr(jit, "_folder", lambda: tmp_path)
    monkeypatch.setattr(compiling, "_running", {})
    return tmp_path


def _process(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code])


def test_what_is_compiled_needs_no_process(marks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jit.mark_compiled("rules")
    assert len(list(marks.iterdir())) == 1
    monkeypatch.setattr(compiling, "_start", lambda name: pytest.fail(f"starts for {name}"))
    assert compiling.compiled("rules", lambda: False)


@pytest.mark.usefixtures("marks")
def test_a_process_is_started_once_and_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def start(name: str) -> subprocess.Popen[bytes]:
        started.append(name)
        return _process("pass")

    monkeypatch.setattr(compiling, "_start", start)
    assert not compiling.is_ready("rules")
    assert compiling.begin("rules")
    assert not compiling.begin("rules")
    assert compiling.compiled("rules", lambda: False)
    assert compiling.compiled("rules", lambda: False)
    assert compiling.is_ready("rules")  # whatever became of it: the search compiles itself then
    assert started == ["rules"]


@pytest.mark.usefixtures("marks")
def test_nobody_waits_longer_than_there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    process = _process("import time; time.sleep(600)")
    monkeypatch.setattr(compiling, "_start", lambda _: process)
    assert not compiling.compiled("rules", lambda: True)
    assert compiling.unfinished() == ["rules"]  # it goes on for the next plan
    process.kill()
    process.wait()
    assert compiling.unfinished() == []


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize("name", COMPILED)
def test_every_compiled_search_finds_a_problem_to_warm_up_with(name: str) -> None:
    assert not jit.is_compiled(name)
    assert warm_up.warm_up(name)
    assert jit.is_compiled(name)
    for dispatcher in gc.get_objects():
        # a weak proxy of what is gone cannot be asked what it is, but has a type
        if not issubclass(type(dispatcher), Dispatcher):
            continue
        if dispatcher.__module__.startswith("solvers."):
            assert len(dispatcher.signatures) <= 1, dispatcher  # all problems share its code


def test_the_process_finds_the_packages_and_takes_nothing_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_running", {})
    monkeypatch.setattr(jit, "_folder", lambda: tmp_path / "kernels" / "version")
    (tmp_path / "solvers").mkdir()
    for name in ("solvers/__init__.py", "random.py", "numba.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(1)\n")
    monkeypatch.chdir(tmp_path)
    compiling.begin("just-in-time")
    while compiling.unfinished():
        sleep(0.05)
    assert not (tmp_path / "ran").exists()
    # where this process looks for it, though NUMBA_CACHE_DIR may say something else
    assert len(list(tmp_path.glob("kernels/*/just-in-time.compiled"))) == 1


def test_a_compiler_that_outlives_its_program_is_no_reason_for_a_warning(tmp_path: Path) -> None:
    code = "from solvers.portfolio.compiling import begin; assert begin('just-in-time')"
    places = {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | places,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.usefixtures("marks")
def test_who_comes_second_waits_for_who_compiles_and_does_not_compile_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    second = Thread(target=warm_up.compile_once, args=("rules",), daemon=True)

    def compile_slowly(name: str) -> None:
        compiled.append(name)
        second.start()
        second.join(0.3)
        assert second.is_alive()
        jit.mark_compiled(name)

    monkeypatch.setattr(warm_up, "warm_up", compile_slowly)
    warm_up.compile_once("rules")
    second.join(600)
    assert not second.is_alive()
    assert compiled == ["rules"]


@pytest.mark.usefixtures("marks")
def test_the_warm_up_of_job_shops_reaches_every_kernel_of_theirs() -> None:
    warm_up.warm_up("job-shop")
    kernels = (tabu.begin_search, tabu.continue_search, relinking.merge, relinking.distance)
    for kernel in kernels:
        assert isinstance(kernel, Dispatcher)
        assert kernel.signatures, kernel
