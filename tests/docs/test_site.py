"""The documentation site: built strictly, complete, and at home without a network."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml

import scheduler
from benchmarks.devtools import Browser, find_chromium
from scheduler.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OUTSIDE = ("CHANGELOG.md", "benchmarks/README.md", "benchmarks/results/targets.md")
"""Pages of the repository that are in the site, too."""

built = pytest.mark.skipif(
    find_spec("mkdocs") is None or find_spec("mkdocstrings") is None,
    reason="the site is built with the extra 'docs'",
)


def config() -> dict[str, Any]:
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        settings: dict[str, Any] = yaml.safe_load(file)
    return settings


def places(entries: list[Any]) -> Iterator[str]:
    """Yield the pages of a navigation, whatever it is nested in."""
    for entry in entries:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        if isinstance(value, list):
            yield from places(value)
        else:
            yield value


def build(folder: Path, settings: Path = ROOT / "mkdocs.yml") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", settings, "-d", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


def html(site: Path, place: str) -> str:
    return (site / place).read_text("utf-8")


def test_every_page_is_in_the_navigation_once_and_no_other() -> None:
    listed = list(places(config()["nav"]))
    assert len(listed) == len(set(listed))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages - set(listed) == set()
    assert {place for place in listed if not (ROOT / place).exists()} == pages
    assert set(OUTSIDE) <= set(listed)


def test_every_page_says_at_once_what_its_reader_can_do_after_it() -> None:
    guides = [*DOCS.glob("how-to/*.md"), *DOCS.glob("concepts/*.md"), *DOCS.glob("reference/*.md")]
    names = ("index", "tutorial", "glossary", "scenario", "outputs", "rules", "materials", "search")
    for path in [*(DOCS / f"{name}.md" for name in names), *guides]:
        title, _, text = path.read_text("utf-8").partition("\n\n")
        assert title.startswith("# "), path
        assert text.startswith("After this page you "), path


def test_nothing_in_the_settings_asks_the_network() -> None:
    assert config()["theme"]["font"] is False
    assert "http" not in (ROOT / "mkdocs.yml").read_text("utf-8")


@built
def test_the_site_is_built_strictly_with_every_page(site: Path) -> None:
    wanted = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(OUTSIDE)
    for place in wanted:
        page = place.replace("README.md", "index.md").removesuffix(".md") + ".html"
        assert (site / page).exists(), place
    assert (site / "scenarios" / "bicycle.yaml").exists()
    assert not list(site.rglob("*.py"))
    assert not (site / "glossary.yaml").exists()


@built
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    elsewhere = r"=[\"']?((?:https?:)?//[^\"' >]+)"
    loads = re.compile(
        rf"<(?:script|img|iframe|source)[^>]*\bsrc{elsewhere}"
        rf"|<link[^>]*rel=[\"']?(?:stylesheet|preload|preconnect|icon)[^>]*href{elsewhere}"
    )
    pages = list(site.rglob("*.html"))
    assert len(pages) > 25
    assert {path.name: found for path in pages if (found := loads.findall(html(path, "")))} == {}
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?https?:[^)]*\)|@import[^;]*http[^;]*", styles) == []


@built
def test_every_command_has_a_section_with_its_options(site: Path) -> None:
    assert isinstance(main, click.Group)
    page = html(site, "reference/commands.html")
    for name in main.list_commands(click.Context(main)):
        assert f'id="finitecap-{name}"' in page, name
    assert "--time-limit" in page
    assert "UNSET" not in page


@built
def test_every_public_name_is_documented_and_no_other(site: Path) -> None:
    page = html(site, "reference/api.html")
    assert set(re.findall(r'id="scheduler\.(\w+)"', page)) == set(scheduler.__all__)
    assert "Wall seconds for the solve." in page  # of a parameter: docstrings are read as numpydoc
    written = re.findall(
        r"^::: scheduler\.(\w+)$", (DOCS / "reference" / "api.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(written) == sorted(scheduler.__all__)


@built
def test_the_glossary_and_the_benchmarks_are_in_the_site(site: Path) -> None:
    glossary = html(site, "glossary.html")
    for word in ("distinta base", "listă de materiale", "struktura wyrobu", "спецификация"):
        assert word in glossary
    assert "Written by" in html(site, "benchmarks/results/targets.html")
    # a link that works in the repository works here
    assert 'href="benchmarks/index.html"' in html(site, "search.html")


@built
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[there](nowhere.md)", "nowhere.md"),
        ("[there](#nowhere)", "#nowhere"),
        ("[there](/nowhere)", "/nowhere"),
    ],
)
def test_a_dead_link_or_anchor_breaks_the_build(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# A page\n\n{text}\n", "utf-8")
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": "docs",
        "nav": [{"Home": "index.md"}],
        "plugins": [],
        "hooks": [],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    done = build(tmp_path / "site", tmp_path / "mkdocs.yml")
    assert done.returncode == 1
    assert told in done.stderr


@built
@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed")
@pytest.mark.parametrize("words", ["changeover", "distinta base", "wąskie gardło"])
def test_the_search_finds_words_in_a_site_that_is_opened_from_a_folder(
    site: Path, words: str
) -> None:
    place = "document.querySelector('.md-search__input')"
    with Browser(1200, 800) as browser:
        browser.call("Page.navigate", url=(site / "index.html").as_uri())
        browser.wait(f"document.readyState === 'complete' && {place}")
        browser.run("document.querySelector('[data-md-toggle=search]').click()")
        # until the index is read, what is typed is not looked up
        browser.wait(
            f"({place}.focus(), {place}.value = {json.dumps(words)},"
            f" {place}.dispatchEvent(new Event('keyup', {{bubbles: true}})),"
            " document.querySelectorAll('.md-search-result__item').length)"
        )
        assert browser.faults == []
