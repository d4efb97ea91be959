"""What a made-up language shows: English that nobody wrapped, and what a new language takes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from icalendar import Calendar

from models.material import Advice, DemandKind, ItemGrid, Suggestion, SupplyOrder, Uncovered
from models.plan import LoadRow, Mode, Plan, Unscheduled
from models.quantity import QUANTITY_SCALE
from models.scenario import OrderStatus, OrderType
from models.schedule import Found
from scheduler.cli.summary import print_summary
from scheduler.comparison import Comparison
from scheduler.comparison.page import comparison_page
from scheduler.exports.calendars import work_center_calendar
from scheduler.report.header import _CARDS
from scheduler.report.notebook import COLOURS, notebook_gantt
from scheduler.report.page import page
from scheduler.report.payload import unpack
from scheduler.runs import scenario_digest
from scheduler.words import Amount, Listed, Said
from tests.scheduler.report.tiny import OPERATIONS, operation, tiny_plan
from tests.scheduler.words.pseudo import pseudo, pseudo_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.words import Words

NAMES = {"SAW", "MILL", "PART", "BOLT", "Tiny", "tiny", "Alba", "UTC", "PO", "br"}
"""Names of the plan, which are in no language."""
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return pseudo_words(tmp_path_factory.mktemp("locale"))


def whole_plan() -> Plan:
    """Return a plan in which every part of the page has something to say."""
    plan, unit = tiny_plan(), QUANTITY_SCALE
    nothing = np.zeros(3, dtype=np.int64)
    stock, gross = (np.array(row, dtype=np.int64) * unit for row in ([3, -2, -2], [0, 5, 0]))
    left = SupplyOrder("R", OrderType.PRODUCTION, "PART", Decimal(4), OrderStatus.PLANNED, 0, 900,
                       is_document=False)  # fmt: skip
    late = Said(
        "{headline}: {facts}",
        headline=Said("{time} late", time=Said("{amount} d", amount=Amount("1.5"))),
        facts=Listed((Said("of its own work"),), "; "),
    )
    blocked = Said("{item} is blocked", item="BOLT")
    a10, a20, b10, c10 = OPERATIONS
    return replace(
        plan,
        operations=(
            a10, replace(a20, also=("MILL-2",)), replace(b10, idle=60), c10,
            replace(operation("C", 20, "SAW-1", (480, 480, 480, 600)), session=1),
            replace(operation("A", 30, "SAW-1", (480, 480, 480, 600)), session=1),
        ),
        demands=(
            replace(plan.demands[0], cause=late),
            replace(plan.demands[0], demand="D-N", completion=-1, cause=""),
        ),
        load=(LoadRow("SAW", 0, 480, 600, 30, 120), LoadRow("MILL", 0, 900, 90, 0, 0)),
        kpis=dict.fromkeys(_CARDS, 1234.5),
        material=replace(
            plan.material,
            orders=(left,),
            grid=(ItemGrid("PART", 3 * unit, gross, nothing, stock, nothing, nothing, nothing),),
            num_buckets=3,
            suggestions=(
                Suggestion(Advice.CREATE, "PART", "PO-1", Decimal(2), new_date=0,
                           reason=Said("nobody needs it")),
            ),
            uncovered=(
                Uncovered(DemandKind.ORDER, "A", "BOLT", Decimal(9), blocked),
            ),
        ),
        unscheduled=(
            Unscheduled("R", 20, Said("what is asked of it contradicts itself"),
                        (Said("of {resource} there are {units}", resource="SAW", units="2"),),
                        Said("more of {resource}", resource="SAW")),
        ),
        solve=replace(plan.solve, history=(Found(0.1, "1", (900,)), Found(0.4, "2", (100,)))),
    )  # fmt: skip


class _Shown(HTMLParser):
    """Collect what a reader meets: texts, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.data: dict[str, str] = {}
        self._place: tuple[str, str] = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._place = (tag, values.get("id") or "")
        shown = ("aria-label", "title", "placeholder", "data-broken", "data-old", "alt")
        self.texts += [values.get(name) or "" for name in shown]

    def handle_data(self, data: str) -> None:
        tag, place = self._place
        if tag == "script":
            self.data[place] = self.data.get(place, "") + data
        elif tag != "style":
            self.texts.append(data)


def shown_by(text: str) -> _Shown:
    elements = _Shown()
    elements.feed(text)
    return elements


def carried(elements: _Shown) -> Any:  # JSON
    meta, _ = unpack(elements.data["data"].strip())
    return meta


def english(texts: list[str], names: set[str]) -> list[str]:
    """Return the words that are in Latin letters, and neither names nor units of the world."""
    found = [word for text in texts for word in WORD.findall(text)]
    return sorted({word for word in found if word not in names})


