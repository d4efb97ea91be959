"""`plan.json`: the whole plan, readable back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from models.material import MaterialPlan
from models.plan import Plan, SolveReport
from models.scenario import Scenario
from scheduler.outputs.kinds import Faults, rows_of
from scheduler.outputs.plan_format import FORMAT, READABLE, upgraded
from scheduler.outputs.records import (
    DEMAND,
    FOUND,
    GRID,
    LEVEL,
    LOAD,
    OPERATION,
    ORDER,
    PEG,
    REMEDY,
    SOLVE,
    SUGGESTION,
    SUPPLY,
    UNCOVERED,
    UNSCHEDULED,
    WARNING,
)
from scheduler.outputs.references import check_references
from scheduler.outputs.sentences import SENTENCE, sentences_of, with_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

    from scheduler.outputs.kinds import Record

__all__ = ["FORMAT", "dump_plan", "load_plan", "write_plan_json"]

_KEYS = (
    "format", "solve", "kpis", "scenario", "num_buckets", "supplies", "pegs", "grid",
    "suggestions", "uncovered", "operations", "orders", "demands", "unscheduled", "load",
    "warnings", "said",
)  # fmt: skip

_OPTIONAL = {"remedies"}
"""Tables that are left out where they are empty."""

_BESIDE = {"levels", "history"}
"""Tables within ``solve``."""


def dump_plan(plan: Plan) -> str:
    """Return the plan as JSON text, one row of a table on each line.

    `load_plan` reads back an equal plan; quantities are texts, so that they stay exact.
    """
    return "".join(_lines(plan))


def write_plan_json(plan: Plan, stream: TextIO) -> None:
    """Write the text of `dump_plan` line by line: the grid of a large plan fills no memory."""
    for line in _lines(plan):
        stream.write(line)


def _lines(plan: Plan) -> Iterator[str]:
    comma = "{\n"
    for key, value in _head(plan).items():
        yield f"{comma}{_json(key)}: {_json(value)}"
        comma = ",\n"
    for key, (record, rows) in _tables(plan).items():
        if key in _OPTIONAL and not rows:
            continue
        yield f",\n{_json(key)}: ["
        comma = "\n"
        for row in rows:
            yield comma + _json(record.encode(row))
            comma = ",\n"
        yield "]" if comma == "\n" else "\n]"
    yield "\n}\n"


def _head(plan: Plan) -> dict[str, object]:
    solve = plan.solve
    levels = [LEVEL.encode(level) for level in solve.levels]
    history = [FOUND.encode(found) for found in solve.history]
    report = {name: kind.encode(getattr(solve, name)) for name, kind in SOLVE.fields.items()}
    return {
        "format": FORMAT,
        "solve": report | {"levels": levels, "history": history},
        "kpis": plan.kpis,
        "scenario": plan.scenario.model_dump(mode="json", by_alias=True),
        "num_buckets": plan.material.num_buckets,
    }


def _tables(plan: Plan) -> Mapping[str, tuple[Record[Any], Iterable[object]]]:
    material = plan.material
    return {
        "supplies": (SUPPLY, material.orders),
        "pegs": (PEG, material.pegs),
        "grid": (GRID, material.grid),
        "suggestions": (SUGGESTION, material.suggestions),
        "uncovered": (UNCOVERED, material.uncovered),
        "operations": (OPERATION, plan.operations),
        "orders": (ORDER, plan.orders),
        "demands": (DEMAND, plan.demands),
        "unscheduled": (UNSCHEDULED, plan.unscheduled),
        "load": (LOAD, plan.load),
        "warnings": (WARNING, plan.warnings),
        "remedies": (REMEDY, plan.remedies),
        "said": (SENTENCE, sentences_of(plan)),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def load_plan(source: Path) -> Plan:
    """Read a plan back from its folder, or from a ``plan.json`` of any name.

    Raises
    ------
    InvalidScenarioFile
        If there is no plan, or what is there is damaged or was not written by `dump_plan`; every
        fault names table, row and field.
    """
    path = source / "plan.json" if source.is_dir() else source
    faults = Faults(str(path))
    values = _read(path, faults)
    plan = _plan(values, faults) if values is not None else None
    if plan is not None and not faults:
        check_references(plan, faults)
    if faults or plan is None:
        raise InvalidScenarioFile(tuple(faults))
    return plan


def _read(path: Path, faults: Faults) -> dict[str, object] | None:
    try:
        values: object = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except FileNotFoundError:
        rule = "a plan folder, or the plan.json of one; there is no such file"
        faults.append(Fault("plan", "", "", "", rule, _near(path), file=str(path)))
        return None
    except OSError as error:
        faults.add(f"a file that can be read: {error.strerror or error}", "plan")
        return None
    except RecursionError:
        faults.add("a plan as finitecap writes it; this file nests too deep", "plan")
        return None
    except ValueError as error:
        faults.add(f"whole JSON in UTF-8: {error}", "plan")
        return None
    if not isinstance(values, dict) or "format" not in values:
        faults.add("a plan as finitecap writes it, an object with a field 'format'", "plan")
        return None
    if values["format"] not in READABLE or isinstance(values["format"], bool):
        known = " or ".join(map(str, READABLE))
        expected = f"{known}; maybe a newer version wrote it"
        faults.add(expected, "plan", "", "format", value=values["format"])
        return None
    values = upgraded(values)
    for key in _KEYS:
        if key not in values:
            faults.add("the field; it is missing", "plan", "", key)
    for key in sorted(values.keys() - set(_KEYS) - _OPTIONAL):
        faults.add("no such field", "plan", "", key)
    return None if faults else values


def _near(path: Path) -> str:
    """Return the question whether a plan beside a missing one was meant."""
    folder = path if path.suffix != ".json" else path.parent
    home = folder.parent
    there = home.glob("*/plan.json") if home.is_dir() else ()
    return did_you_mean(str(folder), [str(found.parent) for found in there])


def _no_number(text: str) -> NoReturn:
    message = f"{text} is no number"
    raise ValueError(message)


def _plan(values: dict[str, object], faults: Faults) -> Plan | None:
    scenario = _scenario(values["scenario"], faults)
    solve = _solve(values["solve"], faults)
    kpis = _kpis(values["kpis"], faults)
    num_buckets = values["num_buckets"]
    if not isinstance(num_buckets, int) or isinstance(num_buckets, bool) or num_buckets < 0:
        faults.add("a whole number, at least 0", "plan", "", "num_buckets", value=num_buckets)
        num_buckets = 0
    material = MaterialPlan(
        orders=rows_of(SUPPLY, values["supplies"], faults, "supplies"),
        pegs=rows_of(PEG, values["pegs"], faults, "pegs"),
        grid=rows_of(GRID, values["grid"], faults, "grid"),
        num_buckets=num_buckets,
        suggestions=rows_of(SUGGESTION, values["suggestions"], faults, "suggestions"),
        uncovered=rows_of(UNCOVERED, values["uncovered"], faults, "uncovered"),
    )
    operations = rows_of(OPERATION, values["operations"], faults, "operations")
    orders = rows_of(ORDER, values["orders"], faults, "orders")
    demands = rows_of(DEMAND, values["demands"], faults, "demands")
    unscheduled = rows_of(UNSCHEDULED, values["unscheduled"], faults, "unscheduled")
    load = rows_of(LOAD, values["load"], faults, "load")
    warnings = rows_of(WARNING, values["warnings"], faults, "warnings")
    remedies = rows_of(REMEDY, values.get("remedies", []), faults, "remedies")
    said = rows_of(SENTENCE, values["said"], faults, "said")
    if scenario is None or solve is None:
        return None
    plan = Plan(
        scenario=scenario,
        material=material,
        operations=operations,
        orders=orders,
        demands=demands,
        load=load,
        kpis=kpis,
        solve=solve,
        warnings=warnings,
        unscheduled=unscheduled,
        remedies=remedies,
    )
    return with_sentences(plan, said)


def _scenario(value: object, faults: Faults) -> Scenario | None:
    try:
        return Scenario.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            table, *rest = (*map(str, fault["loc"]), "")
            row = f"row {int(rest[0]) + 1}" if rest[0].isdecimal() else ""
            field = ".".join(part for part in (rest[1:] if row else rest) if part)
            expected = fault["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
            faults.add(expected, f"scenario.{table}".rstrip("."), row, field, value=fault["input"])
        return None


def _solve(value: object, faults: Faults) -> SolveReport | None:
    if not isinstance(value, dict) or not value.keys() >= _BESIDE:
        faults.add("an object with fields 'levels' and 'history'", "solve", value=value)
        return None
    levels = rows_of(LEVEL, value["levels"], faults, "solve.levels")
    history = rows_of(FOUND, value["history"], faults, "solve.history")
    for number, found in enumerate(history, 1):
        if len(found.values) != len(levels):
            expected = f"{len(levels)} numbers, one for each level"
            faults.add(expected, "solve.history", f"row {number}", "values", value=found.values)
    rest = {name: field for name, field in value.items() if name not in _BESIDE}
    report = SOLVE.decode(rest, faults, "solve")
    return None if report is None else SolveReport(levels=levels, history=history, **report)


def _kpis(value: object, faults: Faults) -> dict[str, float | int | str | None]:
    if not isinstance(value, dict):
        faults.add("an object of names and figures", "kpis", value=value)
        return {}
    for name, figure in value.items():
        if isinstance(figure, bool) or not isinstance(figure, float | int | str | None):
            faults.add("a number, a text or null", "kpis", "", name, value=figure)
    return value
