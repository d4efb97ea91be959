"""The house itself: what imports what, what the wheel holds, how long files are, what is pinned."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scheduler.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("models", "solvers", "scheduler")
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".csv", ".json", ".html", ".js", ".css", ""}


def _run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def _loaded(code: str) -> set[str]:
    """Return the top-level packages a fresh interpreter has loaded after running some code."""
    report = "import json, sys\nprint(json.dumps([name.split('.')[0] for name in sys.modules]))"
    script = f"{code}\n{report}"
    done = _run(sys.executable, "-c", script)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not any(part.startswith((".", "__py")) for part in parts):
                yield path


def _project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    rows = [line.partition("#")[0].strip() for line in lines]
    pairs = [row.split("==") for row in rows if row]
    return {canonicalize_name(name): version for name, version in pairs}


def _import_all(package: str, least: int) -> str:
    """Return code that imports every module of a package, `least` or more of them."""
    return (
        f"import importlib, pkgutil, {package}\n"
        f"names = [m.name for m in pkgutil.walk_packages({package}.__path__, '{package}.')]\n"
        f"assert len(names) >= {least}, names\n"
        "[importlib.import_module(name) for name in names]"
    )


def test_no_module_of_models_loads_a_solver_or_a_table_or_a_figure_library() -> None:
    loaded = _loaded(_import_all("models", 10))
    assert "numpy" in loaded
    assert not loaded & {"ortools", "pandas", "plotly", "click", "openpyxl", "yaml"}


def test_the_command_line_and_each_command_start_without_the_heavy_libraries() -> None:
    loaded = _loaded(_import_all("scheduler.cli", 9))
    assert "click" in loaded
    assert not loaded & {"ortools", "pandas", "plotly", "openpyxl"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    done = _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_the_three_packages_whole_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    # data too: py.typed markers, templates and scripts of the report
    present = {path.relative_to(ROOT).as_posix() for path in _files(*PACKAGES)}
    assert packed == present
    assert {f"{name}/py.typed" for name in PACKAGES} <= packed


def test_the_wheel_carries_the_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    info = next(name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name)
    assert "Apache License" in wheel.read(f"{info}/licenses/LICENSE").decode()
    assert "finitecap = scheduler.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
    metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return _run(
        sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache", cwd=folder,
    )  # fmt: skip


def test_the_import_contract_holds() -> None:
    done = _lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("models", "import solvers"),  # the first arrow turned round
        ("solvers", "import scheduler"),  # the second one
        ("models", "import pandas"),  # a library that models must not need
    ],
)
def test_the_import_contract_refuses_a_wrong_arrow(tmp_path: Path, package: str, line: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(line if name == package else "", "utf-8")
    done = _lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize(
    ("folder", "cap"),
    [*((name, 400) for name in (*PACKAGES, "benchmarks", "docs")), ("tests", 600)],
)
def test_no_module_is_longer_than_its_cap(folder: str, cap: int) -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in _files(folder)
        if path.suffix == ".py"
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > cap} == {}


def test_no_text_names_a_path_of_some_machine() -> None:
    # a slash-led folder that only the writer's machine has; not part of a longer path or an URL
    machine = "|".join(("work", "tmp", "home", "root", "mnt", "opt", "Users"))
    absolute = re.compile(rf"(?<![\w.<>:/*\\-])/({machine})/\w|[A-Z]:\\Users")
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*top, *_files(*PACKAGES, "benchmarks", "docs", "tests", "scenarios"))
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if absolute.search(line)
    ]
    assert found == []


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    rows = [row for line in lines if (row := line.partition("#")[0].strip())]
    assert [row for row in rows if not re.fullmatch(r"[\w.-]+==[\w.]+", row)] == []
    assert len(rows) == len(_pins())


def test_every_requirement_is_pinned_to_a_version_it_allows() -> None:
    project, pins = _project()["project"], _pins()
    extras = project["optional-dependencies"]
    rows = [*project["dependencies"], *extras["test"], *extras["docs"]]
    wrong = []
    for requirement in map(Requirement, rows):
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or Version(pin) not in requirement.specifier:
            wrong.append(f"{requirement} is pinned to {pin}")
    assert wrong == []


def test_the_readme_has_exactly_two_set_up_commands_of_one_line_each() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(
        r"^<!-- command: (\w+) -->\n```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL
    )
    assert [name for name, _ in blocks] == ["plan", "test"]
    assert text.count("```sh") == 2
    assert all("\n" not in command for _, command in blocks)


def test_the_readme_lists_the_commands_that_there_are() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| `finitecap (\w+)", text, re.MULTILINE)
    assert listed == main.list_commands(click.Context(main))
