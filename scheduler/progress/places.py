"""What a declaration may name: the orders of a plan, their phases, and where these may run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.checks.rows import centers_of, listed, machines_of
from models.checks.suggest import Suggester
from models.scenario import OrderStatus, OrderType
from scheduler.phase_order import PhaseOrder
from scheduler.progress.states import Key

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.plan import OperationRow, Plan
    from models.scenario import Operation
    from scheduler.phase_order import Follows
    from scheduler.progress.words import DeclarationRow

__all__ = ["ORDER_BARCODE", "PHASE_BARCODE", "Places", "Problem"]

ORDER_BARCODE, PHASE_BARCODE = "707-", "718-"
"""What barcodes of an order and of a phase begin with."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: its column, the value found, what was expected, a way out."""

    column: str
    value: str
    expected: str
    hint: str = ""


@dataclass
class Places:
    """Look up what declarations name."""

    plan: Plan
    _suggester: Suggester = field(default_factory=Suggester)

    @cached_property
    def orders(self) -> dict[str, SupplyOrder]:
        """Return every order of the plan by id."""
        return self.plan.material.order_by_id

    @cached_property
    def planned(self) -> dict[Key, OperationRow]:
        """Return the operations of the plan."""
        return {Key(row.order, row.phase): row for row in self.plan.operations}

    @cached_property
    def phase_order(self) -> PhaseOrder:
        """Return which phase follows which."""
        return PhaseOrder(self.plan.scenario)

    def follows(self, order: str) -> Follows:
        """Return the phases that each phase of an order follows."""
        return self.phase_order.of(self.orders[order].item)

    def phases(self, order: str) -> dict[int, Operation]:
        """Return the phases of an order; none where its item has no routing."""
        routing = self.plan.scenario.routing_by_item.get(self.orders[order].item)
        return {row.phase: row for row in routing.operations} if routing else {}

    def operation(self, key: Key) -> Operation:
        """Return the operation of a phase that is known."""
        return self.phases(key.order)[key.phase]

    def all_phases(self) -> list[Key]:
        """Return every phase of the production orders, in their order."""
        return [
            Key(order.id, phase)
            for order in self.plan.material.orders
            if order.type is OrderType.PRODUCTION
            for phase in self.phases(order.id)
        ]

    def machines(self, key: Key) -> dict[str, str]:
        """Return the machines that a phase may run on, each with its center.

        A center without machines of its own, outside or of infinite capacity, stands for itself.
        """
        operation, found = self.operation(key), dict[str, str]()
        for center in centers_of(operation):
            names = machines_of(self.plan.scenario, operation, center) or [center]
            found.update((name, center) for name in names if name not in found)
        return found

    def center_of(self, key: Key, machine: str) -> str:
        """Return the center of a machine of a phase; the main one if it is none of these."""
        return self.machines(key).get(machine, self.operation(key).work_center)

    def machine_of(self, key: Key) -> str:
        """Return where the plan has a phase; empty if it leaves that open."""
        row = self.planned.get(key)
        return row.machine if row is not None else ""

    def named(self, row: DeclarationRow) -> tuple[list[Key], list[Problem]]:
        """Return the phases that a row is about, or what is wrong with how it names them."""
        keys: list[Key] = []
        problems: list[Problem] = []
        for name in row.order:
            order, phases = self.read_name(name, row.phase)
            if order is None:
                problems.append(self._unknown(name))
            elif order.type is not OrderType.PRODUCTION:
                expected = f"a production order; this is a {order.type.value} order"
                problems.append(Problem("order", name, expected))
            else:
                problems += self._add_phases(order, phases, keys)
        if row.phase and len(row.order) > 1:
            expected = "no phases, as there are several orders: 718-ORDER/PHASE names them"
            problems.append(Problem("phase", str(row.phase[0]), expected))
        repeated = [key for place, key in enumerate(keys) if key in keys[:place]]
        problems += [Problem("phase", str(key.phase), "each phase once") for key in repeated]
        return keys, problems

    def read_name(
        self, name: str, phases: tuple[int, ...] = ()
    ) -> tuple[SupplyOrder | None, tuple[int, ...]]:
        """Return the order that a cell names, and the phases: its own or those of a barcode."""
        if name in self.orders:
            return self.orders[name], phases
        if name.startswith(ORDER_BARCODE):
            return self.orders.get(name.removeprefix(ORDER_BARCODE)), phases
        order, _, phase = name.removeprefix(PHASE_BARCODE).rpartition("/")
        if name.startswith(PHASE_BARCODE) and phase.isascii() and phase.isdigit():
            return self.orders.get(order), (*phases, int(phase))
        return None, phases

    def _unknown(self, name: str) -> Problem:
        bare = name.removeprefix(ORDER_BARCODE).removeprefix(PHASE_BARCODE)
        documents = self.plan.scenario.order_by_id
        for called in (name, bare, bare.rpartition("/")[0]):
            if called in documents and documents[called].status is OrderStatus.CLOSED:
                return Problem("order", name, f"an order that is open; {called} is closed")
        hint = self._suggester.hint(bare, self.orders, "order")
        return Problem("order", name, "an order of the plan, or a barcode of one", hint)

    def _add_phases(
        self, order: SupplyOrder, phases: tuple[int, ...], keys: list[Key]
    ) -> list[Problem]:
        """Add the phases of an order that a row names."""
        known = self.phases(order.id)
        rule = f"a phase of the routing of '{order.item}': {', '.join(map(str, known))}"
        if not known:
            return [
                Problem("order", order.id, f"an order with phases: '{order.item}' has no routing")
            ]
        if not phases and len(known) > 1:
            return [Problem("phase", "", rule)]
        wanted = phases or tuple(known)
        keys += [Key(order.id, phase) for phase in wanted if phase in known]
        return [Problem("phase", str(phase), rule) for phase in wanted if phase not in known]

    def wrong_machine(self, keys: list[Key], machine: str) -> Problem | None:
        """Return what is wrong with a machine that a phase of a row may not run on."""
        for key in keys:
            known = list(self.machines(key))
            if machine not in known:
                hint = self._suggester.hint(machine, known, f"machine of {key}")
                rule = f"a machine of phase {key.phase} of {key.order}: {listed(known)}"
                return Problem("machine", machine, rule, hint)
        return None

    def unknown_workers(self, names: tuple[str, ...]) -> list[Problem]:
        """Return who is not among the workers of the scenario, if it lists any."""
        known = {worker.id: None for worker in self.plan.scenario.workers}
        return [
            Problem("workers", name, "the id of a worker", self._suggester.hint(name, known, "who"))
            for name in names
            if known and name not in known
        ]