def names_of(plan: Plan, words: Words) -> set[str]:
    """Return what is in no language, or in CLDR's: names, days, settings as scenarios have them."""
    names = NAMES | {word for day in words.weekdays for word in WORD.findall(day)}
    names |= {"explain", "PLAN", "DEMAND"}  # a command is typed alike in all languages
    settings = {name.replace("_", " ") for name in type(plan.scenario.settings).model_fields}
    names |= {part for name in settings for part in name.split()}
    values = plan.scenario.settings.model_dump(mode="json").values()
    names |= {word for value in values for word in WORD.findall(str(value))}
    names |= set(WORD.findall(plan.scenario.factory_calendar.id))
    # the mode and the objective as scenarios and commands write them, and the name of the search
    names |= {"finite", "tardiness", "test"}
    digest = scenario_digest(plan.scenario)
    # programs, and the letters among the digits of the digest
    return names | {
        word
        for text in ("finitecap OR-Tools Python", digest[:12], digest)
        for word in WORD.findall(text)
    }


def figure_texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield what a figure shows: names, titles, labels and hover texts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from figure_texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from figure_texts(inner, key)
    elif isinstance(value, str) and key in {
        "name",
        "text",
        "ticktext",
        "hovertext",
        "hovertemplate",
    }:
        yield re.sub(r"%\{[^}]*\}|</?\w+>", " ", value)


def test_the_page_in_a_made_up_language_has_no_english_left(words: Words) -> None:
    plan = whole_plan()
    elements = shown_by(page(plan, words))
    assert english(elements.texts, names_of(plan, words)) == []
    assert pseudo("tardiness") in elements.texts
    meta = carried(elements)
    shown = [*figure_texts(meta["figures"]), *meta["grid_rows"]]
    shown += [row[0] for row in meta["classes"]]
    shown += [row[0] for row in meta["centers"]] + [row[1] for row in meta["rows"]]
    assert english(shown, NAMES) == []


def test_the_page_carries_the_words_of_its_scripts_and_no_others(words: Words) -> None:
    meta = carried(shown_by(page(whole_plan(), words)))
    told = meta["words"]
    assert told["machine held"] == pseudo("machine held")
    assert told["zoom\x04all"] == pseudo("all")
    # categories of CLDR, which the browser knows: one of 1, few of 2, many of 5
    forms = told["{shown} of {count} item"]
    assert [forms[name][-1] for name in ("one", "few", "many")] == ["¹", "²", "³"]
    assert "Phase sequence" not in told
    assert meta["language"] == "pl"
    assert meta["terms"]["production"] == pseudo("production")
    assert (meta["decimal"], meta["group"]) == (",", "\N{NO-BREAK SPACE}")
    assert meta["speaking"]["locales"]["pl"]["format"]["days"][0] == "niedziela"


def test_an_english_page_carries_no_words() -> None:
    meta = carried(shown_by(page(whole_plan())))
    assert (meta["words"], meta["terms"], meta["speaking"]) == ({}, {}, {})


def test_the_summary_in_a_made_up_language_has_no_english_left(
    words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(whole_plan(), words)
    told = capsys.readouterr().err
    files = {"demands", "csv", "uncovered", "unscheduled"}
    assert english([told], NAMES | files | {"test"}) == []
    assert pseudo("of its own work") in told


@pytest.mark.parametrize("colour", COLOURS)
def test_the_gantt_of_notebooks_and_pictures_in_a_made_up_language_has_no_english_left(
    colour: str, words: Words
) -> None:
    figure = notebook_gantt(whole_plan(), centers=None, window=None, colour=colour, words=words)
    shown = list(figure_texts(figure.to_plotly_json()))
    assert any(pseudo("held from").rstrip("·") in text for text in shown)
    days = {word for day in words.weekdays for word in WORD.findall(day)}
    assert english(shown, NAMES | days) == []


def test_a_calendar_in_a_made_up_language_has_no_english_left(words: Words) -> None:
    plan = whole_plan()
    made = work_center_calendar(plan, "MILL", plan.operations, datetime.now().astimezone(), words)
    told = [str(event["DESCRIPTION"]) for event in Calendar.from_ical(made).walk("VEVENT")]
    assert any(pseudo("planned") in text for text in told)
    assert english(told, NAMES) == []


def test_the_comparison_in_a_made_up_language_has_no_english_left(words: Words) -> None:
    plan = replace(whole_plan(), kpis={"flow_cost": 1.0})
    plans = {Mode.ASAP: plan, Mode.ALAP: plan}
    text = comparison_page(Comparison(plan, plans, plans), words)
    # the modes are columns of overload.csv
    assert english(shown_by(text).texts, NAMES | {"asap", "alap"}) == []
    spec = json.loads(shown_by(text).data["spec"])
    assert english(list(figure_texts(spec)), NAMES) == []
    assert spec["layout"]["separators"] == ",\N{NO-BREAK SPACE}"


def test_a_made_up_language_counts_as_its_grammar_does(words: Words) -> None:
    told = [words.plural("{count} order not scheduled", "{count} orders not scheduled", n)[-1]
            for n in (1, 3, 5, 22, 112)]  # fmt: skip
    assert told == ["¹", "²", "³", "²", "³"]
    assert words.number(1234.5, 1) == "1\N{NO-BREAK SPACE}234,5"
