"""Load and key figures of plans in which machines, people and ovens are shared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.level import Objective
from models.scenario import Scenario
from scheduler.kpi import kpis
from scheduler.objectives import scenario_options
from scheduler.outputs.plan_tables import demands_table, unscheduled_table
from scheduler.outputs.subcontracts import subcontracts_table
from scheduler.pipeline import plan
from scheduler.report import render_report

if TYPE_CHECKING:
    from models.plan import Plan


def planned(*phases: dict[str, Any], quantity: int = 1, **tables: Any) -> Plan:
    """Return the plan by dispatching of one order per phase list; starts Monday at 06:00, UTC.

    Calendar ``day`` works Monday to Friday 06-14; the demand is due on Wednesday.
    """
    base: dict[str, Any] = {
        "scenario": {"id": "t", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}],
        "items": [{"id": "X", "source": "make"}],
        "routings": [{"item": "X", "operations": list(phases)}],
        "demands": [{"id": "SO", "item": "X", "quantity": quantity, "due": "2026-06-03"}],
    }
    scenario = Scenario.model_validate(base | tables)
    return plan(scenario, replace(scenario_options(scenario), objectives=()))


def loads(result: Plan, name: str) -> list[tuple[int, int, int]]:
    """Return capacity, load and setup of each day, in minutes."""
    return [(row.capacity, row.load, row.setup) for row in result.load if row.work_center == name]


@pytest.mark.parametrize("machines", [[], [{"id": "RED", "work_center": "A"},
                                           {"id": "BLUE", "work_center": "A"}]])  # fmt: skip
def test_M21_two_machines_for_5_h_load_10_machine_hours_in_5_h(machines: list[Any]) -> None:
    result = planned(
        {"phase": 10, "work_center": "A", "run": "5h", "machine_count": 2,
         "skills": [{"skill": "welder", "quantity": 2}]},
        work_centers=[{"id": "A", "capacity": 2}],
        machines=machines,
        workers=[{"id": name, "skills": ["welder"]} for name in ("Ada", "Bob", "Cleo")],
    )  # fmt: skip
    (row,) = result.operations
    assert row.end - row.start == 5 * 60
    assert len(row.also) == 1
    # two machines of 8 h, and 2 x 5 h of them; three workers, and 2 x 5 h of them
    assert loads(result, "A") == [(960, 600, 0)]
    assert loads(result, "skill welder") == [(1440, 600, 0)]
    assert result.kpis["run_hours"] == 10.0


def test_S15_a_fast_successor_shows_its_idle_hours() -> None:
    # A works 100 pieces of 3 min until 11:00; B begins with the first piece, at 06:03, does its
    # 100 minutes and waits for A: 297 minutes on its machine, of them 197 idle
    result = planned(
        {"phase": 10, "work_center": "A", "run": "3m"},
        {"phase": 20, "work_center": "B", "run": "1m",
         "overlap": {"type": "pieces", "value": 1, "idle": True}},
        quantity=100,
        work_centers=[{"id": "A"}, {"id": "B"}],
    )  # fmt: skip
    assert [(row.start, row.end, row.idle) for row in result.operations] == [
        (0, 300, 0),
        (3, 300, 197),
    ]
    assert result.kpis["idle_hours"] == round(197 / 60, 4)
    assert result.kpis["run_hours"] == round((300 + 297) / 60, 4)  # idle time is load
    assert loads(result, "B") == [(480, 297, 0)]


def test_a_session_loads_its_oven_once() -> None:
    # two orders for 90 minutes in an oven of 100: one session, 90 minutes of the oven
    result = planned(
        {"phase": 10, "work_center": "OVEN", "run": "90m", "fixed_time": True, "fill": 50,
         "aggregation": "bake"},
        work_centers=[{"id": "OVEN", "aggregation_rule": "full"}],
        aggregation_rules=[{"id": "full", "most": 100}],
        items=[{"id": "X", "source": "make"}],
        demands=[
            {"id": name, "item": "X", "quantity": 1, "due": due}
            for name, due in (("SO-1", "2026-06-02"), ("SO-2", "2026-06-03"))
        ],
    )  # fmt: skip
    assert [(row.start, row.end, row.session) for row in result.operations] == [(0, 90, 1)] * 2
    assert loads(result, "OVEN") == [(480, 90, 0)]
    assert (result.kpis["run_hours"], result.kpis["sessions"]) == (1.5, 1)


def test_a_crew_that_sets_up_loads_its_skill_before_the_start_and_costs_by_the_hour() -> None:
    # 30 minutes of setup by the setter, then 60 of run by the welder, who gives half her time
    result = planned(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "60m",
         "skills": [{"skill": "welder", "share": 0.5}]},
        work_centers=[{"id": "A", "setup_skills": [{"skill": "setter"}], "setup_rate": 60}],
        workers=[{"id": "Ada", "skills": ["welder", "setter"]}],
    )  # fmt: skip
    (row,) = result.operations
    assert (row.setup_start, row.start, row.run_start, row.end) == (0, 30, 30, 90)
    assert loads(result, "A") == [(480, 90, 30)]
    assert loads(result, "skill setter") == [(480, 30, 30)]
    assert loads(result, "skill welder") == [(480, 30, 0)]
    assert (result.kpis["setup_hours"], result.kpis["setup_cost"]) == (0.5, 30.0)


def test_overtime_is_capacity_and_costs_what_is_worked_in_it() -> None:
    # 06-14 and overtime 14-16 on Monday: 9 h of work need one hour of it
    calendar = {
        "id": "day",
        "shifts": {"mon-fri": ["06:00-14:00"]},
        "overtime": [{"date": "2026-06-01", "shifts": ["14:00-16:00"]}],
    }
    result = planned(
        {"phase": 10, "work_center": "A", "run": "9h"},
        calendars=[calendar],
        work_centers=[{"id": "A", "overtime_rate": 20}],
    )
    assert loads(result, "A") == [(600, 540, 0)]
    assert (result.kpis["overtime_hours"], result.kpis["overtime_cost"]) == (1.0, 20.0)


def test_a_tool_of_the_item_table_loads_while_it_is_held() -> None:
    # 10 h from Monday 06:00: the mould stays on the machine overnight, its windows are all day
    result = planned(
        {"phase": 10, "work_center": "A", "run": "10h", "equipment": [{"item": "MOULD"}]},
        work_centers=[{"id": "A"}],
        items=[{"id": "X", "source": "make"}, {"id": "MOULD", "source": "buy"}],
        stock=[{"item": "MOULD", "quantity": 2}],
    )
    assert [row.end for row in result.operations] == [1440 + 120]
    # two moulds; one held from 06:00 to midnight, and until 08:00 on Tuesday
    assert loads(result, "tool MOULD") == [(2 * 1080, 1080, 0), (2 * 1440, 480, 0)]


def test_more_workers_than_must_be_there_are_found_from_the_length() -> None:
    # 4 h by one fitter, 2 h by two: the plan ends at 08:00, so two were there
    result = planned(
        {"phase": 10, "work_center": "A", "run": "4h", "skills": [{"skill": "fitter", "most": 2}]},
        work_centers=[{"id": "A"}],
        workers=[{"id": name, "skills": ["fitter"]} for name in ("Ada", "Bob")],
    )
    assert [row.end for row in result.operations] == [120]
    assert loads(result, "skill fitter") == [(960, 240, 0)]


def test_M30_a_phase_outside_is_sent_on_a_document_of_its_own() -> None:
    # 40 h at 8 h a day are 5 days: from Monday 07:00 to the next one, the weekend left out
    result = planned(
        {"phase": 10, "work_center": "A", "run": "1h"},
        {"phase": 20, "work_center": "ZINC", "run": "40h"},
        {"phase": 30, "work_center": "CHROME", "lead_time": "2d"},
        work_centers=[
            {"id": "A"},
            {"id": "ZINC", "external": True},
            {"id": "CHROME", "external": True},
        ],
    )
    assert result.kpis["subcontracted_phases"] == 2
    (zinc, chrome) = subcontracts_table(result).rows
    assert zinc[:6] == ("SC-MO-X-1-20", "MO-X-1", 20, "X", 1, "ZINC")
    assert [f"{moment:%a %H:%M}" for moment in zinc[6:8]] == ["Mon 07:00", "Mon 07:00"]
    assert zinc[8] == 6  # an hour less on the first day makes it six
    assert chrome[0] == "SC-MO-X-1-30"
    assert [f"{moment:%a %H:%M}" for moment in chrome[6:8]] == ["Mon 07:00", "Wed 07:00"]
    assert chrome[8] == 2
    # the hours of its calendar that a subcontractor works load nobody
    assert sum(load for _, load, _ in loads(result, "ZINC")) == 40 * 60
    assert loads(result, "A")[0] == (480, 60, 0)


def test_M30_40_hours_at_8_hours_a_day_are_5_days_outside() -> None:
    result = planned(
        {"phase": 10, "work_center": "ZINC", "run": "40h"},
        work_centers=[{"id": "ZINC", "external": True}],
    )
    ((*_, send, back, days),) = subcontracts_table(result).rows
    assert (f"{send:%a %d %H:%M}", f"{back:%a %d %H:%M}", days) == (
        "Mon 01 06:00",
        "Fri 05 14:00",
        5,
    )


def test_figures_of_a_plan_do_not_depend_on_those_it_has() -> None:
    result = planned(
        {"phase": 10, "work_center": "A", "run": "1h"},
        {"phase": 20, "work_center": "A", "run": "1h"},
        {"phase": 30, "work_center": "A", "run": "1h"},
        work_centers=[{"id": "A"}],
    )
    assert kpis(replace(result, kpis={"run_hours": 99.0})) | {"verified": "yes"} == result.kpis


def test_S26_an_order_of_a_center_that_never_works_is_reported_with_its_cause() -> None:
    # Y runs on a center that is down for good: X is planned all the same
    def made(item: str, center: str) -> dict[str, Any]:
        return {
            "item": item,
            "operations": [{"phase": 10, "work_center": center, "run": "1h"}],
        }

    result = planned(
        work_centers=[{"id": "A"}, {"id": "LOST"}],
        downtimes=[{"resource": "LOST", "from": "2026-06-01T00:00", "to": "2126-01-01T00:00"}],
        items=[{"id": item, "source": "make"} for item in "XYZ"],
        routings=[made("X", "A"), made("Y", "LOST"), made("Z", "A")],
        demands=[
            {"id": f"SO-{item}", "item": item, "quantity": 1, "due": "2026-06-03"} for item in "XYZ"
        ],
    )
    assert sorted(row.item for row in result.operations) == ["X", "Z"]
    (left_out,) = unscheduled_table(result).rows
    assert left_out[:4] == ("MO-Y-1", "Y", 1, 10)
    assert "LOST never works" in str(left_out[4])
    assert (result.kpis["unscheduled_orders"], result.kpis["unscheduled_demands"]) == (1, 1)
    assert result.kpis["on_time_percent"] == 66.7
    rows = {row[0]: row for row in demands_table(result).rows}
    assert rows["SO-Y"][4:6] == (None, None)
    assert "LOST never works" in str(rows["SO-Y"][6])
    assert loads(result, "LOST") == [(0, 0, 0)]
    page = render_report(result)
    assert "1 order not scheduled</a>" in page
    assert "1 order that cannot be done as the scenario stands; 1 of 3 demands" in page


@pytest.mark.parametrize("rule", ["list", "setup-patient", "spt"])
def test_costs_are_those_that_the_objective_counts(rule: str) -> None:
    # overtime on every day, in which a long session of two and single presses work
    calendar = {
        "id": "day",
        "shifts": {"mon-fri": ["06:00-08:00"]},
        "overtime": [
            {"date": f"2026-06-{day:02d}", "shifts": ["08:00-10:00"]} for day in range(1, 13)
        ],
    }
    bake = {"phase": 20, "work_center": "OVEN", "fixed_time": True, "aggregation": "bake"}

    def made(item: str, run: str, colour: str) -> dict[str, Any]:
        paint = {"phase": 10, "work_center": "A", "setup": "7m", "run": run}
        state = {"state": {"colour": colour}, "skills": [{"skill": "painter"}]}
        return {"item": item, "operations": [paint | state, bake | {"run": run, "fill": 40}]}

    scenario = Scenario.model_validate(
        {
            "scenario": {"id": "t", "start": "2026-06-01T06:00", "horizon": "20d"},
            "calendars": [calendar],
            "work_centers": [
                {"id": "A", "setup_rule": "colours", "setup_skills": [{"skill": "setter"}],
                 "setup_rate": 33, "overtime_rate": 12.5},
                {"id": "OVEN", "aggregation_rule": "full", "overtime_rate": 20},
            ],
            "setup_rules": [{"id": "colours", "property": "colour", "default": "25m"}],
            "aggregation_rules": [{"id": "full", "most": 100, "least": 60, "max_wait": "2h"}],
            "workers": [{"id": "Ada", "skills": ["painter", "setter"]}],
            "items": [{"id": item, "source": "make"} for item in "XYZ"],
            "routings": [
                made("X", "50m", "red"), made("Y", "80m", "blue"), made("Z", "65m", "red")
            ],
            "demands": [
                {"id": f"SO-{item}-{day}", "item": item, "quantity": 1, "due": f"2026-06-0{day}"}
                for item in "XYZ" for day in (2, 4)
            ],
        }
    )  # fmt: skip
    levels = (Objective.SETUP_COST, Objective.OVERTIME)
    result = plan(scenario, replace(scenario_options(scenario, levels), rule=rule))
    setup, overtime = (
        result.solve.measured(level.objective, level.value)[0] for level in result.solve.levels
    )
    assert result.kpis["setup_cost"] == pytest.approx(setup, abs=0.01)
    assert result.kpis["overtime_cost"] == pytest.approx(overtime, abs=0.01)
    assert min(setup, overtime) > 0
    assert result.kpis["overload_hours"] == 0.0
