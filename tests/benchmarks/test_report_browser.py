"""The table of what reports take in the browser."""

from __future__ import annotations

from benchmarks.report_browser import table


def test_the_table_sets_the_middle_redraw_and_the_rest_beside_their_targets() -> None:
    figures = {
        "operations": 10_000, "megabytes": 0.873, "build_seconds": 1.24, "open_seconds": 0.94,
        "busy_day": 0.3, "busy_week": 0.11, "busy_four_weeks": 0.09, "busy_whole": 0.13,
        "move_ms": 11.3,
    }  # fmt: skip
    text = table([figures, {"page": "mine.html", "megabytes": 1.0}])
    rows = [line for line in text.splitlines() if line.startswith("| 10,000")]
    assert rows == ["| 10,000 | 0.87 / 1.0 | 1.2 / 1.5 | 0.9 / 1.5 | 120 / 150 | 11 / 16 |"]
    assert "mine" not in text
