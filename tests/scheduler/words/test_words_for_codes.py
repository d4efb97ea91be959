"""Tables that give codes their words: no code is left without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.scenario import Source
from models.scenario.cost import CostKind
from models.scenario.job import JobOrigin
from scheduler.cli.bom import _SOURCES
from scheduler.cli.costs import _ADDED, _DOCUMENTS
from scheduler.cli.jobplan import _ABOUT
from scheduler.cli.progress import _LOST
from scheduler.cli.trees import _NODES
from scheduler.costing.documents import Document
from scheduler.difference.figures import Verdict
from scheduler.difference.operations import Kind
from scheduler.difference.orders import Outcome
from scheduler.difference.words import KINDS, OUTCOMES, VERDICTS
from scheduler.general.result import LogKind
from scheduler.jobs.run import ORIGINS
from scheduler.kpi_names import KPI_NAMES, kpi_name, kpi_unit
from scheduler.mrp.peg_nodes import NodeKind
from scheduler.progress.words import Reason
from scheduler.sequence.feasibility import Material, Previous
from scheduler.sequence.page import _MATERIAL, _PREVIOUS, _TODAY
from tests.scheduler.outputs.sample_plan import sample_plan

if TYPE_CHECKING:
    from enum import StrEnum


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (KINDS, Kind),
        (OUTCOMES, Outcome),
        (VERDICTS, Verdict),
        (ORIGINS, JobOrigin),
        (_SOURCES, Source),
        (_ADDED, CostKind),
        (_DOCUMENTS, Document),
        (_ABOUT, LogKind),
        (_MATERIAL, Material),
        (_TODAY, Material),
        (_PREVIOUS, Previous),
        (_LOST, Reason),
        (_NODES, NodeKind),
    ],
)
def test_every_code_has_its_words(table: dict[str, str], codes: type[StrEnum]) -> None:
    assert set(table) == set(codes)


def test_every_key_figure_has_a_name_and_no_other() -> None:
    assert set(KPI_NAMES) == {*sample_plan().kpis, "verified"}  # the pipeline adds the last


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("late_demands", ("late demands", "")),
        ("makespan_days", ("makespan", "d")),
        ("overtime_hours", ("overtime", "h")),
        ("on_time_percent", ("on time", "%")),
        ("figure_of_another_version", ("figure of another version", "")),
    ],
)
def test_a_key_figure_is_told_by_name_and_unit(key: str, told: tuple[str, str]) -> None:
    assert (kpi_name(key), kpi_unit(key)) == told
