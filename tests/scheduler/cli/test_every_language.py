"""Every command in a made-up language: what a person reads must stand in the catalogue."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import scheduler.cli
from scheduler.cli import main
from scheduler.cli.main import _COMMANDS
from scheduler.outputs import write_plan
from scheduler.words import catalogue, words_of
from tests.scheduler.progress.progress_helpers import plan_of, write_log
from tests.scheduler.progress.test_effectiveness import PRESSED, press_plan
from tests.scheduler.words.pseudo import LANGUAGE, pseudo_words
from tests.scheduler.words.test_pseudo import figure_texts, shown_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CLI = Path(scheduler.cli.__file__).parent

ENGLISH = re.compile(r"[A-Za-z]*[a-z]{2,}[A-Za-z]*")
"""A word; ids of the scenarios are in capitals."""
CODES = re.compile(
    r"\S+\.(?:csv|json|html|yaml|xlsx)\b|/\S+|dispatch:\w+|\bfinitecap [^;·]*|--[a-z]+="
)
"""Files, places, who found a plan, and what to type: the same in every language."""
NAMES = {"bicycle", "pumps", "plan", "other", "shop", "ddmrp", "mts", "fitting", "Eva"}

SPOKEN = (
    "plan {bicycle} --rule edd -o {place}/again",
    "plan {bicycle} --rule edd --previous {place}/pumps -o {place}/again",
    "plan {pumps} --rule edd -o {place}/again",
    "mrp {bicycle} --peg SO-8",
    "mrp {bicycle} --peg-up PO-501",
    "bom {bicycle} BIKE-RED",
    "bom {bicycle} TUBE --where-used",
    "bom {bicycle} BIKE-RED --where-used",
    "diff {place}/plan {place}/other -o {place}/diff",
    "check {bicycle}",
    "check {bicycle} --plan {place}/plan",
    "check {bicycle} --plan {place}/pumps",
    "dispatch {place}/plan -o {place}/lists",
    "explain {place}/pumps SO-104",
    "costs {place}/plan",
    "costs {place}/plan SO-8",
    "costs {place}/press --declarations {place}/press.csv",
    "costs {place}/press MO-1 --declarations {place}/press.csv",
    "costs {place}/plan MO-BIKE-BLUE-3",
    "init {place}/example",
    "convert {bicycle} {place}/copy.json",
    "export {place}/plan --to csv -o {place}/export",
)
"""Commands that print nothing but what people read."""
TABLED = (
    "mrp {pumps} -o {place}/mrp",
    "mrp {bicycle} --suggestions",
    "jobs {bicycle} -o {place}/jobs",
    "jobs {pumps} --source sales -o {place}/jobs",
    "jobplan {bicycle}",
    "jobplan {place}/jobs.yaml -o {place}/jobplan",
    "buffers {bicycle}",
    "buffers {pumps} -o {place}/buffers.csv",
    "sequence {place}/plan --work-center ASSY",
    "sequence {place}/plan --work-center ASSY --rule lpt -o {place}/changed",
    "progress {place}/shop --declarations {place}/log.csv --into {place}/now.yaml",
    "progress {place}/press --declarations {place}/press.csv",
    "runs {place} --last 3",
)
"""Commands whose standard output is a table for programs."""
ELSEWHERE = {"compare", "promise", "simulate", "apply", "rollback", "schema", "bench"}
"""They search long, or their own tests look; schema and bench print what programs read."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with plans, and put the made-up language where the program looks."""
    locale, folder = tmp_path_factory.mktemp("locale"), tmp_path_factory.mktemp("shop")
    words = pseudo_words(locale)
    write_plan(plan_of(), folder / "shop")
    log = (
        "1 08:00 MO-3/10 opening",
        "1 08:30 MO-3/10 interruption reason=setup",
        "1 09:00 MO-3/10 resumption",
        "1 09:20 MO-3/10 closing good=21",
    )
    write_log(folder, *log).rename(folder / "log.csv")
    write_plan(press_plan(), folder / "press")
    fitted = ("2 08:00 MO-1/20 opening", "2 09:00 MO-1/20 progress labour_time=1h workers=Eva")
    write_log(folder, *PRESSED, *fitted).rename(folder / "press.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "locales", lambda: locale)
        patch.setattr(catalogue, "_words", lambda _: words)
        for name, plant, rule in (
            ("plan", "bicycle", "edd"), ("other", "bicycle", "spt"), ("pumps", "pumps", "edd"),
        ):  # fmt: skip
            run(f"plan {{{plant}}} --rule {rule} -o {{place}}/{name}", folder)
        run("jobs {pumps} --into {place}/jobs.yaml", folder)
        yield folder


def run(line: str, place: Path) -> Result:
    plants = {name: SCENARIOS / f"{name}.yaml" for name in ("bicycle", "pumps")}
    arguments = shlex.split(line.format(place=place, **plants))
    result = CliRunner().invoke(main, ["--language", LANGUAGE, *arguments])
    assert result.exit_code in (0, 3), result.output
    return result


def english(text: str) -> set[str]:
    """Return the English words of a text, codes and names left out."""
    return set(ENGLISH.findall(CODES.sub(" ", text))) - NAMES


@pytest.mark.parametrize("line", SPOKEN)
def test_a_command_prints_no_english(line: str, place: Path) -> None:
    assert english(run(line, place).output) == set()


@pytest.mark.parametrize("line", TABLED)
def test_a_command_says_nothing_in_english_beside_its_table(line: str, place: Path) -> None:
    assert english(run(line, place).stderr) == set()


def test_every_command_is_looked_at() -> None:
    seen = {line.split()[0] for line in (*SPOKEN, *TABLED)}
    assert seen | ELSEWHERE == set(_COMMANDS)
    assert not seen & ELSEWHERE


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("diff {place}/plan {place}/other -o {place}/diff", "diff/diff.html"),
        ("dispatch {place}/plan -o {place}/lists", "lists/dispatch.html"),
    ],
)
def test_a_page_shows_no_english(line: str, page: str, place: Path) -> None:
    run(line, place)
    text = (place / page).read_text("utf-8")
    names = set(ENGLISH.findall(f"{named_in_the_plant()} {' '.join(words_of(LANGUAGE).weekdays)}"))
    shown = shown_by(text)
    drawn = figure_texts(json.loads(shown.data.get("spec", "{}")))
    assert english(" ".join((*shown.texts, *drawn))) - names == set()
    assert f'<html lang="{LANGUAGE}">' in text


def named_in_the_plant() -> str:
    """Return the names of the plant and its work centers, as they are in every language."""
    text = (SCENARIOS / "bicycle.yaml").read_text("utf-8")
    return " ".join(re.findall(r"name: (.*)", text))


def raw_texts(path: Path) -> Iterator[str]:
    """Yield texts with letters that a module prints as they are."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "click.echo":
            continue
        for part in call.args:
            pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
            for piece in pieces:
                value = piece.value if isinstance(piece, ast.Constant) else None
                if isinstance(value, str) and re.search(r"[a-z]{2}", value):
                    yield value


@pytest.mark.parametrize("path", sorted(CLI.glob("*.py")), ids=lambda path: path.stem)
def test_no_command_prints_a_text_of_its_own(path: Path) -> None:
    assert [text for text in raw_texts(path) if not text.startswith("finitecap: ")] == []
