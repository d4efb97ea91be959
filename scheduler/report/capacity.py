"""What the page needs to reckon load, queues and phases itself, as `scheduler.capacity` does.

Bars by day of every machine would be most of a large page; working time, and how operations run,
are little, and give the phases behind each bar, too. All of it is in ticks, as clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scheduler.capacity import Kind, ranking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from scheduler.capacity import Capacity
    from scheduler.plan_time import Manner
    from scheduler.report.content import Content

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Pairs = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Columns = dict[str, Ints]

__all__ = ["capacity_columns"]

KINDS = tuple(Kind)
"""The page's scripts know kinds by their position here."""

_EDGES = ("setup_start", "start", "run_start", "end")


@dataclass(eq=False)
class _Axes:
    """Working times, those with the same windows once; units do not count."""

    until: int
    _index: dict[bytes, int] = field(default_factory=dict)
    _windows: list[Pairs] = field(default_factory=list)

    def __call__(self, time: WorkingTime) -> int:
        """Return the number of a working time, adding it if it is new."""
        inside = (time.starts < self.until) & (time.ends > 0)
        starts, ends = np.maximum(0, time.starts[inside]), time.ends[inside]
        ends = np.minimum(self.until, ends)
        begins = np.ones(starts.size, dtype=np.bool_)
        begins[1:] = starts[1:] > ends[:-1]  # windows touch where a unit joins
        windows = np.stack((starts[begins], ends[np.roll(begins, -1)]))
        at = self._index.setdefault(windows.tobytes(), len(self._windows))
        if at == len(self._windows):
            self._windows.append(windows)
        return at

    def columns(self) -> Columns:
        joined = np.concatenate([np.zeros((2, 0), dtype=np.int64), *self._windows], axis=1)
        sizes = [windows.shape[1] for windows in self._windows]
        return {
            "axis_ptr": np.cumsum([0, *sizes], dtype=np.int64),
            "axis_start": joined[0],
            "axis_end": joined[1],
        }


@dataclass(eq=False)
class _Shop:
    """Manners and working times, numbered as they are met."""

    content: Content
    axes: _Axes
    manners: list[list[object]] = field(default_factory=list)

    @property
    def capacity(self) -> Capacity:
        return self.content.capacity

    def manner_column(self) -> Ints:
        """Return how each operation of the plan runs; -1 for those that load nothing."""
        found = np.full(len(self.content.plan.operations), -1, dtype=np.int64)
        positions: dict[str, int] = {}
        places = {(row.kind, row.name): at for at, row in enumerate(self.capacity.rows)}
        labels = {row.label: at for at, row in enumerate(self.capacity.rows)
                  if row.kind not in (Kind.CENTER, Kind.MACHINE)}  # fmt: skip
        for manner, at in self.capacity.time.groups(self.content.plan.operations):
            if manner.center is None:
                continue
            center = places[Kind.CENTER, manner.center.id]
            told = [center, *self._told(manner, int(at[0])), [
                [labels[row.name], row.units, int(row.pauses), int(row.sets_up)]
                for row in manner.held
            ]]  # fmt: skip
            found[at] = positions.setdefault(repr(told), len(self.manners))
            if found[at[0]] == len(self.manners):
                self.manners.append(told)
        return found

    def _told(self, manner: Manner, index: int) -> tuple[int, int, int, int]:
        """Return working times of work and setup, machines meant, whether some may be away."""
        row, center = self.content.plan.operations[index], manner.center
        named = center is None or row.machine != center.id or self._is_named(row.machine)
        is_apart = bool(manner.held) or manner.machines > 1
        machines = 1 if named or not is_apart else manner.machines
        return self.axes(manner.work), self.axes(manner.setup), machines, int(is_apart)

    def _is_named(self, machine: str) -> bool:
        return any(row.id == machine for row in self.content.plan.scenario.machines)

    def loads(self) -> list[list[object]]:
        """Return kind, name, title, whether it has a limit, and working time of all loadables."""
        titles = self._titles()
        return [
            [
                KINDS.index(row.kind),
                row.name,
                titles.get((row.kind, row.name), ""),
                int(row.is_limited),
                self.axes(row.present),
            ]
            for row in self.capacity.rows
        ]

    def _titles(self) -> dict[tuple[Kind, str], str]:
        """Return what things are called beside their ids."""
        scenario = self.content.plan.scenario
        titles = {(Kind.CENTER, row.id): row.name for row in scenario.work_centers}
        titles |= {(Kind.MACHINE, row.id): row.name for row in scenario.machines}
        titles |= {(Kind.EQUIPMENT, row.id): row.name for row in scenario.items}
        held = (Kind.CREW, Kind.TOOL)
        return titles | {(kind, row.id): row.name for row in scenario.resources for kind in held}


