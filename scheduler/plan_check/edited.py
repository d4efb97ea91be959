"""Cells of `operations.csv` that are not what `plan.json` says: somebody has edited them.

The table is a copy for reading. Who changes a start in it wants to know whether that would do, so
the operations are read as the table has them, with the line of each for messages.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from models.plan import OperationState
from models.verify import Rule, verify_plan
from scheduler.files.csv_folder import parse_csv, read_table
from scheduler.outputs.plan_tables import operations_table
from scheduler.outputs.table import original

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from models.calendar import Clock
    from models.plan import OperationRow, Plan
    from models.scenario import Scenario
    from models.verify import Violation
    from scheduler.files.sheets import Sheet

__all__ = ["FILE", "Edited", "broken_lines", "read_operations"]

FILE = "operations.csv"
_SUBJECT = re.compile(r"order (.+) phase ([0-9]+)", re.DOTALL)
_Key = tuple[str, int]


@dataclass(frozen=True)
class Edited:
    """The operations as the table has them.

    Parameters
    ----------
    plan
        With these operations, and orders that begin and end with them.
    lines
        Line of each operation in the table.
    cells
        A sentence for each cell, or row, that is not what the plan says.
    """

    file: str
    plan: Plan
    lines: dict[_Key, int]
    cells: tuple[str, ...]


def read_operations(folder: Path, plan: Plan) -> Edited:
    """Return the operations of a plan folder as its table has them.

    Raises
    ------
    InvalidScenarioFile
        If the table cannot be read, names a phase that the plan does not have, or holds a cell
        that is no time, number or machine; with every line that is wrong.
    """
    path = folder / FILE
    sheet, fault = read_table(path, "operations")
    if fault is not None:
        raise InvalidScenarioFile((fault,))
    reader = _Reader(str(path), plan)
    layout = reader.layout(sheet)
    for line, cells in sheet.rows if layout else ():
        texts = {name: cells[at] if at < len(cells) else "" for name, at in layout.items()}
        reader.add(line, texts)
    if reader.faults:
        raise InvalidScenarioFile(tuple(reader.faults))
    return reader.edited()


def broken_lines(edited: Edited, scenario: Scenario) -> list[str]:
    """Return which rules the operations break as the table has them, and in which line.

    When demands are complete is not held against a table of operations: it follows from it.
    """
    found = verify_plan(edited.plan, scenario)
    return [
        f"{edited.file}{_place(row, edited.lines)}: {row}"
        for row in found
        if row.rule is not Rule.DEMAND
    ]


def _place(violation: Violation, lines: Mapping[_Key, int]) -> str:
    match = _SUBJECT.fullmatch(violation.subject)
    line = lines.get((match[1], int(match[2]))) if match else None
    return "" if line is None else f" (line {line})"


@dataclass
class _Reader:
    """The rows read so far."""

    file: str
    plan: Plan
    faults: list[Fault] = field(default_factory=list)
    found: dict[_Key, OperationRow] = field(default_factory=dict)
    lines: dict[_Key, int] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = {(row.order, row.phase): row for row in self.plan.operations}
        out = io.StringIO(newline="")
        operations_table(self.plan).write_csv(out)
        sheet, _ = parse_csv(out.getvalue(), FILE, "operations")
        self.columns = sheet.header
        rows = (dict(zip(sheet.header, cells, strict=True)) for _, cells in sheet.rows)
        self.texts = {(original(row["order"]), int(row["phase"])): row for row in rows}

    def layout(self, sheet: Sheet) -> dict[str, int]:
        """Return where each column is; nothing where the header is wrong."""
        places = {name: place for place, name in enumerate(sheet.header) if name}
        place = f"(line {sheet.header_line})"
        for name in places:
            if name not in self.columns:
                rule, hint = "a column of the table", did_you_mean(name, self.columns)
                self.faults.append(Fault("operations", place, name, name, rule, hint, self.file))
        for name in self.columns:
            if name not in places:
                rule = "the column; it is missing"
                self.faults.append(Fault("operations", place, name, "", rule, file=self.file))
        return {} if self.faults else places

    def add(self, line: int, texts: dict[str, str]) -> None:
        """Take a row, or note what is wrong with it."""
        order, phase = original(texts["order"].strip()), texts["phase"].strip()
        place = f"order {order} phase {phase} (line {line})"
        key = (order, int(phase) if phase.isascii() and phase.isdigit() else -1)
        was = self.known.get(key)
        if was is None:
            orders = {name for name, _ in self.known}
            hint = "" if order in orders else did_you_mean(order, orders)
            column, value = ("phase", phase) if order in orders else ("order", order)
            self._refuse(place, column, value, "a phase that the plan has", hint)
            return
        if key in self.found:
            rule = f"each phase once; line {self.lines[key]} has it too"
            self._refuse(place, "", "", rule)
            return
        self.found[key] = self._changed(place, was, texts, self.texts[key])
        self.lines[key] = line

    def _changed(
        self, place: str, was: OperationRow, texts: dict[str, str], before: dict[str, str]
    ) -> OperationRow:
        row = was
        for name, (changed, rule) in _CELLS.items():
            text = texts[name].strip()
            if text == before[name].strip():
                continue
            try:
                row = changed(row, text, self.plan.clock)
            except (ValueError, ArithmeticError):
                self._refuse(place, name, text, rule)
                continue
            found = f"found {text!r}, plan.json has {before[name]!r}"
            self.cells.append(f"{self.file}: {place} {name}: {found}")
        return row

    def _refuse(self, place: str, name: str, value: str, rule: str, hint: str = "") -> None:
        self.faults.append(Fault("operations", place, name, value, rule, hint, self.file))

    def edited(self) -> Edited:
        """Return what was read."""
        cells = self.cells + [
            f"{self.file}: order {order} phase {phase}: the row is gone"
            for order, phase in self.known
            if (order, phase) not in self.found
        ]
        rows = self.found.values()
        is_numbered = any(
            row.sequence != self.known[key].sequence for key, row in self.found.items()
        )
        operations = tuple(rows) if is_numbered else tuple(_numbered(rows))
        spans = _spans(operations)
        orders = tuple(
            replace(row, start=spans[row.order][0], end=spans[row.order][1])
            if row.order in spans
            else row
            for row in self.plan.orders
        )
        plan = replace(self.plan, operations=operations, orders=orders)
        return Edited(self.file, plan, self.lines, tuple(cells))


def _numbered(operations: Iterable[OperationRow]) -> Iterator[OperationRow]:
    """Yield operations with their places on their machines: who edits a start leaves these."""
    counts: Counter[str] = Counter()
    for row in sorted(operations, key=lambda row: (row.start, row.end, row.order, row.phase)):
        counts[row.machine] += 1
        yield replace(row, sequence=counts[row.machine])


def _spans(operations: Iterable[OperationRow]) -> dict[str, tuple[int, int]]:
    """Return when the operations of each order begin and end."""
    spans: dict[str, tuple[int, int]] = {}
    for row in operations:
        first, last = spans.get(row.order, (row.start, row.end))
        spans[row.order] = (min(first, row.start), max(last, row.end))
    return spans


def _time(text: str, clock: Clock) -> int:
    moment = datetime.fromisoformat(text)
    tick = clock.tick(moment)
    if clock.tick(moment, round_up=True) != tick:
        raise ValueError
    return tick


def _ticks(text: str, clock: Clock) -> int:
    ticks = Decimal(text) * 60 / clock.tick_seconds
    if ticks != int(ticks):
        raise ValueError
    return int(ticks)


def _quantity(text: str) -> Decimal:
    quantity = Decimal(text)
    if not quantity.is_finite():
        raise ValueError
    return quantity


def _machines(text: str) -> tuple[str, ...]:
    return tuple(name for part in original(text).split(";") if (name := part.strip()))


_TIME = "a time such as 2026-06-09T08:00:00+02:00, in whole ticks of the plan"
_MINUTES = "a number of minutes, in whole ticks of the plan"
_NUMBER = "a whole number"
_CELLS: Mapping[str, tuple[Callable[[OperationRow, str, Clock], OperationRow], str]] = {
    "work_center": (lambda row, text, _: replace(row, work_center=original(text)), "a work center"),
    "machine": (lambda row, text, _: replace(row, machine=original(text)), "a machine"),
    "sequence": (lambda row, text, _: replace(row, sequence=int(text)), _NUMBER),
    "item": (lambda row, text, _: replace(row, item=original(text)), "an item"),
    "quantity": (lambda row, text, _: replace(row, quantity=_quantity(text)), "a number"),
    "setup_start": (lambda row, text, clock: replace(row, setup_start=_time(text, clock)), _TIME),
    "start": (lambda row, text, clock: replace(row, run_start=_time(text, clock)), _TIME),
    "end": (lambda row, text, clock: replace(row, end=_time(text, clock)), _TIME),
    "state": (
        lambda row, text, _: replace(row, state=OperationState(text)),
        f"one of {', '.join(OperationState)}",
    ),
    "operation_start": (lambda row, text, clock: replace(row, start=_time(text, clock)), _TIME),
    "changeover_minutes": (
        lambda row, text, clock: replace(row, changeover=_ticks(text, clock)),
        _MINUTES,
    ),
    "idle_minutes": (lambda row, text, clock: replace(row, idle=_ticks(text, clock)), _MINUTES),
    "session": (lambda row, text, _: replace(row, session=int(text or 0)), _NUMBER),
    "also": (
        lambda row, text, _: replace(row, also=_machines(text)),
        "machines, parted by semicolons",
    ),
}
"""Of each column, how it makes an operation another one, and what is expected of it."""
