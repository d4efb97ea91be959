"""Material planning at scale: the engine against the textbook, each in a process of its own."""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter

from benchmarks.machine import describe_machine

__all__ = ["METHODS", "MaterialCell", "measure", "measure_apart", "profile", "render", "smoke"]

METHODS = ("engine", "reference")
_ROOT = Path(__file__).resolve().parents[1]
_MEGABYTE = 1024


@dataclass(frozen=True)
class MaterialCell:
    """One run: `seconds` of planning alone; `megabytes` of the whole process at its largest.

    `ordered` adds up all planned receipts, in pieces: engine and reference must agree.
    """

    items: int
    method: str
    requirements: int
    orders: int
    pegs: int
    ordered: int
    seconds: float
    megabytes: int
    build_seconds: float

    def as_dict(self) -> dict[str, int | float | str]:
        """Return the cell as plain values."""
        return asdict(self)


def measure(num_items: int, method: str, seed: int = 1) -> MaterialCell:
    """Plan the materials of a plant once, by the ``engine`` or the ``reference``."""
    from benchmarks.mrp_plants import material_plant

    began = perf_counter()
    scenario = material_plant(num_items, seed)
    built = perf_counter()
    if method == "reference":
        from benchmarks.mrp_reference import reference_plan

        plan = reference_plan(scenario)
        done = perf_counter()
        ordered = sum(sum(rows.values()) for rows in plan.receipts.values())
        orders = sum(len(rows) for rows in plan.receipts.values())
        counts = (plan.num_requirements, orders, 0, ordered)
    else:
        from scheduler.mrp import plan_materials

        material = plan_materials(scenario)
        done = perf_counter()
        made = {order.id for order in material.orders}
        needs = {
            (peg.demand_kind, peg.demand, peg.item, peg.phase)
            for peg in material.pegs
            if peg.demand in made or peg.demand_kind == "demand"
        }
        ordered = int(sum(order.quantity for order in material.orders))
        counts = (len(needs), len(material.orders), len(material.pegs), ordered)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE
    return MaterialCell(
        num_items,
        method,
        *counts,
        seconds=round(done - built, 2),
        megabytes=peak,
        build_seconds=round(built - began, 2),
    )


def measure_apart(num_items: int, method: str) -> MaterialCell:
    """Measure in a process of its own, so that memory is its own."""
    command = [sys.executable, "-m", "benchmarks", "mrp-cell", str(num_items), method]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return MaterialCell(**json.loads(done.stdout.splitlines()[-1]))


def profile(num_items: int, num_lines: int = 25) -> str:
    """Return where the engine spends its time, by time spent in each function itself."""
    from benchmarks.mrp_plants import material_plant
    from scheduler.mrp import plan_materials

    scenario = material_plant(num_items, 1)
    profiler = cProfile.Profile()
    profiler.runcall(plan_materials, scenario)
    text = StringIO()
    stats = pstats.Stats(profiler, stream=text)
    stats.strip_dirs().sort_stats("tottime").print_stats(num_lines)
    return text.getvalue()


def render(cells: list[MaterialCell]) -> str:
    """Return the cells as a Markdown page."""
    machine = describe_machine()
    lines = [
        "# Material planning at scale",
        "",
        ", ".join(f"{name}: {value}" for name, value in machine.items()),
        "",
        "`python -m benchmarks mrp`; plants of `benchmarks/mrp_plants.py`, seed 1, eight levels, a"
        " year of days. The reference is `benchmarks/mrp_reference.py`: no pegging, no names.",
        "",
        "| items | method | requirements | orders | pegs | seconds | us / requirement | MB |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.items:,} | {row.method} | {row.requirements:,} | {row.orders:,} | {row.pegs:,}"
        f" | {row.seconds:.1f} | {row.seconds / max(1, row.requirements) * 1e6:.0f}"
        f" | {row.megabytes:,} |"
        for row in cells
    ]
    return "\n".join(lines) + "\n"


def smoke() -> None:
    """Check that engine and reference order the same pieces of a small plant.

    Raises
    ------
    SystemExit
        If they do not.
    """
    engine, reference = measure(400, "engine"), measure(400, "reference")
    if (engine.ordered, engine.orders) != (reference.ordered, reference.orders):
        message = f"engine and reference disagree: {asdict(engine)} {asdict(reference)}"
        raise SystemExit(message)
