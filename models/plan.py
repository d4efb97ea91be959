"""The plan: everything a renderer needs, in the user's words, and the only thing it gets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from models.calendar import Clock
from models.level_scale import measured
from models.views import html, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from models.errors import Fault
    from models.level import Level
    from models.material import MaterialPlan
    from models.remedy import Remedy
    from models.scenario import OrderType, Scenario
    from models.schedule import Found, LevelResult, Status
    from models.starts import StartReason

__all__ = [
    "DemandRow",
    "LoadRow",
    "LostTime",
    "LostTo",
    "Mode",
    "OperationRow",
    "OperationState",
    "OrderRow",
    "Plan",
    "SolveReport",
    "Unscheduled",
]


T = TypeVar("T")


class Mode(StrEnum):
    """Which capacity a plan respects, and from which side it is built."""

    FINITE = "finite"
    ASAP = "asap"
    ALAP = "alap"


class OperationState(StrEnum):
    """Whether an operation could be moved."""

    PLANNED = "planned"
    FROZEN = "frozen"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One scheduled operation; times in ticks of the scenario's clock.

    Parameters
    ----------
    work_center, machine
        Where it runs; ``machine`` equals the center where no single machine is meant (infinite
        or external centers, infinite-capacity plans). Both empty for a lead time without routing.
    sequence
        Position on its machine, from 1.
    quantity
        Pieces left to make.
    setup_start
        From here the machine is held: changeover, then own setup.
    start
        From here the operation as such is there with its material and further resources: own
        setup, then run. Equals ``setup_start`` without a changeover.
    run_start
        First piece. Equals ``start`` without own setup.
    end
        The work is done.
    changeover
        Working ticks of setup between ``setup_start`` and ``start``: sequence-dependent, and the
        own one where the center has people of its own for it.
    also
        Further machines of the center that it holds from ``setup_start`` to ``end``.
    idle
        Working ticks before ``end`` in which it waits for the phase that it overlaps.
    session
        Number of the session on its machine, from 1; 0 where it shares nothing.
    """

    order: str
    item: str
    phase: int
    quantity: Decimal
    work_center: str
    machine: str
    sequence: int
    setup_start: int
    start: int
    run_start: int
    end: int
    changeover: int
    state: OperationState
    also: tuple[str, ...] = ()
    idle: int = 0
    session: int = 0


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """An order that the plan leaves out, because it cannot be done as the scenario stands.

    Parameters
    ----------
    phase
        The phase that cannot run, ``None`` for the order as a whole.
    cause
        One sentence.
    facts
        What contradicts each other, a smallest set, in the user's words.
    remedy
        One single change that would help; empty if none was found.
    waits_for
        The order left out that it would consume; empty for the root of the trouble.
    """

    order: str
    phase: int | None
    cause: str
    facts: tuple[str, ...] = ()
    remedy: str = ""
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as planned; ``due`` is the tick its consumers need it, -1 if nobody does."""

    order: str
    type: OrderType
    item: str
    quantity: Decimal
    start: int
    end: int
    due: int
    demands: tuple[str, ...]
    is_document: bool
    past_due: bool = False

    @property
    def late(self) -> int:
        """Return the ticks the order ends after it is due."""
        return max(0, self.end - self.due) if self.due >= 0 else 0


class LostTo(StrEnum):
    """What made a demand late."""

    QUEUE = "queue"
    """Others held the machine or further resource, or its session was not complete."""
    CHANGEOVER = "changeover"
    RELEASE = "release"
    """Material, a release date or a fixed start."""
    WORK = "work"
    CLOSED = "closed"
    OVERDUE = "overdue"
    """It was due before planning starts."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LostTime:
    """A part of the lateness of a demand, in ticks; ``name`` is the resource if there is one."""

    to: LostTo
    name: str
    ticks: int


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One demand as served; ``cause`` says why it is late and what of it has no supply.

    Parameters
    ----------
    completion
        -1 where a part of it comes from an order that is not scheduled.
    promised
        Its completion as soon as possible at infinite capacity, as an ERP would have promised it;
        ``None`` if that is not known.
    lost
        What its lateness is made of, the most important first.
    """

    demand: str
    item: str
    quantity: Decimal
    due: int
    completion: int
    weight: Decimal
    customer: str = ""
    cause: str = ""
    promised: int | None = None
    lost: tuple[LostTime, ...] = ()

    @property
    def late(self) -> int:
        """Return the ticks between due and completion, 0 if on time or not scheduled."""
        return max(0, self.completion - self.due)

    @property
    def promised_late(self) -> int | None:
        """Return the ticks between due and promised, 0 if on time; ``None`` without a promise."""
        return None if self.promised is None else max(0, self.promised - self.due)

    @property
    def is_scheduled(self) -> bool:
        """Tell whether the plan completes it."""
        return self.completion >= 0


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Load of a work center, or of a further resource, on one local day, in minutes of one unit.

    ``load`` is everything that occupies it: run, own setup and changeovers; ``setup`` is the part
    of the load that is own setup and changeovers; ``overload`` is what of the load exceeds the
    capacity of the day, 0 for infinite and external centers.
    """

    work_center: str
    day: int
    capacity: int
    load: int
    setup: int
    overload: int


