"""Every command of the documentation runs, and prints what its page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.doc_blocks import Block, Step, blocks_of, matches

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path for path in sorted(DOCS.rglob("*.md"))}
BLOCKS = {name: list(blocks_of(path, name)) for name, path in PAGES.items()}
SHELL = shutil.which("bash")
QUICK = re.compile(r"--time-limit 1\b|--rule |--mode a|time_limit=1\b|rule=|mode=\"a")
"""What keeps a plan from being searched for longer than a second."""

RUN_BY = re.compile(r"(tests/\S+\.py) runs it$")
"""Reason to leave a block to a test of its own, which may make what it needs."""


def workplace(folder: Path) -> Path:
    """Return a folder with the scenarios that ship, and ``finitecap`` to be found on the path."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    programs = folder / ".bin"
    programs.mkdir()
    for name, arguments in (("finitecap", " -m scheduler"), ("python", "")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', "utf-8")
        script.chmod(0o755)
    return folder


def run(step: Step, language: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a terminal does: what it says and what it complains of in one stream."""
    assert SHELL is not None
    command = (
        [sys.executable, "-c", step.command]
        if language == "python"
        else [SHELL, "-euo", "pipefail", "-c", step.command]
    )
    places = {
        "PATH": os.pathsep.join([str(folder / ".bin"), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "160",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | places,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def check(block: Block, folder: Path) -> None:
    """Run a block and compare what it prints."""
    steps = [(block.language, step) for step in block.steps]
    if block.before is not None:
        steps.insert(0, ("sh", block.before))
    for language, step in steps:
        done = run(step, language, folder)
        told = f"{block.where}: {step.command}\nprinted, exit code {done.returncode}:\n"
        assert done.returncode == step.exit_code, told + done.stdout
        if step.output is not None:
            assert matches(done.stdout, step.output), f"{told}{done.stdout}\nnot:\n{step.output}"


@pytest.mark.skipif(SHELL is None, reason="the commands are written for bash")
@pytest.mark.parametrize("page", [name for name, blocks in BLOCKS.items() if blocks])
def test_the_commands_of_a_page_run_one_after_the_other(page: str, tmp_path: Path) -> None:
    folder = workplace(tmp_path)
    for block in BLOCKS[page]:
        if not block.not_run:
            check(block, folder)


def test_the_tutorial_and_every_how_to_has_commands_and_few_are_left_out() -> None:
    guides = [name for name in PAGES if name == "tutorial.md" or name.startswith("how-to/")]
    assert len(guides) > 7
    assert [name for name in guides if not BLOCKS[name]] == []
    rows = [block for blocks in BLOCKS.values() for block in blocks]
    assert len(rows) > 30
    left_out = [block for block in rows if block.not_run and not RUN_BY.match(block.not_run)]
    assert len(left_out) < len(rows) / 10


def test_what_another_test_is_said_to_run_names_one_that_there_is() -> None:
    reasons = [block.not_run for blocks in BLOCKS.values() for block in blocks]
    others = [match[1] for match in map(RUN_BY.match, reasons) if match]
    assert others
    assert [name for name in others if not (ROOT / name).is_file()] == []


def test_no_command_of_the_documentation_searches_for_long_in_tests() -> None:
    for blocks in BLOCKS.values():
        steps = [step for block in blocks if not block.not_run for step in block.steps]
        before = [block.before for block in blocks if block.before is not None]
        for step in (*steps, *before):
            for line in step.command.splitlines():
                searches = "finitecap plan " in line or "finitecap compare " in line
                searches |= "scheduler.plan(" in line or "scheduler.compare(" in line
                assert not searches or QUICK.search(line), line


PAGE = """
<!-- before: echo here -->
<!-- in tests: --time-limit 20 => --time-limit 1 -->
<!-- exit code: 2 -->
```console
$ finitecap check a.yaml
a.yaml: no error, 0 warnings
$ finitecap plan a.yaml --time-limit 20 \\
    -o here
...
a.yaml: line ..., found 'x'
```

```yaml
$ not a command
```
"""


def read_page(folder: Path, text: str) -> list[Block]:
    (folder / "page.md").write_text(text, "utf-8")
    return list(blocks_of(folder / "page.md", "page.md"))


def test_a_block_is_read_with_what_the_comments_above_it_say(tmp_path: Path) -> None:
    (block,) = read_page(tmp_path, PAGE)
    assert (block.where, block.language, block.not_run) == ("page.md:5", "console", "")
    assert block.before == Step("echo here", None, 0)
    first, second = block.steps
    assert first == Step("finitecap check a.yaml", "a.yaml: no error, 0 warnings\n", 0)
    assert second.command == "finitecap plan a.yaml --time-limit 1 \\\n    -o here"
    assert second.output == "...\na.yaml: line ..., found 'x'\n"
    assert second.exit_code == 2


def test_a_comment_that_changes_nothing_and_output_without_command_are_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(ValueError, match=r"page\.md:5: 'in tests' says '--time-limit 20 =>"):
        read_page(tmp_path, PAGE.replace("yaml --time-limit 20", "yaml"))
    with pytest.raises(ValueError, match="begins with"):
        read_page(tmp_path, "```console\nfinitecap check\n```\n")


def test_output_is_compared_line_by_line_but_for_dots() -> None:
    assert matches("one\ntwo  \nthree\n", "one\n...\nthree\n")
    assert matches("one\nthree\n", "one\n...\nthree")
    assert matches("in 1.3 s by x\n", "in ... s by x")
    assert not matches("one\ntwo\nthree\n", "one\nthree\n")
    assert not matches("in 1.3 s\nby x\n", "in ... by x")
    assert not matches("", "one\n")


def test_a_page_that_promises_something_else_would_be_noticed(tmp_path: Path) -> None:
    if SHELL is None:
        pytest.skip("the commands are written for bash")
    folder = workplace(tmp_path)
    check(read_page(folder, "```console\n$ echo one && echo two >&2\none\ntwo\n```\n")[0], folder)
    text = "<!-- before: echo two > there -->\n```console\n$ cat there\ntwo\n```\n"
    check(read_page(folder, text)[0], folder)
    with pytest.raises(AssertionError, match=r"page\.md:1: echo one"):
        check(read_page(folder, "```console\n$ echo one\ntwo\n```\n")[0], folder)
    with pytest.raises(AssertionError, match="exit code 3"):
        check(read_page(folder, "```sh\nexit 3\n```\n")[0], folder)
