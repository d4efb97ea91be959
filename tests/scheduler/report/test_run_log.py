"""The section on the run: what it was, what it was made of, and how to have it again."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from models.errors import Fault
from scheduler.report import render_report
from scheduler.report.run_log import RunFacts
from scheduler.runs import scenario_digest, versions
from scheduler.runs.stopwatch import Step
from tests.scheduler.report.tiny import tiny_plan, tiny_scenario

if TYPE_CHECKING:
    from models.plan import Plan

NASTY = '<img src=x onerror="alert(1)"> \u05d0\u05d1 \N{BICYCLE}'


def section(plan: Plan, told: RunFacts | None = None) -> str:
    page = render_report(plan, told=told)
    found = re.search(r'<section id="run".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def cells(text: str) -> list[list[str]]:
    """Return the rows of the table of warnings."""
    table = re.search(r'<table id="warnings".*?</table>', text, re.DOTALL)
    assert table
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", table[0], re.DOTALL)
    ]


def told(text: str) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", text)
    return {unescape(name): unescape(re.sub("<.*?>", "", value)) for name, value in pairs}


def test_K11_warnings_are_a_table_of_place_value_and_what_was_expected() -> None:
    faults = (
        Fault("boms", "'A' (line 3)", "item", "HUBB", "an item", "Did you mean 'HUB'?", "p.yaml"),
        Fault("demands", NASTY, "due", NASTY, NASTY, file="p.yaml"),
    )
    text = section(tiny_plan(warnings=faults))
    head, first, second = cells(text)
    assert head == ["file", "table", "row", "field", "found", "expected", "hint"]
    assert first == ["p.yaml", "boms", "'A' (line 3)", "item", "HUBB", "an item",
                     "Did you mean 'HUB'?"]  # fmt: skip
    assert second == ["p.yaml", "demands", NASTY, "due", NASTY, NASTY, ""]
    assert "<img" not in text


def test_of_very_many_warnings_the_first_are_shown_and_the_others_counted() -> None:
    faults = tuple(Fault("items", f"'I{n}'", "name", "", "a name") for n in range(203))
    text = section(tiny_plan(warnings=faults))
    assert len(cells(text)) == 1 + 200
    assert "<small>203</small>" in text
    assert "3 more warnings are in the table import_warnings of the export." in text
    assert "No warning" in section(tiny_plan(warnings=()))


def test_K10_the_section_counts_what_there_is_and_names_programs_and_digest() -> None:
    plan = tiny_plan()
    text = section(plan)
    found = told(text)
    assert found["orders"] == str(len(plan.orders))
    assert found["operations"] == str(len(plan.operations))
    assert found["work centers"] == str(len(plan.scenario.work_centers))
    digest = scenario_digest(plan.scenario)
    assert found["digest of the scenario"] == digest[:12]
    assert f'title="{digest}"' in text
    made = versions()
    assert found["made with"] == (
        f"finitecap {made['finitecap']}, OR-Tools {made['ortools']}, Python {made['python']}"
    )
    assert "reading" not in found  # nobody took the time
    assert "<pre" not in text


def test_reports_of_other_scenarios_have_other_digests() -> None:
    other = tiny_plan(scenario=tiny_scenario(name="Other"))
    assert told(section(tiny_plan())) != told(section(other))


def test_K10_the_section_tells_the_command_line_and_how_long_steps_took() -> None:
    line = f"finitecap plan 'a & b.yaml' -o '{NASTY}'"
    text = section(tiny_plan(), RunFacts(line, {Step.READING: 0.25, Step.SCHEDULE: 61.5}))
    command = re.search(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)
    assert command
    assert unescape(command[1]) == line
    assert "<img" not in text
    found = told(text)
    assert (found["reading"], found["scheduling"]) == ("0.25 s", "61.50 s")
    assert "material planning" not in found
