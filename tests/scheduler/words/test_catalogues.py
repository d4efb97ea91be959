"""Every message of the program is in every catalogue, translated, and nothing else is."""

from __future__ import annotations

import ast
import gzip
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

import scheduler
from models.level import Level, Objective
from models.material import Advice, DemandKind, SupplyKind
from models.plan import Mode, OperationState, SolveReport
from models.scenario import OrderType
from models.schedule import Status
from scheduler.report.bundle import BUNDLE
from scheduler.report.levels import level_unit
from scheduler.words import languages
from scheduler.words.catalogue import CHART_TEXTS
from scheduler.words.filling import places
from scheduler.words.terms import CONTEXTS, TERMS, UNIT
from scheduler.words.update import _KEYWORDS, catalogue_path, extracted, update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

Key = tuple[str | None, str]

PACKAGE = Path(scheduler.__file__).parent
CALL = re.compile(r"(?<![\w.$])(?:t|tn)\(\s*\"((?:[^\"\\]|\\.)*)\"")
LANGUAGES = [name for name in languages() if name != "en"]


@pytest.fixture(scope="module")
def program() -> Catalog:
    return extracted()


def catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as stream:
        return read_po(stream, locale=language)


def forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def margins(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def messages(found: Catalog) -> dict[Key, Message]:
    return {(message.context, forms(message.id)[0]): message for message in found if message.id}


def test_messages_are_found_in_python_in_templates_and_in_scripts(program: Catalog) -> None:
    found = {Path(place).suffix for message in program for place, _ in message.locations}
    assert found == {".py", ".j2", ".js"}
    assert len(program) > 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_message_and_no_other(language: str, program: Catalog) -> None:
    there, wanted = messages(catalogue(language)), messages(program)
    assert sorted(map(str, wanted.keys() - there.keys())) == []
    assert sorted(map(str, there.keys() - wanted.keys())) == []
    assert list(catalogue(language).obsolete) == []
    for key, message in wanted.items():
        assert forms(there[key].id) == forms(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_all_its_plural_forms(language: str) -> None:
    found = catalogue(language)
    for key, message in messages(found).items():
        wanted = found.num_plurals if isinstance(message.id, tuple) else 1
        assert len(forms(message.string)) == wanted, key
        assert all(forms(message.string)), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_and_the_tags_of_its_message(language: str) -> None:
    for key, message in messages(catalogue(language)).items():
        wanted = places(forms(message.id)[-1])
        for form in forms(message.string):
            # one thing may be named without its number
            free = {"count"} if isinstance(message.id, tuple) else set()
            assert wanted - free <= places(form) <= wanted, key
            assert form.count("<br>") == forms(message.id)[0].count("<br>"), key
            assert margins(form) == margins(forms(message.id)[0]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_are_named_where_their_messages_come_from(language: str, program: Catalog) -> None:
    # a page carries the messages of scripts alone: it knows them by this
    def of_scripts(found: Catalog) -> set[Key]:
        return {
            key
            for key, message in messages(found).items()
            if any(place.endswith(".js") for place, _ in message.locations)
        }

    assert of_scripts(catalogue(language)) == of_scripts(program)


def calls_of_scripts() -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "report" / "assets").glob("*.js")):
        for text in CALL.findall(path.read_text("utf-8")):
            yield path.name, text.replace('\\"', '"')


def test_no_message_hides_from_the_extractor_in_a_template_literal(program: Catalog) -> None:
    found = {
        (Path(place).name, forms(message.id)[0])
        for message in program
        for place, _ in message.locations
    }
    called = set(calls_of_scripts())
    assert len(called) > 150
    assert called - found == set()


def calls_in_f_strings(path: Path) -> Iterator[str]:
    """Yield the messages of calls within f-strings, where the extractor of Python does not look."""
    for text in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(text, ast.JoinedStr):
            continue
        for call in ast.walk(text):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else ast.unparse(call.func)
            first = call.args[0]
            if name.rpartition(".")[2] in _KEYWORDS and isinstance(first, ast.Constant):
                yield str(first.value)


def test_no_message_hides_from_the_extractor_in_an_f_string(program: Catalog) -> None:
    known = {key[1] for key in messages(program)}
    hidden = {
        (path.name, text)
        for path in sorted(PACKAGE.rglob("*.py"))
        for text in calls_in_f_strings(path)
        if text not in known
    }
    assert hidden == set()


def test_every_member_of_what_people_read_has_its_term() -> None:
    kinds = (Advice, DemandKind, Mode, Objective, OperationState, OrderType, Status, SupplyKind)
    assert sorted(kind.__name__ for kind in kinds) == sorted(CONTEXTS)
    members = chain.from_iterable(kinds)
    wanted = {(CONTEXTS[type(member).__name__], str(member)) for member in members}
    assert wanted == {row for row in TERMS if row[0] != UNIT}


def test_every_unit_of_an_objective_has_its_term() -> None:
    solve = SolveReport(Mode.FINITE, Status.FEASIBLE, (), "test", 0.5)
    wanted = {level_unit(solve, Level.of(objective)) for objective in Objective} - {""}
    assert wanted <= {name for context, name in TERMS if context == UNIT}
    assert "weighted days" in wanted


def test_a_catalogue_opens_with_the_terms_of_the_trade() -> None:
    head = catalogue("it").header_comment
    for english, italian in (("work center", "centro di lavoro"), ("setup", "attrezzaggio"),
                             ("bottleneck", "collo di bottiglia")):  # fmt: skip
        assert f"{english} {italian}" in " ".join(head.split())


def without_version(text: str) -> str:
    return re.sub(r'"Generated-By: .*"\n', "", text)


def test_an_update_of_what_is_up_to_date_changes_nothing(tmp_path: Path) -> None:
    before = catalogue_path("it").read_text("utf-8")
    copy = catalogue_path("it", tmp_path)
    copy.parent.mkdir(parents=True)
    copy.write_text(before, "utf-8")
    update("it", tmp_path)
    assert without_version(copy.read_text("utf-8")) == without_version(before)


def test_a_new_language_begins_with_every_message_and_no_translation(
    tmp_path: Path, program: Catalog
) -> None:
    made = update("ro", tmp_path)
    assert catalogue_path("ro", tmp_path).is_file()
    assert messages(made).keys() == messages(program).keys()
    assert made.num_plurals == 3
    assert not any(any(forms(message.string)) for message in messages(made).values())


def test_what_plotly_says_is_translated_as_plotly_says_it() -> None:
    bundle = gzip.decompress((PACKAGE / "report" / "assets" / BUNDLE).read_bytes()).decode("utf-8")
    assert [text for text in CHART_TEXTS if f'"{text}"' not in bundle] == []
