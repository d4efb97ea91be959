"""The glossary: words of the trade in five languages, from a data file."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import yaml

__all__ = ["GLOSSARY", "LANGUAGES", "Term", "glossary_markdown", "read_glossary"]

GLOSSARY = Path(__file__).parents[1] / "glossary.yaml"
LANGUAGES = {
    "en": "English",
    "it": "italiano",
    "ro": "română",
    "pl": "polski",
    "ru": "русский",
}
"""What a term is given in, by the name of its entry."""


class Term(TypedDict, total=False):
    """One thing: its names, what it is, and where a scenario or a plan has it."""

    en: str
    it: str
    ro: str
    pl: str
    ru: str
    means: str
    field: str
    """Table or field of a scenario, ``items.safety_stock``."""


def read_glossary() -> dict[str, list[Term]]:
    """Return the terms by topic, in the order of the file."""
    with GLOSSARY.open(encoding="utf-8") as file:
        topics: dict[str, list[Term]] = yaml.safe_load(file)
    return topics


def glossary_markdown() -> str:
    """Return one section with a table for each topic."""
    lines: list[str] = []
    header = " | ".join([*LANGUAGES.values(), "meaning"])
    for topic, terms in read_glossary().items():
        lines += [f"## {topic}", "", f"| {header} |", "|---" * (len(LANGUAGES) + 1) + "|"]
        lines += [_row(term) for term in terms]
        lines.append("")
    return "\n".join(lines)


def _row(term: Term) -> str:
    names = [term["en"], term["it"], term["ro"], term["pl"], term["ru"]]
    field = term.get("field", "")
    where = f"<br>[`{field}`](scenario.md#{field.partition('.')[0]})" if field else ""
    return f"| **{names[0]}** | {' | '.join(names[1:])} | {term['means']}{where} |"
