"""Texts, plurals, numbers and dates of a language, and sentences that can be said again."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date, datetime
from decimal import Decimal
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import OrderType
from scheduler.words import (
    ENGLISH,
    Amount,
    Listed,
    Moment,
    Said,
    known_language,
    languages,
    words_of,
)
from scheduler.words.filling import filled

MOMENT = datetime(2026, 6, 1, 6, 5)  # noqa: DTZ001 - local by design; a Monday


def test_places_are_filled_once_and_a_name_with_braces_stays_as_it_is() -> None:
    told = filled("{order} is {days} days late", {"order": "{days}", "days": 3})
    assert told == "{days} is 3 days late"
    # a slip of a translator: the place is seen, the report stands
    assert filled("{ordre} late", {"order": "SO-1"}) == "{ordre} late"


@given(st.text(ascii_lowercase, min_size=1), st.text())
def test_any_name_reaches_its_place_unchanged(place: str, name: str) -> None:
    assert filled(f"<{{{place}}}>", {place: name}) == f"<{name}>"


def test_a_text_of_python_can_do_no_more_than_name_a_place() -> None:
    # unlike str.format: texts and templates come from files
    text = "{order.__class__} {order!r} {0}"
    assert filled(text, {"order": "SO-1"}) == text


def test_english_is_what_stands_in_the_code() -> None:
    assert ENGLISH.text("Late demands") == "Late demands"
    assert ENGLISH.text("") == ""
    assert ENGLISH.plural("{count} order", "{count} orders", 1) == "1 order"
    assert ENGLISH.plural("{count} order", "{count} orders", 0) == "0 orders"
    assert ENGLISH.number(12_345.678, 1) == "12\N{NARROW NO-BREAK SPACE}345.7"
    assert ENGLISH.exact(Decimal("1E+2")) == "100"
    assert ENGLISH.percent(0.2, 1) == "20.0%"
    assert ENGLISH.date(MOMENT) == "2026-06-01 06:05"
    assert ENGLISH.date(MOMENT, seconds=True) == "2026-06-01 06:05:00"
    assert ENGLISH.weekday(MOMENT) == "Mon"
    assert ENGLISH.term(OrderType.SUBCONTRACT) == "subcontract"


def test_italian_has_its_words_its_comma_and_its_days() -> None:
    words = words_of("it")
    assert words.text("Late demands") == "Domande in ritardo"
    assert words.plural("and {count} more", "and {count} more", 1) == "e un altro"
    assert words.plural("and {count} more", "and {count} more", 7) == "e altri 7"
    assert words.number(12_345.678, 1) == "12.345,7"
    assert words.number(12_345.678, 1, grouped=False) == "12345,7"
    assert words.date(MOMENT) == "01/06/2026 06:05"
    assert words.weekday(MOMENT) == "lun"
    assert words.term(OrderType.SUBCONTRACT) == "conto lavoro"
    assert words.unit("weighted days") == "giorni pesati"


def test_changes_and_amounts_have_the_marks_of_their_language() -> None:
    italian = words_of("it")
    told = [italian.signed(value, 1) for value in (1234.5, -0.25, 0.0)]
    assert told == ["+1.234,5", "-0,2", "+0,0"]
    assert italian.money(Decimal("21829.350")) == "21.829,350"
    assert ENGLISH.money(Decimal("-1234.5")) == "-1\N{NARROW NO-BREAK SPACE}234.5"


def test_a_day_of_a_sentence_is_said_without_a_time() -> None:
    sentence = Said("due on {date}", date=Moment.of_day(date(2026, 6, 9)))
    assert sentence == "due on 2026-06-09"
    assert words_of("it").say(sentence) == "due on 09/06/2026"


def test_the_header_of_a_catalogue_is_not_said_for_an_empty_text() -> None:
    assert words_of("it").text("") == ""
    assert words_of("it").unit("") == ""


def test_a_message_that_a_catalogue_does_not_know_is_said_in_english() -> None:
    assert words_of("it").text("spindle wear of {machine}", machine="M-1") == "spindle wear of M-1"


def test_a_word_that_means_several_things_is_said_as_its_context_has_it() -> None:
    italian = words_of("it")
    # the time that machines work, and one execution of the program
    assert italian.text("run") == "lavorazione"
    assert italian.in_context("program", "run") == "elaborazione"
    # after a time: "0,5 g di riattrezzaggi"; alone in a list: "riattrezzaggi"
    assert italian.text("changeovers") == f"di {italian.in_context('cause', 'changeovers')}"
    assert ENGLISH.in_context("program", "run") == "run"


def test_a_language_cannot_be_changed_and_is_read_once() -> None:
    words = words_of("it")
    with pytest.raises(FrozenInstanceError):
        words.language = "en"  # type: ignore[misc]  # that is what is tested
    assert words_of("it") is words
    assert words_of("en") is ENGLISH


@pytest.mark.parametrize(("asked", "found"), [("it", "it"), ("IT", "it"), ("it-CH", "it"),
                                               ("it_IT", "it"), ("en-GB", "en")])  # fmt: skip
def test_a_region_without_a_catalogue_of_its_own_takes_that_of_the_language(
    asked: str, found: str
) -> None:
    assert known_language(asked) == found


@pytest.mark.parametrize("asked", ["xx", "", "../it", "italian"])
def test_an_unknown_language_is_refused_with_those_that_there_are(asked: str) -> None:
    with pytest.raises(ValueError, match="found the language") as caught:
        words_of(asked)
    assert repr(asked) in str(caught.value)
    assert f"expected one of {', '.join(languages())}" in str(caught.value)
    assert languages()[0] == "en"
    assert "it" in languages()


def test_english_reads_no_catalogue_and_asks_no_locale_of_the_process() -> None:
    code = (
        "import sys\nfrom scheduler.words import ENGLISH, words_of\n"
        "assert words_of('en').text('Late demands')\n"
        "assert not {'babel', 'locale'} & set(sys.modules), 'loaded'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


LATE = Said(
    "{headline}: {facts}",
    headline=Said("{time} late", time=Said("{amount} d", amount=Amount.of(1.5, 1))),
    facts=Listed((Said("of its own work"), "SO-1"), "; "),
)


def test_a_sentence_is_its_english_text_and_can_be_said_in_another_language() -> None:
    assert LATE == "1.5 d late: of its own work; SO-1"
    assert ENGLISH.say(LATE) == LATE
    assert words_of("it").say(LATE) == "1,5 g di ritardo: di lavorazione propria; SO-1"


def test_a_sentence_said_in_one_language_can_be_said_in_the_next() -> None:
    italian = words_of("it").said(LATE)
    assert italian == "1,5 g di ritardo: di lavorazione propria; SO-1"
    assert ENGLISH.said(italian) == str(LATE)
    # a text that nobody made so stays as it is
    assert words_of("it").said("the saw was busy") == "the saw was busy"


def test_a_sentence_counts_and_dates() -> None:
    one, two = (
        Said.plural("for {count} lesser reason", "for {count} lesser reasons", n) for n in (1, 2)
    )
    assert (one, two) == ("for 1 lesser reason", "for 2 lesser reasons")
    assert words_of("it").say(one) == "per un motivo minore"
    assert words_of("it").say(two) == "per 2 motivi minori"
    blocked = Said("{item} is blocked until {date}", item="A", date=Moment(MOMENT, is_day=True))
    assert blocked == "A is blocked until 2026-06-01"
    assert words_of("it").say(blocked) == "A è bloccato fino al 01/06/2026"
    assert str(Moment(MOMENT)) == "2026-06-01 06:05"


def test_a_value_is_no_template() -> None:
    # a name like a place, or like a message, is not filled and not translated
    said = Said("{what} earlier", what="{what} order")
    assert said == "{what} order earlier"
    assert words_of("it").say(said) == "{what} order in anticipo"


def test_a_copy_of_a_sentence_can_still_be_said() -> None:
    for sentence in (LATE, words_of("it").said(LATE), Said.plural("{count} a", "{count} b", 2)):
        for twin in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
            assert isinstance(twin, Said)
            assert isinstance(sentence, Said)
            assert twin == sentence
            assert (twin.template, twin.many) == (sentence.template, sentence.many)
            assert twin.values == sentence.values
