from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest
from click.testing import CliRunner

from benchmarks.devtools import find_chromium
from scheduler.cli import main
from scheduler.exports import Format, Picture, export_plan
from scheduler.exports.picture import plan_picture
from scheduler.outputs import OutputNotWritten
from tests.scheduler.outputs.sample_plan import sample_plan

if TYPE_CHECKING:
    from pathlib import Path


def test_a_picture_without_kaleido_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.exports.picture.find_spec", lambda _: None)
    with pytest.raises(OutputNotWritten, match=r"pip install 'finitecap\[pictures\]'"):
        export_plan(sample_plan(), Format.PNG, tmp_path / "plan.png")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_without_a_browser_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_browser(*_: object, **__: object) -> bytes:
        message = "no Chrome here"
        raise RuntimeError(message)

    monkeypatch.setattr("scheduler.exports.picture.find_spec", lambda _: object())
    monkeypatch.setattr(go.Figure, "to_image", no_browser)
    with pytest.raises(OutputNotWritten, match="no Chrome here\n    kaleido needs Chrome"):
        export_plan(sample_plan(), Format.PDF, tmp_path / "plan.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("rows", "height", "scale"), [(0, 300, 2), (100, 2530, 2), (900, 12_000, 1)]
)
def test_a_picture_is_never_taller_than_a_browser_draws(
    rows: int, height: int, scale: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def drawn(figure: go.Figure, **options: object) -> bytes:
        asked.update(options, height=figure.layout.height)
        return b""

    monkeypatch.setattr("scheduler.exports.picture.find_spec", lambda _: object())
    monkeypatch.setattr(go.Figure, "to_image", drawn)
    # 130 pixels around the rows, and 24 for each
    monkeypatch.setattr(
        "scheduler.report.notebook.notebook_gantt",
        lambda *_, **__: go.Figure(layout={"height": 130 + 24 * rows}),
    )
    plan_picture(sample_plan(), Picture(), "png")
    assert (asked["height"], asked["scale"]) == (height, scale)


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed")
def test_K09_the_gantt_is_drawn_as_png_and_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", os.environ.get("BROWSER_PATH", find_chromium() or ""))
    for kind, magic in ((Format.PNG, b"\x89PNG"), (Format.PDF, b"%PDF")):
        target = tmp_path / f"plan.{kind}"
        export_plan(sample_plan(), kind, target, picture=Picture(("SAW",), colour="order"))
        assert target.read_bytes().startswith(magic)


def test_a_picture_of_the_load_shows_the_centers_and_the_time_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[go.Figure] = []

    def to_image(figure: go.Figure, **_: object) -> bytes:
        drawn.append(figure)
        return b""

    monkeypatch.setattr("scheduler.exports.picture.find_spec", lambda _: object())
    monkeypatch.setattr(go.Figure, "to_image", to_image)
    window = datetime.fromisoformat("2026-10-24T07:00"), datetime.fromisoformat("2026-10-25")
    plan_picture(sample_plan(), Picture(("SAW",), window, figure="load"), "png")
    (figure,) = drawn
    assert figure.layout.yaxis.title.text == "SAW, h"
    assert figure.layout.xaxis.range == window


def test_colours_of_the_gantt_are_refused_for_the_load(tmp_path: Path) -> None:
    asked = ["export", str(tmp_path), "--to", "png", "--figure", "load", "--colour", "order"]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 2
    assert "--colour is for the Gantt chart, not for --figure load." in result.stderr