@dataclass(frozen=True, slots=True)
class SolveReport:
    """How the schedule came about.

    Parameters
    ----------
    levels
        Values and bounds in the solver's integer units; `measured` turns them into the user's.
    tick_seconds
        Length of a tick.
    weight_unit
        Cost of lateness that a tardiness of 1 stands for.
    flow_unit
        Currency that a flow cost of 1 stands for.
    cost_unit
        Currency that a setup or overtime cost of 1 stands for.
    history
        Ever better plans: when, who found them, and their levels in integer units.
    """

    mode: Mode
    status: Status
    levels: tuple[LevelResult, ...]
    provenance: str
    seconds: float
    seed: int = 0
    workers: int = 0
    interrupted: bool = False
    tick_seconds: int = 60
    weight_unit: float = 1.0
    flow_unit: float = 1.0
    cost_unit: float = 1.0
    history: tuple[Found, ...] = ()

    def measured(self, level: Level, value: int) -> tuple[float, str]:
        """Return a value of a level in the user's unit, and the unit; empty for currency."""
        return measured(self, level, value)


@dataclass(frozen=True, eq=False)
class Plan:
    """Scenario, orders, schedule, KPIs and explanations.

    Parameters
    ----------
    starts
        Why each operation starts when it does, shape (N,); empty where nobody has asked.
    remedies
        Of the demands that somebody asked for, demand by demand.
    """

    scenario: Scenario
    material: MaterialPlan
    operations: tuple[OperationRow, ...]
    orders: tuple[OrderRow, ...]
    demands: tuple[DemandRow, ...]
    load: tuple[LoadRow, ...]
    kpis: dict[str, float | int | str | None]
    solve: SolveReport
    warnings: tuple[Fault, ...] = field(default=())
    unscheduled: tuple[Unscheduled, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    starts: tuple[StartReason, ...] = ()

    @cached_property
    def clock(self) -> Clock:
        """Return the clock that turns ticks into local time."""
        return Clock.of(self.scenario.scenario)

    @property
    def end(self) -> int:
        """Return the tick at which the last operation ends, at least the horizon of one day."""
        return max((row.end for row in self.operations), default=self.clock.ticks_per_day)

    @cached_property
    def _made(self) -> dict[Callable[[Plan], object], Any]:
        # any type: each function has its own, which `once` tells
        return {}

    def once(self, make: Callable[[Plan], T]) -> T:
        """Return what a function makes of the plan: made when it is first asked for, then kept.

        It goes when the plan goes, so nothing keeps a plan alive that nobody needs.

        Parameters
        ----------
        make
            A function of the plan alone that reads neither `kpis` nor sentences: these may come
            later, see `keeping`.
        """
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def keeping(self, **changes: Any) -> Plan:  # any field of a plan
        """Return the plan with changes, and with all that was made of it `once`.

        Parameters
        ----------
        changes
            Key figures, or rows whose sentences are worded in another way: nothing that it was
            made of.
        """
        plan = replace(self, **changes)
        plan._made.update(self._made)  # noqa: SLF001 - another plan of this class
        return plan

    def gantt(self, **options: object) -> Any:
        """Return the Gantt chart as a plotly figure; options as `scheduler.report.gantt_figure`.

        Raises
        ------
        RuntimeError
            If ``scheduler`` is not imported.
        """
        return show("gantt", self, **options)

    def load_figure(self, **options: object) -> Any:
        """Return load against capacity as a plotly figure; see `scheduler.report.load_figure`."""
        return show("load_figure", self, **options)

    def frame(self, table: str = "operations") -> Any:
        """Return a table of the plan as a pandas data frame, as the CSV file of that name has it.

        Parameters
        ----------
        table
            The name of a CSV file without its ending, such as ``operations``, or ``kpis``.

        Raises
        ------
        ValueError
            If there is no such table.
        RuntimeError
            If ``scheduler`` is not imported.
        """
        return show("frame", self, table)

    def execution(self, table: str = "tasks") -> Any:
        """Return what happens in the plan, moment by moment, as a pandas data frame.

        Parameters
        ----------
        table
            One of those in ``docs/execution.md``, such as ``tasks``, ``stock_records`` or
            ``worker_activities``.

        Raises
        ------
        ValueError
            If there is no such table.
        RuntimeError
            If ``scheduler`` is not imported.
        """
        return show("execution", self, table)

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows: key figures and the demands that are late."""
        return html("plan", self)