def capacity_columns(content: Content) -> tuple[Columns, dict[str, object]]:
    """Return columns, and the names that they refer to by position."""
    capacity, order = content.capacity, content.sorted_operations
    shop = _Shop(content, _Axes(int(capacity.bounds[-1])))
    manner, loads = shop.manner_column(), shop.loads()
    row_axis = [
        shop.axes(capacity.time.machine(row.center, row.machine)) for row in content.rows.rows
    ]
    columns = {
        "op_manner": manner[order],
        **_ready_columns(content, order),
        **_ambiguous(content, order),
        "midnight": capacity.bounds,
        "row_axis": np.array(row_axis, dtype=np.int64),
        "capacity_units": np.rint(capacity.units).astype(np.int64).reshape(-1),
        **shop.axes.columns(),
    }
    names = {
        "kinds": [str(kind) for kind in KINDS],
        "loads": loads,
        "manners": shop.manners,
        "clock": [part.tolist() for part in content.wall.changes],
        "ranking": list(_ranked(capacity)),
    }
    return columns, names


def _edges(content: Content) -> Ints:
    """Return when operations begin and end, part by part, in ticks; shape (5, N)."""
    rows = content.plan.operations
    edges = [[getattr(row, name) for row in rows] for name in _EDGES]
    return np.array([*edges[:3], content.worked.idle_start, edges[3]], dtype=np.int64)


def _ambiguous(content: Content, order: Ints) -> Columns:
    """Return the edges of operations that lie in an hour which the clocks go through twice."""
    edges, (since, offset) = _edges(content)[:, order], content.wall.changes
    wall = content.wall.wall(edges)
    part, operation = np.nonzero(wall - offset[np.searchsorted(since, wall, "right")] != edges)
    return {"edge_op": operation, "edge_part": part, "edge_tick": edges[part, operation]}


def _ready_columns(content: Content, order: Ints) -> Columns:
    """Return which operations were not ready when expected, and from when on they were.

    Expected is the end of the phase before or, where ``op_ready_rule`` is 1, when that was ready;
    without one before, the begin. What never waited counts as ready when it begins.
    """
    rows = content.plan.operations
    begin = np.array([row.setup_start for row in rows], dtype=np.int64)
    ready = np.minimum(content.capacity.ready, begin)
    expected = np.stack((begin, begin))
    known = [at for at, row in enumerate(rows) if row.order in content.order_index]
    known.sort(key=lambda at: (rows[at].order, rows[at].phase))
    for before, at in pairwise(known):
        if rows[before].order == rows[at].order:
            expected[:, at] = rows[before].end, ready[before]
    fits = np.minimum(expected, begin) == ready
    usual = int(fits[1].sum() > fits[0].sum())  # one rule for nearly all packs best
    rule = np.where(fits[usual] | ~fits[1 - usual], usual, 1 - usual)
    surprising = np.flatnonzero(~fits.any(axis=0)[order])
    return {
        "op_ready_rule": rule[order],
        "ready_op": surprising,
        "ready_tick": ready[order][surprising],
    }


def _ranked(capacity: Capacity) -> Iterator[list[float | int | None]]:
    """Yield the centers, the bottleneck first: number of the loadable, percents, hours, score."""
    places = {row.name: at for at, row in enumerate(capacity.rows) if row.kind is Kind.CENTER}
    for row in ranking(capacity.plan, capacity):
        wanted = capacity.plan.scenario.work_center_by_id[row.center].wanted_buffer
        figures = (
            row.load, row.processing, row.setup, row.idle, row.buffer,
            None if wanted is None else wanted / timedelta(hours=1), row.score,
        )  # fmt: skip
        yield [places[row.center], *(None if x is None else round(x, 6) for x in figures)]
