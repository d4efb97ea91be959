"""Files to documents: which format a path has, and what can go wrong before its first table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault
from scheduler.files.text import decode
from scheduler.files.tree import MAX_DEPTH, Document, RawRecord, clean

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "read_document"]

SUFFIXES = (".yaml", ".yml", ".json", ".xlsx")


def read_document(path: Path) -> Document:
    """Return what a scenario file or folder says, whatever its format."""
    try:
        document = _read(path)
    except OSError as error:
        return _nothing(path, "", f"a file that can be read; {error.strerror}")
    except RecursionError:
        return _nothing(path, "", f"at most {MAX_DEPTH} nested levels")
    tree = clean(document.tree)
    document.tree = tree if isinstance(tree, RawRecord) else RawRecord()
    return document


def _nothing(path: Path, value: str, expected: str, hint: str = "") -> Document:
    fault = Fault("", "", "", value, expected, hint, str(path))
    return Document(str(path), RawRecord(), [fault], is_partial=True)


def _read(path: Path) -> Document:
    if path.is_dir():
        from scheduler.files.csv_folder import read_csv_folder

        return read_csv_folder(path)
    suffix = path.suffix.lower()
    if not path.exists():
        return _nothing(path, "", "a file or folder that exists", _other_file(path))
    if suffix not in SUFFIXES:
        hint = "Give the folder that holds the tables." if suffix == ".csv" else ""
        rule = f"a file ending in {', '.join(SUFFIXES)}, or a folder of CSV tables"
        return _nothing(path, path.name, rule, hint)
    content = path.read_bytes()
    if suffix == ".xlsx":
        from scheduler.files.workbook import read_workbook

        return read_workbook(content, str(path))
    return _read_text(path, content, suffix)


def _other_file(path: Path) -> str:
    from models.checks.suggest import did_you_mean

    if not path.parent.is_dir():
        return ""
    return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])


def _read_text(path: Path, content: bytes, suffix: str) -> Document:
    file = str(path)
    text, fault = decode(content, file)
    if fault is not None:
        return Document(file, RawRecord(), [fault], is_partial=True)
    if not text.strip():
        return _nothing(path, "", "a scenario; the file is empty")
    if suffix == ".json":
        from scheduler.files.json_text import parse_json

        tree, faults = parse_json(text, file)
        tree = clean(tree)  # here: booleans and depth are the format's own trouble
    else:
        from scheduler.files.yaml_text import parse_yaml

        tree, faults = parse_yaml(text, file)
    if isinstance(tree, RawRecord):
        return Document(file, tree, faults)
    if not faults:
        found = "a list" if isinstance(tree, list) else str(tree or "")[:80]
        rule = "tables by name: scenario, calendars, items, ..."
        return _nothing(path, found, rule)
    return Document(file, RawRecord(), faults, is_partial=True)
