"""Work lists: files, barcodes that read back, and texts that do nothing but be text."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from scheduler.api import plan as make_plan
from scheduler.outputs import FolderKind, OutputNotWritten, write_plan
from scheduler.outputs.folder import list_file
from scheduler.sequence.barcode import bars
from scheduler.sequence.lists import LIST_COLUMNS, machine_lists, write_lists
from scheduler.sequence.page import lists_page
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.sequence.shop_plans import queue, queue_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

NASTY = "<script>alert('1')</script> & \"x\" " + "w" * 60
RIGHT_TO_LEFT = "\u05d0\u05d1 \N{GRINNING FACE}"


def nasty_plan() -> Plan:
    """Return a plan whose item and work center have names that a page might run or break on."""
    shop = plant(
        work_centers=[{"id": "=A/1", "name": NASTY}, {"id": "=A_1"}],
        items=[{"id": RIGHT_TO_LEFT, "source": "make"}],
        routings=[routing(RIGHT_TO_LEFT, (10, "=A/1", "1m"), (20, "=A_1", "1m"))],
        demands=[{"id": "SO-1", "item": RIGHT_TO_LEFT, "quantity": 10, "due": "2026-06-02"}],
    )
    return make_plan(shop, rule="edd")


def test_each_center_has_a_table_and_all_are_on_one_page(tmp_path: Path) -> None:
    plan = queue_plan()
    write_lists(plan, tmp_path / "lists", machine_lists(plan))
    names = sorted(path.name for path in (tmp_path / "lists").iterdir())
    assert names == ["dispatch.csv", "dispatch.html", "list-A.csv", "list-B.csv"]
    with (tmp_path / "lists" / "list-A.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == LIST_COLUMNS
    assert [row["order"] for row in rows] == ["MO-1", "MO-2", "MO-3"]
    assert rows[0]["start"] == "2026-06-01T08:00:00+00:00"
    assert (rows[0]["order_code"], rows[0]["phase_code"]) == ("707-MO-1", "718-MO-1/10")
    page = (tmp_path / "lists" / "dispatch.html").read_text("utf-8")
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["A-1", "B-1"]
    assert "break-before: page" in page


def test_lists_are_replaced_without_leaving_old_centers_behind(tmp_path: Path) -> None:
    plan, folder = queue_plan(), tmp_path / "lists"
    write_lists(plan, folder, machine_lists(plan))
    (folder / "notes.txt").write_text("mine", "utf-8")
    write_lists(plan, folder, machine_lists(plan, centers=("B",)))
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["dispatch.csv", "dispatch.html", "list-B.csv", "notes.txt"]


def test_lists_never_replace_a_plan(tmp_path: Path) -> None:
    plan = queue_plan()
    write_plan(plan, tmp_path / "plan")
    with pytest.raises(OutputNotWritten, match="holds something other than work lists"):
        write_lists(plan, tmp_path / "plan", machine_lists(plan))
    assert str(FolderKind.DISPATCH) == "work lists"


def test_only_what_begins_in_time_is_listed() -> None:
    lists = machine_lists(queue_plan(), until=datetime.fromisoformat("2026-06-01T09:00"))
    assert [(entry.machine, [row.order for row in entry.rows]) for entry in lists] == [
        ("A-1", ["MO-1", "MO-2"]),
        ("B-1", ["MO-1"]),
    ]
    assert "no work in the time asked for" in lists_page(queue_plan(), [])


def test_a_sheet_sums_up_its_hours() -> None:
    first = machine_lists(queue_plan())[0]
    assert (first.work_hours, first.setup_hours) == (4.0, 0.0)
    assert "3 phases, 4.0 h of work, 0.0 h of it setup" in lists_page(queue_plan(), [first])


def test_names_are_text_on_the_page_whatever_they_hold() -> None:
    plan = nasty_plan()
    page = lists_page(plan, machine_lists(plan))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert RIGHT_TO_LEFT in page
    # a well-formed body: nothing in a name closed an element
    body = page[page.index("<body>") :].replace("</html>", "").replace("<br>", "<br/>")
    ElementTree.fromstring(body)


def test_centers_whose_names_differ_in_signs_only_have_files_of_their_own() -> None:
    taken: list[str] = []
    for center in ("=A/1", "=A_1", "=a_1", "x" * 300):
        taken.append(list_file(center, taken))
    assert taken == ["list-_A_1.csv", "list-_A_1-2.csv", "list-_a_1-3.csv", f"list-{'x' * 60}.csv"]


def modules(text: str) -> str:
    """Return the bars of a code as a row of ones and zeros, read from its picture."""
    width, path = bars(text)
    row = ["0"] * width
    for start, length in re.findall(r"M(\d+) 0h(\d+)v1h-\d+z", path):
        row[int(start) : int(start) + int(length)] = "1" * int(length)
    return "".join(row)


def test_a_barcode_begins_and_ends_as_code_128_does() -> None:
    row = modules("718-MO-1/10")
    assert row.startswith(("11010010000", "11010011100", "11010000100"))  # start B, C or A
    assert row.endswith("1100011101011")
    assert len(row) % 11 == 13 % 11
    assert modules("718-MO-1/11") != row


def test_the_checksum_of_a_barcode_is_that_of_its_standard() -> None:
    from barcode.charsets.code128 import CODES

    row = modules("707-MO")
    values = [CODES.index(row[at : at + 11]) for at in range(0, len(row) - 13, 11)]
    total = values[0] + sum(place * value for place, value in enumerate(values[1:-1], start=1))
    assert values[-1] == total % 103


@pytest.mark.parametrize("text", ["707-Łódź", "707-\N{GRINNING FACE}"])
def test_a_text_that_code_128_has_no_signs_for_has_no_barcode(text: str) -> None:
    assert bars(text) == (0, "")


@pytest.mark.parametrize(("name", "codes"), [("MO-1", 4), ("Łódź", 0), ("x" * 60, 0)])
def test_an_order_without_a_readable_barcode_is_printed_all_the_same(name: str, codes: int) -> None:
    shop = queue(
        orders=[
            {"id": name, "type": "production", "item": "X", "quantity": 60, "end": "2026-06-02"}
        ],
        demands=[{"id": "SO-1", "item": "X", "quantity": 60, "due": "2026-06-02"}],
    )
    plan = make_plan(shop, rule="edd")
    page = lists_page(plan, machine_lists(plan))
    assert page.count("<svg") == codes
    assert page.count(f"<small>{name}</small>") == 2
