"""YAML scalars stay what was written; anchors and merge keys work."""

from __future__ import annotations

from scheduler.files.tree import clean
from scheduler.files.yaml_text import parse_yaml


def parsed(text: str) -> object:
    tree, faults = parse_yaml(text, "f.yaml")
    assert not faults
    return clean(tree)


def test_scalars_stay_what_was_written() -> None:
    text = "a: [007, NO, 1e3, 0x1F, 1:30, 2026-06-01, .5, true, 1_000]"
    expected = ["007", "NO", "1e3", "0x1F", "1:30", "2026-06-01", ".5", "true", "1_000"]
    assert parsed(text) == {"a": expected}


def test_null_and_empty_are_absent_but_a_quoted_null_is_text() -> None:
    assert parsed("a: null\nb: ~\nc:\nd: ''\ne: 'null'\nf: '  '") == {"e": "null"}


def test_an_alias_repeats_its_anchor() -> None:
    assert parsed("a: &x [08:00-12:00]\nb: *x") == {"a": ["08:00-12:00"], "b": ["08:00-12:00"]}


def test_a_merge_key_fills_in_what_a_record_does_not_say() -> None:
    text = "a: &x {calendar: day, capacity: 2}\nb: {<<: *x, capacity: 3, id: B}"
    assert parsed(text) == {
        "a": {"calendar": "day", "capacity": "2"},
        "b": {"calendar": "day", "capacity": "3", "id": "B"},
    }


def test_an_anchor_used_again_means_its_last_value() -> None:
    assert parsed("a: &x 1\nb: *x\nc: &x 2\nd: *x") == {"a": "1", "b": "1", "c": "2", "d": "2"}
